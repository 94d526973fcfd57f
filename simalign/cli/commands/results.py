"""simalign results, rerun and verify: the content of a store, and repetitions of its runs."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
import typer

from simalign.analysis.intervals import Interval, interval
from simalign.cli import output
from simalign.cli.lazy import command
from simalign.cli.options import JsonOption, announce_compilation, tell, whole
from simalign.errors import InputError, Problem, printable
from simalign.sweeps.exchange.export import check_ending, export
from simalign.sweeps.exchange.sql import query
from simalign.sweeps.running.repeat import repeated, verified
from simalign.sweeps.store.results import Results, open_sweep

StoreArgument = Annotated[Path, typer.Argument(metavar="STORE", help="The folder that `simalign sweep` created.")]
SHOWN = 12  # maximum number of points or failures that are printed
FIRST = ("do_gain", "value", "want", "do", "know")  # measures that are printed first


@command(epilog="Example: simalign results dials-sweep --runs runs.csv")
def results(
    store: StoreArgument,
    runs: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Write all runs that did not fail: .csv, .parquet, .arrow.", show_default=False
        ),
    ] = None,
    series: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write all weekly series: .csv, .parquet, .arrow.", show_default=False),
    ] = None,
    sql: Annotated[
        str | None,
        typer.Option(metavar="QUERY", help="Query tables runs, series, points, failures (DuckDB).", show_default=False),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Show the coverage, failures and means of a sweep's store."""
    opened = open_sweep(store)
    if sql is not None and (runs or series):
        raise InputError(
            [Problem("cannot be combined with --runs or --series; --json prints its result", key="--sql", value=sql)]
        )
    if sql is not None:
        _print_frame(_query(opened, sql), as_json)
        return
    files = {"--runs": runs, "--series": series}
    for option, file in files.items():
        if file is not None:
            check_ending(file, option)
    if runs is not None:
        export(runs, opened.batches(), opened.no_runs())
    if series is not None:
        export(series, opened.series_batches(), opened.no_series())
    for file in files.values():
        if file is not None:
            tell(f"written: {file}")
    if runs is None and series is None:
        _overview(opened, as_json)


def _query(opened: Results, sql: str) -> pd.DataFrame:
    return query(opened, sql)


def _overview(opened: Results, as_json: bool) -> None:
    coverage = opened.coverage()
    failures = opened.failures() if coverage["failed"] else None
    first = (*FIRST, *opened.store.custom.measures)
    shown = [name for name in first if name in opened.measures] or list(opened.measures[:4])
    summary = _with_intervals(opened, opened.summary(), opened.measures if as_json else shown)
    if as_json:
        record = {
            "sweep": opened.store.manifest["name"],
            "seed": opened.store.seed,
            **coverage,
            "failures": [] if failures is None else failures.to_dict("records"),
            "points": summary.to_dict("records"),
        }
        print(output.json_text(record))
        return
    tell_skipped(opened)
    print(f"{opened.store.manifest['name']}: {len(opened.points):,} design points, seed {opened.store.seed}")
    print(", ".join(f"{coverage[key]:,} {key}" for key in ("runs", "done", "failed", "missing")))
    if failures is not None:
        print("\nfailures:")
        for _, row in failures.head(SHOWN).iterrows():
            last = str(row["error"]).strip().splitlines()[-1]
            print(
                f"  {row['run'][:12]} point {row['point']}, replication {row['replication']}: {row['status']}: {last}"
            )
        _rest(len(failures))
    print("\nmeans over replications, with 95% intervals of the mean:")
    table = summary[[*opened.store.factors, "runs"]].head(SHOWN).copy()
    for name in shown:
        table[name] = [_interval(row, name) for _, row in summary.head(SHOWN).iterrows()]
    print(table.to_string(index=False))
    _rest(len(summary))
    for text in _warnings(summary.head(SHOWN), shown):
        print(text)


def tell_skipped(opened: Results) -> None:
    """Print the files in the store's folder of parts that are not read."""
    for file in opened.skipped():
        tell(printable(f"skipped, because it is not a part of the store: {file}"))


