"""Factors, points and samples."""

import json
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from simalign import InputError, Scenario, load_policy
from simalign.sweeps import load_sweep
from simalign.sweeps.design.factors import Distribution, values_of
from simalign.sweeps.design.identity import Block, canonical, extension, run_name, stream_of


def written(folder: Path, text: str, name: str = "sweep.yaml") -> Path:
    file = folder / name
    file.write_text(text)
    return file


@pytest.mark.parametrize(
    ("name", "numbers", "law"),
    [
        ("uniform", (2.0, 5.0), stats.uniform(2, 3)),
        ("loguniform", (0.1, 10.0), stats.loguniform(0.1, 10)),
        ("normal", (1.0, 2.0), stats.norm(1, 2)),
        ("truncated_normal", (0.5, 0.3, 0.0, 1.0), stats.truncnorm(-5 / 3, 5 / 3, 0.5, 0.3)),
        ("truncated_normal", (0.0, 1.0, 8.0, 9.0), stats.truncnorm(8, 9)),
        ("truncated_normal", (0.0, 1.0, -40.0, -37.0), stats.truncnorm(-40, -37)),
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
     {"integers": [0.5, 2]}, {"choice": []}, {"uniform": ["a", 1]}, {"uniform": [0, float("inf")]}, [1, 1],
     {"grid": [0.5, 0.5, 3]}, {"grid": [1, 1.0000000000001, 4]}, {"range": [1, 1.000000000001, 1e-13]},
     {"choice": [2, 2]}, {"choice": None}, {"choice": "ab"}, [1, 1.0], [[1], [1]],
     [{"a": 1, "b": 2}, {"b": 2, "a": 1.0}],
     {"truncated_normal": [0, 1, 2, 1]}, {"truncated_normal": [0, 0, 1, 2]}, {"truncated_normal": [0, 1]}, {}, None],
)  # fmt: skip
def test_forms_that_are_none_are_refused(given: object) -> None:
    with pytest.raises(InputError, match=r"factors\.x"):
        values_of(given, "factors.x")


def test_a_grid_with_repeats_is_refused_like_a_list_with_repeats() -> None:
    with pytest.raises(InputError, match=r"factors.x.grid: gives the value 0.5 twice \(given: \[0.5, 0.5, 3\]\)"):
        values_of({"grid": [0.5, 0.5, 3]}, "factors.x")
    assert values_of({"grid": [0.5, 0.5, 1]}, "factors.x") == values_of({"range": [0.5, 0.5, 1]}, "factors.x") == [0.5]


def test_a_list_is_looked_through_once() -> None:
    many = [{"a": n} for n in range(200_000)]
    assert values_of(many, "factors.x") is many  # in minutes, if each value was held against all others


def test_a_truncated_normal_stays_in_its_range() -> None:
    ends = np.array([0.0, 1e-300, 0.5, 1.0 - 1e-16, 1.0])
    assert Distribution("truncated_normal", (0.5, 0.3, 0.0, 1.0)).values(ends) == pytest.approx([0, 0, 0.5, 1, 1])
    far = Distribution("truncated_normal", (0.0, 1.0, 50.0, 60.0)).values(ends)
    assert far[0] == 50.0 and far[-1] == 60.0 and far == sorted(far)


@pytest.mark.parametrize(
    ("factor", "said"),
    [
        ("context.trust: {normal: [0.5, 0.3]}", r"truncated_normal: \[0.5, 0.3, from, to\] stays between from and to"),
        ("strength.push: {normal: [0.5, 0.3]}", r"truncated_normal: \[0.5, 0.3, from, to\]"),
        ("psychology.launch: {beta: [0.2, 20]}", r"triangular: \[from, mode, to\]"),
        ("organisation.size: {uniform: [20, 30]}", r"is not a whole number.*integers: \[from, to\]"),
    ],
)
def test_a_distribution_that_leaves_a_range_is_refused_with_one_that_does_not(
    factor: str, said: str, tmp_path: Path
) -> None:
    text = f"seed: 1\nfactors:\n  policy: [push]\n  {factor}\nsample: {{points: 64}}\n"
    with pytest.raises(InputError, match=said):
        list(load_sweep(written(tmp_path, text)).scenarios())
    fitting = "seed: 1\nfactors: {context.trust: {truncated_normal: [0.5, 0.3, 0, 1]}}\nsample: {points: 64}\n"
    assert len(list(load_sweep(written(tmp_path, fitting)).scenarios())) == 64


