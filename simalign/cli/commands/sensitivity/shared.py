"""Options, files and printing that the commands of the group share."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import typer

from simalign.api.checkpoints import until_saved
from simalign.api.result import Result
from simalign.cli import output
from simalign.cli.option_groups import ScenarioOptions
from simalign.cli.options import JsonOption, OutOption, SeedOption, as_options, whole_option

QuickOption = Annotated[bool, typer.Option("--quick", help="Run a small analysis in two minutes; do not cite it.")]
ReplicationsOption = Annotated[
    int | None,
    whole_option(
        2,
        10_000,
        "Replications of every design point or arm, from 2, which show the replication noise.",
        "--replications",
        "-n",
    ),
]
OPTIONS = {"vary": "factors", "points": "base", "rules": "rivals"}  # options by the argument of the function
SEPARATOR = "  "


@dataclass(frozen=True)
class AnalysisOptions(ScenarioOptions):
    """Options of every analysis."""

    replications: ReplicationsOption = None
    seed: SeedOption = None
    quick: QuickOption = False
    out: OutOption = None
    as_json: JsonOption = False


def report[Analysis: Result](
    analyse: Callable[..., Analysis], options: AnalysisOptions, show: Callable[[Analysis], None], **arguments: Any
) -> None:
    """Run an analysis, write its files into a folder, and print it as text or JSON.

    analyse: a function of ``simalign.sensitivity``; show: prints its result as text; arguments: those of the function
    that only this command has. Raises InputError, which names the options of the command.
    """
    design = options.load()
    with output.reserve(options.out, f"simalign-{analyse.__name__}") as results, until_saved():
        with as_options(**OPTIONS):
            result = analyse(
                design, replications=options.replications, seed=options.seed, quick=options.quick, **arguments
            )

        def shown(place: str | None) -> None:
            if options.as_json:
                print(output.json_text(result.record | {"out": place}))
                return
            print(f"\n{result.finding}\n{_head(result.record)}\n")
            show(result)
            written = f"Tables, figure and manifest: {place}/" if place else "Nothing was written"
            print(f"\n{written}. Repeat: --seed {result.record['seed']}")

        output.save_and_show(results, lambda folder: result.write(folder, output.command()), shown)


def print_table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print text in columns, the first to the left and the others to the right."""
    widths = [max(len(row[n]) for row in (columns, *rows)) for n in range(len(columns))]
    for row in (columns, *rows):
        first, *rest = (f"{text:{'>' if n else '<'}{widths[n]}}" for n, text in enumerate(row))
        print(SEPARATOR.join((first, *rest)).rstrip())


def _head(record: Mapping[str, Any]) -> str:
    """Return one line with the scenario and the size of the analysis."""
    quick = "A quick look, not to be cited. " if record["quick"] else ""
    return (
        f"{quick}{record['scenario']}: {record['members']} members, {record['weeks']} weeks of policy, "
        f"{record['replications']} replications, {record['runs']:,} runs. Seed {record['seed']}."
    )
