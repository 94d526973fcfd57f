"""Published effects in common units: known answers for scales, compression, signs, and the shipped studies."""

from pathlib import Path

import numpy as np
import pytest

from simalign.api.validate import study_files
from simalign.calibration.evaluate import Evaluator
from simalign.calibration.run import in_common_units
from simalign.calibration.targets import Targets, compress, expand
from simalign.evidence.read import load_studies

STUDY = """source: made for a test
arms: {little: {}, much: {}}
outcomes:
  in per cent: {sum: {do: 100, want: -50}}
  not done: {sum: {constant: 100, do: -1}}
  nothing: {sum: {constant: 1}}
  most do: {sum: {do: 100}, above: 50}
  mood: {index: {needs: 3, trust: 4}}
effects:
"""
SCALES = {
    "outcome: trust, unit: difference": 0.25,
    "outcome: trust, unit: order": 0.25,
    "outcome: trust, unit: level, arms: [much]": 0.25,
    "outcome: in per cent, unit: difference": 25.0,
    "outcome: in per cent, unit: level, arms: [much]": 25.0,
    "outcome: in per cent, unit: difference, minus: {week: 2}": 25.0,
    "outcome: in per cent, unit: difference, above: 50": 0.25,
    "outcome: most do, unit: difference": 0.25,
    "outcome: not done, unit: difference": 0.25,
    "outcome: nothing, unit: difference": 0.25,
    "outcome: mood, unit: difference": 5.0,
    "outcome: in per cent, unit: cohen_d": 1.0,
    "outcome: in per cent, unit: percent_change": 40.0,
    "outcome: in per cent, unit: ratio": 0.4,
    "outcome: in per cent, unit: sd_over_mean, arms: [much]": 0.25,
    "outcome: in per cent, unit: correlation_of_arms": 0.5,
    "outcome: in per cent, unit: difference, over: {week: 2}": 1.0,
    "outcome: trust, unit: percent_change, over: {week: 2}": 1.0,
}


def targets_of(folder: Path, effects: dict[str, str]) -> Targets:
    """Return the targets of a study with these effects, whose published results are the values."""
    lines = [
        f"  - {{name: e{n}, week: 3, {effect}, published: {{{published}}}}}\n"
        for n, (effect, published) in enumerate(effects.items())
    ]
    file = folder / "small.yaml"
    file.write_text(STUDY + "".join(lines), encoding="utf-8")
    return Evaluator(load_studies([file]), 1, 1, 4).targets


def test_scales_of_units_and_outcomes(tmp_path: Path) -> None:
    """A share has .25, times 100 in percentage points; an index has the root of 3^2 + 4^2; a ratio of effects has 1."""
    targets = targets_of(tmp_path, dict.fromkeys(SCALES, "low: 1, high: 2"))
    assert dict(zip(SCALES, targets.scale.tolist(), strict=True)) == SCALES


def test_published_intervals_are_compressed(tmp_path: Path) -> None:
    """1 to 5 percentage points are .12 +- .08; .6 to 1.4 of Cohen's d are 1 +- .4, where the slope is 1 / sqrt 2."""
    targets = targets_of(
        tmp_path,
        {
            "outcome: in per cent, unit: difference": "low: 1, high: 5",
            "outcome: do, unit: cohen_d": "low: 0.6, high: 1.4",
        },
    )
    assert targets.value == pytest.approx([0.1197138, 0.8813736], abs=1e-7)
    assert targets.error * 1.959964 == pytest.approx([0.08 / np.sqrt(1.0144), 0.4 / np.sqrt(2)], rel=1e-6)
    assert targets.low.tolist() == [1.0, 0.6] and targets.high.tolist() == [5.0, 1.4]
    errors = np.random.default_rng(1).normal(1.0, 0.04, 100_000)  # small, so that the delta method is exact to 1 %
    assert compress(errors).std() == pytest.approx(0.04 / np.sqrt(2), rel=0.01)


def test_only_a_result_on_one_side_of_no_effect_has_a_sign(tmp_path: Path) -> None:
    """The rule of ``simalign validate``; without ``least`` any size counts for a sign."""
    published = {
        "outcome: do, unit: cohen_d": ("low: 0.1, high: 0.3", 1.0, 0.0),
        "outcome: want, unit: cohen_d": ("low: -0.3, high: -0.1", -1.0, 0.0),
        "outcome: trust, unit: cohen_d": ("low: 0, high: 0.3", 0.0, 0.0),
        "outcome: do, unit: ratio": ("low: 0.7, high: 0.9", -1.0, 0.0),
        "outcome: do, unit: level, arms: [much]": ("low: 0.4, high: 0.6", 0.0, 0.0),
        "outcome: do, unit: difference": ("sign: negative", -1.0, 0.0),
        "outcome: want, unit: difference": ("sign: positive, least: 0.25", 1.0, np.arcsinh(1.0)),
        "outcome: trust, unit: difference": ("sign: none, least: 0.05", 0.0, np.arcsinh(0.2)),
    }
    targets = targets_of(tmp_path, {effect: text for effect, (text, _, _) in published.items()})
    assert targets.sign.tolist() == [sign for _, sign, _ in published.values()]
    assert targets.smallest == pytest.approx([smallest for _, _, smallest in published.values()])
    assert targets.with_interval.tolist() == [0, 1, 2, 3, 4] and targets.with_sign.tolist() == [5, 6, 7]


def test_simulated_effects_return_to_the_unit_of_the_row(tmp_path: Path) -> None:
    targets = targets_of(
        tmp_path,
        {"outcome: do, unit: ratio": "low: 0.7, high: 0.9", "outcome: do, unit: percent_change": "low: 1, high: 2"},
    )
    effects = np.array([[0.8, -20.0], [1.0, 0.0], [1.4, 400.0]])
    common = in_common_units(effects, targets)
    assert common[1] == pytest.approx([0.0, 0.0], abs=1e-12)
    assert common[2] == pytest.approx([np.arcsinh(1), np.arcsinh(10)], rel=0.02)  # clipped at the 99.5 % quantile
    assert targets.expanded(common) == pytest.approx(effects, rel=0.05)
    undefined = np.array([[0.8, 0.0], [np.nan, 10.0], [0.8, 20.0]])
    assert in_common_units(undefined, targets)[1, 0] == pytest.approx(np.arcsinh(-0.5))


def test_compression_keeps_order_and_is_undone() -> None:
    x = np.linspace(-30.0, 30.0, 601)
    y = compress(x)
    assert (np.diff(y) > 0.0).all() and expand(y) == pytest.approx(x)
    assert np.abs(y - x)[np.abs(x) < 0.3].max() < 0.005  # nearly linear
    assert y[-1] - compress(np.array([15.0]))[0] == pytest.approx(np.log(2), abs=0.001)  # by their ratio


def test_no_shipped_effect_is_out_of_scale() -> None:
    """At most 3 standardised differences: the largest is a level, a share of 75 % measured from 0."""
    targets = Evaluator(load_studies(study_files(None)), 1, 1, 4).targets
    sizes = np.abs(expand(targets.value))
    assert np.nanmax(sizes) == pytest.approx(3.0)
    assert [targets.names[n] for n in np.flatnonzero(sizes > 2.1)] == ["level-edelman2024-employer"]
    assert len(targets) > 100 and np.isfinite(sizes).sum() > 60
