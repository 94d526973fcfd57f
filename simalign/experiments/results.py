"""Rows of results: numbers with their intervals, sample sizes and smallest detectable differences."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simalign.analysis.intervals import Interval, interval
from simalign.analysis.power import smallest
from simalign.errors import InputError, Problem

POWER = 0.8
DIGITS = 6  # significant, in the file


@dataclass(frozen=True, slots=True)
class Row:
    """One reported number: an estimate and its 95% interval, all in ``unit``.

    n: number of replications (or contexts). smallest: the smallest true difference that n of them detect with a power
    of .8, NaN for a number that is not a difference. note: a warning about the interval, or a description of the
    conditions to which the number refers.

    >>> row = Row("lead", "a lead", -0.0604, -0.07, -0.05, 30, 0.01, "share", "")
    >>> f"{row} and {row.size:.2f}"
    '-0.060 and 0.06'
    """

    key: str
    label: str
    estimate: float
    low: float
    high: float
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
    def side(self) -> int:
        """1 if the interval lies above 0, -1 if it lies below, 0 if it contains 0."""
        return (self.low > 0) - (self.high < 0)

    @property
    def with_interval(self) -> str:
        """Estimate and interval as text, for tables."""
        a, b, c = (shown(x, self.unit) for x in (self.estimate, self.low, self.high))
        return f"{a} [{b}, {c}]"

    def __format__(self, spec: str) -> str:
        """Format the estimate for a sentence, by default with the decimals of its unit."""
        return format(self.estimate, spec) if spec else shown(self.estimate, self.unit)


def shown(x: float, unit: str) -> str:
    """Format a number by its unit: whole weeks, counts and shares, per cent of status quo with one decimal.

    >>> shown(21.6, "weeks"), shown(3.14159, "% of status quo"), shown(0.0604, "share")
    ('22', '3.1', '0.060')
    """
    return f"{x:.{DECIMALS.get(unit, 3)}f}"


PERCENT = "% of status quo"
DECIMALS = {"weeks": 0, "goals": 0, "%": 0, PERCENT: 1}


def of_interval(key: str, label: str, result: Interval, n: int, unit: str) -> Row:
    """Make a row of an estimate that is not a difference."""
    return Row(key, label, result.mean, result.low, result.high, n, float("nan"), unit, result.warning)


def of_differences(key: str, label: str, values: NDArray[np.float64], unit: str) -> Row:
    """Make a row of paired differences (n,)."""
    result, n = interval(values), len(values)
    sd = float(values.std(ddof=1)) if n > 1 else 0.0
    least = smallest(sd, n, POWER) if sd > 0 else 0.0
    low, high = (result.mean if np.isnan(end) else end for end in (result.low, result.high))
    return Row(key, label, result.mean, low, high, n, least, unit, result.warning)


def table_of(rows: Sequence[Row]) -> pd.DataFrame:
    """Convert rows to the table that is stored."""
    frame = pd.DataFrame([asdict(row) for row in rows], columns=[field.name for field in fields(Row)])
    for name in ("estimate", "low", "high", "smallest"):
        frame[name] = [float(f"{x:.{DIGITS}g}") for x in frame[name]]
    return frame


def read_rows(file: Path) -> Mapping[str, Row]:
    """Read a stored table as rows by key. Raises InputError if the file is missing or is not a table of results."""
    try:
        frame = pd.read_csv(file, keep_default_na=False, na_values={"smallest": [""]})
        rows = [Row(**record) for record in frame.to_dict("records")]
    except (OSError, TypeError, ValueError) as error:
        raise InputError([Problem(f"is not a table of results: {error}", file)]) from None
    return {row.key: row for row in rows}
