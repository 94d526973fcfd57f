"""What is kept of a run: a row, its columns, and how a run can end."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simalign.measures.catalogue import NAMES
from simalign.sweeps.design.file import ALL, After, Keep
from simalign.sweeps.design.groups import kept_names

OK, RAISED, NOT_FINITE = "ok", "raised", "not finite"
TIMEOUT, KILLED = "time limit", "killed its worker"
LONGEST = 4000  # characters of a traceback


@dataclass(slots=True)
class Row:
    """What became of a run.

    values: (numbers,) final and after-measures; series: (measures, weeks); both empty where it failed.
    """

    point: int
    replication: int
    status: str
    values: NDArray[np.float64]
    series: NDArray[np.float64]
    error: str = ""


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns a row has."""

    final: tuple[str, ...]
    series: tuple[str, ...]
    after: tuple[tuple[str, After], ...]

    @property
    def values(self) -> tuple[str, ...]:
        """Names of the numbers of a run, as they stand in a row."""
        return (*self.final, *(name for name, _ in self.after))


def columns_of(keep: Keep, custom: Collection[str] = ()) -> Columns:
    """The columns that are kept: the catalogue's measures in its order, those of groups, then the user's, ``custom``.

    >>> columns_of(Keep(final=["value", "do"])).values
    ('do', 'value')
    """

    def chosen(asked: Sequence[str]) -> tuple[str, ...]:
        return (
            (*NAMES, *custom)
            if asked == ALL
            else tuple(name for name in kept_names(keep.groups, custom) if name in asked)
        )

    return Columns(chosen(keep.final), chosen(keep.series), tuple(keep.after.items()))


def failed(point: int, replication: int, status: str, error: str) -> Row:
    """The row of a run that gave nothing."""
    return Row(point, replication, status, np.empty(0), np.empty((0, 0)), error[-LONGEST:])
