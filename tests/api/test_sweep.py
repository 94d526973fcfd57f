"""``simalign.sweep``."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import simalign
from simalign.errors import InputError

DESIGN = {
    "set": {"organisation.size": 8, "warmup": 1, "weeks": 2},
    "factors": {"context.trust": [0.2, 0.6], "policy": ["push", "pull"]},
    "replications": 2,
}


def weeks_seen(fixed: Any, state: Any, parameters: Any, week: int) -> float:
    """An own measure whose value is known: the number of the week."""
    return float(week)


def test_a_sweep_has_every_run_and_continues_where_it_was(tmp_path: Path) -> None:
    found = simalign.sweep(DESIGN, tmp_path / "store", seed=1, measures=weeks_seen, workers=1, progress=False)
    assert len(found.table) == 4
    assert set(found.table["runs"]) == {2}
    assert found.runs["weeks_seen"].nunique() == 1
    assert found.measure == "weeks_seen"
    again = simalign.sweep(DESIGN, tmp_path / "store", seed=1, measures=weeks_seen, workers=1, progress=False)
    pd.testing.assert_frame_equal(found.runs, again.runs)
    assert found.finding.startswith("8 of 8 runs of 4 design points.")
    assert "np." not in found.finding
    assert found.figure(ax=found.figure().axes[0]) is not None
    assert found.to_xarray().sizes["point"] == 4
    folder = found.save(tmp_path / "saved")
    assert len(pd.read_csv(folder / "table.csv")) == 4
    assert "weeks_seen" in found._repr_html_()


@pytest.mark.parametrize(
    ("changes", "arguments", "said"),
    [
        ({"factors": {"context.trst": [0.2]}}, {}, "context.trst: unknown key; did you mean 'trust'"),
        ({"replicatoins": 3}, {}, "replicatoins: unknown key; did you mean 'replications'"),
        ({"seed": 3}, {"seed": 4}, "seed: is given by the design"),
        ({}, {"measures": "value"}, "measures: is a shipped measure"),
        ({}, {"workers": 0}, "workers: cannot be used"),
    ],
)
def test_bad_arguments_are_named(changes: Any, arguments: Any, said: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=said):
        simalign.sweep({**DESIGN, **changes}, tmp_path / "store", **({"seed": 1} | arguments), progress=False)
    assert not (tmp_path / "store").exists()
