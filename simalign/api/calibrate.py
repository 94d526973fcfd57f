"""``simalign.calibrate``: fit the free psychological parameters to published effects."""

import time
from collections.abc import Callable
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import Any

import pandas as pd

from simalign.analysis.figures.fit import draw_correlations, draw_facts, draw_marginals, draw_ranks, strongest
from simalign.analysis.text import words
from simalign.api.inputs import between
from simalign.api.progress import LINE, tell
from simalign.api.result import Result
from simalign.api.validate import Studies, study_files
from simalign.calibration import tables
from simalign.calibration.checkpoint import Folder, Setting
from simalign.calibration.priors import Priors, load_priors, shipped_priors
from simalign.calibration.run import FULL_CHECKS, FULL_PLAN, QUICK_CHECKS, QUICK_PLAN, Calibration
from simalign.calibration.run import calibrate as run_calibration
from simalign.calibration.waves import Fit
from simalign.errors import InputError, Problem, expect
from simalign.files.folder import MANIFEST, json_text
from simalign.files.spreadsheet import write_csv
from simalign.parallel import worker_count
from simalign.scenario.manifest import manifest

SEED = 1
SHOWN = 18  # parameters of the figure of correlations
INSTALL = "pip install 'simalign-abm[calibrate]', then the same call or command"


def calibrate(
    studies: Studies | None = None,
    folder: str | PathLike[str] = "simalign-calibrate",
    *,
    priors: str | PathLike[str] | None = None,
    seed: int = SEED,
    organisations: int | None = None,
    varied: int | None = None,
    quick: bool = False,
    workers: int | None = None,
    progress: bool = True,
) -> "CalibrationResult":
    """Fit the psychological parameters to published effects.

    Screens the parameters, runs waves of history matching, draws from the posterior, predicts each published effect
    from a fit without it, and recovers parameters from synthetic data. Takes a few hours on two cores; with ``quick``,
    minutes.

    Args:
        studies: study files (YAML), or folders of them: a path, or a list of paths; the shipped facts if None.
        folder: folder in which runs are stored; the same call continues from there.
        priors: a YAML file of priors; the shipped ones if None.
        seed: the random seed, from 0.
        organisations: number of organisations of a study; 16 if None, with ``quick`` 2.
        varied: number of organisations of a study that varies them; 64 if None, with ``quick`` 16.
        quick: run a small calibration in minutes; do not cite it.
        workers: number of processes; one per CPU that this process may use if None.
        progress: whether to write progress to standard error.

    Returns:
        The calibration, with ``finding``, ``table`` (one row per parameter), ``facts``, ``posterior``, ``ranks`` and
        ``figure()``.

    Raises:
        InputError: for arguments and files that cannot be used, and if the extra ``calibrate`` is not installed.

    """
    _check_installed()
    files = tuple(study_files(studies))
    expect(folder, (str, PathLike), "folder", "the path of a folder that is new, or of this calibration")
    if priors is not None:
        expect(priors, (str, PathLike), "priors", "the path of a YAML file")
    file = shipped_priors() if priors is None else Path(priors)
    known = load_priors(file)
    if not known.names:
        message = "has no free parameter, as no prior names the evidence that its parameter changes"
        raise InputError([Problem(message, str(file), allowed="an entry evidence: text in one or more priors")])
    few, many = (2, 16) if quick else (16, 64)
    few = few if organisations is None else between(organisations, "organisations", 1, 1000)
    many = many if varied is None else between(varied, "varied", 4, 16_384)
    setting = Setting(files, file, between(seed, "seed", 0, 2**31), few, many)
    if not setting.evaluator().facts:
        raise InputError([Problem("has no fact with an interval", files[0], allowed="published: {low: .., high: ..}")])
    stored = Folder(Path(folder), setting)
    plan, checks = (QUICK_PLAN, QUICK_CHECKS) if quick else (FULL_PLAN, FULL_CHECKS)
    began = time.monotonic()
    tick = _ticker() if progress else lambda stage, done: None
    calibration = run_calibration(
        stored, len(known.names), plan, checks, worker_count(workers), lambda fit: _store(stored, known, fit), tick
    )
    return CalibrationResult(stored, known, calibration, {"quick": quick, "seconds": round(time.monotonic() - began)})


def _check_installed() -> None:
    for name in ("emcee", "sklearn", "SALib"):
        try:
            __import__(name)
        except ImportError:
            raise InputError([Problem(f"calibrate needs {name}, which is not installed", allowed=INSTALL)]) from None


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


def _store(folder: Folder, priors: Priors, fit: Fit) -> None:
    """Write the results of the fit before the checks start, so that they survive an interruption of the checks."""
    write_csv(tables.posterior_draws(fit, priors), folder.path / "posterior.csv", float_format="%.6g")
    write_csv(tables.parameters(fit, priors), folder.path / "parameters.csv", float_format="%.6g")


