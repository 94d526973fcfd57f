"""Two charts of the same people: the worth of each policy in both, in the same draws with the same random numbers.

Each chart has its own warm-up, so that the comparison is between organisations in which people are used to the chart.
What the change itself takes is not part of it.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simalign.analysis.intervals import ends
from simalign.analysis.text import interval_text, words
from simalign.measures.catalogue import NAMES
from simalign.organisation.record import Organisation
from simalign.policies.policy import Policy
from simalign.scenario import Scenario
from simalign.scenario.posterior import Posterior
from simalign.simulation.ensemble import Ensemble, Execution, Job

Floats = NDArray[np.float64]
WORTH, BASE = NAMES.index("value_net"), "status_quo"


class Chart(NamedTuple):
    """A chart: its scenario, and the organisation that replaces that of the scenario."""

    scenario: Scenario
    organisation: Organisation


class Difference(NamedTuple):
    """A policy in the second chart less the same policy in the first, as shares of the worth of status quo in it.

    low, high: the 95% interval of the mean over draws.
    """

    policy: str
    difference: float
    low: float
    high: float


class Reorganisation(NamedTuple):
    """The differences between two charts by policy, and the leading policy in each: (name, whether beyond chance)."""

    differences: tuple[Difference, ...]
    now: tuple[str, bool]
    then: tuple[str, bool]

    def as_dict(self) -> dict[str, Any]:
        """Return the comparison as plain dictionaries and lists."""
        return {
            "differences": [each._asdict() for each in self.differences],
            "now": {"policy": self.now[0], "sure": self.now[1]},
            "then": {"policy": self.then[0], "sure": self.then[1]},
        }


def worth_in(
    chart: Chart,
    policies: Mapping[str, Policy],
    seed: int,
    draws: int,
    posterior: Posterior | None,
    execution: Execution,
    tick: Callable[[int], None] = lambda runs: None,
) -> Floats:
    """Return the mean worth over the horizon of each policy in each draw, (draws, policies)."""
    scenario = chart.scenario
    arms = [scenario.unchecked_copy(policy=policy) for policy in policies.values()]

    def over_weeks(run: Any) -> Floats:
        return np.asarray(run.series[scenario.warmup :, WORTH].mean())

    ensemble = Ensemble(seed, posterior, chart.organisation, execution)
    jobs = [Job(arms, draw) for draw in range(draws)]
    return np.stack(list(ensemble.runs(jobs, over_weeks, "worth in a chart", tick)))


def reorganisation_from(names: Sequence[str], now: Floats, then: Floats) -> Reorganisation:
    """Return the comparison of the worth in two charts, (draws, policies) each, with status quo among the policies.

    >>> now = np.array([[1.0, 1.2], [1.0, 1.4], [1.0, 1.3]])
    >>> reorganisation_from(["status_quo", "pull"], now, now + 0.1).differences[0].difference
    0.1
    """
    shares = (then - now) / abs(now[:, list(names).index(BASE)].mean())
    means, low, high = ends(np.ascontiguousarray(shares.T))
    differences = tuple(
        Difference(name, float(means[n].round(12)), float(low[n]), float(high[n])) for n, name in enumerate(names)
    )
    return Reorganisation(differences, _leader(names, now), _leader(names, then))


def _leader(names: Sequence[str], worth: Floats) -> tuple[str, bool]:
    """Return the policy with the highest mean worth, and whether its lead over the next exceeds chance."""
    first, second = np.argsort(-worth.mean(axis=0), kind="stable")[:2].tolist()
    return names[first], bool(ends((worth[:, first] - worth[:, second])[None])[1][0] > 0.0)


def reorganisation_sentences(found: Reorganisation, changes: Sequence[str]) -> list[str]:
    """State what changes in the chart, what that is worth under each policy, and whether the answer changes."""
    sentences = [f"The second chart: {'; '.join(changes)}."]
    for each in found.differences:
        policy = "carrying on as now" if each.policy == BASE else words(each.policy)
        chance = "" if each.low > 0.0 or each.high < 0.0 else "; this may be chance"
        share = interval_text(each.difference, each.low, each.high)
        sentences.append(f"Under {policy}, it is worth {share}{chance}.")
    (now, sure), (then, later) = found.now, found.then
    if now == then:
        sentences.append(f"The answer stays: {words(now)} is expected to be worth most in both charts.")
    else:
        doubt = "" if sure and later else ", but one of the two leads may be chance"
        sentences.append(f"The answer changes from {words(now)} to {words(then)}{doubt}.")
    sentences.append("People are used to both charts here; what the change itself takes is not counted.")
    return sentences
