"""What a comparison found, in words and in a table: gain in doing and value, early and late, with intervals."""

from collections.abc import Sequence
from itertools import combinations, permutations
from math import isnan
from typing import Any

import pandas as pd

from simalign.analysis.paired import Interval, crossing, difference, interval, window
from simalign.analysis.style import words

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


def summary(table: pd.DataFrame, weeks: int, base: str) -> list[dict[str, Any]]:
    """One record a basis, period, policy and measure: its mean, its paired difference from ``base``, its interval."""
    records: list[dict[str, Any]] = []
    for period, (first, last) in periods(weeks).items():
        means = window(table, first, last, (*LEADS, *FURTHER))
        for basis in table["basis"].unique():
            for policy in table["policy"].unique():
                for measure in (*LEADS, *FURTHER):
                    level = interval(means.loc[(policy, basis)][measure].to_numpy())
                    versus = difference(means, measure, basis, policy, base)
                    records.append(
                        {
                            "basis": basis,
                            "period": period,
                            "policy": policy,
                            "measure": measure,
                            "mean": level.mean,
                            "difference": versus.mean,
                            "low": versus.low,
                            "high": versus.high,
                        }
                    )
    return records


def pairwise(table: pd.DataFrame, weeks: int, policies: Sequence[str]) -> list[dict[str, Any]]:
    """One record a basis, period, pair of policies and leading measure: the paired difference with its interval."""
    records: list[dict[str, Any]] = []
    for period, (first, last) in periods(weeks).items():
        means = window(table, first, last, LEADS)
        for basis in table["basis"].unique():
            for other, one in combinations(policies, 2):
                for measure in LEADS:
                    found = difference(means, measure, basis, one, other)
                    records.append(
                        {"basis": basis, "period": period, "one": one, "other": other, "measure": measure}
                        | {"difference": found.mean, "low": found.low, "high": found.high}
                    )
    return records


def crossings(table: pd.DataFrame, policies: Sequence[str]) -> list[dict[str, Any]]:
    """One record a basis, leading measure and pair of which the one passes the other for good, with the week."""
    records: list[dict[str, Any]] = []
    for basis in table["basis"].unique():
        own = table[table["basis"] == basis]
        for measure in LEADS:
            for one, other in permutations(policies, 2):
                week = crossing(own, measure, one, other)
                if week is not None:
                    records.append({"basis": basis, "measure": measure, "one": one, "other": other, "week": week})
    return records


def lead(
    table: pd.DataFrame, measure: str, first: int, last: int, policies: Sequence[str]
) -> tuple[str, str, Interval]:
    """Who is ahead in a measure over some weeks, who comes second, and by how much."""
    means = window(table, first, last, [measure])
    basis = table["basis"].iloc[0]
    ranked = sorted(policies, key=lambda name: -float(means.loc[(name, basis)][measure].mean()))
    return ranked[0], ranked[1], difference(means, measure, basis, ranked[0], ranked[1])


def headline(table: pd.DataFrame, weeks: int, policies: Sequence[str], base: str) -> str:
    """The finding in one sentence: who leads in value at first and at last, by how much, and since when.

    ``table`` holds one basis; a policy alone is seen against ``base``. A lead whose interval holds 0 is called a draw;
    without intervals, of one replication, it is only called above.
    """
    rivals = list(policies) if len(policies) > 1 else [*policies, base]
    if len(set(rivals)) < 2:
        return f"Value: {words(base)} alone over {weeks} weeks"
    parts: list[str] = []
    leaders: list[str] = []
    for first, last in periods(weeks).values():
        one, other, by = lead(table, "value", first, last, rivals)
        ahead = f"{words(one)} leads {words(other)} by {by.mean:.3f}"
        if isnan(by.low):
            ahead = f"{words(one)} is {by.mean:.3f} above {words(other)}"
        elif by.low <= 0:
            ahead = f"{words(one)} and {words(other)} draw"
        else:
            leaders.append(one)
        parts.append(f"{ahead} in {span(first, last)}")
    text = "Value: " + "; ".join(parts)
    if len(leaders) == 2 and leaders[0] != leaders[1]:
        week = crossing(table, "value", leaders[1], leaders[0])
        text += f", past {words(leaders[0])} from week {week} on" if week else ""
    return text
