"""From what a policy says to a value for every lever."""

from pathlib import Path

import numpy as np
import pytest

from simalign import InputError, Levers, Policy, load_policy
from simalign.files.shipped import names
from simalign.policies.plan import nominal
from simalign.policies.resolve import apply, changes, named, number, preset_changes, status_quo, unfolded
from simalign.scenario.levers import COLUMNS, LETTERS, PULL, PUSH, STATUS_QUO
from simalign.scenario.policy import Phase

QUO = {  # MODEL, section 2
    "mandate": 0.3, "monitoring": 0.3, "incentive": 0.2, "voice": 0.2, "rationale": 0.3, "autonomy": 0.5,
    "transparency": 0.3, "role_modelling": 0.4, "support": 0.3, "shared_goals": 0.2, "relationship_management": 0.2,
    "specific": 0.5, "measurable": 0.5, "achievable": 0.5, "relevant": 0.5, "time_bound": 0.5,
    "focus": 4, "feedback_interval": 26, "review_interval": 26,
}  # fmt: skip


def test_status_quo() -> None:
    """The values of the model's description, and one for every column."""
    assert status_quo().items() >= QUO.items()
    assert set(status_quo()) == set(COLUMNS)
    assert nominal(Policy()) == nominal(load_policy("status_quo")) == status_quo()


def test_status_quo_cannot_be_changed_by_who_asks() -> None:
    status_quo()["mandate"] = 9.0
    assert status_quo()["mandate"] == 0.3


@pytest.mark.parametrize(
    ("name", "families"),
    [("push", PUSH), ("tell_and_sell", (*PUSH, "rationale")), ("pull", PULL), ("hybrid", PUSH + PULL)],
)
def test_presets_move_their_own_family_only(name: str, families: tuple[str, ...]) -> None:
    levers, usual = nominal(load_policy(name)), status_quo()
    assert {lever for lever in COLUMNS if levers[lever] != usual[lever]} == set(families)
    assert all(levers[lever] > usual[lever] for lever in families)


def test_other_presets() -> None:
    assert all(nominal(load_policy("laissez_faire"))[lever] <= 0.1 for lever in PUSH + PULL)
    assert nominal(load_policy("annual_review"))["feedback_interval"] == 52
    assert nominal(load_policy("continuous_feedback"))["feedback_interval"] <= 2


def test_later_overrides_earlier() -> None:
    """The preset first, then dials, then levers."""
    levers = nominal(Policy(preset="push", dials={"push": 0.9, "pull": 0.1}, levers=Levers(monitoring=0.5)))
    assert [levers[lever] for lever in PUSH] == [0.9, 0.5, 0.9]
    assert {levers[lever] for lever in PULL} == {0.1}
    assert levers["focus"] == 4


def test_dials_run_from_none_to_full() -> None:
    for push in (0.0, 1.0):
        levers = nominal(Policy(dials={"push": push}))
        assert {levers[lever] for lever in PUSH} == {push}
        assert {lever: levers[lever] for lever in PULL} == {lever: status_quo()[lever] for lever in PULL}


def test_letters_follow_clarity_unless_named() -> None:
    levers = nominal(Policy(levers=Levers(clarity=0.8, relevant=0.1)))
    assert [levers[letter] for letter in LETTERS] == [0.8, 0.8, 0.8, 0.1, 0.8]
    assert named(Levers(relevant=0.1)) == {"relevant": 0.1}


def test_never_is_zero() -> None:
    assert number("never") == 0.0
    assert changes(Policy(levers=Levers(feedback_interval="never"))) == {"feedback_interval": 0.0}


def test_a_preset_means_the_same_in_any_phase() -> None:
    assert changes(Phase(**{"from": 3, "preset": "push"})) == nominal(load_policy("push"))
    assert set(preset_changes("push")) == set(COLUMNS)


def test_unfolded_reads_what_is_only_named(tmp_path: Path) -> None:
    file = tmp_path / "phased.yaml"
    file.write_text("levers: {voice: 1}\nphases: [{from: 2, levers: {mandate: 1}}]\n")
    other = tmp_path / "other.yaml"
    other.write_text("preset: phased.yaml\ndescription: the same\n")
    full = unfolded(load_policy(other))
    assert [phase.start for phase in full.phases] == [2]
    assert unfolded(full) is full
    changed = Policy(preset="push", levers=Levers(voice=1.0))
    assert unfolded(changed) is changed


def test_a_preset_with_phases_is_refused_beside_levers(tmp_path: Path) -> None:
    file = tmp_path / "phased.yaml"
    file.write_text("phases: [{from: 2, levers: {mandate: 1}}]\n")
    with pytest.raises(InputError, match="preset: has phases, rules or departments"):
        nominal(Policy(preset=str(file), levers=Levers(voice=1.0)))


def test_unknown_presets_are_refused() -> None:
    with pytest.raises(InputError, match="no policy of that name; did you mean 'push'"):
        nominal(Policy(preset="pusch"))


def test_departments_are_written_over_the_whole() -> None:
    table = np.zeros((3, len(COLUMNS)))
    policy = Policy(levers=Levers(voice=0.7), departments={"b": {"voice": 0.1}})
    apply(policy, table, ["a", "b"])
    assert table[:, COLUMNS.index("voice")].tolist() == [0.7, 0.1, 0.7]


@pytest.mark.parametrize("name", names("policies"))
def test_every_shipped_policy_is_whole(name: str) -> None:
    policy = load_policy(name)
    assert policy.description
    assert set(nominal(policy)) == set(STATUS_QUO) - {"clarity"}
