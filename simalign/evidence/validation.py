"""Every fact's virtual experiment, and whether what it gives lies inside what was published."""

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
    """A fact held against its virtual experiment."""

    study: str
    effect: Effect
    source: str
    organisations: int
    estimate: float
    low: float
    high: float

    @property
    def verdict(self) -> Verdict:
        """Inside: the estimate lies in the published interval, or has the published sign beyond chance."""
        return verdict(self.effect.published, self.estimate, self.low, self.high, self.effect.null)

    def record(self) -> dict[str, Any]:
        """The finding as a row of a table."""
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
    """Where a simulated estimate with its interval lies.

    Inside: in the published interval. Sign only: outside, but on the same side of ``null``, the interval too. Of a
    fact that is a sign, inside where the whole interval has it, else outside; of one without either, reported.
    Undefined: there is something to hold it against, but the effect cannot be worked out.

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
    """A 95% interval of an estimate, organisations left out in turn (Tukey 1958; Efron & Stein 1981).

    Student's t with one degree of freedom fewer than organisations. NaN for fewer than two, and where the estimate
    cannot be worked out without one of them.
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
    """Run every study on as many organisations (more where it says so), the same ones for all.

    ``psychology`` takes the place of the scenarios'; ``tick`` is called after each organisation.
    Raises InputError, before anything is run, where an organisation cannot be made or has no cases.
    """
    experiments = [VirtualExperiment(study, seed) for study in studies]
    counts = [max(organisations, e.loaded.study.organisations or 0) for e in experiments]
    ensemble = Ensemble(seed, execution=execution, organisations=Organisations(seed, most=None))
    for experiment, count in zip(experiments, counts, strict=True):
        experiment.ready(count, ensemble.organisations, execution.names)

    def observe(replication: Replication) -> list[Observed | None]:
        """What is observed of each experiment that has an organisation of this number."""
        counted = zip(experiments, counts, strict=True)
        return [e.observe(replication, psychology) if replication.number < count else None for e, count in counted]

    def arms_of(number: int) -> list[Scenario]:
        """The arms of each experiment that has an organisation of this number."""
        counted = zip(experiments, counts, strict=True)
        return [arm for e, count in counted if number < count for arm in e.arms(number, psychology).values()]

    text = json.dumps([study.study.model_dump_json() for study in studies])
    observed: list[list[Observed]] = [[] for _ in experiments]
    for numbers in (range(organisations), range(organisations, max(counts))):  # of all studies, then of the larger ones
        jobs = (Job(arms_of(n), n) for n in numbers)
        label = f"{'all' if numbers.start == 0 else 'larger'} studies: {text}"
        with closing(ensemble.each(ensemble.replications(jobs), observe, label, _codec(len(experiments)))) as results:
            for seen_by_experiment in results:
                for seen_before, seen in zip(observed, seen_by_experiment, strict=True):
                    if seen is not None:
                        seen_before.append(seen)
                tick()
    return [
        _finding(experiment, place, seen)
        for experiment, seen in zip(experiments, observed, strict=True)
        for place in range(len(experiment.effects))
    ]


def _codec(count: int) -> Codec[list[Observed | None]]:
    """How observations of ``count`` experiments become arrays: by experiment, effect, arm, week and outcome."""

    def pack(found: list[Observed | None]) -> Arrays:
        return {
            json.dumps([n, *key, outcome]): cases
            for n, seen in enumerate(found)
            for key, outcomes in (seen or {}).items()
            for outcome, cases in enumerate(outcomes)
        }

    def unpack(arrays: Arrays) -> list[Observed | None]:
        found: list[Observed | None] = [None] * count
        for text, cases in arrays.items():
            n, effect, arm, week, _ = json.loads(text)
            seen = found[n] = found[n] or {}
            seen.setdefault((effect, arm, week), []).append(cases)  # outcomes in their order, as they were packed
        return found

    return Codec(pack, unpack)


def _finding(experiment: VirtualExperiment, place: int, observed: Sequence[Observed]) -> Finding:
    study, effect = experiment.loaded.study, experiment.effects[place]
    low, high = jackknife(lambda some: experiment.estimate(place, some), observed)
    estimate = experiment.estimate(place, observed)
    return Finding(study.name, effect, effect.source or study.source, len(observed), estimate, low, high)
