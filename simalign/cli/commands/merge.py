"""simalign merge: one store from several."""

from pathlib import Path
from typing import Annotated

import typer

from simalign.cli.commands.sweep import end
from simalign.cli.lazy import command
from simalign.cli.options import JsonOption
from simalign.sweeps.exchange.merge import merge as merged


@command(epilog="Example: simalign merge half-1 half-2 --out whole")
def merge(
    stores: Annotated[list[Path], typer.Argument(metavar="STORE...", help="Two stores or more of one sweep.")],
    out: Annotated[Path, typer.Option(metavar="STORE", help="The merged store: a new folder.", show_default=False)],
    as_json: JsonOption = False,
) -> None:
    """Merge stores of one sweep that were made apart.

    For example, the shards of a sweep from machines without a common disk. The stores must come from the same sweep
    file, seed and versions, and remain as they are. If runs are missing, `simalign sweep FILE --out STORE` continues
    the merged store. The exit status is 1 if runs failed.
    """
    end(merged(stores, out, "--out"), "merged", as_json)
