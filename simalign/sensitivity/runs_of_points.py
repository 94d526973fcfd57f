"""The means of a measure at the design points of stores, for a surrogate."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simalign.errors import InputError, Problem
from simalign.sensitivity.stored_design import noise_of
from simalign.sweeps.design.file import Sample
from simalign.sweeps.design.sampling import grouped, size_of_row
from simalign.sweeps.store.results import Results

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class PointRuns:
    """Design points with completed runs.

    points: one row per point and one column per factor. means: of the measure over the replications, (points,). rows:
    numbers that are equal for points that a cross-validation must leave out together, (points,). logarithmic: factors
    that are sampled on a logarithmic scale. noise: standard deviation of the replication noise of a mean, and
    noise_share: its share of the variance of the means; NaN for one replication.
    """

    points: pd.DataFrame
    means: Numbers
    rows: NDArray[np.int64]
    logarithmic: list[str]
    noise: float
    noise_share: float

    def some(self, most: int, seed: int) -> "PointRuns":
        """Return all points, or a random choice of ``most`` of them."""
        if len(self.points) <= most:
            return self
        chosen = np.sort(np.random.default_rng(seed).permutation(len(self.points))[:most])
        points = self.points.iloc[chosen].reset_index(drop=True)
        return replace(self, points=points, means=self.means[chosen], rows=self.rows[chosen])


def point_runs(stores: Sequence[Results], measure: str) -> PointRuns:
    """Return the points of stores with completed runs. Raises InputError if the stores have different factors."""
    factors = stores[0].store.factors
    tables, noises, start = [], [], 0
    for results in stores:
        if sorted(results.store.factors) != sorted(factors):
            message = f"has the factors {', '.join(results.store.factors)}"
            raise InputError([Problem(message, results.store.path, allowed=f"those of {stores[0].store.path}")])
        runs = results.runs([measure]).dropna(subset=[measure])
        values = runs.pivot_table(index="point", columns="replication", values=measure)
        points = pd.DataFrame({factor: results.points.column(factor).to_pylist() for factor in factors})
        table = points.loc[values.index].assign(
            mean=values.mean(axis=1), row=start + _rows(results, points)[values.index]
        )
        start += len(points)
        tables.append(table)
        whole = values.dropna()
        if whole.shape[0] > 1 and whole.shape[1] > 1:
            noise = noise_of(whole.to_numpy()[..., None], int(results.store.manifest["sweep"]["paired"]) == 1)
            noises.append(float(noise.variance[0]) / whole.shape[1])
    both = pd.concat(tables, ignore_index=True)
    variance = float(np.mean(noises)) if noises else float("nan")
    spread = float(both["mean"].var())
    share = min(variance / spread, 1.0) if spread > 0.0 else 0.0
    ranges = stores[0].store.manifest.get("ranges", {})
    logarithmic = [name for name, (form, _) in ranges.items() if form == "loguniform"]
    rows = both["row"].to_numpy(np.int64)
    return PointRuns(both[factors], both["mean"].to_numpy(), rows, logarithmic, float(np.sqrt(variance)), share)


def _rows(results: Results, points: pd.DataFrame) -> NDArray[np.int64]:
    """Return a number per point: the row of a sensitivity design, or else the sampled values, or else the point."""
    manifest = results.store.manifest
    ranges = list(manifest.get("ranges", {}))
    if not ranges:
        return _numbers(points.groupby(list(points), sort=False).ngroup())
    if entry := manifest["sweep"].get("sample"):
        sample = Sample(points=2, **entry)
        size = size_of_row(len(set(grouped(ranges, sample.groups))), sample.method, sample.second_order)
        listed = [name for name in points if name not in ranges]
        number = points.groupby(listed).cumcount() if listed else pd.Series(range(len(points)))
        return _numbers(number // size)
    return _numbers(points.groupby(ranges, sort=False).ngroup())


def _numbers(column: pd.Series) -> NDArray[np.int64]:
    return np.asarray(column, np.int64)
