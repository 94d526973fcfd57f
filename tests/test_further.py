"""Further questions to a decision: a second chart of the same people, and the department in which to start."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import simalign
from simalign import Levers, Policy, Scenario, Simulation, load_policy
from simalign.comparison.rollout import WORTH, Start, candidates, rollout_sentences, staged, starts
from simalign.errors import InputError
from simalign.organisation.reorganised import with_people_of
from simalign.simulation.ensemble import Ensemble

DEPARTMENTS = ("Sales", "Production", "Service")
SMALL = {"warmup": 6, "weeks": 12}


def chart(deep: bool, ids: str = "") -> pd.DataFrame:
    """Return a head and three departments of seven: two layers below the head, or one more."""
    rows = [("head", "", "Board")]
    for name in DEPARTMENTS:
        for number in range(7):
            above = "head" if number == 0 else f"{ids}{name}{1 if deep and number > 2 else 0}"
            rows.append((f"{ids}{name}{number}", above, name))
    return pd.DataFrame(rows, columns=["id", "manager", "department"])


def decided(second: object, policies: object = "push", **more: object) -> dict[str, object]:
    answers = {"trust": [0.2] * 22}
    result = simalign.decide(
        policies=policies, organisation=chart(True).assign(**answers), reorganise=second, seed=1, factors=SMALL,
        uncertainty="none", progress=False, **more,
    )  # fmt: skip
    return result.record["reorganisation"]  # type: ignore[no-any-return]


def test_the_same_chart_in_another_order_is_worth_exactly_the_same() -> None:
    again = chart(True).iloc[::-1]
    record = decided(again)
    assert [row["difference"] for row in record["differences"]] == [0.0, 0.0]
    assert "0 members have another manager, 0 are in another department" in record["said"][0]
    assert any("The answer stays" in sentence for sentence in record["said"])


def test_people_keep_their_numbers_and_answers_in_another_chart() -> None:
    first = simalign.load_organisation(chart(True).assign(trust=np.linspace(0.0, 1.0, 22)))
    other = chart(False).assign(department=lambda rows: rows["department"].replace("Sales", "Service"))
    second = with_people_of(first, simalign.load_organisation(other.sample(frac=1, random_state=2)), False)
    assert second.ids == first.ids and np.array_equal(second.key, first.key)
    assert np.array_equal(second.given["trust"], first.given["trust"])
    assert set(second.departments) == {"Board", "Production", "Service"}
    assert second.manager[second.ids.index("Sales5")] == second.ids.index("Sales0")
    assert second.depth.max() == 3 and first.depth.max() == 4
    ties = pd.DataFrame([("Sales5", "Service3")], columns=["source", "target"])
    moved = with_people_of(first, simalign.load_organisation(other.iloc[::-1], ties), True)
    ends = {moved.ids[i] for i in moved.ties.target}
    assert ends == {"Sales5", "Service3"} and moved.ties.start[moved.ids.index("Sales5") + 1] > 0


def test_another_chart_is_worth_something_else() -> None:
    record = decided(chart(False), ["push", "lead"])
    assert record["changes"][:2] == ["layers: 4 to 3", "managers: 7 to 4"]
    assert all(row["low"] > 0.0 or row["high"] < 0.0 for row in record["differences"])


def test_other_people_and_missing_departments_are_refused(tmp_path: Path) -> None:
    whole = chart(True)
    for second, message in {
        "less": "reorganise: 1 member is missing in the second chart; did you mean 'Service5'? (given: 'Service6')",
        "more": "reorganise: 2 members are not in the first chart; the first (given: 'x'); allowed: the same people",
    }.items():
        extra = pd.DataFrame([("x", "head", "Board"), ("y", "head", "Board")], columns=whole.columns)
        table = whole.iloc[:-1] if second == "less" else pd.concat([whole, extra])
        with pytest.raises(InputError) as error:
            decided(table)
        assert str(error.value).startswith(message) and len(error.value.problems) == 1
    merged = whole.assign(department=whole["department"].replace("Sales", "Service"))
    only_sales = Policy(name="pilot", departments={"Sales": Levers(mandate=0.9)})
    with pytest.raises(InputError, match="the policy pilot has levers for a department that is missing in the second"):
        decided(merged, {"pilot": only_sales})
    with pytest.raises(InputError, match="reorganise: requires an organisation from a members file"):
        simalign.decide(reorganise=whole, factors=SMALL, seed=1, progress=False)


def organised(weeks: int = 12) -> tuple[Scenario, dict[str, int], Ensemble]:
    own = simalign.load_organisation(chart(True))
    sizes = dict(zip(own.departments, np.bincount(own.department).tolist(), strict=True))
    return Scenario(warmup=6, weeks=weeks), sizes, Ensemble(1, organisation=own)


def test_gains_of_starts_are_those_of_single_runs() -> None:
    scenario, sizes, ensemble = organised()
    ranked, _ = starts(scenario, load_policy("push"), sizes, ensemble, 3)
    own = ensemble.organisations.of(scenario, 0)

    def worth(department: str | None, draw: int) -> float:
        policy = staged(load_policy("push"), department, 6)
        run = Simulation(scenario.unchecked_copy(policy=policy), 1, draw, own)
        return float(run.run(18)[6:, WORTH].mean())

    base = [worth(None, draw) for draw in range(3)]
    for each in ranked:
        gains = [worth(each.department, draw) - base[draw] for draw in range(3)]
        assert each.gain == pytest.approx(np.mean(gains) / abs(np.mean(base)))
        assert each.per_member == pytest.approx(each.gain * 22 / each.members)
    assert {each.department for each in ranked} == set(DEPARTMENTS)


def test_a_policy_that_changes_nothing_gains_nothing_anywhere() -> None:
    scenario, sizes, ensemble = organised()
    ranked, best = starts(scenario, Policy(name="same"), sizes, ensemble, 3)
    assert {each.gain for each in ranked} == {0.0} and set(best) == set(DEPARTMENTS)
    assert rollout_sentences("same", ranked, best, 6)[0].startswith("No department clearly gains from starting same")


def test_the_leading_policy_is_started_first() -> None:
    result = simalign.decide(
        policies="lead", organisation=chart(True), which_department_first=True, seed=1, progress=False,
        factors={"warmup": 20, "weeks": 80},
    )  # fmt: skip
    record = result.record["department_first"]
    assert record["policy"] == result.table["policy"].iloc[0]
    assert len(record["starts"]) == (0 if record["policy"] == "status_quo" else 3)
    assert record["said"][-1] == "1 smaller department is left out." or record["policy"] == "status_quo"


def test_the_sentence_names_all_departments_that_may_be_best() -> None:
    ranked = [Start(name, 7, 0.01, 0.03, 0.02, 0.04) for name in "abc"]
    assert rollout_sentences("pull", ranked, ["a"], 26)[0] == "Start pull in a, 26 weeks ahead of the others."
    several = rollout_sentences("pull", ranked, ["a", "b", "c"], 26)[0]
    assert several.startswith("Start pull in a, b or c, 26 weeks") and several.endswith("gains most may be chance.")


def test_what_cannot_start_in_one_department_is_refused() -> None:
    with pytest.raises(InputError, match="requires two departments of 5 members or more"):
        candidates({"Board": 1, "Sales": 40})
    assert list(candidates({"a": 6, "b": 9, "c": 4})) == ["b", "a"]
    with pytest.raises(InputError, match="requires a policy with levers only"):
        staged(staged(load_policy("push"), None, 3), "Sales", 3)
    with pytest.raises(InputError, match="which_department_first: requires two departments"):
        simalign.decide(
            organisation=chart(True).assign(department="all"), which_department_first=True, seed=1, factors=SMALL,
            progress=False,
        )  # fmt: skip
