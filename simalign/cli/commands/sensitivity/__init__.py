"""simalign sensitivity: what the answers rest on, and how much of them is luck."""

import typer

from simalign.cli import app

group = typer.Typer(
    name="sensitivity",
    help="What do the answers rest on, and what is luck?",
    epilog="Example: simalign sensitivity ablations --quick",
    no_args_is_help=True,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(group)

from simalign.cli.commands.sensitivity import horizon, indices, robustness  # noqa: E402, F401
