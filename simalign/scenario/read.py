"""Scenarios and organisations from YAML files; all problems of a file are raised at once."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from simalign.errors import Problem
from simalign.files.load import made
from simalign.files.read import unusable
from simalign.files.record import expect_record
from simalign.files.tree import Node
from simalign.policies.policy import plain_policy, with_presets
from simalign.scenario.organisation import OrganisationSpec
from simalign.scenario.scenario import Scenario
from simalign.scenario.trees import organisation_tree, scenario_tree


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
    if "policy" in tree.items:
        tree = tree.with_items({"policy": with_presets(tree.items["policy"], found, "policy.")})
    _look_for_files(tree.items.get("organisation"), "organisation.", found)
    return made(Scenario, tree, found)


def scenario_of(given: Scenario | str | Path) -> Scenario:
    """Return a scenario as it is, or load the one of a name or in a file; raise InputError for anything else."""
    if isinstance(given, str | Path):
        return load_scenario(given)
    hint = " or load_scenario('default').changed({...})" if isinstance(given, Mapping) else ""
    return expect_record(given, Scenario, "scenario", hint)


def plain_scenario(path: str | Path) -> dict[str, Any]:
    """The scenario in a file as plain values, for settings to be put on top of them; its policy is as written.

    Raises InputError as ``load_scenario`` does.

    >>> plain_scenario("default")["policy"]
    {'preset': 'status_quo'}
    """
    scenario = load_scenario(path)
    plain = scenario.model_dump(mode="json", by_alias=True, exclude_unset=True)
    plain |= scenario.model_dump(mode="json", by_alias=True, include={"goals", "roles", "departments"})
    if "policy" in plain:
        plain["policy"] = plain_policy(scenario_tree(path, (), []).items["policy"])
    return plain


def load_organisation_spec(path: str | Path, ties: Path | None = None) -> OrganisationSpec:
    """The organisation described in a file or of the members in a table, its paths absolute.

    Raises InputError with everything that is wrong.
    """
    found: list[Problem] = []
    tree = organisation_tree(path, found, ties)
    _look_for_files(tree, "", found)
    return made(OrganisationSpec, tree, found)


def _look_for_files(organisation: Node | None, start: str, found: list[Problem]) -> None:
    """Add what is wrong with the files that an organisation names, where it is a file that names them."""
    for key in ("members", "ties"):
        node = organisation.items.get(key) if organisation else None
        if not node or node.line is None or not isinstance(node.value, str) or not node.value:
            continue
        if reason := unusable(Path(node.value)):
            found.append(node.blamed(Problem(reason, None, None, f"{start}{key}", node.value, "the path of a file")))
