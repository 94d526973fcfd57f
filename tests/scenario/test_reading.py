"""Scenarios, policies and organisations from files: what YAML means, extending, shorthands, settings."""

from collections.abc import Callable
from pathlib import Path

import pytest

from simalign.errors import InputError
from simalign.files.shipped import configs_folder, names
from simalign.files.tree import parse
from simalign.policies.policy import load_policy
from simalign.scenario import OrganisationSpec, Scenario
from simalign.scenario.read import load_organisation_spec, load_scenario

Write = Callable[[str, str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a file into a folder of the test and give its path."""

    def put(name: str, text: str) -> Path:
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return file

    return put


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"),
        ("yes", "yes"),
        ("true", True),
        ("1e-3", 0.001),
        ("1_000", "1_000"),
        ("12:30", "12:30"),
        ("2020-01-01", "2020-01-01"),
        ("'0.5'", "0.5"),
        ("0o17", 15),
        ("~", None),
        ("-.inf", float("-inf")),
        ("+.5", 0.5),
        ("=", "="),
        ("!", None),
    ],
)
def test_bare_words(text: str, value: object) -> None:
    """A word means what the core schema of YAML 1.2 says, and of the same type."""
    node = parse(f"a: {text}", "a.yaml", [])
    assert node is not None
    assert (node.plain()["a"], type(node.plain()["a"])) == (value, type(value))


def test_byte_order_mark_is_ignored(write: Write) -> None:
    """A file from an editor that marks UTF-8 reads as any other."""
    assert load_scenario(write("a.yaml", "\ufeffweeks: 5\n")).weeks == 5


def test_whole_number_for_a_share(write: Write) -> None:
    """A number without point is good for a share, and is a float then."""
    trust = load_scenario(write("a.yaml", "context: {trust: 1}\n")).context.trust
    assert (trust, type(trust)) == (1.0, float)


@pytest.mark.parametrize(("given", "says"), [("", "is a folder"), ("none.yaml", "no such file")])
def test_no_file(tmp_path: Path, given: str, says: str) -> None:
    """A folder and a missing file are told by one message each."""
    with pytest.raises(InputError, match=says) as refused:
        load_scenario(tmp_path / given)
    assert len(refused.value.problems) == 1


@pytest.mark.parametrize("name", names("scenarios"))
def test_shipped_scenarios(name: str) -> None:
    """Each shipped scenario reads, by name and by path, and has a description."""
    scenario = load_scenario(name)
    assert scenario == load_scenario(configs_folder() / "scenarios" / f"{name}.yaml")
    assert (scenario.name, scenario.description != "") == (name, True)


def test_default_file_changes_nothing() -> None:
    """default.yaml states the defaults."""
    scenario, default = load_scenario("default"), Scenario()
    changed = {key for key in Scenario.model_fields if getattr(scenario, key) != getattr(default, key)}
    assert changed == {"description"}


def test_extending_merges_mappings_and_replaces_lists(write: Write) -> None:
    """Chains of files: the nearest wins, key by key; lists are whole; name and description are one's own."""
    write("one.yaml", "name: one\ndescription: first\ncontext: {trust: 0.1, skill: 0.1}\nweeks: 10\n")
    write("two.yaml", "extends: one.yaml\ncontext: {trust: 0.2}\npolicy: {phases: [{from: 1}, {from: 2}]}\n")
    three = write("sub/three.yaml", "extends: ../two.yaml\nweeks: 30\npolicy: {phases: [{from: 7}]}\n")
    scenario = load_scenario(three)
    assert (scenario.name, scenario.description, scenario.weeks) == ("three", "", 30)
    assert (scenario.context.trust, scenario.context.skill) == (0.2, 0.1)
    assert [phase.start for phase in scenario.policy.phases] == [7]


def test_error_names_the_file_that_the_value_came_from(write: Write) -> None:
    """A value taken over is blamed on the file where it stands; one's own on one's own."""
    below = write("below.yaml", "weeks: 10\ncontext:\n  trust: 3\n")
    above = write("above.yaml", "extends: below.yaml\nwarmup: -1\n")
    with pytest.raises(InputError) as refused:
        load_scenario(above)
    assert [(p.file, p.line, p.key) for p in refused.value.problems] == [
        (above, 2, "warmup"),
        (below, 3, "context.trust"),
    ]


def test_paths_are_relative_to_the_file_in_which_they_stand(write: Write, tmp_path: Path) -> None:
    """Members, ties and preset files keep their meaning when another folder's file takes them over."""
    write("deep/push.yaml", "levers: {mandate: 0.9}\n")
    write("deep/organisation.yaml", "members: people.csv\nties: ../ties.csv\n")
    write(
        "deep/base.yaml",
        "organisation: organisation.yaml\npolicy: {rules: [{while: trust < 1, preset: push.yaml}]}",
    )
    for name in ("deep/people.csv", "ties.csv"):
        write(name, "")
    scenario = load_scenario(write("top.yaml", "extends: deep/base.yaml\norganisation: {stakeholders: 2}\n"))
    assert scenario.organisation.members == tmp_path / "deep" / "people.csv"
    assert scenario.organisation.ties == tmp_path / "ties.csv"
    assert scenario.organisation.stakeholders == 2
    assert scenario.policy.rules[0].levers.mandate == 0.9


def test_organisation_file(write: Write, tmp_path: Path) -> None:
    """An organisation file alone: its keys are those of OrganisationSpec."""
    file = write(
        "organisation.yaml", "members: people.csv\nties: ties.csv\ncolumns: {id: staff number}\nmutual: false\n"
    )
    for name in ("people.csv", "ties.csv"):
        write(name, "")
    spec = load_organisation_spec(file)
    assert spec == OrganisationSpec(
        members=tmp_path / "people.csv", ties=tmp_path / "ties.csv", columns={"id": "staff number"}, mutual=False
    )


def test_faults_of_values_do_not_hide_those_between_them(write: Write) -> None:
    """Order of phases, levers of the whole, unknown presets and idle keys are told beside faults of any kind."""
    text = (
        "weeks: 0\norganisation: {members: none.csv, size: 7, spam: 1}\npolicy:\n"
        "  preset: pusch\n  levers: {voice: 7}\n"
        "  phases: [{from: 9, levers: {voice: 7}}, {from: 3}]\n  departments: {operations: {focus: 2, voice: 7}}\n"
    )
    with pytest.raises(InputError) as refused:
        load_scenario(write("a.yaml", text))
    assert [p.key for p in refused.value.problems] == [
        "weeks",
        *(f"organisation.{key}" for key in ("members", "spam", "size")),
        "policy.preset",
        "policy.levers.voice",
        "policy.phases.0.levers.voice",
        "policy.phases.1.from",
        "policy.departments.operations.voice",
        "policy.departments.operations.focus",
    ]


def test_a_broken_organisation_file_does_not_hide_faults_beside_it(write: Write) -> None:
    """What is wrong with it and with the scenario that names it is told at once."""
    broken = write("broken.yaml", "members: [\n")
    file = write("a.yaml", "organisation: broken.yaml\nweeks: 0\nweeks: 1\n")
    with pytest.raises(InputError) as refused:
        load_scenario(file)
    assert [(p.file, p.line) for p in refused.value.problems] == [(file, 2), (file, 3), (broken, 2)]


@pytest.mark.parametrize(("key", "says"), [("extends", "scenarios extend"), ("policy", "policies start from")])
def test_chains_without_end(write: Write, key: str, says: str) -> None:
    """A chain of hundreds of files is refused, and does not exhaust the stack."""
    for n in range(300):
        write(f"{n}.yaml", f"{'extends' if key == 'extends' else 'preset'}: {n + 1}.yaml\n")
    with pytest.raises(InputError, match=f"more than 50 {says}"):
        load_scenario(write("a.yaml", f"{key}: 0.yaml\n"))


def test_members_come_in_place_of_what_is_generated(write: Write, tmp_path: Path) -> None:
    """Size and span of a scenario that is extended, or set before, make way; beside members they are refused."""
    members = write("people.csv", "id,manager\na,\n")
    file = write("mine.yaml", "extends: large\norganisation: {members: people.csv}\n")
    for scenario in (load_scenario(file), load_scenario("large", [f"organisation.members={members}"])):
        assert (scenario.organisation.members, scenario.organisation.stakeholders) == (members, 40)
    with pytest.raises(InputError, match="has no effect on an imported organisation"):
        load_scenario(file, ["organisation.size=7"])


def test_another_organisation_in_place_of_the_scenarios(write: Write) -> None:
    """It is there before anything is checked; leaders and stakeholders stay; settings go on top."""
    members = write("people.csv", "id,manager,department\na,,ops\n")
    settings = ["policy.departments.ops.mandate=1", "organisation.leadership_levels=3"]
    scenario = load_scenario("large", settings, members)
    spec = scenario.organisation
    assert (spec.members, spec.stakeholders, spec.leadership_levels) == (members, 40, 3)


def test_an_imported_organisation_says_nothing_of_a_generated_one(write: Write) -> None:
    """What is written of a scenario reads back, defaults and all."""
    members = write("people.csv", "id,manager\na,\n")
    scenario = Scenario(organisation={"members": members})
    dumped = scenario.model_dump(mode="json", by_alias=True, exclude_none=True)
    assert "size" not in dumped["organisation"]
    assert Scenario(**dumped).organisation.members == members


def test_a_table_is_an_organisation_of_its_members(write: Write) -> None:
    """A scenario may name a members CSV where it names an organisation."""
    members = write("people.csv", "id,manager\na,\n")
    assert load_scenario(write("a.yaml", "organisation: people.csv\n")).organisation.members == members


def test_a_link_that_leads_in_a_circle(write: Write, tmp_path: Path) -> None:
    """It is no file, and told with its place."""
    (tmp_path / "loop.csv").symlink_to(tmp_path / "loop.csv")
    with pytest.raises(InputError, match=r"a.yaml:1: organisation.members: no such file"):
        load_scenario(write("a.yaml", "organisation: {members: loop.csv}\n"))


def test_a_path_with_a_blank_that_does_not_break(write: Write) -> None:
    """It is relative to its file like any other path."""
    members = write("deep/no\u00a0break.csv", "id,manager\na,\n")
    file = write("deep/a.yaml", 'organisation: {members: "no\u00a0break.csv"}\n')
    assert load_scenario(file).organisation.members == members


def test_a_named_policy_replaces_the_one_below(write: Write) -> None:
    """`policy: push` is `{preset: push}`, and nothing of the policy below stays."""
    write("below.yaml", "policy: {levers: {voice: 0.9}, phases: [{from: 3}]}\n")
    policy = load_scenario(write("above.yaml", "extends: below.yaml\npolicy: push\n")).policy
    assert (policy.name, policy.levers.mandate, policy.levers.voice, policy.phases) == ("push", 0.6, None, [])


def test_settings_on_top(write: Write) -> None:
    """Settings are YAML, apply in order, reach into lists, and go on top of shorthands."""
    file = write("a.yaml", "policy: push\nweeks: 10\n")
    settings = [
        "context.trust=0.3",
        "context={skill: 1e-1}",
        "policy.phases=[{from: 5}, {from: 9}]",
        "policy.phases.1.from=8",
        "policy.levers.mandate=1",
        "context.trust=.2",
    ]
    scenario = load_scenario(file, settings)
    assert (scenario.context.trust, scenario.context.skill, scenario.weeks) == (0.2, 0.1, 10)
    assert [phase.start for phase in scenario.policy.phases] == [5, 8]
    assert (scenario.policy.levers.monitoring, scenario.policy.levers.mandate) == (0.6, 1.0)


@pytest.mark.parametrize(
    ("setting", "key", "value", "says"),
    [
        ("context.trust=high", "context.trust", "high", "is text, not a number"),
        ("context.trst=0.5", "context.trst", 0.5, "did you mean 'trust'?"),
        ("trust_up=0.5", "trust_up", 0.5, "it belongs under psychology"),
        ("context.trust", None, "context.trust", "is not a setting"),
        ("=3", None, "=3", "is not a setting"),
        ("context.trust=", "context.trust", None, "is empty"),
        ("weeks=010", "weeks", "010", "leading zero"),
        ("weeks=[1", "weeks", "[1", "is not YAML"),
        ("goals.0.name=x", "goals.0.name", "x", "the file has no list of goals"),
        ("policy=pusch", "policy.preset", "pusch", "did you mean 'push'?"),
    ],
)
def test_bad_settings(write: Write, setting: str, key: str | None, value: object, says: str) -> None:
    """A bad setting is told like a bad key of a file, under the name --set."""
    with pytest.raises(InputError) as refused:
        load_scenario(write("a.yaml", "weeks: 5\n"), [setting])
    (problem,) = refused.value.problems
    assert (problem.file, problem.line, problem.key, problem.value) == ("--set", None, key, value)
    assert says in problem.message


def test_item_that_a_list_has_not(write: Write) -> None:
    """A setting for an item beyond the end of a list is refused."""
    with pytest.raises(InputError, match="no item 4 in a list of 1"):
        load_scenario(write("a.yaml", "goals: [{name: a}]\n"), ["goals.4.name=x"])


def test_policy_files(write: Write) -> None:
    """A policy is read by name or path; its name is the file's unless given; settings go on top."""
    file = write("mine.yaml", "preset: ./other.yaml\nlevers: {voice: 0.5}\n")
    write("other.yaml", "levers: {voice: 0.1, support: 0.7}\n")
    policy = load_policy(file, ["levers.rationale=1"])
    assert policy.name == "mine"
    assert (policy.levers.voice, policy.levers.rationale, policy.levers.support) == (0.5, 1.0, 0.7)
    assert load_policy("tell_and_sell").name == "tell and sell"


def test_error_in_the_file_of_a_preset(write: Write) -> None:
    """What is wrong with a policy file that is started from is told with that file's name."""
    preset = write("preset.yaml", "levers:\n  voice: 7\n")
    with pytest.raises(InputError) as refused:
        load_scenario(write("a.yaml", "policy: preset.yaml\nweeks: 0\n"))
    assert {(p.file, p.line, p.key) for p in refused.value.problems} == {
        (preset, 2, "levers.voice"),
        (preset.parent / "a.yaml", 2, "weeks"),
    }


def test_deep_nesting_is_refused(write: Write) -> None:
    """A file that nests without end is refused and does not exhaust the stack."""
    with pytest.raises(InputError, match="nested more than 40 deep"):
        load_scenario(write("a.yaml", "a: " + "[" * 3000))


def test_settings_reach_the_rules_of_a_scenario() -> None:
    """Which are a section; those of a policy are a list."""
    assert load_scenario("default", ["rules.activation=random"]).rules.activation == "random"
