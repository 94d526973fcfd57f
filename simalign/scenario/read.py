"""Scenarios and organisations from YAML files; all problems of a file are raised at once."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from simalign.errors import Problem
from simalign.files.load import Problems, load
from simalign.files.read import unusable
from simalign.files.record import expect_record
from simalign.files.shipped import config_file
from simalign.files.tree import Node
from simalign.policies.policy import plain_policy, with_presets
from simalign.scenario.organisation import FILES, OrganisationSpec
from simalign.scenario.scenario import Scenario
from simalign.scenario.trees import organisation_tree, scenario_tree


def load_scenario(
    path: str | Path,
    overrides: Sequence[str] = (),
    organisation: str | Path | None = None,
    ties: Path | None = None,
    survey: Path | None = None,
) -> Scenario:
    """Return the scenario of a shipped name or in a file, with settings like ``context.trust=0.3`` on top.

    A file may extend another one (``extends: other.yaml``): mappings merge, and everything else replaces; the name and
    the description are not inherited. ``organisation`` is a members CSV, to which ``ties`` may be added, an
    organisation file or a shipped name, and replaces the organisation of the scenario. ``survey``: answers of its
    members.
    Raises InputError with everything that is wrong, each with its file, line and key.

    >>> load_scenario("low_trust", ["context.trust=.1", "policy=push"]).context.trust
    0.1
    """

    def read(file: Path, problems: Problems) -> Node:
        tree = scenario_tree(file, overrides, problems, organisation, ties, survey)
        if "policy" in tree.items:
            tree = tree.with_items({"policy": with_presets(tree.items["policy"], problems, "policy.")})
        _check_files(tree.items.get("organisation"), "organisation.", problems)
        return tree

    return load(config_file("scenarios", path), Scenario, read).finished()


def scenario_of(given: Scenario | str | Path) -> Scenario:
    """Return a scenario as it is, or load the one of a name or in a file; raise InputError for anything else."""
    if isinstance(given, str | Path):
        return load_scenario(given)
    hint = " or load_scenario('default').changed({...})" if isinstance(given, Mapping) else ""
    return expect_record(given, Scenario, "scenario", hint)


def plain_scenario(path: str | Path) -> dict[str, Any]:
    """Return the scenario in a file as plain values, to put settings on top of them; its policy stays as written.

    Raises InputError as ``load_scenario`` does.

    >>> plain_scenario("default")["policy"]
    {'preset': 'status_quo'}
    """
    scenario = load_scenario(path)
    plain = scenario.model_dump(mode="json", by_alias=True, exclude_unset=True)
    plain |= scenario.model_dump(mode="json", by_alias=True, include={"goals", "roles", "departments"})
    if "policy" in plain:
        plain["policy"] = plain_policy(scenario_tree(path, (), Problems()).items["policy"])
    return plain


def load_organisation_spec(path: str | Path, ties: Path | None = None, survey: Path | None = None) -> OrganisationSpec:
    """Return the organisation of a shipped name, in a file, or of the members in a table; its paths are absolute.

    Raises InputError with everything that is wrong.
    """

    def read(file: Path, problems: Problems) -> Node:
        tree = organisation_tree(file, problems, ties, survey)
        _check_files(tree, "", problems)
        return tree

    return load(config_file("organisations", path), OrganisationSpec, read).finished()


def _check_files(organisation: Node | None, start: str, problems: Problems) -> None:
    """Add a problem for each file of members or ties that is named in a file and cannot be read."""
    for key in FILES:
        node = organisation.items.get(key) if organisation else None
        if not node or node.line is None or not isinstance(node.value, str) or not node.value:
            continue
        if reason := unusable(Path(node.value)):
            problem = Problem(reason, key=f"{start}{key}", value=node.value, allowed="the path of a file")
            problems.append(node.blamed(problem))
