"""Factors, points and samples."""

import json
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from simalign import InputError, Scenario, load_policy
from simalign.sweeps import load_sweep
from simalign.sweeps.design.factors import Distribution, values_of
from simalign.sweeps.store.identity import Block, canonical, extension, luck_of, run_name


def written(folder: Path, text: str) -> Path:
    file = folder / "sweep.yaml"
    file.write_text(text)
    return file


@pytest.mark.parametrize(
    ("name", "numbers", "law"),
    [
        ("uniform", (2.0, 5.0), stats.uniform(2, 3)),
        ("loguniform", (0.1, 10.0), stats.loguniform(0.1, 10)),
        ("normal", (1.0, 2.0), stats.norm(1, 2)),
        ("triangular", (0.0, 1.0, 4.0), stats.triang(0.25, 0, 4)),
        ("beta", (2.0, 3.0), stats.beta(2, 3)),
    ],
)
def test_distributions_are_scipys(name: str, numbers: tuple[float, ...], law: stats.rv_continuous) -> None:
    u = np.linspace(0.01, 0.99, 99)
    assert Distribution(name, numbers).values(u) == pytest.approx(law.ppf(u), rel=1e-11)


def test_integers_and_choices_are_even() -> None:
    u = (np.arange(6000) + 0.5) / 6000
    assert np.bincount(Distribution("integers", (2, 4)).values(u)).tolist() == [0, 0, 2000, 2000, 2000]
    picked = Distribution("choice", ("a", "b", "c")).values(u)
    assert [picked.count(word) for word in "abc"] == [2000, 2000, 2000]


@pytest.mark.parametrize(
    "given",
    [[], 3, {"grid": [0, 1]}, {"grid": [0, 1, 0]}, {"range": [0, 1, -0.1]}, {"range": [0, 1, 0]}, {"uniform": [1, 1]},
     {"loguniform": [0, 1]}, {"normal": [0, 0]}, {"unifrom": [0, 1]}, {"grid": [0, 1, 2], "range": [0, 1, 1]},
     {"integers": [0.5, 2]}, {"choice": []}, {"uniform": ["a", 1]}, {"uniform": [0, float("inf")]}, [1, 1]],
)  # fmt: skip
def test_forms_that_are_none_are_refused(given: object) -> None:
    with pytest.raises(InputError, match=r"factors\.x"):
        values_of(given, "factors.x")


def test_points_are_all_combinations_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = "factors:\n  policy: [push, pull]\n  context.trust: {range: [0.2, 0.4, 0.1]}\nreplications: 2\n"
    design = load_sweep(written(tmp_path, text))
    assert [tuple(design.labels(point).values()) for point in design.points] == [
        ("push", 0.2), ("push", 0.3), ("push", 0.4), ("pull", 0.2), ("pull", 0.3), ("pull", 0.4),
    ]  # fmt: skip
    assert design.scenario(4).context.trust == 0.3
    assert design.scenario(4).policy.levers.mandate == load_policy("pull").levers.mandate


