"""A classic model as independent pieces of work, and the samples that each piece returns.

A piece of work gets a random generator of its own, which depends on the seed, the classic and the label of the piece.
So the results do not depend on the order in which threads finish.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
X = float | str  # a place on the horizontal axis of a figure: a number or the name of a scenario


class Row(NamedTuple):
    """Samples of a quantity at one place of a curve.

    quantity: what is measured, with its unit in the file of published numbers. series: the curve, such as "p2 = 0.5".
    x: the place on it. samples: one value per independent run, or a single value for a result without randomness.
    """

    quantity: str
    series: str
    x: X
    samples: Floats

    @property
    def mean(self) -> float:
        """The mean of the samples."""
        return float(self.samples.mean())

    @property
    def error(self) -> float:
        """The standard error of the mean; 0 for a single value.

        >>> Row("knowledge", "", 0.1, np.array([1.0, 3.0])).error
        1.0
        """
        n = len(self.samples)
        return float(self.samples.std(ddof=1) / np.sqrt(n)) if n > 1 else 0.0


class Part(NamedTuple):
    """A piece of work: a label that is unique within its classic, and the settings of the classic."""

    label: str
    settings: tuple[float | int | str, ...] = ()


class Classic(NamedTuple):
    """A classic model.

    name: as in ``simalign classics NAME``. parts: returns the pieces of work, of fewer runs if ``quick``. run: computes
    the rows of a piece. derive: computes further rows, such as differences, from the rows of all pieces.
    """

    name: str
    parts: Callable[[bool], list[Part]]
    run: Callable[[Part, np.random.Generator], list[Row]]
    derive: Callable[[Sequence[Row]], list[Row]] = lambda rows: []


def generator(seed: int, classic: str, label: str) -> np.random.Generator:
    """Return the random generator of a piece of work.

    >>> generator(1, "march", "a").random() == generator(1, "march", "a").random()
    True
    """
    digest = hashlib.sha256(f"{classic}/{label}".encode()).digest()
    words = [int.from_bytes(digest[n : n + 4], "big") for n in (0, 4, 8, 12)]
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=tuple(words)))


def fixed(quantity: str, series: str, x: X, value: float) -> Row:
    """Return a row for a result without randomness."""
    return Row(quantity, series, x, np.array([value]))


def pooled(rows: Iterable[Row]) -> list[Row]:
    """Return the rows with the samples of those at the same place joined, in the order of the first ones.

    >>> [row.samples.tolist() for row in pooled([fixed("groups", "", 0.1, 2.0), fixed("groups", "", 0.1, 3.0)])]
    [[2.0, 3.0]]
    """
    samples: dict[tuple[str, str, X], list[Floats]] = {}
    for row in rows:
        samples.setdefault((row.quantity, row.series, row.x), []).append(row.samples)
    return [Row(*place, np.concatenate(parts)) for place, parts in samples.items()]


def pick(rows: Sequence[Row], quantity: str, series: str, x: X) -> Row:
    """Return the row at a place of a curve. Raises StopIteration if there is none."""
    return next(row for row in rows if (row.quantity, row.series, row.x) == (quantity, series, x))


def difference(quantity: str, x: X, first: Row, second: Row) -> Row:
    """Return the differences of the samples of two rows with equally many independent runs."""
    return Row(quantity, "", x, first.samples - second.samples)
