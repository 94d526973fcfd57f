"""What experiments/robustness says, and the tables beside it."""

import runpy
from pathlib import Path

import pandas as pd

from simalign.experiments.readme import filled

FOLDER = Path(__file__).parents[2] / "experiments" / "robustness"


def test_the_readme_shows_what_the_tables_hold() -> None:
    answer = runpy.run_path(str(FOLDER.parent / "refresh.py"), run_name="refresh")["robustness"](FOLDER)
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert filled(text, {"answer": answer}) == text, "run experiments/refresh.py"
    for part in ("ablations", "rivals"):
        table = pd.read_csv(FOLDER / part / "claims.csv")
        full = table[table["variant"] == "full model"]
        assert f"Of {len(full)} claims {(full['verdict'] == 'holds').sum()} hold in the full model." in text
