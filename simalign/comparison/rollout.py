"""In which department a policy should start: one department is ahead of the others by some weeks.

In every draw, all starts share the organisation, the random numbers and the warm-up. The gain of a start is the worth
over the horizon, less that of a policy that starts everywhere at the end of the wait.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simalign.analysis.intervals import ends
from simalign.analysis.text import interval_text, listed, words
from simalign.errors import InputError, Problem
from simalign.measures.catalogue import NAMES
from simalign.policies.levers import WHOLE_ONLY
from simalign.policies.policy import Phase, Policy
from simalign.policies.values import levers_of, set_values
from simalign.scenario import Scenario
from simalign.simulation.ensemble import Ensemble, Job

Floats = NDArray[np.float64]
WORTH = NAMES.index("value_net")
WAIT = 26  # weeks by which the first department is ahead
FEWEST, MOST = 5, 12  # members of a department that can be first; departments that are compared
KEY = "which_department_first"


class Start(NamedTuple):
    """A department that starts first.

    gain: of the whole organisation over the horizon, as a share of the worth without a head start. per_member: the same
    for each member who starts, as if everybody did, with its 95% interval from ``low`` to ``high``.
    """

    department: str
    members: int
    gain: float
    per_member: float
    low: float
    high: float


def candidates(sizes: Mapping[str, int]) -> dict[str, int]:
    """Return the departments that can be first, the largest first.

    Raises InputError if there are fewer than two of ``FEWEST`` members.
    """
    large = sorted((name for name, size in sizes.items() if size >= FEWEST), key=lambda name: (-sizes[name], name))
    if len(large) < 2:
        message = f"requires two departments of {FEWEST} members or more"
        raise InputError([Problem(message, key=KEY, value=", ".join(sizes))])
    return {name: sizes[name] for name in large[:MOST]}


def staged(policy: Policy, department: str | None, wait: int) -> Policy:
    """Return the policy that starts in one department (None: in none) and after ``wait`` weeks everywhere.

    Levers of the whole organisation, such as the focus, start with the others. Raises InputError for a policy with
    phases, rules, events or departments of its own.

    >>> ahead = staged(Policy(preset="push"), "sales", 26)
    >>> ahead.departments["sales"].mandate, ahead.phases[0].start, ahead.levers.mandate
    (0.6, 26, None)
    """
    if not policy.plain:
        message, allowed = "requires a policy with levers only", "a policy without phases, rules, events, departments"
        raise InputError([Problem(message, key=KEY, value=policy.name, allowed=allowed)])
    values = set_values(policy.levers)
    there = {name: value for name, value in values.items() if name not in WHOLE_ONLY}
    early = {} if department is None else {department: levers_of(there)}
    name = f"{policy.name}, first in {department}" if department else f"{policy.name}, later"
    everywhere = Phase.model_validate({"from": wait, "levers": levers_of(values)})
    return Policy(name=name, departments=early, phases=[everywhere])


def wait_of(weeks: int) -> int:
    """Return the weeks by which the first department is ahead, at most half the horizon.

    >>> wait_of(104), wait_of(20)
    (26, 10)
    """
    return max(1, min(WAIT, weeks // 2))


def starts(
    scenario: Scenario,
    policy: Policy,
    sizes: Mapping[str, int],
    ensemble: Ensemble,
    draws: int,
    tick: Callable[[int], None] = lambda runs: None,
) -> tuple[list[Start], list[str]]:
    """Return the starts, the largest gain per member first, and the departments that may be the best one.

    These are the first and all whose distance from it may be chance (paired 95% intervals).

    sizes: members by department of the organisation; tick: called after each draw with the number of its runs.
    """
    chosen, size = candidates(sizes), sum(sizes.values())
    wait = wait_of(scenario.weeks)
    arms = [scenario.unchecked_copy(policy=staged(policy, name, wait)) for name in (None, *chosen)]

    def over_weeks(run: Any) -> Floats:
        return np.asarray(run.series[scenario.warmup :, WORTH].mean())

    jobs = [Job(arms, draw) for draw in range(draws)]
    worth = np.stack(list(ensemble.runs(jobs, over_weeks, "worth of a staged policy", tick)))
    gains = (worth[:, 1:] - worth[:, :1]) / abs(worth[:, 0].mean())
    each = gains * np.array([size / count for count in chosen.values()])
    means, low, high = ends(np.ascontiguousarray(each.T))
    order = np.argsort(-means, kind="stable").tolist()
    names = list(chosen)
    ranked = [
        Start(names[n], chosen[names[n]], float(gains[:, n].mean()), float(means[n]), float(low[n]), float(high[n]))
        for n in order
    ]
    apart = ends(np.ascontiguousarray((each[:, order[:1]] - each[:, order]).T))[1]
    return ranked, [start.department for start, low in zip(ranked, apart, strict=True) if not low > 0.0]


def rollout_sentences(policy: str, ranked: Sequence[Start], best: Sequence[str], wait: int) -> list[str]:
    """State in which department the policy should start, and how certain that is; arguments as ``starts`` returns."""
    ahead = f"{wait} weeks ahead of the others"
    if ranked[0].low <= 0.0:
        head = f"No department clearly gains from starting {words(policy)} {ahead}."
    else:
        chance = "" if len(best) == 1 else "; which of them gains most may be chance"
        head = f"Start {words(policy)} in {listed(best, 'or')}, {ahead}{chance}."
    parts = [f"{each.department} {interval_text(each.per_member, each.low, each.high)}" for each in ranked]
    explained = "Gain per member who starts, as a share of the worth without a head start, with 95% interval"
    return [head, f"{explained}: {listed(parts)}."]
