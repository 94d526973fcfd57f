"""simalign sensitivity sobol, morris: which levers, traits or circumstances the outcomes depend on."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from simalign.api.sensitivity import indices as api
from simalign.api.sensitivity.indices_result import Indices
from simalign.cli.commands.sensitivity.shared import AnalysisOptions, print_table, report
from simalign.cli.lazy import command
from simalign.cli.options import WeeksOption, whole_option
from simalign.scenario import Scenario
from simalign.sensitivity.ranking import factor_words, spoken
from simalign.sensitivity.studies import NOISE

FactorsOption = Annotated[
    str,
    typer.Option(
        "--factors",
        "-f",
        metavar="NAMES",
        help="levers, psychology, context or all, or keys like context.trust; separated by commas.",
    ),
]
RangesOption = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE|priors",
        help="Ranges of the factors: a YAML file with factors as in a sweep, or the priors of the calibration.",
        show_default=False,
    ),
]


@dataclass(frozen=True)
class IndexOptions(AnalysisOptions):
    """Options of an analysis of factors."""

    factors: FactorsOption = "levers"
    ranges: RangesOption = None
    weeks: WeeksOption = None

    def load(self, weeks: int | None = None) -> Scenario:
        """Read the scenario, with the other options on top. Raises InputError."""
        return super().load(weeks or self.weeks)


PSYCHOLOGY = IndexOptions(factors="psychology")


@command(epilog="Example: simalign sensitivity sobol --factors levers --quick --seed 1 --out sobol")
def sobol(
    options: IndexOptions,
    base: Annotated[
        int | None,
        whole_option(2, 65536, f"Points of the base sample, a power of two; default {api.BASE}.", "--base", "-b"),
    ] = None,
) -> None:
    """Compute Sobol indices of the outcomes.

    Prints first-order and total indices, and the share of the variance that is replication noise. The outcomes are do,
    want, value and compliance gap over the last quarter of the horizon, and push minus pull in each. Every design
    point has its own random streams.
    """
    report(api.sobol, options, _show, vary=options.factors, ranges=options.ranges, points=base)


@command(epilog="Example: simalign sensitivity morris --factors psychology --quick --seed 1 --out morris")
def morris(
    options: IndexOptions = PSYCHOLOGY,
    trajectories: Annotated[
        int | None,
        whole_option(
            2,
            10_000,
            f"Trajectories through the space of the factors; default {api.TRAJECTORIES}.",
            "--trajectories",
            "-t",
        ),
    ] = None,
) -> None:
    """Screen many factors by the method of Morris.

    Prints mu* and sigma, with the values that replication noise alone would produce. mu* is the mean absolute change
    of an outcome over the whole range of a factor. The outcomes are those of `simalign sensitivity sobol`. Requires
    the extra simalign-abm[screening].
    """
    report(api.morris, options, _show, vary=options.factors, ranges=options.ranges, trajectories=trajectories)


def _show(result: Indices) -> None:
    """Print one row per outcome: the replication noise and the leading factors."""
    value, above = ("total", "total_told") if result.method == "sobol" else ("mu_star", "told")
    rows = []
    for noise in result.record["noise"]:
        factors = [
            row for row in result.record["indices"] if row["outcome"] == noise["outcome"] and row["factor"] != NOISE
        ]
        detected = sorted((row for row in factors if row[above]), key=lambda row: -row[value])
        leading = ", ".join(f"{factor_words(row['factor'])} {row[value]:.2f}" for row in detected[:3]) or "none"
        threshold, share = f"{noise[f'threshold_{value}']:.3f}", f"{noise['noise_share']:.1%}"
        rows.append([spoken(noise["outcome"]), share, threshold, f"{len(detected)} of {len(factors)}", leading])
    print_table(["outcome", "noise", "threshold", "above it", "leading"], rows)
    print(
        f"\nnoise: share of the variance over the points that is noise of {result.record['replications']} replications."
        f" threshold: {'a total index' if value == 'total' else 'mu*'} exceeds it by chance in 1 of 40 cases."
    )
