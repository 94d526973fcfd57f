"""simalign sensitivity sobol, morris: which levers, traits or circumstances the outcomes depend on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
import typer

from simalign.api.progress import progress_bar
from simalign.calibration.priors import load_priors, shipped_priors
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
    WeeksOption,
    announce_compilation,
    drawn,
    whole_option,
)
from simalign.errors import InputError, Problem
from simalign.files.spreadsheet import write_csv
from simalign.scenario import Scenario
from simalign.sensitivity.elementary_effects import check_installed
from simalign.sensitivity.factors import Factor, Given, factors_of, keys_of, load_ranges, plain_policy
from simalign.sensitivity.figures.indices import Mark, draw_dots
from simalign.sensitivity.ranking import factor_words, headline, spoken
from simalign.sensitivity.studies import NOISE, Study, morris_study, runs_of_morris, runs_of_sobol, sobol_study

BASE, TRAJECTORIES, REPLICATIONS = 128, 20, 4
QUICK_RUNS, QUICK_REPLICATIONS = 7000, 2
FactorsOption = Annotated[
    str,
    typer.Option(
        "--factors",
        "-f",
        metavar="NAMES",
        help="levers, psychology, context or all, or keys like context.trust; separated by commas.",
    ),
]
PRIORS = Path("priors")
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


PSYCHOLOGY = IndexOptions(factors="psychology")


@command(epilog="Example: simalign sensitivity sobol --factors levers --quick --seed 1 --out sobol")
def sobol(
    options: IndexOptions,
    base: Annotated[
        int | None,
        whole_option(2, 65536, f"Points of the base sample, a power of two; default {BASE}.", "--base", "-b"),
    ] = None,
) -> None:
    """Compute Sobol indices of the outcomes.

    Prints first-order and total indices, and the share of the variance that is replication noise. The outcomes are do,
    want, value and compliance gap over the last quarter of the horizon, and push minus pull in each. Every design
    point has its own random streams.
    """
    if base is not None and base & (base - 1):
        near = 1 << (base.bit_length() - 1)
        raise InputError([Problem("is not a power of two", key="--base", value=base, allowed=f"{near} or {2 * near}")])
    design, chosen, given = _asked(options)
    times = options.sized(REPLICATIONS, QUICK_REPLICATIONS)
    n = base or (_most(lambda k: runs_of_sobol(len(chosen), 1 << k, times), 1) if options.quick else BASE)
    n = 1 << n if options.quick and base is None else n
    with output.reserve(options.out, "simalign-sobol") as results:
        seed = drawn(options.seed)
        record = common(design, seed, times, runs_of_sobol(len(chosen), n, times), options.quick) | {"base": n}
        announce_compilation(len(design.goals))
        with progress_bar("runs", record["runs"]) as bar, given.blamed():
            study = sobol_study(design, chosen, n, times, seed, bar.advance)
        _report(results, record | {"method": "sobol"}, design, chosen, study, options.as_json)


@command(epilog="Example: simalign sensitivity morris --factors psychology --quick --seed 1 --out morris")
def morris(
    options: IndexOptions = PSYCHOLOGY,
    trajectories: Annotated[
        int | None,
        whole_option(
            2, 10_000, f"Trajectories through the space of the factors; default {TRAJECTORIES}.", "--trajectories", "-t"
        ),
    ] = None,
) -> None:
    """Screen many factors by the method of Morris.

    Prints mu* and sigma, with the values that replication noise alone would produce. mu* is the mean absolute change
    of an outcome over the whole range of a factor. The outcomes are those of `simalign sensitivity sobol`. Requires
    the extra simalign-abm[calibrate].
    """
    check_installed()
    design, chosen, given = _asked(options)
    _bounded(given)
    times = options.sized(REPLICATIONS, QUICK_REPLICATIONS)
    usual = _most(lambda t: runs_of_morris(len(chosen), t, times), 2) if options.quick else TRAJECTORIES
    paths = trajectories or min(usual, TRAJECTORIES)
    with output.reserve(options.out, "simalign-morris") as results:
        seed = drawn(options.seed)
        record = common(design, seed, times, runs_of_morris(len(chosen), paths, times), options.quick) | {
            "trajectories": paths
        }
        announce_compilation(len(design.goals))
        with progress_bar("runs", record["runs"]) as bar, given.blamed():
            study = morris_study(design, chosen, paths, times, seed, bar.advance)
        _report(
            results, record | {"method": "morris", "salib": version("SALib")}, design, chosen, study, options.as_json
        )


def _asked(options: IndexOptions) -> tuple[Scenario, list[Factor], Given]:
    """Read the scenario, its factors with their ranges, and the ranges that a file gives. Raises InputError."""
    design = plain_policy(options.load(options.weeks))
    design = smaller(design) if options.quick else design
    keys = keys_of(options.factors, design)
    ranges = options.ranges
    given = _priors(keys) if ranges == PRIORS else load_ranges(ranges, keys) if ranges else Given()
    return design, factors_of(keys, design, given.shapes), given


def _priors(keys: Sequence[str]) -> Given:
    """The shipped priors of those factors that have one."""
    shapes = {f"psychology.{name}": shape for name, shape in load_priors(shipped_priors()).shapes.items()}
    if not set(shapes) & set(keys):
        message = "has no factor with a prior"
        raise InputError([Problem(message, key="--ranges", value="priors", allowed="--factors psychology")])
    return Given({key: shapes[key] for key in keys if key in shapes})


def _bounded(given: Given) -> None:
    """Raise InputError for distributions without ends, which a grid cannot span."""
    endless = [key for key, shape in given.shapes.items() if shape.name == "normal"]
    found = [
        Problem("has no bounds, which the method of Morris requires", key=key, allowed="a bounded form")
        for key in endless
    ]
    if found:
        with given.blamed():
            raise InputError(found)


def _most(runs: Callable[[int], int], least: int) -> int:
    """The largest number whose runs a quick look can take."""
    number = least
    while runs(number + 1) <= QUICK_RUNS:
        number += 1
    return number


def _report(
    results: output.Results,
    record: dict[str, Any],
    design: Scenario,
    factors: list[Factor],
    study: Study,
    as_json: bool,
) -> None:
    value, told = ("total", "total_told") if record["method"] == "sobol" else ("mu_star", "told")
    ranges = [{"factor": f.key, "form": f.shape.name, "numbers": list(f.shape.numbers)} for f in factors]
    record |= {"finding": headline(study.indices, study.noise, value, told), "factors": ranges}
    record |= {"indices": study.indices.to_dict("records"), "noise": study.noise.to_dict("records")}
    keep_and_print(
        results, record, lambda folder: _write(folder, record, design, study), lambda told: _show(told, value), as_json
    )


def _write(folder: Path, record: dict[str, Any], design: Scenario, study: Study) -> None:
    method = record["method"]
    write_csv(study.indices, folder / "indices.csv")
    write_csv(study.noise, folder / "noise.csv")
    write_csv(study.points, folder / "points.csv")
    write_csv(pd.DataFrame(record["factors"]), folder / "factors.csv")
    if method == "sobol":
        marks = [
            Mark("total", "total index", "total_low", "total_high"),
            Mark("first", "first-order index", "first_low", "first_high"),
        ]
        axis, limit = "share of variance", "threshold_total"
    else:
        marks = [Mark("mu_star", "mu*: mean absolute effect", "low", "high"), Mark("sigma", "sigma", None, None)]
        axis, limit = "change over the whole range", "threshold_mu_star"
    thresholds = study.noise.set_index("outcome")[limit].to_dict()
    drawn_table = study.indices[study.indices["factor"] != NOISE]
    draw_dots(drawn_table, thresholds, marks, axis, [folder / f"{method}.png"], record["finding"], _note(record))
    entries = {key: value for key, value in record.items() if key not in ("scenario", "indices", "noise")}
    output.write_manifest(folder, design, **entries)


def _note(record: dict[str, Any]) -> str:
    """What was run, and what the lines stand for, in a line under the figure."""
    if record["method"] == "sobol":
        size = f"N = {record['base']}"
    else:
        size = (
            f"value in weeks per member-week, all else in shares of working time; {record['trajectories']} trajectories"
        )
    quick = "quick look, not to be cited; " if record["quick"] else ""
    return (
        f"{quick}{size}, {record['replications']} replications a point; lines: 95% bootstrap intervals; "
        f"shaded: exceeded by chance in 1 of 40 cases; seed {record['seed']}"
    )


def _show(record: dict[str, Any], value: str) -> None:
    """Print the finding, the leading factors of each outcome, and how much is luck."""
    print(f"\n{record['finding']}\n{head(record)}\n")
    rows = []
    limit = f"threshold_{value}"
    for noise in record["noise"]:
        own = [row for row in record["indices"] if row["outcome"] == noise["outcome"] and row["factor"] != NOISE]
        told = [row for row in own if row["total_told" if value == "total" else "told"]]
        first = sorted(told, key=lambda row: -row[value])[:3]
        leading = ", ".join(f"{factor_words(row['factor'])} {row[value]:.2f}" for row in first) or "none"
        share = f"{noise['noise_share']:.1%}"
        rows.append([spoken(noise["outcome"]), share, f"{noise[limit]:.3f}", f"{len(told)} of {len(own)}", leading])
    print_table(["outcome", "noise", "threshold", "above it", "leading"], rows)
    print(
        f"\nnoise: share of the variance over the points that is noise of {record['replications']} replications. "
        f"threshold: {'a total index' if value == 'total' else 'mu*'} exceeds it by chance in 1 of 40 cases."
    )
