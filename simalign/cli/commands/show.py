"""simalign schema and policies: describe a kind of file, or the shipped policies."""

import json
from math import isinf
from typing import Annotated, Any

import pandas as pd
import typer

from simalign.api.policies import lever_table
from simalign.app.classroom.lessons import Lesson
from simalign.cli.lazy import command
from simalign.cli.options import JsonOption
from simalign.cli.output import json_text
from simalign.cli.policy_tables import print_policies, print_policy
from simalign.errors import InputError, Problem, nearest
from simalign.evidence.study import Study
from simalign.files.record import Record
from simalign.files.schema import file_schema
from simalign.files.shipped import policy_names
from simalign.policies.policy import Policy, load_policy
from simalign.scenario import OrganisationSpec, Scenario
from simalign.sensitivity.claims import Claims, Rivals
from simalign.sensitivity.factors import Ranges
from simalign.sweeps.design.file import SweepFile

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


@command(epilog="Example: simalign policies okr")
def policies(
    policy: Annotated[
        str | None,
        typer.Argument(
            help="A shipped name, or the path of a file; all shipped policies if omitted.", show_default=False
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """List the shipped policies and the levers that each changes.

    With the name of a policy: its description, its source, and all its levers.
    """
    named = {name: load_policy(name) for name in (policy_names() if policy is None else (policy,))}
    levers = lever_table(named)
    if as_json:
        print(json_text({name: _described(named[name], levers[levers["policy"] == name]) for name in named}))
    elif policy is None:
        print_policies(named, levers)
    else:
        print_policy(policy, named[policy], levers)


def _described(policy: Policy, levers: pd.DataFrame) -> dict[str, Any]:
    values = {row.lever: "never" if isinf(row.value) else row.value for row in levers.itertuples()}
    return {"description": policy.description, "source": policy.source, "levers": values}