EMPTY = ["", "{}", "[]", "''", "[null]", "{a: }", "[[]]", "[{}]"]
VALUES = {
    "name": "x", "scenario": "base.yaml", "set": "{context.complexity: 0.1}", "factors": "{policy: [push]}",
    "seed": "1", "replications": "2", "uncertainty": "none", "paired": "true", "weeks": "4", "keep": "{final: [do]}",
    "sample": "", "time_limit": "9",
}  # fmt: skip
FORMS = ["grid", "range", "uniform", "normal", "truncated_normal", "beta", "integers", "choice", "none"]
KEYS = ["policy", "organisation", "organisation.members", "context", "goals", "goals.0", "strategy", "policy.phases"]
KEYS += ["strength.push", "policy.levers", "rules", "psychology.lag", "", ".", "context."]


def emptied() -> list[dict[str, str]]:
    """Sweep files in which something is empty."""
    sampled = {"factors": "{context.trust: {uniform: [0, 1]}}", "sample": "{points: 4}"}
    found = [{key: empty} for key in VALUES for empty in EMPTY]
    for empty in EMPTY:
        found += [{**sampled, "sample": empty}, {**sampled, "sample": f"{{points: {empty}}}"}]
        found += [{**sampled, "sample": f"{{points: 4, method: {empty}}}"}]
        found += [{**sampled, "factors": f"{{context.trust: {{{form}: {empty}}}}}"} for form in FORMS]
        found += [{"factors": f"{{context.trust: {{{form}: {empty}}}}}"} for form in FORMS]
        found += [{"keep": f"{{final: [do], {part}: {empty}}}"} for part in ("series", "after", "groups")]
        found += [{"keep": f"{{{part}: {{x: {empty}}}}}"} for part in ("after", "groups")]
        found += [{"set": f"{{'{key}': {empty}}}"} for key in KEYS]
        found += [{"factors": f"{{'{key}': {empty}}}"} for key in KEYS]
        found += [{"factors": f"{{policy: [push], '{key}': [{empty or 'null'}]}}"} for key in KEYS if key != "policy"]
    return found


def test_what_is_empty_where_a_value_is_due_is_refused_with_its_line_or_harmless(tmp_path: Path) -> None:
    written(tmp_path, "name: base\n", "base.yaml")  # the shipped scenario takes ten times as long to read
    harmless = 0
    for changes in emptied():
        values = {key: text for key, text in (VALUES | changes).items() if key != "sample" or key in changes}
        file = written(tmp_path, "".join(f"{key}: {text}\n" for key, text in values.items()))
        try:
            list(load_sweep(file).scenarios())
            harmless += 1
        except InputError as error:
            for problem in error.problems:
                assert problem.file == file and problem.line and problem.key, (changes, str(problem))
    assert 0 < harmless < len(emptied()) / 5


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "factors: {context.trust: {uniform: [0.1, 0.9]}}\nsample:",
            r":2: sample: is empty.*allowed: points, like",
        ),
        ("weeks:", r":1: weeks: is empty; leave the key out to keep the default"),
        ("seed:", r":1: seed: is empty; leave the key out"),
        ("set: {policy: []}", r":1: set.policy: is a list, not a mapping"),
        ("factors: {context.trust: }", r":1: factors.context.trust: is not a form of values"),
        ("factors: {context.trust: {choice: }}", r":1: factors.context.trust.choice: is an empty list"),
        ("factors: {policy: [push], strength.push: [null]}", r":1: factors.strength.push: is not a number"),
    ],
)
def test_what_is_empty_is_told_with_its_line(text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=said):
        list(load_sweep(written(tmp_path, text)).scenarios())


