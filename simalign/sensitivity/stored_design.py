"""The runs of a sweep whose samples are a design of a sensitivity analysis, arranged as the analysis requires."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simalign.errors import InputError, Problem
from simalign.sensitivity.studies import Noise, noise
from simalign.sweeps.design.factors import Distribution
from simalign.sweeps.design.file import Sample
from simalign.sweeps.design.sampling import grouped, quantiles, size_of_row
from simalign.sweeps.store.results import Results

Numbers = NDArray[np.float64]
METHODS = "sample: {method: saltelli, ...} or {method: morris, ...} in the sweep file"


class Plan(NamedTuple):
    """The design of a sensitivity analysis: its sample, the sampled factors, their groups, and the listed factors."""

    sample: Sample
    ranges: dict[str, Distribution]
    groups: list[str]
    listed: list[str]

    @property
    def row(self) -> int:
        """The number of samples in each row of the design."""
        return size_of_row(len(self.groups), self.sample.method, self.sample.second_order)


class Cell(NamedTuple):
    """The runs with the same values of the listed factors.

    labels: these values. samples: the numbers of the samples of the complete rows. values: (samples, replications,
    outcomes). left_out: number of rows that were left out, because a run failed or a measure has no value.
    """

    labels: dict[str, Any]
    samples: NDArray[np.int64]
    values: Numbers
    left_out: int


def plan_of(results: Results) -> Plan:
    """Return the design of a store. Raises InputError if it is not one of a sensitivity analysis."""
    store = results.store
    entry = store.manifest["sweep"].get("sample")
    if entry is None:
        raise InputError([Problem("has no design of a sensitivity analysis", store.path, allowed=METHODS)])
    ranges = {key: Distribution(name, tuple(numbers)) for key, (name, numbers) in store.manifest["ranges"].items()}
    groups = list(dict.fromkeys(grouped(list(ranges), entry["groups"])))
    sample = Sample(points=2, seed=store.manifest["sampling"], **entry)
    return Plan(sample, ranges, groups, [factor for factor in store.factors if factor not in ranges])


def cells_of(results: Results, plan: Plan, measures: Sequence[str]) -> list[Cell]:
    """Return the outcomes for each combination of the listed factors.

    Raises InputError if runs are missing, and if fewer than two rows of the design are complete.
    """
    store = results.store
    if missing := results.coverage()["missing"]:
        message, allowed = f"lacks {missing:,} runs", "`simalign sweep FILE --out STORE`, which continues"
        raise InputError([Problem(message, store.path, allowed=allowed)])
    runs = results.runs(measures)
    replications = int(runs["replication"].max()) + 1 if len(runs) else 1
    values = np.full((len(results.points), replications, len(measures)), np.nan)
    values[runs["point"], runs["replication"]] = runs[list(measures)]
    labels = pd.DataFrame({factor: results.points.column(factor).to_pylist() for factor in plan.listed})
    labels.index = pd.RangeIndex(len(results.points))
    parts = labels.groupby(plan.listed, sort=False).indices if plan.listed else {(): np.arange(len(values))}
    return [_cell(results, plan, labels.iloc[points[0]].to_dict(), values[points]) for points in parts.values()]


def _cell(results: Results, plan: Plan, labels: dict[str, Any], values: Numbers) -> Cell:
    """Return a cell with the complete rows of its values (samples, replications, outcomes)."""
    rows = np.arange(len(values)).reshape(-1, plan.row)
    complete = np.isfinite(values[rows]).all(axis=(1, 2, 3))
    samples = rows[complete].ravel()
    if complete.sum() < 2:
        message = f"has {complete.sum()} complete rows of the design, because runs failed or measures have no value"
        raise InputError([Problem(message, results.store.path, allowed="2 or more")])
    return Cell(labels, samples, values[samples], int((~complete).sum()))


def units_of(results: Results, plan: Plan, samples: int) -> Numbers:
    """Return the quantiles of the factors at every sample, (samples, factors), as they were drawn.

    Raises InputError if the values in the store are others, because another version of SALib drew them.
    """
    sample = plan.sample.unchecked_copy(points=samples // plan.row)
    units = quantiles(sample, list(plan.ranges), 0)
    for column, (key, form) in enumerate(plan.ranges.items()):
        stored = results.points.column(key).to_pylist()[:samples]
        if stored != form.values(units[:, column]):
            message = f"has values of {key} that the installed SALib does not draw"
            raise InputError([Problem(message, results.store.path, allowed="the version of SALib that drew them")])
    return units


def noise_of(values: Numbers, paired: bool) -> Noise:
    """Estimate the replication noise of outcomes (points, replications, outcomes).

    paired: the replications of all points share their random numbers. What a replication adds to all points alike then
    cancels in every comparison of points; noise is what it adds to some points and not to others (two-way analysis of
    variance without that main effect). NaN for one replication.

    >>> shared = np.array([[0.0, 2.0], [1.0, 3.0], [4.0, 6.0]])[..., None]  # replication 2 adds 2 everywhere
    >>> [round(float(noise_of(shared, paired).variance[0]), 9) for paired in (True, False)]
    [0.0, 2.0]
    """
    points, replications, outcomes = values.shape
    if replications < 2:
        return Noise(*np.full((3, outcomes), np.nan))
    if not paired:
        return noise(values)
    shift = values.mean(axis=0) - values.mean(axis=(0, 1))
    found = noise(values - shift)
    correction = points / (points - 1)  # the shifts are estimated
    return Noise(found.variance * correction, np.minimum(found.share * correction, 1.0), found.share_of_one)
