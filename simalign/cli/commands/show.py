"""simalign org, schema and policies: describe an organisation, a kind of file, or the shipped policies."""

import json
from math import isinf
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
import typer

from simalign.api.describe import describe
from simalign.api.names import checked_names
from simalign.api.policies import lever_table
from simalign.api.portrait import portrait
from simalign.app.classroom.lessons import Lesson
from simalign.cli.lazy import command
from simalign.cli.options import (
    JsonOption,
    NamesOption,
    SurveyOption,
    TiesOption,
    chosen_organisation,
    locating_mappings,
)
from simalign.cli.output import json_text
from simalign.cli.policy_tables import print_policies, print_policy
from simalign.errors import InputError, Problem, nearest, printable
from simalign.evidence.study import Study
from simalign.files.load import Problems
from simalign.files.record import Record
from simalign.files.schema import file_schema
from simalign.files.shipped import policy_names
from simalign.policies.policy import Policy, load_policy
from simalign.scenario import OrganisationSpec, Scenario
from simalign.scenario.read import load_scenario
from simalign.scenario.trees import organisation_tree
from simalign.sensitivity.claims import Claims, Rivals
from simalign.sensitivity.factors import Ranges
from simalign.sweeps.design.file import SweepFile

FIGURES = (".png", ".svg", ".pdf")


@command(epilog="Example: simalign org members.csv --ties ties.csv")
def org(
    file: Annotated[str, typer.Argument(help="Members CSV, organisation YAML, or a shipped name.")],
    ties: TiesOption = None,
    survey: SurveyOption = None,
    scenario: Annotated[str, typer.Option(metavar="NAME", help="Scenario of the model: a name or a YAML file.")] = (
        "default"
    ),
    names: NamesOption = "shown",
    figure: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Draw the organisation into a new PNG, SVG or PDF file.")
    ] = None,
    model: Annotated[bool, typer.Option(help="Run the model for the last two of the five lines.")] = True,
    as_json: JsonOption = False,
) -> None:
    """Describe an organisation and what is special about it.

    Reports its size, levels, spans of control and ties. Five lines tell which spans are unusual, who holds departments
    together, which departments keep to themselves, where word of the strategy is lost, and who would resist first.
    """
    spec = chosen_organisation(file, ties, survey)
    if figure is not None:
        check_new_figure(figure)
    shown, design = checked_names(names), load_scenario(scenario)
    with locating_mappings(lambda: organisation_tree(file, Problems(), ties, survey)):
        description = describe(spec, names=shown, scenario=design)
        special = portrait(spec, scenario=design, names=shown, model=model)
    if as_json:
        print(json_text({**description.record, "special": special.record}))
    else:
        text = "\n".join([description.text, "", "What is special", *(f"  {line}" for line in special.lines)])
        print("\n".join(printable(line) for line in text.split("\n")))
    if figure is not None:
        special.figure().savefig(figure)


def check_new_figure(file: Path) -> None:
    """Raise InputError unless a figure can be written to a new file of this name."""
    allowed = f"a new file whose name ends in {', '.join(FIGURES)}, in an existing folder"
    if file.suffix.lower() not in FIGURES or not file.parent.is_dir():
        raise InputError([Problem("cannot be the file of a figure", key="--figure", value=str(file), allowed=allowed)])
    if file.exists():
        raise InputError([Problem("exists already", key="--figure", value=str(file), allowed=allowed)])


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
