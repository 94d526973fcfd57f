"""``simalign.sweep``."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import simalign
from simalign.errors import InputError
from tests.patience import PATIENCE

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


SCRIPT = """import simalign

{guard}
    small = {{"organisation.size": 8, "warmup": 1, "weeks": 2}}
    design = {{"set": small, "factors": {{"context.trust": [0.2, 0.6]}}, "replications": 1}}
    print(simalign.sweep(design, "store", seed=1, workers=1, progress=False).finding)
"""


def test_a_script_that_workers_cannot_import_gets_one_message(tmp_path: Path) -> None:
    """Every process imports the script again; with the line that the message names, the same sweep is done."""
    done = []
    for guard in ("if True:", 'if __name__ == "__main__":'):
        (tmp_path / "script.py").write_text(SCRIPT.format(guard=guard))
        line = [sys.executable, "script.py"]
        done.append(subprocess.run(line, cwd=tmp_path, capture_output=True, text=True, timeout=PATIENCE))
    bare, guarded = done
    assert bare.returncode == 1 and bare.stderr.count("Traceback") == 1, bare.stderr
    message = bare.stderr.splitlines()[-1]
    assert "script.py: simalign.sweep: would start again in every worker process" in message
    assert 'if __name__ == "__main__":' in message
    assert guarded.returncode == 0 and guarded.stdout.startswith("2 of 2 runs"), guarded.stderr
