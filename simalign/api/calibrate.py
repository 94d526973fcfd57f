"""``simalign.calibrate``: fit the free psychological parameters to published effects."""

import time
from collections.abc import Callable
from dataclasses import replace
from functools import cached_property, partial
from os import PathLike
from pathlib import Path
from typing import Any

import pandas as pd

from simalign.analysis.figures.fit import draw_evidence, draw_families, draw_marginals, draw_ranks
from simalign.api.inputs import between
from simalign.api.progress import LINE, tell
from simalign.api.result import Result
from simalign.api.validate import Studies, study_files
from simalign.calibration import tables
from simalign.calibration.adjustment import Learnt
from simalign.calibration.checkpoint import Folder, Setting
from simalign.calibration.leave_out import summary
from simalign.calibration.priors import Priors, load_priors, shipped_priors
from simalign.calibration.run import FULL, QUICK, Calibration, Plan, Values
from simalign.calibration.run import calibrate as run_calibration
from simalign.errors import InputError, Problem, expect, nearest
from simalign.files.folder import MANIFEST, json_text
from simalign.files.spreadsheet import write_csv
from simalign.parallel import worker_count
from simalign.scenario.manifest import manifest

SEED = 1
MOST_DRAWS = 2**16
WITHOUT = "without"  # folder of posterior draws of the fits without a family


def calibrate(
    studies: Studies | None = None,
    folder: str | PathLike[str] = "simalign-calibrate",
    *,
    priors: str | PathLike[str] | None = None,
    seed: int = SEED,
    organisations: int | None = None,
    varied: int | None = None,
    draws: int | None = None,
    quick: bool = False,
    workers: int | None = None,
    progress: bool = True,
) -> "CalibrationResult":
    """Fit the psychological parameters to published effects.

    Draws all parameters from their priors, repeats every study at each draw, learns how far the model is off in each
    family of evidence, adjusts the draws to the published effects, and forecasts each family from a fit without it.
    Takes a few hours on two cores; with ``quick``, minutes.

    Args:
        studies: study files (YAML), or folders of them: a path, or a list of paths; the shipped facts if None.
        folder: folder in which runs are stored; the same call continues from there.
        priors: a YAML file of priors; the shipped ones if None.
        seed: the random seed, from 0.
        organisations: number of organisations of a study; 2 if None, with ``quick`` 1.
        varied: number of organisations of a study that varies them; 64 if None, with ``quick`` 16.
        draws: number of draws from the priors, a power of 2; 2,048 if None, with ``quick`` 64.
        quick: run a small calibration in minutes; do not cite it.
        workers: number of processes; one per CPU that this process may use if None.
        progress: whether to write progress to standard error.

    Returns:
        The calibration, with ``finding``, ``table`` (one row per parameter), ``evidence``, ``families``, ``posterior``,
        ``posterior_without(family)``, ``ranks`` and ``figure()``.

    Raises:
        InputError: for arguments and files that cannot be used.

    """
    files = tuple(study_files(studies))
    expect(folder, (str, PathLike), "folder", "the path of a folder that is new, or of this calibration")
    if priors is not None:
        expect(priors, (str, PathLike), "priors", "the path of a YAML file")
    file = shipped_priors() if priors is None else Path(priors)
    known = load_priors(file).all
    few, many = (1, 16) if quick else (2, 64)
    few = few if organisations is None else between(organisations, "organisations", 1, 1000)
    many = many if varied is None else between(varied, "varied", 4, 16_384)
    plan = QUICK if quick else FULL
    if draws is not None:
        plan = replace(plan, draws=_power_of_two(draws, plan))
    setting = Setting(files, file, between(seed, "seed", 0, 2**31), few, many)
    if not len(setting.evaluator().targets):
        allowed = "published: {low: .., high: ..} or {sign: ..}"
        raise InputError([Problem("has no published effect", files[0], allowed=allowed)])
    stored = Folder(Path(folder), setting)
    began = time.monotonic()
    tick = _ticker() if progress else lambda stage, done: None
    calibration = run_calibration(
        stored, len(known.names), plan, worker_count(workers), partial(_store, stored, known), tick
    )
    return CalibrationResult(stored, known, calibration, {"quick": quick, "seconds": round(time.monotonic() - began)})


def _power_of_two(draws: int, plan: Plan) -> int:
    """Return the number of draws. Raises InputError if it is not a power of two, or too small for the checks."""
    fewest = 1 << max(plan.refits, plan.posterior, 2 * plan.ranked).bit_length()
    whole = between(draws, "draws", 1, MOST_DRAWS)
    if whole & (whole - 1) or whole < fewest:
        allowed = f"a power of two from {fewest} to {MOST_DRAWS}"
        raise InputError([Problem("cannot be used", key="draws", value=draws, allowed=allowed)])
    return whole


def _ticker() -> Callable[[str, int], None]:
    """Return a function that prints, every half minute, how much of each part of the work is done."""
    done: dict[str, int] = {}
    last = [0.0]

    def tick(part: str, count: int) -> None:
        new = part not in done
        done[part] = done.get(part, 0) + count
        if new or time.monotonic() - last[0] > LINE / 2:
            last[0] = time.monotonic()
            tell(f"{part}: {done[part]} done")

    return tick


def _store(folder: Folder, priors: Priors, points: Values, learnt: Learnt) -> None:
    """Write the results of the fit before the checks start, so that they survive an interruption of the checks."""
    write_csv(tables.posterior_draws(points, priors), folder.path / "posterior.csv", float_format="%.6g")
    write_csv(tables.parameters(points, priors, learnt), folder.path / "parameters.csv", float_format="%.6g")


