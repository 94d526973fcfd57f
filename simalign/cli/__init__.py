"""The command line: parse, call, print."""

import gc
import io
import os
import re
import signal
import sys
from importlib.metadata import version
from threading import Timer
from typing import Annotated, NoReturn

import typer

from simalign import installation
from simalign.cli.lazy import PLAIN, Entry, lazy_group
from simalign.errors import InputError, Problem

FRESH = 100_000  # new objects between two searches for cycles: imports and figures make many that live to the end
RESENT = 0.02  # seconds after which a lost signal is sent again


class Left(SystemExit):
    """Exit requested by a signal; ``kept``: whether the results had been saved by then."""

    kept = False


COMMANDS = {
    "compare": Entry("compare", "Compare policies on the same organisations."),
    "decide": Entry("decide", "Report which policy is likely to do best."),
    "advise": Entry("advise", "Search for the best policy under a budget."),
    "power": Entry("power", "Estimate how many replications detect a difference."),
    "run": Entry("run", "Run one scenario once."),
    "sweep": Entry("sweep", "Run a sweep of many runs, or continue one."),
    "merge": Entry("merge", "Merge stores of one sweep that were made apart."),
    "results": Entry("results", "Show the coverage, failures and means of a sweep's store."),
    "rerun": Entry("results", "Repeat one run of a store and compare it byte by byte."),
    "verify": Entry("results", "Repeat a random sample of a store's runs and compare them."),
    "discover": Entry("discover", "Find out under which conditions an event happens."),
    "reproduce": Entry("reproduce", "Make an archive of a store, or check one."),
    "sensitivity": Entry("sensitivity", "Analyse what the results depend on."),
    "experiments": Entry("experiments", "List the shipped experiments with their questions."),
    "experiment": Entry("experiments", "Run a shipped experiment and print its answer."),
    "validate": Entry("validate", "Run published experiments on the model and compare effects."),
    "classics": Entry("classics", "Reproduce classic models and compare the model with them."),
    "calibrate": Entry("calibrate", "Fit the psychological parameters to published effects."),
    "org": Entry("org", "Show how an organisation is read and what is special."),
    "survey-template": Entry("survey", "Print a questionnaire on the states that a survey can set."),
    "policies": Entry("show", "List the shipped policies and the levers that each changes."),
    "schema": Entry("show", "Print the JSON Schema of a kind of file."),
    "odd": Entry("odd", "Print the description of the model in the ODD protocol."),
    "app": Entry("app", "Open the page for comparing policies, in the browser."),
    "site": Entry("site", "Write the page as a site that needs no server."),
    "viz": Entry("viz", "Open the model in Mesa's SolaraViz, in the browser."),
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
        print(version(installation.DISTRIBUTION))
        raise typer.Exit


@app.callback()
def overall(
    version: Annotated[
        bool,
        typer.Option("--version", is_eager=True, callback=_print_version, help="Print the version and exit."),
    ] = False,
) -> None:
    """Simulate organisational alignment: when do push and pull align, why, and for how long?"""


def refuse(error: InputError) -> None:
    """Print the problems with the input: the first in full, the rest as a count."""
    for line in error.lines():
        print(f"error: {line}", file=sys.stderr)


def _leave(number: int, frame: object) -> NoReturn:
    raise Left(128 + number)  # unfinished files are removed as the stack unwinds


def _report_unraisable(unraisable: "sys.UnraisableHookArgs") -> None:
    """Send a signal again if its exception was lost, because it was raised in a callback such as ``__del__``."""
    if isinstance(unraisable.exc_value, Left):
        number = int(str(unraisable.exc_value.code)) - 128
        Timer(RESENT, os.kill, (os.getpid(), number)).start()
    else:
        sys.__unraisablehook__(unraisable)


def _open_standard_streams() -> None:
    """Open the null device for a closed stream (``>&-``), and print ``?`` for characters that cannot be encoded."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115  (open until the process ends)
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _check_words(words: list[str]) -> None:
    """Raise InputError for arguments that are not UTF-8, because manifests and messages could not contain them."""
    problems = []
    for before, word in zip(["", *words], words, strict=False):
        if any("\ud800" <= letter <= "\udfff" for letter in word):  # bytes that Python could not decode
            option, _, value = word.partition("=") if re.match("--.*=", word) else (before, "", word)
            key = option if option.startswith("-") else None
            problems.append(Problem("is not UTF-8", key=key, value=value, allowed="text and file names in UTF-8"))
    if problems:
        raise InputError(problems)


def main() -> None:
    """Run the command line; exit status 2 for bad input."""
    gc.set_threshold(FRESH, *gc.get_threshold()[1:])
    _open_standard_streams()
    sys.unraisablehook = _report_unraisable
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), _leave)
    try:
        installation.check()
        _check_words(sys.argv[1:])
        try:
            app(prog_name="simalign")
        finally:
            sys.stdout.flush()
    except InputError as error:
        refuse(error)
        sys.exit(2)
    except MemoryError as error:
        detail = f" ({error})" if str(error) else ""
        print(
            f"error: needs more memory than is available{detail}; files written before the error remain",
            file=sys.stderr,
        )
        sys.exit(1)
    except Left as left:
        if left.code == 128 + signal.SIGINT:
            print("interrupted" if left.kept else "interrupted; nothing was written", file=sys.stderr)
        for note in getattr(left, "__notes__", ()):
            print(note, file=sys.stderr)
        raise
    except OSError as error:  # standard output is full, or its reader (such as head) has closed the pipe
        if not isinstance(error, BrokenPipeError):
            print(f"error: {error}", file=sys.stderr)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
