"""The stored sensitivity of experiments/sensitivity: tables of full size, shown by its README."""

import json
import runpy
from pathlib import Path

import pandas as pd

from simalign.experiments.readme import filled
from simalign.files.former import FORMER
from simalign.scenario import Psychology

FOLDER = Path(__file__).parents[2] / "experiments" / "sensitivity"
KINDS = {"levers": "sobol", "context": "sobol", "psychology": "morris"}


def test_the_readme_shows_the_tables() -> None:
    answer = runpy.run_path(str(FOLDER.parent / "refresh.py"), run_name="refresh")["sensitivity"](FOLDER)
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert filled(text, {"answer": answer}) == text, "run experiments/refresh.py"
    for folder, kind in KINDS.items():
        assert f"{folder}/{kind}.png" in answer
    table = pd.read_csv(FOLDER / "levers" / "indices.csv")
    value = table[(table["outcome"] == "value") & table["total_told"] & (table["factor"] != "replication noise")]
    first = value.sort_values("total", ascending=False).iloc[0]
    assert f"| value | `{first['factor'].rpartition('.')[2]}` {first['total']:.3f}" in answer


def test_tables_are_of_full_size() -> None:
    for folder, kind in KINDS.items():
        kept = json.loads((FOLDER / folder / "manifest.json").read_text(encoding="utf-8"))
        assert (kept["seed"], kept["replications"]) == (1, 4)
        assert (FOLDER / folder / f"{kind}.png").exists()
        factors = set(pd.read_csv(FOLDER / folder / "factors.csv")["factor"])
        assert factors == set(pd.read_csv(FOLDER / folder / "indices.csv")["factor"]) - {"replication noise"}
    assert len(factors) >= 60
    known = {*Psychology.model_fields, *FORMER["psychology"]}  # until they are run on the third model
    assert {name.split(".")[1] for name in factors} <= known