class CalibrationResult(Result):
    """Parameters that were fitted to published effects.

    ``table`` has one row per parameter: prior, posterior quantiles, and whether the evidence ``identified`` it.
    ``evidence`` has one row per published effect: the published result, and the effect under the prior, under the
    posterior, and as forecast by a fit without its family. ``families`` has the scores of these forecasts, beside those
    of the prior and of two constants; ``summary`` their means. ``posterior`` has one row per posterior draw, and
    ``posterior_without(family)`` one per draw of the fit that did not see the family. Their files, ``posterior.csv``
    and ``without/FAMILY.csv``, can be used as ``uncertainty``.
    """

    def __init__(self, folder: Folder, priors: Priors, calibration: Calibration, extra: dict[str, Any]) -> None:
        self.folder, self.priors, self.calibration, self._extra = folder.path, priors, calibration, extra
        self._setting = folder.setting

    @property
    def finding(self) -> str:
        """How well families are forecast by a fit without them, beside the prior."""
        if len(self.families) < 2:
            return f"The fit holds {self.held} of {len(self.evidence)} effects; no family was left out"
        return tables.forecast_finding(self.summary)

    @cached_property
    def record(self) -> dict[str, Any]:
        """The results in numbers, as values for JSON."""
        calibration = self.calibration
        return {
            "setting": self._setting.identity(),
            "draws": len(calibration.u),
            "effective_draws": calibration.adjusted.effective,
            "effects": len(self.evidence),
            "effects_held": self.held,
            "parameters": len(self.table),
            "identified": int(self.table["identified"].sum()),
            "parameters_learnt": calibration.learnt.net,
            "parameters_learnt_by_chance": calibration.learnt.chance,
            "discrepancy": calibration.discrepancy.common,
            "ranks_p": calibration.ranks.uneven(),
            "finding": self.finding,
            **self._extra,
        }

    @property
    def held(self) -> int:
        """How many published effects the median of the fit holds: in their intervals, or with their sign."""
        return int(self.evidence["inside"].sum())

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row per parameter."""
        return tables.parameters(self.calibration.posterior, self.priors, self.calibration.learnt)

    @cached_property
    def evidence(self) -> pd.DataFrame:
        """One row per published effect."""
        return tables.evidence(self.calibration)

    @cached_property
    def families(self) -> pd.DataFrame:
        """One row per family of evidence."""
        return tables.families(self.calibration)

    @cached_property
    def summary(self) -> pd.DataFrame:
        """One row per kind of forecast: means over families, and the difference of its score to that of the prior."""
        return summary(self.calibration.scores)

    @cached_property
    def posterior(self) -> pd.DataFrame:
        """One row per posterior draw, one column per parameter."""
        return tables.posterior_draws(self.calibration.posterior, self.priors)

    def posterior_without(self, family: str) -> pd.DataFrame:
        """Posterior draws of the fit that did not see a family, one row per draw, one column per parameter.

        That fit did not see any other effect from the studies of the family either, and was not simulated again.

        Args:
            family: name of a family, as in ``families``.

        Raises:
            InputError: if the calibration has no such family.

        """
        known = self.calibration.without
        if family not in known:
            message = f"no family is called {family!r}{nearest(str(family), known)}"
            raise InputError([Problem(message, key="family", value=family, allowed=", ".join(known))])
        return tables.posterior_draws(known[family], self.priors)

    @cached_property
    def ranks(self) -> pd.DataFrame:
        """Ranks of true parameters among the posterior draws of fits to synthetic data."""
        return tables.ranks_table(self.calibration.ranks, self.priors.names)

    def write(self, folder: Path, command: Any = None) -> None:
        """Write tables, figures and manifest into an existing folder; ``save`` does so safely."""
        named = {"posterior": self.posterior, "parameters": self.table, "evidence": self.evidence}
        named |= {"families": self.families, "summary": self.summary, "ranks": self.ranks}
        for name, table in (named | {"scores": self.calibration.scores}).items():
            write_csv(table, folder / f"{name}.csv", float_format="%.6g")
        (folder / WITHOUT).mkdir(exist_ok=True)
        for family in self.calibration.without:
            file = folder / WITHOUT / f"{family.replace(' ', '-')}.csv"
            write_csv(self.posterior_without(family), file, float_format="%.6g")
        self._pictures(folder)
        text = json_text(manifest(command, **self.record), indent=2)
        (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")

    def _pictures(self, folder: Path) -> None:
        draw_evidence(self.evidence, [folder / "evidence.png"], self._title)
        draw_families(self.families, [folder / "families.png"], self.finding)
        known = int(self.table["identified"].sum())
        said = f"The evidence is informative about {known} of {len(self.table)} parameters"
        draw_marginals(self.posterior, self.table, [folder / "marginals.png"], said)
        p = self.calibration.ranks.uneven()
        verdict = "Ranks are as even as they should be" if p > 0.05 else "Ranks are more uneven than they should be"
        draw_ranks(self.ranks, [folder / "ranks.png"], f"{verdict} (p = {p:.2f})")

    def _draw(self, ax: Any | None) -> Any:
        return draw_evidence(self.evidence, [], self._title, ax)

    @property
    def _title(self) -> str:
        effects = f"{self.held} of {len(self.evidence)} published effects"
        return f"By medians of draws, the fit holds {effects}; those with a published interval are shown"

    def _arrays(self) -> tuple[pd.DataFrame, list[str]]:
        return self.posterior, ["draw"]
