"""A policy is complete once it is made: presets and dials are levers, and no file is needed after that."""

import json
import pickle
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from simalign import InputError, Levers, Policy, Scenario, Simulation, load_policy, load_scenario
from simalign.measures.catalogue import NAMES
from simalign.policies.levers import COLUMNS, LETTERS, PULL, PUSH
from simalign.policies.plan import apply, plan
from simalign.policies.policy import Dials, Phase, parts
from simalign.policies.scale import scaled, scaled_by_family
from simalign.policies.values import lever_values, levers_of, number, resolve, set_values, status_quo

Write = Callable[[str, str], Path]
QUO = {  # MODEL, section 2
    "mandate": 0.3, "monitoring": 0.3, "incentive": 0.2, "voice": 0.2, "rationale": 0.3, "autonomy": 0.5,
    "transparency": 0.3, "role_modelling": 0.4, "support": 0.3, "shared_goals": 0.2, "relationship_management": 0.2,
    "specific": 0.5, "measurable": 0.5, "achievable": 0.5, "relevant": 0.5, "time_bound": 0.5,
    "focus": 4, "feedback_interval": 26, "review_interval": 26,
}  # fmt: skip


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a file of this name and text, and return its path."""

    def file(name: str, text: str) -> Path:
        (tmp_path / name).write_text(text, encoding="utf-8")
        return tmp_path / name

    return file


def test_status_quo() -> None:
    """The values of the model's description, and one for every column."""
    assert status_quo().items() >= QUO.items()
    assert set(status_quo()) == set(COLUMNS)
    assert lever_values(Policy()) == lever_values(load_policy("status_quo")) == status_quo()


def test_a_caller_cannot_change_the_status_quo() -> None:
    status_quo()["mandate"] = 9.0
    assert status_quo()["mandate"] == QUO["mandate"] == 0.3


def test_later_overrides_earlier() -> None:
    """The preset first, then dials, then levers."""
    policy = Policy(preset="push", dials={"push": 0.9, "pull": 0.1}, levers=Levers(monitoring=0.5))
    levers = lever_values(policy)
    assert [levers[lever] for lever in PUSH] == [0.9, 0.5, 0.9]
    assert {levers[lever] for lever in PULL} == {0.1}
    assert levers["focus"] == 4
    assert (policy.preset, policy.dials) == (None, Dials())


def test_dials_run_from_none_to_full() -> None:
    for push in (0.0, 1.0):
        levers = lever_values(Policy(dials={"push": push}))
        assert {levers[lever] for lever in PUSH} == {push}
        assert {lever: levers[lever] for lever in PULL} == {lever: status_quo()[lever] for lever in PULL}


def test_letters_follow_clarity_unless_named() -> None:
    levers = lever_values(Policy(levers=Levers(clarity=0.8, relevant=0.1)))
    assert [levers[letter] for letter in LETTERS] == [0.8, 0.8, 0.8, 0.1, 0.8]
    assert set_values(Levers(relevant=0.1)) == {"relevant": 0.1}


def test_clarity_on_top_of_a_preset_overrides_its_letters(write: Write) -> None:
    preset = str(write("letters.yaml", "levers: {clarity: 0.1, relevant: 0.9}\n"))
    above = [({}, [0.1, 0.1, 0.1, 0.9, 0.1]), ({"clarity": 0.7}, [0.7] * 5), ({"specific": 0}, [0, 0.1, 0.1, 0.9, 0.1])]
    for levers, letters in above:
        values = lever_values(Policy(preset=preset, levers={"voice": 1.0, **levers}))
        assert [values[letter] for letter in LETTERS] == letters


def test_never_is_zero() -> None:
    assert number("never") == 0.0
    assert set_values(Levers(feedback_interval="never")) == {"feedback_interval": 0.0}
    assert levers_of({"feedback_interval": 0.0, "focus": 3.0}) == Levers(feedback_interval="never", focus=3)


def test_a_preset_means_the_same_in_any_phase() -> None:
    """It starts from status quo there as well, so that it sets every lever."""
    levers = Phase(**{"from": 3, "preset": "push"}).levers
    assert set_values(levers) == lever_values(load_policy("push"))
    assert set(set_values(levers)) == set(COLUMNS)


def test_departments_are_written_over_the_whole() -> None:
    table = np.zeros((3, len(COLUMNS)))
    policy = Policy(levers=Levers(voice=0.7), departments={"b": {"voice": 0.1}})
    apply(policy, table, ["a", "b"])
    assert table[:, COLUMNS.index("voice")].tolist() == [0.7, 0.1, 0.7]


def test_a_policy_that_only_names_another_is_that_one(write: Write) -> None:
    """With its phases, rules and departments; its name is its own."""
    phases = "phases: [{from: 2, levers: {mandate: 1}}]\nrules: [{while: trust < .3, preset: pull}]\n"
    file = write("phased.yaml", f"levers: {{voice: 1}}\n{phases}departments: {{operations: {{voice: 0}}}}\n")
    whole = load_policy(file)
    named = load_policy(write("other.yaml", "preset: phased.yaml\ndescription: the same\n"))
    for policy in (named, Policy(preset=str(file)), Policy(preset=whole), Scenario(policy=str(file)).policy):
        assert [phase.start for phase in policy.phases] == [2]
        assert policy.rules == whole.rules and policy.departments == whole.departments
        assert policy.levers == Levers(voice=1.0)
    assert (named.name, named.description) == ("other", "the same")
    assert [Policy(preset=name).name for name in ("tell_and_sell", str(file))] == ["tell_and_sell", "phased"]
    assert Policy(preset=str(file), name="mine", description="mine").description == "mine"


