"""Every fact's virtual experiment, and whether what it gives lies inside what was published."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from scipy import stats

from simalign.evidence.experiment import Experiment, Observed, Organisations, Warm
from simalign.evidence.reading import Loaded
from simalign.evidence.study import Effect, Published
from simalign.scenario.psychology import Psychology

Verdict = Literal["inside", "outside", "sign only", "reported"]
FEWEST = 4  # organisations, for an interval to have a width that means something


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
        return verdict(self.effect.published, self.estimate, self.low, self.high)

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


def verdict(published: Published, estimate: float, low: float, high: float) -> Verdict:
    """Where a simulated estimate with its interval lies.

    Inside: in the published interval. Sign only: outside, but on the same side of 0, the interval too. Of a fact that
    is a sign, inside where the whole interval has it, else outside; of one without either, reported.

    >>> verdict(Published(estimate=0.3, low=0.2, high=0.4), 0.5, 0.45, 0.55)
    'sign only'
    """
    if published.low is not None and published.high is not None:
        if published.low <= estimate <= published.high:
            return "inside"
        middle = (published.low + published.high) / 2.0 if published.estimate is None else published.estimate
        return "sign only" if (low > 0.0 and middle > 0.0) or (high < 0.0 and middle < 0.0) else "outside"
    if published.sign is not None:
        return "inside" if (low > 0.0 if published.sign == "positive" else high < 0.0) else "outside"
    return "reported"


def jackknife(estimate: Callable[[Sequence[Observed]], float], observed: Sequence[Observed]) -> tuple[float, float]:
    """A 95% interval of an estimate, organisations left out in turn (Tukey 1958; Efron & Stein 1981).

    Student's t with one degree of freedom fewer than organisations. NaN for fewer than two.
    """
    n = len(observed)
    if n < 2:
        return float("nan"), float("nan")
    whole = estimate(observed)
    without = np.array([estimate([*observed[:k], *observed[k + 1 :]]) for k in range(n)])
    error = np.sqrt((n - 1) / n * np.sum((without - without.mean()) ** 2))
    half = float(stats.t.ppf(0.975, n - 1) * error)
    return whole - half, whole + half


def validate(
    studies: Sequence[Loaded],
    seed: int,
    organisations: int,
    psychology: Psychology | None = None,
    tick: Callable[[], None] = lambda: None,
) -> list[Finding]:
    """Run every study on as many organisations (more where it says so), the same ones for all.

    ``psychology`` takes the place of the scenarios'; ``tick`` is called after each organisation.
    Raises InputError where an organisation cannot be read.
    """
    experiments = [Experiment(study, seed) for study in studies]
    counts = [max(organisations, e.loaded.study.organisations or 0) for e in experiments]
    observed: list[list[Observed]] = [[] for _ in experiments]
    kept = Organisations(seed)

    def one(number: int) -> list[Observed | None]:
        warm: Warm = {}
        asked = zip(experiments, counts, strict=True)
        return [e.observe(number, kept, psychology, warm) if number < count else None for e, count in asked]

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for found in pool.map(one, range(max(counts))):
            for own, seen in zip(observed, found, strict=True):
                if seen is not None:
                    own.append(seen)
            tick()
    return [
        _finding(experiment, place, own)
        for experiment, own in zip(experiments, observed, strict=True)
        for place in range(len(experiment.effects))
    ]


def _finding(experiment: Experiment, place: int, observed: Sequence[Observed]) -> Finding:
    study, effect = experiment.loaded.study, experiment.effects[place]
    low, high = jackknife(lambda some: experiment.estimate(place, some), observed)
    estimate = experiment.estimate(place, observed)
    return Finding(study.name, effect, effect.source or study.source, len(observed), estimate, low, high)
