"""Turn the arguments of the public functions into records, or all problems with them into one clear message.

A scenario is a ``Scenario``, a shipped name or the path of a file; ``factors`` change it by key; ``organisation``
replaces its organisation. See ``policies`` for policies and ``organisations`` for organisations.
"""

import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np

from simalign.api.organisations import OrganisationLike, with_organisation
from simalign.errors import InputError, Problem, expect, kind_of, whole
from simalign.files.record import expect_record
from simalign.measures.catalogue import NAMES
from simalign.policies.policy import Policy
from simalign.scenario import Scenario
from simalign.scenario.organisation import KEPT
from simalign.scenario.posterior import ALLOWED as UNCERTAINTY
from simalign.scenario.posterior import Posterior, posterior_of
from simalign.scenario.read import load_scenario
from simalign.simulation.engine import Step
from simalign.simulation.ensemble import Execution
from simalign.simulation.own import OwnMeasure, unknown_measure
from simalign.simulation.survey import replaced_settings

ScenarioLike = Scenario | str | PathLike[str]
Factors = Mapping[str, Any]
MeasuresLike = str | OwnMeasure | Iterable[str | OwnMeasure] | Mapping[str, OwnMeasure]
Uncertainty = str | PathLike[str] | Posterior
LARGEST_SEED = 2**63 - 1
MOST_WEEKS = 52_000


def scenario_from(
    scenario: ScenarioLike,
    factors: Factors | None = None,
    organisation: OrganisationLike | None = None,
    ties: Any = None,
    weeks: int | None = None,
    survey: Any = None,
) -> Scenario:
    """Return the scenario of the arguments.

    factors: values by dotted or nested key, which override the scenario, like ``{"context.trust": 0.3}``;
    organisation, ties, survey: as in ``with_organisation``; weeks: number of weeks of policy.
    Raises InputError with every problem, also for arguments that contradict each other.

    >>> scenario_from("low_trust", {"context.turbulence": 0.1}, weeks=52).weeks
    52
    >>> scenario_from({"context": {"trust": 0.3}})
    Traceback (most recent call last):
    simalign.errors.InputError: scenario: is a mapping, not a Scenario; write factors={...} to change a scenario,
        or Scenario(**{...}) (given: {'context': {'trust': 0.3}})
    """
    factors = {} if factors is None else factors
    expect(factors, Mapping, "factors", 'a mapping of keys to values, like {"context.trust": 0.3}')
    _check_factors(factors, organisation is not None, weeks)
    record = _scenario(scenario)
    if organisation is not None or ties is not None or survey is not None:
        record = with_organisation(record, organisation, ties, survey)
    if factors:
        try:
            record = record.changed(factors)
        except InputError as error:
            raise InputError([replace(p, key=f"factors: {p.key}") for p in error.problems]) from None
        if problems := replaced_settings(record, factors):
            raise InputError([replace(p, key=f"factors: {p.key}") for p in problems])
    if weeks is not None:
        record = record.unchecked_copy(weeks=between(weeks, "weeks", 1, MOST_WEEKS))
    return record


def _scenario(value: Any) -> Scenario:
    if isinstance(value, Mapping):
        message = (
            f"is {kind_of(value)}, not a Scenario; write factors={{...}} to change a scenario, or Scenario(**{{...}})"
        )
        raise InputError([Problem(message, key="scenario", value=value)])
    if not isinstance(value, str | PathLike):
        return expect_record(value, Scenario, "scenario")
    try:
        return load_scenario(value if isinstance(value, str) else Path(value))
    except InputError as error:
        raise InputError([p if p.file or p.key else replace(p, key="scenario") for p in error.problems]) from None


def _check_factors(factors: Factors, organisation: bool, weeks: int | None) -> None:
    """Raise InputError for factors that have no effect because of another argument, or that are given twice."""
    for key, value in factors.items():
        first, _, rest = str(key).partition(".")
        if key == "weeks" and weeks is not None:
            raise InputError([Problem("is also given by weeks", key="factors: weeks", value=value)])
        if organisation and first == "organisation":
            inner = {rest} if rest else set(value) if isinstance(value, Mapping) else {""}
            if not inner <= set(KEPT):
                message = "has no effect, as organisation replaces it"
                allowed = ", ".join(f"organisation.{name}" for name in KEPT)
                raise InputError([Problem(message, key=f"factors: {key}", value=value, allowed=allowed)])


def without_policy(scenario: Scenario, factors: Factors | None, tell: Callable[[str], None]) -> Scenario:
    """Return the scenario with status quo as its policy, for functions that compare policies.

    tell: called with a message if the scenario had another policy. Raises InputError if ``factors`` change the policy.
    """
    for key, value in (factors or {}).items():
        if str(key).partition(".")[0] == "policy":
            message = "has no effect on the policies compared"
            raise InputError([Problem(message, key=f"factors: {key}", value=value, allowed="policies=...")])
    base = Policy(name="status_quo")
    if scenario.policy.unchecked_copy(name="", description="") not in (base, Policy()):
        tell("The policy of the scenario is ignored; to compare it, add its file to the policies.")
    return scenario.unchecked_copy(policy=base)


