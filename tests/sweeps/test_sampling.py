"""Samples: designs of Sobol indices and Morris, and factors that vary together."""

from pathlib import Path

import numpy as np
import pytest

from simalign import InputError
from simalign.sweeps import load_sweep
from simalign.sweeps.design.file import Sample
from simalign.sweeps.design.sampling import quantiles, sampled
from simalign.sweeps.design.source import source, yaml_text

KEYS = ["a", "b", "c"]
TOGETHER = """
seed: 1
weeks: 1
set: {warmup: 0, organisation.size: 8}
factors:
  policy: [push, pull]
  context.trust: {together: [0.2, 0.5, 0.2]}
  organisation.degree: {together: [2, 4, 3]}
"""


def test_a_row_of_saltelli_changes_one_factor_of_a_point_at_a_time() -> None:
    """A, A with each column of B, B with each column of A, B: Saltelli (2002)."""
    sample = Sample(points=8, method="saltelli", second_order=True)
    units = quantiles(sample, KEYS, 1)
    assert len(units) == sampled(sample, KEYS) == 8 * 8
    for row in units.reshape(8, 8, 3):
        a, *ab, b = row[[0, 1, 2, 3, 7]]
        for k in range(3):
            assert np.array_equal(ab[k], np.where(np.arange(3) == k, b, a))
            assert np.array_equal(row[4 + k], np.where(np.arange(3) == k, a, b))


def test_a_trajectory_of_morris_changes_one_group_at_a_time_by_two_thirds() -> None:
    sample = Sample(points=5, method="morris", groups={"both": ["a", "c"]})
    units = quantiles(sample, KEYS, 1)
    assert len(units) == sampled(sample, KEYS) == 5 * 3
    steps = np.abs(np.diff(units.reshape(5, 3, 3), axis=1)).reshape(-1, 3)
    assert np.allclose(steps[steps > 0], 2 / 3)
    assert {tuple(step > 0) for step in steps} == {(True, False, True), (False, True, False)}


@pytest.mark.parametrize("method", ["saltelli", "morris"])
def test_more_points_begin_with_the_same_ones(method: str) -> None:
    few, many = (quantiles(Sample(points=n, method=method), KEYS, 1) for n in (4, 8))  # type: ignore[arg-type]
    assert np.array_equal(many[: len(few)], few)
    assert not np.array_equal(few, quantiles(Sample(points=4, method=method), KEYS, 2))  # type: ignore[arg-type]


def test_factors_that_vary_together(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(TOGETHER)
    design = load_sweep(tmp_path / "a.yaml")
    found = [tuple(design.labels(n).values()) for n in design.points]
    pairs = [(0.2, 2), (0.5, 4), (0.2, 3)]
    assert found == [(policy, *pair) for policy in ("push", "pull") for pair in pairs]
    assert design.scenario(1).context.trust == 0.5


def test_factors_that_cannot_vary_together(tmp_path: Path) -> None:
    def refused(change: tuple[str, str], more: str = "") -> str:
        (tmp_path / "a.yaml").write_text(TOGETHER.replace(*change) + more)
        with pytest.raises(InputError) as error:
            load_sweep(tmp_path / "a.yaml")
        return str(error.value)

    said = refused(("[2, 4, 3]", "[2, 4]"))
    assert "a.yaml:8: factors.organisation.degree: has 2 values, and context.trust has 3; allowed: lists of one" in said
    assert "a.yaml:9: sample: cannot be combined with factors that vary together" in refused(
        ("", ""), "sample: {points: 4}\n"
    )
    assert "a.yaml:8: factors.organisation.degree: cannot be sampled beside factors that vary together" in refused(
        ("together: [2, 4, 3]", "uniform: [2, 3]")
    )
    assert "a.yaml:8: factors.organisation.degree.together: is not a list" in refused(("[2, 4, 3]", "[]"))


def test_a_sweep_file_can_be_written_in_another_folder(tmp_path: Path) -> None:
    """Its design has the same scenarios under the same labels."""
    (tmp_path / "mine.yaml").write_text("levers: {voice: 0.8}\n")
    (tmp_path / "base.yaml").write_text("extends: default\nweeks: 2\n")
    (tmp_path / "people.csv").write_text("id,manager\nann,\nbob,ann\ncarl,ann\n")
    (tmp_path / "a.yaml").write_text(
        "scenario: ./base.yaml\nset: {organisation: {members: people.csv}}\n"
        "factors: {policy: [push, ./mine.yaml, {name: x, preset: ./mine.yaml}], context.trust: {uniform: [0, 1]}}\n"
        "sample: {points: 2}\n"
    )
    design = load_sweep(tmp_path / "a.yaml", seed=3)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "a.yaml").write_text(yaml_text(source(design)))
    again = load_sweep(tmp_path / "other" / "a.yaml")
    assert [again.labels(n) for n in again.points] == [design.labels(n) for n in design.points]
    assert again.seed == 3
    for n in design.points:
        ours, theirs = (one.scenario(n).unchecked_copy(name="") for one in (design, again))
        assert ours.policy.levers == theirs.policy.levers and ours.organisation == theirs.organisation
        assert (ours.weeks, ours.context) == (theirs.weeks, theirs.context)
