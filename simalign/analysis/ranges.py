"""Where single replications lie: what luck, and what is not known of people where they are drawn, leave open.

An interval of a mean narrows with every replication; a range does not, as the next organisation has a luck and people
of its own.
"""

from collections.abc import Sequence
from itertools import combinations, product
from typing import Any

import numpy as np
import pandas as pd

from simalign.analysis.findings import LEADS, periods, there
from simalign.analysis.paired import differences, window

ENDS = (0.025, 0.975)


def ranges(table: pd.DataFrame, weeks: int, policies: Sequence[str]) -> list[dict[str, Any]]:
    """One record a basis, period, pair of policies and leading measure: the middle 95% of the paired differences.

    ``ahead`` is the share of replications in which the one is above the other.
    """
    records: list[dict[str, Any]] = []
    for period, ends in periods(weeks).items():
        means = window(table, *ends, LEADS)
        for basis, names in there(table, policies).items():
            for (other, one), measure in product(combinations(names, 2), LEADS):
                apart = np.asarray(differences(means, measure, basis, one, other))
                low, high = (float(end) for end in np.quantile(apart, ENDS))
                pair = {"basis": basis, "period": period, "one": one, "other": other, "measure": measure}
                records.append(pair | {"low": low, "high": high, "ahead": float(np.mean(apart > 0))})
    return records
