"""What experiments/robustness says, and the tables beside it."""

from pathlib import Path

import pandas as pd

FOLDER = Path(__file__).parents[2] / "experiments" / "robustness"


def test_the_report_counts_what_its_tables_hold() -> None:
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    table = pd.read_csv(FOLDER / "ablations" / "claims.csv")
    full = table[table["variant"] == "full model"].set_index("claim")
    assert f"Of {len(full)} claims {(full['verdict'] == 'holds').sum()} hold in the full model" in text
    without = table[table["variant"] == "internalising"].set_index("claim")
    lost = [
        name for name in full.index if full.loc[name, "verdict"] == "holds" and without.loc[name, "verdict"] != "holds"
    ]
    assert len(lost) == 4 and "these four claims" in text
    for claim, variant in (("push_leads_value_early", "compliance"), ("pull_leads_value", "needs")):
        off = table[(table["claim"] == claim) & (table["variant"] == variant)].iloc[0]
        assert f"from {full.loc[claim, 'difference']:+.3f} to {off['difference']:+.3f}" in text


def test_rival_rules_that_are_said_to_overturn_nothing_do_not() -> None:
    table = pd.read_csv(FOLDER / "rivals" / "claims.csv")
    full = table[table["variant"] == "full model"].set_index("claim")
    held = table[table["claim"].isin(full.index[full["verdict"] == "holds"])]
    lost = held[held["verdict"] != "holds"]
    assert set(lost["variant"]) == {"agendas fixed", "levers free"}
