"""simalign run: one run, its series kept."""

import json
from pathlib import Path
from typing import Annotated

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
    chosen_scenario,
    drawn,
)
from simalign.scenario.reading import load_policy


@app.command(
    epilog="Example: simalign run low_trust --policy pull --set context.turbulence=0.1 --seed 7 --out results"
)
def run(
    scenario: ScenarioArgument = "default",
    policy: Annotated[
        str | None,
        typer.Option(help="Policy by name or file, in place of the scenario's.", show_default=False),
    ] = None,
    settings: SetOption = None,
    seed: SeedOption = None,
    replication: Annotated[int, typer.Option(min=0, max=2**31, help="Another luck under the same seed.")] = 0,
    weeks: WeeksOption = None,
    organisation: OrganisationOption = None,
    ties: TiesOption = None,
    out: Annotated[
        Path | None, typer.Option(help="New folder for series, members and manifest.", show_default=False)
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Run one scenario once.

    Prints the measures at the end; with --out, writes the weekly series (Parquet and CSV), the members, and a manifest.
    """
    design = chosen_scenario(scenario, organisation, ties, settings, weeks)
    if policy is not None:
        design = design.model_copy(update={"policy": load_policy(policy)})
    if out is not None:
        output.check(out)
    seed = drawn(seed)
    announce_compilation(len(design.goals))

    from simalign.comparison import AS_SET, Arm, tidy
    from simalign.simulation import Simulation

    simulation = Simulation(design, seed, replication)
    series = simulation.run(design.warmup + design.weeks)
    name = design.policy.name or design.policy.preset or design.name
    record = {
        "scenario": design.name,
        "policy": name,
        "seed": seed,
        "replication": replication,
        "weeks": design.weeks,
        "members": simulation.organisation.size,
        "digest": simulation.digest(),
        "measures": simulation.measure(),
    }
    if out is not None:
        from simalign.cli.members import member_table

        table = tidy(Arm(name, AS_SET, design.policy, 1.0, float("nan")), replication, series, design.warmup)
        table = table.drop(columns="basis")
        with output.folder(out) as folder:
            table.to_parquet(folder / "series.parquet", index=False)
            table.to_csv(folder / "series.csv", index=False)
            member_table(simulation).to_csv(folder / "members.csv", index=False)
            entries = {key: record[key] for key in ("seed", "replication", "policy", "digest")}
            content = output.manifest(**entries, scenario=design.model_dump(mode="json"))
            output.write_json(folder / "manifest.json", content)
    if as_json:
        print(json.dumps(record | {"out": None if out is None else str(out)}))
        return
    print(
        f"{design.name}, {name}: {record['members']} members, week {design.weeks}, seed {seed}, replication {replication}"
    )
    for measure, value in simulation.measure().items():
        print(f"  {measure:20} {value:8.4f}")
    print(f"digest of the state: {record['digest']}")
    if out is not None:
        print(f"series, members and manifest: {out}/")