def _with_intervals(opened: Results, summary: pd.DataFrame, measures: Sequence[str]) -> pd.DataFrame:
    """Add the intervals of measures and their warnings: columns NAME_low, NAME_high and NAME_warning."""
    columns: dict[str, list[Any]] = {}
    for name in measures:
        intervals = [interval(sample) if len(sample) else None for sample in opened.samples(name)]
        columns[f"{name}_low"] = [i.low if i else float("nan") for i in intervals]
        columns[f"{name}_high"] = [i.high if i else float("nan") for i in intervals]
        columns[f"{name}_warning"] = [i.warning if i else "no run has it" for i in intervals]
    return pd.concat([summary, pd.DataFrame(columns)], axis=1)


def _interval(row: Any, name: str) -> str:
    return str(Interval(row[name], row[f"{name}_low"], row[f"{name}_high"])).removeprefix("+")


def _warnings(summary: pd.DataFrame, shown: list[str]) -> list[str]:
    """List the unreliable intervals among those shown, one line per reason."""
    reasons: dict[str, dict[str, list[str]]] = {}
    for point, row in zip(summary["point"], summary.to_dict("records"), strict=True):
        for name in shown:
            reasons.setdefault(row[f"{name}_warning"], {}).setdefault(name, []).append(str(point))
    reasons.pop("", None)
    every = {name: [str(point) for point in summary["point"]] for name in shown}
    return [
        f"unreliable: {'all intervals' if affected == every else _points(affected)}: {reason}"
        for reason, affected in reasons.items()
    ]


def _points(affected: dict[str, list[str]]) -> str:
    return "; ".join(f"{name} at point {', '.join(points)}" for name, points in affected.items())


def _rest(count: int) -> None:
    if count > SHOWN:
        print(f"  and {count - SHOWN:,} more (--runs, --json or --sql for all)")


def _print_frame(frame: pd.DataFrame, as_json: bool) -> None:
    if as_json:
        print(output.json_text(frame.to_dict("records")))
    else:
        print(frame.to_string(index=False))


@command(epilog="Example: simalign rerun dials-sweep 67d14c730b5c")
def rerun(
    store: StoreArgument,
    run: Annotated[str, typer.Argument(metavar="RUN", help="Name of the run, or its first digits.")],
    as_json: JsonOption = False,
) -> None:
    """Repeat one run of a store and compare it byte by byte."""
    opened = open_sweep(store)
    announce_compilation(0)
    result = repeated(opened, run)
    record = {"run": result.run, "point": result.point, "replication": result.replication, "status": result.status}
    if as_json:
        print(output.json_text(record | {"same": result.same, "differing": list(result.differing)}))
    else:
        verdict = "identical" if result.same else f"differs in {', '.join(result.differing)}"
        print(f"{result.run} (point {result.point}, replication {result.replication}): {verdict}")
    raise typer.Exit(0 if result.same else 1)


@command(epilog="Example: simalign verify dials-sweep --sample 200")
def verify(
    store: StoreArgument,
    sample: Annotated[int, typer.Option(parser=whole(1, 10_000_000), metavar="N", help="Number of runs.")] = 200,
    seed: Annotated[
        int, typer.Option(parser=whole(0, 2**63 - 1), metavar="N", help="Random seed of the choice of runs.")
    ] = 0,
    as_json: JsonOption = False,
) -> None:
    """Repeat a random sample of a store's runs and compare them.

    Compares byte by byte; the exit status is 1 if a run differs.
    """
    opened = open_sweep(store)
    announce_compilation(0)
    results = verified(opened, sample, seed)
    wrong = [result for result in results if not result.same]
    if as_json:
        print(output.json_text({"checked": len(results), "differing": [result.run for result in wrong]}))
    else:
        print(f"{len(results):,} runs repeated: {len(results) - len(wrong):,} identical")
        for result in wrong[:SHOWN]:
            print(f"  {result.run} differs in {', '.join(result.differing)}")
    raise typer.Exit(1 if wrong or not results else 0)
