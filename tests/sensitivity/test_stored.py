"""The stored sensitivity of experiments/sensitivity: its words hold no number that its tables do not."""

import json
import re
from pathlib import Path

import pandas as pd

from simalign.files.former import FORMER
from simalign.scenario import Psychology

FOLDER = Path(__file__).parents[2] / "experiments" / "sensitivity"
COLUMNS = {"sobol": ["total", "total_low", "total_high"], "morris": ["mu_star"]}
KINDS = {"levers": "sobol", "context": "sobol", "psychology": "morris"}


def test_every_number_of_the_answer_is_in_the_tables() -> None:
    parts = re.split(r"!\[.*\]\((\w+)/", (FOLDER / "README.md").read_text(encoding="utf-8"))
    assert parts[1::2] == list(KINDS)
    for folder, text in zip(parts[1::2], parts[2::2], strict=True):
        kept = pd.read_csv(FOLDER / folder / "indices.csv")
        told = kept[
            kept["total_told" if KINDS[folder] == "sobol" else "told"] & (kept["factor"] != "replication noise")
        ]
        table = told[COLUMNS[KINDS[folder]]].to_numpy().ravel()
        said = re.findall(r"\b0\.\d+", text)
        assert len(said) > 5
        for number in said:
            assert (table.round(len(number) - 2) == float(number)).any(), (folder, number)


def test_what_is_named_with_a_number_has_it() -> None:
    """Of people, whose parameters are named as they are in the table."""
    text = (FOLDER / "README.md").read_text(encoding="utf-8").split("**People.**")[1]
    kept = pd.read_csv(FOLDER / "psychology" / "indices.csv")
    said = re.findall(r"`(\w+)`(?: leads)?,? \(?(0\.\d+)", text)
    assert len(said) > 10
    for name, number in said:
        own = kept.loc[kept["factor"] == f"psychology.{name}", "mu_star"]
        assert (own.round(3) == float(number)).any(), (name, number)


def test_tables_are_of_this_model_and_of_full_size() -> None:
    for folder, kind in KINDS.items():
        kept = json.loads((FOLDER / folder / "manifest.json").read_text(encoding="utf-8"))
        assert (kept["seed"], kept["replications"]) == (1, 4)
        assert (FOLDER / folder / f"{kind}.png").exists()
        factors = set(pd.read_csv(FOLDER / folder / "factors.csv")["factor"])
        assert factors == set(pd.read_csv(FOLDER / folder / "indices.csv")["factor"]) - {"replication noise"}
    assert len(factors) >= 70
    known = {*Psychology.model_fields, *FORMER["psychology"]}  # until they are run on the third model
    assert {name.split(".")[1] for name in factors} <= known
