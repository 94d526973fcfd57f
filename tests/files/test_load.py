"""The one loader of files: places, order, keys left empty, and the schemas, for every kind of file."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from simalign import InputError, load_policy, load_scenario
from simalign.app.classroom.lessons import load_lesson
from simalign.calibration.priors import load_priors
from simalign.cli.commands.show import KINDS
from simalign.errors import Problem
from simalign.evidence.read import load_study
from simalign.files.load import LONGEST_CHAIN, Problems, endless, load, read_named
from simalign.files.record import Record
from simalign.files.schema import file_schema
from simalign.files.shipped import Catalogue, configs_folder, names
from simalign.files.tree import Node, parse
from simalign.scenario import Scenario
from simalign.scenario.read import load_organisation_spec
from simalign.scenario.writing import scenario_text
from simalign.sensitivity.claims import load_claims, load_rivals
from simalign.sensitivity.factors import load_ranges
from simalign.sweeps.design.load import load_sweep

CONFIGS = configs_folder()
RANGES = "factors:\n  context.trust:\n    uniform: [0, 1]\n"
SCENARIO = """\
extends: low_trust
description: mine
organisation: {size: 30, committed: {share: 0.1}}
strategy: {service: 1}
context: {trust: 0.4}
policy: {preset: push, levers: {voice: 0.3}, phases: [{from: 10, levers: {mandate: 0.2}}], rules: []}
weeks: 20
"""
SWEEP = """\
scenario: default
set: {warmup: 12}
factors:
  policy: [push, {name: mine, levers: {voice: 1}}]
  context.complexity: {uniform: [0, 1]}
