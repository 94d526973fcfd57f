"""simalign compare: policies on the same organisations with the same luck."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from simalign.cli import app, output
from simalign.cli.options import (
    JsonOption,
    OrganisationOption,
    OutOption,
    ScenarioArgument,
    SeedOption,
    SetOption,
    TiesOption,
    WeeksOption,
    announce_compilation,
    check_departments,
    chosen_policies,
    chosen_scenario,
    drawn,
    tell,
    whole,
)
from simalign.errors import InputError, Problem

if TYPE_CHECKING:
    import pandas as pd

    from simalign.comparison import Arm
    from simalign.scenario import Policy, Scenario
    from simalign.simulation import Simulation

    Compared = tuple[list[Arm], pd.DataFrame, dict[str, Simulation]]


PAIRS = ["basis", "period", "one", "other", "measure", "difference", "low", "high"]


@app.command(epilog="Example: simalign compare -g workshop -p push,pull -n 10 --out results")
def compare(
    scenario: ScenarioArgument = "default",
    policies: Annotated[
        str,
        typer.Option("--policies", "-p", metavar="NAMES", help="Shipped policies or YAML files, with commas."),
    ] = "push,pull,hybrid",
    replications: Annotated[
        int,
        typer.Option(
            "--replications",
            "-n",
            parser=whole(1, 10_000),
            metavar="N",
            help="Organisations; of an imported one, lucks.",
        ),
    ] = 30,
    seed: SeedOption = None,
    weeks: WeeksOption = None,
    organisation: OrganisationOption = None,
    ties: TiesOption = None,
    settings: SetOption = None,
    out: OutOption = None,
    as_json: JsonOption = False,
) -> None:
    """Compare policies on the same organisations.

    They face the same luck, as set and at equal cost. Prints a table of paired differences with
    95% intervals, and writes figures, series and a manifest.
    The policies are those of --policies; one in the scenario takes no part.
    """
    design = _design(chosen_scenario(scenario, organisation, ties, settings or [], weeks), settings or [])
    named = _fitting(policies, design)
    with output.reserve(out, "simalign-compare") as results:
        _report(results, design, named, drawn(seed), replications, as_json)


def _report(
    results: output.Results,
    design: "Scenario",
    named: "dict[str, Policy]",
    seed: int,
    replications: int,
    as_json: bool,
) -> None:
    """Run, keep and print a comparison; what cannot be kept is printed all the same."""
    announce_compilation(len(design.goals))
    compared = _run(design, named, seed, replications)
    record = _record(design, compared, seed, replications) | {"out": str(results.path)}
    try:
        with results.filling() as folder:
            _write(folder, design, record, compared)
    except InputError:
        _print(record | {"out": None}, as_json)
        raise
    _print(record, as_json)


def _design(design: "Scenario", settings: list[str]) -> "Scenario":
    """The scenario without its policy, which takes no part."""
    from simalign.scenario import Policy

    for setting in settings:
        if setting.strip().startswith("policy"):
            message = "is of no effect on the policies compared; put it into a policy file"
            raise InputError([Problem(message, key="--set", value=setting, allowed="--policies FILE")])
    base = Policy(preset="status_quo")
    if design.policy.model_copy(update={"name": "", "description": ""}) not in (base, Policy()):
        tell("The scenario's own policy takes no part in the comparison; name its file in --policies to have it in.")
    return design.model_copy(update={"policy": base})


def _fitting(policies: str, design: "Scenario") -> "dict[str, Policy]":
    """The policies that are meant, checked against the organisation before anything is run."""
    from simalign.scenario.configs import config_file
    from simalign.start import organise

    chosen = chosen_policies(policies)
    organisation = organise(design, 0, 0)
    for policy, part in chosen.values():
        check_departments(policy, config_file("policies", part), "", organisation)
    return {name: policy for name, (policy, _) in chosen.items()}


def _run(design: "Scenario", named: "dict[str, Policy]", seed: int, replications: int) -> "Compared":
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from simalign.comparison import compare as compared

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        arms = 2 * len({"status_quo", *named})
        task = progress.add_task("runs", total=arms * replications)
        return compared(design, named, seed, replications, lambda: progress.advance(task))


def _record(design: "Scenario", compared: "Compared", seed: int, replications: int) -> dict[str, Any]:
    from simalign.analysis.findings import crossings, headline, pairwise, summary
    from simalign.comparison import AS_SET, BASE, budget_of, not_equal

    arms, table, ends = compared
    policies = [arm.name for arm in arms if arm.basis == AS_SET and arm.name != BASE]
    as_set = table[table["basis"] == AS_SET]
    members = design.organisation.members
    return {
        "scenario": design.name,
        "organisation": None if members is None else str(members),
        "members": ends[BASE].organisation.size,
        "seed": seed,
        "replications": replications,
        "weeks": design.weeks,
        "warmup": design.warmup,
        "finding": headline(as_set, design.weeks, policies, BASE),
        "arms": [{"policy": a.name, "basis": a.basis, "scaled_to": a.share, "cost": a.cost} for a in arms],
        "budget": budget_of(arms),
        "not_at_equal_cost": not_equal(arms),
        "summary": summary(table, design.weeks, BASE),
        "pairs": pairwise(table, design.weeks, policies),
        "crossings": crossings(table, policies),
    }


def _write(folder: Path, design: "Scenario", record: dict[str, Any], compared: "Compared") -> None:
    import pandas as pd

    from simalign.analysis.curves import draw_curves
    from simalign.analysis.tree import Look, draw_tree
    from simalign.cli.members import overlaps
    from simalign.comparison import AS_SET, BASE

    arms, table, ends = compared
    pd.DataFrame(record["summary"]).to_csv(folder / "summary.csv", index=False)
    pd.DataFrame(record["pairs"], columns=PAIRS).to_csv(folder / "pairs.csv", index=False)
    table.to_parquet(folder / "series.parquet", index=False)
    note = f"{_unit(record)}; seed {record['seed']}"
    as_set = table[table["basis"] == AS_SET]
    draw_curves(as_set, list(ends), BASE, _pictures(folder, "curves"), record["finding"], note)
    looks = {name: Look(*overlaps(end)) for name, end in ends.items()}
    there = ends[BASE].organisation
    departments = [there.departments[d] for d in there.department]
    draw_tree(there.manager, departments, looks, design.weeks, _pictures(folder, "organisation"))
    entries = {key: record[key] for key in ("seed", "replications", "finding", "not_at_equal_cost")}
    full = [own | {"full_policy": output.plain(arm.policy)} for own, arm in zip(record["arms"], arms, strict=True)]
    output.write_manifest(folder, design, **entries, arms=full)


def _unit(record: dict[str, Any]) -> str:
    """What the intervals are over."""
    if record["replications"] == 1:
        return "1 replication, so no intervals"
    over = "organisations" if record["organisation"] is None else "lucks of one organisation"
    return f"{record['replications']} {over}, paired; bands: 95% intervals of means"


def _pictures(folder: Path, name: str) -> list[Path]:
    return [folder / f"{name}.{suffix}" for suffix in ("png", "svg")]


def _print(record: dict[str, Any], as_json: bool) -> None:
    if as_json:
        print(output.json_text(record))
        return
    from simalign.cli.tables import print_comparison

    print_comparison(record)
    place = record["out"]
    kept = f"Figures, series and manifest: {place}/ (open {place}/curves.png)" if place else "Nothing was written"
    print(f"\n{kept}. Repeat: --seed {record['seed']}")