def test_of_very_many_points_the_ends_of_each_factor_are_looked_at_first(tmp_path: Path) -> None:
    text = "seed: 1\nfactors:\n  policy: [push, pull]\n  context.trust: {uniform: [0.1, 0.9]}\n"
    design = load_sweep(written(tmp_path, text + "sample: {points: 4096}\n"))
    assert design.extremes(8192) == design.points
    looked = design.extremes(100)
    assert len(looked) < 120
    trust, seen = design.column("context.trust"), [design.labels(point) for point in looked]
    assert {min(trust), max(trust)} <= {labels["context.trust"] for labels in seen}
    assert {labels["policy"] for labels in seen} == {"push", "pull"}
    broken = load_sweep(written(tmp_path, text.replace("0.1, 0.9", "0.1, 1.0005") + "sample: {points: 4096}\n"))
    with pytest.raises(InputError, match=r"context\.trust: is out of range"):
        list(broken.scenarios(broken.extremes(100)))


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
    assert (late.preset, late.levers.rationale) == (None, load_policy("pull").levers.rationale)


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
    assert (pull.mandate, pull.rationale, pull.voice, pull.support) == (0.25, 1.0, 0.6, 0.3)
    assert (push.mandate, push.rationale, push.voice, push.support) == (0.25, 1.0, 0.2, 0.3)
    assert load_sweep(written(tmp_path, "scenario: base.yaml")).scenario(0).policy.levers.support == 0.1


def test_the_canonical_text_holds_every_field_of_a_policy(tmp_path: Path) -> None:
    """Every field of a policy but its texts is in it, also preset and dials; by it stores know their points."""
    policy = json.loads(canonical(load_sweep(written(tmp_path, "factors: {policy: [push]}")).scenario(0)))["policy"]
    assert {lever: value for lever, value in policy.pop("levers").items() if value is not None} == {
        "mandate": 0.6, "monitoring": 0.6, "incentive": 0.5, "autonomy": 0.3
    }  # fmt: skip
    dials = {"push": None, "pull": None, "lead": None}
    assert policy == {"preset": None, "dials": dials, "departments": {}, "phases": [], "rules": [], "events": []}


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
        ("keep: {final: []}", r":1: keep: does not record anything"),
        ("keep:\n  after:\n    x: {measure: do}", r":3: keep.after.x: has no kind of number"),
        ("weeks: 9\nkeep: {after: {x: {measure: do, mean: [2, 10]}}}", r"keep.after.x: is after the last week"),
        ("sample: {points: 8}", r":1: sample: the file lacks factors with a distribution"),
        ("factors: {context.trust: {uniform: [0, 1]}}", r"sample: the file lacks sample"),
        (
            "factors: {context.trust: {uniform: [0, 1]}}\nsample: {points: 9}",
            r":2: sample.points: is not a power of two",
        ),
        ("set: {context.trust: 0.1}\nfactors: {context.trust: [0.2]}", r":2: factors.context.trust: is also in set"),
        ("set: {goals.9.measurability: 1}", r":1: set.goals.9.measurability: no item 9 in a list of 8"),
        ("replicatons: 3", r":1: replicatons: unknown key; did you mean 'replications'\?"),
        ("replications: 2\nreplications: 3", r":2: replications: the key occurs twice, on lines 1 and 2"),
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
    paired = {stream_of(point, replication, True) for point in range(50) for replication in range(50)}
    apart = {stream_of(point, replication, False) for point in range(50) for replication in range(50)}
    assert (len(paired), len(apart)) == (50, 2500)
    assert not paired & apart
    assert run_name(b"p", 1, 2) != run_name(b"p", 2, 1)


def test_the_schema_takes_what_the_reader_takes() -> None:
    from jsonschema import Draft202012Validator

    from simalign.files.read import read_tree
    from simalign.files.schema import file_schema
    from simalign.files.shipped import configs_folder
    from simalign.sweeps.design.file import SweepFile

    check = Draft202012Validator(file_schema(SweepFile))
    Draft202012Validator.check_schema(check.schema)
    for file in (configs_folder() / "sweeps").glob("*.yaml"):
        assert not list(check.iter_errors(read_tree(file, []).plain()))
    for wrong in ({"replicatons": 3}, {"replications": 0}, {"factors": {"policy": 3}}, {"keep": {"final": 3}}):
        assert list(check.iter_errors(wrong)), wrong
