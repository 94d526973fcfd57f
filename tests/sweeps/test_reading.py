"""Tables of a store in other programs: polars, DuckDB and files, with the same rows as in pandas."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from simalign import InputError
from simalign.sweeps import execute, open_sweep
from simalign.sweeps.exchange.export import export
from simalign.sweeps.running.worker import IN_PROCESS
from simalign.sweeps.store.results import KEYS, Results
from tests.sweeps.made import small_store

FACTOR = "policy.levers.mandate"


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Results:
    """A finished store of 20 runs in three parts, with series."""
    store = small_store(tmp_path_factory.mktemp("reading"), series="do, know")
    execute(store, 1, start_method=IN_PROCESS)
    return open_sweep(store.path)


@pytest.mark.parametrize("table", ["runs", "series"])
def test_a_lazy_frame_has_the_rows_of_the_table(table: str, results: Results) -> None:
    scanned = results.scan(table)
    frame = getattr(results, table)()
    assert scanned.collect_schema().names() == list(frame.columns)
    order = ["replication", "point", *(["week"] if table == "series" else [])]
    pd.testing.assert_frame_equal(scanned.sort(order).collect().to_pandas(), frame, check_dtype=False)


def test_queries_of_a_lazy_frame(results: Results) -> None:
    runs, series = results.runs(), results.series()
    means = results.scan().group_by(FACTOR).agg(pl.col("do").mean()).sort(FACTOR).collect()
    assert means["do"].to_list() == pytest.approx(runs.groupby(FACTOR)["do"].mean().tolist())
    assert results.scan().select(pl.len()).collect().item() == 20
    assert results.scan("series").select(pl.len()).collect().item() == len(series) == 100
    late = results.scan("series").filter((pl.col("week") >= 3) & (pl.col("know") > 0.1)).select("do").collect()
    wanted = series.query("week >= 3 and know > 0.1")["do"]
    assert sorted(late["do"]) == sorted(wanted) and len(wanted) > 0
    assert results.scan("series").select(pl.col("week").max()).collect().item() == 4
    assert results.scan().with_columns(twice=pl.col("do") * 2).filter(pl.col("twice") < 0).collect().height == 0
    assert list(results.scan().head(3).collect()["replication"]) == [0, 0, 1]
    frame = results.scan()
    assert duckdb.sql("select count(*), max(replication) from frame").fetchall() == [(20, 9)] and frame is not None


def test_only_what_a_query_needs_is_read(results: Results, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[tuple[str, ...]] = []
    plain = Results.parts

    def recorded(self: Results, columns: list[str]) -> Iterator[pa.Table]:
        for part in plain(self, columns):
            read.append(tuple(columns))
            yield part

    monkeypatch.setattr(Results, "parts", recorded)
    results.scan().filter(pl.col("want") > 2).select("do").collect()
    assert {frozenset(columns) for columns in read} == {frozenset({*KEYS, "status", "want", "do"})}
    read.clear()
    assert results.scan().head(2).collect().height == 2
    assert len(read) == 1


def test_a_damaged_part_gives_no_rows(results: Results, tmp_path: Path) -> None:
    other = Path(shutil.copytree(results.store.path, tmp_path / "other"))
    part = sorted((other / "parts").iterdir())[1]
    part.write_bytes(part.read_bytes()[:-1] + b"?")
    with pytest.raises((InputError, pl.exceptions.ComputeError), match="is damaged: its content does not match"):
        open_sweep(other).scan().collect()


def test_tables_that_do_not_exist(results: Results, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"table: is not a table \(given: 'points'\); allowed: runs or series"):
        results.scan("points")
    without = small_store(tmp_path)
    assert open_sweep(without.path).scan().collect().height == 0
    with pytest.raises(InputError, match="has no weekly values"):
        open_sweep(without.path).scan("series")


def test_duckdb_reads_the_parquet_files(results: Results) -> None:
    """The query of the guide."""
    folder = results.store.path
    query = f"""
        select "{FACTOR}", count(*) as runs, avg("do") as "do"
        from '{folder}/parts/*.parquet' join '{folder}/design-*.parquet' using (point)
        where status = 'ok' group by all order by 1
    """
    rows = duckdb.sql(query).fetchall()
    means = results.runs().groupby(FACTOR)["do"].mean()
    assert [(mandate, runs) for mandate, runs, _ in rows] == [(0, 10), (1, 10)]
    assert [value for *_, value in rows] == pytest.approx(means.tolist())


@pytest.mark.parametrize("ending", ["csv", "parquet", "arrow"])
def test_files_have_the_rows_of_the_table(ending: str, results: Results, tmp_path: Path) -> None:
    file = tmp_path / f"runs.{ending}"
    export(file, results.batches(), results.no_runs())
    read = {"csv": pd.read_csv, "parquet": pd.read_parquet, "arrow": lambda f: pa.ipc.open_file(f).read_pandas()}
    frame = read[ending](file).sort_values(["replication", "point"], ignore_index=True)
    pd.testing.assert_frame_equal(frame, results.runs(), check_dtype=False)
    before = file.read_bytes()
    with pytest.raises(InputError, match="exists already; nothing was overwritten"):
        export(file, results.batches(), results.no_runs())
    assert file.read_bytes() == before and list(tmp_path.iterdir()) == [file]


def test_files_of_other_endings_are_refused(results: Results, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"file: has another ending .*; allowed: .*\.csv, \.parquet or \.arrow"):
        export(tmp_path / "runs.xlsx", results.batches(), results.no_runs())
    with pytest.raises(InputError, match="cannot be written"):
        export(tmp_path / "missing" / "runs.csv", results.batches(), results.no_runs())
    assert list(tmp_path.iterdir()) == []
