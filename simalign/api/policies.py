"""Read policies from arguments: records, shipped names, paths, levers, or several of these."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from os import PathLike
from pathlib import Path
from typing import Any

import pandas as pd

from simalign.analysis.text import words
from simalign.comparison.compare import BASE
from simalign.errors import InputError, Problem, expect, nearest, shown
from simalign.files.load import Problems, located
from simalign.files.shipped import config_file, is_name, policy_names
from simalign.organisation.record import Organisation
from simalign.policies.levers import FAMILY, LEVERS, Levers
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
INTERVALS = tuple(name for name, lever in LEVERS.items() if lever.kind == "interval")
NAMED = 2  # levers in the name that a nameless policy receives


def lever_table(policies: Policies | None = None) -> pd.DataFrame:
    """Return the levers of policies as a table with one row per policy and lever.

    policies: one or several policies, as in ``simalign.compare``; all shipped ones if None. The columns are policy,
    lever, family, value and status_quo. Values are those at the start, for the whole organisation; an interval of
    ``never`` is infinite. Raises InputError as ``simalign.compare`` does.

    >>> table = lever_table("push")
    >>> table[table["value"] != table["status_quo"]][["lever", "value"]].values.tolist()
    [['mandate', 0.6], ['monitoring', 0.6], ['incentive', 0.5], ['autonomy', 0.3]]
    """
    named = _named(policy_names() if policies is None else policies, "policies")
    usual = status_quo()
    values = {name: lever_values(policy) for name, (policy, _) in named.items()}
    rows = [
        (name, lever, FAMILY[lever], _weeks(lever, values[name][lever]), usual[lever])
        for name in named
        for lever in LEVERS
        if lever in usual
    ]
    return pd.DataFrame(rows, columns=["policy", "lever", "family", "value", "status_quo"])


def _weeks(lever: str, value: float) -> float:
    """Return the value of a lever, with an infinite interval for never."""
    return float("inf") if lever in INTERVALS and value == 0 else value


@dataclass(frozen=True)
class _Entry:
    """One policy of an argument, with the name of the argument and the policy's key in it, if it has one."""

    argument: str
    value: Any
    name: str | None = None


def policies_from(policies: Policies, scenario: Scenario, argument: str = "policies") -> dict[str, Policy]:
    """Return policies by name, checked against each other and against the scenario's organisation.

    policies: one or several of: a shipped name, the path of a file, a ``Policy``, a dict of levers; several in a list,
    or in a dict by name. A dict is one policy if all its keys are levers, or all are fields of a policy. A policy
    without a name is named after its levers. argument: the name of the argument in messages.
    Raises InputError with every problem: unknown names, broken files, two policies with the same name, departments
    that the organisation does not have.

    >>> list(policies_from(["push", {"voice": 0.8}], Scenario()))
    ['push', 'voice 0.8']
    >>> policies_from("pusch", Scenario())  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    simalign.errors.InputError: policies: no policy of that name; did you mean 'push'? (given: 'pusch');
        allowed: annual_review, balanced_scorecard, continuous_feedback, ...
    """
    checked = _named(policies, argument)
    if {words(name) for name in checked} <= {words(BASE)}:
        message = f"names only {BASE}, which is always compared" if checked else "does not name a policy"
        raise InputError([Problem(message, key=argument, value=policies, allowed="one other policy or more")])
    if any(part.departments for policy, _ in checked.values() for _, part in parts(policy)):
        organisation = organise(scenario, 0, 0)
        for policy, entry in checked.values():
            _check_departments(policy, entry, organisation)
    return {name: policy for name, (policy, _) in checked.items()}


def focus_remarks(policies: Mapping[str, Policy], scenario: Scenario) -> list[str]:
    """Return a remark for each policy with a ``focus`` beyond the external goals, which changes nothing more.

    >>> focus_remarks({"broad": Policy(levers={"focus": 8})}, Scenario())
    ['broad: focus 8 exceeds the 5 external goals of the scenario, so that the strategy has all 5.']
    """
    external = sum(goal.external for goal in scenario.goals)
    widest = {name: max(part.levers.focus or 0 for _, part in parts(policy)) for name, policy in policies.items()}
    return [
        f"{words(name)}: focus {focus} exceeds the {external} external goals of the scenario, so that the strategy has "
        f"all {external}."
        for name, focus in widest.items()
        if focus > external
    ]


def _named(policies: Policies, argument: str) -> dict[str, tuple[Policy, _Entry]]:
    """Return policies by name, each with its entry in the argument. Raises InputError with every problem."""
    checked: dict[str, tuple[Policy, _Entry]] = {}
    problems: list[Problem] = []
    for number, entry in enumerate(_entries(policies, argument), 1):
        try:
            policy = _policy(entry, number)
            _check_name(policy, entry, checked)
            checked[policy.name] = policy, entry
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return checked


