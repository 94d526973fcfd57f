"""``simalign.classics``: reproduce classic models, and compare this model with them when it is set up alike."""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
from matplotlib import rc_context

from simalign.analysis.figures.classics import AlikeText, PanelText, draw_classic, draw_overview
from simalign.analysis.figures.style import save
from simalign.api.checkpoints import WORTHWHILE, checkpoint
from simalign.api.inputs import seed_from
from simalign.api.progress import announce_compilation, progress_bar, tell
from simalign.api.result import Result, frame
from simalign.docking.catalogue import CLASSICS
from simalign.docking.report import (
    ARM_COLUMNS,
    agreements,
    arm_records,
    arms_heading,
    check_records,
    counts,
    curve_records,
    overall,
    summary_record,
    title,
)
from simalign.docking.run import Reproduction, number_of_steps, reproduce
from simalign.docking.verdicts import FALSE_ALARM, NOT_REPRODUCED, Check
from simalign.errors import InputError, Problem, expect, nearest
from simalign.files.folder import MANIFEST, json_text
from simalign.files.spreadsheet import write_csv
from simalign.measures.catalogue import measure
from simalign.scenario.manifest import manifest
from simalign.simulation.ensemble import Ensemble, Execution

SEED = 1
WHOSE = {"everybody": "", "uncommitted": " of the uncommitted"}
LOST = " lost in a turbulent market"


def classics(
    names: str | Sequence[str] | None = None,
    *,
    quick: bool = False,
    seed: int | None = SEED,
    workers: int | None = None,
    progress: bool = True,
) -> "Classics":
    """Reproduce classic models, and compare their order of outcomes with that of this model set up alike.

    Args:
        names: names of classics, such as ``"march"``, or a list of them; all if None.
        quick: whether to run fewer simulations, for a first look.
        seed: the random seed; drawn and reported if None. The same seed gives the same numbers for any ``workers``.
        workers: number of threads; one per CPU that this process may use if None.
        progress: whether to write progress to standard error.

    Returns:
        The reproductions, with ``finding``, ``table`` (one row per published number), ``curves`` (all numbers),
        ``agreements``, ``figure()``, ``figure_of(name)`` and ``passed``.

    Raises:
        InputError: for arguments that cannot be used.

    A long call stores its results. After an interruption the same call continues from there.

    >>> import simalign
    >>> simalign.classics("degroot", progress=False).finding
    '6 of 6 closed forms reproduced.'

    """
    chosen = _chosen(names)
    expect(quick, bool, "quick", "True or False")
    number = seed_from(seed, None, tell if progress else lambda text: None)
    if progress:
        announce_compilation(8)
    ensemble = Ensemble(number, execution=Execution(workers=workers))
    size = 0 if quick else WORTHWHILE
    with (
        checkpoint("classics", ensemble, [chosen, quick], size) as folder,
        progress_bar("pieces of work", number_of_steps(chosen, quick), progress) as bar,
    ):
        stored = Ensemble(number, execution=Execution(workers=workers, checkpoint=folder))
        return Classics(reproduce(chosen, stored, quick, bar.advance), number, quick)


def _chosen(names: str | Sequence[str] | None) -> list[str]:
    """Return the names of classics in the order of the catalogue. Raises InputError for unknown names."""
    if names is None:
        return list(CLASSICS)
    given = [names] if isinstance(names, str) else names
    allowed = f"one or more of {', '.join(CLASSICS)}"
    expect(given, (list, tuple), "names", allowed)
    if not given:
        raise InputError([Problem("is empty", key="names", allowed=allowed)])
    problems = []
    for name in given:
        if not isinstance(name, str) or name not in CLASSICS:
            hint = nearest(name, CLASSICS) if isinstance(name, str) else ""
            problems.append(Problem(f"no classic of that name{hint}", key="names", value=name, allowed=allowed))
    if problems:
        raise InputError(problems)
    return [name for name in CLASSICS if name in given]


