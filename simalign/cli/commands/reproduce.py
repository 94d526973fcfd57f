"""simalign reproduce: an archive of a store for reviewers, and its check."""

from pathlib import Path
from typing import Annotated

import typer

from simalign.cli import output
from simalign.cli.lazy import command
from simalign.cli.options import JsonOption, announce_compilation, tell, whole
from simalign.errors import InputError, Problem
from simalign.sweeps.exchange.archive import write_archive
from simalign.sweeps.exchange.check import Check, check_archive

SHOWN = 12  # differing runs that are printed


@command(epilog="Example: simalign reproduce dials-sweep --out dials.zip; simalign reproduce --check dials.zip")
def reproduce(
    store: Annotated[
        Path | None, typer.Argument(metavar="STORE", help="The store to archive.", show_default=False)
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The archive: a new file.", show_default=False)
    ] = None,
    private: Annotated[
        bool, typer.Option("--private", help="Replace the files of the organisation by their digests.")
    ] = False,
    check: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Check this archive instead.", show_default=False)
    ] = None,
    organisation: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help="With --check: a file of a private organisation.", show_default=False),
    ] = None,
    sample: Annotated[
        int, typer.Option(parser=whole(1, 10_000_000), metavar="N", help="With --check: number of runs to repeat.")
    ] = 50,
    seed: Annotated[
        int, typer.Option(parser=whole(0, 2**63 - 1), metavar="N", help="With --check: random seed of their choice.")
    ] = 0,
    run_code: Annotated[
        bool, typer.Option("--run-code", help="With --check: execute functions of the archive's author.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Make an archive of a store, or check one.

    The archive has the model's description, scenarios, policies, files of the organisation, versions, results and
    checksums. --check compares a sample of its runs byte by byte; the exit status is 1 if anything differs.
    """
    if (store is None) == (check is None):
        raise InputError([Problem("requires either STORE with --out, or --check FILE", key="reproduce")])
    if check is not None:
        if out is not None or private:
            raise InputError([Problem("cannot be combined with --out and --private", key="--check", value=check)])
        announce_compilation(0)
        _print(check_archive(check, sample, seed, organisation or (), run_code), as_json)
        return
    if out is None or store is None:
        raise InputError([Problem("is required", key="--out", allowed="a new file, such as archive.zip")])
    if organisation or run_code:
        message = "requires --check"
        raise InputError([Problem(message, key="--organisation" if organisation else "--run-code")])
    included = write_archive(store, out, private)
    for file in included:
        tell(f"includes a file of the organisation, {file}; --private replaces it by its digest")
    print(output.json_text({"archive": str(out), "bytes": out.stat().st_size}) if as_json else f"written: {out}")


def _print(result: Check, as_json: bool) -> None:
    """Print the result of a check, and exit with status 1 if anything differs."""
    if as_json:
        record = {
            "passed": result.passed,
            "files": result.files,
            "checked": len(result.repeated),
            "differing": [run.run for run in result.differing],
            "altered": result.altered,
            "versions": {name: {"archive": there, "here": here} for name, (there, here) in result.versions.items()},
        }
        print(output.json_text(record))
    else:
        print(f"{result.files:,} files match their checksums")
        for name in result.altered:
            print(f"  {name} does not follow from the runs")
        print(f"{len(result.repeated):,} runs repeated: {len(result.repeated) - len(result.differing):,} identical")
        for run in result.differing[:SHOWN]:
            print(f"  {run.run} differs in {', '.join(run.differing)}")
        for name, (there, here) in result.versions.items():
            print(f"  {name} {there} made the archive; here is {here}")
    raise typer.Exit(0 if result.passed else 1)
