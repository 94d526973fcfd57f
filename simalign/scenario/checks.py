"""What must hold between the parts of a scenario. Each check reads some parts and yields what is wrong."""

import math
import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any

from simalign.errors import Problem, nearest
from simalign.files.record import Record
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

UNSEEN = ("Cc", "Cs", "Zl", "Zp")  # control characters, halves of characters, ends of lines
COLUMN_NAME = re.compile(r"[^\s,.\"']+")

Found = Iterator[Problem]
Profile = Mapping[str, float]


def cross_problems(parts: Any, broken: Collection[str] = ()) -> list[Problem]:
    """All that is wrong between the parts; checks that read a ``broken`` part are left out."""
    return [
        problem
        for check, reads in CHECKS.items()
        if not set(broken) & set(reads)
        for problem in check(*(getattr(parts, part) for part in reads))
    ]


def psychology_problems(parts: Any) -> list[Problem]:
    """All that is wrong between the psychological parameters, and between them and other parts."""
    return [
        problem
        for check, reads in CHECKS.items()
        if "psychology" in reads
        for problem in check(*(getattr(parts, part) for part in reads))
    ]


def reactance_is_a_share(psychology: Psychology) -> Found:
    """One week can neither add more reactance than is missing nor take away more than is there (ODD 5.5)."""
    p = psychology
    total = p.react * (1 + p.proneness_spread) + p.calm * (1 + p.relief)
    formula = "react * (1 + proneness_spread) + calm * (1 + relief)"
    yield from _at_most_one(total, formula, psychology=p)


def trust_weights_leave_a_rest(psychology: Psychology) -> Found:
    """What deeds and openness leave is the weight of legitimacy (ODD 5.5)."""
    total = psychology.trust_deeds + psychology.trust_openness
    yield from _at_most_one(total, "trust_deeds + trust_openness", psychology=psychology)


def competence_weights_leave_a_rest(psychology: Psychology) -> Found:
    """What skill and progress leave is the weight of goals within reach (ODD 5.5)."""
    total = psychology.skill_share + psychology.progress_share
    yield from _at_most_one(total, "skill_share + progress_share", psychology=psychology)


def ability_is_not_negative(psychology: Psychology, context: Context) -> Found:
    """The square root of ability stays above 0 however unlucky the draw (ODD 7.1: |bell| <= 2 sqrt(3))."""
    p = psychology
    total = math.sqrt(3) * p.ability_spread * (1 + p.ability_complexity * context.complexity)
    formula = "sqrt(3) * ability_spread * (1 + ability_complexity * complexity)"
    yield from _at_most_one(total, formula, psychology=p, context=context)


def relations_stay_in_range(psychology: Psychology) -> Found:
    """A relation cannot fade by more than all of it in a week (ODD 5.8)."""
    yield from _at_most_one(psychology.decay + psychology.part, "decay + part", psychology=psychology)


def hazard_is_a_chance(psychology: Psychology, context: Context) -> Found:
    """The chance of leaving in a week is at most 1 (ODD 5.9)."""
    total = context.turnover * (1 + psychology.quit_reactance) * (1 + psychology.quit_needs)
    formula = "turnover * (1 + quit_reactance) * (1 + quit_needs)"
    yield from _at_most_one(total, formula, context=context, psychology=psychology)


def goals_are_told_apart(goals: list[Goal]) -> Found:
    """1 to 62 goals, one external at least, with names that can head a column; names and keys unique."""
    if not 1 <= len(goals) <= MOST_GOALS:
        yield Problem(f"are {len(goals)}", key="goals", allowed=f"1 to {MOST_GOALS} goals")
    elif not any(goal.external for goal in goals):
        yield Problem("are all private; customers must pay for one at least", key="goals", allowed="external: true")
    names: dict[str, int] = {}
    keys: dict[int, int] = {}
    for n, goal in enumerate(goals):
        if not COLUMN_NAME.fullmatch(goal.name) or not goal.name.isprintable():
            allowed = "text without blanks, commas, dots and quotes, as it heads columns"
            yield Problem("cannot name a column", key=f"goals.{n}.name", value=goal.name, allowed=allowed)
        if (first := names.setdefault(goal.name, n)) != n:
            yield Problem(f"is the name of goals.{first}, too", key=f"goals.{n}.name", value=goal.name)
        key = n if goal.key is None else goal.key
        if (first := keys.setdefault(key, n)) != n:
            message = f"is the key of goals.{first}, too; a goal without key has its place in the list, from 0"
            yield Problem(message, key=f"goals.{n}.key", value=key)


def departments_are_named(departments: Mapping[str, Department]) -> Found:
    """Departments have names that a cell of a members file can hold."""
    for name in departments:
        if not name or name != name.strip() or any(unicodedata.category(c) in UNSEEN for c in name):
            allowed = "text in one line, without blanks around it"
            yield Problem("cannot name a department", key=f"departments.{name}", value=name, allowed=allowed)


def roles_are_complete(roles: Mapping[str, Profile]) -> Found:
    """The three roles, no more and no fewer."""
    for role in ROLES:
        if role not in roles:
            yield Problem("is missing", key=f"roles.{role}", allowed="weights on goals")
    for role in roles:
        if role not in ROLES:
            message = f"no role of that name{nearest(role, ROLES)}"
            yield Problem(message, key=f"roles.{role}", allowed=f"the three roles {', '.join(ROLES)}")


