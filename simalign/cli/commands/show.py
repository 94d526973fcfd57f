"""simalign org, schema and policies: describe an organisation, a kind of file, or the shipped policies."""

import json
from typing import Annotated

import typer

from simalign.api.describe import describe
from simalign.app.classroom.lessons import Lesson
from simalign.cli.lazy import command
from simalign.cli.options import JsonOption, TiesOption, chosen_organisation, locating_mappings
from simalign.cli.output import json_text
from simalign.cli.tables import print_policies
from simalign.errors import InputError, Problem, nearest, printable
from simalign.evidence.study import Study
from simalign.files.load import Problems
from simalign.files.record import Record
from simalign.files.schema import file_schema
from simalign.files.shipped import policy_names
from simalign.policies.policy import Policy, load_policy
from simalign.policies.values import lever_values
from simalign.scenario import OrganisationSpec, Scenario
from simalign.scenario.trees import organisation_tree
from simalign.sensitivity.claims import Claims, Rivals
from simalign.sensitivity.factors import Ranges
from simalign.sweeps.design.file import SweepFile


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
    with locating_mappings(lambda: organisation_tree(file, Problems(), ties)):
        description = describe(spec)
    lines = [json_text(description.record)] if as_json else [printable(line) for line in description.text.split("\n")]
    print("\n".join(lines))


KINDS: dict[str, type[Record]] = {
    "scenario": Scenario,
    "policy": Policy,
    "organisation": OrganisationSpec,
    "sweep": SweepFile,
    "study": Study,
    "lesson": Lesson,
    "claims": Claims,
    "rivals": Rivals,
    "ranges": Ranges,
}


@command(epilog="Example: simalign schema > scenario.schema.json")
def schema(
    kind: Annotated[str, typer.Argument(help=f"One of {', '.join(KINDS)}.")] = "scenario",
) -> None:
    """Print the JSON Schema of a kind of file.

    Editors use it to check and complete a file while you type.
    """
    if kind not in KINDS:
        message = f"is not a kind of file{nearest(kind, KINDS)}"
        raise InputError([Problem(message, key="KIND", value=kind, allowed=", ".join(KINDS))])
    print(json.dumps(file_schema(KINDS[kind]), indent=2))


@command(epilog="Example: simalign policies --json")
def policies(as_json: JsonOption = False) -> None:
    """List the shipped policies and the value of each lever."""
    shipped = {name: load_policy(name) for name in policy_names()}
    levers = {name: lever_values(policy) for name, policy in shipped.items()}
    if as_json:
        described = {name: {"description": shipped[name].description, "levers": levers[name]} for name in shipped}
        print(json_text(described))
        return
    print_policies(shipped, levers)
