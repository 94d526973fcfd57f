"""simalign compare: policies on the same organisations with the same luck."""

from pathlib import Path
from typing import Annotated, Any, NamedTuple

import pandas as pd
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from simalign.analysis.figures.curves import draw_curves
from simalign.analysis.figures.organisation import Look, draw_tree
from simalign.analysis.findings import crossings, doubts, headline, pairwise, ranges, summary
from simalign.analysis.intervals import FEWEST
from simalign.analysis.power import needs
from simalign.analysis.text import words
from simalign.cli import output
from simalign.cli.lazy import command
from simalign.cli.options import (
    JsonOption,
    OrganisationOption,
    OutOption,
    ScenarioArgument,
    SeedOption,
    SetOption,
    TiesOption,
    UncertaintyOption,
    WeeksOption,
    above_zero,
    announce_compilation,
    check_departments,
    chosen_policies,
    chosen_posterior,
    chosen_scenario,
    drawn,
    tell,
    whole,
)
from simalign.cli.tables import print_comparison
from simalign.comparison.compare import AS_SET, BASE, Arm, budget_of, not_equal
from simalign.comparison.compare import compare as compared
from simalign.errors import InputError, Problem
from simalign.files.shipped import config_file
from simalign.files.spreadsheet import write_csv
from simalign.scenario import Policy, Scenario
from simalign.scenario.posterior import Posterior
from simalign.simulation import Simulation
from simalign.simulation.initial import organise

Compared = tuple[list[Arm], pd.DataFrame, dict[str, Simulation]]
PAIRS = ["basis", "period", "one", "other", "measure", "difference", "low", "high", "warning"]
MOST = 1000


@command(epilog="Example: simalign compare -g workshop -p push,pull -n 10 --out results")
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
    precision: Annotated[
        float | None,
        typer.Option(
            parser=above_zero,
            metavar="WIDTH",
            help="Add replications until the 95% intervals of the differences in do_gain and value, last quarter, "
            "reach no farther than this, in the measures' units, or until --most are run. --replications are the first "
            "stage, whose variance says how many; with fewer than 20, intervals of skewed measures cover too seldom.",
            show_default=False,
        ),
    ] = None,
    most: Annotated[
        int | None,
        typer.Option(
            parser=whole(1, 10_000),
            metavar="N",
            help=f"Replications that --precision may run, at most; {MOST} if not given.",
            show_default=False,
        ),
    ] = None,
    seed: SeedOption = None,
    weeks: WeeksOption = None,
    organisation: OrganisationOption = None,
    ties: TiesOption = None,
    settings: SetOption = None,
    uncertainty: UncertaintyOption = "none",
    out: OutOption = None,
    as_json: JsonOption = False,
) -> None:
    """Compare policies on the same organisations.

    They face the same luck, as set and at equal cost. Prints a table of paired differences with
    95% intervals, with a warning where one is not to be relied on, and writes figures, series and a manifest.
    The policies are those of --policies; one in the scenario takes no part.
    """
    stages = _stages(precision, most, replications)
    posterior = chosen_posterior(uncertainty)
    design = design_of(chosen_scenario(scenario, organisation, ties, settings or [], weeks), settings or [])
    named = fitting(policies, design)
    if posterior is not None:
        posterior.check(design, stages.first if stages.precision is None else stages.most)
    with output.reserve(out, "simalign-compare") as results:
        _report(results, design, named, drawn(seed), stages, posterior, as_json)


class Stages(NamedTuple):
    """How many replications are run first, how precise the differences shall be, and how many may be run in all."""

    first: int
    precision: float | None = None
    most: int = MOST

    @property
    def deciding(self) -> int | None:
        """Replications that decide how many are run; None where that is settled before."""
        return None if self.precision is None else self.first


