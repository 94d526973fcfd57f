"""simalign org, schema, policies: print what an organisation, a file or a policy holds."""

import json
from typing import Annotated

import typer

from simalign.api.describe import describe
from simalign.app.schema import lesson_schema
from simalign.cli.lazy import command
from simalign.cli.options import JsonOption, TiesOption, blaming_mappings, chosen_organisation
from simalign.cli.output import json_text
from simalign.cli.tables import print_policies
from simalign.errors import InputError, Problem, printable
from simalign.evidence.schema import study_schema
from simalign.files.load import Problems
from simalign.files.shipped import policy_names
from simalign.policies.policy import load_policy
from simalign.policies.values import lever_values
from simalign.scenario.schema import organisation_schema, policy_schema, scenario_schema
from simalign.scenario.trees import organisation_tree
from simalign.sweeps.schema import sweep_schema


@command(epilog="Example: simalign org members.csv --ties ties.csv")
def org(
    file: Annotated[str, typer.Argument(help="Members CSV, organisation YAML, or a shipped name.")],
    ties: TiesOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show how simalign reads an organisation.

    Reports its size, levels, spans of control, ties, and members without a manager.
    """
    spec = chosen_organisation(file, ties)
    with blaming_mappings(lambda: organisation_tree(file, Problems(), ties)):
        found = describe(spec)
    lines = [json_text(found.record)] if as_json else [printable(line) for line in found.text.split("\n")]
    print("\n".join(lines))


@command(epilog="Example: simalign schema > scenario.schema.json")
def schema(
    kind: Annotated[str, typer.Argument(help="scenario, policy, organisation, sweep, study or lesson.")] = "scenario",
) -> None:
    """Print the JSON Schema of a kind of file.

    Editors use it to check and complete a file while you type.
    """
    kinds = {
        "scenario": scenario_schema,
        "policy": policy_schema,
        "organisation": organisation_schema,
        "sweep": sweep_schema,
        "study": study_schema,
        "lesson": lesson_schema,
    }
    if kind not in kinds:
        raise InputError([Problem("is not a kind of file", key="KIND", value=kind, allowed=", ".join(kinds))])
    print(json.dumps(kinds[kind](), indent=2))


@command(epilog="Example: simalign policies --json")
def policies(as_json: JsonOption = False) -> None:
    """List the shipped policies and the value of each lever."""
    found = {name: load_policy(name) for name in policy_names()}
    levers = {name: lever_values(policy) for name, policy in found.items()}
    if as_json:
        described = {name: {"description": found[name].description, "levers": levers[name]} for name in found}
        print(json_text(described))
        return
    print_policies(found, levers)
