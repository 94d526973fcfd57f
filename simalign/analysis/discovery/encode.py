"""Conditions of any kind as numbers, with their descriptions.

PRIM and the tree set limits on numbers. Categories and booleans are therefore numbered in the order of how often the
event happens at each. For two classes, the best split of categories is one of the splits in this order (Breiman et al.
1984, "Classification and Regression Trees", theorem 4.5). The order is taken from the training half alone.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import floor, log10

import numpy as np
import pandas as pd

from simalign.analysis.discovery.box import Condition, Flags, Range
from simalign.analysis.text import listed

DIGITS = 2  # significant digits of limits, of the range of a condition


@dataclass(frozen=True)
class Choice(Condition):
    """A condition with categories; ``labels``: those with the numbers 0, 1, ..."""

    labels: tuple[str, ...] = ()

    def limits(self, limit: Range) -> str:
        """Return the categories within the limits.

        >>> Choice("policy", "policy", labels=("push", "pull", "lead")).limits(Range(0.5, 2.0))
        'pull or lead'
        """
        return listed([label for n, label in enumerate(self.labels) if limit.low <= n <= limit.high], "or")


def encoded(
    table: pd.DataFrame, event: Flags, training: Flags, name_of: Callable[[str], str]
) -> tuple[pd.DataFrame, list[Condition]]:
    """Return the columns of a table as numbers, and the condition of each; columns with a single value are left out.

    event: whether it happens, per row. training: the rows from which the order of categories is taken. name_of: the
    name for people of a column.

    >>> table = pd.DataFrame({"policy": ["push", "pull", "push"], "size": [10, 20, 40], "fixed": 1.0})
    >>> numbers, conditions = encoded(table, np.array([True, False, True]), np.ones(3, bool), str)
    >>> numbers["policy"].tolist(), [condition.key for condition in conditions]
    ([1.0, 0.0, 1.0], ['policy', 'size'])
    """
    columns: dict[str, pd.Series] = {}
    conditions: list[Condition] = []
    for name in table.columns:
        values = table[name]
        if values.nunique(dropna=False) < 2:
            continue
        if pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values):
            columns[name] = values.astype(float)
            conditions.append(Condition(name, name_of(name), digits=_digits(values.to_numpy(float))))
        else:
            texts = values.map(_label)
            labels = _ordered(texts, event, training)
            columns[name] = texts.map({label: float(n) for n, label in enumerate(labels)})
            conditions.append(Choice(name, name_of(name), digits=0, labels=tuple(labels)))
    return pd.DataFrame(columns), conditions


def _label(value: object) -> str:
    return str(value).lower() if isinstance(value, bool | np.bool_) else str(value)


def _ordered(texts: "pd.Series[str]", event: Flags, training: Flags) -> list[str]:
    """Return the categories by their rate of the event; those that are not in the training rows have the mean rate."""
    rates = pd.Series(event[training]).groupby(texts[training].to_numpy()).mean()
    mean = float(event[training].mean())
    return sorted(texts.unique(), key=lambda label: (rates.get(label, mean), label))


def _digits(values: np.ndarray) -> int:
    """Return the decimals with which limits are shown: none for whole numbers."""
    if (values == np.round(values)).all():
        return 0
    return max(0, DIGITS - 1 - floor(log10(float(np.ptp(values)))))
