"""What is wrong with a study is said with file, line, key, value and what is allowed; nothing is run."""

from pathlib import Path

import pytest

from simalign import InputError
from simalign.evidence.read import load_studies
from simalign.evidence.virtual import VirtualExperiment
from simalign.simulation.shared import Organisations

STUDY = """source: S
arms:
  a: {policy.levers.mandate: 0}
  b: {policy.levers.mandate: 1}
effects:
  - {name: e, outcome: value, unit: cohen_d, week: 3}
"""
B = "  b: {policy.levers.mandate: 1}\n"
ACROSS = "unit: correlation_across_organisations, arms: [a]"


def refused(tmp_path: Path, text: str) -> list[str]:
    """What is said of a study, without its folder."""
    file = tmp_path / "s.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as raised:
        for loaded in load_studies([file]):
            VirtualExperiment(loaded, 1).ready(20, Organisations(1))
    return [str(problem).replace(f"{tmp_path}/", "") for problem in raised.value.problems]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("cohen_d", "cohen", "s.yaml:6: effects.0.unit: no unit is called 'cohen'; did you mean 'cohen_d'?"),
        ("value", "valu", "s.yaml:6: effects.0.outcome: no measure of members is called 'valu'; did you mean 'value'?"),
        ("value", "fit", "s.yaml:6: effects.0.outcome: no measure of members is called 'fit'"),
        ("value", "valu, of: whole", "s.yaml:6: effects.0.outcome: no measure is called 'valu'; did you mean 'value'"),
        ("value", "3d, of: whole", "s.yaml:6: effects.0.outcome: no measure is called '3d'"),
        ("value", "[value, needs]", "s.yaml:6: effects.0.outcome: cohen_d takes a different number of outcomes"),
        ("value", "[]", "s.yaml:6: effects.0.outcome: cohen_d takes a different number of outcomes"),
        ("week: 3", "week: 0", "s.yaml:6: effects.0.week: is out of range (given: 0); allowed: a whole number from 1"),
        ("week", "weak: 1, week", "s.yaml:6: effects.0.weak: unknown key; did you mean 'week'?"),
        ("week", "above: x, week", "s.yaml:6: effects.0.above: is text, not a number (given: 'x'); allowed: a number"),
        (
            "week",
            "of: teams, week",
            "s.yaml:6: effects.0.of: is not one of the choices (given: 'teams'); allowed: mem",
        ),
        ("week", "since: 3, week", "s.yaml:6: effects.0.since: is not before the horizon (given: 3); allowed: below 3"),
        (
            "week",
            "minus: {arms: [a]}, week",
            "s.yaml:6: effects.0.minus.arms: cohen_d takes a different number of arms (given: ['a'])",
        ),
        (
            "week",
            "minus: {arms: [a, c]}, week",
            "s.yaml:6: effects.0.minus.arms: there is no arm called 'c' (given: 'c'); allowed: a, b",
        ),
        ("week", "minus: [a, b], week", "s.yaml:6: effects.0.minus: is a list, not a mapping"),
        ("week", "minus: {}, week", "s.yaml:6: effects.0.minus: does not change anything; allowed: outcome, arms"),
        ("week", "over: {unit: ratio}, week", "s.yaml:6: effects.0.over.unit: unknown key"),
        ("week", "over: {since: 3}, week", "s.yaml:6: effects.0.over.since: is not before the horizon (given: 3)"),
        ("week", "minus: {outcome: valu}, week", "effects.0.minus.outcome: no measure of members is called 'valu'"),
        ("week", "average: 4, week", "effects.0.average: are more weeks than up to the horizon (given: 4); allowed: 1"),
        ("value", "does.servise", "effects.0.outcome: no goal is called 'servise'; did you mean 'service'"),
        ("value", "left", "s.yaml:6: effects.0.outcome: left compares two weeks (given: 'left'); allowed: with since"),
        ("week", "dose: [0, 1], week", "s.yaml:6: effects.0.dose: cohen_d does not use it"),
        ("unit: cohen_d", "unit: threshold", "s.yaml:6: effects.0.dose: threshold requires reach and dose"),
        (
            "unit: cohen_d",
            "unit: threshold, reach: 1, dose: [1, 0]",
            "effects.0.dose: requires reach and increasing doses",
        ),
        ("unit: cohen_d", "unit: threshold, reach: 1, dose: [1]", "effects.0.dose: is not one number for each arm"),
        ("week", "groups: [{role: specialist}], week", "effects.0.groups: requires two groups and a unit of two arms"),
        ("week", "groups: [{level: 3}, {level: 4}], week", "effects.0.arms: cohen_d takes a different number of arms"),
        ("week", "among: {by: want}, week", "effects.0.among.by: requires one of top and bottom (given: 'want')"),
        ("week", "among: {top: 0.5}, week", "effects.0.among.top: requires by"),
        ("week", "among: {by: wnt, top: 0.5}, week", "effects.0.among.by: no measure of members is called 'wnt'"),
        ("week", "among: {by: want, top: 1}, week", "effects.0.among.top: is out of range (given: 1)"),
        (
            "effects:",
            "outcomes: {x: {sum: {tru: 1}}}\neffects:",
            "s.yaml:5: outcomes.x.sum: no measure of members is called 'tru'; did you mean 'trust'",
        ),
        ("effects:", "outcomes: {x: {week: 3}}\neffects:", "s.yaml:5: outcomes.x.sum: an outcome requires either sum"),
        ("effects:", "outcomes: {trust: {sum: {do: 1}}}\neffects:", "s.yaml:5: outcomes.trust: is already the name"),
        ("week", "published: {sign: none}, week", "effects.0.published.sign: no effect requires the smallest size"),
        (
            "week",
            "published: {low: 0, high: 1, least: 1}, week",
            "effects.0.published.least: requires a sign (given: 1",
        ),
        (
            "source: S",
            "source: S\nfamily: gaols",
            "s.yaml:2: family: is not one of the choices; did you mean 'goals'? (given: 'gaols')",
        ),
        (
            "source: S",
            "source: S\ncorrelated: [{keys: [context.trust, context.skill], by: 0.3}]",
            "s.yaml:2: correlated.0.keys: is not a key in which organisations differ (given: 'context.trust')",
        ),
        ("week", "arms: [a, a], week", "s.yaml:6: effects.0.arms: lists an arm twice (given: ['a', 'a'])"),
        ("week", "against: context.trust, week", "s.yaml:6: effects.0.against: cohen_d does not use it"),
        ("unit: cohen_d", f"{ACROSS}, against: a.b", "effects.0.against: is not a key in which organisations differ"),
        ("unit: cohen_d", ACROSS, "s.yaml:6: effects.0.outcome: requires two outcomes, or one outcome and against"),
        ("unit: cohen_d", "unit: bass_imitation, arms: [a]", "s.yaml:6: effects.0.week: are too few weeks"),
        (
            "week",
            "among: {department: operation}, week",
            "there is no department called 'operation'; did you mean 'operations'",
        ),
        (
            "week",
            "among: {department: 5}, week",
            "s.yaml:6: effects.0.among.department: is a number, not text (given: 5)",
        ),
        (
            "week",
            "among: {role: boss}, week",
            "effects.0.among.role: is not one of the choices (given: 'boss')",
        ),
        (
            "week",
            "among: {level: 9}, week",
            "s.yaml:6: effects.0.among: no members match these conditions; levels are 1 to 4",
        ),
        (
            "week",
            "among: {level: 1}, week",
            "s.yaml:6: effects.0.of: cohen_d requires cases that differ, but there is only one",
        ),
        (
            "week",
            "of: whole, among: {level: 1}, week",
            "s.yaml:6: effects.0.among: requires of: members (given: 'whole')",
        ),
        ("week", "published: {low: 1}, week", "effects.0.published.low: one end of the interval is missing"),
        ("week", "published: {low: 1, high: 0}, week", "effects.0.published.low: is not in order"),
        ("week", "published: {estimate: 1}, week", "published.estimate: an estimate needs its interval (given: 1)"),
        ("week", "published: {low: .nan, high: 1}, week", "published.low: is not a finite number (given: nan)"),
        (
            "week",
            "published: {sign: up}, week",
            "effects.0.published.sign: is not one of the choices (given: 'up'); allowed: pos",
        ),
        (
            "week",
            "published: {low: 0, high: 1, sign: positive}, week",
            "published.sign: cannot be combined with an interval",
        ),
        ("unit: cohen_d", "unit: level, arms: [a], published: {sign: positive}", "published.sign: level has no sign"),
        (
            B,
            B.replace("1}", "2}"),
            "s.yaml:4: arms.b.policy.levers.mandate: is out of range (given: 2); allowed: a number",
        ),
        (B, "  b: {policy.levers.mandat: 1}\n", "s.yaml:4: arms.b.policy.levers.mandat: unknown key; did you mean"),
        (B, "  b: {context.trst: 1}\n", "s.yaml:4: arms.b.context.trst: unknown key; did you mean 'trust'? (given: 1)"),
        (B, "  b: {policy: pusch}\n", "s.yaml:4: arms.b.policy: no policy of that name; did you mean 'push'?"),
        (B, "  b: {policy: no.yaml}\n", "s.yaml:4: arms.b.policy: no such file (given: 'no.yaml')"),
        (B, "  b: {organisation: banke}\n", "s.yaml:4: arms.b.organisation: no organisation of that name"),
        (B, "  b:\n", "s.yaml:4: arms.b: is empty"),
        (B, B + "  c: {}\n", "effects.0.arms: cohen_d takes a different number of arms (given: ['a', 'b', 'c'])"),
        ("source: S", "note: x", "s.yaml:1: source: is missing; allowed: text"),
        (
            "source: S",
            "source: S\nscenario: nope",
            "s.yaml:2: scenario: no scenario of that name (given: 'nope'); allowed",
        ),
        ("source: S", "source: S\nscenario: no.yaml", "s.yaml:2: scenario: no such file (given: 'no.yaml')"),
        ("source: S", "source: S\nscenario: 5", "s.yaml:2: scenario: is a number, not text (given: 5)"),
        ("source: S", "source: S\nset: {weeks: 0}", "s.yaml:2: set.weeks: is out of range (given: 0)"),
        (
            "source: S",
            "source: S\nset: {context.trust.x: 0}",
            "s.yaml:2: set.context.trust.x: is not a key of a scenario",
        ),
        ("source: S", "source: S\nset: {organisation.size: 1}", "effects.0.of: cohen_d requires cases that differ"),
        (
            "source: S",
            "source: S\nvary: {context.trust: [0, 1]}",
            "s.yaml:2: vary.context.trust: is not a distribution",
        ),
        (
            "source: S",
            "source: S\nvary: {context.trust: {unifrm: [0, 1]}}",
            "unifrm: is not a form of values; did you mean",
        ),
        ("source: S", "source: S\nvary: {context.trst: {uniform: [0, 1]}}", "s.yaml:2: vary.context.trst: unknown key"),
        (
            "source: S",
            "source: S\nvary: {context.trust: {uniform: [0, 1.2]}}",
            "s.yaml:2: vary.context.trust: is out of",
        ),
        (
            "source: S",
            "source: S\nvary: {policy.levers.mandate: {uniform: [0, 1]}}",
            "would not differ in it, because it is also in arms.a",
        ),
        (
            "source: S",
            "source: S\nset: {organisation: workshop}\nvary: {organisation.size: {integers: [20, 50]}}",
            "s.yaml:3: vary.organisation.size: has no effect on an imported organisation",
        ),
    ],
)
def test_one_mistake(old: str, new: str, said: str, tmp_path: Path) -> None:
    assert old in STUDY
    found = refused(tmp_path, STUDY.replace(old, new, 1))
    assert said in found[0], found
    assert found[0].startswith("s.yaml:")


