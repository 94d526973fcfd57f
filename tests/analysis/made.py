"""Tidy tables made by hand."""

import pandas as pd


def table(values: dict[str, list[list[float]]], measure: str = "value", first: int = 1) -> pd.DataFrame:
    """A table of one basis: by policy, for each replication, one value a week."""
    return pd.DataFrame(
        [
            {"policy": policy, "basis": "as set", "replication": r, "week": first + w, measure: value}
            for policy, runs in values.items()
            for r, run in enumerate(runs)
            for w, value in enumerate(run)
        ]
    )
