"""simalign sensitivity ablations, rivals: which claim rests on which mechanism or rule."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import pandas as pd
import typer

from simalign.api.progress import progress_bar
from simalign.cli import output
from simalign.cli.commands.sensitivity.shared import (
    AnalysisOptions,
    common,
    head,
    keep_and_print,
    print_table,
    smaller,
)
from simalign.cli.lazy import command
from simalign.cli.options import (
    announce_compilation,
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
    options: AnalysisOptions,
    claims: ClaimsOption = "headline",
) -> None:
    """Test the claims with each mechanism switched off alone.

    Reports which claims hold, reverse or become undecided. Differences are paired, with 95% intervals over
    organisations. The claims determine the policies and weeks.
    """
    _try(options, claims, all_ablations(), Kind("ablations", "without", "ablation"))


@command(epilog="Example: simalign sensitivity rivals --quick --seed 1 --out rivals")
def rivals(
    options: AnalysisOptions,
    claims: ClaimsOption = "headline",
    rules: Annotated[
        str, typer.Option("--rivals", "-r", metavar="NAME", help="Rival rules: a shipped list, or a YAML file.")
    ] = "rules",
) -> None:
    """Test the claims under rival rules.

    Each rival replaces one rule of the model. Reports which claims hold, reverse or become undecided. A rival is one
    entry of a YAML list: a name, a sentence and settings of the scenario. The claims determine the policies and weeks.
    """
    _try(options, claims, load_rivals(rules), Kind("rivals", "under", "rival rule"))


class Kind(NamedTuple):
    """A kind of variants: its name, and the words that sentences about it use."""

    name: str
    preposition: str
    singular: str


def _try(options: AnalysisOptions, claims: str, variants: Sequence[Variant], kind: Kind) -> None:
    """Test the claims on all variants, then write and print the results."""
    design = options.load()
    stated = load_claims(claims)
    last = max(claim.weeks[1] for claim in stated)
    design = design.unchecked_copy(weeks=last)
    design = smaller(design, last) if options.quick else design
    times = options.sized(REPLICATIONS, QUICK_REPLICATIONS)
    with output.reserve(options.out, f"simalign-{kind.name}") as results:
        seed = drawn(options.seed)
        stated = [at_its_cost(claim, design, seed, times) for claim in stated]
        arms = laid_out(design, stated, variants)
        record = common(design, seed, times, arms.runs * times, options.quick) | {"kind": kind.name}
        announce_compilation(len(design.goals))
        with progress_bar("runs", record["runs"]) as bar:
            cells = tried(arms, stated, seed, times, bar.advance)
        record["finding"] = headline(cells, kind.singular, kind.preposition)
        record["sentences"] = [sentence(own, kind.preposition) for own in of_claim(cells).values()]
        record["cells"] = records(cells)
        keep_and_print(
            results,
            record,
            lambda folder: _write(folder, record, design, stated, variants, cells),
            lambda told: _show(told, cells),
            options.as_json,
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
