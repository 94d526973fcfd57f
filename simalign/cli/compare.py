"""simalign compare: policies on the same organisations with the same luck."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from simalign.cli import app, output
from simalign.cli.options import (
    JsonOption,
    OrganisationOption,
    ScenarioArgument,
    SeedOption,
    SetOption,
    TiesOption,
    WeeksOption,
    announce_compilation,
    chosen_policies,
    chosen_scenario,
    drawn,
)
from simalign.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

    from simalign.comparison import Arm
    from simalign.simulation import Simulation


@app.command(
    epilog="Example: simalign compare --organisation workshop --policies push,pull --replications 50 --seed 1 --out results"
)
def compare(
    scenario: ScenarioArgument = "default",
    policies: Annotated[
        str, typer.Option("--policies", "-p", help="Names of shipped policies or YAML files, with commas.")
    ] = "push,pull,hybrid",
    replications: Annotated[
        int, typer.Option("--replications", "-n", min=1, max=100_000, help="Organisations, or lucks.")
    ] = 30,
    seed: SeedOption = None,
    weeks: WeeksOption = None,
    organisation: OrganisationOption = None,
    ties: TiesOption = None,
    settings: SetOption = None,
    out: Annotated[
        Path | None, typer.Option(help="New folder for tables and figures; a fresh one if not given.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Compare policies on the same organisations with the same luck, as set and at equal cost.

    Prints a table of paired differences with 95% intervals, and writes figures, series and a manifest.
    """
    design = chosen_scenario(scenario, organisation, ties, settings, weeks)
    named = chosen_policies(policies)
    place = output.free("simalign-compare") if out is None else out
    output.check(place)
    seed = drawn(seed)
    announce_compilation(len(design.goals))
    arms, table, ends = _run(design, named, seed, replications)
    record = _record(design, arms, table, seed, replications)
    with output.folder(place) as folder:
        _write(folder, design, record, table, ends)
    if as_json:
        print(json.dumps(record | {"out": str(place)}, default=str))
        return
    from simalign.cli.tables import print_comparison

    print_comparison(record, design)
    print(f"\nFigures, series and manifest: {place}/ (open {place}/curves.png). Repeat: --seed {seed}")


def _run(
    design: Scenario, named: dict[str, Any], seed: int, replications: int
) -> "tuple[list[Arm], pd.DataFrame, dict[str, Simulation]]":
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from simalign.comparison import compare as compared

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        bases = 2 * len({"status_quo", *named})
        task = progress.add_task("runs", total=bases * replications)
        return compared(design, named, seed, replications, lambda: progress.advance(task))


def _record(
    design: Scenario, arms: "list[Arm]", table: "pd.DataFrame", seed: int, replications: int
) -> dict[str, Any]:
    from simalign.analysis.findings import headline, pairwise, summary
    from simalign.comparison import AS_SET, BASE

    policies = [arm.name for arm in arms if arm.basis == AS_SET and arm.name != BASE]
    as_set = table[table["basis"] == AS_SET]
    return {
        "scenario": design.name,
        "seed": seed,
        "replications": replications,
        "weeks": design.weeks,
        "warmup": design.warmup,
        "finding": headline(as_set, design.weeks, policies or [BASE]),
        "arms": [
            {"policy": arm.name, "basis": arm.basis, "scaled_to": arm.share, "cost": arm.cost} for arm in arms
        ],
        "summary": summary(table, design.weeks, BASE),
        "pairs": pairwise(table, design.weeks, policies),
    }


def _write(
    folder: Path,
    design: Scenario,
    record: dict[str, Any],
    table: "pd.DataFrame",
    ends: "dict[str, Simulation]",
) -> None:
    import pandas as pd

    from simalign.analysis.curves import draw_curves
    from simalign.analysis.tree import Look, draw_tree
    from simalign.cli.members import overlaps
    from simalign.comparison import AS_SET, BASE

    pd.DataFrame(record["summary"]).to_csv(folder / "summary.csv", index=False)
    pd.DataFrame(record["pairs"]).to_csv(folder / "pairs.csv", index=False)
    table.to_parquet(folder / "series.parquet", index=False)
    as_set = table[table["basis"] == AS_SET]
    note = f"{record['replications']} organisations, paired; bands: 95% intervals of means; seed {record['seed']}"
    draw_curves(as_set, list(ends), BASE, design.weeks, _pictures(folder, "curves"), note)
    looks = {name: Look(*overlaps(end)) for name, end in ends.items()}
    manager = next(iter(ends.values())).organisation.manager
    draw_tree(manager, looks, design.weeks, _pictures(folder, "organisation"))
    entries = {key: record[key] for key in ("seed", "replications", "arms")}
    output.write_json(
        folder / "manifest.json", output.manifest(**entries, scenario=design.model_dump(mode="json"))
    )


def _pictures(folder: Path, name: str) -> list[Path]:
    return [folder / f"{name}.{suffix}" for suffix in ("png", "svg")]
