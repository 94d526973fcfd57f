"""``simalign.validate``: compare published effects with simulated ones."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from hashlib import sha256
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from simalign.analysis.figures.verdicts import draw_verdicts
from simalign.api.checkpoints import checkpoint
from simalign.api.inputs import Factors, MeasuresLike, between, execution_from, measures_from, scenario_from, seed_from
from simalign.api.progress import announce_compilation, progress_bar, tell
from simalign.api.result import Result, frame
from simalign.errors import InputError, Problem, expect
from simalign.evidence.read import Loaded, load_studies, shipped_studies
from simalign.evidence.validation import BAD, Finding
from simalign.evidence.validation import validate as run_studies
from simalign.scenario.psychology import Psychology
from simalign.simulation.engine import Step
from simalign.simulation.ensemble import Ensemble

Studies = str | PathLike[str] | Sequence[str | PathLike[str]]
ORGANISATIONS, SEED = 30, 1


def validate(
    studies: Studies | None = None,
    *,
    organisations: int = ORGANISATIONS,
    seed: int | None = SEED,
    rng: int | np.random.Generator | None = None,
    factors: Factors | None = None,
    measures: MeasuresLike | None = None,
    steps: Mapping[str, Step] | None = None,
    workers: int | None = None,
    progress: bool = True,
) -> "Validation":
    """Run published studies on the model and compare the simulated effects with the published ones.

    All arms of all studies share organisations and random numbers (common random numbers).

    Args:
        studies: study files (YAML), or folders of them: a path, or a list of paths; the shipped facts if None.
        organisations: number of organisations of each study, from 2; a study that requires more has more.
        seed: the random seed; drawn and reported if None.
        rng: an alias of ``seed``.
        factors: values of psychological parameters by key, like ``{"psychology.anchor": 0.5}``, for all studies.
        measures: functions (fixed, state, parameters, week) -> float that effects of the whole organisation
            (``of: whole``) name as their outcome.
        steps: functions (fixed, state, parameters, week) that replace steps of the week, by the name of the step.
        workers: number of threads; one per CPU that this process may use if None.
        progress: whether to write progress to standard error.

    Returns:
        The validation, with ``finding``, ``table`` (one row per effect), ``figure()`` and ``passed``.

    Raises:
        InputError: for arguments and study files that cannot be used; it lists every problem.

    A long validation stores its runs. After an interruption the same call continues from there.

    """
    count = between(organisations, "organisations", 2, 10_000)
    loaded = load_studies(study_files(studies))
    psychology = _psychology(factors)
    execution = execution_from(steps, measures_from(measures), workers)
    if rng is not None and seed == SEED:
        seed = None
    number = seed_from(seed, rng, tell if progress else lambda text: None)
    first = loaded[0].scenario(next(iter(loaded[0].study.arms)))
    if progress:
        announce_compilation(len(first.goals))
    ensemble = Ensemble(number, execution=execution)
    total = max(count, *(entry.study.organisations or 0 for entry in loaded))
    with (
        checkpoint("validate", ensemble, _identity(loaded, psychology), _member_weeks(loaded, count)) as folder,
        progress_bar("organisations", total, progress) as bar,
    ):
        checked = replace(execution, checkpoint=folder)
        findings = run_studies(loaded, number, count, psychology, bar.advance, checked)
    return Validation(findings, number)


def study_files(studies: Studies | None) -> list[Path]:
    """Return study files: those in the folders, or the shipped ones for None. Raises InputError for an empty folder."""
    if studies is None:
        return shipped_studies()
    listed = [studies] if isinstance(studies, str | PathLike) else studies
    allowed = "the path of a study file or folder, or a list of these"
    expect(listed, (list, tuple), "studies", allowed)
    files: list[Path] = []
    for name in listed:
        expect(name, (str, PathLike), "studies", allowed)
        path = Path(name)
        inside = sorted(path.glob("*.yaml")) if path.is_dir() else [path]
        if not inside:
            raise InputError([Problem("does not hold a study", path, allowed="a folder with .yaml files")])
        files += inside
    if not files:
        raise InputError([Problem("is empty", key="studies", allowed=allowed)])
    return files


def _psychology(factors: Factors | None) -> Psychology | None:
    """Return the psychological parameters that ``factors`` set, or None. Raises InputError for other keys."""
    for key, value in (factors or {}).items():
        if str(key).partition(".")[0] != "psychology":
            message = "has no effect here: arms and contexts are those of the studies"
            raise InputError([Problem(message, key=f"factors: {key}", value=value, allowed="psychology.NAME")])
    return scenario_from("default", factors).psychology if factors else None


def _identity(loaded: Sequence[Loaded], psychology: Psychology | None) -> list[Any]:
    files = [sha256(Path(entry.tree.file).read_bytes()).hexdigest() for entry in loaded]
    return [files, None if psychology is None else psychology.model_dump_json(exclude_unset=True)]


def _member_weeks(loaded: Sequence[Loaded], organisations: int) -> float:
    """Return the size of the work of all studies, estimated from the middle of the ranges of each."""
    total = 0.0
    for entry in loaded:
        last = max(effect.week for effect in entry.study.effects)
        for arm in entry.study.arms:
            scenario = entry.scenario(arm, entry.middle())
            weeks = scenario.warmup + last
            total += scenario.organisation.size * weeks * max(organisations, entry.study.organisations or 0)
    return total


class Validation(Result):
    """Published effects and the simulated ones.

    ``table`` has one row per effect: the published estimate or sign with its interval, the simulated effect with its
    95% interval over organisations, and a ``verdict``: inside, outside, sign only, undefined or reported.
    """

    def __init__(self, findings: Sequence[Finding], seed: int) -> None:
        self.findings, self.seed = findings, seed

    @property
    def passed(self) -> bool:
        """Whether every effect that was published with an interval or a sign is inside."""
        return not any(finding.verdict in BAD for finding in self.findings)

    @property
    def finding(self) -> str:
        """How many simulated effects lie inside the published intervals, and how many have the published sign."""
        parts = []
        with_interval = [f for f in self.findings if f.effect.published.low is not None]
        if with_interval:
            parts.append(f"{_inside(with_interval)} of {len(with_interval)} facts with an interval lie inside it.")
        signed = [f for f in self.findings if f.effect.published.sign is not None]
        if signed:
            parts.append(f"{_inside(signed)} of {len(signed)} facts with a sign have the same sign.")
        return " ".join(parts) or f"{len(self.findings)} effects without a published interval or sign."

    @cached_property
    def record(self) -> dict[str, Any]:
        """All results as values for JSON; the command line prints them with --json."""
        return {"seed": self.seed, "facts": [finding.record() for finding in self.findings]}

    @property
    def table(self) -> pd.DataFrame:
        """One row per effect."""
        return frame(self.record["facts"])

    def _draw(self, ax: Any | None) -> Any:
        return draw_verdicts(ax, self.table, self.finding)

    def _arrays(self) -> tuple[pd.DataFrame, Sequence[str]]:
        columns = ["fact", "simulated", "simulated_low", "simulated_high", "published_low", "published_high", "verdict"]
        table = self.table[columns]
        numbers = columns[1:-1]
        return table.assign(**{name: table[name].astype(float) for name in numbers}), ("fact",)


def _inside(findings: Sequence[Finding]) -> int:
    return sum(finding.verdict == "inside" for finding in findings)


def number_text(x: float | str | None) -> str:
    """Return a number of a table as text.

    >>> number_text(0.5), number_text(None), number_text(math.nan)
    ('0.50', '', 'undefined')
    """
    return "" if x is None else x if isinstance(x, str) else "undefined" if math.isnan(x) else f"{x:.2f}"
