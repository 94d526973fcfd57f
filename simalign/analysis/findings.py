"""Findings of a comparison, as tables and sentences: differences between policies early and late, with intervals.

Two kinds of uncertainty are reported. A confidence interval is about the mean over replications and narrows with every
replication. A range (``ranges``) is about a single replication: it includes the replication noise, and the parameter
uncertainty if posterior draws are used, and does not narrow, because the next organisation has its own chance events
and people.
"""

from collections.abc import Sequence
from itertools import combinations, permutations, product
from math import isnan
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from simalign.analysis.intervals import Interval, interval, intervals
from simalign.analysis.paired import (
    crossing,
    crossing_of_means,
    difference,
    differences,
    means_by_week,
    stacked,
    window,
)
from simalign.analysis.percent import QUANTILES, percent_between
from simalign.analysis.text import words

QUARTER = 13  # weeks
LEADS = ("do_gain", "value")
IN_PERCENT = "Value in % of status quo"
FURTHER = ("know", "want", "do", "compliance_gap", "value_net", "resistance", "trust", "identity")


def periods(weeks: int) -> dict[str, tuple[int, int]]:
    """Return the periods that are reported, as first and last week: the first and the last quarter of a year.

    A run shorter than two quarters has the last one only.

    >>> periods(156)
    {'first quarter': (1, 13), 'last quarter': (144, 156)}
    """
    if weeks < 2 * QUARTER:
        return {"last quarter": (max(1, weeks - QUARTER + 1), weeks)}
    return {"first quarter": (1, QUARTER), "last quarter": (weeks - QUARTER + 1, weeks)}


def span(first: int, last: int) -> str:
    """Format a range of weeks.

    >>> span(1, 13)
    'weeks 1-13'
    """
    return f"weeks {first}-{last}" if first < last else f"week {last}"


def policies_by_basis(table: pd.DataFrame, policies: Sequence[str] | None = None) -> dict[str, list[str]]:
    """Return the policies in a table, by basis; of those named, if any. Not all policies have runs at equal cost."""
    present = {basis: list(rows["policy"].unique()) for basis, rows in table.groupby("basis", sort=False)}
    if policies is None:
        return present
    return {basis: [name for name in policies if name in names] for basis, names in present.items()}


def summary(
    table: pd.DataFrame, weeks: int, base: str, first: int | None = None, further: Sequence[str] = ()
) -> list[dict[str, Any]]:
    """Return one record per basis, period, policy and measure: mean, paired difference from ``base`` and its interval.

    weeks: of the run. first: replications of the first stage that determined the number of replications, None if it was
    fixed in advance. further: additional measures, as columns of ``table``. The key ``warning`` says why an interval is
    unreliable; it is empty for ``base``, whose difference from itself is zero.
    """
    measures = tuple(dict.fromkeys((*LEADS, *FURTHER, *further)))
    records: list[dict[str, Any]] = []
    for period, ends in periods(weeks).items():
        means = window(table, *ends, measures)
        for basis, policies in policies_by_basis(table).items():
            values = stacked(means, basis, policies)
            defined = (~np.isnan(values)).sum(axis=-1)
            levels = np.divide(
                np.nansum(values, axis=-1), defined, out=np.full(defined.shape, np.nan), where=defined > 0
            )
            versus = intervals(values - values[policies.index(base)], first)
            for (p, policy), (m, measure) in product(enumerate(policies), enumerate(measures)):
                entry: dict[str, Any] = {"basis": basis, "period": period, "policy": policy, "measure": measure}
                warning = "" if policy == base else versus[p][m].warning
                records.append(entry | {"mean": float(levels[p, m])} | _interval_keys(versus[p][m], warning))
    return records


def _interval_keys(versus: Interval, warning: str) -> dict[str, Any]:
    return {"difference": versus.mean, "low": versus.low, "high": versus.high, "warning": warning}


def pairwise(
    table: pd.DataFrame,
    weeks: int,
    policies: Sequence[str],
    first: int | None = None,
    further: Sequence[str] = (),
) -> list[dict[str, Any]]:
    """Return one record per basis, period, pair of policies and measure: the paired difference with its interval.

    The measures are ``LEADS`` and the ``further`` ones, as columns of ``table``. first: as in ``summary``.
    """
    measures = tuple(dict.fromkeys((*LEADS, *further)))
    records: list[dict[str, Any]] = []
    for period, ends in periods(weeks).items():
        means = window(table, *ends, measures)
        for basis, names in policies_by_basis(table, policies).items():
            for (other, one), measure in product(combinations(names, 2), measures):
                interval = difference(means, measure, basis, one, other, first)
                records.append(
                    {"basis": basis, "period": period, "one": one, "other": other, "measure": measure}
                    | _interval_keys(interval, interval.warning)
                )
    return records


