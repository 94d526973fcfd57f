"""simalign sensitivity horizon: whether and when the results settle within the horizon."""

from typing import Annotated

import typer

from simalign.analysis.text import bracketed, words
from simalign.api.sensitivity import long_run as api
from simalign.api.sensitivity.long_run import LongRun
from simalign.cli.commands.sensitivity.shared import AnalysisOptions, print_table, report
from simalign.cli.lazy import command
from simalign.cli.options import USUAL_POLICIES, PoliciesOption, several, whole_option
from simalign.sensitivity.long_run import label_of


@command(epilog="Example: simalign sensitivity horizon --quick --seed 1 --out horizon")
def horizon(
    options: AnalysisOptions,
    policies: PoliciesOption = USUAL_POLICIES,
    long: Annotated[int, whole_option(52, 5200, "Weeks of the long horizon.", "--long")] = api.LONG,
    band: Annotated[
        float, typer.Option("--band", metavar="X", help="Largest change that counts as none, in units of the measure.")
    ] = api.BAND,
) -> None:
    """Test whether results settle within the horizon.

    Reports whether the warm-up is long enough, when each policy settles, and whether it still drifts at the end. Uses
    the horizon of the scenario and a longer one, for status quo and each policy.
    """
    report(api.horizon, options, _show, policies=several(policies), long=long, band=band)


def _show(result: LongRun) -> None:
    """Print the adequacy of the warm-up, and one row per policy, measure and horizon."""
    for sentence in result.sentences[: len(result.warm)]:
        print(f"- {sentence}")
    print()
    rows = []
    for row in result.record["settling"]:
        drift = bracketed(row["drift"], row["drift_low"], row["drift_high"], "+.3f")
        last = "never" if row["settled_high"] is None else row["settled_high"]
        week = "not settled" if row["settled"] is None else bracketed(row["settled"], row["settled_low"], last, "d")
        name = f"{label_of(row['measure'])} under {words(row['policy'])}"
        rows.append([name, str(row["end"]), f"{row['level']:.3f}", week, drift, row["state"]])
    print_table(["mean", "by week", "level", "settled in week", "drift in the last year", "then"], rows)
    band = result.record["band"]
    print(f"\nsettled: from when it stays within {band:g} of its level at the end; steady: so is its drift.")
