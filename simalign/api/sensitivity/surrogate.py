"""``simalign.sensitivity.surrogate``: a Gaussian process fitted to stored runs, its error, and where more runs pay."""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import qmc

from simalign.analysis.text import listed, words
from simalign.api.inputs import between
from simalign.api.result import Result
from simalign.api.sensitivity.stored import StoreLike, opened
from simalign.api.sweep import Sweep
from simalign.errors import InputError, Problem
from simalign.files.spreadsheet import write_csv
from simalign.installation import require
from simalign.sensitivity import gaussian_process as process
from simalign.sensitivity.figures.surrogate import Effect, draw_effects
from simalign.sensitivity.ranking import factor_words, spoken
from simalign.sensitivity.runs_of_points import PointRuns, point_runs
from simalign.sweeps.design.factors import TOGETHER
from simalign.sweeps.design.source import yaml_text

FEWEST, MOST = 20, 500  # design points of a fit
NEXT = 8  # points that are proposed
CANDIDATES, REFERENCE, STEPS = 512, 128, 21
GOOD = 0.9  # share of the predictable variance from which more points gain little


def surrogate(
    store: StoreLike | Sequence[StoreLike], of: str | None = None, *, points: int = NEXT, seed: int = 0
) -> "Surrogate":
    """Fit a Gaussian process to the means of a measure over the replications of each design point.

    The error is cross-validated: each point is predicted by a process that was fitted without the tenth of the points
    to which it belongs. Points of one row of a sensitivity design are left out together.

    Args:
        store: the folder of a store, or the result of ``simalign.sweep``; or a list of them with the same factors.
        of: a measure of the stores; the leading one if None.
        points: number of design points to propose for more runs.
        seed: of the folds, of the start of the fit, and of the candidates among which points are proposed.

    Returns:
        The surrogate: ``finding`` (its error, the replication noise, and what kind of runs would reduce it), ``table``
        (main effects with 95% bands), ``errors``, ``next`` (the most useful points), ``predict(points)``, ``figure()``
        and ``sweep_file()``.

    Raises:
        InputError: for stores with fewer than 20 design points with completed runs, with different factors or without
            the measure, and if the extra ``simalign-abm[surrogate]`` is missing.

    """
    require("a surrogate", "surrogate", "sklearn")
    several: list[Any] = list(store) if isinstance(store, (list, tuple)) else [store]
    if not several:
        raise InputError([Problem("names no store", key="store", allowed="one store or more")])
    sweeps, names = [], of
    for one in several:
        found, measures = opened(one, names)
        sweeps.append(found)
        names = names or measures[0]
    if len(measures) != 1:
        raise InputError([Problem("names several measures", key="of", value=of, allowed="one measure")])
    return Surrogate(sweeps, measures[0], between(points, "points", 1, CANDIDATES), between(seed, "seed", 0, 2**63 - 1))