def _entries(policies: Any, argument: str) -> Iterator[_Entry]:
    if isinstance(policies, Policy | str | PathLike) or (isinstance(policies, Mapping) and _is_policy(policies)):
        yield _Entry(argument, policies)
    elif isinstance(policies, Mapping):
        yield from (_Entry(f"{argument}[{name!r}]", value, str(name)) for name, value in policies.items())
    else:
        expect(policies, Iterable, argument, ALLOWED)
        yield from (_Entry(argument, value) for value in policies)


def _is_policy(value: Mapping[Any, Any]) -> bool:
    keys = set(value)
    return bool(keys) and (keys <= set(Levers.model_fields) or keys <= set(Policy.model_fields))


def _policy(entry: _Entry, number: int) -> Policy:
    """Return the policy of an entry, with its name."""
    try:
        policy = _made(entry)
    except InputError as error:
        raise InputError([p if p.file else _within(p, entry) for p in error.problems]) from None
    return policy.unchecked_copy(name=entry.name or _name(entry, policy) or f"policy {number}")


def _made(entry: _Entry) -> Policy:
    value = entry.value
    if isinstance(value, Policy):
        return value
    if isinstance(value, Mapping):
        values: dict[str, Any] = dict(value)
        return Policy(**values) if set(values) <= set(Policy.model_fields) else Policy(levers=Levers(**values))
    hint = ""
    if entry.name is not None and not isinstance(value, str | PathLike):
        close = nearest(entry.name, Levers.model_fields)
        hint = f"{close} Levers of one policy are given without a name" if close else ""
    expect(value, (str, PathLike), "", ALLOWED.partition(";")[0], hint)
    if isinstance(value, str) and "," in value and is_name(value):
        allowed = f"a list of policies, like {[part.strip() for part in value.split(',')]}"
        raise InputError([Problem("no policy of that name", value=value, allowed=allowed)])
    return load_policy(value)


def _within(problem: Problem, entry: _Entry) -> Problem:
    inner = (problem.key or "").removeprefix("levers.")
    return replace(problem, key=f"{entry.argument}.{inner}" if inner else entry.argument)


def _name(entry: _Entry, policy: Policy) -> str:
    """Return the name of a policy that has no key in the argument: its ``name``, its file, or its levers."""
    value = entry.value
    if isinstance(value, str | PathLike):
        return str(value) if is_name(str(value)) else policy.name.strip() or Path(value).stem
    if policy.name.strip():
        return policy.name.strip()
    levers = policy.levers.model_dump(exclude_none=True)
    more = ", ..." if len(levers) > NAMED else ""
    return ", ".join(f"{words(lever)} {value}" for lever, value in list(levers.items())[:NAMED]) + more


def _check_name(policy: Policy, entry: _Entry, checked: Mapping[str, tuple[Policy, _Entry]]) -> None:
    if policy.name in checked:
        message = f"has the same name as another policy, {shown(policy.name)}; rename one of them"
    elif words(policy.name) == words(BASE) and not (policy.plain and lever_values(policy) == status_quo()):
        message = f"has the name {shown(policy.name)} but other levers; rename it"
    else:
        return
    raise InputError([Problem(message, key=entry.argument, value=entry.value)])


def _check_departments(policy: Policy, entry: _Entry, organisation: Organisation) -> None:
    if isinstance(entry.value, str | PathLike):
        value = entry.value if isinstance(entry.value, str) else Path(entry.value)
        check_departments(policy, config_file("policies", value), "", organisation)
        return
    try:
        departments_exist(policy, organisation.departments)
    except InputError as error:
        inner = [replace(p, key=(p.key or "").removeprefix("policy.")) for p in error.problems]
        raise InputError([_within(p, entry) for p in inner]) from None


def check_departments(
    policy: Policy, file: Path, inside: str, organisation: Organisation, settings: Iterable[str] = ()
) -> None:
    """Raise InputError, with file and line, for a policy with departments that the organisation does not have.

    inside: the start of the policy's keys in its file, "policy." in a scenario, empty in a policy file.
    settings: overrides like ``levers.voice=0.3`` on top of that file.
    """
    try:
        departments_exist(policy, organisation.departments)
    except InputError as error:
        overrides = list(settings)
        tree = scenario_tree(file, overrides, Problems()) if inside else policy_tree(file, overrides, Problems())
        tree, inside = policy_written(tree.items["policy"] if inside else tree, inside)
        problems = []
        for p in error.problems:
            key = (p.key or "").removeprefix("policy.")
            problem = located(replace(p, key=f"{key}.{p.value}"), tree)
            problems.append(replace(problem, key=f"{inside}{key}"))
        raise InputError(problems) from None
