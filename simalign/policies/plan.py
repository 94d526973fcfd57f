"""A policy as arrays: the levers of each phase and rule, and the compiled lookup of the levers in force."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simalign.compiled import compiled
from simalign.errors import InputError, Problem, nearest
from simalign.policies.condition import CONDITION
from simalign.policies.events import later_departments
from simalign.policies.levers import COLUMNS
from simalign.policies.policy import Policy, PolicyPart, parts
from simalign.policies.values import set_values, status_quo
from simalign.simplex import Rows

COLUMN = {name: index for index, name in enumerate(COLUMNS)}
OPERATORS = ("<", "<=", ">", ">=")


class Plan(NamedTuple):
    """The levers of P phases, and R rules that override them.

    start: (P,) first week of each phase, counted from the start of the run; increasing, from 0.
    levers: (P, D+1, L); the last row is the whole organisation.
    Rule r applies from week ``rules_from`` on, while the comparison of measures[rule_measure[r]] with
    rule_threshold[r] by OPERATORS[rule_operator[r]] is true: then rule_levers[r] (D+1, L) replace the levers of the
    phase, except where they are NaN.
    """

    start: NDArray[np.int64]
    levers: NDArray[np.float64]
    rule_measure: NDArray[np.int64]
    rule_operator: NDArray[np.int64]
    rule_threshold: NDArray[np.float64]
    rule_levers: NDArray[np.float64]
    rules_from: int


def plan(
    policy: Policy, departments: Sequence[str], warmup: int, measures: Sequence[str], later: Collection[str] = ()
) -> Plan:
    """Return the plan of a policy for a run: the status quo for ``warmup`` weeks, then the policy.

    measures: names of the columns that conditions can refer to. later: departments that exist only in other weeks.
    Raises InputError for departments that the organisation does not have.

    >>> plan(Policy(), ["all"], 52, ["do"]).start
    array([ 0, 52])
    """
    departments_exist(policy, departments, later)
    rows = len(departments) + 1
    default = status_quo()
    before = np.array([[default[name] for name in COLUMNS]] * rows)
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
    terms = [match.groups() for match in conditions if match]
    rule_levers = np.full((len(terms), rows, len(COLUMNS)), np.nan)
    for n, rule in enumerate(policy.rules):
        apply(rule, rule_levers[n], departments)
    return Plan(
        np.array(starts, np.int64),
        np.stack(tables),
        np.array([list(measures).index(name) for name, _, _ in terms], np.int64),
        np.array([OPERATORS.index(sign) for _, sign, _ in terms], np.int64),
        np.array([float(text) for _, _, text in terms]),
        rule_levers,
        warmup,
    )


def departments_exist(policy: Policy, departments: Sequence[str], later: Collection[str] = ()) -> None:
    """Raise InputError with all departments that a policy sets levers for and that the organisation does not have.

    later: departments that the organisation has in other weeks, besides those that the policy's own events name.
    """
    exist = {*departments, *later, *later_departments(policy.events)}
    problems = [
        Problem(
            f"no such department{nearest(name, departments)}",
            key=f"policy.{start}departments",
            value=name,
            allowed=", ".join(departments),
        )
        for start, part in parts(policy)
        for name in part.departments
        if name not in exist
    ]
    if problems:
        raise InputError(problems)


def apply(part: PolicyPart, table: NDArray[np.float64], departments: Sequence[str]) -> None:
    """Write the levers of a part into a table (D+1, L): the organisation's into all rows, then each department's."""
    for name, value in set_values(part.levers).items():
        table[:, COLUMN[name]] = value
    for department, levers in part.departments.items():
        if department not in departments:
            continue
        for name, value in set_values(levers).items():
            table[list(departments).index(department), COLUMN[name]] = value


@compiled
def holds(operator: int, x: float, threshold: float) -> bool:
    """Return whether the comparison of x with the threshold is true; never for NaN, before the first week."""
    if operator == 0:
        return x < threshold
    if operator == 1:
        return x <= threshold
    if operator == 2:
        return x > threshold
    return x >= threshold


@compiled
def put_in_force(plan: Plan, t: int, measures: Rows, levers: Rows, changed: NDArray[np.int8]) -> None:
    """Write the levers of week t into ``levers`` (D+1, L), and into ``changed`` (D,) whether they are new this week.

    measures: (measures,) of the whole organisation at the end of last week.
    """
    # ODD 5.0, the values of the policy in week t
    phase = 0
    while phase + 1 < len(plan.start) and plan.start[phase + 1] <= t:
        phase += 1
    D, L = levers.shape[0] - 1, levers.shape[1]
    for d in range(D + 1):
        differs = 0
        for n in range(L):
            value = plan.levers[phase, d, n]
            for r in range(len(plan.rule_measure)):
                ruled = plan.rule_levers[r, d, n]
                now = holds(plan.rule_operator[r], measures[plan.rule_measure[r]], plan.rule_threshold[r])
                if now and t >= plan.rules_from and ruled == ruled:  # NaN: not set by this rule
                    value = ruled
            if levers[d, n] != value:
                differs = 1
            levers[d, n] = value
        if d < D:
            changed[d] = differs if t > 0 else 0
