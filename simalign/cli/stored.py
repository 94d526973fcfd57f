"""The option and the output that commands share which analyse the store of a sweep."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from simalign.api.result import Result
from simalign.cli import output
from simalign.cli.options import as_options, tell

OutOption = Annotated[
    Path | None,
    typer.Option("--out", metavar="DIR", help="New folder for tables, figure and manifest.", show_default=False),
]


def report[Analysis: Result](
    analyse: Callable[[], Analysis], out: Path | None, as_json: bool, show: Callable[[Analysis], None]
) -> None:
    """Analyse, write the files if a folder is given, and print the finding and the result, or JSON.

    show: prints the result as text. Raises InputError, which names the options of the command.
    """
    with as_options(of="of", when="when", points="points", folder="out"):
        result = analyse()
        if out is not None:
            result.save(out)
    if out is not None:
        tell(f"written: {out}")
    if as_json:
        print(output.json_text(result.record))
        return
    print(f"{result.finding}\n")
    show(result)
