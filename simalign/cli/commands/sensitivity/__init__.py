"""simalign sensitivity: which assumptions the answers rest on, and how much of them is replication noise."""

import typer

from simalign.cli.lazy import PLAIN, Entry, lazy_group

COMMANDS = {
    "ablations": Entry("sensitivity.robustness", "Try claims with each mechanism of the model off alone."),
    "rivals": Entry("sensitivity.robustness", "Try claims with rival rules in place of the model's own."),
    "horizon": Entry("sensitivity.horizon", "Say whether results are end states."),
    "sobol": Entry("sensitivity.indices", "Variance-based indices of Sobol, with the share of replication noise."),
    "morris": Entry("sensitivity.indices", "Screening of many factors by elementary effects."),
}

group = typer.Typer(
    name="sensitivity",
    cls=lazy_group(COMMANDS),
    help="Find out which assumptions the answers rest on.",
    epilog="Example: simalign sensitivity ablations --quick",
    no_args_is_help=True,
    **PLAIN,
)


@group.callback()
def overall() -> None:
    """Find out which assumptions the answers rest on."""
