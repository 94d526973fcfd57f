"""simalign sensitivity: what the results depend on, and how much of them is replication noise."""

import typer

from simalign.cli.lazy import PLAIN, Entry, lazy_group

COMMANDS = {
    "ablations": Entry("sensitivity.robustness", "Test the claims with each mechanism switched off alone."),
    "rivals": Entry("sensitivity.robustness", "Test the claims under rival rules."),
    "horizon": Entry("sensitivity.horizon", "Test whether results settle within the horizon."),
    "sobol": Entry("sensitivity.indices", "Compute Sobol indices of the outcomes."),
    "morris": Entry("sensitivity.indices", "Screen many factors by the method of Morris."),
    "indices": Entry("sensitivity.stored", "Compute Sobol or Morris indices of a stored sweep."),
    "surrogate": Entry("sensitivity.stored", "Predict a stored sweep, and propose more runs."),
}

group = typer.Typer(
    name="sensitivity",
    cls=lazy_group(COMMANDS),
    help="Analyse what the results depend on.",
    epilog="Example: simalign sensitivity ablations --quick",
    no_args_is_help=True,
    add_completion=False,
    **PLAIN,
)


@group.callback()
def overall() -> None:
    """Analyse what the results depend on."""
