"""simalign org: show how an organisation is read, and save it."""

from pathlib import Path
from typing import Annotated, Any

import typer

from simalign.api.describe import describe
from simalign.api.saving import save_organisation
from simalign.cli.lazy import command
from simalign.cli.options import JsonOption, TiesOption, chosen_organisation, locating_mappings
from simalign.cli.output import json_text
from simalign.errors import InputError, Problem, printable
from simalign.files.load import Problems
from simalign.organisation.reading.account import OFF
from simalign.organisation.reading.repairs import ON
from simalign.scenario import OrganisationSpec
from simalign.scenario.trees import organisation_tree

FileArgument = Annotated[
    str,
    typer.Argument(help="People (CSV, .xlsx, .xls, JSON, YAML list, LDIF), an organisation YAML, or a shipped name."),
]
ColumnsOption = Annotated[
    str | None,
    typer.Option(
        metavar="OURS=THEIRS,...", help="Columns by name or number, like id=EmpID,manager=4; trust=- ignores a column."
    ),
]
TieColumnsOption = Annotated[
    str | None, typer.Option(metavar="OURS=THEIRS,...", help="Columns of the ties, like source=From,target=To.")
]
SheetOption = Annotated[str | None, typer.Option(metavar="NAME", help="Sheet of a workbook, by name or number.")]
TieSheetOption = Annotated[str | None, typer.Option(metavar="NAME", help="Sheet of a workbook of ties.")]
EncodingOption = Annotated[str | None, typer.Option(metavar="NAME", help="Encoding of a text, like shift_jis.")]
TieEncodingOption = Annotated[str | None, typer.Option(metavar="NAME", help="Encoding of the ties.")]
AsOfOption = Annotated[
    str | None, typer.Option(metavar="DATE", help="People whose end date is later have not left, like 2026-06-30.")
]
NoRepairOption = Annotated[
    list[str] | None, typer.Option(metavar="NAME", help=f"Switch off a repair: {', '.join(ON)}; may be repeated.")
]
RepairOption = Annotated[
    list[str] | None, typer.Option(metavar="NAME", help=f"Switch on a repair: {', '.join(OFF)}; may be repeated.")
]
HierarchyOption = Annotated[
    bool, typer.Option("--hierarchy/--no-hierarchy", help="--no-hierarchy treats everybody as equals at the top.")
]
SaveOption = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Save an organisation YAML, with tables beside it, to edit.")
]


@command(epilog="Example: simalign org people.xlsx --save people.yaml")
def org(
    file: FileArgument,
    ties: TiesOption = None,
    columns: ColumnsOption = None,
    tie_columns: TieColumnsOption = None,
    sheet: SheetOption = None,
    tie_sheet: TieSheetOption = None,
    encoding: EncodingOption = None,
    tie_encoding: TieEncodingOption = None,
    as_of: AsOfOption = None,
    no_repair: NoRepairOption = None,
    repair: RepairOption = None,
    hierarchy: HierarchyOption = True,
    save: SaveOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show how simalign reads an organisation.

    Reports what was taken and changed, its size, levels, spans of control, ties, and members without a manager.
    """
    changes: dict[str, Any] = {
        **{"columns": pairs("--columns", columns), "tie_columns": pairs("--tie-columns", tie_columns)},
        **{"sheet": sheet, "tie_sheet": tie_sheet, "encoding": encoding, "tie_encoding": tie_encoding, "as_of": as_of},
        **{"no_repair": no_repair or None, "repair": repair or None, "hierarchy": None if hierarchy else False},
    }
    spec = with_choices(chosen_organisation(file, ties), changes)
    with locating_mappings(lambda: organisation_tree(file, Problems(), ties)):
        description = describe(spec)
    lines = [json_text(description.record)] if as_json else [printable(line) for line in description.text.split("\n")]
    if save is not None:
        saved = save_organisation(description.organisation, spec, save)
        lines += [] if as_json else ["", f"saved: {', '.join(map(str, saved))}"]
    print("\n".join(lines))


def pairs(option: str, text: str | None) -> dict[str, str] | None:
    """Return a mapping that an option gives as ``ours=theirs,...``; None without the option.

    >>> pairs("--columns", "id=EmpID,manager=Boss")
    {'id': 'EmpID', 'manager': 'Boss'}
    """
    if text is None:
        return None
    mapping: dict[str, str] = {}
    for part in text.split(","):
        ours, equals, theirs = (piece.strip() for piece in part.partition("="))
        if not ours or not equals or not theirs or ours in mapping:
            message, allowed = "is not a list of pairs", "pairs like id=EmpID,manager=Boss, each name of ours once"
            raise InputError([Problem(message, key=option, value=text, allowed=allowed)])
        mapping[ours] = theirs
    return mapping


def with_choices(spec: OrganisationSpec, changes: dict[str, Any]) -> OrganisationSpec:
    """Return the spec with the user's choices about the reading, None for one that the user leaves open.

    Raises InputError for choices without effect.
    """
    given = {name: getattr(spec, name) for name in spec.model_fields_set}
    chosen = {name: value for name, value in changes.items() if value is not None}
    return OrganisationSpec(**given | chosen) if chosen else spec