def test_presets_of_presets(write: Write) -> None:
    """Each starts from the one below it; what is on top of a preset keeps its own phases."""
    write("one.yaml", "preset: push\nlevers: {monitoring: 0.1}\n")
    write("two.yaml", "preset: one.yaml\ndials: {pull: 1}\n")
    policy = load_policy(write("three.yaml", "preset: two.yaml\nphases: [{from: 4, preset: one.yaml}]\n"))
    first, later = lever_values(policy), set_values(policy.phases[0].levers)
    assert [first[lever] for lever in (*PUSH, *PULL)] == [0.6, 0.1, 0.5, *[1.0] * len(PULL)]
    assert {lever: later[lever] for lever in COLUMNS if later[lever] != status_quo()[lever]} == {
        "mandate": 0.6, "monitoring": 0.1, "incentive": 0.5, "autonomy": 0.3
    }  # fmt: skip


def test_no_file_is_needed_once_a_policy_is_made(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not to plan it, run it, scale it, write it down and read that back, nor in another process."""
    below = write("below.yaml", "levers: {mandate: 0.9}\n")
    file = write("mine.yaml", "preset: below.yaml\nphases: [{from: 1, preset: below.yaml, levers: {voice: 1}}]\n")
    scenario = load_scenario(write("scenario.yaml", "policy: mine.yaml\norganisation: {size: 6}\nwarmup: 1\n"))
    below.unlink()
    file.unlink()
    monkeypatch.setattr(Path, "read_bytes", lambda path: pytest.fail(f"reads {path}"))
    policy = scenario.policy
    assert all((part.preset, part.dials) == (None, Dials()) for _, part in parts(policy))
    assert plan(policy, ["a"], 0, NAMES).levers[0, 0, COLUMNS.index("mandate")] == 0.9
    assert scaled(policy, 0.5).levers.mandate == pytest.approx(0.6)
    assert pickle.loads(pickle.dumps(policy)) == policy
    assert Policy(**json.loads(policy.model_dump_json(by_alias=True))) == policy
    monkeypatch.undo()  # compiled code may be read from its cache
    assert len(Simulation(scenario, seed=1).run(3)) == 3


def test_a_preset_with_phases_is_refused_beside_levers(write: Write) -> None:
    file = str(write("phased.yaml", "phases: [{from: 2, levers: {mandate: 1}}]\n"))
    with pytest.raises(InputError, match=r"^preset: has phases, rules, events or departments") as refused:
        Policy(preset=file, levers=Levers(voice=1.0))
    assert refused.value.problems[0].value == file
    with pytest.raises(InputError, match=r"^rules\.0\.preset: has phases, rules, events or departments"):
        Policy(rules=[{"while": "trust < .3", "preset": file}])


def test_everything_wrong_is_told_at_once() -> None:
    """An unknown preset does not hide a lever out of range beside it."""
    with pytest.raises(InputError) as refused:
        Scenario(policy={"preset": "pusch", "levers": {"voice": 7}, "phases": [{"from": 1, "preset": 3}]}, weeks=0)
    assert {p.key for p in refused.value.problems} == {
        "policy.preset", "policy.levers.voice", "policy.phases.0.preset", "weeks"
    }  # fmt: skip
    assert "no policy of that name; did you mean 'push'" in str(refused.value)


def test_a_fault_in_the_file_of_a_preset_has_its_place(write: Write) -> None:
    file = write("broken.yaml", "name: b\nlevers: {voice: 7}\n")
    with pytest.raises(InputError) as refused:
        Scenario(policy={"phases": [{"from": 1, "preset": str(file)}]})
    assert [(p.file, p.line, p.key, p.value) for p in refused.value.problems] == [(file, 2, "levers.voice", 7)]


def test_presets_in_a_circle_are_refused(write: Write) -> None:
    write("a.yaml", "preset: b.yaml\n")
    file = write("b.yaml", "preset: a.yaml\n")
    with pytest.raises(InputError, match=r"start from each other in a circle: b.yaml -> a.yaml -> b.yaml"):
        Policy(preset=str(file))


def test_policies_of_the_same_meaning_resolve_to_the_same() -> None:
    one = Policy(dials={"push": 0.5}, levers={"clarity": 0.4}, phases=[{"from": 2, "levers": {"clarity": 1.0}}])
    letters = dict.fromkeys(LETTERS, 0.4)
    other = Policy(
        levers=dict.fromkeys(PUSH, 0.5) | letters, phases=[{"from": 2, "levers": dict.fromkeys(LETTERS, 1.0)}]
    )
    assert one != other
    assert resolve(one) == resolve(other)


def test_a_family_is_scaled_alone() -> None:
    policy = Policy(levers={"mandate": 0.8, "voice": 1.0, "specific": 1.0, "focus": 2})
    levers = scaled_by_family(policy, {"push": 0.5}, 0.5).levers
    assert levers.mandate == pytest.approx(0.3 + 0.25 * 0.5)
    assert levers.voice == pytest.approx(0.2 + 0.5 * 0.8)
    assert (levers.specific, levers.focus) == (1.0, 2)
