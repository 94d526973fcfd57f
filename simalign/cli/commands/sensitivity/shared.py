"""Options, size and printing that the commands of the group share."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from simalign.cli import output
from simalign.cli.option_groups import ScenarioOptions
from simalign.cli.options import JsonOption, OutOption, SeedOption, whole_option
from simalign.scenario import Scenario
from simalign.simulation.initial import organise

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
QUICK_SIZE, QUICK_WEEKS = 40, 52
SEPARATOR = "  "


@dataclass(frozen=True)
class AnalysisOptions(ScenarioOptions):
    """Options of every analysis."""

    replications: ReplicationsOption = None
    seed: SeedOption = None
    quick: QuickOption = False
    out: OutOption = None
    as_json: JsonOption = False

    def sized(self, usual: int, quick: int) -> int:
        """Number of replications: the option or, if it is not given, that of a full or a quick analysis."""
        return self.replications or (quick if self.quick else usual)


def smaller(scenario: Scenario, weeks: int = QUICK_WEEKS) -> Scenario:
    """The scenario with at most ``weeks`` weeks and, if its members are generated, at most 40 members."""
    settings: dict[str, Any] = {"weeks": min(weeks, scenario.weeks)}
    if scenario.organisation.members is None:
        settings["organisation.size"] = min(QUICK_SIZE, scenario.organisation.size)
    return scenario.changed(settings)


def keep_and_print(
    results: output.Results,
    record: dict[str, Any],
    write: Callable[[Path], None],
    show: Callable[[dict[str, Any]], None],
    as_json: bool,
) -> None:
    """Write the results of an analysis and print them, as text or JSON."""

    def shown(place: str | None) -> None:
        if as_json:
            print(output.json_text(record | {"out": place}))
            return
        show(record)
        written = f"Tables, figure and manifest: {place}/" if place else "Nothing was written"
        print(f"\n{written}. Repeat: --seed {record['seed']}")

    output.save_and_show(results, write, shown)


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
