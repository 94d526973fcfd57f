"""How prose is held to numbers, sweeps are made small, and policies are brought to equal cost."""

from dataclasses import replace
from pathlib import Path

import pytest

from simalign.comparison.cost import mean_cost, payers
from simalign.errors import InputError
from simalign.experiments.catalogue import load
from simalign.experiments.equal_cost import with_equal_cost
from simalign.experiments.experiment import CONDITIONAL, REJECTED, SUPPORTED, Claim, Sentence
from simalign.experiments.readme import filled, unmarked
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


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("+.9<!-- up.estimate -->", "+.1<!-- up.estimate -->"),
        ("0.999<!-- up.low -->", "0.050<!-- up.low -->"),
        ("99%<!-- up.estimate -->", "6%<!-- up.estimate -->"),
        ("0.99<!-- -down.estimate -->", "0.02<!-- -down.estimate -->"),
        ("+9.99<!-- down.estimate -->", "-0.02<!-- down.estimate -->"),
        ("7<!-- up.n --> runs", "30<!-- up.n --> runs"),
        ("**<!-- finding -->old<!-- end -->**", "**<!-- finding -->It rises.<!-- end -->**"),
    ],
)
def test_numbers_are_filled_in_as_they_were_printed(before: str, after: str) -> None:
    assert filled(before, ROWS, "It rises.") == after
    assert filled(after, ROWS, "It rises.") == after


def test_a_mark_of_nothing_is_refused() -> None:
    with pytest.raises(InputError, match="is not a number of the results"):
        filled("1.0<!-- sideways.estimate -->", ROWS, "")


def test_bare_decimals_are_found_in_the_answer_alone() -> None:
    text = "# 1.5\n## What the runs gave\n.5 and 0.060<!-- up.estimate -->, `7.7`, [a](b.1.md)\n\n## Else\n2.5\n"
    assert unmarked(text) == [".5"]


def test_sentences_follow_the_interval() -> None:
    told = [Sentence(key, "above", "below", "open").text(ROWS) for key in ROWS]
    assert told == ["above", "below", "open"]


def test_verdicts() -> None:
    def verdict(**needs: str) -> str:
        return Claim("A claim.", "me", needs).verdict(ROWS)  # type: ignore[arg-type]

    assert verdict(up="above", down="below") == SUPPORTED
    assert verdict(up="above", open="above") == CONDITIONAL
    assert verdict(up="below", open="above") == REJECTED


def test_quick_is_smaller_and_full_is_as_the_file_says() -> None:
    full, quick = (designs(load("push_or_pull"), size) for size in (FULL, QUICK))
    assert full["sweep"].file.replications == 100 and quick["sweep"].file.replications == 8
    assert quick["sweep"].scenario(0).organisation.size == 40 and full["sweep"].scenario(0).organisation.size == 120
    assert len(quick["population"].points) == 2 * 16 and len(full["population"].points) == 2 * 64


def test_policies_at_equal_cost_cost_the_same() -> None:
    design = designs(load("push_or_pull"), FULL)["sweep"]
    base = design.scenario(0)
    by = payers(base, organise(base, design.seed, 0))
    costs = [
        mean_cost(Policy(**value.plain), by)
        for value in design.axes["policy"]
        if str(value.label).endswith("at equal cost")
    ]
    assert len(costs) == 2 and costs[0] == pytest.approx(costs[1], rel=1e-3)


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
