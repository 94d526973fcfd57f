"""Aggregation of a reporting tree to units, so that the picture of a large organisation stays readable."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

READABLE = 1_000  # people in a picture; larger organisations are drawn as units


class Units(NamedTuple):
    """The discs of a picture: the reporting tree of U units.

    manager, department, people: (U,) index of the unit above, code of the department, and number of members.
    unit: (N,) the unit of each member.
    """

    manager: NDArray[np.int32]
    department: NDArray[np.int64]
    people: NDArray[np.int64]
    unit: NDArray[np.int64]

    @property
    def aggregated(self) -> bool:
        """Whether some unit stands for more than one member."""
        return len(self.manager) < len(self.unit)


def units_of(manager: NDArray[np.int32], department: NDArray[np.int64], most: int = READABLE) -> Units:
    """Return each member as a unit or, beyond ``most`` members, larger units.

    Then the members of one department who report to one manager and have no reports are one unit. If that leaves more
    than ``most`` units, everybody below a layer joins the unit of their manager in it; the layer is the lowest one that
    leaves at most ``most`` units, or the second.

    >>> units_of(np.array([0, 0, 0, 1], np.int32), np.zeros(4, np.int64), most=3).people
    array([1, 3])
    """
    size = len(manager)
    depth = _depths(manager)
    if size <= most:
        return Units(manager.astype(np.int32), department, np.ones(size, np.int64), np.arange(size))
    above = manager.astype(np.int64)
    low, high = min(2, int(depth.max())), int(depth.max())
    while low < high:
        layer = (low + high + 1) // 2
        fits = len(_in_layers(above, department, depth, layer).manager) <= most
        low, high = (layer, high) if fits else (low, layer - 1)
    return _in_layers(above, department, depth, low)


def _in_layers(
    manager: NDArray[np.int64], department: NDArray[np.int64], depth: NDArray[np.int64], layer: int
) -> Units:
    """Return the units if everybody below a layer belongs to the manager in it, and a team is one unit."""
    size = len(manager)
    kept = _ancestors(manager, depth, layer)
    lasts = kept == np.arange(size)
    leads = np.zeros(size, bool)
    leads[manager[lasts & (manager != np.arange(size))]] = True
    leads[manager == np.arange(size)] = True
    codes = int(department.max()) + 1
    name = np.where(leads, np.arange(size), size + manager * codes + department)[kept]  # of the unit of each member
    _, first, unit = np.unique(name, return_index=True, return_inverse=True)
    representative = kept[first]
    return Units(
        unit[manager[representative]].astype(np.int32), department[representative], np.bincount(unit), unit.ravel()
    )


def _ancestors(manager: NDArray[np.int64], depth: NDArray[np.int64], layer: int) -> NDArray[np.int64]:
    """Return each member's manager in a layer, at whatever distance, or the member in this layer or above."""
    kept = np.arange(len(manager))
    while np.any(deep := depth[kept] > layer):
        kept[deep] = manager[kept[deep]]
    return kept


def _depths(manager: NDArray[np.int32]) -> NDArray[np.int64]:
    """Return the depth of each member, (N,), 1 for the head."""
    depth, reached = np.ones(len(manager), np.int64), manager.astype(np.int64)
    while np.any(moving := reached != manager[reached]):
        depth[moving] += 1
        reached = manager[reached].astype(np.int64)
    return np.asarray(depth + (manager != np.arange(len(manager))))
