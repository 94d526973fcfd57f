"""Rows of results: an estimate with the interval of its mean, its range over plausible people and its sample size.

The 95% interval of the mean narrows as replications are added. The middle 95% does not: it is the range of the single
paired differences. Each replication has a posterior draw of the parameters, so that this range shows how much plausible
people differ. It includes replication noise, because replications also differ in their organisations and events.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simalign.analysis.intervals import Interval, interval
from simalign.analysis.percent import QUANTILES
from simalign.analysis.power import smallest
from simalign.errors import InputError, Problem
from simalign.measures.catalogue import SHARE, TIME, WEEKS

POWER = 0.8
DIGITS = 6  # significant, in the file
NONE = float("nan")
PERCENT = "% of status quo"
DECIMALS = {"weeks": 0, "goals": 0, "%": 0, PERCENT: 1}
# smallest effect that matters, by unit: 1% of the status quo's value, .02 of a measure from 0 to 1, .01 of a working
# week; estimates can declare another one
MATTERS = {PERCENT: 1.0, TIME: 0.02, SHARE: 0.02, "mean": 0.02, "share of the week": 0.02, WEEKS: 0.01}


@dataclass(frozen=True, slots=True)
class Row:
    """One reported number, all in ``unit`` unless stated otherwise.

    estimate, low, high: the mean (or another statistic) and its 95% interval. n: number of replications, or of contexts
    where the arms leave contexts open. note: a warning about the interval, or a description of the conditions to which
    the number refers. The other numbers exist for paired differences and are NaN for other estimates:

    - middle_low, middle_high: the middle 95% of the n differences, which are plausible people (or contexts).
    - opposite: the percentage of the n differences with the opposite sign to the estimate.
    - matters: the smallest effect that matters.
    - smallest: the smallest true difference that n replications detect with a power of .8.

    >>> row = Row("lead", "a lead", -0.0604, -0.07, -0.05, 30, 0.01, "share", "")
    >>> f"{row} and {row.size:.2f}"
    '-0.060 and 0.06'
    """

    key: str
    label: str
    estimate: float
    low: float
    high: float
    middle_low: float = field(default=NONE, kw_only=True)
    middle_high: float = field(default=NONE, kw_only=True)
    opposite: float = field(default=NONE, kw_only=True)
    matters: float = field(default=NONE, kw_only=True)
    n: int
    smallest: float
    unit: str
    note: str = ""

    @property
    def size(self) -> float:
        """Absolute value of the estimate."""
        return abs(self.estimate)

    @property
    def by(self) -> str:
        """Absolute value as text with the decimals of its unit, and a per cent sign after percentages.

        >>> Row("lead", "a lead", -3.14, -4, -2, 30, 1, "% of status quo").by
        '3.1%'
        """
        return shown(self.size, self.unit) + "%" * self.unit.startswith("%")

    @property
    def effect(self) -> str:
        """Estimate with its unit and the 95% interval of the mean, as text for tables.

        >>> Row("lead", "a lead", -3.14, -4, -2, 30, 1, "% of status quo").effect
        '-3.1% [-4.0, -2.0]'
        """
        a, b, c = (shown(x, self.unit) for x in (self.estimate, self.low, self.high))
        return f"{a}{'%' if self.unit == PERCENT else f' {self.unit}'} [{b}, {c}]"

    @property
    def middle(self) -> str:
        """Middle 95% over plausible people as text, empty if it is not defined."""
        ends = [shown(x, self.unit) for x in (self.middle_low, self.middle_high)]
        return " to ".join(ends) if all(ends) else ""

    @property
    def reverse(self) -> str:
        """Percentage of draws with the opposite sign as text, empty if it is not defined."""
        return f"{self.opposite:.0f}%" if np.isfinite(self.opposite) else ""

    def __format__(self, spec: str) -> str:
        """Format the estimate for a sentence, by default with the decimals of its unit."""
        return format(self.estimate, spec) if spec else shown(self.estimate, self.unit)


def shown(x: float, unit: str) -> str:
    """Format a number by its unit: whole weeks and counts, per cent of status quo with one decimal; "" for NaN.

    >>> shown(21.6, "weeks"), shown(3.14159, "% of status quo"), shown(0.0604, "share"), shown(float("nan"), "share")
    ('22', '3.1', '0.060', '')
    """
    return "" if np.isnan(x) else f"{x:z.{DECIMALS.get(unit, 3)}f}"


def of_interval(key: str, label: str, result: Interval, n: int, unit: str) -> Row:
    """Make a row of an estimate that is not a difference."""
    return Row(key, label, result.mean, result.low, result.high, n, NONE, unit, result.warning)


def of_differences(key: str, label: str, values: NDArray[np.float64], unit: str, matters: float | None = None) -> Row:
    """Make a row of paired differences (n,). matters: the smallest effect that matters, by default that of the unit.

    >>> row = of_differences("k", "a lead", np.array([-0.1, 0.2, 0.2, 0.3]), "share")
    >>> row.matters, row.opposite, row.middle
    (0.02, 25.0, '-0.077 to 0.292')
    """
    row, sd = of_values(key, label, values, unit), float(values.std(ddof=1)) if len(values) > 1 else 0.0
    middle_low, middle_high = (float(end) for end in np.quantile(values, QUANTILES))
    return replace(
        row,
        middle_low=middle_low,
        middle_high=middle_high,
        opposite=100.0 * float(np.mean(values * row.estimate < 0)),
        matters=MATTERS.get(unit, NONE) if matters is None else matters,
        smallest=smallest(sd, len(values), POWER) if sd > 0 else 0.0,
    )


def of_values(key: str, label: str, values: NDArray[np.float64], unit: str) -> Row:
    """Make a row of the mean of values (n,) that are not differences."""
    result = interval(values)
    low, high = (result.mean if np.isnan(end) else end for end in (result.low, result.high))
    return of_interval(key, label, result._replace(low=low, high=high), len(values), unit)


OPTIONAL = ("middle_low", "middle_high", "opposite", "matters", "smallest")  # empty for some estimates
NUMBERS = ("estimate", "low", "high", *OPTIONAL)


def table_of(rows: Sequence[Row]) -> pd.DataFrame:
    """Convert rows to the table that is stored."""
    frame = pd.DataFrame([asdict(row) for row in rows], columns=[field.name for field in fields(Row)])
    for name in NUMBERS:
        frame[name] = [float(f"{x:.{DIGITS}g}") for x in frame[name]]
    return frame


def read_rows(file: Path) -> Mapping[str, Row]:
    """Read a stored table as rows by key. Raises InputError if the file is missing or is not a table of results."""
    try:
        frame = pd.read_csv(file, keep_default_na=False, na_values={name: [""] for name in OPTIONAL})
        rows = [Row(**record) for record in frame.to_dict("records")]
    except (OSError, TypeError, ValueError) as error:
        raise InputError([Problem(f"is not a table of results: {error}", file)]) from None
    return {row.key: row for row in rows}
