"""Verdicts on claims: what the interval of the mean says about an effect that matters.

An effect matters if its size exceeds the row's smallest effect that matters, m. The interval of the mean [low, high]
then gives exactly one verdict on the claim that a number lies **above** 0:

- supported: the whole interval lies beyond m (low > m).
- conditional: the same, but more than a quarter of draws of people have the opposite sign.
- undecided: the interval contains effects that matter on the claimed side and others (low <= m < high).
- too small to matter: the whole interval lies within -m to m.
- not supported: the interval excludes effects that matter on the claimed side (high <= m) and reaches below -m.

For **below**, all signs are turned. The claim that a number is **not above** 0 is the claim that it does not rise by as
much as matters. It is about the mean alone and has three verdicts: supported if the interval excludes effects that
matter above 0 (high <= m), not supported if it contains no others (low > m), otherwise undecided. An effect that is too
small to matter thus supports it. **Not below** is the same with the signs turned. A row without a smallest effect that
matters has m = 0.

A claim that needs several rows has their verdict if they agree. Otherwise it is conditional if a row supports it, at
least in part; undecided if no row supports it but one may; and not supported if the rest is a mixture of "too small to
matter" and "not supported".
"""

from collections.abc import Iterable
from math import isnan
from typing import Literal

from simalign.experiments.results import Row

Side = Literal["above", "below", "not above", "not below"]
Verdict = Literal["supported", "conditional", "too small to matter", "undecided", "not supported"]
SUPPORTED: Verdict = "supported"
CONDITIONAL: Verdict = "conditional"
TOO_SMALL: Verdict = "too small to matter"
UNDECIDED: Verdict = "undecided"
REJECTED: Verdict = "not supported"
MANY = 25.0  # per cent of draws with the opposite sign from which a supported claim is conditional


def margin(row: Row) -> float:
    """Return the smallest effect of a row that matters, 0 if it does not have one."""
    return 0.0 if isnan(row.matters) else row.matters


def verdict_on(row: Row, side: Side) -> Verdict:
    """Return the verdict on the claim that a row lies on a side of 0.

    >>> row = Row("lead", "a lead", 2.0, 1.5, 2.5, 30, 1.0, "% of status quo", opposite=30.0, matters=1.0)
    >>> [verdict_on(row, side) for side in ("above", "below", "not above", "not below")]
    ['conditional', 'not supported', 'not supported', 'supported']
    """
    m = margin(row)
    low, high = (row.low, row.high) if side.endswith("above") else (-row.high, -row.low)
    if low <= m < high:
        return UNDECIDED
    if side.startswith("not"):
        return SUPPORTED if high <= m else REJECTED
    if low > m:
        return CONDITIONAL if row.opposite > MANY else SUPPORTED
    return TOO_SMALL if low >= -m else REJECTED


def combined(verdicts: Iterable[Verdict]) -> Verdict:
    """Return the verdict on a claim from the verdicts on its rows.

    >>> combined(["supported", "undecided"]), combined(["too small to matter", "not supported"])
    ('conditional', 'not supported')
    """
    different = set(verdicts)
    if len(different) == 1:
        return different.pop()
    if different & {SUPPORTED, CONDITIONAL}:
        return CONDITIONAL
    return UNDECIDED if UNDECIDED in different else REJECTED


def contradiction(row: Row, side: Side) -> float:
    """Return how far the estimate lies on the other side of 0 than claimed, in smallest effects that matter.

    It is negative for an estimate on the claimed side, and 0 for a row without a smallest effect that matters.

    >>> contradiction(Row("lead", "a lead", -3.0, -4.0, -2.0, 30, 1.0, "share", matters=2.0), "above")
    1.5
    """
    m = margin(row)
    sign = 1.0 if side in ("above", "not below") else -1.0
    return -sign * row.estimate / m if m else 0.0


def size_notes(row: Row, level: float = 0.0) -> str:
    """Return what a sentence must add about an effect: that it is too small, or the reverse for many; "" if neither.

    level: the value that the row is compared with.

    >>> size_notes(Row("lead", "a lead", 0.3, 0.2, 0.4, 30, 0.1, "% of status quo", opposite=40.0, matters=1.0))
    ' (too small to matter; the reverse in 40% of draws)'
    """
    m, low, high = margin(row), row.low - level, row.high - level
    clear = low > 0 or high < 0
    notes = []
    if m and -m <= low and high <= m:
        notes.append(TOO_SMALL if clear else f"any difference is {TOO_SMALL}")
    elif clear and low <= m and high >= -m:
        notes.append(f"perhaps {TOO_SMALL}")
    if clear and level == 0.0 and row.opposite > MANY:
        notes.append(f"the reverse in {row.reverse} of draws")
    return f" ({'; '.join(notes)})" if notes else ""
