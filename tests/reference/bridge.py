"""Hands the same setting, policy and draws to the reference as to the package."""

from collections.abc import Callable
from typing import Any

import numpy as np

from simalign.organisation.record import ROLES, Organisation
from simalign.policies.events import later_departments
from simalign.policies.levers import COLUMNS
from simalign.policies.plan import plan
from simalign.scenario import Scenario
from simalign.scenario.kinds import kinds_of
from simalign.streams import PURPOSES, Run, draw
from tests.reference.model import Reference

GIVEN = (
    "agenda",
    "knows",
    "wants",
    "does",
    "image",
    "trust",
    "skill",
    "reactance",
    "anchor",
    "proneness",
    "ability",
    "understanding",
    "commitment",
    "autonomy",
    "competence",
    "relatedness",
)


def seat_of(organisation: Organisation, i: int) -> dict[str, Any]:
    """Member i as a plain dict."""
    start, stop = organisation.ties.start[i : i + 2]
    weight = organisation.ties.weight if len(organisation.ties.weight) else np.ones(len(organisation.ties.target))
    given = {n: organisation.given[n][i] for n in GIVEN if n in organisation.given}
    facing = organisation.customer_facing
    return {
        "key": int(organisation.key[i]),
        "manager": int(organisation.manager[i]),
        "department": int(organisation.department[i]),
        "role": ROLES[organisation.role[i]],
        "level": int(organisation.level[i]),
        "depth": int(organisation.depth[i]),
        "customer_facing": None if facing is None else bool(facing[i]),
        "ties": [[int(organisation.ties.target[n]), float(weight[n])] for n in range(start, stop)],
        "given": {n: v.tolist() for n, v in given.items() if not np.isnan(v).any()},
    }


def setting_of(scenario: Scenario, organisation: Organisation) -> dict[str, Any]:
    """A scenario and an organisation as plain dicts and lists."""
    names = [goal.name for goal in scenario.goals]
    keys = [place if goal.key is None else goal.key for place, goal in enumerate(scenario.goals)]

    def row(weights: dict[str, float] | None) -> list[float] | None:
        return None if weights is None else [float(weights.get(name, 0.0)) for name in names]

    return {
        "goals": [
            {"name": g.name, "key": key, "external": g.external, "measurability": g.measurability}
            for g, key in zip(scenario.goals, keys, strict=True)
        ],
        "roles": {role: row(weights) for role, weights in scenario.roles.items()},
        "role_share": scenario.role_share,
        "departments": {name: (row(d.lean), row(d.kpi), d.customer_facing) for name, d in scenario.departments.items()},
        "kinds": kinds_of(
            sorted({*organisation.departments, *later_departments(events_of(scenario))}),
            scenario.departments,
            scenario.organisation.kinds,
        ),
        "names": list(organisation.departments),
        "members": [seat_of(organisation, i) for i in range(organisation.size)],
        "events": [(event.week, event.kind, event.model_dump()) for event in events_of(scenario)],
        "stakeholders": scenario.organisation.stakeholders,
        "relationship_start": scenario.organisation.relationship_start,
        "leadership_levels": scenario.organisation.leadership_levels,
        "warmup": scenario.warmup,
        "strategy": row(scenario.strategy),
        "demand": row(scenario.demand),
        "context": scenario.context.model_dump(),
        "psychology": scenario.psychology.model_dump(),
        "costs": scenario.costs.model_dump(),
        "mechanisms": scenario.mechanisms.model_dump(),
        "rules": scenario.rules.model_dump(),
    }


def events_of(scenario: Scenario) -> list[Any]:
    """The events of a scenario and of its policy, in the order of weeks."""
    return sorted([*scenario.events, *scenario.policy.events], key=lambda event: event.week)


def levers_of(scenario: Scenario, organisation: Organisation) -> Callable[[int], dict[str, Any]]:
    """The levers of each week, for policies without rules: for the whole, and by the name of the department."""
    names = sorted({*organisation.departments, *later_departments(events_of(scenario))})
    laid = plan(scenario.policy, names, scenario.warmup, ())

    def named(row: np.ndarray) -> dict[str, Any]:
        levers: dict[str, Any] = {name: float(value) for name, value in zip(COLUMNS, row, strict=True)}
        levers["focus"] = int(levers["focus"])
        for name in ("feedback_interval", "review_interval"):
            levers[name] = int(levers[name]) or None
        return levers

    phases = [
        {"whole": named(table[-1]), "departments": dict(zip(names, map(named, table[:-1]), strict=True))}
        for table in laid.levers
    ]

    def at(t: int) -> dict[str, Any]:
        return phases[int(np.searchsorted(laid.start, t, side="right")) - 1]

    return at


def reference(scenario: Scenario, organisation: Organisation, run: Run) -> Reference:
    """The reference model on the same setting and the same draws."""

    def drawn(purpose: str, week: int, key: int, place: int) -> float:
        return float(draw(run, PURPOSES[purpose], week, key, place))

    return Reference(setting_of(scenario, organisation), levers_of(scenario, organisation), drawn)
