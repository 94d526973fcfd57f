"""simalign org: show how an organisation is read, and save it."""

from pathlib import Path
from typing import Annotated, Any

import typer

from simalign.api.describe import describe
from simalign.api.names import checked_names
from simalign.api.portrait import portrait
from simalign.api.saving import save_organisation
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
from simalign.errors import InputError, Problem, printable
from simalign.files.load import Problems
from simalign.organisation.reading.account import OFF
from simalign.organisation.reading.repairs import ON
from simalign.scenario import OrganisationSpec
from simalign.scenario.read import load_scenario
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

ModelOption = Annotated[
    str, typer.Option("--scenario", metavar="NAME", help="Scenario of the model: a name or a YAML file.")
]
FigureOption = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Draw the organisation into a new PNG, SVG or PDF file.")
]
RunOption = Annotated[bool, typer.Option(help="Run the model for the last two of the five lines.")]
FIGURES = (".png", ".svg", ".pdf")


@command(epilog="Example: simalign org people.xlsx --save people.yaml")
def org(
    file: FileArgument,
    ties: TiesOption = None,
    survey: SurveyOption = None,
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
    scenario: ModelOption = "default",
    names: NamesOption = "shown",
    figure: FigureOption = None,
    model: RunOption = True,
    as_json: JsonOption = False,
) -> None:
    """Show how an organisation is read and what is special.

    Reports what was taken and changed, its size, levels, spans of control and ties. Five lines tell which spans are
    unusual, who holds departments together, which departments keep to themselves, where word of the strategy is lost,
    and who would resist first.
    """
    if figure is not None:
        check_new_figure(figure)
    shown, design = checked_names(names), load_scenario(scenario)
    changes: dict[str, Any] = {
        **{"columns": pairs("--columns", columns), "tie_columns": pairs("--tie-columns", tie_columns)},
        **{"sheet": sheet, "tie_sheet": tie_sheet, "encoding": encoding, "tie_encoding": tie_encoding, "as_of": as_of},
        **{"no_repair": no_repair or None, "repair": repair or None, "hierarchy": None if hierarchy else False},
    }
    spec = with_choices(chosen_organisation(file, ties, survey), changes)
    with locating_mappings(lambda: organisation_tree(file, Problems(), ties, survey)):
        description = describe(spec, names=shown, scenario=design)
        special = portrait(spec, scenario=design, names=shown, model=model)
    if as_json:
        lines = [json_text({**description.record, "special": special.record})]
    else:
        text = [*description.text.split("\n"), "", "What is special", *(f"  {line}" for line in special.lines)]
        lines = [printable(line) for line in text]
    if save is not None:
        saved = save_organisation(description.organisation, spec, save)
        lines += [] if as_json else ["", f"saved: {', '.join(map(str, saved))}"]
    print("\n".join(lines))
    if figure is not None:
        special.figure().savefig(figure)


def check_new_figure(file: Path) -> None:
    """Raise InputError unless a figure can be written to a new file of this name."""
    allowed = f"a new file whose name ends in {', '.join(FIGURES)}, in an existing folder"
    if file.suffix.lower() not in FIGURES or not file.parent.is_dir():
        raise InputError([Problem("cannot be the file of a figure", key="--figure", value=str(file), allowed=allowed)])
    if file.exists():
        raise InputError([Problem("exists already", key="--figure", value=str(file), allowed=allowed)])


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
