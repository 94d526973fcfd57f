"""simalign calibrate: fit the free psychological parameters to published effects."""

from pathlib import Path
from typing import Annotated

import typer

from simalign.api.calibrate import SEED, CalibrationResult
from simalign.api.calibrate import calibrate as calibrated
from simalign.cli import output
from simalign.cli.lazy import command
from simalign.cli.options import as_options, whole


@command(epilog="Example: simalign calibrate --quick --out trial")
def calibrate(
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[FILE...]", help="Study files, or folders of them; default: the shipped facts."),
    ] = None,
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder for runs and results; one begun goes on.")] = Path(
        "simalign-calibrate"
    ),
    priors: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Priors; default: the shipped ones.", show_default=False)
    ] = None,
    seed: Annotated[int, typer.Option(parser=whole(0, 2**31), metavar="N", help="Seed, from 0.")] = SEED,
    organisations: Annotated[
        int | None,
        typer.Option(
            "--organisations",
            "-n",
            parser=whole(1, 1000),
            metavar="N",
            help="Organisations of a study; default: 16, with --quick 2.",
            show_default=False,
        ),
    ] = None,
    varied: Annotated[
        int | None,
        typer.Option(
            parser=whole(4, 16_384),
            metavar="N",
            help="Organisations of a study in which they differ; default: 64, with --quick 16.",
            show_default=False,
        ),
    ] = None,
    workers: Annotated[
        int | None, typer.Option(parser=whole(1, 1000), metavar="N", help="Processes; default: one a usable core.")
    ] = None,
    quick: Annotated[bool, typer.Option("--quick", help="See it work in minutes, on less; not to be cited.")] = False,
) -> None:
    """Fit the psychological parameters to published effects.

    Screens parameters, runs waves of trials, draws from the posterior, predicts each fact by a fit without it, and
    fits data that the model made itself. Takes a few hours on two cores; what is done is kept, and the same command
    goes on where it stopped.
    """
    with as_options():
        result = calibrated(
            files or None,
            out,
            priors=priors,
            seed=seed,
            organisations=organisations,
            varied=varied,
            quick=quick,
            workers=workers,
        )
    result.write(result.folder, output.command())
    _show(result)


def _show(result: CalibrationResult) -> None:
    record = result.record
    count, alone = record["facts"], record["left_out_inside"]
    inside = f"{record['facts_inside']} of {count} {_facts(count)}"
    print(f"Inside their published intervals at the posterior median: {inside}.")
    unshown = "one cannot be" if alone is None else alone
    print(f"By medians of draws: {result.predicted}; each predicted by a fit without it: {unshown}.")
    print(f"The facts say something of {record['identified']} of {len(result.table)} parameters.")
    p = record["ranks_p"]
    print(f"Chains: R-hat {record['converged']:.3f}. Fits of own data: ranks uneven with p = {p:.2f}.")
    print(f"Tables, figures and manifest: {result.folder}/")


def _facts(count: int) -> str:
    return "fact" if count == 1 else "facts"
