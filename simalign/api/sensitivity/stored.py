"""``simalign.sensitivity.indices``: Sobol indices or elementary effects from the runs in the store of a sweep."""

from collections.abc import Sequence
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from simalign.analysis.text import listed
from simalign.api.result import Result
from simalign.api.sweep import Sweep
from simalign.errors import InputError, Problem, expect, nearest
from simalign.files.spreadsheet import write_csv
from simalign.sensitivity.elementary_effects import check_installed, effects, floor
from simalign.sensitivity.figures.stored import draw_stored
from simalign.sensitivity.pairs import sobol_rows
from simalign.sensitivity.ranking import factor_words, spoken
from simalign.sensitivity.stored_design import Cell, Plan, cells_of, noise_of, plan_of, units_of
from simalign.sweeps.design.sampling import grouped

StoreLike = str | PathLike[str] | Sweep
LEADING = 3  # factors that the finding names


def indices(store: StoreLike, of: str | Sequence[str] | None = None) -> "StoredIndices":
    """Compute sensitivity indices from the runs of a sweep whose sample is a design for them.

    With ``sample: {method: saltelli, points: N}`` in the sweep file, these are Sobol indices of first and total order,
    with ``second_order: true`` also of pairs. With ``method: morris``, they are elementary effects. Factors may be
    numbers, whole numbers and categories (``choice``), and ``groups`` are analysed as one factor. Factors with a list
    of values are not analysed: the indices are given for each of their combinations.

    Args:
        store: the folder of a store, or the result of ``simalign.sweep``.
        of: measures of the store; its leading one if None.

    Returns:
        The indices with 95% intervals: ``finding``, ``table`` (a row per outcome and factor), ``pairs`` (a row per
        outcome and pair of factors), ``noise`` (a row per outcome) and ``figure()``.

    Raises:
        InputError: for a store without such a design, with missing runs or with fewer than two complete rows of the
            design, for measures that it did not record, and if the extra ``simalign-abm[screening]`` is missing.

    """
    check_installed()
    found, measures = opened(store, of)
    return StoredIndices(found, measures)


def opened(store: StoreLike, of: str | Sequence[str] | None) -> tuple[Sweep, list[str]]:
    """Return a sweep and the measures to analyse. Raises InputError for measures that it did not record."""
    expect(store, (str, PathLike, Sweep), "store", "the folder of a store, or the result of simalign.sweep")
    found = store if isinstance(store, Sweep) else Sweep.open(Path(store))
    recorded = list(found.results.measures)
    if of is None:
        measures = [found.measure] if found.measure else []
    else:
        expect(of, (str, list, tuple), "of", "a measure, or a list of measures")
        measures = list(dict.fromkeys([of] if isinstance(of, str) else of))
    problems = [
        Problem(f"was not recorded{nearest(str(name), recorded)}", key="of", value=name, allowed=", ".join(recorded))
        for name in measures
        if name not in recorded
    ]
    if problems or not measures:
        empty = Problem("does not name a measure", key="of", allowed=", ".join(recorded) or "keep: {final: [...]}")
        raise InputError(problems or [empty])
    return found, measures