def test_policies_by_name_file_and_in_place(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("preset: push\nlevers: {mandate: 0.1}\n")
    text = """
factors:
  policy: [push, ./mine.yaml, {name: late, phases: [{from: 3, preset: pull}]}]
  policy.levers.voice: [0.25]
"""
    design = load_sweep(written(tmp_path, text))
    assert [design.labels(point)["policy"] for point in design.points] == ["push", "./mine.yaml", "late"]
    levers = [design.scenario(point).policy.levers for point in design.points]
    assert [own.mandate for own in levers] == [load_policy("push").levers.mandate, 0.1, None]
    assert [own.voice for own in levers] == [0.25] * 3
    late = design.scenario(2).policy.phases[0]
    assert (late.preset, late.levers.support) == (None, load_policy("pull").levers.support)


def test_preset_and_dials_are_set_below_the_levers_of_a_base_scenario(tmp_path: Path) -> None:
    """They take the place of those in its file, and the file's levers stay on top of them."""
    (tmp_path / "mine.yaml").write_text("levers: {voice: 1, support: 0.1}\n")
    (tmp_path / "base.yaml").write_text("policy: {preset: mine.yaml, levers: {rationale: 1}}\n")
    text = """
scenario: base.yaml
factors:
  policy.preset: [pull, push]
  policy.dials.push: [0.25]
"""
    design = load_sweep(written(tmp_path, text))
    pull, push = (design.scenario(point).policy.levers for point in design.points)
    assert (pull.mandate, pull.rationale, pull.voice, pull.support) == (0.25, 1.0, 0.8, 0.7)
    assert (push.mandate, push.rationale, push.voice, push.support) == (0.25, 1.0, 0.2, 0.3)
    assert load_sweep(written(tmp_path, "scenario: base.yaml")).scenario(0).policy.levers.support == 0.1


def test_the_canonical_text_is_that_of_older_stores(tmp_path: Path) -> None:
    """Every field of a policy is in it, also preset and dials, which are empty; by it stores know their points."""
    policy = json.loads(canonical(load_sweep(written(tmp_path, "factors: {policy: [push]}")).scenario(0)))["policy"]
    assert {lever: value for lever, value in policy.pop("levers").items() if value is not None} == {
        "mandate": 0.8, "monitoring": 0.8, "incentive": 0.7
    }  # fmt: skip
    dials = {"push": None, "pull": None}
    assert policy == {"preset": None, "dials": dials, "departments": {}, "phases": [], "rules": []}


def test_scenarios_and_organisations_are_factors_too(tmp_path: Path) -> None:
    text = "factors: {scenario: [default, low_trust], organisation: [workshop]}\n"
    design = load_sweep(written(tmp_path, text))
    assert [design.scenario(point).context.trust for point in design.points] == [0.5, 0.2]
    assert design.scenario(0).organisation.members is not None


def test_samples_fill_the_square_and_more_begin_with_the_same(tmp_path: Path) -> None:
    text = """
seed: 3
factors:
  context.trust: {{uniform: [0, 1]}}
  context.turbulence: {{uniform: [0, 0.5]}}
sample: {{points: {points}, method: {method}}}
"""
    small = load_sweep(written(tmp_path, text.format(points=64, method="sobol")))
    large = load_sweep(written(tmp_path, text.format(points=128, method="sobol")))
    assert [large.labels(point) for point in range(64)] == [small.labels(point) for point in small.points]
    cube = load_sweep(written(tmp_path, text.format(points=50, method="latin_hypercube")))
    for factor, width in (("context.trust", 1.0), ("context.turbulence", 0.5)):
        cells = [int(cube.labels(point)[factor] / width * 50) for point in cube.points]
        assert sorted(cells) == list(range(50))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("factors: {context.trst: [0.1]}", r":1: factors.context.trst: unknown key; did you mean 'trust'\?"),
        ("factors:\n  context.trust: [0.5, 1.5]", r":2: factors.context.trust: is out of range \(given: 1.5\)"),
        ("factors: {policy: [pusch]}", r":1: factors.policy: no policy of that name; did you mean 'push'"),
        ("scenario: defalt", r":1: scenario: no scenario of that name; did you mean 'default'"),
        ("keep: {final: [valu]}", r":1: keep.final: no measure is called 'valu'; did you mean 'value'"),
        ("keep: {final: []}", r":1: keep: keeps nothing"),
        ("keep:\n  after:\n    x: {measure: do}", r":3: keep.after.x: asks for nothing"),
        ("weeks: 9\nkeep: {after: {x: {measure: do, mean: [2, 10]}}}", r"keep.after.x: looks past the last week"),
        ("sample: {points: 8}", r":1: sample: the file lacks factors with a distribution"),
        ("factors: {context.trust: {uniform: [0, 1]}}", r"sample: the file lacks sample"),
        (
            "factors: {context.trust: {uniform: [0, 1]}}\nsample: {points: 9}",
            r":2: sample.points: is not a power of two",
        ),
        ("set: {context.trust: 0.1}\nfactors: {context.trust: [0.2]}", r":2: factors.context.trust: is in set, too"),
        ("set: {goals.9.measurability: 1}", r":1: set.goals.9.measurability: no item 9 in a list of 8"),
        ("replicatons: 3", r":1: replicatons: unknown key; did you mean 'replications'\?"),
        ("replications: 2\nreplications: 3", r":2: replications: key given twice, on lines 1 and 2"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=said):
        list(load_sweep(written(tmp_path, text)).scenarios())


def test_everything_wrong_with_a_file_is_told_at_once(tmp_path: Path) -> None:
    text = "replications: 0\nscenario: defalt\nfactors:\n  policy: [pusch]\n  context.trust: {unifrm: [0, 1]}\n"
    with pytest.raises(InputError) as caught:
        load_sweep(written(tmp_path, text))
    assert [problem.line for problem in caught.value.problems] == [1, 2, 4, 5]


def test_a_scenario_reads_back_from_its_canonical_text(tmp_path: Path) -> None:
    text = "factors: {policy: [push, {phases: [{from: 2, preset: pull}], rules: [{while: trust < .3, preset: push}]}]}"
    for file in (written(tmp_path, text), written(tmp_path, "factors: {organisation: [workshop]}")):
        for _, scenario in load_sweep(file).scenarios():
            assert canonical(Scenario(**json.loads(canonical(scenario)))) == canonical(scenario)


def test_blocks_hold_every_run_once() -> None:
    blocks = [Block(0, 7, 0, 5, 4), *extension(7, 5, 9, 8, 4)]
    runs = [job for block in blocks for chunk in range(block.chunks) for job in block.jobs(chunk)]
    assert sorted(runs) == [(point, replication) for point in range(9) for replication in range(8)]
    assert [replication for _, replication in runs[:14]] == [0] * 7 + [1] * 7  # balanced if cut short


def test_points_have_lucks_of_their_own_only_if_they_are_not_paired() -> None:
    paired = {luck_of(point, replication, True) for point in range(50) for replication in range(50)}
    apart = {luck_of(point, replication, False) for point in range(50) for replication in range(50)}
    assert (len(paired), len(apart)) == (50, 2500)
    assert not paired & apart
    assert run_name(b"p", 1, 2) != run_name(b"p", 2, 1)


def test_the_schema_takes_what_the_reader_takes() -> None:
    from jsonschema import Draft202012Validator

    from simalign.files.read import read_tree
    from simalign.files.shipped import configs_folder
    from simalign.sweeps.schema import sweep_schema

    check = Draft202012Validator(sweep_schema())
    Draft202012Validator.check_schema(check.schema)
    for file in (configs_folder() / "sweeps").glob("*.yaml"):
        assert not list(check.iter_errors(read_tree(file, []).plain()))
    for wrong in ({"replicatons": 3}, {"replications": 0}, {"factors": {"policy": 3}}, {"keep": {"final": 3}}):
        assert list(check.iter_errors(wrong)), wrong
