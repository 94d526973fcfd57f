"""Published effects in a common unit, with their families and studies."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]


@dataclass(frozen=True)
class Targets:
    """Published effects ("rows"), each divided by its ``scale``, so that 1 is about a standardised difference of 1.

    A row has either an interval or a sign. All arrays have one element per row.

    names, families, studies: labels of the rows. scale: the size of one common unit in the unit of the row. origin: the
    value of no effect in that unit; 0 if it has none.
    value: middle of the published interval; nan for a sign. error: standard deviation that the interval implies, nan
    for a sign. sign: 1, -1 or 0 (no effect); nan for an interval. smallest: the smallest size that counts for a sign.
    """

    names: tuple[str, ...]
    families: tuple[str, ...]
    studies: tuple[str, ...]
    scale: Values
    origin: Values
    value: Values
    error: Values
    sign: Values
    smallest: Values

    def __len__(self) -> int:
        return len(self.names)

    def only(self, rows: Sequence[int] | NDArray[np.int64]) -> "Targets":
        """Return the targets of a subset of the rows."""
        chosen = [int(n) for n in rows]
        parts: dict[str, Any] = {field.name: getattr(self, field.name) for field in fields(self)}
        for name, part in parts.items():
            parts[name] = tuple(part[n] for n in chosen) if isinstance(part, tuple) else part[chosen]
        return Targets(**parts)

    @property
    def with_interval(self) -> NDArray[np.int64]:
        """Indices of the rows that have an interval."""
        return np.flatnonzero(np.isfinite(self.value))

    @property
    def with_sign(self) -> NDArray[np.int64]:
        """Indices of the rows that have only a sign."""
        return np.flatnonzero(np.isfinite(self.sign))

    def same_study(self) -> Values:
        """Return 1 where two rows come from the same study and 0 elsewhere, (rows, rows)."""
        labels = np.array(self.studies)
        return np.asarray(labels[:, None] == labels[None], np.float64)
