"""simalign calibrate: fit the free psychological parameters to published effects."""

from pathlib import Path
from typing import Annotated

import typer

from simalign.api.calibrate import SEED, CalibrationResult
from simalign.api.calibrate import calibrate as calibrated
from simalign.cli import output
from simalign.cli.commands.validate import FilesArgument
from simalign.cli.lazy import command
from simalign.cli.options import as_options, whole_option


@command(epilog="Example: simalign calibrate --quick --out trial")
def calibrate(
    files: FilesArgument = None,
    out: Annotated[
        Path,
        typer.Option(metavar="DIR", help="Folder for runs and results; an unfinished calibration continues."),
    ] = Path("simalign-calibrate"),
    priors: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Priors; default: the shipped ones.", show_default=False)
    ] = None,
    seed: Annotated[int, whole_option(0, 2**31, "Random seed, from 0.")] = SEED,
    organisations: Annotated[
        int | None,
        whole_option(1, 1000, "Organisations of a study; default: 16, with --quick 2.", "--organisations", "-n"),
    ] = None,
    varied: Annotated[
        int | None,
        whole_option(4, 16_384, "Organisations of a study that varies them; default: 64, with --quick 16."),
    ] = None,
    workers: Annotated[int | None, whole_option(1, 1000, "Worker processes; default: one per usable core.")] = None,
    quick: Annotated[bool, typer.Option("--quick", help="Run a small calibration in minutes; do not cite it.")] = False,
) -> None:
    """Fit the psychological parameters to published effects.

    Screens the parameters, runs waves of history matching, draws from the posterior, predicts each published effect
    from a fit without it, and recovers parameters from synthetic data. Takes a few hours on two cores. Finished work is
    stored, and the same command continues where it stopped.
    """
    with as_options(folder="out"):
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