def _stages(precision: float | None, most: int | None, replications: int) -> Stages:
    """The stages that are meant; raises InputError where the options contradict each other."""
    if precision is None:
        if most is not None:
            raise InputError([Problem("goes with --precision", key="--most", value=most)])
        return Stages(replications)
    if replications < 2:
        message = "is too few for a first stage"
        raise InputError([Problem(message, key="--replications", value=replications, allowed="2 or more")])
    if replications > (most or MOST):
        message = "is fewer than the first stage, --replications"
        raise InputError([Problem(message, key="--most", value=most or MOST, allowed=f"{replications} or more")])
    return Stages(replications, precision, most or MOST)


def _report(
    results: output.Results,
    design: Scenario,
    named: dict[str, Policy],
    seed: int,
    stages: Stages,
    posterior: Posterior | None,
    as_json: bool,
) -> None:
    """Run, keep and print a comparison; what cannot be kept is printed all the same."""
    announce_compilation(len(design.goals))
    compared = run_stages(design, named, seed, stages, posterior)
    record = _record(design, compared, seed, stages, posterior) | {"out": str(results.path)}
    try:
        with results.filling() as folder:
            _write(folder, design, record, compared, stages.deciding)
    except InputError:
        _print(record | {"out": None}, as_json)
        raise
    _print(record, as_json)


def design_of(design: Scenario, settings: list[str]) -> Scenario:
    """The scenario without its policy, which takes no part."""
    for setting in settings:
        if setting.strip().startswith("policy"):
            message = "is of no effect on the policies compared; put it into a policy file"
            raise InputError([Problem(message, key="--set", value=setting, allowed="--policies FILE")])
    base = Policy(name="status_quo")
    if design.policy.unchecked_copy(name="", description="") not in (base, Policy()):
        tell("The scenario's own policy takes no part in the comparison; name its file in --policies to have it in.")
    return design.unchecked_copy(policy=base)


def fitting(policies: str, design: Scenario) -> dict[str, Policy]:
    """The policies that are meant, checked against the organisation before anything is run."""
    chosen = chosen_policies(policies)
    if {words(name) for name in chosen} == {words(BASE)}:
        message = f"names only {BASE}, which always takes part"
        raise InputError([Problem(message, key="--policies", value=policies, allowed="one other policy or more")])
    organisation = organise(design, 0, 0)
    for policy, part in chosen.values():
        check_departments(policy, config_file("policies", part), "", organisation)
    return {name: policy for name, (policy, _) in chosen.items()}


def run_stages(
    design: Scenario,
    named: dict[str, Policy],
    seed: int,
    stages: Stages | int,
    posterior: Posterior | None = None,
) -> Compared:
    """Run a comparison, with a bar on a terminal; ``stages`` may be just a number of replications."""
    stages = Stages(stages) if isinstance(stages, int) else stages
    if stages.precision is not None:
        tell(f"Precision ±{stages.precision:g}: replications are added until it is reached, at most {stages.most:,}.")
        if stages.first < FEWEST:
            tell(f"A first stage of fewer than {FEWEST} replications covers skewed differences less often than 95%.")
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        arms = 2 * len({"status_quo", *named})
        task = progress.add_task("runs", total=arms * stages.first)

        def more(table: pd.DataFrame) -> int:
            precision, there = stages.precision or 1.0, int(table["replication"].nunique())
            required = needs(table, design.weeks, _rivals(table), precision, stages.first)
            wanted = max([need.replications for need in required], default=0)
            total = max(there, min(stages.most, wanted))
            if total > there:
                tell(f"After {there:,} replications: {wanted:,} needed; {total:,} will be run.")
            progress.update(task, total=arms * total)
            return total

        asked = None if stages.precision is None else more
        return compared(design, named, seed, stages.first, lambda: progress.advance(task), asked, posterior)


def _rivals(table: pd.DataFrame) -> list[str]:
    return list(table["policy"].unique())