def role_profiles_fit(goals: list[Goal], roles: Mapping[str, Profile]) -> Found:
    """Roles lean to known goals."""
    if roles == ROLE_PROFILES:
        yield from _defaults_fit("roles", roles.values(), goals)
        return
    for role, profile in roles.items():
        yield from _profile(f"roles.{role}", profile, goals)


def department_profiles_fit(goals: list[Goal], departments: Mapping[str, Department]) -> Found:
    """Departments lean to, and are measured on, known goals."""
    if departments == DEPARTMENTS:
        yield from _defaults_fit("departments", (d.lean for d in departments.values()), goals)
        return
    for name, department in departments.items():
        yield from _profile(f"departments.{name}.lean", department.lean, goals)
        if department.kpi is not None:
            yield from _profile(f"departments.{name}.kpi", department.kpi, goals)


def strategy_fits(goals: list[Goal], strategy: Profile | None) -> Found:
    """A given strategy names known goals."""
    if strategy is not None:
        yield from _profile("strategy", strategy, goals)


def demand_fits(goals: list[Goal], demand: Profile | None) -> Found:
    """A given demand names known goals, and none that is private."""
    if demand is None:
        return
    yield from _profile("demand", demand, goals)
    for goal in goals:
        if not goal.external and demand.get(goal.name, 0) > 0:
            message = "is a private goal; customers do not pay for it"
            yield Problem(message, key=f"demand.{goal.name}", value=demand[goal.name], allowed="0")


def departments_suffice(organisation: OrganisationSpec, departments: Mapping[str, Department]) -> Found:
    """A generated organisation has a department for its head and another for the rest."""
    if organisation.members is not None:
        return
    if HEAD_DEPARTMENT not in departments:
        message = "is missing; the head of a generated organisation belongs to it"
        yield Problem(message, key=f"departments.{HEAD_DEPARTMENT}", allowed="a department with its lean")
    elif len(departments) == 1 and organisation.size > 1:
        message = f"has only {HEAD_DEPARTMENT}; a generated organisation of several needs one more"
        yield Problem(message, key="departments")


def policy_departments_exist(
    organisation: OrganisationSpec, departments: Mapping[str, Department], policy: Policy
) -> Found:
    """Levers of a department name one that a generated organisation has."""
    if organisation.members is not None:
        return
    for start, part in parts(policy):
        for name in part.departments:
            if name not in departments:
                message = f"no department of that name{nearest(name, departments)}"
                allowed = f"one of {', '.join(departments)}"
                yield Problem(message, key=f"policy.{start}departments.{name}", allowed=allowed)


def committed_have_a_cause(organisation: OrganisationSpec, strategy: Profile | None) -> Found:
    """Who is committed from the start is committed to a strategy that is there from the start."""
    if organisation.committed is not None and strategy is None:
        message = "needs strategy, the founding one that they are committed to"
        yield Problem(message, key="organisation.committed", allowed="strategy: weights on goals, or nobody committed")


def committed_are_somewhere(organisation: OrganisationSpec, departments: Mapping[str, Department]) -> Found:
    """The committed are in a place that there is, or in a department that a generated organisation may have."""
    if organisation.committed is None or organisation.members is not None:
        return
    known, where = [*PLACES, *departments], organisation.committed.where
    if where not in known:
        message = f"no place or department of that name{nearest(where, known)}"
        yield Problem(message, key="organisation.committed.where", value=where, allowed=f"one of {', '.join(known)}")


def _at_most_one(total: float, formula: str, **sections: Record) -> Found:
    """A sum of parameters must not pass 1; the key is that of the first parameter that was given."""
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


def _defaults_fit(key: str, profiles: Iterable[Profile], goals: list[Goal]) -> Found:
    names = {goal.name for goal in goals}
    left_out = sorted({name for profile in profiles for name in profile} - names)
    if names and left_out:
        message = f"lean by default to goals that are left out: {', '.join(left_out)}; give {key}, too"
        yield Problem(message, key=key, allowed=f"weights on {', '.join(sorted(names))}")


def _profile(key: str, profile: Profile, goals: list[Goal]) -> Found:
    names = [goal.name for goal in goals]
    for name, weight in profile.items():
        if names and name not in names:
            message = f"no goal of that name{nearest(name, names)}"
            yield Problem(message, key=f"{key}.{name}", value=weight, allowed=f"one of {', '.join(names)}")
    if not 0 < sum(profile.values()) < math.inf:
        message = "has weights too large to add up" if any(profile.values()) else "weighs no goal"
        yield Problem(message, key=key, allowed="weights with a sum above 0")


Check = Callable[..., Found]
CHECKS: dict[Check, tuple[str, ...]] = {
    reactance_is_a_share: ("psychology",),
    trust_weights_leave_a_rest: ("psychology",),
    competence_weights_leave_a_rest: ("psychology",),
    ability_is_not_negative: ("psychology", "context"),
    relations_stay_in_range: ("psychology",),
    hazard_is_a_chance: ("psychology", "context"),
    goals_are_told_apart: ("goals",),
    departments_are_named: ("departments",),
    roles_are_complete: ("roles",),
    role_profiles_fit: ("goals", "roles"),
    department_profiles_fit: ("goals", "departments"),
    strategy_fits: ("goals", "strategy"),
    demand_fits: ("goals", "demand"),
    departments_suffice: ("organisation", "departments"),
    policy_departments_exist: ("organisation", "departments", "policy"),
    committed_have_a_cause: ("organisation", "strategy"),
    committed_are_somewhere: ("organisation", "departments"),
}
