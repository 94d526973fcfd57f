"""simalign sensitivity ablations, rivals: which claim rests on which mechanism or rule."""

from typing import Annotated

import typer

from simalign.api.sensitivity import claims as api
from simalign.api.sensitivity.claims_result import ClaimTrials
from simalign.cli.commands.sensitivity.shared import AnalysisOptions, print_table, report
from simalign.cli.lazy import command
from simalign.sensitivity.claims import FULL
from simalign.sensitivity.robustness import HOLDS, number

ClaimsOption = Annotated[
    str, typer.Option("--claims", "-c", metavar="NAME", help="Claims: a shipped list, or a YAML file.")
]


@command(epilog="Example: simalign sensitivity ablations --quick --seed 1 --out ablations")
def ablations(
    options: AnalysisOptions,
    claims: ClaimsOption = "headline",
) -> None:
    """Test the claims with each mechanism switched off alone.

    Reports which claims hold, reverse or become undecided. Mean differences are paired, with 95% intervals over
    organisations. The claims determine the policies and weeks.
    """
    report(api.ablations, options, _show, claims=claims)


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
    report(api.rivals, options, _show, claims=claims, rules=rules)


def _show(result: ClaimTrials) -> None:
    """Print one sentence per claim, and a table of the variants under which a claim does not hold."""
    for sentence in result.sentences:
        print(f"- {sentence}")
    holding = {cell.claim.name for cell in result.cells if cell.variant == FULL and cell.verdict == HOLDS}
    lost = [cell for cell in result.cells if cell.verdict != HOLDS and cell.claim.name in holding]
    if lost:
        print()
        rows = [[cell.claim.name, cell.variant, number(cell.difference), cell.verdict] for cell in lost]
        print_table(["claim", "variant", "difference", "verdict"], rows)
