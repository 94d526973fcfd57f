"""Scenario discovery on a training half of the cases, with a held-out half and bootstrap resamples for evaluation.

Every second case is used for training; density and coverage are computed from the others, which did not influence the
limits. Stability is measured by repeating the search on bootstrap resamples of the training half (Bryant & Lempert
2010): the share of resamples that limit the same conditions, and the shift of the limits in ranks.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import fisher_exact

from simalign.analysis.discovery.box import Box, Flags, Range
from simalign.analysis.discovery.prim import densest, densest_fast
from simalign.analysis.discovery.tree import leaves
from simalign.installation import require

NEEDS = ("ema_workbench", "sklearn")
SEED = 1
RESAMPLES, FEWEST, CASES_PER_RESAMPLE = 100, 10, 50  # maximum and minimum of resamples, and cases per resample


@dataclass(frozen=True)
class Discovery:
    """Result of a search: box, leaves of the tree, the box of each resample, and the held-out cases and events."""

    box: Box
    tree: list[Box]
    resampled: list[Box]
    cases: pd.DataFrame  # held-out
    event: Flags  # of the held-out cases

    @property
    def recurs(self) -> Flags:
        """Whether the box of each resample limits the same conditions, (resamples,)."""
        return np.array([set(box.limits) == set(self.box.limits) for box in self.resampled], bool)

    @property
    def p_value(self) -> float:
        """Probability of this many held-out events or more in the box if they were unrelated to it.

        It is that of Fisher's exact test, one-sided.
        """
        inside = self.box.inside(self.cases)
        counts = [[int((inside[rows] == i).sum()) for i in (True, False)] for rows in (self.event, ~self.event)]
        return float(fisher_exact(counts, alternative="greater").pvalue)

    def share(self, name: str) -> float:
        """Return the share of resamples that limit a condition."""
        return float(np.mean([name in box.limits for box in self.resampled]))

    @property
    def shifts(self) -> NDArray[np.float64]:
        """Shifts of limits in resamples, as shares of the cases: one per limit that box and resample have in common."""
        return np.array(
            [
                abs(rank(self.cases[name], limit) - rank(self.cases[name], resampled_limit))
                for box in self.resampled
                for name in self.box.limits
                if name in box.limits
                for limit, resampled_limit in zip(self.box.limits[name], box.limits[name], strict=True)
                if np.isfinite(limit) and np.isfinite(resampled_limit)
            ],
            float,
        )

    def ranks(self, name: str) -> Range:
        """Return the limits of a condition as shares of the cases below them."""
        return Range(*(rank(self.cases[name], end) for end in self.box.limits[name]))


def rank(values: "pd.Series[float]", x: float) -> float:
    """Return the share of values below x; values equal to x count half.

    >>> rank(pd.Series([1.0, 2.0, 3.0, 4.0]), 2.5), rank(pd.Series([1.0, 1.0]), 1.0)
    (0.5, 0.5)
    """
    values = values.to_numpy(float)
    return float(((values < x).mean() + (values <= x).mean()) / 2)


def search(cases: pd.DataFrame, event: Flags) -> Discovery:
    """Find the conditions under which an event happens.

    cases: one row per case, one numeric column per condition; event: whether it happens, per case. The result is
    reproducible: the random seed is fixed. Raises InputError if the extra is not installed.
    """
    check_installed()
    training = np.arange(len(cases)) % 2 == 0
    training_cases, training_event = cases[training].reset_index(drop=True), event[training]
    rng = np.random.default_rng(SEED)
    resamples = int(np.clip(len(cases) // CASES_PER_RESAMPLE, FEWEST, RESAMPLES))
    box = densest(training_cases, training_event)
    resampled = []
    for _ in range(resamples):
        drawn = rng.integers(0, len(training_cases), len(training_cases))
        resampled.append(densest_fast(training_cases.iloc[drawn].reset_index(drop=True), training_event[drawn]))
    return Discovery(
        box,
        leaves(training_cases, training_event),
        resampled,
        cases[~training].reset_index(drop=True),
        event[~training],
    )


def check_installed() -> None:
    """Raise InputError if a package of the extra is missing."""
    require("discovery", "discover", *NEEDS)
