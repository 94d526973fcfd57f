"""What a comparison found, in words and in a table: gain in doing and value, early and late, with intervals.

Where single replications lie: what luck, and what is not known of people where they are drawn, leave open.

An interval of a mean narrows with every replication; a range does not, as the next organisation has a luck and people
of its own.
"""

from collections.abc import Sequence
from itertools import combinations, permutations, product
from math import isnan
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from simalign.analysis.intervals import Interval, intervals
from simalign.analysis.paired import crossing, difference, differences, means_by_week, passing, stacked, window
from simalign.analysis.text import words

QUARTER = 13  # weeks
LEADS = ("do_gain", "value")
FURTHER = ("know", "want", "do", "compliance_gap", "value_net", "resistance", "trust", "identity")


def periods(weeks: int) -> dict[str, tuple[int, int]]:
    """The first and the last quarter of a year of the report, as first and last week; one of them in a short run.

    >>> periods(156)
    {'first quarter': (1, 13), 'last quarter': (144, 156)}
    """
    if weeks < 2 * QUARTER:
        return {"last quarter": (max(1, weeks - QUARTER + 1), weeks)}
    return {"first quarter": (1, QUARTER), "last quarter": (weeks - QUARTER + 1, weeks)}


def span(first: int, last: int) -> str:
    """Weeks in words.

    >>> span(1, 13)
    'weeks 1-13'
    """
    return f"weeks {first}-{last}" if first < last else f"week {last}"


def there(table: pd.DataFrame, policies: Sequence[str] | None = None) -> dict[str, list[str]]:
    """By basis, the policies (of those named) that are there: not all are at equal cost."""
    found = {basis: list(own["policy"].unique()) for basis, own in table.groupby("basis", sort=False)}
    return found if policies is None else {b: [name for name in policies if name in own] for b, own in found.items()}


def summary(
    table: pd.DataFrame, weeks: int, base: str, first: int | None = None, further: Sequence[str] = ()
) -> list[dict[str, Any]]:
    """One record a basis, period, policy and measure: its mean, its paired difference from ``base``, its interval.

    further: measures beside the usual ones, as columns of ``table``. first: how many replications decided how many were
    run; None where none did. ``warning`` says why the interval is not to be relied on; ``base`` differs from itself by
    nothing, which needs none.
    """
    measures = tuple(dict.fromkeys((*LEADS, *FURTHER, *further)))
    records: list[dict[str, Any]] = []
    for period, ends in periods(weeks).items():
        means = window(table, *ends, measures)
        for basis, policies in there(table).items():
            values = stacked(means, basis, policies)
            defined = (~np.isnan(values)).sum(axis=-1)
            levels = np.divide(
                np.nansum(values, axis=-1), defined, out=np.full(defined.shape, np.nan), where=defined > 0
            )
            versus = intervals(values - values[policies.index(base)], first)
            for (p, policy), (m, measure) in product(enumerate(policies), enumerate(measures)):
                entry: dict[str, Any] = {"basis": basis, "period": period, "policy": policy, "measure": measure}
                warning = "" if policy == base else versus[p][m].warning
                records.append(entry | {"mean": float(levels[p, m])} | _found(versus[p][m], warning))
    return records


def _found(versus: Interval, warning: str) -> dict[str, Any]:
    return {"difference": versus.mean, "low": versus.low, "high": versus.high, "warning": warning}


def pairwise(
    table: pd.DataFrame,
    weeks: int,
    policies: Sequence[str],
    first: int | None = None,
    further: Sequence[str] = (),
) -> list[dict[str, Any]]:
    """One record a basis, period, pair of policies and measure: the paired difference with its interval.

    The measures are the leading ones and ``further`` ones, as columns of ``table``.
    """
    measures = tuple(dict.fromkeys((*LEADS, *further)))
    records: list[dict[str, Any]] = []
    for period, ends in periods(weeks).items():
        means = window(table, *ends, measures)
        for basis, names in there(table, policies).items():
            for (other, one), measure in product(combinations(names, 2), measures):
                found = difference(means, measure, basis, one, other, first)
                records.append(
                    {"basis": basis, "period": period, "one": one, "other": other, "measure": measure}
                    | _found(found, found.warning)
                )
    return records


def crossings(table: pd.DataFrame, policies: Sequence[str]) -> list[dict[str, Any]]:
    """One record a basis, leading measure and pair of which the one passes the other for good, with the week."""
    records: list[dict[str, Any]] = []
    for basis, names in there(table, policies).items():
        own = table[table["basis"] == basis]
        for measure in LEADS:
            means = means_by_week(own, measure)
            for one, other in permutations(names, 2):
                week = passing(means, one, other)
                if week is not None:
                    records.append({"basis": basis, "measure": measure, "one": one, "other": other, "week": week})
    return records


