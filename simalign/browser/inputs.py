"""Description of the engine's arrays for JavaScript, and conversion of scenarios and policies to them.

JavaScript reads names, types and shapes from the description, so that nothing is declared a second time.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from simalign.browser.layout import ORGANISATION, PARAMETERS, PEOPLE, POLICY, SCENARIO, STRUCTURE
from simalign.browser.look import LINES, ROWS
from simalign.errors import InputError, Problem
from simalign.files.shipped import names, policy_names
from simalign.measures.catalogue import NAMES
from simalign.organisation.record import ROLES, Organisation
from simalign.policies.levers import COLUMNS, LETTERS, Levers
from simalign.policies.plan import OPERATORS, Plan, plan
from simalign.policies.policy import Policy, load_policy
from simalign.policies.values import status_quo
from simalign.scenario import Scenario
from simalign.scenario.organisation import GOALS, HEAD_DEPARTMENT
from simalign.scenario.read import load_scenario
from simalign.scenario.rules import Rules
from simalign.simulation.events import NUMBERED
from simalign.simulation.given import NUMBERS, Given
from simalign.simulation.given import ROWS as GIVEN_ROWS
from simalign.simulation.initial import given_of, organise, profile, structure_of, terms
from simalign.simulation.start import SHAPES, Terms
from simalign.simulation.survey import is_surveyed, surveyed_trust
from simalign.version import MODEL_VERSION
from simalign.week.state import SCRATCH, Parameters, State

MOST = 200  # replications for which Student's t quantiles are listed; beyond, the last one holds
LIKENESS = Rules().likeness  # the only rule of likeness that the browser has
OF_PEOPLE = ("people", "tie_start", "tie_target", "tie_weight", "drawn", *Given._fields)
OF_SCENARIO = ("seed", "parameters", "organisation", "demand", "strategy")  # arrays that no organisation changes
NOTHING_GIVEN: dict[str, Any] = {"numbers": [[] for _ in NUMBERS], "rows": [[] for _ in GIVEN_ROWS]}
OMITTED = ("large",)  # scenarios that differ only in size, which the browser sets itself


def departments_of(scenario: Scenario) -> list[str]:
    """Return the departments of a scenario in the order of their names."""
    return sorted({HEAD_DEPARTMENT, *scenario.departments})


def checked(scenario: Scenario) -> Scenario:
    """Return a scenario that the browser can run.

    Raises InputError for committed members, events of the scenario, cosine likeness and another number of goals than by
    default, which require Python.
    """
    fields = {
        "organisation.committed": scenario.organisation.committed,
        "events": scenario.events or None,
        "rules.likeness": None if scenario.rules.likeness == LIKENESS else scenario.rules.likeness,
    }
    problems = [
        Problem("is not available in the browser", key=key, value=value, allowed="simalign's own server")
        for key, value in fields.items()
        if value is not None
    ]
    if len(scenario.goals) != len(GOALS):
        problems.append(Problem("is not available in the browser", key="goals", allowed=f"{len(GOALS)} goals"))
    if problems:
        raise InputError(problems)
    return scenario


def number_of(parameters: Parameters, name: str) -> float:
    """Return a number of the parameters by its name in ``PARAMETERS``.

    >>> from simalign.simulation.initial import parameters_of
    >>> number_of(parameters_of(Scenario()), "on.turnover"), number_of(parameters_of(Scenario()), "rules.likeness")
    (1.0, 0.0)
    """
    record, _, part = name.partition(".")
    value = getattr(getattr(parameters, record), part) if part else getattr(parameters, record)
    return float(len(value)) if isinstance(value, tuple) else float(value)


def people_arrays(organisation: Organisation | None, facing: NDArray[np.bool_], drawn: bool) -> dict[str, Any]:
    """Return the arrays of an organisation from files, by name, as lists; those of a generated one (None) are empty.

    facing: (D,) departments that meet customers. drawn: whether ties are drawn in addition.
    """
    if organisation is None:
        return {name: [] for name in OF_PEOPLE}
    structure, given = structure_of(organisation, facing), given_of(organisation, len(GOALS))
    ruled = {name: getattr(given, name).astype(object) for name in Given._fields}
    for values in ruled.values():
        values[values != values] = None  # JSON has no NaN
    return {
        "people": [getattr(structure, name).astype(int).tolist() for name in PEOPLE],
        "tie_start": structure.tie_start.tolist(),
        "tie_target": structure.tie_target.tolist(),
        "tie_weight": structure.tie_weight.tolist(),
        "drawn": [int(drawn)],
        **({name: values.tolist() for name, values in ruled.items()} if organisation.given else NOTHING_GIVEN),
    }


def scenario_arrays(
    scenario: Scenario,
    seed: int,
    replication: int = 0,
    organisation: Organisation | None = None,
    drawn: bool = False,
) -> dict[str, Any]:
    """Return the arrays of a scenario for a run, by name, as lists.

    organisation: from files; None if it is generated. drawn: whether its ties are drawn.
    Raises InputError for a scenario that requires Python.
    """
    checked(scenario)
    known = departments_of(scenario) if organisation is None else list(organisation.departments)
    shared, goals = terms(scenario, known), [goal.name for goal in scenario.goals]
    ends = {
        name: [] if weights is None else profile(weights, goals).tolist()
        for name, weights in (("demand", scenario.demand), ("strategy", scenario.strategy))
    }
    of_terms = {
        name: getattr(shared, name).tolist() for name in Terms._fields if name in SCENARIO and name != "parameters"
    }
    generated = organisation is None
    return {
        "seed": [seed, replication],
        "parameters": [number_of(shared.parameters, name) for name in PARAMETERS],
        "organisation": [float(getattr(scenario.organisation, name)) for name in ORGANISATION],
        "head": [known.index(HEAD_DEPARTMENT)] if generated else [],
        "others": [known.index(name) for name in scenario.departments if name != HEAD_DEPARTMENT] if generated else [],
        **of_terms,
        "facing": [int(is_facing) for is_facing in shared.facing],
        **ends,
        **people_arrays(organisation, shared.facing, drawn),
    }


def policy_arrays(scenario: Scenario, policy: Policy) -> dict[str, Any]:
    """Return the arrays of a policy in a scenario, by name, as lists; nothing is set by a rule where it is None."""
    weekly: Plan = plan(policy, departments_of(scenario), scenario.warmup, NAMES)
    arrays = {name: getattr(weekly, name).tolist() for name in POLICY}
    ruled = weekly.rule_levers.astype(object)
    ruled[np.isnan(weekly.rule_levers)] = None
    return arrays | {"rule_levers": ruled.tolist()}


def _described(arrays: dict[str, tuple[type, int]]) -> list[list[Any]]:
    return [[name, kind.__name__, dimensions] for name, (kind, dimensions) in arrays.items()]


def manifest() -> dict[str, Any]:
    """Return the description of the engine: its arrays, the names of their rows and columns, scenarios and policies."""
    scenarios = {name: load_scenario(name) for name in names("scenarios") if name not in OMITTED}
    state = [[name, SHAPES[name][0].__name__, len(SHAPES[name][1])] for name in State._fields]
    return {
        "model": MODEL_VERSION,
        "scenario": _described(dict(SCENARIO)),
        "policy": _described(dict(POLICY)),
        "structure": _described(dict(STRUCTURE)),
        "state": state,
        "digested": [name for name in State._fields if name not in SCRATCH and name != "measures"],
        "measures": list(NAMES),
        "lines": list(LINES),
        "rows": list(ROWS),
        "goals": [{"name": goal.name, "external": goal.external} for goal in GOALS],
        "roles": list(ROLES),
        "parameters": list(PARAMETERS),
        "organisation": list(ORGANISATION),
        "columns": list(COLUMNS),
        "letters": list(LETTERS),
        "levers": lever_ranges(),
        "operators": list(OPERATORS),
        "events": list(NUMBERED),
        "status_quo": status_quo(),
        "t": [0.0, *stdtrit(np.arange(1, MOST), 0.975).tolist()],
        "scenarios": {name: described(scenario) for name, scenario in scenarios.items()},
        "organisations": {name: _shipped(name, scenarios) for name in names("organisations")},
        "policies": {name: written(load_policy(name)) for name in policy_names()},
    }


def lever_ranges() -> dict[str, dict[str, Any]]:
    """Return the range of each lever: its ends, whether it is a whole number, and whether it may be "never"."""
    ranges = {}
    for name, schema in Levers.model_json_schema()["properties"].items():
        number, *others = schema["anyOf"]
        never = any(other.get("const") == "never" for other in others)
        whole = number["type"] == "integer"
        ranges[name] = {"low": number["minimum"], "high": number["maximum"], "whole": whole, "never": never}
    return ranges


def described(scenario: Scenario) -> dict[str, Any]:
    """Return a scenario for JavaScript: its arrays, departments and numbers of weeks."""
    return {
        "departments": departments_of(scenario),
        "warmup": scenario.warmup,
        "weeks": scenario.weeks,
        "arrays": scenario_arrays(scenario, 1),
    }


def imported(scenario: Scenario, organisation: Organisation, drawn: bool) -> dict[str, Any]:
    """Return an organisation from files for JavaScript: names, and the arrays that replace those of a scenario.

    drawn: whether its ties are drawn.
    """
    arrays = scenario_arrays(scenario, 1, 0, organisation, drawn)
    return {
        "departments": list(organisation.departments),
        "ids": list(organisation.ids),
        "names": list(organisation.names),
        "trust": surveyed_trust(organisation),
        "surveyed": is_surveyed(organisation),
        "arrays": {name: value for name, value in arrays.items() if name not in OF_SCENARIO},
    }


def _shipped(name: str, scenarios: Mapping[str, Scenario]) -> dict[str, Any]:
    """Return a shipped organisation, whose arrays are the same in all shipped scenarios. Raises ValueError if not."""
    found = []
    for scenario in scenarios:
        merged = load_scenario(scenario, (), name)
        found.append(imported(merged, organise(merged, 1, 0), drawn=False))
    if any(each != found[0] for each in found):
        raise ValueError(f"the arrays of {name} differ between scenarios")
    return found[0]


def written(policy: Policy) -> dict[str, Any]:
    """Return a policy with its presets written out as levers, as JSON; it has no events."""
    return policy.model_dump(
        mode="json", exclude_defaults=True, by_alias=True, exclude={"name", "description", "source"}
    )
