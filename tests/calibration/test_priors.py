"""Priors files: what may stand there, and what is said of the rest."""

import re
from pathlib import Path

import numpy as np
import pytest

from simalign import InputError, Scenario
from simalign.calibration.priors import PRIOR, load_priors, shipped_priors
from simalign.files.shipped import configs_folder
from simalign.scenario.psychology import Psychology


def test_a_point_of_the_cube_is_a_draw(tmp_path: Path) -> None:
    file = tmp_path / "priors.yaml"
    file.write_text(
        "lag: {uniform: [2, 26], source: wide, evidence: a field trial}\n"
        "error: {uniform: [0, 1], source: wide}\n"
        "kappa: {uniform: [0.1, 0.5], source: a book, evidence: a survey}\n"
    )
    priors = load_priors(file)
    assert priors.names == ["lag", "kappa"] and list(priors.guesses) == ["error"]
    assert priors.sources == {"lag": "wide", "error": "wide", "kappa": "a book"}
    assert priors.evidence == {"lag": "a field trial", "kappa": "a survey"}
    assert priors.all.names == ["lag", "kappa", "error"]
    assert priors.values(np.array([0.0, 0.5])) == pytest.approx({"lag": 2.0, "kappa": 0.3})
    made = priors.psychology(np.array([1.0, 1.0]))
    assert (made.lag, made.kappa, made.anchor) == (26.0, 0.5, Psychology().anchor)


def test_the_shipped_ones_hold_everywhere() -> None:
    """200 points of the cube, of the kind that a calibration tries, are all scenarios."""
    priors = load_priors(shipped_priors()).all
    for u in np.random.default_rng(1).random((200, len(priors.names))):
        Scenario(psychology=priors.psychology(u))


def test_at_most_45_are_free_and_each_has_a_prior_a_source_and_evidence() -> None:
    priors = load_priors(shipped_priors())
    assert 30 <= len(priors.names) <= 45
    assert all(shape.name == "uniform" for shape in priors.all.shapes.values())
    assert all(priors.sources[name] and priors.evidence[name] for name in priors.names)
    assert set(priors.evidence) == set(priors.names) and all(priors.sources[name] for name in priors.guesses)


def test_the_psychology_declares_which_parameters_are_free_and_which_are_guesses() -> None:
    """Each default lies inside its prior; parameters with another source are fixed by it."""
    priors = load_priors(shipped_priors())
    sources = {name: str(field.json_schema_extra["source"]) for name, field in Psychology.model_fields.items()}  # type: ignore[index,call-overload]
    assert priors.names == [name for name, source in sources.items() if source.startswith("prior")]
    assert list(priors.guesses) == [name for name, source in sources.items() if source.startswith("guess")]
    for name, shape in priors.all.shapes.items():
        low, high = shape.numbers
        assert low < getattr(Psychology(), name) < high, name


def test_evidence_names_studies_that_are_shipped() -> None:
    """Texts without a year are names of studies in configs/facts."""
    studies = {file.stem for file in (configs_folder() / "facts").rglob("*.yaml")}
    texts = [text for evidence in load_priors(shipped_priors()).evidence.values() for text in evidence.split("; ")]
    named = {text for text in texts if not re.search(r"\((.*\d{4}|Edelman .*)\)", text)}
    assert named <= studies and len(named) >= 10


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
