"""Checks between the parts of a scenario. Each check reads some parts and yields problems."""

import math
import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any

from simalign.errors import Problem, nearest
from simalign.files.record import Record
from simalign.policies.events import Event, later_departments
from simalign.policies.policy import Policy, parts
from simalign.scenario.context import Context
from simalign.scenario.organisation import (
    DEPARTMENTS,
    HEAD_DEPARTMENT,
    MOST_GOALS,
    PLACES,
    ROLE_PROFILES,
    ROLES,
    Department,
    Goal,
    OrganisationSpec,
)
from simalign.scenario.psychology import Psychology

CONTROL = ("Cc", "Cs", "Zl", "Zp")  # Unicode categories: control characters, surrogates, line and paragraph separators
COLUMN_NAME = re.compile(r"[^\s,.\"']+")

Problems = Iterator[Problem]
Profile = Mapping[str, float]


def cross_problems(parts: Any, broken: Collection[str] = ()) -> list[Problem]:
    """Return all problems between the parts; checks that read a part in ``broken`` are left out."""
    return [
        problem
        for check, reads in CHECKS.items()
        if not set(broken) & set(reads)
        for problem in check(*(getattr(parts, part) for part in reads))
    ]


def psychology_problems(parts: Any) -> list[Problem]:
    """Return all problems between psychological parameters, and between them and other parts."""
    return [
        problem
        for check, reads in CHECKS.items()
        if "psychology" in reads
        for problem in check(*(getattr(parts, part) for part in reads))
    ]


def trust_weights_are_shares(psychology: Psychology) -> Problems:
    """Check that the weights of deeds and openness sum to at most 1; reasons have the rest (ODD 5.5)."""
    total = psychology.trust_deeds + psychology.trust_open
    yield from _at_most_one(total, "trust_deeds + trust_open", psychology=psychology)


def competence_weights_are_shares(psychology: Psychology) -> Problems:
    """Check that the weights of skill and progress sum to at most 1; achievable goals have the rest (ODD 5.5)."""
    total = psychology.skill_share + psychology.progress_share
    yield from _at_most_one(total, "skill_share + progress_share", psychology=psychology)


def ability_is_not_negative(psychology: Psychology, context: Context) -> Problems:
    """Check that the square root of ability stays above 0 for every draw (ODD 7.1: |bell| <= 2 sqrt(3))."""
    p = psychology
    total = math.sqrt(3) * p.ability_spread * (1 + p.ability_complexity * context.complexity)
    formula = "sqrt(3) * ability_spread * (1 + ability_complexity * complexity)"
    yield from _at_most_one(total, formula, psychology=p, context=context)


def hazard_is_a_probability(psychology: Psychology, context: Context) -> Problems:
    """Check that the probability of leaving in a week is at most 1 (ODD 5.9)."""
    total = context.turnover * (1 + psychology.quit_reactance) * (1 + 15 * psychology.quit_needs)
    formula = "turnover * (1 + quit_reactance) * (1 + 15 * quit_needs)"
    yield from _at_most_one(total, formula, context=context, psychology=psychology)


def goals_are_distinct(goals: list[Goal]) -> Problems:
    """Check that there are 1 to 62 goals, at least one of them external, with unique keys and usable, unique names."""
    if not 1 <= len(goals) <= MOST_GOALS:
        yield Problem(f"has {len(goals)} goals", key="goals", allowed=f"1 to {MOST_GOALS} goals")
    elif not any(goal.external for goal in goals):
        yield Problem("are all private; at least one must be external", key="goals", allowed="external: true")
    names: dict[str, int] = {}
    keys: dict[int, int] = {}
    for n, goal in enumerate(goals):
        if not COLUMN_NAME.fullmatch(goal.name) or not goal.name.isprintable():
            allowed = "text without blanks, commas, dots and quotes, because it is the name of a column"
            yield Problem("cannot be the name of a column", key=f"goals.{n}.name", value=goal.name, allowed=allowed)
        if (first := names.setdefault(goal.name, n)) != n:
            yield Problem(f"is also the name of goals.{first}", key=f"goals.{n}.name", value=goal.name)
        key = n if goal.key is None else goal.key
        if (first := keys.setdefault(key, n)) != n:
            message = f"is also the key of goals.{first}; the default key of a goal is its position in the list, from 0"
            yield Problem(message, key=f"goals.{n}.key", value=key)


def departments_are_named(departments: Mapping[str, Department]) -> Problems:
    """Check that the name of each department fits into a cell of a members file."""
    for name in departments:
        if not name or name != name.strip() or any(unicodedata.category(c) in CONTROL for c in name):
            allowed = "text in one line, without blanks at its start or end"
            yield Problem("cannot be the name of a department", key=f"departments.{name}", value=name, allowed=allowed)


def roles_are_complete(roles: Mapping[str, Profile]) -> Problems:
    """Check that there are exactly the three roles."""
    for role in ROLES:
        if role not in roles:
            yield Problem("is missing", key=f"roles.{role}", allowed="weights on goals")
    for role in roles:
        if role not in ROLES:
            message = f"is not a role{nearest(role, ROLES)}"
            yield Problem(message, key=f"roles.{role}", allowed=f"the three roles {', '.join(ROLES)}")


def role_profiles_fit(goals: list[Goal], roles: Mapping[str, Profile]) -> Problems:
    """Check that the profiles of roles contain known goals only."""
    if roles == ROLE_PROFILES:
        yield from _defaults_fit("roles", roles.values(), goals)
        return
    for role, profile in roles.items():
        yield from _profile(f"roles.{role}", profile, goals)