sample: {points: 4, seed: 3}
seed: 5
weeks: 10
keep: {final: [do], groups: {bottom: {level: lowest}}, after: {t: {measure: do, reaches: 0.3}}}
time_limit: 10
"""


def shipped(name: str) -> str:
    return (CONFIGS / name).read_text(encoding="utf-8")


FILES: dict[str, tuple[Callable[[Path], object], str]] = {
    "scenario": (load_scenario, SCENARIO),
    "policy": (load_policy, "preset: pull\nlevers: {voice: 0.2}\ndepartments: {operations: {voice: 1}}\n"),
    "organisation": (load_organisation_spec, "size: 30\ncommitted: {share: 0.1, where: top}\n"),
    "sweep": (load_sweep, SWEEP),
    "study": (load_study, shipped("facts/goals/goal_setting.yaml")),
    "lesson": (load_lesson, shipped("lessons/silos.yaml")),
    "claims": (load_claims, shipped("claims/headline.yaml")),
    "rivals": (load_rivals, shipped("rivals/rules.yaml")),
    "ranges": (lambda file: load_ranges(file, ["context.trust"]), RANGES),
    "priors": (load_priors, shipped("calibration/priors.yaml")),
}


def keys_of(node: Node, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """The paths of all keys of mappings, however deep."""
    items = list(enumerate(node.value)) if isinstance(node.value, list) else list(node.items.items())
    found = [(*path, key) for key, _ in items if isinstance(key, str)]
    return found + [inner for key, item in items for inner in keys_of(item, (*path, key))]


def emptied(node: Node, path: tuple[str | int, ...]) -> Node:
    """The tree with one key left empty."""
    if not path:
        return Node(None, node.file, node.line)
    items: Any = list(node.value) if isinstance(node.value, list) else dict(node.items)
    items[path[0]] = emptied(items[path[0]], path[1:])
    return Node(items, node.file, node.line)


@pytest.mark.parametrize("kind", FILES)
def test_no_key_of_any_kind_of_file_may_be_empty(kind: str, tmp_path: Path) -> None:
    """Each key that is left empty, however deep, is refused by its name and with its line."""
    read, text = FILES[kind]
    file = tmp_path / f"{kind}.yaml"
    tree = parse(text, file, [])
    assert tree is not None
    keys = keys_of(tree)
    for path in keys[:: 1 + len(keys) // 25]:
        YAML().dump(emptied(tree, path).plain(), file)
        with pytest.raises(InputError) as refused:
            read(file)
        again, key = parse(file.read_text(encoding="utf-8"), file, []), ".".join(map(str, path))
        assert again is not None
        line = again.at(key).line
        assert (file, line, key) in {(p.file, p.line, p.key) for p in refused.value.problems}, refused.value


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("weeks:", "s.yaml:1: weeks: is empty; leave the key out to keep the default; allowed: a whole number"),
        ("policy:\n  levers:\n    voice:", "s.yaml:3: policy.levers.voice: is empty; leave the key out"),
        ("policy:\n  preset:", "s.yaml:2: policy.preset: is empty; leave the key out"),
        ("extends:", "s.yaml:1: extends: is empty; leave the key out"),
        ("goals:\n  - name:", "s.yaml:2: goals.0.name: is empty; allowed: text"),
        ("name:", "s.yaml:1: name: is empty; leave the key out"),
    ],
)
def test_an_empty_key_says_whether_it_has_a_default(text: str, said: str, tmp_path: Path) -> None:
    file = tmp_path / "s.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as refused:
        load_scenario(file)
    assert any(said in str(problem) for problem in refused.value.problems), refused.value


def test_a_setting_may_not_be_empty() -> None:
    """Where it would unset a lever without a word."""
    with pytest.raises(InputError, match=r"^--set: policy.levers.voice: is empty"):
        load_scenario("default", ["policy=push", "policy.levers.voice="])


def test_a_written_scenario_has_no_empty_keys(tmp_path: Path) -> None:
    scenario = Scenario(strategy=None, policy={"levers": {"voice": 0.5, "mandate": None}})
    file = tmp_path / "s.yaml"
    file.write_text(scenario_text(scenario), encoding="utf-8")
    assert load_scenario(file) == scenario


class Pair(Record):
    """Two numbers in order."""

    low: int
    high: int = 9


def test_problems_of_text_values_and_checks_come_together_once_and_in_order(tmp_path: Path) -> None:
    file = tmp_path / "p.yaml"
    file.write_text("high: x\nlow: &a 3\nlow: 4\n", encoding="utf-8")
    draft = load(file, Pair)
    assert draft.record is None
    node = draft.tree.items["low"]
    for _ in range(2):
        with draft.problems.at(node, "low"):
            raise InputError([Problem("is odd", value=3)])
    with pytest.raises(InputError) as refused:
        draft.finished()
    assert [(p.line, p.key, p.message.split()[0]) for p in refused.value.problems] == [
        (1, "high", "is"),
        (2, "low", "&a"),
        (2, "low", "is"),
        (3, "low", "the"),
    ]


def test_a_problem_of_another_file_stays_there_and_an_unreadable_one_is_of_the_key_that_names_it(
    tmp_path: Path,
) -> None:
    (tmp_path / "other.yaml").write_text("x: 1\n", encoding="utf-8")
    node, problems = Node("other.yaml", tmp_path / "this.yaml", 7), Problems()
    with problems.at(node, "file"):
        raise InputError([Problem("is wrong", tmp_path / "other.yaml", key="x"), Problem("no such file", "gone.yaml")])
    with problems.at(node, "file"):
        raise InputError([Problem("is below", key="file.inner"), Problem("is not", key="else")])
    assert [(Path(str(p.file)).name, p.line, p.key) for p in problems] == [
        ("other.yaml", None, "x"),
        ("this.yaml", 7, "file"),
        ("this.yaml", 7, "file.inner"),
        ("this.yaml", 7, "file"),
    ]
    assert problems[1].value == "other.yaml"  # as it is written
    with pytest.raises(KeyError), problems.collect():
        raise KeyError


def test_a_chain_ends(tmp_path: Path) -> None:
    chain = [Path(f"/{n}.yaml") for n in range(LONGEST_CHAIN)]
    assert endless(chain, Path("/new.yaml"), "files extend each other") is None
    assert endless([*chain, Path("/more.yaml")], Path("/new.yaml"), "files extend each other") == (
        "more than 50 files extend each other"
    )
    assert (endless(chain, Path("/48.yaml"), "they") or "").endswith("in a circle: 48.yaml -> 49.yaml -> 48.yaml")


def test_an_empty_name_is_that_of_the_file(tmp_path: Path) -> None:
    for text, name in (("name: ''\n", "mine"), ("name: x\n", "x"), ("weeks: 5\n", "mine")):
        (tmp_path / "mine.yaml").write_text(text, encoding="utf-8")
        assert read_named(tmp_path / "mine.yaml", Problems()).items["name"].value == name


@pytest.mark.parametrize("kind", KINDS)
def test_the_schema_of_every_kind_is_sound_and_takes_a_sound_file(kind: str, tmp_path: Path) -> None:
    schema = file_schema(KINDS[kind])
    Draft202012Validator.check_schema(schema)
    assert all(part.get("additionalProperties") is False for part in (schema, *schema.get("$defs", {}).values()))
    read, text = FILES[kind]
    file = tmp_path / "f.yaml"
    file.write_text(text, encoding="utf-8")
    read(file)
    tree = parse(text, file, [])
    assert tree is not None
    check = Draft202012Validator(schema)
    assert list(check.iter_errors(tree.plain())) == []
    for path in [path for path in keys_of(tree) if len(path) == 1]:
        assert not check.is_valid(emptied(tree, path).plain()), path  # as the reader refuses it
    assert not check.is_valid({**tree.plain(), "zzz": 1})


def test_fields_that_name_shipped_files_have_their_names_as_examples() -> None:
    properties = file_schema(Scenario)["properties"]
    catalogues: tuple[tuple[str, Catalogue], ...] = (("organisation", "organisations"), ("policy", "policies"))
    for key, catalogue in catalogues:
        record, named = properties[key]["anyOf"]
        assert set(record) == {"$ref"}
        assert named["examples"] == list(names(catalogue))
    assert properties["extends"]["examples"] == list(names("scenarios"))
    assert file_schema(KINDS["study"])["properties"]["scenario"]["examples"] == list(names("scenarios"))
    assert all("'shipped'" not in str(file_schema(kind)) for kind in KINDS.values())  # the mark is not in the schema
