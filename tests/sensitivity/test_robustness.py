"""Claims on variants: the differences behind them, verdicts, sentences."""

import numpy as np
import pytest

from simalign import InputError, Policy
from simalign.analysis.paired import Interval, difference, window
from simalign.comparison.compare import AS_SET, compare
from simalign.scenario.mechanisms import Mechanisms
from simalign.sensitivity.claims import FULL, Variant, ablations
from simalign.sensitivity.robustness import (
    FLIPS,
    HOLDS,
    UNDECIDED,
    Cell,
    at_equal_cost,
    evaluate_claims,
    headline,
    plan_arms,
    records,
    sentence,
)

from .made import SMALL, claim

OFF = Variant(name="reactance", set={"mechanisms.reactance": False})


def test_every_mechanism_is_switched_off_alone() -> None:
    found = {variant.name: variant.settings for variant in ablations()}
    assert found == {name: {f"mechanisms.{name}": False} for name in Mechanisms.model_fields}
    scenarios = plan_arms(SMALL, [claim()], ablations()).scenarios
    for name, (one, other) in scenarios.items():
        off = {field for field in Mechanisms.model_fields if not getattr(one.mechanisms, field)}
        assert off == ({name} - {FULL})
        assert one.mechanisms == other.mechanisms
        assert (one.policy.levers.mandate, other.policy.levers.voice) == (0.6, 0.6)


def test_a_difference_is_that_of_a_comparison() -> None:
    stated = claim(weeks=[3, 6])
    (cell,) = evaluate_claims(plan_arms(SMALL, [stated], []), [stated], 4, 3)
    table = compare(SMALL, {name: Policy(preset=name) for name in ("push", "pull")}, 4, 3)[1]
    theirs = difference(window(table, 3, 6, ["do"]), "do", AS_SET, "push", "pull")
    assert np.allclose(cell.difference[:3], theirs[:3], atol=1e-15)
    assert cell.change[:3] == (0.0, 0.0, 0.0)


def test_what_rests_on_a_mechanism_falls_without_it() -> None:
    stated = claim(one="push", other="status_quo", measure="resistance")
    full, without = evaluate_claims(plan_arms(SMALL, [stated], [OFF]), [stated], 1, 5)
    assert (full.verdict, without.verdict) == (HOLDS, UNDECIDED)
    assert without.difference[:3] == (0.0, 0.0, 0.0)
    assert without.change.mean == pytest.approx(-full.difference.mean)
    assert "depends on reactance: without reactance there is no difference." in sentence([full, without], "without")


def test_a_claim_on_a_change_is_the_difference_of_two_differences() -> None:
    turbulent = {"context.turbulence": 0.9}
    stated = claim(where=turbulent)
    arms = plan_arms(SMALL, [stated, claim(name="b")], [OFF])
    assert [len(own) for own in arms.scenarios.values()] == [4, 4]  # the second claim's arms are the first's
    assert arms.runs == 8
    (cell, _) = evaluate_claims(plan_arms(SMALL, [stated], [OFF]), [stated], 1, 3)
    plain = claim()
    changed = SMALL.model_copy(update={"context": SMALL.context.model_copy(update={"turbulence": 0.9})})
    parts = [
        evaluate_claims(plan_arms(base, [plain], []), [plain], 1, 3)[0].difference.mean for base in (changed, SMALL)
    ]
    assert cell.difference.mean == pytest.approx(parts[0] - parts[1], abs=1e-15)


def test_a_variant_that_makes_no_scenario_is_refused_by_name() -> None:
    with pytest.raises(InputError, match=r"variant 'b': psychology.shde: unknown key; did you mean 'shade'"):
        plan_arms(SMALL, [claim()], [Variant(name="b", set={"psychology.shde": 0})])


def test_policies_at_equal_cost_cost_the_same() -> None:
    from simalign.comparison.cost import mean_cost, payers
    from simalign.simulation.initial import organise

    stated = at_equal_cost(claim(at="equal cost"), SMALL, 1, 2)
    by = payers(SMALL, organise(SMALL, 1, 0))
    one, other = (mean_cost(policy, by) for policy in stated.policies)
    assert one == pytest.approx(other, rel=0.02)
    assert stated.other != claim().other
    with pytest.raises(InputError, match="claim 'a': compares policies that cannot be scaled to equal cost"):
        at_equal_cost(claim(other="laissez_faire", at="equal cost"), SMALL, 1, 2)


def cell(variant: str, mean: float, verdict: str, sign: str = "above") -> Cell:
    around = Interval(mean, mean - 0.1, mean + 0.1)
    return Cell(claim(**{"is": sign}), variant, around, around, verdict)


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ([(FULL, 0.5, HOLDS), ("a", 0.4, HOLDS), ("b_c", 0.3, HOLDS)],
         "holds throughout; it is weakest without b c"),
        ([(FULL, 0.5, HOLDS), ("a", -0.4, FLIPS), ("b", 0.0, UNDECIDED)],
         "depends on a and b: without a it flips to -0.400 [-0.500, -0.300]; without b it is undecided at +0.000"),
        ([(FULL, 0.5, HOLDS), *((name, -0.4, FLIPS) for name in "abcde")], "depends on a, b, c and 2 more: "),
        ([(FULL, 0.0, UNDECIDED), ("a", 0.4, HOLDS), ("b", 0.4, HOLDS)],
         "is undecided in the full model (+0.000 [-0.100, +0.100]); it holds only without a or b."),
        ([(FULL, -0.5, FLIPS), ("a", -0.4, FLIPS)], "is false: the opposite holds in the full model"),
    ],
)  # fmt: skip
def test_sentences(cells: list[tuple[str, float, str]], said: str) -> None:
    assert said in sentence([cell(*one) for one in cells], "without")


def test_the_least_that_is_left_of_a_claim_of_below_is_the_highest() -> None:
    cells = [cell(name, mean, HOLDS, "below") for name, mean in ((FULL, -0.5), ("a", -0.4), ("b", -0.2))]
    assert "it is weakest without b" in sentence(cells, "without")


def test_headline_counts_claims_and_names_what_most_hang_on() -> None:
    cells = []
    for name in "xyz":
        for variant, mean, verdict in (
            (FULL, 0.5, HOLDS),
            ("a", 0.1 if name == "z" else -0.4, FLIPS),
            ("b", 0.4, HOLDS),
        ):
            one = cell(variant, mean, HOLDS if mean > 0 else verdict)
            cells.append(one._replace(claim=claim(name=name)))
    assert headline(cells, "ablation", "without") == (
        "3 of 3 claims hold in the full model, 1 of them under every ablation; most are lost without a (2)."
    )
    assert len(records(cells)) == 9
