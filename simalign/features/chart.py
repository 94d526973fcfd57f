"""Features of the reporting tree: layers, spans of control outside the usual range, and single reports."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simalign.features.names import report_counts
from simalign.organisation.record import Organisation

USUAL_SPAN = (4, 10)  # reports per manager


@dataclass(frozen=True, slots=True)
class Chart:
    """Features of the reporting tree. narrow, wide: indices of managers with a span below and above ``USUAL_SPAN``.

    narrow is sorted from the smallest span, wide from the largest; equal spans in the order of keys. single: managers
    with one report.
    """

    layers: int
    reports: NDArray[np.int64]
    narrow: NDArray[np.int64]
    wide: NDArray[np.int64]
    single: NDArray[np.int64]

    @property
    def managers(self) -> int:
        """The number of members with reports."""
        return int((self.reports > 0).sum())


def examine_chart(organisation: Organisation) -> Chart:
    """Return the features of the reporting tree.

    >>> from simalign.organisation.generate import generate
    >>> chart = examine_chart(generate(8, 6, ["sales"], 0.0, 0.0, np.random.SeedSequence(1)))
    >>> chart.layers, chart.managers, chart.single
    (3, 2, array([1]))
    """
    reports = report_counts(organisation)
    low, high = USUAL_SPAN
    narrow = np.flatnonzero((reports > 0) & (reports < low))
    wide = np.flatnonzero(reports > high)
    narrow = narrow[np.lexsort((organisation.key[narrow], reports[narrow]))]
    wide = wide[np.lexsort((organisation.key[wide], -reports[wide]))]
    return Chart(int(organisation.depth.max()), reports, narrow, wide, narrow[reports[narrow] == 1])
