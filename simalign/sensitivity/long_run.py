"""Long-run analysis: whether the warm-up is long enough, when the means of a policy settle, and whether they drift.

Levels are means over a quarter of a year. Compared levels are whole years apart, so that seasonal effects of talks and
reviews cancel. A measure settles in the first week from which its running mean over half a year, averaged over
replications, stays within a band around that of the last half year.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simalign.analysis.findings import QUARTER
from simalign.analysis.paired import Interval, interval
from simalign.analysis.text import listed, words
from simalign.measures.catalogue import NAMES
from simalign.measures.catalogue import measure as measure_of
from simalign.scenario import Policy, Scenario
from simalign.sensitivity.robustness import number
from simalign.simulation.ensemble import PLAIN, Ensemble, Execution, Job

Numbers = NDArray[np.float64]
MEASURED = ("know_gain", "want_gain", "do_gain", "value", "compliance_gap", "trust")
YEAR, HALF = 52, 26
BASE = "status_quo"
STEADY, DRIFTS, UNDECIDED = "steady", "drifts", "undecided"
RESAMPLES = 500
BOOTSTRAP = 7  # spawn key of the random generator that resamples replications


class Settling(NamedTuple):
    """A policy and measure up to week ``end``: final level, drift over the last year, and week of settling.

    state: of the drift: steady, drifts or undecided. week: None if the mean has not settled.
    """

    policy: str
    measure: str
    end: int
    level: Interval
    drift: Interval
    state: str
    week: int | None
    week_low: int | None
    week_high: int | None


class Warmth(NamedTuple):
    """A measure under status quo: its level at the end of the warm-up, and its later change.

    early: change after one year. late: change at the end of the horizon. state: of the early change.
    """

    measure: str
    level: Interval
    early: Interval
    late: Interval
    state: str


def curves(
    scenario: Scenario,
    policies: Mapping[str, Policy],
    seed: int,
    replications: int,
    tick: Callable[[int], None] = lambda runs: None,
    execution: Execution = PLAIN,
    measured: Sequence[str] = MEASURED,
) -> Numbers:
    """Simulate the series of measures, (replications, policies, weeks, measures), from the first week of the warm-up.

    measured: shipped measures and those of ``execution``.

    >>> small = Scenario(organisation={"size": 8}, warmup=1, weeks=2)
    >>> curves(small, {"push": Policy(preset="push")}, 1, 2).shape
    (2, 1, 3, 6)
    """
    columns = [execution.names.index(name) for name in measured]
    arms = [scenario.unchecked_copy(policy=policy) for policy in policies.values()]
    jobs = [Job(arms, replication) for replication in range(replications)]
    ensemble = Ensemble(seed, execution=execution)
    return np.array(list(ensemble.runs(jobs, lambda run: run.series[:, columns], f"series of {tuple(measured)}", tick)))


def quarter(series: Numbers, end: int) -> Numbers:
    """Return means (...) over the quarter of a year of series (..., weeks) that ends before index ``end``."""
    return np.asarray(series[..., max(0, end - QUARTER) : end].mean(axis=-1))


def state_of(drift: Interval, band: float) -> str:
    """Return whether a drift is within a band (steady), differs from 0 (drifts), or neither (undecided).

    >>> state_of(Interval(0.01, 0.0, 0.02), 0.05), state_of(Interval(0.1, 0.02, 0.2), 0.05)
    ('steady', 'drifts')
    """
    if max(abs(drift.low), abs(drift.high)) <= band:
        return STEADY
    return DRIFTS if drift.low > 0 or drift.high < 0 else UNDECIDED


def settled_week(mean: Numbers, band: float) -> int | None:
    """Return the first week, from 1, from which the running mean over half a year stays within a band of the last one.

    mean: (weeks,), half a year or more from week 1. A running mean has the date of its first week. Returns None if that
    week lies within a quarter of the end, which is too late to decide.

    >>> settled_week(np.r_[np.zeros(52), np.ones(104)], 0.1)
    51
    """
    total = np.cumsum(np.r_[0.0, mean])
    running = (total[HALF:] - total[:-HALF]) / HALF
    outside = np.flatnonzero(np.abs(running - running[-1]) > band)
    index = 0 if not len(outside) else int(outside[-1]) + 1
    return index + 1 if index < len(running) - QUARTER else None


def settling(
    series: Numbers,
    policies: Sequence[str],
    warmup: int,
    ends: Sequence[int],
    band: float,
    seed: int,
    measured: Sequence[str] = MEASURED,
) -> list[Settling]:
    """Analyse the settling of each policy and measure up to each of the ``ends``, weeks of policy from 52.

    series: as ``curves`` returns it. Intervals are over replications: Student's t for levels and drifts, bootstrap
    percentiles for the week of settling, which are None if the mean does not settle.
    """
    rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(BOOTSTRAP,)))
    picks = rng.integers(len(series), size=(RESAMPLES, len(series)))
    return [
        _settling(series[:, p, : warmup + end, m], (policy, measure, end), warmup, band, picks)
        for p, policy in enumerate(policies)
        for m, measure in enumerate(measured)
        for end in ends
    ]


def _settling(
    series: Numbers, label: tuple[str, str, int], warmup: int, band: float, picks: NDArray[np.int64]
) -> Settling:
    """Analyse one policy and measure up to one end.

    series: (replications, weeks). label: policy, measure and end. picks: resampled replications, (resamples,
    replications).
    """
    end = warmup + label[2]
    last, after = quarter(series, end), series[:, warmup:]
    drift = interval(last - quarter(series, end - YEAR))
    resampled = [settled_week(after[pick].mean(axis=0), band) for pick in picks]
    weeks = np.array([np.inf if week is None else week for week in resampled])
    ends = np.percentile(weeks, (2.5, 97.5), method="nearest")
    low, high = (int(week) if np.isfinite(week) else None for week in ends)
    week = settled_week(after.mean(axis=0), band)
    return Settling(*label, interval(last), drift, state_of(drift, band), week, low, high)


def warmth(status_quo: Numbers, warmup: int, end: int, band: float, measured: Sequence[str] = MEASURED) -> list[Warmth]:
    """Return for each measure whether the warm-up is long enough: its change in the year after is within the band.

    status_quo: series under status quo, (replications, weeks, measures), with at least a quarter of a year of warm-up
    and one year after it.
    """
    results = []
    for m, measure in enumerate(measured):
        series = status_quo[:, :, m]
        start = quarter(series, warmup)
        early = interval(quarter(series, warmup + YEAR) - start)
        late = interval(quarter(series, warmup + end) - start)
        results.append(Warmth(measure, interval(start), early, late, state_of(early, band)))
    return results


NAMED = 3  # maximum number of drifting means that a headline names


def warmth_sentence(result: Warmth, band: float, warmup: int) -> str:
    """State whether the warm-up is long enough for a measure.

    >>> level = Interval(0.1, 0.09, 0.11)
    >>> print(warmth_sentence(Warmth("trust", level, Interval(0.0, -0.01, 0.01), level, "steady"), 0.02, 52))
    Trust: 52 weeks of warm-up are enough; status quo moves by +0.000 [-0.010, +0.010] in the year after, within 0.02.
    """
    name = label_of(result.measure)
    name = f"{name[0].upper()}{name[1:]}"
    moves = f"status quo moves by {number(result.early)} in the year after"
    if result.state == STEADY:
        return f"{name}: {warmup} weeks of warm-up are enough; {moves}, within {band:g}."
    if result.state == DRIFTS:
        return f"{name}: {warmup} weeks of warm-up are not enough; {moves}, and by {number(result.late)} by the end."
    return f"{name}: whether {warmup} weeks of warm-up are enough is undecided; {moves}."


def settling_sentence(result: Settling, band: float) -> str:
    """State when a measure settles under a policy, and whether it drifts at the end."""
    policy, name = words(result.policy), label_of(result.measure)
    drift = f"{number(result.drift)} over the last year"
    end = {STEADY: f"steady then ({drift})", DRIFTS: f"still drifting then ({drift})"}.get(
        result.state, f"whether it drifts then is undecided ({drift})"
    )
    if result.week is None:
        return f"{name} under {policy} has not settled by week {result.end}; {end}."
    high = "never" if result.week_high is None else result.week_high
    return (
        f"{name} under {policy} is within {band:g} of its level of week {result.end} from week {result.week} on "
        f"[{result.week_low}, {high}]; {end}."
    )


def headline(warm: Sequence[Warmth], settled: Sequence[Settling], ends: Sequence[int]) -> str:
    """State for how many measures the warm-up is enough, and how many means are steady or drift at each end."""
    enough = sum(result.state == STEADY for result in warm)
    parts = [f"The warm-up is long enough for {enough} of {len(warm)} measures"]
    for end in ends:
        results = [result for result in settled if result.end == end]
        drifting = [f"{label_of(r.measure)} under {words(r.policy)}" for r in results if r.state == DRIFTS]
        steady = sum(result.state == STEADY for result in results)
        text = f"at week {end} {steady} of {len(results)} means are steady"
        if drifting:
            names = listed([name.replace(",", "") for name in drifting])
            few = len(drifting) <= NAMED
            text += f" and {names if few else len(drifting)} still {'drift' if drifting[1:] else 'drifts'}"
        parts.append(text)
    return f"{'; '.join(parts)}."


def warmth_records(results: Sequence[Warmth]) -> list[dict[str, Any]]:
    """Return one record per measure."""
    return [
        {"measure": result.measure, "state": result.state, **_flat("level", result.level)}
        | {**_flat("year_after", result.early), **_flat("by_the_end", result.late)}
        for result in results
    ]


def settling_records(results: Sequence[Settling]) -> list[dict[str, Any]]:
    """Return one record per policy, measure and end."""
    return [
        {"policy": result.policy, "measure": result.measure, "end": result.end, "state": result.state}
        | {"settled": result.week, "settled_low": result.week_low, "settled_high": result.week_high}
        | {**_flat("level", result.level), **_flat("drift", result.drift)}
        for result in results
    ]


def _flat(name: str, estimate: Interval) -> dict[str, float]:
    return {name: estimate.mean, f"{name}_low": estimate.low, f"{name}_high": estimate.high}


def label_of(measure: str) -> str:
    """Return the name of a measure for sentences.

    >>> label_of("do_gain"), label_of("head_trust")
    ('do, gain', 'head trust')
    """
    return measure_of(measure).label if measure in NAMES else words(measure)