def test_a_key_with_words_is_no_axis(tmp_path: Path) -> None:
    text = STUDY.replace("{policy.levers.mandate: 0}", "{}").replace(B, "")
    text = text.replace("unit: cohen_d", f"{ACROSS}, against: policy").replace(
        "arms:\n", "vary: {policy: {choice: [push, pull]}}\narms:\n"
    )
    assert "s.yaml:6: effects.0.against: does not vary as a number (given: 'policy')" in refused(tmp_path, text)[0]


def test_no_change_since_nothing(tmp_path: Path) -> None:
    text = STUDY.replace("week", "since: 0, week").replace("source: S", "source: S\nset: {warmup: 0}")
    said = "s.yaml:7: effects.0.since: nothing can be measured before the first week, as there is no warm-up (given: 0)"
    assert said in refused(tmp_path, text)[0]


@pytest.mark.parametrize(("part", "kind", "value"), [("arms", "mapping", "{}"), ("effects", "list", "[]")])
def test_nothing_at_all(part: str, kind: str, value: str, tmp_path: Path) -> None:
    start = STUDY.index(part)
    end = STUDY.index("effects") if part == "arms" else len(STUDY)
    found = refused(tmp_path, STUDY.replace(STUDY[start:end], f"{part}: {value}\n"))
    assert any(f": {part}: is an empty {kind}; it must have at least one entry" in problem for problem in found)


def test_all_mistakes_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    """And names that are taken, in this file or in another."""
    one, two = tmp_path / "one.yaml", tmp_path / "two.yaml"
    one.write_text(STUDY.replace("cohen_d", "cohen").replace("value", "valu"))
    two.write_text(STUDY.replace("mandate: 1", "mandate: 7"))
    with pytest.raises(InputError) as raised:
        load_studies([one, two])
    assert [(Path(str(p.file)).name, p.line) for p in raised.value.problems] == [("one.yaml", 6), ("two.yaml", 4)]
    one.write_text(STUDY)
    two.write_text(STUDY + "  - {name: e, outcome: needs, unit: cohen_d, week: 3}\n")
    with pytest.raises(InputError) as raised:
        load_studies([one, two])
    assert [(p.key, p.line) for p in raised.value.problems] == [("effects.0.name", 6), ("effects.1.name", 7)]
