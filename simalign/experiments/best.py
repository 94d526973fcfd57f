"""The best policy of a family under a budget, chosen in one half of the replications and assessed in the other.

The maximum of noisy means is too large (the winner's curse; Thaler 1988, J Econ Perspect 2). A choice is therefore
assessed on replications that had no part in it: those with even numbers by the choice of those with odd numbers, and
the other way round, so that every replication counts once (two-fold cross-validation; Stone 1974, J R Stat Soc B
36).

A family is an arm that leaves factors open: each design point that matches it is a candidate. Its levers are factors
of the sweep, named ``policy.levers.LEVER``; where a family is switched off by its ``strength``, its levers are at the
status quo.
"""

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simalign.analysis.percent import in_percent
from simalign.experiments.bootstrap import Numbers, bootstrap_interval
from simalign.experiments.estimates import MAIN, Measured
from simalign.experiments.outcome import Arm, Outcome
from simalign.experiments.results import PERCENT, Row, of_differences
from simalign.policies.levers import STATUS_QUO
from simalign.policies.policy import FAMILIES

LEVER, STRENGTH = "policy.levers.", "strength."


@dataclass(frozen=True)
class Budget:
    """The most that a policy may cost beyond the status quo, in weeks per member-week.

    status_quo: the arm of the status quo. time: the measure of working time that a policy takes. value, net: the
    measures of value before and after pay, whose difference is the pay that counts as cost; none counts if they are
    empty.
    """

    limit: float
    status_quo: Arm
    time: str
    value: str = ""
    net: str = ""

    def costs(self, outcome: Outcome, arm: Arm) -> pd.DataFrame:
        """Return the cost of each candidate beyond the status quo, one row per replication and one column each."""
        return self._spent(outcome, arm).sub(self._spent(outcome, self.status_quo).mean(axis=1), axis=0)

    def _spent(self, outcome: Outcome, arm: Arm) -> pd.DataFrame:
        time = candidates(outcome, arm, self.time)
        if not self.value:
            return time
        return time + candidates(outcome, arm, self.value) - candidates(outcome, arm, self.net)


def candidates(outcome: Outcome, arm: Arm, measure: str) -> pd.DataFrame:
    """Return a measure of each design point that matches an arm: one row per replication, one column per point.

    The table is computed once per outcome.
    """
    key = f"candidates {sorted(arm.items())} {measure}"
    if key not in outcome.memo:
        outcome.memo[key] = outcome.values_by_point(arm, measure)
    table: pd.DataFrame = outcome.memo[key]
    return table


def choose(values: Numbers, costs: Numbers, limit: float) -> NDArray[np.intp]:
    """Return the candidate with the highest value among those within the limit; the cheapest if none is within it.

    values, costs: mean of each candidate, (..., C).

    >>> choose(np.array([1.0, 3.0, 2.0]), np.array([0.0, 0.9, 0.1]), 0.2).item()
    2
    """
    within = costs <= limit
    best = np.where(within, values, -np.inf).argmax(axis=-1)
    return np.where(within.any(axis=-1), best, costs.argmin(axis=-1))


@dataclass(frozen=True)
class BestGap(Measured):
    """Difference between the best of family ``one`` and the best of ``other``, in per cent of the status quo.

    excess: in place of the difference itself, how much larger it would seem in the replications in which the policies
    were chosen (the winner's curse).
    """

    one: Arm
    other: Arm
    budget: Budget
    excess: bool = field(default=False, kw_only=True)

    def of(self, outcome: Outcome) -> Row:
        """Compute the row; the note lists the policies that the two halves chose in family ``one``."""
        divisor = self.budget.value or self.measure
        base = candidates(outcome, self.budget.status_quo, divisor).mean(axis=1).to_numpy(float)
        (own, crossed, chosen), (own_other, crossed_other, _) = (
            self._assessed(outcome, arm) for arm in (self.one, self.other)
        )
        gaps = crossed - crossed_other
        if self.excess:
            return of_differences(self.key, self.label, in_percent(own - own_other - gaps, base), PERCENT)
        row = of_differences(self.key, self.label, in_percent(gaps, base), PERCENT)
        return replace(row, note="; ".join(filter(None, [row.note, f"chosen: {chosen}"])))

    def _assessed(self, outcome: Outcome, arm: Arm) -> tuple[Numbers, Numbers, str]:
        """Return each replication under the policy that its own half chose and that the other half chose, and both.

        A single replication, which has no other half, has its own choice in both.
        """
        table, costs = candidates(outcome, arm, self.measure), self.budget.costs(outcome, arm)
        values, spent = table.to_numpy(float), costs.to_numpy(float)
        own, crossed, chosen = np.zeros(len(values)), np.zeros(len(values)), []
        even = np.arange(len(values)) % 2 == 0
        for half in (even, ~even):
            training = half if half.any() else ~half
            index = int(choose(values[training].mean(axis=0), spent[training].mean(axis=0), self.budget.limit))
            own[half], crossed[~half] = values[half, index], values[~half, index]
            chosen.append(described(point_of(table, index, arm)))
        return own, crossed, ", or ".join(dict.fromkeys(chosen))


@dataclass(frozen=True)
class BestLever(Measured):
    """Value of one lever in the best policy of a family.

    The interval covers the values in the policies that resampled replications choose.
    """

    arm: Arm
    budget: Budget
    lever: str
    sweep: str = field(default=MAIN, kw_only=True)

    def of(self, outcome: Outcome) -> Row:
        """Compute the row."""
        table, costs = candidates(outcome, self.arm, self.measure), self.budget.costs(outcome, self.arm)
        count = table.shape[1]
        levers = np.array([in_force(point_of(table, index, self.arm))[self.lever] for index in range(count)])
        result = bootstrap_interval(
            np.column_stack([table, costs]),
            lambda means: levers[choose(means[..., :count], means[..., count:], self.budget.limit)],
        )
        return self.row(result, len(table), "share")


def point_of(table: pd.DataFrame, index: int, arm: Arm) -> dict[str, Any]:
    """Return the factors of a candidate by name, from the columns of a table and the factors that its arm fixes."""
    return dict(zip(table.columns.names, table.columns[index], strict=True)) | dict(arm)


def in_force(point: Arm) -> dict[str, float]:
    """Return the levers of a design point, each as far on the way from the status quo as the strength of its family.

    >>> in_force({"policy.levers.mandate": 0.9, "strength.push": 0.0})
    {'mandate': 0.3}
    """
    strength = {lever: point.get(STRENGTH + name, 1.0) for name, family in FAMILIES.items() for lever in family}
    levers = {name.removeprefix(LEVER): value for name, value in point.items() if name.startswith(LEVER)}
    return {
        name: float(f"{STATUS_QUO[name] + strength[name] * (value - STATUS_QUO[name]):.9g}")
        for name, value in levers.items()
    }


def described(point: Arm) -> str:
    """Return the levers of a design point that are not at the status quo, as text.

    >>> described({"policy.levers.mandate": 0.5, "policy.levers.voice": 0.2})
    'mandate 0.50'
    """
    changed = {name: value for name, value in in_force(point).items() if value != STATUS_QUO[name]}
    return " ".join(f"{name} {value:.2f}" for name, value in changed.items()) or "the status quo"
