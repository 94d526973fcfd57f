"""simalign run: simulate one scenario once and write its series."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from simalign.api.policies import focus_remarks
from simalign.cli import output
from simalign.cli.lazy import command
from simalign.cli.members import group_table, member_table
from simalign.cli.option_groups import ScenarioOptions
from simalign.cli.options import (
    JsonOption,
    OutOption,
    SeedOption,
    WeeksOption,
    announce_compilation,
    check_departments,
    chosen_policy,
    drawn,
    split_settings,
    tell,
    whole_option,
)
from simalign.comparison.compare import tidy
from simalign.errors import printable
from simalign.files.shipped import config_file
from simalign.files.spreadsheet import write_csv
from simalign.organisation.survey.report import FEWEST
from simalign.scenario import Scenario
from simalign.simulation import Series, Simulation
from simalign.simulation.initial import organise


@command(epilog="Example: simalign run low_trust --policy pull --seed 7 --out results")
def run(
    options: ScenarioOptions,
    policy: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Policy by name or file; replaces the scenario's.", show_default=False),
    ] = None,
    seed: SeedOption = None,
    replication: Annotated[
        int,
        whole_option(0, 2**31, "Replication number, from 0: selects random streams."),
    ] = 0,
    weeks: WeeksOption = None,
    out: OutOption = None,
    as_json: JsonOption = False,
) -> None:
    """Run one scenario once.

    Prints the measures of the last week. Writes the weekly series (Parquet and CSV), the members and the groups
    (departments, levels, roles) at the end, and a manifest.
    """
    design = _design(options, policy, weeks)
    with output.reserve(out, "simalign-run") as results:
        seed = drawn(seed)
        announce_compilation(len(design.goals))
        simulation = Simulation(design, seed, replication)
        series = simulation.run(design.warmup + design.weeks)
        record = _record(simulation)
        output.save_and_show(
            results,
            lambda folder: _write(folder, simulation, series, record),
            lambda path: _print(record | {"out": path}, as_json),
        )


def _design(options: ScenarioOptions, policy: str | None, weeks: int | None) -> Scenario:
    """Read the scenario and check its policy against its organisation. Raises InputError."""
    settings = options.settings or []
    if policy is None:
        design = options.load(weeks)
        file, prefix = config_file("scenarios", options.scenario), "policy."
    else:
        of_scenario, settings = split_settings(settings)
        design = replace(options, settings=of_scenario).load(weeks)
        design = design.unchecked_copy(policy=chosen_policy(policy, "--policy", settings))
        file, prefix = config_file("policies", policy), ""
    check_departments(design.policy, file, prefix, organise(design, 0, 0), settings)
    for remark in focus_remarks({design.policy.name or "policy": design.policy}, design):
        tell(remark)
    return design


def _record(simulation: Simulation) -> dict[str, Any]:
    design = simulation.scenario
    return {
        "scenario": design.name,
        "policy": design.policy.name or design.name,
        "seed": simulation.seed,
        "replication": simulation.replication,
        "weeks": design.weeks,
        "members": simulation.organisation.size,
        "digest": simulation.digest(),
        "measures": simulation.measure(),
    }


def _write(folder: Path, simulation: Simulation, series: Series, record: dict[str, Any]) -> None:
    design = simulation.scenario
    labels = {"policy": [record["policy"]], "replication": [simulation.replication]}
    table = tidy(labels, [series], design.warmup)
    table.to_parquet(folder / "series.parquet", index=False)
    write_csv(table, folder / "series.csv")
    if simulation.surveyed:
        few = f"groups.csv no groups of fewer than {FEWEST}"
        tell(f"members.csv has no states and {few}, as there are answers to a survey")
    write_csv(member_table(simulation), folder / "members.csv")
    write_csv(group_table(simulation), folder / "groups.csv")
    entries = {key: record[key] for key in ("seed", "replication", "policy", "digest")}
    output.write_manifest(folder, design, **entries)


def _print(record: dict[str, Any], as_json: bool) -> None:
    if as_json:
        print(output.json_text(record))
        return
    print(
        f"{printable(record['scenario'])}, {printable(record['policy'])}: {record['members']} members, "
        f"week {record['weeks']}, seed {record['seed']}, replication {record['replication']}"
    )
    for measure, value in record["measures"].items():
        print(f"  {measure:20} {value:8.4f}")
    print(f"digest of the state: {record['digest']}")
    print(f"series, members and manifest: {record['out']}/" if record["out"] else "nothing was written")
