"""Is what is reported an end state? Is the warm-up long enough, when does a policy's mean settle, does it drift?

Levels are means over a quarter of a year, whole years apart wherever two are compared, so that what comes with the
seasons of talks and reviews cancels. A measure has settled in the first week from which its running mean over half a
year, in the mean of the replications, stays within a band of that of the last half year.

What a look at the horizon found, a sentence a policy and measure.
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
BOOTSTRAP = 7  # spawn key of the generator that resamples replications


class Settling(NamedTuple):
    """Of a policy and measure over a horizon: its level at the end, its drift over the last year, when it settled."""

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
    """Of a measure under status quo: its level at the start of the report, and how far it goes on from there.

    ``early``: by a year later, ``late``: by the end of the horizon. ``state`` is that of the early change.
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
    """Series of the measures, (replications, policies, weeks, measures), from the first week of the warm-up on.

    measured: shipped measures and those of ``execution``.

    >>> small = Scenario(organisation={"size": 8}, warmup=1, weeks=2)
    >>> curves(small, {"push": Policy(preset="push")}, 1, 2).shape
    (2, 1, 3, 6)
    """
    columns = [execution.names.index(name) for name in measured]
    own = [scenario.unchecked_copy(policy=policy) for policy in policies.values()]
    jobs = [Job(own, replication) for replication in range(replications)]
    ensemble = Ensemble(seed, execution=execution)
    return np.array(list(ensemble.runs(jobs, lambda run: run.series[:, columns], f"series of {tuple(measured)}", tick)))


def quarter(series: Numbers, end: int) -> Numbers:
    """Means over the quarter of a year that ends with place ``end`` - 1 of the weeks: (..., weeks) to (...)."""
    return np.asarray(series[..., max(0, end - QUARTER) : end].mean(axis=-1))


def state_of(drift: Interval, band: float) -> str:
    """Whether a drift is no more than a band, or told from 0, or neither.

    >>> state_of(Interval(0.01, 0.0, 0.02), 0.05), state_of(Interval(0.1, 0.02, 0.2), 0.05)
    ('steady', 'drifts')
    """
    if max(abs(drift.low), abs(drift.high)) <= band:
        return STEADY
    return DRIFTS if drift.low > 0 or drift.high < 0 else UNDECIDED


def settled_week(mean: Numbers, band: float) -> int | None:
    """First week, from 1, from which the running mean over half a year stays within a band of its last value.

    mean: (weeks,), half a year or more, from week 1 on; a running mean is dated by its first week. None where that
    comes within a quarter of the end, which is too late to tell.

    >>> settled_week(np.r_[np.zeros(52), np.ones(104)], 0.1)
    51
    """
    total = np.cumsum(np.r_[0.0, mean])
    running = (total[HALF:] - total[:-HALF]) / HALF
    outside = np.flatnonzero(np.abs(running - running[-1]) > band)
    place = 0 if not len(outside) else int(outside[-1]) + 1
    return place + 1 if place < len(running) - QUARTER else None


def settling(
    series: Numbers,
    policies: Sequence[str],
    warmup: int,
    ends: Sequence[int],
    band: float,
    seed: int,
    measured: Sequence[str] = MEASURED,
) -> list[Settling]:
    """How each policy and measure stands at each of the ``ends``, weeks of the report from a year on.

    series: as ``curves`` gives it. Intervals are over replications: t for levels and drifts, percentiles of a bootstrap
    for the week of settling, whose ends are None where that never comes.
    """
    rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(BOOTSTRAP,)))
    picks = rng.integers(len(series), size=(RESAMPLES, len(series)))
    return [
        _settling(series[:, p, : warmup + end, m], (policy, measure, end), warmup, band, picks)
        for p, policy in enumerate(policies)
        for m, measure in enumerate(measured)
        for end in ends
    ]


def _settling(own: Numbers, what: tuple[str, str, int], warmup: int, band: float, picks: NDArray[np.int64]) -> Settling:
    """One policy and measure up to one end; own: (replications, weeks)."""
    last, after = quarter(own, warmup + what[2]), own[:, warmup:]
    drift = interval(last - quarter(own, warmup + what[2] - YEAR))
    drawn = [settled_week(after[pick].mean(axis=0), band) for pick in picks]
    weeks = np.array([np.inf if week is None else week for week in drawn])
    ends = np.percentile(weeks, (2.5, 97.5), method="nearest")
    low, high = (int(week) if np.isfinite(week) else None for week in ends)
    week = settled_week(after.mean(axis=0), band)
    return Settling(*what, interval(last), drift, state_of(drift, band), week, low, high)


