"""Common parts of the sensitivity functions: arguments, measures, records, checkpoints, quick analyses."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from hashlib import sha256
from typing import Any, NamedTuple

import numpy as np

from simalign.api.checkpoints import checkpoint
from simalign.api.inputs import (
    Factors,
    Measures,
    MeasuresLike,
    ScenarioLike,
    between,
    execution_from,
    measures_from,
    scenario_from,
    seed_from,
)
from simalign.api.organisations import OrganisationLike, SurveyLike, TiesLike, tell_remarks
from simalign.api.progress import announce_compilation, progress_bar, tell
from simalign.errors import InputError, Problem, expect
from simalign.measures.catalogue import NAMES
from simalign.scenario import Scenario
from simalign.simulation.engine import Step
from simalign.simulation.ensemble import Ensemble, Execution
from simalign.simulation.initial import organise
from simalign.simulation.own import unknown_measure

QUICK_SIZE, QUICK_WEEKS = 40, 52
MOST_REPLICATIONS = 10_000


class Base(NamedTuple):
    """The checked arguments that the sensitivity functions have in common."""

    scenario: Scenario
    seed: int
    execution: Execution
    measures: Measures
    progress: bool


def base_from(
    scenario: ScenarioLike,
    factors: Factors | None,
    files: tuple[OrganisationLike | None, TiesLike | None, SurveyLike | None],
    weeks: int | None,
    seed: tuple[int | None, int | np.random.Generator | None],
    own: tuple[Mapping[str, Step] | None, MeasuresLike | None],
    workers: int | None,
    progress: bool,
) -> Base:
    """Check the common arguments.

    files: ``organisation``, ``ties`` and ``survey``; seed: ``seed`` and ``rng``; own: ``steps`` and ``measures``.
    """
    organisation, ties, survey = files
    design = scenario_from(scenario, factors, organisation, ties, weeks, survey)
    if organisation is not None and progress:
        tell_remarks(design)
    measures = measures_from(own[1])
    execution = execution_from(own[0], measures, workers)
    return Base(design, seed_from(*seed, tell if progress else lambda text: None), execution, measures, progress)


def measured_from(outcomes: str | Sequence[str] | None, measures: Measures, usual: Sequence[str]) -> tuple[str, ...]:
    """Return the names of the measures to analyse: ``outcomes``, or the usual ones and those of ``measures``.

    Raises InputError for a name that is neither a shipped measure nor one of ``measures``.
    """
    if outcomes is None:
        return tuple(dict.fromkeys((*usual, *measures.names)))
    names = [outcomes] if isinstance(outcomes, str) else outcomes
    expect(names, (list, tuple), "outcomes", "names of measures, like ['value', 'trust']")
    known = [*NAMES, *measures.own]
    problems = [unknown_measure(str(name), known, "outcomes") for name in names if name not in known]
    if problems or not names:
        raise InputError(problems or [Problem("is empty", key="outcomes", allowed="one measure or more")])
    return tuple(dict.fromkeys((*names, *(name for name in measures.own if name not in names))))


def replications_of(replications: int | None, usual: int) -> int:
    """Return the number of replications, the usual one for None. Raises InputError for fewer than 2."""
    return usual if replications is None else between(replications, "replications", 2, MOST_REPLICATIONS)


def smaller(scenario: Scenario, weeks: int = QUICK_WEEKS) -> Scenario:
    """Return the scenario with at most ``weeks`` weeks and, if its members are generated, at most 40 members."""
    settings: dict[str, Any] = {"weeks": min(weeks, scenario.weeks)}
    if scenario.organisation.members is None:
        settings["organisation.size"] = min(QUICK_SIZE, scenario.organisation.size)
    return scenario.changed(settings)


def common(scenario: Scenario, seed: int, replications: int, runs: int, quick: bool) -> dict[str, Any]:
    """Return the entries that every record has."""
    return {
        "scenario": scenario.name,
        "members": organise(scenario, seed, 0).size,
        "weeks": scenario.weeks,
        "warmup": scenario.warmup,
        "seed": seed,
        "replications": replications,
        "runs": runs,
        "quick": quick,
    }


def identity_of(scenario: Scenario) -> list[Any]:
    """Return a scenario and the digests of its files, as values for JSON."""
    spec = scenario.organisation
    files = [sha256(file.read_bytes()).hexdigest() for file in spec.files()]
    return [scenario.model_dump_json(), files]


def stored[Found](
    verb: str,
    base: Base,
    scenario: Scenario,
    runs: int,
    identity: Any,
    work: Callable[[Callable[[int], None], Execution], Found],
    blame: Any = None,
) -> Found:
    """Do the work with a progress bar and, if it is long, with a checkpoint from which the same call continues.

    runs: number of runs; identity: everything that determines the results beside the scenario, the seed and the user's
    functions; work: called with a function that counts finished runs and with the execution; blame: a context that adds
    file and line to problems.
    """
    if base.progress:
        announce_compilation(len(scenario.goals))
    member_weeks = float(organise(scenario, base.seed, 0).size * runs * (scenario.warmup + scenario.weeks))
    ensemble = Ensemble(base.seed, execution=base.execution)
    with (
        checkpoint(verb, ensemble, [identity_of(scenario), identity], member_weeks) as folder,
        progress_bar("runs", runs, base.progress) as bar,
        blame or nullcontext(),
    ):
        return work(bar.advance, _with(base.execution, folder))


def _with(execution: Execution, folder: Any) -> Execution:
    return Execution(execution.steps, execution.measures, execution.workers, checkpoint=folder)


def quick_note(record: Mapping[str, Any]) -> str:
    """Return the warning with which the notes of a quick analysis begin."""
    return "quick look, not to be cited; " if record["quick"] else ""