class Surrogate(Result):
    """A Gaussian process fitted to stored runs.

    ``table`` has one row per factor and setting: the mean outcome over all other factors, with the ends of its 95%
    band. ``errors`` has the cross-validated error and the replication noise. ``next`` has one row per proposed point:
    its factors, the standard deviation of the prediction there, and the share of the mean predictive variance that is
    left after it and those before it.
    """

    def __init__(self, sweeps: Sequence[Sweep], measure: str, points: int, seed: int) -> None:
        self.sweeps, self.measure, self.seed = list(sweeps), measure, seed
        runs = point_runs([sweep.results for sweep in sweeps], measure)
        self._paths = [str(sweep.store.path) for sweep in sweeps]
        if len(runs.points) < FEWEST:
            message = f"{'have' if len(sweeps) > 1 else 'has'} {len(runs.points)} design points with completed runs"
            raise InputError([Problem(message, ", ".join(self._paths), allowed=f"{FEWEST} or more")])
        self.available = len(runs.points)
        self._runs: PointRuns = runs.some(MOST, seed)
        self.encoding = process.Encoding.of(self._runs.points, self._runs.logarithmic)
        if not self.encoding.names:
            raise InputError([Problem("has no factor that varies", self._paths[0], allowed="factors that vary")])
        x, y = self.encoding.inputs(self._runs.points), self._runs.means
        self.model = process.fitted(x, y, seed)
        self._predicted = process.cross_validated(self.model, x, y, self._runs.rows, seed)
        self._proposed = points

    @cached_property
    def errors(self) -> dict[str, float]:
        """The cross-validated error of the prediction, and the replication noise of the means that it predicts.

        ``r_squared`` cannot exceed ``ceiling``, the share of the variance that is not replication noise. ``noise`` is
        the standard deviation of replication noise, and ``model_error`` the rest of ``rmse``.
        """
        found = process.errors(self._runs.means, self._predicted)
        noise, share = self._runs.noise, self._runs.noise_share
        rest = float(np.sqrt(max(found.rmse**2 - (0.0 if np.isnan(noise) else noise**2), 0.0)))
        return {**found._asdict(), "noise": noise, "ceiling": 1.0 - share, "model_error": rest}

    def predict(self, points: pd.DataFrame) -> pd.DataFrame:
        """Predict the outcome at points: a table with a column per factor.

        Returns the ``mean`` of the outcome over replications, and the standard deviation ``sd`` of the prediction.
        Raises InputError for a table without one of the factors, and for a category without runs.
        """
        for name in self.encoding.names:
            if name not in points:
                raise InputError([Problem("is missing", key=f"points.{name}", allowed=", ".join(self.encoding.names))])
            known = self.encoding.categories.get(name, ())
            for value in dict.fromkeys(points[name]) if known else ():
                if value not in known:
                    allowed = ", ".join(map(str, known))
                    raise InputError([Problem("has no runs", key=f"points.{name}", value=value, allowed=allowed)])
        with process.single_thread():
            mean, sd = self.model.predict(self.encoding.inputs(points), return_std=True)
        nugget = process.nugget_of(self.model)
        return pd.DataFrame({"mean": mean, "sd": np.sqrt(np.maximum(sd**2 - nugget, 0.0))}, index=points.index)

    @cached_property
    def effects(self) -> list[Effect]:
        """The main effect of each factor, those with the widest range first."""
        reference = self.encoding.inputs(self._drawn(REFERENCE))
        start, found = 0, []
        for name in self.encoding.names:
            known = self.encoding.categories.get(name)
            inputs = [np.array([u]) for u in np.linspace(0, 1, STEPS)] if known is None else list(np.eye(len(known)))
            settings = self._settings(name) if known is None else list(known)
            width = len(inputs[0])
            mean, half = process.main_effect(self.model, reference, inputs, slice(start, start + width))
            start += width
            found.append(Effect(name, known is not None, settings, mean, half))
        return sorted(found, key=lambda effect: -float(np.ptp(effect.mean)))

    def _settings(self, name: str) -> list[float]:
        low, high = self.encoding.ends[name]
        spaced = np.geomspace if name in self.encoding.logarithmic else np.linspace
        return [float(x) for x in spaced(low, high, STEPS)]

    def _drawn(self, count: int) -> pd.DataFrame:
        """Return points that fill the space of the factors evenly."""
        names = self.encoding.names
        units = qmc.Sobol(len(names), rng=np.random.default_rng(self.seed)).random(count)
        columns: dict[str, Any] = {}
        for column, name in zip(units.T, names, strict=True):
            if name in self.encoding.categories:
                values = self.encoding.categories[name]
                columns[name] = [values[int(u * len(values))] for u in column]
            else:
                low, high = self.encoding.ends[name]
                numbers = (
                    low * (high / low) ** column if name in self.encoding.logarithmic else low + column * (high - low)
                )
                whole = pd.api.types.is_integer_dtype(self._runs.points[name])
                columns[name] = [round(x) if whole else float(f"{x:.6g}") for x in numbers.tolist()]
        return pd.DataFrame(columns)

    @cached_property
    def next(self) -> pd.DataFrame:
        """The design points at which runs would reduce the mean predictive variance most, in order."""
        candidates = self._drawn(CANDIDATES).drop_duplicates(ignore_index=True)
        chosen = process.most_useful(self.model, self.encoding.inputs(candidates), self._proposed)
        constant = {name: self._runs.points[name].iloc[0] for name in self._runs.points if name not in candidates}
        found = candidates.iloc[chosen.chosen].assign(**constant)[list(self._runs.points)].reset_index(drop=True)
        return found.assign(sd=chosen.sd, variance_left=chosen.left)

    @property
    def finding(self) -> str:
        """The error of the surrogate, the replication noise, and where more runs pay."""
        found, used = self.errors, len(self._runs.points)
        of = f"{used:,}" if used == self.available else f"a random {used:,} of {self.available:,}"
        start = (
            f"From {of} design points, a Gaussian process predicts {max(found['r_squared'], 0.0):.0%} of the variance"
        )
        text = f"{start} of {spoken(self.measure)} at points left out (error {found['rmse']:.2g}"
        known = not np.isnan(found["noise"])
        text += f"; replication noise {found['noise']:.2g})." if known else ")."
        leading = [factor_words(effect.factor) for effect in self.effects[:2]]
        return f"{text} The widest main effects are those of {listed(leading)}. {self._advice(found, known)}"

    def _advice(self, found: dict[str, float], known: bool) -> str:
        left = f"{self._proposed} more points would leave {self.next['variance_left'].iloc[-1]:.0%} of its uncertainty"
        if known and found["r_squared"] >= GOOD * found["ceiling"] and found["noise"] < found["model_error"]:
            return f"More runs would gain little; {left}."
        if known and found["noise"] >= found["model_error"]:
            return "More replications pay more than more points: replication noise is the larger part of the error."
        return f"More points pay more than more replications; {left}." if known else f"{left}.".capitalize()

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row per factor and setting: the mean outcome, and the ends of its 95% band."""
        rows = [
            {"factor": effect.factor, "setting": setting, "mean": mean, "low": mean - half, "high": mean + half}
            for effect in self.effects
            for setting, mean, half in zip(effect.settings, effect.mean.tolist(), effect.half.tolist(), strict=True)
        ]
        return pd.DataFrame(rows)

    @cached_property
    def record(self) -> dict[str, Any]:
        """All results as values for JSON; the command line prints them with --json."""
        counts = {"points": len(self._runs.points), "points_available": self.available}
        about = {"stores": self._paths, "outcome": self.measure, "seed": self.seed, **counts, "errors": self.errors}
        kernel = {"kernel": str(self.model.kernel_)}
        tables = {"effects": self.table.to_dict("records"), "next": self.next.to_dict("records")}
        return {**about, **kernel, "finding": self.finding, **tables}

    def sweep_file(self) -> str:
        """Return a sweep file of the proposed points, with the settings of the first store.

        Its random seed is that of the store, so that its replications have the same random numbers. Raises InputError
        for a store of an earlier version, which does not have its sweep file.
        """
        store = self.sweeps[0].store
        plain = dict(store.manifest.get("source") or {})
        if not plain:
            message = "was made by an earlier version and does not have its sweep file"
            raise InputError([Problem(message, store.path, allowed="a store of this version")])
        written = plain.pop("factors")
        plain.pop("sample", None)
        factors = {
            name: {TOGETHER: [_written(written[name], value) for value in self.next[name].tolist()]}
            for name in self._runs.points
        }
        start = f"# Design points at which runs reduce the uncertainty about {words(self.measure)} most.\n"
        return start + yaml_text({**plain, "name": f"{plain.get('name') or 'sweep'}_next", "factors": factors})

    def write(self, folder: Path, command: Sequence[str] | None = None) -> None:
        """Write tables, figure, manifest and the sweep file of the proposed points into an existing folder."""
        super().write(folder, command)
        write_csv(self.next, folder / "next.csv")
        (folder / "next.yaml").write_text(self.sweep_file(), encoding="utf-8")

    def _draw(self, ax: Any | None) -> Any:
        found = self.errors
        noise = "" if np.isnan(found["noise"]) else f", replication noise {found['noise']:.2g}"
        note = f"bands: 95%, of the average over all other factors; cross-validated error {found['rmse']:.2g}{noise}"
        leading = listed([factor_words(effect.factor) for effect in self.effects[:2]])
        outcome = spoken(self.measure)
        title = f"{outcome[0].upper()}{outcome[1:]} varies most with {leading}; the surrogate predicts "
        title += f"{max(found['r_squared'], 0.0):.0%} of its variance"
        return draw_effects(self.effects, self.measure, title, note, ax)

    def _arrays(self) -> tuple[pd.DataFrame, Sequence[str]]:
        return self.table.assign(setting=self.table["setting"].astype(str)), ["factor", "setting"]


def _written(form: Any, label: Any) -> Any:
    """Return a value of a factor as its sweep file writes it, by its label."""
    values = form if isinstance(form, list) else next(iter(form.values()))
    for value in values:
        if isinstance(value, dict) and value.get("name") == label:
            return value
    return label