def _record(
    design: Scenario, compared: Compared, seed: int, stages: Stages, posterior: Posterior | None
) -> dict[str, Any]:
    arms, table, ends = compared
    policies = [arm.name for arm in arms if arm.basis == AS_SET and arm.name != BASE]
    as_set = table[table["basis"] == AS_SET]
    members, first = design.organisation.members, stages.deciding
    return {
        "scenario": design.name,
        "organisation": None if members is None else str(members),
        "members": ends[BASE].organisation.size,
        "seed": seed,
        "replications": int(table["replication"].nunique()),
        "precision": _reached(design, table, stages),
        "uncertainty": posterior and posterior.plain(),
        "weeks": design.weeks,
        "warmup": design.warmup,
        "finding": headline(as_set, design.weeks, policies, BASE, first),
        "finding_warning": doubts(as_set, design.weeks, policies, BASE, first),
        "arms": [{"policy": a.name, "basis": a.basis, "scaled_to": a.share, "cost": a.cost} for a in arms],
        "budget": budget_of(arms),
        "not_at_equal_cost": not_equal(arms),
        "summary": summary(table, design.weeks, BASE, first),
        "pairs": pairwise(table, design.weeks, policies, first),
        "crossings": crossings(table, policies),
    } | ({} if posterior is None else {"ranges": ranges(table, design.weeks, [BASE, *policies])})


def _reached(design: Scenario, table: pd.DataFrame, stages: Stages) -> dict[str, Any] | None:
    """What --precision asked for and got, by the difference that takes the most; None where it was not given."""
    if stages.precision is None:
        return None
    found = needs(table, design.weeks, _rivals(table), stages.precision, stages.first)
    farthest = max((need.reach for need in found), default=0.0)
    return {
        "asked": stages.precision,
        "reached": farthest <= stages.precision * (1 + 1e-9),
        "farthest": farthest,
        "first_stage": stages.first,
        "most": stages.most,
        "needs": [need._asdict() for need in found],
    }


def _write(folder: Path, design: Scenario, record: dict[str, Any], compared: Compared, first: int | None) -> None:
    arms, table, ends = compared
    write_csv(pd.DataFrame(record["summary"]), folder / "summary.csv")
    write_csv(pd.DataFrame(record["pairs"], columns=PAIRS), folder / "pairs.csv")
    if "ranges" in record:
        write_csv(pd.DataFrame(record["ranges"]), folder / "ranges.csv")
    table.to_parquet(folder / "series.parquet", index=False)
    note = f"{_unit(record)}; seed {record['seed']}"
    as_set = table[table["basis"] == AS_SET]
    draw_curves(as_set, list(ends), BASE, _pictures(folder, "curves"), record["finding"], note, first)
    looks = {name: Look(*end.overlaps()) for name, end in ends.items()}
    there = ends[BASE].organisation
    departments = [there.departments[d] for d in there.department]
    draw_tree(there.manager, departments, looks, design.weeks, _pictures(folder, "organisation"))
    said = ("seed", "replications", "precision", "uncertainty", "finding", "finding_warning", "not_at_equal_cost")
    entries = {key: record[key] for key in said}
    full = [own | {"full_policy": output.plain(arm.policy)} for own, arm in zip(record["arms"], arms, strict=True)]
    output.write_manifest(folder, design, **entries, arms=full)


def _unit(record: dict[str, Any]) -> str:
    """What the intervals are over."""
    if record["replications"] == 1:
        return "1 replication, so no intervals"
    over = "organisations" if record["organisation"] is None else "lucks of one organisation"
    over += " with draws of people" if record["uncertainty"] else ""
    return f"{record['replications']} {over}, paired; bands: 95% t intervals of means"


def _pictures(folder: Path, name: str) -> list[Path]:
    return [folder / f"{name}.{suffix}" for suffix in ("png", "svg")]


def _print(record: dict[str, Any], as_json: bool) -> None:
    if as_json:
        print(output.json_text(record))
        return
    print_comparison(record)
    place = record["out"]
    kept = f"Figures, series and manifest: {place}/ (open {place}/curves.png)" if place else "Nothing was written"
    print(f"\n{kept}. Repeat: --seed {record['seed']}")
