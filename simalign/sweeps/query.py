"""SQL on a store's tables. Needs ``simalign[sql]``."""

from importlib.util import find_spec
from typing import TYPE_CHECKING

import pyarrow as pa

from simalign.errors import InputError, Problem
from simalign.sweeps.results import Results

if TYPE_CHECKING:
    import pandas as pd

TABLES = "runs, series, points, failures"


def query(results: Results, sql: str) -> "pd.DataFrame":
    """What a query on the tables runs, series, points and failures gives; tables are read only if it names them.

    Raises InputError where DuckDB is not installed, or does not take the query.
    """
    if find_spec("duckdb") is None:
        raise InputError([Problem("needs duckdb, which is not installed", allowed="pip install 'simalign[sql]'")])
    import duckdb

    with duckdb.connect(":memory:", config={"enable_external_access": False}) as base:
        try:
            asked = {name.lower() for name in base.get_table_names(sql)} if sql.strip() else set()
            for name in sorted(asked):
                if (table := _table(results, name)) is not None:
                    base.register(name, table)
            if not duckdb.extract_statements(sql):
                raise InputError([Problem("asks for nothing", key="--sql", value=sql, allowed=f"a query on {TABLES}")])
            frame: pd.DataFrame = base.execute(sql).df()
        except duckdb.Error as error:
            message = str(error).splitlines()[0]
            raise InputError([Problem(message, key="--sql", value=sql, allowed=f"a query on {TABLES}")]) from None
    return frame


def _table(results: Results, name: str) -> "pa.Table | pd.DataFrame | None":
    if name == "runs":
        return pa.concat_tables(list(results.batches()) or [results.no_runs()])
    if name == "series":
        return pa.concat_tables(list(results.series_batches()) or [results.no_series()])
    if name == "points":
        return results.points.table
    if name == "failures":
        return results.failures()
    return None
