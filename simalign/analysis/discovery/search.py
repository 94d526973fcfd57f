"""A search: box and tree from one half of the cases, how good they are from the other, how firm they are by resampling.

Every second case is looked at (``seen``), the others are held out: what is said of density and coverage is said of
cases that had no part in drawing the limits. Firmness: the same search on bootstrap resamples of the seen half (Bryant
& Lempert 2010), as the share of resamples that limit the same conditions, and how far limits are moved, in ranks.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simalign.analysis.discovery.box import Box, Flags, Range
from simalign.analysis.discovery.prim import densest, densest_fast
from simalign.analysis.discovery.tree import leaves
from simalign.installation import require

NEEDS = ("ema_workbench", "sklearn")
SEED = 1
RESAMPLES, FEWEST, PER = 100, 10, 50  # resamples at most and at least, and one for so many cases


@dataclass(frozen=True)
class Found:
    """What a search came to; ``tree``: its leaves; ``again``: the box of each resample."""

    box: Box
    tree: list[Box]
    again: list[Box]
    cases: pd.DataFrame  # held out
    event: Flags  # in these

    @property
    def recurs(self) -> Flags:
        """Whether each resample limits the same conditions."""
        return np.array([set(box.limits) == set(self.box.limits) for box in self.again], bool)

    def share(self, name: str) -> float:
        """The share of resamples that limit a condition."""
        return float(np.mean([name in box.limits for box in self.again]))

    @property
    def moves(self) -> NDArray[np.float64]:
        """How far limits are moved in resamples: each limit that box and resample share, as a share of the cases."""
        return np.array(
            [
                abs(rank(self.cases[name], one) - rank(self.cases[name], other))
                for box in self.again
                for name in self.box.limits
                if name in box.limits
                for one, other in zip(self.box.limits[name], box.limits[name], strict=True)
                if np.isfinite(one) and np.isfinite(other)
            ],
            float,
        )

    def ranks(self, name: str) -> Range:
        """The limits of a condition as shares of the cases that lie below them."""
        return Range(*(rank(self.cases[name], end) for end in self.box.limits[name]))


def rank(values: "pd.Series[float]", x: float) -> float:
    """The share of values below x, those that equal it by half.

    >>> rank(pd.Series([1.0, 2.0, 3.0, 4.0]), 2.5), rank(pd.Series([1.0, 1.0]), 1.0)
    (0.5, 0.5)
    """
    values = values.to_numpy(float)
    return float(((values < x).mean() + (values <= x).mean()) / 2)


def search(cases: pd.DataFrame, event: Flags) -> Found:
    """Look for the conditions under which an event happens.

    cases: a row a case, a column a condition, numbers; event: whether it happens in each. The same each time. Raises
    InputError where the extra is not installed.
    """
    check_installed()
    seen = np.arange(len(cases)) % 2 == 0
    own, there = cases[seen].reset_index(drop=True), event[seen]
    rng = np.random.default_rng(SEED)
    times = int(np.clip(len(cases) // PER, FEWEST, RESAMPLES))
    box = densest(own, there)
    again = []
    for _ in range(times):
        drawn = rng.integers(0, len(own), len(own))
        again.append(densest_fast(own.iloc[drawn].reset_index(drop=True), there[drawn]))
    return Found(box, leaves(own, there), again, cases[~seen].reset_index(drop=True), event[~seen])


def check_installed() -> None:
    """Raise InputError where a package of the extra is missing."""
    require("discovery", "discover", *NEEDS)
