"""simalign org: show how an organisation is read, and save it."""

from pathlib import Path
from typing import Annotated

import typer

from simalign.api.describe import describe
from simalign.api.names import checked_names
from simalign.api.portrait import portrait
from simalign.api.saving import save_organisation
from simalign.cli.lazy import command
from simalign.cli.options import (
    JsonOption,
    NamesOption,
)
from simalign.cli.output import json_text
from simalign.cli.reading_options import ReadingOptions, locating_mappings
from simalign.errors import InputError, Problem, printable
from simalign.files.load import Problems
from simalign.scenario.read import load_scenario
from simalign.scenario.trees import organisation_tree

FileArgument = Annotated[
    str,
    typer.Argument(
        help="People (CSV, .xlsx, .xlsb, .xls, .ods, JSON, YAML list, LDIF), an organisation YAML, or a shipped name."
    ),
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
    reading: ReadingOptions,
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
    spec = reading.read_organisation(file)
    with locating_mappings(lambda: organisation_tree(file, Problems(), reading.ties, reading.survey)):
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
