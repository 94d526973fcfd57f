"""Policies as arguments: records, shipped names, paths, levers, or several of these, checked and by name."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from os import PathLike
from pathlib import Path
from typing import Any

from simalign.analysis.text import words
from simalign.comparison.compare import BASE
from simalign.errors import InputError, Problem, expect, nearest, shown
from simalign.files.load import Problems, located
from simalign.files.shipped import config_file, is_name
from simalign.organisation.record import Organisation
from simalign.policies.levers import Levers
from simalign.policies.plan import departments_exist
from simalign.policies.policy import Policy, load_policy, parts
from simalign.policies.trees import policy_tree, policy_written
from simalign.policies.values import lever_values, status_quo
from simalign.scenario import Scenario
from simalign.scenario.trees import scenario_tree
from simalign.simulation.initial import organise

PolicyLike = Policy | str | PathLike[str] | Mapping[str, Any]
Policies = PolicyLike | Iterable[PolicyLike] | Mapping[str, PolicyLike]
ALLOWED = "a shipped name, the path of a file, a Policy, or a dict of levers; or several of these, in a list or by name"
NAMED = 2  # levers in the name of a policy that has none


@dataclass(frozen=True)
class _Entry:
    """One policy as it was given: under which argument, and by which name, if by any."""

    argument: str
    given: Any
    name: str | None = None


def policies_from(policies: Policies, scenario: Scenario, argument: str = "policies") -> dict[str, Policy]:
    """Return policies by name, checked against each other and against the scenario's organisation.

    policies: one or several of: a shipped name, the path of a file, a ``Policy``, a dict of levers; several in a list,
    or in a dict by name. A dict is one policy where all its keys are levers, or all are fields of a policy. A policy
    without a name is called by its levers. ``argument`` is the name of the argument in messages.
    Raises InputError with everything that is wrong: unknown names, broken files, policies of one name, departments
    that the organisation lacks.

    >>> list(policies_from(["push", {"voice": 0.8}], Scenario()))
    ['push', 'voice 0.8']
    >>> policies_from("pusch", Scenario())
    Traceback (most recent call last):
    simalign.errors.InputError: policies: no policy of that name; did you mean 'push'? (given: 'pusch');
        allowed: annual_review, continuous_feedback, hybrid, laissez_faire, pull, push, status_quo, tell_and_sell,
        or the path of a file
    """
    found: dict[str, tuple[Policy, _Entry]] = {}
    problems: list[Problem] = []
    entries = list(_entries(policies, argument))
    for number, entry in enumerate(entries, 1):
        try:
            policy = _policy(entry, number)
            _check_name(policy, entry, found)
            found[policy.name] = policy, entry
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    if {words(name) for name in found} <= {words(BASE)}:
        message = f"names only {BASE}, which always takes part" if found else "does not name a policy"
        raise InputError([Problem(message, key=argument, value=policies, allowed="one other policy or more")])
    if any(part.departments for policy, _ in found.values() for _, part in parts(policy)):
        organisation = organise(scenario, 0, 0)
        for policy, entry in found.values():
            _check_departments(policy, entry, organisation)
    return {name: policy for name, (policy, _) in found.items()}


def _entries(policies: Any, argument: str) -> Iterator[_Entry]:
    if isinstance(policies, Policy | str | PathLike) or (isinstance(policies, Mapping) and _is_policy(policies)):
        yield _Entry(argument, policies)
    elif isinstance(policies, Mapping):
        yield from (_Entry(f"{argument}[{name!r}]", given, str(name)) for name, given in policies.items())
    else:
        expect(policies, Iterable, argument, ALLOWED)
        yield from (_Entry(argument, given) for given in policies)


def _is_policy(given: Mapping[Any, Any]) -> bool:
    keys = set(given)
    return bool(keys) and (keys <= set(Levers.model_fields) or keys <= set(Policy.model_fields))


def _policy(entry: _Entry, number: int) -> Policy:
    """The policy of an entry, with its name."""
    try:
        policy = _made(entry)
    except InputError as error:
        raise InputError([p if p.file else _within(p, entry) for p in error.problems]) from None
    return policy.unchecked_copy(name=entry.name or _name(entry, policy) or f"policy {number}")


def _made(entry: _Entry) -> Policy:
    given = entry.given
    if isinstance(given, Policy):
        return given
    if isinstance(given, Mapping):
        values: dict[str, Any] = dict(given)
        return Policy(**values) if set(values) <= set(Policy.model_fields) else Policy(levers=Levers(**values))
    hint = ""
    if entry.name is not None and not isinstance(given, str | PathLike):
        close = nearest(entry.name, Levers.model_fields)
        hint = f"{close} Levers of one policy are given without a name" if close else ""
    expect(given, (str, PathLike), "", ALLOWED.partition(";")[0], hint)
    if isinstance(given, str) and "," in given and is_name(given):
        allowed = f"a list of policies, like {[part.strip() for part in given.split(',')]}"
        raise InputError([Problem("no policy of that name", value=given, allowed=allowed)])
    return load_policy(given)


def _within(problem: Problem, entry: _Entry) -> Problem:
    inner = (problem.key or "").removeprefix("levers.")
    return replace(problem, key=f"{entry.argument}.{inner}" if inner else entry.argument)


def _name(entry: _Entry, policy: Policy) -> str:
    """What a policy is called that is not named by the argument: as it says, as its file, or by its levers."""
    given = entry.given
    if isinstance(given, str | PathLike):
        return str(given) if is_name(str(given)) else policy.name.strip() or Path(given).stem
    if policy.name.strip():
        return policy.name.strip()
    levers = policy.levers.model_dump(exclude_none=True)
    more = ", ..." if len(levers) > NAMED else ""
    return ", ".join(f"{words(lever)} {value}" for lever, value in list(levers.items())[:NAMED]) + more


def _check_name(policy: Policy, entry: _Entry, found: Mapping[str, tuple[Policy, _Entry]]) -> None:
    if policy.name in found:
        message = f"has the same name as another one, {shown(policy.name)}; give it another"
    elif words(policy.name) == words(BASE) and not (policy.plain and lever_values(policy) == status_quo()):
        message = f"has the name {shown(policy.name)} but other levers; give it another"
    else:
        return
    raise InputError([Problem(message, key=entry.argument, value=entry.given)])


def _check_departments(policy: Policy, entry: _Entry, organisation: Organisation) -> None:
    if isinstance(entry.given, str | PathLike):
        given = entry.given if isinstance(entry.given, str) else Path(entry.given)
        check_departments(policy, config_file("policies", given), "", organisation)
        return
    try:
        departments_exist(policy, organisation.departments)
    except InputError as error:
        inner = [replace(p, key=(p.key or "").removeprefix("policy.")) for p in error.problems]
        raise InputError([_within(p, entry) for p in inner]) from None


def check_departments(
    policy: Policy, file: Path, inside: str, organisation: Organisation, settings: Iterable[str] = ()
) -> None:
    """Raise InputError, with file and line, for a policy with departments that the organisation lacks.

    inside: the start of the policy's keys in its file, "policy." in a scenario, empty in a policy file.
    settings: overrides like ``levers.voice=0.3`` on top of that file.
    """
    try:
        departments_exist(policy, organisation.departments)
    except InputError as error:
        overrides = list(settings)
        tree = (
            scenario_tree(file, overrides, Problems()).items["policy"]
            if inside
            else policy_tree(file, overrides, Problems())
        )
        tree, inside = policy_written(tree.items["policy"] if inside else tree, inside)
        problems = []
        for p in error.problems:
            key = (p.key or "").removeprefix("policy.")
            problem = located(replace(p, key=f"{key}.{p.value}"), tree)
            problems.append(replace(problem, key=f"{inside}{key}"))
        raise InputError(problems) from None
