"""What a look at the horizon found, a sentence a policy and measure."""

from collections.abc import Sequence
from typing import Any

from simalign.analysis.paired import Interval
from simalign.analysis.style import words
from simalign.measures.catalogue import measure as measure_of
from simalign.sensitivity.horizon import DRIFTS, STEADY, Settling, Warmth
from simalign.sensitivity.ranking import listed
from simalign.sensitivity.verdicts import number

NAMED = 3  # drifting means that a headline names


def warmth_sentence(found: Warmth, band: float, warmup: int) -> str:
    """Whether the warm-up was long enough for a measure.

    >>> level = Interval(0.1, 0.09, 0.11)
    >>> print(warmth_sentence(Warmth("trust", level, Interval(0.0, -0.01, 0.01), level, "steady"), 0.02, 52))
    Trust: 52 weeks of warm-up are enough; status quo moves by +0.000 [-0.010, +0.010] in the year after, within 0.02.
    """
    name = _name(found.measure)
    moves = f"status quo moves by {number(found.early)} in the year after"
    if found.state == STEADY:
        return f"{name}: {warmup} weeks of warm-up are enough; {moves}, within {band:g}."
    if found.state == DRIFTS:
        return f"{name}: {warmup} weeks of warm-up are not enough; {moves}, and by {number(found.late)} by the end."
    return f"{name}: whether {warmup} weeks of warm-up are enough is undecided; {moves}."


def settling_sentence(found: Settling, band: float) -> str:
    """When a policy's measure settled, and whether it drifts at the end."""
    policy, name = words(found.policy), measure_of(found.measure).label
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
        drifting = [f"{measure_of(one.measure).label} under {words(one.policy)}" for one in own if one.state == DRIFTS]
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


def _name(measure: str) -> str:
    label = measure_of(measure).label
    return f"{label[0].upper()}{label[1:]}"