class CalibrationResult(Result):
    """Parameters that were fitted to published effects.

    ``table`` has one row per parameter: prior, posterior quantiles, and whether the facts ``identified`` it. ``facts``
    has one row per published effect: the published interval, and the effect under the prior, under the posterior, and
    from a fit without it. ``posterior`` has one row per posterior draw; its file can be used as ``uncertainty``.
    """

    def __init__(self, folder: Folder, priors: Priors, calibration: Calibration, extra: dict[str, Any]) -> None:
        self.folder, self.priors, self.calibration, self._extra = folder.path, priors, calibration, extra
        self._setting = folder.setting

    @property
    def finding(self) -> str:
        """How many facts lie inside their published intervals, and how many parameters the facts identify."""
        facts, known = self.facts, int(self.table["identified"].sum())
        return (
            f"Inside their published intervals at the posterior median: {int(facts['inside'].sum())} of {len(facts)} "
            f"{'fact' if len(facts) == 1 else 'facts'}. The facts say something of {known} of {len(self.table)} "
            "parameters."
        )

    @cached_property
    def record(self) -> dict[str, Any]:
        """The results in numbers, as values for JSON."""
        facts, left_out = self.facts, self.calibration.left_out
        return {
            "setting": self._setting.identity(),
            "runs": len(self.calibration.fit.u),
            "converged": self.calibration.fit.posterior.converged,
            "facts_inside": int(facts["inside"].sum()),
            "left_out_inside": int(facts["without_inside"].sum()) if left_out else None,
            "facts": len(facts),
            "identified": int(self.table["identified"].sum()),
            "ranks_p": self.calibration.ranks.uneven(),
            "finding": self.finding,
            **self._extra,
        }

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row per parameter."""
        return tables.parameters(self.calibration.fit, self.priors)

    @cached_property
    def facts(self) -> pd.DataFrame:
        """One row per fact."""
        return tables.facts(self.calibration.fit, self.calibration.at_median, self.calibration.left_out)

    @cached_property
    def posterior(self) -> pd.DataFrame:
        """One row per posterior draw, one column a parameter."""
        return tables.posterior_draws(self.calibration.fit, self.priors)

    @cached_property
    def ranks(self) -> pd.DataFrame:
        """Ranks of true parameters among the posterior draws of fits to synthetic data."""
        names = [self.priors.names[n] for n in self.calibration.ranked]
        return tables.ranks_table(self.calibration.ranks, names)

    def write(self, folder: Path, command: Any = None) -> None:
        """Write tables, figures and manifest into an existing folder; ``save`` does so safely."""
        fit = self.calibration.fit
        screening = tables.screening(self.calibration.mu_star, fit.targets, self.priors.names)
        named = {"posterior": self.posterior, "parameters": self.table, "facts": self.facts, "ranks": self.ranks}
        for name, table in (named | {"screening": screening}).items():
            write_csv(table, folder / f"{name}.csv", float_format="%.6g")
        self._pictures(folder)
        text = json_text(manifest(command, **self.record), indent=2)
        (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")

    @property
    def predicted(self) -> int:
        """How many facts lie inside their published intervals at the median of the draws."""
        return int(self.facts["posterior"].between(self.facts["published_low"], self.facts["published_high"]).sum())

    def _pictures(self, folder: Path) -> None:
        draw_facts(self.facts, [folder / "facts.png"], self._title)
        known = int(self.table["identified"].sum())
        said = f"The facts say something of {known} of {len(self.table)} parameters"
        draw_marginals(self.posterior, self.table, [folder / "marginals.png"], said)
        chosen = list(self.table.sort_values("spread", kind="stable")["parameter"].head(SHOWN))
        first, second, r = strongest(self.posterior, chosen)
        tied = f"Facts tie parameters together, most of all {words(first)} and {words(second)} ({r:+.2f})"
        draw_correlations(self.posterior, chosen, [folder / "correlations.png"], tied)
        p = self.calibration.ranks.uneven()
        verdict = "Ranks are as even as they should be" if p > 0.05 else "Ranks are more uneven than they should be"
        draw_ranks(self.ranks, [folder / "ranks.png"], f"{verdict} (p = {p:.2f})")

    def _draw(self, ax: Any | None) -> Any:
        return draw_facts(self.facts, [], self._title, ax)

    @property
    def _title(self) -> str:
        facts, left_out = self.facts, self.record["left_out_inside"]
        unseen = "" if left_out is None else f", and {left_out} that it was not shown"
        noun = "fact" if len(facts) == 1 else "facts"
        return f"By medians of draws, the fit holds {self.predicted} of {len(facts)} {noun}{unseen}"

    def _arrays(self) -> tuple[pd.DataFrame, list[str]]:
        return self.posterior, ["draw"]
