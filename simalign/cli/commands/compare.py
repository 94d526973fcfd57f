"""simalign compare: policies on the same organisations with the same luck."""

from pathlib import Path
from typing import Annotated, Any, NamedTuple

import pandas as pd
import typer

from simalign.analysis.figures.curves import draw_curves
from simalign.analysis.figures.organisation import Look, draw_tree
from simalign.analysis.findings import crossings, doubts, headline, pairwise, ranges, summary
from simalign.analysis.power import needs
from simalign.cli import output
from simalign.cli.lazy import command
from simalign.cli.option_groups import ComparisonOptions
from simalign.cli.options import (
    OutOption,
    above_zero,
    announce_compilation,
    check_departments,
    chosen_policies,
    chosen_posterior,
    drawn,
    tell,
    whole_option,
)
from simalign.cli.progress import ProgressBar
from simalign.cli.tables import print_comparison
from simalign.comparison.compare import AS_SET, BASE, Arm, budget_of, not_equal
from simalign.comparison.compare import compare as compared
from simalign.errors import InputError, Problem
from simalign.files.shipped import config_file
from simalign.scenario import Policy, Scenario
from simalign.scenario.posterior import Posterior
from simalign.simulation import Simulation
from simalign.simulation.initial import organise

Compared = tuple[list[Arm], pd.DataFrame, dict[str, Simulation]]
PAIRS = ["basis", "period", "one", "other", "measure", "difference", "low", "high", "warning"]
MOST = 1000


@command(epilog="Example: simalign compare -g workshop -p push,pull -n 10 --out results")
def compare(
    options: ComparisonOptions,
    replications: Annotated[
        int,
        whole_option(
            1, 10_000, "Replications: organisations, or runs of an imported organisation.", "--replications", "-n"
        ),
    ] = 30,
    precision: Annotated[
        float | None,
        typer.Option(
            parser=above_zero,
            metavar="WIDTH",
            help="Run replications until the 95% intervals of the differences in do_gain and value in the last quarter "
            "reach no farther than this from the mean, in units of the measure. --replications is the size of the "
            "first stage, which determines the total.",
            show_default=False,
        ),
    ] = None,
    most: Annotated[
        int | None,
        whole_option(1, 10_000, f"Largest number of replications that --precision may run; default {MOST}."),
    ] = None,
    out: OutOption = None,
) -> None:
    """Compare policies on the same organisations.

    All policies share common random numbers. They are compared as specified and at equal cost. Prints a table of paired
    differences with 95% intervals, with a warning about each unreliable one; writes figures, weekly series and a
    manifest. Only the policies of --policies take part: the policy of the scenario is ignored.
    """
    stages = _stages(precision, most, replications)
    design, named, posterior = chosen(options)
    if posterior is not None:
        posterior.check(design, stages.first if stages.precision is None else stages.most)
    with output.reserve(out, "simalign-compare") as results:
        _report(results, design, named, drawn(options.seed), stages, posterior, options.as_json)


def chosen(options: ComparisonOptions) -> tuple[Scenario, dict[str, Policy], Posterior | None]:
    """Read the scenario, the policies and the posterior draws of a comparison. Raises InputError."""
    posterior = chosen_posterior(options.uncertainty)
    design = design_of(options.load(options.weeks), options.settings or [])
    return design, fitting(options.policies, design), posterior


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
            raise InputError([Problem("requires --precision", key="--most", value=most)])
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
    record = _record(design, compared, seed, stages, posterior)
    output.keep_and_print(
        results,
        record,
        lambda folder: _write(folder, design, record, compared, stages.deciding),
        lambda told: _print(told, as_json),
    )


def design_of(design: Scenario, settings: list[str]) -> Scenario:
    """The scenario without its policy, which takes no part."""
    for setting in settings:
        if setting.strip().startswith("policy"):
            message = "has no effect on the compared policies; put it into a policy file"
            raise InputError([Problem(message, key="--set", value=setting, allowed="--policies FILE")])
    base = Policy(name="status_quo")
    if design.policy.model_copy(update={"name": "", "description": ""}) not in (base, Policy()):
        tell("The comparison ignores the scenario's policy; name its file in --policies to include it.")
    return design.model_copy(update={"policy": base})


def fitting(policies: str, design: Scenario) -> dict[str, Policy]:
    """The policies that are meant, checked against the organisation before anything is run."""
    chosen = chosen_policies(policies)
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
    arms = 2 * len({"status_quo", *named})
    with ProgressBar(arms * stages.first) as bar:

        def more(table: pd.DataFrame) -> int:
            precision = stages.precision or 1.0
            wanted = max([n.replications for n in needs(table, design.weeks, _rivals(table), precision)], default=0)
            total = max(stages.first, min(stages.most, wanted))
            if total > stages.first:
                tell(f"After {stages.first} replications: {wanted:,} needed; {total:,} will be run.")
            bar.total = arms * total
            return total

        asked = None if stages.precision is None else more
        return compared(design, named, seed, stages.first, bar.advance, asked, posterior)


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
    pd.DataFrame(record["summary"]).to_csv(folder / "summary.csv", index=False)
    pd.DataFrame(record["pairs"], columns=PAIRS).to_csv(folder / "pairs.csv", index=False)
    if "ranges" in record:
        pd.DataFrame(record["ranges"]).to_csv(folder / "ranges.csv", index=False)
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
    return f"{record['replications']} {over}, paired; bands: 95% intervals of means"


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
