"""simalign sensitivity indices, surrogate: what a sweep that has been run says about its factors."""

from pathlib import Path
from typing import Annotated, Any

import typer

from simalign.api.sensitivity import stored as api
from simalign.api.sensitivity import surrogate as fit
from simalign.cli.commands.results import StoreArgument
from simalign.cli.commands.sensitivity.shared import print_table
from simalign.cli.lazy import command
from simalign.cli.options import JsonOption, whole_option
from simalign.cli.stored import OutOption, report
from simalign.sensitivity.ranking import factor_words


@command(epilog="Example: simalign sensitivity indices STORE --of value --out indices")
def indices(
    store: StoreArgument,
    of: Annotated[
        list[str] | None,
        typer.Option(metavar="MEASURE", help="A measure of the store; may be repeated.", show_default=False),
    ] = None,
    out: OutOption = None,
    as_json: JsonOption = False,
) -> None:
    """Compute Sobol or Morris indices of a stored sweep.

    The sweep file has `sample: {method: saltelli, points: 128, second_order: true}` or `{method: morris, points: 20}`;
    `simalign sweep` runs it. Factors may be numbers, whole numbers or categories such as policies, and groups of
    factors are analysed as one. Requires the extra simalign-abm[screening].
    """
    report(lambda: api.indices(store, of or None), out, as_json, _show_indices)


@command(epilog="Example: simalign sensitivity surrogate STORE --of value --out surrogate")
def surrogate(
    stores: Annotated[list[Path], typer.Argument(metavar="STORE...", help="Stores of sweeps with the same factors.")],
    of: Annotated[
        str | None, typer.Option(metavar="MEASURE", help="A measure of the stores.", show_default=False)
    ] = None,
    points: Annotated[int, whole_option(1, fit.CANDIDATES, "Design points to propose.", "--points")] = fit.NEXT,
    seed: Annotated[int, whole_option(0, 2**63 - 1, "Random seed of folds and candidates.", "--seed", "-s")] = 0,
    out: OutOption = None,
    as_json: JsonOption = False,
) -> None:
    """Predict a stored sweep, and propose more runs.

    Fits a Gaussian process to the stored runs. Prints its cross-validated error beside the replication noise, and the
    design points at which runs would reduce its uncertainty most. --out also writes them as next.yaml, a file for
    `simalign sweep`. Requires the extra simalign-abm[surrogate].
    """
    report(lambda: fit.surrogate(list(stores), of, points=points, seed=seed), out, as_json, _show_surrogate)


def _show_indices(result: api.StoredIndices) -> None:
    """Print a row per outcome and factor, and one per pair."""
    listed = result.plan.listed
    titles = ["outcome", *map(factor_words, listed)]

    def cells(row: dict[str, Any]) -> list[str]:
        return [row["outcome"], *(str(row[key]) for key in listed)]

    sobol = result.method == "sobol"
    main, other, low, high = (
        ("total", "first", "total_low", "total_high") if sobol else ("mu_star", "sigma", "low", "high")
    )
    form = "{:.1%}" if sobol else "{:.3g}"
    rows = [
        [
            factor_words(row["factor"]),
            *cells(row),
            *(form.format(row[name]) for name in (other, main)),
            f"[{form.format(row[low])} to {form.format(row[high])}]",
        ]
        for row in result.table.to_dict("records")
    ]
    print_table(["factor", *titles, *(["first", "total"] if sobol else ["sigma", "mu*"]), "95% interval"], rows)
    if len(result.pairs):
        pairs = [
            [
                f"{factor_words(row['factor'])} x {factor_words(row['with'])}",
                *cells(row),
                f"{row['second']:.1%}",
                f"[{row['second_low']:.1%} to {row['second_high']:.1%}]",
            ]
            for row in result.pairs.to_dict("records")
        ]
        print()
        print_table(["pair", *titles, "second", "95% interval"], pairs)


def _show_surrogate(result: fit.Surrogate) -> None:
    """Print the proposed points."""
    print("most useful design points (variance left: of the mean predictive variance, after this one and those above):")
    names = [name for name in result.next if name not in ("sd", "variance_left")]
    rows = [
        [str(row[name]) for name in names] + [f"{row['sd']:.2g}", f"{row['variance_left']:.0%}"]
        for row in result.next.to_dict("records")
    ]
    print_table([*map(factor_words, names), "sd", "variance left"], rows)