def crossings(table: pd.DataFrame, policies: Sequence[str]) -> list[dict[str, Any]]:
    """Return the weeks in which one policy permanently overtakes another, by basis, measure of ``LEADS`` and pair."""
    records: list[dict[str, Any]] = []
    for basis, names in policies_by_basis(table, policies).items():
        rows = table[table["basis"] == basis]
        for measure in LEADS:
            means = means_by_week(rows, measure)
            for one, other in permutations(names, 2):
                week = crossing_of_means(means, one, other)
                if week is not None:
                    records.append({"basis": basis, "measure": measure, "one": one, "other": other, "week": week})
    return records


class Lead(NamedTuple):
    """The policy with the highest value over some weeks, the second one, and their paired difference ``by``.

    The difference is in per cent of the value of status quo.
    """

    one: str
    other: str
    by: Interval
    weeks: str

    @property
    def leader(self) -> str | None:
        """Name of the policy that leads; None if the interval includes 0, or with a single replication."""
        return self.one if self.by.low > 0 else None

    def __str__(self) -> str:
        """Describe the lead as a sentence."""
        if isnan(self.by.low):
            return f"{words(self.one)} is {self.by.mean:.1f}% above {words(self.other)} ({self.weeks})"
        if self.leader is None:
            return f"{words(self.one)} and {words(self.other)} are level ({self.weeks})"
        return f"{words(self.one)} is {self.ahead}"

    @property
    def ahead(self) -> str:
        """Describe the lead of a leader without the leader's name."""
        return f"{self.by.mean:.1f}% ahead of {words(self.other)} ({self.weeks})"


def lead(
    table: pd.DataFrame, start: int, last: int, policies: Sequence[str], base: str, first: int | None = None
) -> Lead:
    """Return which policy leads in value from week ``start`` to ``last``; ``table`` has a single basis."""
    means = window(table, start, last, ["value"])
    basis = table["basis"].iloc[0]
    ranked = sorted(policies, key=lambda name: -float(means.loc[(name, basis)]["value"].mean()))
    one, other = ranked[:2]
    by = interval(percent_between(means, basis, one, other, base), first=first)
    return Lead(one, other, by, span(start, last))


def _leads(table: pd.DataFrame, weeks: int, policies: Sequence[str], base: str, first: int | None = None) -> list[Lead]:
    """Return the lead in each period. A single policy is compared with ``base``; ``base`` alone has no lead."""
    rivals = list(policies) if len(policies) > 1 else [*policies, base]
    if len(set(rivals)) < 2:
        return []
    return [lead(table, *ends, rivals, base, first) for ends in periods(weeks).values()]


def doubts(table: pd.DataFrame, weeks: int, policies: Sequence[str], base: str, first: int | None = None) -> str:
    """Return why the intervals behind the headline are unreliable; empty if they are reliable."""
    reasons: dict[str, list[str]] = {}
    for entry in _leads(table, weeks, policies, base, first):
        if entry.by.warning:
            reasons.setdefault(entry.by.warning, []).append(entry.weeks)
    return "; ".join(f"{reason} ({', '.join(when)})" for reason, when in reasons.items())


def headline(table: pd.DataFrame, weeks: int, policies: Sequence[str], base: str, first: int | None = None) -> str:
    """Return the finding as one or two sentences: which policy leads in value early and late, by how much, since when.

    ``table`` has a single basis and includes ``base``; leads are in per cent of the value of ``base``. A single policy
    is compared with ``base``. A policy does not lead if the interval of the difference includes 0, or if one
    replication gives no interval.
    """
    leads = _leads(table, weeks, policies, base, first)
    if not leads:
        return f"Value: {words(base)} alone over {weeks} weeks."
    if len(leads) == 1:
        return f"{IN_PERCENT}: {leads[0]}."
    early, late = leads
    if early.leader and early.leader == late.leader:
        return f"{IN_PERCENT}: {words(early.leader)} is at first {early.ahead}, at the end {late.ahead}."
    text = f"{IN_PERCENT}: at first {early}; at the end {late}"
    if early.leader and late.leader:
        week = crossing(table, "value", late.leader, early.leader)
        text += f". {words(late.leader).capitalize()} passed {words(early.leader)} in week {week}" if week else ""
    return f"{text}."


def ranges(
    table: pd.DataFrame, weeks: int, policies: Sequence[str], further: Sequence[str] = ()
) -> list[dict[str, Any]]:
    """Return one record per basis, period, pair of policies and measure: the middle 95% of the paired differences.

    The key ``ahead`` is the share of replications in which policy ``one`` is above ``other``.
    """
    measures = tuple(dict.fromkeys((*LEADS, *further)))
    records: list[dict[str, Any]] = []
    for period, ends in periods(weeks).items():
        means = window(table, *ends, measures)
        for basis, names in policies_by_basis(table, policies).items():
            for (other, one), measure in product(combinations(names, 2), measures):
                gaps = np.asarray(differences(means, measure, basis, one, other))
                low, high = (float(end) for end in np.quantile(gaps, QUANTILES))
                pair = {"basis": basis, "period": period, "one": one, "other": other, "measure": measure}
                records.append(pair | {"low": low, "high": high, "ahead": float(np.mean(gaps > 0))})
    return records
