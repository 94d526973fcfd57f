"""simalign survey-template: print a questionnaire, and write an empty file of answers."""

import csv
import io
from pathlib import Path
from typing import Annotated

import typer

from simalign.cli.lazy import command
from simalign.errors import InputError, Problem, nearest
from simalign.organisation.survey.questionnaire import questionnaire_text, template_columns

BY = ("department", "id", "team")


@command(epilog="Example: simalign survey-template --out answers.csv")
def survey_template(
    by: Annotated[
        str, typer.Option(metavar="|".join(BY), help="Whose answers a row holds: of a department, a person or a team.")
    ] = BY[0],
    out: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write a new .csv, the columns for answers, or .md, the questionnaire."),
    ] = None,
) -> None:
    """Print a questionnaire on the states that a survey can set.

    Each item has the source of its construct and the column for its answers. The file of answers is given to org,
    decide, compare or run with --survey. Answers are never reported for fewer than five people.
    """
    if by not in BY:
        message = f"is not a way to group answers{nearest(by, BY)}"
        raise InputError([Problem(message, key="--by", value=by, allowed=" or ".join(BY))])
    if out is None:
        print(questionnaire_text(by))
        return
    texts = {".csv": _header(by), ".md": questionnaire_text(by) + "\n"}
    allowed = "a new file whose name ends in .csv or .md, in an existing folder"
    if out.suffix.lower() not in texts or not out.parent.is_dir():
        raise InputError([Problem("cannot be the file of a template", key="--out", value=str(out), allowed=allowed)])
    try:
        with out.open("x", encoding="utf-8", newline="") as file:
            file.write(texts[out.suffix.lower()])
    except FileExistsError:
        raise InputError([Problem("exists already", key="--out", value=str(out), allowed=allowed)]) from None
    print(f"written: {out}")


def _header(by: str) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow(template_columns(by))
    return text.getvalue()
