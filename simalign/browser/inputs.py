"""Description of the engine's arrays for JavaScript, and conversion of scenarios and policies to them.

JavaScript reads names, types and shapes from the description, so that nothing is declared a second time.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.special import stdtrit

from simalign.browser.layout import ORGANISATION, PARAMETERS, POLICY, SCENARIO
from simalign.errors import InputError, Problem
from simalign.files.shipped import names, policy_names
from simalign.measures.catalogue import NAMES
from simalign.policies.levers import COLUMNS, LETTERS
from simalign.policies.plan import OPERATORS, Plan, plan
from simalign.policies.policy import Policy, load_policy
from simalign.policies.values import status_quo
from simalign.scenario import Scenario
from simalign.scenario.organisation import GOALS, HEAD_DEPARTMENT
from simalign.scenario.read import load_scenario
from simalign.simulation.events import NUMBERED
from simalign.simulation.initial import profile, terms
from simalign.simulation.start import SHAPES, Terms
from simalign.version import MODEL_VERSION
from simalign.week.state import SCRATCH, Parameters, State

MOST = 200  # replications for which Student's t quantiles are listed; beyond, the last one holds
OMITTED = ("large",)  # scenarios that differ only in size, which the browser sets itself


def departments_of(scenario: Scenario) -> list[str]:
    """Return the departments of a scenario in the order of their names."""
    return sorted({HEAD_DEPARTMENT, *scenario.departments})


def checked(scenario: Scenario) -> Scenario:
    """Return a scenario that the browser can run.

    Raises InputError for an imported organisation, committed members, events of the scenario and another number of
    goals than by default, which require Python.
    """
    spec = scenario.organisation
    fields = {
        "organisation.members": spec.members,
        "organisation.committed": spec.committed,
        "events": scenario.events or None,
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


def scenario_arrays(scenario: Scenario, seed: int, replication: int = 0) -> dict[str, Any]:
    """Return the arrays of a scenario for a run, by name, as lists.

    Raises InputError for a scenario that requires Python.
    """
    known, spec = departments_of(checked(scenario)), scenario.organisation
    shared, goals = terms(scenario, known), [goal.name for goal in scenario.goals]
    ends = {
        name: [] if weights is None else profile(weights, goals).tolist()
        for name, weights in (("demand", scenario.demand), ("strategy", scenario.strategy))
    }
    of_terms = {
        name: getattr(shared, name).tolist() for name in Terms._fields if name in SCENARIO and name != "parameters"
    }
    return {
        "seed": [seed, replication],
        "parameters": [number_of(shared.parameters, name) for name in PARAMETERS],
        "organisation": [float(getattr(spec, name)) for name in ORGANISATION],
        "head": [known.index(HEAD_DEPARTMENT)],
        "others": [known.index(name) for name in scenario.departments if name != HEAD_DEPARTMENT],
        **of_terms,
        "facing": [int(is_facing) for is_facing in shared.facing],
        **ends,
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


def manifest(scenarios: Sequence[str] | None = None) -> dict[str, Any]:
    """Return the description of the engine: its arrays, the names of their rows and columns, scenarios and policies."""
    chosen = [name for name in names("scenarios") if name not in OMITTED] if scenarios is None else scenarios
    state = [[name, SHAPES[name][0].__name__, len(SHAPES[name][1])] for name in State._fields]
    return {
        "model": MODEL_VERSION,
        "scenario": _described(dict(SCENARIO)),
        "policy": _described(dict(POLICY)),
        "state": state,
        "digested": [name for name in State._fields if name not in SCRATCH and name != "measures"],
        "measures": list(NAMES),
        "parameters": list(PARAMETERS),
        "organisation": list(ORGANISATION),
        "columns": list(COLUMNS),
        "letters": list(LETTERS),
        "operators": list(OPERATORS),
        "events": list(NUMBERED),
        "status_quo": status_quo(),
        "t": [0.0, *stdtrit(np.arange(1, MOST), 0.975).tolist()],
        "scenarios": {name: described(load_scenario(name)) for name in chosen},
        "policies": {name: written(load_policy(name)) for name in policy_names()},
    }


def described(scenario: Scenario) -> dict[str, Any]:
    """Return a scenario for JavaScript: its arrays, departments and numbers of weeks."""
    return {
        "departments": departments_of(scenario),
        "warmup": scenario.warmup,
        "weeks": scenario.weeks,
        "arrays": scenario_arrays(scenario, 1),
    }


def written(policy: Policy) -> dict[str, Any]:
    """Return a policy with its presets written out as levers, as JSON; it has no events."""
    return policy.model_dump(
        mode="json", exclude_defaults=True, by_alias=True, exclude={"name", "description", "source"}
    )
