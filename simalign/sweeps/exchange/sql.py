"""SQL queries on a store's tables, by DuckDB. Requires ``simalign-abm[sql]``."""

import re
from collections.abc import Collection

import pandas as pd
import pyarrow as pa

from simalign.errors import InputError, Problem
from simalign.installation import require
from simalign.measures.catalogue import NAMES
from simalign.sweeps.store.results import Results

TABLES = "runs, series, points, failures"
ALLOWED = f'a query on {TABLES}; names that are keywords of SQL must be in double quotes, like "order"'
RESERVED = "select keyword_name from duckdb_keywords() where keyword_category = 'reserved'"
SKIPPED = r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|--[^\n]*|/\*.*?\*/"  # text, quoted names and comments of a query


def query(results: Results, sql: str) -> pd.DataFrame:
    """Return the result of a query on the tables runs, series, points and failures.

    Only tables that the query names are read. Names of measures and factors need no quotes, not even ``do``, a keyword
    of SQL, or the names of factors that contain dots.
    Raises InputError if DuckDB is not installed or rejects the query.
    """
    require("--sql", "sql", "duckdb")
    import duckdb

    with duckdb.connect(":memory:", config={"enable_external_access": False}) as base:
        reserved = {word for (word,) in base.execute(RESERVED).fetchall()} & set(NAMES)
        sql = quoted(sql, [*reserved, *(name for name in results.store.factors if not name.isidentifier())])
        try:
            tables = {name.lower() for name in base.get_table_names(sql)} if sql.strip() else set()
            for name in sorted(tables):
                if (table := _table(results, name)) is not None:
                    base.register(name, table)
            if not duckdb.extract_statements(sql):
                raise InputError([Problem("is an empty query", key="--sql", value=sql, allowed=f"a query on {TABLES}")])
            frame: pd.DataFrame = base.execute(sql).df()
        except duckdb.Error as error:
            message = str(error).splitlines()[0]
            raise InputError([Problem(message, key="--sql", value=sql, allowed=ALLOWED)]) from None
    return frame


def quoted(sql: str, names: Collection[str]) -> str:
    r"""Return a query with double quotes around these names, except in text, quoted names and comments.

    >>> quoted("select avg(do), context.trust from runs where policy = 'do'", ["do", "context.trust"])
    'select avg("do"), "context.trust" from runs where policy = \'do\''
    """
    if not names:
        return sql
    longest_first = sorted(map(re.escape, names), key=len, reverse=True)
    pattern = rf"{SKIPPED}|(?<![\w\"])(?P<name>{'|'.join(longest_first)})(?![\w\"]|\.\w)"
    return re.sub(pattern, lambda m: f'"{m[0]}"' if m["name"] else m[0], sql, flags=re.IGNORECASE | re.DOTALL)


def _table(results: Results, name: str) -> "pa.Table | pd.DataFrame | None":
    """Read the table of this name; None if there is no such table."""
    if name == "runs":
        return pa.concat_tables(list(results.batches()) or [results.no_runs()])
    if name == "series":
        return pa.concat_tables(list(results.series_batches()) or [results.no_series()])
    if name == "points":
        return results.points.table
    if name == "failures":
        return results.failures()
    return None