def between(value: Any, argument: str, low: int, high: int) -> int:
    """Return a whole number from low to high. Raises InputError, with the name of the argument, for other values.

    >>> between(0, "replications", 1, 10)
    Traceback (most recent call last):
    simalign.errors.InputError: replications: cannot be used (given: 0); allowed: a whole number from 1 to 10
    """
    allowed = f"a whole number from {low} to {high}"
    try:
        number = whole(value, argument)
    except InputError:
        number = low - 1
    if not low <= number <= high:
        raise InputError([Problem("cannot be used", key=argument, value=value, allowed=allowed)])
    return number


def above_zero(value: Any, argument: str) -> float:
    """Return a finite number above 0. Raises InputError, with the name of the argument, for other values."""
    number = value if isinstance(value, int | float | np.number) and not isinstance(value, bool) else 0.0
    if not 0.0 < number < float("inf"):
        raise InputError([Problem("cannot be used", key=argument, value=value, allowed="a number above 0")])
    return float(number)


def seed_from(seed: int | None, rng: int | np.random.Generator | None, tell: Callable[[str], None]) -> int:
    """Return the random seed, or draw one if none is given.

    seed: a whole number from 0 to 2**63 - 1; rng: an alias, or a numpy generator from which to draw the seed; tell:
    called with a message that gives a drawn seed. Raises InputError if both are given, or if a value is not a seed.

    >>> seed_from(None, 7, print)
    7
    """
    if seed is not None and rng is not None:
        raise InputError([Problem("is another name for seed; give one of the two", key="rng", value=rng)])
    if isinstance(rng, np.random.Generator):
        return int(rng.integers(2**32))
    if seed is None and rng is None:
        drawn = secrets.randbits(32)
        tell(f"Seed drawn: {drawn}")
        return drawn
    return between(rng, "rng", 0, LARGEST_SEED) if seed is None else between(seed, "seed", 0, LARGEST_SEED)


def posterior_from(uncertainty: Uncertainty | None) -> Posterior | None:
    """Return the parameter draws that the argument names: the shipped ones, those in a file, or None for "none".

    Raises InputError for an unknown word and for a broken file.
    """
    if uncertainty is None or isinstance(uncertainty, Posterior):
        return uncertainty
    expect(uncertainty, (str, PathLike), "uncertainty", UNCERTAINTY)
    try:
        return posterior_of(uncertainty if isinstance(uncertainty, str) else Path(uncertainty))
    except InputError as error:
        raise InputError([p if p.file else replace(p, key="uncertainty") for p in error.problems]) from None


def identity_of(scenario: Scenario, policies: Mapping[str, Policy]) -> list[Any]:
    """Return everything that determines results beside the ``identity`` of the ensemble, as values for JSON."""
    spec = scenario.organisation
    files = [sha256(file.read_bytes()).hexdigest() for file in spec.files()]
    plain = {name: policy.model_dump(mode="json", by_alias=True) for name, policy in policies.items()}
    return [scenario.model_dump_json(), plain, files]


@dataclass(frozen=True)
class Measures:
    """Measures to report beside the usual ones.

    names: of all of them; own: the functions among them, by name.
    """

    names: tuple[str, ...]
    own: dict[str, OwnMeasure]


def measures_from(measures: MeasuresLike | None) -> Measures:
    """Return the measures that the argument names.

    measures: one or several of: the name of a shipped measure, or a function (fixed, state, parameters, week) -> float,
    whose name becomes that of the measure; or a dict of such functions by name. ``Execution`` checks these names.
    Raises InputError for a name that is not a measure, and for values that are neither a name nor a function.

    >>> measures_from(3)
    Traceback (most recent call last):
    simalign.errors.InputError: measures: is a number (given: 3); allowed: the name of a shipped measure, or a function
        (fixed, state, parameters, week) -> float; or several of these
    """
    allowed = "the name of a shipped measure, or a function (fixed, state, parameters, week) -> float"
    if measures is None:
        return Measures((), {})
    if isinstance(measures, Mapping):
        return Measures(tuple(map(str, measures)), dict(measures))
    several: Any = [measures] if isinstance(measures, str) or callable(measures) else measures
    expect(several, Iterable, "measures", f"{allowed}; or several of these")
    names: list[str] = []
    own: dict[str, OwnMeasure] = {}
    problems: list[Problem] = []
    for measure in several:
        if callable(measure):
            name = getattr(measure, "__name__", "")
            own[name] = measure
            names.append(name)
        elif not isinstance(measure, str):
            problems.append(Problem(f"is {kind_of(measure)}", key="measures", value=measure, allowed=allowed))
        elif measure in NAMES:
            names.append(measure)
        else:
            problems.append(unknown_measure(measure, NAMES, "measures"))
    if problems:
        raise InputError(problems)
    return Measures(tuple(dict.fromkeys(names)), own)


def execution_from(steps: Mapping[str, Step] | None, measures: Measures, workers: int | None) -> Execution:
    """Return the settings of an execution without a checkpoint.

    steps: functions (fixed, state, parameters, week) that replace steps of the week, by the name of the step; workers:
    number of threads, one per CPU that this process may use if None.
    Raises InputError for steps and measures that cannot be used.
    """
    if steps is not None:
        expect(steps, Mapping, "steps", "a mapping of names of steps to functions (fixed, state, parameters, week)")
    many = None if workers is None else between(workers, "workers", 1, 4096)
    return Execution(steps=dict(steps or {}), measures=measures.own, workers=many)
