"""The Gaussian-process surrogate: known functions, noise, an independent reference, and stores of sweeps."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import qmc
from sklearn.gaussian_process import GaussianProcessRegressor

import simalign
from simalign import InputError
from simalign.sensitivity.gaussian_process import (
    Encoding,
    cross_validated,
    errors,
    fitted,
    main_effect,
    most_useful,
    nugget_of,
)
from simalign.sweeps import create, execute, load_sweep
from simalign.sweeps.running.worker import IN_PROCESS
from tests.cli.conftest import Command, command  # noqa: F401  (a fixture)
from tests.sensitivity.test_indices_of_stores import known

SWEEP = """
seed: 5
weeks: 1
replications: 2
set: {warmup: 0, organisation.stakeholders: 0, organisation.size: 6}
factors:
  policy: [push, {name: mine, levers: {voice: 0.5}}]
  mechanisms.reactance: {choice: [false, true]}
  context.trust: {uniform: [0, 1]}
sample: {points: 16}
keep: {final: [known, value]}
"""


def inputs(points: int, factors: int) -> np.ndarray:
    return np.asarray(qmc.Sobol(factors, rng=np.random.default_rng(1)).random(points))


def each(y: np.ndarray) -> np.ndarray:
    return np.arange(len(y))


def test_a_smooth_function_is_predicted_and_noise_is_not() -> None:
    """The noise has no signal: the best prediction is the mean, whose R squared is about 0. A fixed seed."""
    x = inputs(32, 2)
    smooth = np.sin(3 * x[:, 0]) + x[:, 0] * x[:, 1]
    found = errors(smooth, cross_validated(fitted(x, smooth, 1), x, smooth, each(smooth), 1))
    assert found.r_squared > 0.999 and found.rmse < 0.02
    noise = np.random.default_rng(2).standard_normal(32)
    assert errors(noise, cross_validated(fitted(x, noise, 1), x, noise, each(noise), 1)).r_squared < 0.1


def test_the_nugget_is_the_variance_of_the_noise() -> None:
    """At 64 points, noise of variance .01 is estimated with a standard error of about .0018: three of them."""
    x = inputs(64, 1)
    y = np.sin(3 * x[:, 0]) + 0.1 * np.random.default_rng(1).standard_normal(64)
    assert nugget_of(fitted(x, y, 1)) == pytest.approx(0.01, abs=0.0054)


def test_points_of_a_row_are_left_out_together() -> None:
    """The outcome is a number per row of eight points: known where points are left out alone, unknown with the row."""
    rows = np.repeat(np.arange(12), 8)
    levels = np.random.default_rng(1).standard_normal(12)
    x = np.column_stack([inputs(16, 1)[rows, 0], inputs(128, 1)[:96, 0]])
    y, model = levels[rows], fitted(x, levels[rows], 1)
    assert errors(y, cross_validated(model, x, y, each(y), 1)).r_squared > 0.9
    assert errors(y, cross_validated(model, x, y, rows, 1)).r_squared < 0.5


def test_main_effects_of_a_linear_function() -> None:
    x = inputs(64, 3)
    model = fitted(x, x[:, 0] - 2.0 * x[:, 1], 1)
    settings = [np.array([u]) for u in (0.0, 0.5, 1.0)]
    for factor, slope in enumerate((1.0, -2.0, 0.0)):
        mean, half = main_effect(model, inputs(128, 3), settings, slice(factor, factor + 1))
        truth = -0.5 + slope * (np.array([0.0, 0.5, 1.0]) - 0.5)
        assert np.allclose(mean, truth, atol=0.01) and (half < 0.02).all()


def test_the_variance_that_is_left_is_that_of_a_process_with_the_new_point() -> None:
    x, candidates = inputs(16, 2), inputs(64, 2) ** 2
    y = np.sin(3 * x[:, 0]) + x[:, 1] + 0.05 * np.random.default_rng(1).standard_normal(16)
    model = fitted(x, y, 1)
    chosen = most_useful(model, candidates, 2)
    assert len(set(chosen.chosen)) == 2 and 1.0 > chosen.left[0] > chosen.left[1] > 0.0

    def variance(more: list[int]) -> float:
        both = np.concatenate([x, candidates[more]])
        again = GaussianProcessRegressor(model.kernel_, optimizer=None).fit(both, np.zeros(len(both)))
        _, sd = again.predict(candidates, return_std=True)
        return float((sd**2 - model.kernel_.k2.noise_level).mean())

    start = variance([])
    for n in (1, 2):
        assert chosen.left[n - 1] == pytest.approx(variance(chosen.chosen[:n]) / start, rel=1e-6)
    assert variance(chosen.chosen[:1]) == pytest.approx(min(variance([k]) for k in range(64)), rel=1e-9)


def test_inputs_of_categories_and_logarithms() -> None:
    points = pd.DataFrame({"a": [1.0, 10.0, 100.0], "b": ["x", "y", "x"], "c": [True, False, True], "d": [1, 1, 1]})
    found = Encoding.of(points, ["a"])
    assert found.names == ["a", "b", "c"]
    assert found.inputs(points).tolist() == [[0.0, 1, 0, 1, 0], [0.5, 0, 1, 0, 1], [1.0, 1, 0, 1, 0]]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("surrogate")
    (folder / "known.yaml").write_text(SWEEP)
    made = create(load_sweep(folder / "known.yaml"), folder / "store", 100, 60.0, measures={"known": known})
    execute(made, 1, start_method=IN_PROCESS)
    return made.path


def test_stored_runs_are_predicted_and_points_proposed(store: Path, tmp_path: Path) -> None:
    """The known measure is trust, or twice trust with reactance, and .3."""
    found = simalign.sensitivity.surrogate(store, "known", points=3)
    assert found.errors["r_squared"] > 0.95 and found.errors["noise"] == pytest.approx(0.0, abs=1e-9)
    at = pd.DataFrame({"policy": "push", "mechanisms.reactance": [False, True], "context.trust": [0.5, 0.5]})
    assert found.predict(at)["mean"].to_numpy() == pytest.approx([0.8, 1.3], abs=0.05)
    assert found.finding.startswith("From 32 design points, a Gaussian process predicts ")
    assert set(found.table["factor"]) == {"policy", "mechanisms.reactance", "context.trust"}
    left = found.next["variance_left"]
    assert len(left) == 3 and left.is_monotonic_decreasing
    found.save(tmp_path / "out")
    (tmp_path / "out" / "next.yaml").write_text((tmp_path / "out" / "next.yaml").read_text().replace("- known\n", ""))
    design = load_sweep(tmp_path / "out" / "next.yaml")
    assert design.seed == 5 and len(design.points) == 3
    proposed = found.next[["policy", "mechanisms.reactance", "context.trust"]].to_dict("records")
    assert [design.labels(n) for n in design.points] == proposed
    with pytest.raises(InputError, match="has no runs"):
        found.predict(at.assign(policy="pull"))


def test_messages(command: Command, store: Path) -> None:  # noqa: F811
    done = command("sensitivity", "surrogate", str(store), "--of", "know")
    assert done.returncode == 2 and "--of: was not recorded; did you mean 'known'?" in done.stderr
    done = command("sensitivity", "surrogate", str(store), "--points", "0")
    assert done.returncode == 2 and "--points" in done.stderr
    with pytest.raises(InputError, match="names no store"):
        simalign.sensitivity.surrogate([])
