"""How prose is held to numbers, sweeps are made small, and policies are brought to equal cost."""

from dataclasses import replace
from pathlib import Path

import pytest

from simalign.comparison.cost import mean_cost, payers
from simalign.errors import InputError
from simalign.experiments.catalogue import load
from simalign.experiments.equal_cost import with_equal_cost
from simalign.experiments.experiment import Claim, Experiment, Sentence
from simalign.experiments.readme import filled, outside
from simalign.experiments.results import Row
from simalign.experiments.run import FULL, QUICK, designs
from simalign.policies.values import resolve
from simalign.scenario import Policy
from simalign.simulation.initial import organise
from simalign.sweeps import load_sweep

UP = Row("up", "it rises", 0.0604, 0.05, 0.07, 30, 0.01, "share")
DOWN = replace(UP, key="down", estimate=-0.02, low=-0.03, high=-0.01)
OPEN = replace(UP, key="open", low=-0.01)
ROWS = {row.key: row for row in (UP, DOWN, OPEN)}


def test_blocks_are_replaced_as_a_whole_and_twice_is_once() -> None:
    text = "Before.\n<!-- answer -->old <b>1.0</b><!-- end of answer -->\nAfter."
    new = filled(text, {"answer": "It rises by 0.060."})
    assert "old" not in new and "It rises by 0.060." in new
    assert filled(new, {"answer": "It rises by 0.060."}) == new
    assert outside(new) == outside(text) == "Before.\n\nAfter."


def test_a_block_without_marks_is_refused() -> None:
    with pytest.raises(InputError, match="has no place for a generated block"):
        filled("no marks", {"answer": "It rises."})


def test_sentences_follow_the_interval() -> None:
    told = [Sentence(key, "above", "below", "open").text(ROWS) for key in ROWS]
    assert told == ["above", "below", "open"]


def test_a_title_is_the_whole_clauses_that_fit() -> None:
    long = Sentence("up", "a" * 100, "", "")
    first = Experiment("q", Claim("c", "s", {}), [], [long, replace(long, above="b" * 70)], None)  # type: ignore[arg-type]
    assert first.title(ROWS) == first.text(ROWS) == "A" + "a" * 99 + "; " + "b" * 70
    second = replace(first, finding=[long, replace(long, above="b" * 90)])
    assert second.title(ROWS) == "A" + "a" * 99
    assert replace(first, finding=[replace(long, above="c" * 300)]).title(ROWS) == "C" + "c" * 299


def test_quick_is_smaller_and_full_is_as_the_file_says() -> None:
    full, quick = (designs(load("push_or_pull"), size) for size in (FULL, QUICK))
    assert full["sweep"].file.replications == 100 and quick["sweep"].file.replications == 8
    assert quick["sweep"].scenario(0).organisation.size == 40 and full["sweep"].scenario(0).organisation.size == 120
    assert len(quick["population"].points) == len(full["population"].points) == 4 * 128
    full, quick = (designs(load("mission_command"), size)["contexts"] for size in (FULL, QUICK))
    assert len(full.points) == 500 * len(full.axes["policy"]) and len(quick.points) == 240 * len(quick.axes["policy"])
    full, quick = (designs(load("best_of_family"), size)["sweep"] for size in (FULL, QUICK))
    assert len(full.points) == 2 * len(quick.points)  # 32 candidates of each family, and 16


def test_policies_at_equal_time_and_cost_take_the_budget_that_is_given() -> None:
    """The budget is 2 % of the week beyond status quo, of working time or of time and pay; pull has no pay."""
    design = designs(load("push_or_pull"), FULL)["sweep"]
    base = design.scenario(0)
    by = payers(base, organise(base, design.seed, 0))
    unpaid = replace(by, parameters=by.parameters._replace(price=by.parameters.price._replace(pay=0.0)))
    policies = {
        str(value.label): Policy(**value.plain) for value in design.axes["policy"] if "equal" in str(value.label)
    }
    for name, payer in (
        ("push at equal time", unpaid),
        ("push at equal cost", by),
        ("pull at equal cost", unpaid),
        ("pull at equal cost", by),
    ):
        assert mean_cost(policies[name], payer) - mean_cost(Policy(), payer) == pytest.approx(0.02, rel=1e-3), name
    assert len(policies) == 3


def test_equal_cost_of_no_policy_is_refused() -> None:
    with pytest.raises(InputError, match="is not a policy of the sweep"):
        with_equal_cost(load_sweep("dials"), ["push"])


def test_phases_that_policies_share_are_neither_priced_nor_scaled() -> None:
    design = designs(load("when_management_stops"), FULL)["sweep"]
    base = design.scenario(0)
    by = payers(base, organise(base, design.seed, 0))
    there = {str(value.label): resolve(Policy(**value.plain)) for value in design.axes["policy"]}
    equal = [there[f"{name} at equal cost"] for name in ("push", "pull")]
    assert all(policy.phases == there["push"].phases for policy in equal)
    assert all(policy.phases[0].start == 52 for policy in equal)
    first = [mean_cost(policy.model_copy(update={"phases": []}), by) for policy in equal]
    assert first[0] == pytest.approx(first[1], rel=1e-3)
    cheapest = min(
        (there[name].model_copy(update={"phases": []}) for name in ("push", "pull")), key=lambda p: mean_cost(p, by)
    )
    assert first[0] == pytest.approx(mean_cost(cheapest, by), rel=1e-3)


def test_phases_that_differ_cannot_be_left_out_of_the_cost(tmp_path: Path) -> None:
    file = tmp_path / "sweep.yaml"
    file.write_text("factors: {policy: [{name: a, preset: push, phases: [{from: 9, preset: pull}]}, pull]}\n")
    with pytest.raises(InputError, match="does not have the phases of a"):
        with_equal_cost(load_sweep(file), ["a", "pull"])