class Classics(Result):
    """Classic models, reproduced and compared with this model.

    ``table`` has one row per published number or claim: the number, ours with its standard error, the tolerance and the
    ``verdict``: reproduced, undecided (a claim within chance of its bound), not reproduced, or not found (no source).
    ``curves`` has all of our numbers, and ``agreements`` one row per arm of this model.
    """

    def __init__(self, reproductions: Sequence[Reproduction], seed: int, quick: bool) -> None:
        self.reproductions, self.seed, self.quick = list(reproductions), seed, quick

    @property
    def passed(self) -> bool:
        """Whether no published number or claim failed to be reproduced."""
        return not any(check.verdict == NOT_REPRODUCED for check in self._checks)

    @property
    def _checks(self) -> list[Check]:
        return [check for reproduction in self.reproductions for check in reproduction.checks]

    @property
    def finding(self) -> str:
        """How many numbers of each kind are reproduced, and where this model orders arms as the classic does."""
        return " ".join(self.sentences)

    @property
    def sentences(self) -> list[str]:
        """The sentences of the finding."""
        return [*counts(self._checks), *agreements(self.reproductions)]

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row per published number or claim."""
        return frame([row for each in self.reproductions for row in check_records(each)])

    @cached_property
    def curves(self) -> pd.DataFrame:
        """All of our numbers: the quantity at each place of each curve, with its standard error and number of runs."""
        return frame([row for each in self.reproductions for row in curve_records(each)])

    @cached_property
    def agreements(self) -> pd.DataFrame:
        """The arms of this model set up alike, one row per arm, with the rank agreement with the classic."""
        return frame([row for each in self.reproductions for row in arm_records(each)], ARM_COLUMNS)

    @cached_property
    def summary(self) -> pd.DataFrame:
        """One row per classic: its numbers by verdict, where its rules come from, and the rank agreement."""
        return frame([summary_record(each) for each in self.reproductions])

    @cached_property
    def record(self) -> dict[str, Any]:
        """All results as values for JSON; the command line prints them with --json."""
        return {
            "seed": self.seed,
            "quick": self.quick,
            "passed": self.passed,
            "false_alarm": FALSE_ALARM,
            "summary": self.summary.to_dict("records"),
            "checks": self.table.to_dict("records"),
            "agreements": self.agreements.to_dict("records"),
        }

    def figure_of(self, name: str, files: Sequence[Path] = ()) -> Any:
        """Draw one classic: our curves over the published numbers, and this model's arms. Raises KeyError."""
        each = {reproduction.file.name: reproduction for reproduction in self.reproductions}[name]
        panels = [PanelText(panel.quantity, panel.title, panel.x, panel.y) for panel in each.file.panels]
        curves, checks = (table[table["classic"] == name] for table in (self.curves, self.table))
        with rc_context():
            return draw_classic(title(each), panels, curves, checks, self._arms(each), files)

    def _arms(self, each: Reproduction) -> tuple[AlikeText, pd.DataFrame] | None:
        if each.agreement is None or each.file.alike is None:
            return None
        measured = measure(each.file.alike.measure)
        outcome = f"{measured.label}{WHOSE[each.file.alike.of]}{LOST if each.file.alike.against else ''}"
        arms = next((panel.x for panel in each.file.panels if panel.quantity == each.file.alike.quantity), "")
        text = AlikeText(arms_heading(each.agreement), arms, f"{outcome} ({measured.unit})")
        return text, self.agreements[self.agreements["classic"] == each.file.name]

    def write(self, folder: Path, command: Sequence[str] | None = None) -> None:
        """Write table.csv, curves.csv, alike.csv, a figure for each classic, the overview and the manifest."""
        write_csv(self.table, folder / "table.csv")
        write_csv(self.curves, folder / "curves.csv")
        write_csv(self.agreements, folder / "alike.csv")
        with rc_context():
            save(self._draw(None), [folder / "overview.png"])
        for each in self.reproductions:
            self.figure_of(each.file.name, [folder / f"{each.file.name}.png"])
        (folder / MANIFEST).write_text(json_text(manifest(command, **self.record), indent=2) + "\n", encoding="utf-8")

    def _draw(self, ax: Any | None) -> Any:
        return draw_overview(ax, self.summary, overall(self.reproductions))

    def _arrays(self) -> tuple[pd.DataFrame, Sequence[str]]:
        numbers = self.table[["published", "ours", "error", "tolerance"]].astype(float)
        return numbers.assign(check=range(len(numbers))), ("check",)