def department_profiles_fit(goals: list[Goal], departments: Mapping[str, Department]) -> Problems:
    """Check that the leans and KPIs of departments contain known goals only."""
    if departments == DEPARTMENTS:
        yield from _defaults_fit("departments", (d.lean for d in departments.values()), goals)
        return
    for name, department in departments.items():
        yield from _profile(f"departments.{name}.lean", department.lean, goals)
        if department.kpi is not None:
            yield from _profile(f"departments.{name}.kpi", department.kpi, goals)


def strategy_fits(goals: list[Goal], strategy: Profile | None) -> Problems:
    """Check that a strategy, if given, contains known goals only."""
    if strategy is not None:
        yield from _profile("strategy", strategy, goals)


def demand_fits(goals: list[Goal], demand: Profile | None) -> Problems:
    """Check that a demand, if given, contains known external goals only."""
    if demand is None:
        return
    yield from _profile("demand", demand, goals)
    for goal in goals:
        if not goal.external and demand.get(goal.name, 0) > 0:
            message = "is a private goal; customers do not pay for it"
            yield Problem(message, key=f"demand.{goal.name}", value=demand[goal.name], allowed="0")


def departments_suffice(organisation: OrganisationSpec, departments: Mapping[str, Department]) -> Problems:
    """Check that a generated organisation has a department for its head and at least one for other members."""
    if organisation.members is not None:
        return
    if HEAD_DEPARTMENT not in departments:
        message = "is missing; it is the department of the head of a generated organisation"
        yield Problem(message, key=f"departments.{HEAD_DEPARTMENT}", allowed="a department with its lean")
    elif len(departments) == 1 and organisation.size > 1:
        message = f"has only {HEAD_DEPARTMENT}; a generated organisation of several members requires another one"
        yield Problem(message, key="departments")


def policy_departments_exist(
    organisation: OrganisationSpec, departments: Mapping[str, Department], policy: Policy, events: list[Event]
) -> Problems:
    """Check that a policy sets levers only for departments that a generated organisation has in some week."""
    if organisation.members is not None:
        return
    later = later_departments([*events, *policy.events])
    for start, part in parts(policy):
        for name in part.departments:
            if name not in departments and name not in later:
                message = f"is not a department{nearest(name, departments)}"
                allowed = f"one of {', '.join(departments)}"
                yield Problem(message, key=f"policy.{start}departments.{name}", allowed=allowed)


def committed_have_a_strategy(organisation: OrganisationSpec, strategy: Profile | None) -> Problems:
    """Check that an organisation with committed members has a founding strategy to which they are committed."""
    if organisation.committed is not None and strategy is None:
        message = "requires strategy, the founding strategy to which they are committed"
        allowed = "strategy: weights on goals, or no committed members"
        yield Problem(message, key="organisation.committed", allowed=allowed)


def committed_place_exists(organisation: OrganisationSpec, departments: Mapping[str, Department]) -> Problems:
    """Check that ``where`` of the committed members is a known word or a department of a generated organisation."""
    if organisation.committed is None or organisation.members is not None:
        return
    known, where = [*PLACES, *departments], organisation.committed.where
    if where not in known:
        message = f"is neither a department nor one of the words{nearest(where, known)}"
        yield Problem(message, key="organisation.committed.where", value=where, allowed=f"one of {', '.join(known)}")


def _at_most_one(total: float, formula: str, **sections: Record) -> Problems:
    """Yield a problem if ``total`` is above 1; its key is the first parameter of the formula that was given."""
    if total <= 1:
        return
    read = [
        (f"{part}.{name}", getattr(section, name), name in section.model_fields_set)
        for part, section in sections.items()
        for name in type(section).model_fields
        if re.search(rf"\b{name}\b", formula)
    ]
    key = next((key for key, _, given in read if given), read[0][0])
    values = ", ".join(f"{key.rpartition('.')[2]} {value}" for key, value, _ in read)
    yield Problem(f"{formula} is {total:.4g}, with {values}", key=key, allowed="at most 1")


def _defaults_fit(key: str, profiles: Iterable[Profile], goals: list[Goal]) -> Problems:
    names = {goal.name for goal in goals}
    left_out = sorted({name for profile in profiles for name in profile} - names)
    if names and left_out:
        message = f"lean by default to goals that are left out: {', '.join(left_out)}; {key} must be given as well"
        yield Problem(message, key=key, allowed=f"weights on {', '.join(sorted(names))}")


def _profile(key: str, profile: Profile, goals: list[Goal]) -> Problems:
    names = [goal.name for goal in goals]
    for name, weight in profile.items():
        if names and name not in names:
            message = f"is not a goal{nearest(name, names)}"
            yield Problem(message, key=f"{key}.{name}", value=weight, allowed=f"one of {', '.join(names)}")
    if not 0 < sum(profile.values()) < math.inf:
        message = "has weights too large to add up" if any(profile.values()) else "has no weight above 0"
        yield Problem(message, key=key, allowed="weights with a sum above 0")


Check = Callable[..., Problems]
CHECKS: dict[Check, tuple[str, ...]] = {
    trust_weights_are_shares: ("psychology",),
    competence_weights_are_shares: ("psychology",),
    ability_is_not_negative: ("psychology", "context"),
    hazard_is_a_probability: ("psychology", "context"),
    goals_are_distinct: ("goals",),
    departments_are_named: ("departments",),
    roles_are_complete: ("roles",),
    role_profiles_fit: ("goals", "roles"),
    department_profiles_fit: ("goals", "departments"),
    strategy_fits: ("goals", "strategy"),
    demand_fits: ("goals", "demand"),
    departments_suffice: ("organisation", "departments"),
    policy_departments_exist: ("organisation", "departments", "policy", "events"),
    committed_have_a_strategy: ("organisation", "strategy"),
    committed_place_exists: ("organisation", "departments"),
}
