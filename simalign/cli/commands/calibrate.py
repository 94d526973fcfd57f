"""simalign calibrate: fit the free psychological parameters to published effects."""

from pathlib import Path
from typing import Annotated

import typer

from simalign.analysis.text import words
from simalign.api.calibrate import SEED, CalibrationResult
from simalign.api.calibrate import calibrate as calibrated
from simalign.cli import output
from simalign.cli.commands.validate import FilesArgument
from simalign.cli.lazy import command
from simalign.cli.options import as_options, whole_option
from simalign.cli.tables import console, fresh_table


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
        whole_option(1, 1000, "Organisations of a study; default: 2, with --quick 1.", "--organisations", "-n"),
    ] = None,
    varied: Annotated[
        int | None,
        whole_option(4, 16_384, "Organisations of a study that varies them; default: 64, with --quick 16."),
    ] = None,
    draws: Annotated[
        int | None, whole_option(64, 2**16, "Draws from the priors, a power of 2; default: 2048, with --quick 64.")
    ] = None,
    workers: Annotated[int | None, whole_option(1, 1000, "Worker processes; default: one per usable core.")] = None,
    quick: Annotated[bool, typer.Option("--quick", help="Run a small calibration in minutes; do not cite it.")] = False,
) -> None:
    """Fit the psychological parameters to published effects.

    Draws all parameters from their priors, repeats every study at each draw, learns how far the model is off in each
    family of evidence, adjusts the draws to the published effects, and forecasts each family from a fit without it.
    Takes a few hours on two cores. Finished work is stored, and the same command continues where it stopped.
    """
    with as_options(folder="out", draws="draws"):
        result = calibrated(
            files or None,
            out,
            priors=priors,
            seed=seed,
            organisations=organisations,
            varied=varied,
            draws=draws,
            quick=quick,
            workers=workers,
        )
    result.write(result.folder, output.command())
    _show(result)


def _show(result: CalibrationResult) -> None:
    record, screen = result.record, console()
    families = result.families.loc[:, ~result.families.columns.str.startswith("crps_half_widths")]
    for title, frame in ((f"{result.finding}.", families), ("Means over families", result.summary)):
        table = fresh_table(title)
        for column in frame:
            table.add_column(words(str(column)), justify="left" if column in ("family", "forecast") else "right")
        for row in frame.itertuples(index=False):
            table.add_row(*(f"{cell:.2f}" if isinstance(cell, float) else words(str(cell)) for cell in row))
        screen.print(table)
    print(f"By medians of draws, the fit holds {result.held} of {record['effects']} published effects.")
    print(
        f"The evidence removes the variance of {record['parameters_learnt']:.1f} of {record['parameters']} parameters, "
        f"not counting {record['parameters_learnt_by_chance']:.1f} that it removes by chance, "
        f"and is informative about {record['identified']}."
    )
    print(f"Fits of synthetic data: ranks uneven with p = {record['ranks_p']:.2f}.")
    print(f"Tables, figures and manifest: {result.folder}/")
