"""Factors and their ranges."""

from pathlib import Path

import numpy as np
import pytest

from simalign import InputError, Scenario, load_scenario
from simalign.policies.levers import LETTERS
from simalign.sensitivity.factors import GROUPS, Factor, factors_of, keys_of, load_ranges, scenarios
from simalign.sweeps.design.factors import Distribution

SHIPPED = ("default", "complex_work", "low_trust", "routine_work")


@pytest.mark.parametrize("name", SHIPPED)
@pytest.mark.parametrize("group", GROUPS)
def test_every_corner_of_a_group_is_a_scenario(name: str, group: str) -> None:
    """All low, all high, and 64 corners drawn with seed 1; ranges hold what the scenario has."""
    base = load_scenario(name)
    factors = factors_of(keys_of(group, base), base)
    corners = np.random.default_rng(1).integers(2, size=(64, len(factors))).astype(float)
    assert len(scenarios(base, factors, np.vstack([np.zeros(len(factors)), np.ones(len(factors)), corners]))) == 66
    for factor in factors:
        low, high = factor.shape.numbers
        assert low < high, factor
        section, _, field = factor.key.rpartition(".")
        if section != "policy.levers":
            assert low <= getattr(getattr(base, section), field) <= high, factor


def test_ranges_by_rule() -> None:
    base = Scenario()
    keys = ["policy.levers.voice", "policy.levers.focus", "policy.levers.review_interval", "psychology.lag"]
    found = {f.name: f.shape for f in factors_of([*keys, "context.trust", "context.turbulence"], base)}
    assert found == {
        "voice": Distribution("uniform", (0.0, 1.0)),
        "focus": Distribution("integers", (1, 5)),
        "review_interval": Distribution("integers", (1, 52)),
        "lag": Distribution("uniform", tuple(round(share * base.psychology.lag, 9) for share in (0.5, 1.5))),
        "trust": Distribution("uniform", (0.0, 1.0)),
        "turbulence": Distribution("uniform", (0.5 * base.context.turbulence, 2 * base.context.turbulence)),
    }


def test_a_value_of_zero_has_a_range() -> None:
    found = factors_of(["psychology.lag"], Scenario(psychology={"lag": 0}))
    assert found[0].shape.numbers == (0.0, 10.4)


def test_weights_that_must_leave_a_rest_are_cut_back_together_and_no_others() -> None:
    base = Scenario(psychology={"trust_deeds": 0.6, "trust_open": 0.3})
    keys = ["psychology.trust_deeds", "psychology.trust_open", "psychology.react"]
    deeds, openness, react = (factor.shape.numbers[1] for factor in factors_of(keys, base))
    assert 0.98 < deeds + openness <= 1.0
    assert react == pytest.approx(1.5 * base.psychology.react)


def test_letters_follow_clarity_where_it_is_varied() -> None:
    clarity = Factor("policy.levers.clarity", Distribution("uniform", (0.0, 1.0)))
    made = scenarios(Scenario(policy="push"), [clarity], np.array([[0.25]]))[0]
    levers = made.policy.levers
    assert levers.clarity == 0.25
    assert [getattr(levers, letter) for letter in LETTERS] == [None] * 5
    assert levers.mandate == 0.6


def test_a_policy_with_phases_takes_no_part() -> None:
    base = Scenario(policy={"phases": [{"from": 3, "levers": {"voice": 1}}]})
    with pytest.raises(InputError, match="policy: has phases"):
        scenarios(base, factors_of(["context.trust"], base), np.array([[0.5]]))


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ("levrs", "no such factor; did you mean 'levers'"),
        ("context.trst", "did you mean 'context.trust'"),
        ("psychology.acceptance", "no such factor"),
        (",", "does not name a factor"),
        ("context,context.trust", "is listed twice .given: 'context.trust'"),
    ],
)
def test_what_is_no_factor_is_refused(chosen: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        keys_of(chosen, Scenario())


def test_ranges_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "ranges.yaml"
    file.write_text("factors:\n  context.trust: {triangular: [0, 0.5, 1]}\n  context.skill: [0.1, 0.9]\n")
    given = load_ranges(file, ["context.trust", "context.skill", "context.shift"])
    trust, skill, shift = factors_of(["context.trust", "context.skill", "context.shift"], Scenario(), given.shapes)
    assert trust.shape == Distribution("triangular", (0.0, 0.5, 1.0))
    assert set(skill.shape.values(np.linspace(0, 0.99, 9))) == {0.1, 0.9}
    assert shift.shape.name == "uniform"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("factors: {context.trst: {uniform: [0, 1]}}", "r.yaml:1: factors.context.trst: is not among.*'context.trust'"),
        ("factors:\n  context.trust: {unifrom: [0, 1]}", "r.yaml:2: factors.context.trust.unifrom: is not a form"),
        ("factors:\n  context.trust: {uniform: [1, 0]}", "r.yaml:2: .*cannot be used"),
        ("weeks: 3\nfactors: {context.trust: [0.5]}", "r.yaml:1: weeks: unknown key"),
        ("factors: {}", "r.yaml:1: factors: is an empty mapping.* like {context.trust: {uniform: .0, 1.}}"),
    ],
)
def test_a_bad_file_of_ranges_is_refused_with_its_line(text: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "r.yaml").write_text(text)
    with pytest.raises(InputError, match=said):
        load_ranges(tmp_path / "r.yaml", ["context.trust"])


def test_a_value_out_of_range_is_blamed_on_the_file(tmp_path: Path) -> None:
    (tmp_path / "r.yaml").write_text("factors:\n  context.trust: {uniform: [0.5, 3]}\n")
    given = load_ranges(tmp_path / "r.yaml", ["context.trust"])
    base = Scenario()
    with pytest.raises(InputError, match=r"r.yaml:2: factors.context.trust: is out of range"), given.blamed():
        scenarios(base, factors_of(["context.trust"], base, given.shapes), np.array([[0.9]]))
