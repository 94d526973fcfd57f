"""simalign sensitivity ablations, rivals: which claim rests on which mechanism or rule."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
import typer

from simalign.cli import output
from simalign.cli.commands.sensitivity.shared import (
    QuickOption,
    ReplicationsOption,
    common,
    head,
    keep_and_print,
    print_table,
    smaller,
    ticking,
)
from simalign.cli.lazy import command
from simalign.cli.options import (
    JsonOption,
    OrganisationOption,
    OutOption,
    ScenarioArgument,
    SeedOption,
    SetOption,
    TiesOption,
    announce_compilation,
    chosen_scenario,
    drawn,
)
from simalign.files.spreadsheet import write_csv
from simalign.scenario import Scenario
from simalign.sensitivity.claims import FULL, Claim, Variant, load_claims, load_rivals
from simalign.sensitivity.claims import ablations as all_ablations
from simalign.sensitivity.figures.claims import draw_matrix
from simalign.sensitivity.robustness import (
    HOLDS,
    Cell,
    at_its_cost,
    headline,
    laid_out,
    number,
    of_claim,
    records,
    sentence,
    tried,
)

REPLICATIONS, QUICK_REPLICATIONS = 30, 8
ClaimsOption = Annotated[
    str, typer.Option("--claims", "-c", metavar="NAME", help="Claims: a shipped list, or a YAML file.")
]


@command(epilog="Example: simalign sensitivity ablations --quick --seed 1 --out ablations")
def ablations(
    scenario: ScenarioArgument = "default",
    claims: ClaimsOption = "headline",
    replications: ReplicationsOption = None,
    seed: SeedOption = None,
    organisation: OrganisationOption = None,
    ties: TiesOption = None,
    settings: SetOption = None,
    quick: QuickOption = False,
    out: OutOption = None,
    as_json: JsonOption = False,
) -> None:
    """Try claims with each mechanism of the model off alone.

    Differences are paired, with 95% intervals over organisations. Policies and weeks are those of the claims.
    """
    design = chosen_scenario(scenario, organisation, ties, settings or [], None)
    asked = ("ablations", "without", "ablation", replications, quick)
    _try(design, claims, all_ablations(), asked, seed, out, as_json)


@command(epilog="Example: simalign sensitivity rivals --quick --seed 1 --out rivals")
def rivals(
    scenario: ScenarioArgument = "default",
    claims: ClaimsOption = "headline",
    rules: Annotated[
        str, typer.Option("--rivals", "-r", metavar="NAME", help="Rival rules: a shipped list, or a YAML file.")
    ] = "rules",
    replications: ReplicationsOption = None,
    seed: SeedOption = None,
    organisation: OrganisationOption = None,
    ties: TiesOption = None,
    settings: SetOption = None,
    quick: QuickOption = False,
    out: OutOption = None,
    as_json: JsonOption = False,
) -> None:
    """Try claims with rival rules in place of the model's own.

    A rival is a name, a sentence and settings of the scenario; adding one to the list is one entry. Policies
    and weeks are those of the claims.
    """
    design = chosen_scenario(scenario, organisation, ties, settings or [], None)
    asked = ("rivals", "under", "rival rule", replications, quick)
    _try(design, claims, load_rivals(rules), asked, seed, out, as_json)


def _try(
    design: Scenario,
    claims: str,
    variants: Sequence[Variant],
    asked: tuple[str, str, str, int | None, bool],
    seed: int | None,
    out: Path | None,
    as_json: bool,
) -> None:
    """Run the claims on all variants, keep and print what came out."""
    kind, preposition, one_of, replications, quick = asked
    stated = load_claims(claims)
    last = max(claim.weeks[1] for claim in stated)
    design = design.unchecked_copy(weeks=last)
    design = smaller(design, last) if quick else design
    times = replications or (QUICK_REPLICATIONS if quick else REPLICATIONS)
    with output.reserve(out, f"simalign-{kind}") as results:
        seed = drawn(seed)
        stated = [at_its_cost(claim, design, seed, times) for claim in stated]
        arms = laid_out(design, stated, variants)
        record = common(design, seed, times, arms.runs * times, quick) | {"kind": kind}
        announce_compilation(len(design.goals))
        with ticking(record["runs"]) as tick:
            cells = tried(arms, stated, seed, times, tick)
        record["finding"] = headline(cells, one_of, preposition)
        record["sentences"] = [sentence(own, preposition) for own in of_claim(cells).values()]
        record["cells"] = records(cells)
        keep_and_print(
            results,
            record,
            lambda folder: _write(folder, record, design, stated, variants, cells),
            lambda told: _show(told, cells),
            as_json,
        )


def _write(
    folder: Path,
    record: dict[str, Any],
    design: Scenario,
    claims: Sequence[Claim],
    variants: Sequence[Variant],
    cells: Sequence[Cell],
) -> None:
    write_csv(pd.DataFrame(record["cells"]), folder / "claims.csv")
    (folder / "sentences.txt").write_text("\n".join(record["sentences"]) + "\n", encoding="utf-8")
    draw_matrix(cells, [folder / f"{record['kind']}.png"], record["finding"], _note(record))
    entries = {key: value for key, value in record.items() if key not in ("scenario", "cells")}
    entries |= {"claims": [output.plain(claim) for claim in claims]}
    entries |= {"variants": [output.plain(variant) for variant in variants]}
    output.write_manifest(folder, design, **entries)


def _note(record: dict[str, Any]) -> str:
    quick = "quick look, not to be cited; " if record["quick"] else ""
    return (
        f"{quick}{record['members']} members, {record['replications']} replications, paired; an interval leaves out "
        f"a difference of 0 by chance in 1 of 20 cells; seed {record['seed']}"
    )


def _show(record: dict[str, Any], cells: Sequence[Cell]) -> None:
    """Print the finding, a sentence a claim, and a table of those variants that undo one."""
    print(f"\n{record['finding']}\n{head(record)}\n")
    for line in record["sentences"]:
        print(f"- {line}")
    held = {cell.claim.name for cell in cells if cell.variant == FULL and cell.verdict == HOLDS}
    lost = [cell for cell in cells if cell.verdict != HOLDS and cell.claim.name in held]
    if lost:
        print()
        rows = [[cell.claim.name, cell.variant, number(cell.difference), cell.verdict] for cell in lost]
        print_table(["claim", "variant", "difference", "verdict"], rows)