class Lead(NamedTuple):
    """Who is ahead in value over some weeks, who comes second, and by how much."""

    one: str
    other: str
    by: Interval
    weeks: str

    @property
    def leader(self) -> str | None:
        """Who leads beyond chance; None for a draw, or where one replication cannot tell."""
        return self.one if self.by.low > 0 else None

    def __str__(self) -> str:
        """What is so, without the leader."""
        if isnan(self.by.low):
            return f"{words(self.one)} is {self.by.mean:.3f} above {words(self.other)} ({self.weeks})"
        if self.leader is None:
            return f"{words(self.one)} and {words(self.other)} draw ({self.weeks})"
        return f"{self.by.mean:.3f} ahead of {words(self.other)} ({self.weeks})"


def lead(table: pd.DataFrame, start: int, last: int, policies: Sequence[str], first: int | None = None) -> Lead:
    """Who leads in value from week ``start`` to ``last``; ``table`` holds one basis."""
    means = window(table, start, last, ["value"])
    basis = table["basis"].iloc[0]
    ranked = sorted(policies, key=lambda name: -float(means.loc[(name, basis)]["value"].mean()))
    one, other = ranked[:2]
    return Lead(one, other, difference(means, "value", basis, one, other, first), span(start, last))


def _leads(table: pd.DataFrame, weeks: int, policies: Sequence[str], base: str, first: int | None = None) -> list[Lead]:
    """Who leads in each period; nobody where ``base`` is alone. A policy alone is seen against ``base``."""
    rivals = list(policies) if len(policies) > 1 else [*policies, base]
    if len(set(rivals)) < 2:
        return []
    return [lead(table, *ends, rivals, first) for ends in periods(weeks).values()]


def doubts(table: pd.DataFrame, weeks: int, policies: Sequence[str], base: str, first: int | None = None) -> str:
    """Why the headline is not to be relied on; nothing where it is."""
    reasons: dict[str, list[str]] = {}
    for one in _leads(table, weeks, policies, base, first):
        if one.by.warning:
            reasons.setdefault(one.by.warning, []).append(one.weeks)
    return "; ".join(f"{reason} ({', '.join(when)})" for reason, when in reasons.items())


def headline(table: pd.DataFrame, weeks: int, policies: Sequence[str], base: str, first: int | None = None) -> str:
    """The finding in a sentence or two: who leads in value at first and at the end, by how much, since when.

    ``table`` holds one basis; a policy alone is seen against ``base``. Nobody leads whose interval holds 0, or where
    one replication gives no interval.
    """
    leads = _leads(table, weeks, policies, base, first)
    if not leads:
        return f"Value: {words(base)} alone over {weeks} weeks."
    if len(leads) == 1:
        return f"Value: {_said(leads[0])}."
    early, late = leads
    if early.leader and early.leader == late.leader:
        return f"Value: {words(early.leader)} leads, at first {early}, at the end {late}."
    text = f"Value: at first {_said(early)}. At the end {_said(late)}"
    if early.leader and late.leader:
        week = crossing(table, "value", late.leader, early.leader)
        text += f"; {words(late.leader)} passed {words(early.leader)} in week {week}" if week else ""
    return f"{text}."


def _said(one: Lead) -> str:
    return f"{words(one.leader)} leads, {one}" if one.leader else str(one)


ENDS = (0.025, 0.975)


def ranges(
    table: pd.DataFrame, weeks: int, policies: Sequence[str], further: Sequence[str] = ()
) -> list[dict[str, Any]]:
    """One record a basis, period, pair of policies and measure: the middle 95% of the paired differences.

    ``ahead`` is the share of replications in which the one is above the other.
    """
    measures = tuple(dict.fromkeys((*LEADS, *further)))
    records: list[dict[str, Any]] = []
    for period, ends in periods(weeks).items():
        means = window(table, *ends, measures)
        for basis, names in there(table, policies).items():
            for (other, one), measure in product(combinations(names, 2), measures):
                apart = np.asarray(differences(means, measure, basis, one, other))
                low, high = (float(end) for end in np.quantile(apart, ENDS))
                pair = {"basis": basis, "period": period, "one": one, "other": other, "measure": measure}
                records.append(pair | {"low": low, "high": high, "ahead": float(np.mean(apart > 0))})
    return records
