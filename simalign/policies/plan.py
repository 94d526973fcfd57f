"""A policy as arrays: what the levers are in each week, also by rule, for the compiled week to look up."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simalign.errors import InputError, Problem, nearest
from simalign.policies.levers import COLUMNS
from simalign.policies.policy import CONDITION, Policy, settings
from simalign.policies.resolve import apply, changes, status_quo, unfolded

OPERATORS = ("<", "<=", ">", ">=")


class Plan(NamedTuple):
    """Levers by phase, and rules over them.

    start: (P,) first week of each phase, counted from the start of the run, growing, the first 0.
    levers: (P, D+1, L), the last row the whole.
    Rule r: while measures[rule_measure[r]] compares by OPERATORS[rule_operator[r]] with rule_threshold[r], its
    rule_levers (R, D+1, L) hold where they are not NaN; from week ``rules_from`` on.
    """

    start: NDArray[np.int64]
    levers: NDArray[np.float64]
    rule_measure: NDArray[np.int64]
    rule_operator: NDArray[np.int64]
    rule_threshold: NDArray[np.float64]
    rule_levers: NDArray[np.float64]
    rules_from: int


def plan(policy: Policy, departments: Sequence[str], warmup: int, measures: Sequence[str]) -> Plan:
    """Lay a policy out over the weeks of a run: status quo for ``warmup`` weeks, then the policy.

    Raises InputError for departments that are not there.

    >>> plan(Policy(preset="status_quo"), ["all"], 52, ["do"]).start
    array([ 0, 52])
    """
    departments_exist(policy, departments)
    policy = unfolded(policy)
    rows = len(departments) + 1
    usual = status_quo()
    before = np.array([[usual[name] for name in COLUMNS]] * rows)
    starts, tables = ([0], [before]) if warmup else ([], [])
    table = before.copy()
    apply(policy, table, departments)
    starts.append(warmup)
    tables.append(table)
    for phase in policy.phases:
        table = table.copy()
        apply(phase, table, departments)
        if phase.start == 0:
            tables[-1] = table
        else:
            starts.append(warmup + phase.start)
            tables.append(table)
    conditions = [CONDITION.match(rule.condition) for rule in policy.rules]
    found = [match.groups() for match in conditions if match]
    ruled = np.full((len(found), rows, len(COLUMNS)), np.nan)
    for n, rule in enumerate(policy.rules):
        apply(rule, ruled[n], departments)
    return Plan(
        np.array(starts, np.int64),
        np.stack(tables),
        np.array([list(measures).index(name) for name, _, _ in found], np.int64),
        np.array([OPERATORS.index(sign) for _, sign, _ in found], np.int64),
        np.array([float(text) for _, _, text in found]),
        ruled,
        warmup,
    )


def departments_exist(policy: Policy, departments: Sequence[str]) -> None:
    """Raise InputError with all departments that a policy has levers for and that are not there."""
    found = [
        Problem(
            f"no such department{nearest(name, departments)}",
            key=f"policy.{start}departments",
            value=name,
            allowed=", ".join(departments),
        )
        for start, setting in settings(unfolded(policy))
        for name in setting.departments
        if name not in departments
    ]
    if found:
        raise InputError(found)


def nominal(policy: Policy) -> dict[str, float]:
    """Levers of the whole that a policy sets outside its phases and rules, by name; 0 stands for never.

    >>> nominal(Policy())["mandate"]
    0.3
    """
    return status_quo() | changes(policy)
