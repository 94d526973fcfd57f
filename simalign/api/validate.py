"""``simalign.validate``: compare published effects with simulated ones."""

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
from simalign.api.inputs import (
    Factors,
    MeasuresLike,
    Uncertainty,
    between,
    execution_from,
    measures_from,
    posterior_from,
    scenario_from,
    seed_from,
)
from simalign.api.progress import announce_compilation, progress_bar, tell
from simalign.api.result import Result, frame
from simalign.errors import InputError, Problem, expect
from simalign.evidence.read import Loaded, load_studies, shipped_studies
from simalign.evidence.validation import validate as run_studies
from simalign.evidence.verdicts import BAD, Finding, families
from simalign.evidence.virtual import Changes
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
    uncertainty: Uncertainty | None = "none",
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
        factors: values of psychological parameters and switches of mechanisms by key, like
            ``{"psychology.anchor": 0.5, "mechanisms.market": False}``, for all studies.
        uncertainty: "posterior" gives organisation r the posterior draw r of the psychological parameters, so that
            intervals cover parameter uncertainty; a path names a file of other draws; "none" varies the random numbers
            only.
        measures: functions (fixed, state, parameters, week) -> float that effects of the whole organisation
            (``of: whole``) name as their outcome.
        steps: functions (fixed, state, parameters, week) that replace steps of the week, by the name of the step.
        workers: number of threads; one per CPU that this process may use if None.
        progress: whether to write progress to standard error.

    Returns:
        The validation, with ``finding``, ``table`` (one row per effect), ``families`` (one row per family of studies),
        ``figure()`` and ``passed``.

    Raises:
        InputError: for arguments and study files that cannot be used; it lists every problem.

    A long validation stores its runs. After an interruption the same call continues from there.

    """
    count = between(organisations, "organisations", 2, 10_000)
    loaded = load_studies(study_files(studies))
    changes, posterior = _changes(factors), posterior_from(uncertainty)
    execution = execution_from(steps, measures_from(measures), workers)
    if rng is not None and seed == SEED:
        seed = None
    number = seed_from(seed, rng, tell if progress else lambda text: None)
    first = loaded[0].scenario(next(iter(loaded[0].study.arms)))
    if progress:
        announce_compilation(len(first.goals))
    ensemble = Ensemble(number, posterior, execution=execution)
    total = max(count, *(entry.study.organisations or 0 for entry in loaded))
    with (
        checkpoint("validate", ensemble, _identity(loaded, changes), _member_weeks(loaded, count)) as folder,
        progress_bar("organisations", total, progress) as bar,
    ):
        checked = replace(execution, checkpoint=folder)
        findings = run_studies(loaded, number, count, changes, bar.advance, checked, posterior)
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
        inside = sorted(path.rglob("*.yaml")) if path.is_dir() else [path]
        if not inside:
            raise InputError([Problem("does not hold a study", path, allowed="a folder with .yaml files")])
        files += inside
    if not files:
        raise InputError([Problem("is empty", key="studies", allowed=allowed)])
    return files


def _changes(factors: Factors | None) -> Changes:
    """Return the parameters and switches that ``factors`` set. Raises InputError for other keys."""
    for key, value in (factors or {}).items():
        if str(key).partition(".")[0] not in Changes._fields:
            message = "has no effect here: arms and contexts are those of the studies"
            allowed = "psychology.NAME or mechanisms.NAME"
            raise InputError([Problem(message, key=f"factors: {key}", value=value, allowed=allowed)])
    if not factors:
        return Changes()
    scenario = scenario_from("default", factors)
    sections = {name: getattr(scenario, name) for name in Changes._fields}
    return Changes(**{name: section for name, section in sections.items() if section.model_fields_set})


def _identity(loaded: Sequence[Loaded], changes: Changes) -> list[Any]:
    files = [sha256(Path(entry.tree.file).read_bytes()).hexdigest() for entry in loaded]
    return [files, *(None if part is None else part.model_dump_json(exclude_unset=True) for part in changes)]


def _member_weeks(loaded: Sequence[Loaded], organisations: int) -> float:
    """Return the size of the work of all studies, estimated from the middle of the ranges of each."""
    total = 0.0
    for entry in loaded:
        last = max(part.week for effect in entry.study.effects for part in effect.parts.values())
        for arm in entry.study.arms:
            scenario = entry.scenario(arm, entry.middle())
            weeks = scenario.warmup + last
            total += scenario.organisation.size * weeks * max(organisations, entry.study.organisations or 0)
    return total


class Validation(Result):
    """Published effects and the simulated ones.

    ``table`` has one row per effect: the published estimate or sign with its interval, the simulated effect with its
    95% interval over organisations, and a ``verdict``: inside, edge, outside, sign only, undefined or reported.
    ``families`` counts, for each family of studies, the effects inside their interval and with the published sign.
    """

    def __init__(self, findings: Sequence[Finding], seed: int) -> None:
        self.findings, self.seed = findings, seed

    @property
    def passed(self) -> bool:
        """Whether no effect that was published with an interval or a sign lies outside beyond replication noise."""
        return not any(finding.verdict in BAD for finding in self.findings)

    @property
    def finding(self) -> str:
        """How many simulated effects lie inside the published intervals, and how many have the published sign."""
        if not self.families:
            return f"{len(self.findings)} effects without a published interval or sign."
        total = self.families[-1]
        signs = f" {total['right']} of {total['signs']} effects have the published sign." if total["signs"] else ""
        edge = f"; replication noise decides {total['edge']} of all" if total["edge"] else ""
        return f"{total['inside']} of {total['rows']} effects agree with their published interval or sign{edge}.{signs}"

    @cached_property
    def families(self) -> list[dict[str, Any]]:
        """One row per family of studies, and one for all: effects, those inside, at the edge, and of the right sign."""
        return families(self.findings)

    @cached_property
    def record(self) -> dict[str, Any]:
        """All results as values for JSON; the command line prints them with --json."""
        rows = [finding.record() for finding in self.findings]
        return {"seed": self.seed, "facts": rows, "families": self.families}

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
