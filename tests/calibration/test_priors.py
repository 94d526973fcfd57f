"""Priors files: what may stand there, and what is said of the rest."""

from pathlib import Path

import numpy as np
import pytest

from simalign import InputError
from simalign.calibration.priors import PRIOR, load_priors, shipped_priors
from simalign.scenario.psychology import Psychology


def test_a_point_of_the_cube_is_a_draw(tmp_path: Path) -> None:
    file = tmp_path / "priors.yaml"
    file.write_text("lag: {uniform: [2, 26], source: wide}\nkappa: {uniform: [0.1, 0.5], source: a book}\n")
    priors = load_priors(file)
    assert priors.names == ["lag", "kappa"] and priors.sources == {"lag": "wide", "kappa": "a book"}
    assert priors.values(np.array([0.0, 0.5])) == pytest.approx({"lag": 2.0, "kappa": 0.3})
    made = priors.psychology(np.array([1.0, 1.0]))
    assert (made.lag, made.kappa, made.anchor) == (26.0, 0.5, Psychology().anchor)


def test_the_shipped_ones_hold_everywhere() -> None:
    """200 points of the cube, of the kind that a calibration tries, are all psychologies; each range has a source."""
    priors = load_priors(shipped_priors())
    for u in np.random.default_rng(1).random((200, len(priors.names))):
        priors.psychology(u)
    assert all(priors.sources.values())


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("kapa: {uniform: [0, 1], source: x}", "2: kapa: no parameter is called 'kapa'; did you mean 'kappa'?"),
        ("kappa: {uniform: [0.1, 0.5]}", "2: kappa: needs a distribution and its source"),
        ("kappa: 0.3", "2: kappa: needs a distribution and its source (given: 0.3)"),
        ("kappa: {source: x}", "2: kappa: is not a form of values"),
        ("kappa: {unifrm: [0, 1], source: x}", "2: kappa.unifrm: is not a form of values; did you mean 'uniform'?"),
        ("kappa: {uniform: [0.5, 0.1], source: x}", "2: kappa.uniform: cannot be used (given: [0.5, 0.1])"),
        ("kappa: {grid: [0, 1, 3], source: x}", "2: kappa: is no distribution of numbers"),
        ("kappa: {choice: [0.1, 0.2], source: x}", "2: kappa: is no distribution of numbers"),
        ("kappa: {uniform: [0.1, 7], source: x}", "kappa: is out of range"),
    ],
)
def test_mistakes_are_told_with_their_line(line: str, said: str, tmp_path: Path) -> None:
    file = tmp_path / "priors.yaml"
    file.write_text(f"# mine\n{line}\n")
    with pytest.raises(InputError) as raised:
        load_priors(file)
    (problem,) = map(str, raised.value.problems)
    assert said in problem and problem.startswith(f"{file}:2: ")
    assert "Traceback" not in problem


def test_a_file_without_priors_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "priors.yaml"
    file.write_text("{}\n")
    with pytest.raises(InputError, match=r"priors.yaml:1: has no prior"):
        load_priors(file)


def test_what_else_stands_with_a_prior_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "priors.yaml"
    file.write_text("kappa: {uniform: [0, 1], source: x, extra: 1}\n")
    with pytest.raises(InputError) as raised:
        load_priors(file)
    assert raised.value.problems[0].allowed == PRIOR


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    file = tmp_path / "priors.yaml"
    file.write_text("kapa: {uniform: [0, 1], source: x}\nlag: {uniform: [1, 2]}\n")
    with pytest.raises(InputError) as raised:
        load_priors(file)
    assert [p.line for p in raised.value.problems] == [1, 2]
