"""Sobol indices of first, second and total order of factors or groups of factors, by SALib.

``first`` is the share of the variance that a factor explains alone, ``total`` the share in which it has any part, and
``second`` the share that a pair explains beyond what its two factors explain alone. Estimators: A. Saltelli et al. 2010
(Computer Physics Communications 181, 259-270) for first and total order, A. Saltelli 2002 (the same journal, 145,
280-297) for second order. Intervals resample the rows of the design.
"""

from collections.abc import Sequence
from importlib import import_module
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
RESAMPLES = 1000
BOOTSTRAP = 4  # spawn key of the random generator of the bootstrap
Rows = list[dict[str, Any]]


def sobol_rows(values: Numbers, groups: Sequence[str], second_order: bool, seed: int) -> tuple[Rows, Rows]:
    """Return the indices of one outcome: a record per factor, and a record per pair of factors.

    values: means over the replications at the samples of a design of Saltelli, (samples,). groups: names of the factors
    or groups, in the order of the design. An outcome that does not vary has indices of 0.

    >>> from simalign.sweeps.design.file import Sample
    >>> from simalign.sweeps.design.sampling import quantiles
    >>> units = quantiles(Sample(points=256, method="saltelli", second_order=True), ["a", "b"], 1)
    >>> single, pairs = sobol_rows(units[:, 0] * units[:, 1], ["a", "b"], True, 1)
    >>> [round(row["first"], 1) for row in single], round(pairs[0]["second"], 1)  # 3/7, 3/7 and 1/7
    ([0.4, 0.4], 0.1)
    """
    n = len(groups)
    if np.ptp(values) == 0.0:
        result = {name: np.zeros(n) for name in ("S1", "S1_conf", "ST", "ST_conf")}
        result |= {name: np.zeros((n, n)) for name in ("S2", "S2_conf")}
    else:
        problem = {"num_vars": n, "names": list(groups), "bounds": [[0.0, 1.0]] * n}
        rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(BOOTSTRAP,)))
        analyze = import_module("SALib.analyze.sobol").analyze
        result = analyze(problem, values, calc_second_order=second_order, num_resamples=RESAMPLES, seed=rng)
    single = [
        {"factor": name, **_interval("first", result, "S1", k), **_interval("total", result, "ST", k)}
        for k, name in enumerate(groups)
    ]
    pairs = [
        {"factor": groups[j], "with": groups[k], **_interval("second", result, "S2", (j, k))}
        for j, k in (combinations(range(n), 2) if second_order else ())
    ]
    return single, pairs


def _interval(name: str, result: Any, key: str, index: int | tuple[int, int]) -> dict[str, float]:
    value, half = float(result[key][index]), float(result[f"{key}_conf"][index])
    return {name: value, f"{name}_low": value - half, f"{name}_high": value + half}
