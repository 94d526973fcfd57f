"""Scenarios, policies and organisations from YAML files; everything wrong with a file is told at once."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from simalign.errors import InputError, Problem
from simalign.scenario.configs import config_file, is_name, policy_names
from simalign.scenario.fields import Section, expect_record
from simalign.scenario.files import LONGEST_CHAIN, absolute, unusable
from simalign.scenario.policy import NOT_PLAIN, PLAIN, Policy
from simalign.scenario.scenario import Scenario
from simalign.scenario.setting import OrganisationSpec
from simalign.scenario.shorthands import only_names, presets
from simalign.scenario.sources import located, organisation_tree, policy_tree, scenario_tree
from simalign.scenario.tree import Node

__all__ = ["load_organisation_spec", "load_policy", "load_scenario", "policy_names", "policy_of", "scenario_of"]


def load_scenario(
    path: str | Path,
    overrides: Sequence[str] = (),
    organisation: str | Path | None = None,
    ties: Path | None = None,
) -> Scenario:
    """The scenario in a file (a bare name: a shipped one), with settings like ``context.trust=0.3`` on top.

    A file may extend another (``extends: other.yaml``): mappings merge, all else replaces; name and
    description are its own. ``organisation``, a members CSV with ``ties``, a file or a shipped name, comes in
    place of the scenario's. Raises InputError with everything that is wrong and its file, line and key.

    >>> load_scenario("low_trust", ["context.trust=.1", "policy=push"]).context.trust
    0.1
    """
    found: list[Problem] = []
    tree = scenario_tree(path, overrides, found, organisation, ties)
    _follow(tree.items.get("policy"), "policy.", found, (), inside=False)
    _look_for_files(tree.items.get("organisation"), "organisation.", found)
    return _made(Scenario, tree, found)


def load_policy(name_or_path: str | Path, overrides: Sequence[str] = ()) -> Policy:
    """The policy of a name, or in a file, as it is written.

    The presets that it names are read to find what is wrong with them, but not applied. Raises InputError with
    everything that is wrong.

    >>> load_policy("push").levers.mandate
    0.8
    """
    return _policy(config_file("policies", name_or_path), overrides, (), inside=False)


def scenario_of(given: Scenario | str | Path) -> Scenario:
    """Return a scenario as it is, or load the one of a name or in a file; raise InputError for anything else."""
    if isinstance(given, str | Path):
        return load_scenario(given)
    hint = " or load_scenario('default').changed({...})" if isinstance(given, Mapping) else ""
    return expect_record(given, Scenario, "scenario", hint)


def policy_of(given: Policy | str | Path) -> Policy:
    """Return a policy as it is, or load the one of a name or in a file; raise InputError for anything else."""
    return load_policy(given) if isinstance(given, str | Path) else expect_record(given, Policy, "policy")


def load_organisation_spec(path: str | Path, ties: Path | None = None) -> OrganisationSpec:
    """The organisation described in a file or of the members in a table, its paths absolute.

    Raises InputError with everything that is wrong.
    """
    found: list[Problem] = []
    tree = organisation_tree(path, found, ties)
    _look_for_files(tree, "", found)
    return _made(OrganisationSpec, tree, found)


def _policy(file: Path, overrides: Sequence[str], chain: Sequence[Path], inside: bool) -> Policy:
    """The policy in a file; ``chain``: files that lead here; ``inside``: as a preset of another that sets more."""
    found: list[Problem] = []
    tree = policy_tree(file, overrides, found)
    _follow(tree, "", found, [*chain, absolute(file)], inside)
    return _made(Policy, tree, found)


def _follow(policy: Node | None, start: str, found: list[Problem], chain: Sequence[Path], inside: bool) -> None:
    """Read the policy files that a policy starts from, to find what is wrong with them, or a circle."""
    inside = inside or not (policy and only_names(policy))
    for key, node in presets(policy, start) if policy else ():
        try:
            _check_preset(str(node.value), chain, inside)
        except InputError as error:
            found += [p if p.file else node.blamed(replace(p, key=key)) for p in error.problems]


def _check_preset(given: str, chain: Sequence[Path], inside: bool) -> None:
    """Raise InputError, without a file where it is the naming that is wrong, for what is no policy to start from."""
    file = config_file("policies", given)
    if is_name(given):
        return
    if file in chain:
        circle = " -> ".join(path.name for path in [*chain[chain.index(file) :], file])
        raise InputError([Problem(f"policies start from each other in a circle: {circle}")])
    if reason := unusable(file):
        allowed = f"{', '.join(policy_names())}, or the path of a file"
        raise InputError([Problem(reason, value=given, allowed=allowed)])
    if len(chain) > LONGEST_CHAIN:
        raise InputError([Problem(f"more than {LONGEST_CHAIN} policies start from each other", value=given)])
    if not _policy(file, (), chain, inside).plain and inside:
        raise InputError([Problem(NOT_PLAIN, value=given, allowed=PLAIN)])


def _look_for_files(organisation: Node | None, start: str, found: list[Problem]) -> None:
    """Add what is wrong with the files that an organisation names, where it is a file that names them."""
    for key in ("members", "ties"):
        node = organisation.items.get(key) if organisation else None
        if not node or node.line is None or not isinstance(node.value, str) or not node.value:
            continue
        if reason := unusable(Path(node.value)):
            found.append(node.blamed(Problem(reason, None, None, f"{start}{key}", node.value, "the path of a file")))


def _made[Made: Section](kind: type[Made], tree: Node, found: list[Problem]) -> Made:
    """The section that a tree describes; raises all problems, those of reading included, by file and line."""
    made = None
    try:
        made = kind(**tree.plain())
    except InputError as error:
        before = {str(problem) for problem in found}
        found += [p for problem in error.problems if str(p := located(problem, tree)) not in before]
    if made is None or found:
        raise InputError(sorted(found, key=lambda problem: (str(problem.file), problem.line or 0)))
    return made
