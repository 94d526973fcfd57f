"""Every value of a file of each kind replaced by empty and other ones: it loads, or the message has a place."""

import io
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from simalign import InputError, Scenario, load_policy, load_scenario
from simalign.app.classroom.lessons import load_lesson
from simalign.calibration.priors import load_priors
from simalign.evidence.read import load_study
from simalign.scenario.read import load_organisation_spec
from simalign.sensitivity.claims import load_claims, load_rivals
from simalign.sensitivity.factors import keys_of, load_ranges
from simalign.simulation.run import made_ready
from simalign.sweeps.design.load import load_sweep

OTHERS = ([], {}, None, "nope", {"choice": []}, [[]])
KEYS = keys_of("all", Scenario())


def laid_out(file: Path) -> object:
    """A policy as a run lays it out."""
    return made_ready(Scenario().unchecked_copy(policy=load_policy(file)), sorted(Scenario().departments))


def planned(file: Path) -> object:
    """The first points of a sweep."""
    return list(islice(load_sweep(file).scenarios(), 5))


FILES: dict[str, tuple[Callable[[Path], object], str]] = {
    "scenario": (
        load_scenario,
        """
extends: base.yaml
organisation: {size: 12, committed: {share: 0.1, where: top}}
goals: [{name: a, measurability: 0.4}, {name: b, external: false}]
roles: {senior_manager: {a: 1}, middle_manager: {b: 1}, specialist: {b: 1}}
departments: {management: {lean: {a: 1}}, sales: {lean: {a: 1}, kpi: {a: 1}}}
strategy: {a: 1}
demand: {a: 1}
rules: {activation: random}
policy: {preset: push, phases: [{from: 3, levers: {focus: 1}}], rules: [{while: trust < .3, levers: {voice: 1}}]}
""",
    ),
    "policy": (
        laid_out,
        """
dials: {push: 0.5}
levers: {voice: 0.3, review_interval: never, focus: 2}
departments: {operations: {mandate: 0.1}}
phases: [{from: 3, preset: pull}, {from: 5, dials: {pull: 0.2}}]
rules: [{while: resistance > 0.5, levers: {mandate: 0.1}}]
""",
    ),
    "organisation": (load_organisation_spec, "{size: 12, span: 3, committed: {share: 0.1, where: spread}}"),
    "sweep": (
        planned,
        """
scenario: base.yaml
set: {strategy: {service: 1}, mechanisms.turnover: false}
factors:
  policy: [push, {preset: pull, name: mine}]
  policy.dials.push: {grid: [0, 1, 3]}
  organisation: [{size: 8}, {size: 9, name: large}]
  context.trust: {uniform: [0.1, 0.9]}
  context.skill: {choice: [0.2, 0.3]}
sample: {points: 4}
keep: {final: [do], after: {late: {measure: do, mean: [1, 4]}}, groups: {heads: {level: 1}}}
""",
    ),
    "study": (
        load_study,
        """
source: somebody (1999)
set: {organisation.size: 8, strategy: {service: 1}}
vary: {context.trust: {uniform: [0.1, 0.9]}, context.skill: {choice: [0.2, 0.4]}}
arms: {little: {policy.levers.voice: 0.1}, much: {policy: push, demand: {service: 1}}}
effects:
  - {name: e, outcome: do, unit: cohen_d, week: 4, arms: [little, much], published: {estimate: 1, low: 0, high: 2}}
  - {name: f, outcome: [do, want], unit: correlation_across_cases, week: 4, among: {role: specialist}, arms: [much]}
""",
    ),
    "lesson": (
        load_lesson,
        """
title: a
summary: b
story: c
run: {size: 8, weeks: 8, seed: 1, policies: [{name: mine, levers: {voice: 0.3}}, {preset: pull}]}
predict:
  - {ask: which, kind: leader, measure: do, week: 4}
  - {ask: how much, kind: number, policy: mine, against: pull, measure: do, week: 4, low: 0, high: 1}
look: [{measure: do, week: 4, since: 0}]
question: d
""",
    ),
    "claims": (
        load_claims,
        """
claims:
  - {name: a, sentence: A, one: push, other: {levers: {voice: 1}}, measure: do, weeks: [1, 2], where: {weeks: 8}}
""",
    ),
    "rivals": (load_rivals, "rivals: [{name: a, sentence: A, set: {psychology.pace: 0.2, rules.acceptance: linear}}]"),
    "ranges": (
        lambda file: load_ranges(file, KEYS),
        "factors: {context.trust: {uniform: [0, 1]}, policy.levers.voice: [0, 1], psychology.lag: {grid: [2, 3, 3]}}",
    ),
    "priors": (
        load_priors,
        "{lag: {uniform: [2, 9], source: a}, bias: {triangular: [0, 0.5, 1], source: b}}",
    ),
}


def places(value: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where a value holds others, and where it is itself."""
    yield place
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in inner:
        yield from places(item, (*place, key))


def with_other(value: Any, place: tuple[Any, ...], other: Any) -> Any:
    """A copy with another value at a place."""
    if not place:
        return other
    made = value.copy()
    made[place[0]] = with_other(value[place[0]], place[1:], other)
    return made


@pytest.mark.parametrize("kind", FILES)
def test_any_other_value_loads_or_is_refused_with_its_place(kind: str, tmp_path: Path) -> None:
    load, text = FILES[kind]
    file, yaml = tmp_path / "a.yaml", YAML(typ="safe", pure=True)
    sound, refused = yaml.load(text), 0
    (tmp_path / "base.yaml").write_text("name: base\n")  # the shipped scenario takes ten times as long to read
    file.write_text(text)
    load(file)
    for place in places(sound):
        for other in OTHERS:
            out = io.StringIO()
            yaml.dump(with_other(sound, place, other), out)
            file.write_text(out.getvalue())
            try:
                load(file)
            except InputError as error:
                refused += 1
                for problem in error.problems:
                    assert problem.file == file, (place, other, str(problem))
                    assert problem.line or len(place) == 0, (place, other, str(problem))
    assert refused > 20
