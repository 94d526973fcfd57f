"""Run the virtual experiments of studies, and compare the simulated effects with the published ones."""

import json
import math
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from scipy.special import stdtrit

from simalign.evidence.read import Loaded
from simalign.evidence.study import Effect, Published
from simalign.evidence.virtual import Observed, VirtualExperiment
from simalign.scenario import Scenario
from simalign.scenario.psychology import Psychology
from simalign.simulation.ensemble import PLAIN, Ensemble, Execution, Job, Replication
from simalign.simulation.resume import Arrays, Codec
from simalign.simulation.shared import Organisations

Verdict = Literal["inside", "outside", "sign only", "undefined", "reported"]
BAD: tuple[Verdict, ...] = ("outside", "sign only", "undefined")


@dataclass(frozen=True)
class Finding:
    """A published effect and the simulated one, with its 95% interval over organisations."""

    study: str
    effect: Effect
    source: str
    organisations: int
    estimate: float
    low: float
    high: float

    @property
    def verdict(self) -> Verdict:
        """How the simulated effect compares with the published one, as in ``verdict``."""
        return verdict(self.effect.published, self.estimate, self.low, self.high, self.effect.null)

    def record(self) -> dict[str, Any]:
        """Return the finding as a row of a table."""
        published = self.effect.published
        return {
            "fact": self.effect.name,
            "study": self.study,
            "unit": self.effect.unit,
            "outcome": ", ".join(self.effect.outcomes),
            "week": self.effect.week,
            "published": published.estimate if published.estimate is not None else published.sign,
            "published_low": published.low,
            "published_high": published.high,
            "simulated": self.estimate,
            "simulated_low": self.low,
            "simulated_high": self.high,
            "verdict": self.verdict,
            "organisations": self.organisations,
            "source": self.source,
        }


def verdict(published: Published, estimate: float, low: float, high: float, null: float | None = 0.0) -> Verdict:
    """Return how a simulated estimate, with its interval, compares with a published result.

    "inside": the estimate lies in the published interval. "sign only": it lies outside, but with its whole interval on
    the same side of ``null``. If only a sign is published, "inside" means that the whole interval has this sign, and
    "outside" that it does not. "reported": neither is published. "undefined": the effect cannot be computed.

    >>> verdict(Published(estimate=0.3, low=0.2, high=0.4), 0.5, 0.45, 0.55)
    'sign only'
    >>> verdict(Published(estimate=0.3, low=0.2, high=0.4), 0.5, 0.45, 0.55, null=None)
    'outside'
    """
    above, below = (False, False) if null is None else (low > null, high < null)
    if published.low is None and published.sign is None:
        return "reported"
    if math.isnan(estimate):
        return "undefined"
    if published.low is not None and published.high is not None:
        if published.low <= estimate <= published.high:
            return "inside"
        middle = (published.low + published.high) / 2.0 if published.estimate is None else published.estimate
        if null is not None and ((above and middle > null) or (below and middle < null)):
            return "sign only"
        return "outside"
    return "inside" if (above if published.sign == "positive" else below) else "outside"


def jackknife(estimate: Callable[[Sequence[Observed]], float], observed: Sequence[Observed]) -> tuple[float, float]:
    """Return the 95% jackknife interval of an estimate over organisations (Tukey 1958; Efron & Stein 1981).

    It uses Student's t with one degree of freedom fewer than organisations. It is NaN for fewer than two organisations,
    and if the estimate cannot be computed without one of them.
    """
    n = len(observed)
    if n < 2:
        return math.nan, math.nan
    whole = estimate(observed)
    without = np.array([estimate([*observed[:k], *observed[k + 1 :]]) for k in range(n)])
    if not np.isfinite([whole, *without]).all():
        return math.nan, math.nan
    error = np.sqrt((n - 1) / n * np.sum((without - without.mean()) ** 2))
    half = float(stdtrit(n - 1, 0.975) * error)
    return whole - half, whole + half


def validate(
    studies: Sequence[Loaded],
    seed: int,
    organisations: int,
    psychology: Psychology | None = None,
    tick: Callable[[], None] = lambda: None,
    execution: Execution = PLAIN,
) -> list[Finding]:
    """Run every study on the same organisations; a study that requires more organisations has more.

    psychology: the parameters that it sets replace those of the scenarios; tick: called after each organisation.
    Raises InputError, before anything is run, for an unknown measure, an organisation that cannot be created, and one
    without cases.
    """
    experiments = [VirtualExperiment(study, seed) for study in studies]
    counts = [max(organisations, e.loaded.study.organisations or 0) for e in experiments]
    ensemble = Ensemble(seed, execution=execution, organisations=Organisations(seed, most=None))
    for experiment, count in zip(experiments, counts, strict=True):
        experiment.ready(count, ensemble.organisations, execution.names)

    def observe(replication: Replication) -> list[Observed | None]:
        """Return the observations of each experiment that has an organisation of this number."""
        counted = zip(experiments, counts, strict=True)
        return [e.observe(replication, psychology) if replication.number < count else None for e, count in counted]

    def arms_of(number: int) -> list[Scenario]:
        """Return the arms of each experiment that has an organisation of this number."""
        counted = zip(experiments, counts, strict=True)
        return [arm for e, count in counted if number < count for arm in e.arms(number, psychology).values()]

    text = json.dumps([study.study.model_dump_json() for study in studies])
    observed: list[list[Observed]] = [[] for _ in experiments]
    for numbers in (range(organisations), range(organisations, max(counts))):  # of all studies, then of the larger ones
        jobs = (Job(arms_of(n), n) for n in numbers)
        label = f"{'all' if numbers.start == 0 else 'larger'} studies: {text}"
        with closing(ensemble.each(ensemble.replications(jobs), observe, label, _codec(len(experiments)))) as results:
            for results_of_all in results:
                for earlier, observation in zip(observed, results_of_all, strict=True):
                    if observation is not None:
                        earlier.append(observation)
                tick()
    return [
        _finding(experiment, index, observation)
        for experiment, observation in zip(experiments, observed, strict=True)
        for index in range(len(experiment.effects))
    ]


def _codec(count: int) -> Codec[list[Observed | None]]:
    """Return how observations of ``count`` experiments become arrays: by experiment, effect, arm, week and outcome."""

    def pack(observations: list[Observed | None]) -> Arrays:
        return {
            json.dumps([n, *key, outcome]): cases
            for n, observation in enumerate(observations)
            for key, outcomes in (observation or {}).items()
            for outcome, cases in enumerate(outcomes)
        }

    def unpack(arrays: Arrays) -> list[Observed | None]:
        observations: list[Observed | None] = [None] * count
        for text, cases in arrays.items():
            n, effect, arm, week, _ = json.loads(text)
            observation = observations[n] = observations[n] or {}
            observation.setdefault((effect, arm, week), []).append(cases)  # outcomes are in the order of ``pack``
        return observations

    return Codec(pack, unpack)


def _finding(experiment: VirtualExperiment, index: int, observed: Sequence[Observed]) -> Finding:
    study, effect = experiment.loaded.study, experiment.effects[index]
    low, high = jackknife(lambda some: experiment.estimate(index, some), observed)
    estimate = experiment.estimate(index, observed)
    return Finding(study.name, effect, effect.source or study.source, len(observed), estimate, low, high)
