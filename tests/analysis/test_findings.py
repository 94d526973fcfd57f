"""What is said of a comparison: who leads, when it is a draw, who passed whom."""

import pandas as pd

from simalign.analysis.findings import FURTHER, LEADS, crossings, headline, pairwise, periods, summary

from .made import table

YEAR = 52
BASE = [[0.5] * YEAR] * 3  # value of status quo, so that 0.1 is 20%


def level(early: float, late: float) -> list[list[float]]:
    """Three replications of a year that differ a little: one value in its first half, one in its second."""
    return [[early + r / 1000] * 26 + [late + r / 1000] * 26 for r in range(3)]


def full(values: dict[str, list[list[float]]]) -> pd.DataFrame:
    """With the same values for every measure."""
    made = table(values)
    return made.assign(**{name: made["value"] for name in (*LEADS, *FURTHER)})


def test_periods() -> None:
    assert periods(26) == {"first quarter": (1, 13), "last quarter": (14, 26)}
    assert periods(20) == {"last quarter": (8, 20)}
    assert periods(1) == {"last quarter": (1, 1)}


def test_headline_says_who_leads_and_since_when() -> None:
    made = table({"status_quo": BASE, "push": level(0.5, 0.5), "pull": level(0.4, 0.9), "lead": level(0.2, 0.7)})
    assert headline(made, YEAR, ["push", "pull", "lead"], "status_quo") == (
        "Value in % of status quo: at first push is 20.0% ahead of pull (weeks 1-13); "
        "at the end pull is 40.0% ahead of lead (weeks 40-52). Pull passed push in week 27."
    )


def test_headline_does_not_depend_on_the_order() -> None:
    made = table({"status_quo": BASE, "push": level(0.5, 0.5), "pull": level(0.4, 0.9)})
    assert headline(made, YEAR, ["push", "pull"], "status_quo") == headline(made, YEAR, ["pull", "push"], "status_quo")


def test_headline_calls_a_draw() -> None:
    made = table({"status_quo": BASE, "push": [[0.5], [0.6], [0.7]], "pull": [[0.8], [0.5], [0.6]]})
    level_at_once = "Value in % of status quo: pull and push are level (week 1)."
    assert headline(made, 1, ["push", "pull"], "status_quo") == level_at_once
    pull = [[0.4] * 26 + [0.5 + x] * 26 for x in (-0.1, 0.0, 0.2)]
    late = table({"status_quo": BASE, "push": level(0.5, 0.5), "pull": pull})
    assert headline(late, YEAR, ["push", "pull"], "status_quo") == (
        "Value in % of status quo: at first push is 20.2% ahead of pull (weeks 1-13); "
        "at the end pull and push are level (weeks 40-52)."
    )


def test_headline_says_once_who_leads_throughout() -> None:
    made = table({"status_quo": BASE, "push": level(0.5, 0.8), "pull": level(0.4, 0.5), "lead": level(0.2, 0.7)})
    assert headline(made, YEAR, ["push", "pull", "lead"], "status_quo") == (
        "Value in % of status quo: push is at first 20.0% ahead of pull (weeks 1-13), "
        "at the end 20.0% ahead of lead (weeks 40-52)."
    )


def test_headline_of_equals_is_a_draw() -> None:
    same = [[0.5], [0.6], [0.7]]
    assert "are level" in headline(
        table({"status_quo": BASE, "push": same, "pull": same}), 1, ["push", "pull"], "status_quo"
    )


def test_headline_of_one_policy_is_against_status_quo() -> None:
    made = table({"status_quo": level(0.3, 0.3), "push": level(0.5, 0.1)})
    assert headline(made, YEAR, ["push"], "status_quo") == (
        "Value in % of status quo: at first push is 66.4% ahead of status quo (weeks 1-13); "
        "at the end status quo is 66.4% ahead of push (weeks 40-52). Status quo passed push in week 27."
    )
    assert headline(made, YEAR, [], "status_quo") == "Value: status quo alone over 52 weeks."


def test_headline_of_one_replication_claims_no_lead() -> None:
    made = table({"a": [[2.0]], "b": [[1.0]]})
    assert headline(made, 1, ["a", "b"], "b") == "Value in % of status quo: a is 100.0% above b (week 1)."


def test_summary_by_hand() -> None:
    records = summary(full({"base": level(1, 2), "push": level(2, 5)}), YEAR, "base")
    assert len(records) == 2 * 2 * (len(LEADS) + len(FURTHER))
    last = next(r for r in records if r["policy"] == "push" and r["period"] == "last quarter")
    assert [round(last[key], 9) for key in ("mean", "difference", "low", "high")] == [5.001, 3, 3, 3]
    base = next(r for r in records if r["policy"] == "base")
    assert (base["difference"], base["low"], base["high"]) == (0, 0, 0)


def test_who_is_not_at_equal_cost_is_not_paired_there() -> None:
    made = full({"base": level(1, 1), "push": level(2, 2), "pull": level(1, 3)})
    equal = made[made["policy"] != "pull"].assign(basis="equal cost")
    both = pd.concat([made, equal])
    names = ["push", "pull"]
    assert {(r["basis"], r["policy"]) for r in summary(both, YEAR, "base")} == {
        *(("as set", name) for name in ("base", "push", "pull")),
        *(("equal cost", name) for name in ("base", "push")),
    }
    assert {r["basis"] for r in pairwise(both, YEAR, names)} == {"as set"}
    assert {r["basis"] for r in crossings(both, names)} == {"as set"}


def test_pairs_and_crossings() -> None:
    made = full({"push": level(2, 2), "pull": level(1, 3)})
    pairs = pairwise(made, YEAR, ["push", "pull"])
    assert {(r["one"], r["other"]) for r in pairs} == {("pull", "push")}
    assert [round(r["difference"], 9) for r in pairs if r["measure"] == "value"] == [-1, 1]
    assert crossings(made, ["push", "pull"]) == [
        {"basis": "as set", "measure": name, "one": "pull", "other": "push", "week": 27} for name in LEADS
    ]
