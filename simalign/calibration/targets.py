"""Published effects on a common scale, with their families and studies.

An effect is divided by its ``scale``, so that 1 is about a standardised difference of 1, and then compressed: sizes
below 1 stay nearly as they are, and larger ones count by their ratio. On this scale simulated effects are more nearly
linear in the parameters, and the model's own error is proportional to an effect if the effect is large. "Common units"
are the units of this compressed scale throughout the calibration; ``Targets.expanded`` returns to the unit of the row.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]


def compress(effects: Values) -> Values:
    """Return scaled effects on the compressed scale: the inverse hyperbolic sine.

    >>> compress(np.array([-0.1, 0.0, 0.1, 10.0, 20.0])).round(2).tolist()
    [-0.1, 0.0, 0.1, 3.0, 3.69]
    """
    return np.asarray(np.arcsinh(effects))


def expand(values: Values) -> Values:
    """Return values of the compressed scale as scaled effects, the inverse of ``compress``.

    Both functions increase, so they transform quantiles and intervals exactly, but not means.

    >>> expand(compress(np.array([-0.5, 0.0, 3.0]))).round(12).tolist()
    [-0.5, 0.0, 3.0]
    """
    return np.asarray(np.sinh(values))


@dataclass(frozen=True)
class Targets:
    """Published effects ("rows") in common units. A row has either an interval or only a sign.

    All arrays have one element per row. names, families, studies: labels of the rows. In the unit of the row are
    ``scale``, the worth of a standardised difference of about 1; ``origin``, the value of no effect, or 0 if it has
    none; and ``low`` and ``high``, the ends of the published interval, nan for a sign. In common units are ``value``,
    the middle of the interval, nan for a sign; ``error``, the standard deviation that the interval implies, nan for a
    sign; and ``smallest``, the smallest size that counts for a sign.
    sign: 1 or -1 if the published result lies on one side of no effect, otherwise 0 (``verdicts.published_sign``).
    """

    names: tuple[str, ...]
    families: tuple[str, ...]
    studies: tuple[str, ...]
    scale: Values
    origin: Values
    low: Values
    high: Values
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

    def expanded(self, values: Values) -> Values:
        """Return effects in common units (..., rows) in the units of the rows."""
        return np.asarray(self.origin + self.scale * expand(values))

    @property
    def with_interval(self) -> NDArray[np.int64]:
        """Indices of the rows that have an interval."""
        return np.flatnonzero(np.isfinite(self.value))

    @property
    def with_sign(self) -> NDArray[np.int64]:
        """Indices of the rows that have only a sign."""
        return np.flatnonzero(np.isnan(self.value))

    def same_study(self) -> Values:
        """Return 1 where two rows come from the same study and 0 elsewhere, (rows, rows)."""
        labels = np.array(self.studies)
        return np.asarray(labels[:, None] == labels[None], np.float64)