class StoredIndices(Result):
    """Sensitivity indices from stored runs.

    ``table`` has one row per outcome and factor or group, with columns for the listed factors, if any: with Sobol
    indices, ``first`` and ``total``, their 95% intervals, and whether they exceed replication noise; with elementary
    effects, ``mu_star``, its interval, and ``sigma``. ``pairs`` has the indices of second order. ``noise`` has one row
    per outcome: mean and standard deviation over the design points, and the share of replication noise in the variance.
    """

    def __init__(self, sweep: Sweep, measures: Sequence[str]) -> None:
        self.sweep, self.measures = sweep, list(measures)
        self.plan: Plan = plan_of(sweep.results)
        self._paired = int(sweep.store.manifest["sweep"]["paired"]) == 1
        self._cells = cells_of(sweep.results, self.plan, self.measures)
        found = [self._analysed(cell) for cell in self._cells]
        self._table, self._pairs, self.noise = (
            pd.DataFrame([row for rows in part for row in rows]) for part in zip(*found, strict=True)
        )

    @property
    def method(self) -> str:
        """The method: "sobol" or "morris"."""
        return "morris" if self.plan.sample.method == "morris" else "sobol"

    def _analysed(self, cell: Cell) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]]]:
        """Return the rows of indices, of pairs and of noise of a cell."""
        seed, means = self.sweep.seed, cell.values.mean(axis=1)
        noise = noise_of(cell.values, self._paired)
        rows: list[dict[str, Any]] = []
        pairs: list[dict[str, Any]] = []
        noises: list[dict[str, Any]] = []
        replications = cell.values.shape[1]
        trajectories = len(means) // self.plan.row
        lowest = floor(np.nan_to_num(noise.variance), replications, trajectories)[1]
        for n, outcome in enumerate(self.measures):
            start = cell.labels | {"outcome": outcome}
            if self.method == "sobol":
                single, double = sobol_rows(means[:, n], self.plan.groups, self.plan.sample.second_order, seed)
                share = 0.0 if np.isnan(noise.share[n]) else float(noise.share[n])
                single = [row | {"above_noise": row["total_low"] > share} for row in single]
                double = [row | {"above_noise": row["second_low"] > 0.0} for row in double]
                threshold = share
            else:
                single, double, threshold = self._effects(cell, means[:, [n]], float(lowest[n]), seed), [], lowest[n]
            rows += [start | row for row in single]
            pairs += [start | row for row in double]
            spread = {"mean": means[:, n].mean(), "sd": means[:, n].std(ddof=1), "noise_share": noise.share[n]}
            counts = {"threshold": threshold, "rows": trajectories, "rows_left_out": cell.left_out}
            noises.append(start | spread | {"noise_sd": np.sqrt(noise.variance[n])} | counts)
        return rows, pairs, noises

    def _effects(self, cell: Cell, means: np.ndarray, threshold: float, seed: int) -> list[dict[str, Any]]:
        """Return the elementary effects of one outcome, a row per factor."""
        every = len(cell.samples) + cell.left_out * self.plan.row
        units = units_of(self.sweep.results, self.plan, every)[cell.samples]
        groups = grouped(list(self.plan.ranges), self.plan.sample.groups) if self.plan.sample.groups else None
        found = effects(units, means, seed, groups)
        several = {name for name, members in self.plan.sample.groups.items() if len(members) > 1}
        rows = []
        for k, name in enumerate(self.plan.groups):
            numbers = {column: float(getattr(found, column)[0, k]) for column in found._fields}
            if name in several:
                numbers |= {"sigma": float("nan"), "mu": float("nan")}
            rows.append({"factor": name, **numbers, "above_noise": numbers["mu_star"] > threshold})
        return rows

    @property
    def finding(self) -> str:
        """The factors on which each outcome depends most, and the share of replication noise."""
        return " ".join(self._sentence(noise) for noise in self.noise.to_dict("records"))

    def _sentence(self, noise: dict[str, Any]) -> str:
        cell = {key: noise[key] for key in [*self.plan.listed, "outcome"]}
        column, share = ("mu_star", "") if self.method == "morris" else ("total", "%")
        rows = _of(self.table, cell).sort_values(column, ascending=False)
        rows = rows[rows["above_noise"]][:LEADING]
        sizes = [f"{row[column]:.0%}" if share else f"{row[column]:.3g}" for row in rows.to_dict("records")]
        names = [f"{factor_words(name)} ({size})" for name, size in zip(rows["factor"], sizes, strict=True)]
        what = "total index" if share else "mean absolute effect"
        most = f"depends most on {listed(names)}, by {what}" if names else "depends on no factor beyond noise"
        text = f"{spoken(noise['outcome'])} {most}"
        if self.plan.listed:
            text = f"{', '.join(f'{factor_words(key)} {noise[key]}' for key in self.plan.listed)}: {text}"
        if len(self.pairs) and len(pairs := _of(self.pairs, cell).sort_values("second", ascending=False)):
            first = pairs.iloc[0]
            if first["above_noise"]:
                pair = f"{factor_words(first['factor'])} and {factor_words(first['with'])}"
                text += f"; the largest interaction is that of {pair} ({first['second']:.0%})"
        if not np.isnan(noise["noise_share"]):
            text += f"; replication noise: {noise['noise_share']:.0%} of its variance"
        return f"{text[0].upper()}{text[1:]}."

    @property
    def table(self) -> pd.DataFrame:
        """One row per outcome and factor: indices or effects, with their 95% intervals."""
        return self._table

    @property
    def pairs(self) -> pd.DataFrame:
        """One row per outcome and pair of factors: the index of second order; empty without ``second_order: true``."""
        return self._pairs

    @cached_property
    def record(self) -> dict[str, Any]:
        """All results as values for JSON; the command line prints them with --json."""
        store = self.sweep.store
        about = {"store": str(store.path), "seed": store.seed, "method": self.method, "outcomes": self.measures}
        tables = {"indices": self.table, "pairs": self.pairs, "noise": self.noise}
        return about | {"finding": self.finding} | {key: table.to_dict("records") for key, table in tables.items()}

    def write(self, folder: Path, command: Sequence[str] | None = None) -> None:
        """Write tables, figure and manifest into an existing folder; ``save`` does so safely."""
        super().write(folder, command)
        write_csv(self.noise, folder / "noise.csv")
        if len(self.pairs):
            write_csv(self.pairs, folder / "pairs.csv")

    def _draw(self, ax: Any | None) -> Any:
        cells = [{key: row[key] for key in [*self.plan.listed, "outcome"]} for row in self.noise.to_dict("records")]
        panels = [
            (cell, _of(self.table, cell), _of(self.pairs, cell) if len(self.pairs) else None, float(threshold))
            for cell, threshold in zip(cells, self.noise["threshold"], strict=True)
        ]
        note = f"lines: 95% bootstrap intervals; shaded: replication noise; seed {self.sweep.seed}"
        return draw_stored(panels, self.method, self.finding, note, ax)

    def _arrays(self) -> tuple[pd.DataFrame, Sequence[str]]:
        return self.table, [*self.plan.listed, "outcome", "factor"]


def _of(table: pd.DataFrame, cell: dict[str, Any]) -> pd.DataFrame:
    """Return the rows of a table with these values."""
    chosen = np.ones(len(table), bool)
    for key, value in cell.items():
        chosen &= (table[key] == value).to_numpy()
    return table[chosen]
