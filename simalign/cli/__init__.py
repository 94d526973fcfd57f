"""The command line: parse, call, print."""

import os
import signal
import sys
from importlib.metadata import version
from typing import Annotated, NoReturn

import typer

from simalign.cli.lazy import PLAIN, Entry, lazy_group
from simalign.errors import InputError


class Left(SystemExit):
    """A signal has asked the process to leave; ``kept``: after its results were in their place."""

    kept = False


COMMANDS = {
    "compare": Entry("compare", "Compare policies on the same organisations."),
    "decide": Entry("decide", "Say which policy would do best over the weeks, and how sure that is."),
    "power": Entry("power", "Say how many replications a difference needs to be detected."),
    "run": Entry("run", "Run one scenario once."),
    "sweep": Entry("sweep", "Run a sweep, or continue one."),
    "results": Entry("results", "Show the results of a store: coverage, failures, and means."),
    "rerun": Entry("results", "Repeat one run of a store and compare it with the stored one."),
    "verify": Entry("results", "Repeat a random sample of the runs of a store and compare them."),
    "sensitivity": Entry("sensitivity", "Find out which assumptions the answers rest on."),
    "experiments": Entry("experiments", "List the experiments and their questions."),
    "experiment": Entry("experiments", "Run an experiment and print its answer."),
    "validate": Entry("validate", "Run published studies on the model and compare the effects."),
    "calibrate": Entry("calibrate", "Fit the psychological parameters to published effects."),
    "org": Entry("show", "Show how an organisation file was understood."),
    "policies": Entry("show", "List the shipped policies and the value of every lever."),
    "schema": Entry("show", "Print the JSON Schema of a kind of file, for editors."),
    "odd": Entry("show", "Print the description of the model in the ODD protocol."),
    "app": Entry("app", "Open the page: policies side by side, lessons, your organisation."),
    "viz": Entry("viz", "Open the model in Mesa's SolaraViz."),
}

app = typer.Typer(
    name="simalign",
    cls=lazy_group(COMMANDS),
    help="Simulate organisational alignment: when do push and pull align, why, and for how long?",
    epilog="Example: simalign compare --seed 1 --replications 10",
    no_args_is_help=True,
    **PLAIN,
)


def _print_version(wanted: bool) -> None:
    if wanted:
        print(version("simalign"))
        raise typer.Exit


@app.callback()
def overall(
    version: Annotated[
        bool,
        typer.Option("--version", is_eager=True, callback=_print_version, help="Print the version and leave."),
    ] = False,
) -> None:
    """Simulate organisational alignment: when do push and pull align, why, and for how long?"""


def refuse(error: InputError) -> None:
    """Print what is wrong with the input, the first problems in full."""
    for line in error.lines():
        print(f"error: {line}", file=sys.stderr)


def _leave(number: int, frame: object) -> NoReturn:
    raise Left(128 + number)  # what is unfinished is cleared away as the stack unwinds


def _open_standard_streams() -> None:
    """Give output somewhere to go where the caller has closed it (``>&-``)."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115  (open as long as the process)


def main() -> None:
    """Run the command line; exit status 2 for bad input."""
    _open_standard_streams()
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), _leave)
    try:
        try:
            app(prog_name="simalign")
        finally:
            sys.stdout.flush()
    except InputError as error:
        refuse(error)
        sys.exit(2)
    except MemoryError as error:
        said = f" ({error})" if str(error) else ""
        print(f"error: needs more memory than there is{said}; what was written before is kept", file=sys.stderr)
        sys.exit(1)
    except Left as left:
        if left.code == 128 + signal.SIGINT:
            print("interrupted" if left.kept else "interrupted; nothing was written", file=sys.stderr)
        for note in getattr(left, "__notes__", ()):
            print(note, file=sys.stderr)
        raise
    except OSError as error:  # standard output is full, or its reader has left, as head does
        if not isinstance(error, BrokenPipeError):
            print(f"error: {error}", file=sys.stderr)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
