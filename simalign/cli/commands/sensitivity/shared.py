"""What the commands of the group have in common: options, a quick look, progress, the order of keeping and printing."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from simalign.cli import output
from simalign.cli.options import tell, whole
from simalign.errors import InputError
from simalign.scenario import Scenario
from simalign.simulation.initial import organise

QuickOption = Annotated[bool, typer.Option("--quick", help="A look in under two minutes, on less; not to be cited.")]
ReplicationsOption = Annotated[
    int | None,
    typer.Option(
        "--replications",
        "-n",
        parser=whole(2, 10_000),
        metavar="N",
        help="Independent lucks of every point or arm; from 2, to tell luck.",
        show_default=False,
    ),
]
QUICK_SIZE, QUICK_WEEKS = 40, 52
SEPARATOR = "  "
LINE = 60.0  # seconds between plain lines


def smaller(scenario: Scenario, weeks: int = QUICK_WEEKS) -> Scenario:
    """The scenario with at most 40 members, where they are generated, and no more than so many weeks."""
    settings: dict[str, Any] = {"weeks": min(weeks, scenario.weeks)}
    if scenario.organisation.members is None:
        settings["organisation.size"] = min(QUICK_SIZE, scenario.organisation.size)
    return scenario.changed(settings)


@contextmanager
def ticking(total: int) -> Iterator[Callable[[int], None]]:
    """How so many runs go, on standard error: a bar on a terminal, else a plain line a minute.

    What it gives is told how many more are done.
    """
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    done, told = 0, time.monotonic()
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("runs", total=total)

        def tick(runs: int) -> None:
            nonlocal done, told
            done += runs
            progress.advance(task, runs)
            if progress.disable and time.monotonic() - told >= LINE:
                told = time.monotonic()
                tell(f"{done:,} of {total:,} runs done")

        yield tick


def keep_and_print(
    results: output.Results,
    record: dict[str, Any],
    write: Callable[[Path], None],
    show: Callable[[dict[str, Any]], None],
    as_json: bool,
) -> None:
    """Write the results and print them; what cannot be kept is printed all the same."""

    def shown(place: str | None) -> None:
        told = record | {"out": place}
        if as_json:
            print(output.json_text(told))
            return
        show(told)
        kept = f"Tables, figure and manifest: {place}/" if place else "Nothing was written"
        print(f"\n{kept}. Repeat: --seed {record['seed']}")

    try:
        with results.filling() as folder:
            write(folder)
    except InputError:
        shown(None)
        raise
    shown(str(results.path))


def print_table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print text in columns, the first to the left and the others to the right."""
    widths = [max(len(row[n]) for row in (columns, *rows)) for n in range(len(columns))]
    for row in (columns, *rows):
        first, *rest = (f"{text:{'>' if n else '<'}{widths[n]}}" for n, text in enumerate(row))
        print(SEPARATOR.join((first, *rest)).rstrip())


def head(record: Mapping[str, Any]) -> str:
    """What was run, in a line."""
    quick = "A quick look, not to be cited. " if record["quick"] else ""
    return (
        f"{quick}{record['scenario']}: {record['members']} members, {record['weeks']} weeks of policy, "
        f"{record['replications']} replications, {record['runs']:,} runs. Seed {record['seed']}."
    )


def common(scenario: Scenario, seed: int, replications: int, runs: int, quick: bool) -> dict[str, Any]:
    """Entries that every record has."""
    return {
        "scenario": scenario.name,
        "members": organise(scenario, seed, 0).size,
        "weeks": scenario.weeks,
        "warmup": scenario.warmup,
        "seed": seed,
        "replications": replications,
        "runs": runs,
        "quick": quick,
    }
