"""What a comparison found, in words and in a table: gain in doing and value, early and late, with intervals."""

from collections.abc import Sequence
from itertools import combinations
from typing import Any

import pandas as pd

from simalign.analysis.paired import Interval, difference, interval, window
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


def summary(table: pd.DataFrame, weeks: int, base: str) -> list[dict[str, Any]]:
    """One record a basis, period, policy and measure: its mean, and the paired difference to ``base`` with 95% interval."""
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
    """One record a basis, period, pair of policies and leading measure: the paired difference with 95% interval."""
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


def lead(
    table: pd.DataFrame, measure: str, first: int, last: int, policies: Sequence[str]
) -> tuple[str, str, Interval]:
    """Who is ahead in a measure over some weeks, who comes second, and by how much."""
    means = window(table, first, last, [measure])
    basis = table["basis"].iloc[0]
    ranked = sorted(policies, key=lambda name: -float(means.loc[(name, basis)][measure].mean()))
    return ranked[0], ranked[1], difference(means, measure, basis, ranked[0], ranked[1])


def headline(table: pd.DataFrame, weeks: int, policies: Sequence[str]) -> str:
    """The finding in one sentence: who leads in value at first and at last, and by how much.

    ``table`` holds one basis. A lead whose interval holds 0 is called a draw.
    """
    if len(policies) < 2:
        return f"{words(policies[0])} over {weeks} weeks"
    parts = []
    for first, last in periods(weeks).values():
        one, other, by = lead(table, "value", first, last, policies)
        ahead = f"{words(one)} leads {words(other)} by {by.mean:.3f}"
        draw = f"{words(one)} and {words(other)} draw"
        parts.append(f"{draw if by.low <= 0 else ahead} in weeks {first}-{last}")
    return "Value: " + "; ".join(parts)