def warmth(status_quo: Numbers, warmup: int, end: int, band: float, measured: Sequence[str] = MEASURED) -> list[Warmth]:
    """Whether the warm-up was long enough, by measure.

    status_quo: its series, (replications, weeks, measures), of at least a quarter before the report and a year in it.
    The warm-up was enough where what still changes in the year after it is no more than the band.
    """
    found = []
    for m, measure in enumerate(measured):
        own = status_quo[:, :, m]
        start = quarter(own, warmup)
        early = interval(quarter(own, warmup + YEAR) - start)
        late = interval(quarter(own, warmup + end) - start)
        found.append(Warmth(measure, interval(start), early, late, state_of(early, band)))
    return found


NAMED = 3  # drifting means that a headline names


def warmth_sentence(found: Warmth, band: float, warmup: int) -> str:
    """Whether the warm-up was long enough for a measure.

    >>> level = Interval(0.1, 0.09, 0.11)
    >>> print(warmth_sentence(Warmth("trust", level, Interval(0.0, -0.01, 0.01), level, "steady"), 0.02, 52))
    Trust: 52 weeks of warm-up are enough; status quo moves by +0.000 [-0.010, +0.010] in the year after, within 0.02.
    """
    name = label_of(found.measure)
    name = f"{name[0].upper()}{name[1:]}"
    moves = f"status quo moves by {number(found.early)} in the year after"
    if found.state == STEADY:
        return f"{name}: {warmup} weeks of warm-up are enough; {moves}, within {band:g}."
    if found.state == DRIFTS:
        return f"{name}: {warmup} weeks of warm-up are not enough; {moves}, and by {number(found.late)} by the end."
    return f"{name}: whether {warmup} weeks of warm-up are enough is undecided; {moves}."


def settling_sentence(found: Settling, band: float) -> str:
    """When a policy's measure settled, and whether it drifts at the end."""
    policy, name = words(found.policy), label_of(found.measure)
    drift = f"{number(found.drift)} over the last year"
    end = {STEADY: f"steady then ({drift})", DRIFTS: f"still drifting then ({drift})"}.get(
        found.state, f"whether it drifts then is undecided ({drift})"
    )
    if found.week is None:
        return f"{name} under {policy} has not settled by week {found.end}; {end}."
    high = "never" if found.week_high is None else found.week_high
    return (
        f"{name} under {policy} is within {band:g} of its level of week {found.end} from week {found.week} on "
        f"[{found.week_low}, {high}]; {end}."
    )


def headline(warm: Sequence[Warmth], settled: Sequence[Settling], ends: Sequence[int]) -> str:
    """For how many measures the warm-up is enough, and how many means are steady at each end; which drift, if few."""
    enough = sum(one.state == STEADY for one in warm)
    parts = [f"The warm-up is long enough for {enough} of {len(warm)} measures"]
    for end in ends:
        own = [one for one in settled if one.end == end]
        drifting = [f"{label_of(one.measure)} under {words(one.policy)}" for one in own if one.state == DRIFTS]
        text = f"at week {end} {sum(one.state == STEADY for one in own)} of {len(own)} means are steady"
        if drifting:
            names = listed([name.replace(",", "") for name in drifting])
            few = len(drifting) <= NAMED
            text += f" and {names if few else len(drifting)} still {'drift' if drifting[1:] else 'drifts'}"
        parts.append(text)
    return f"{'; '.join(parts)}."


def warmth_records(found: Sequence[Warmth]) -> list[dict[str, Any]]:
    """One record a measure."""
    return [
        {"measure": one.measure, "state": one.state, **_flat("level", one.level)}
        | {**_flat("year_after", one.early), **_flat("by_the_end", one.late)}
        for one in found
    ]


def settling_records(found: Sequence[Settling]) -> list[dict[str, Any]]:
    """One record a policy, measure and end."""
    return [
        {"policy": one.policy, "measure": one.measure, "end": one.end, "state": one.state}
        | {"settled": one.week, "settled_low": one.week_low, "settled_high": one.week_high}
        | {**_flat("level", one.level), **_flat("drift", one.drift)}
        for one in found
    ]


def _flat(name: str, found: Interval) -> dict[str, float]:
    return {name: found.mean, f"{name}_low": found.low, f"{name}_high": found.high}


def label_of(measure: str) -> str:
    """A measure as sentences name it.

    >>> label_of("do_gain"), label_of("head_trust")
    ('do, gain', 'head trust')
    """
    return measure_of(measure).label if measure in NAMES else words(measure)
