"""Settings that the answers of a survey replace are refused, wherever they are made."""

import re
from pathlib import Path

import pytest

import simalign
from simalign.cli import main
from simalign.errors import InputError
from simalign.sensitivity.claims import Variant
from simalign.simulation.survey import replaced_settings
from simalign.sweeps import load_sweep

PEOPLE = "id,manager,department\n" + "\n".join(f"P{n},{'' if n == 0 else 'P0'},U{n % 2}" for n in range(12))
ANSWERS = "department,trust (1-5)\n" + "\n".join(f"U{n % 2},2" for n in range(10))
REASON = r"has no effect, because the members' trust in .*answers\.csv replaces it"


@pytest.fixture
def people(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name, text in {
        "people.csv": PEOPLE,
        "answers.csv": ANSWERS,
        "people.yaml": "members: people.csv\nsurvey: answers.csv\n",
        "without.yaml": "members: people.csv\n",
    }.items():
        (tmp_path / name).write_text(text)
    return tmp_path / "people.yaml"


@pytest.mark.parametrize(
    ("key", "value"), [("context.trust", "[0.2, 0.6]"), ("context", "[{trust: 0.2}]"), ("context.trust", "0.2")]
)
def test_a_sweep_names_the_key_and_the_file(people: Path, key: str, value: str) -> None:
    listed = value.startswith("[")
    file = people.parent / "sweep.yaml"
    factors = "factors:\n" if listed else "factors: {context.turbulence: [0.1, 0.2]}\n"
    parts = [f"  {key}: {value}\n", factors]
    text = "set:\n  organisation: people.yaml\n" + "".join(reversed(parts) if listed else parts)
    file.write_text(f"{text}replications: 1\nweeks: 1\n")
    line, part = (4, "factors") if listed else (3, "set")
    with pytest.raises(InputError) as refused:
        list(load_sweep(file).scenarios())
    assert len(refused.value.problems) == 1
    assert re.fullmatch(rf".*sweep\.yaml:{line}: {part}\.context\.trust: {REASON}; allowed: .*", str(refused.value))
    file.write_text(file.read_text().replace("people.yaml", "without.yaml"))
    assert len(list(load_sweep(file).scenarios())) == (1 if "{" in value else 2)


def test_factors_of_a_function_are_refused(people: Path) -> None:
    for factors in ({"context.trust": 0.3}, {"context": {"trust": 0.3}}):
        with pytest.raises(InputError, match=f"factors: context.trust: {REASON}"):
            simalign.decide(organisation=people, factors=factors, seed=1, progress=False)
    with pytest.raises(InputError, match=f"context.trust: {REASON}"):
        simalign.power(organisation="people.csv", survey="answers.csv", factors={"context.trust": 0.3}, seed=1)


def test_sensitivity_analyses_are_refused(people: Path) -> None:
    for analyse in (simalign.sensitivity.sobol, simalign.sensitivity.morris):
        with pytest.raises(InputError, match=rf"vary: {REASON} \(given: 'context.trust'\)"):
            analyse(vary="context", organisation=people, seed=1, progress=False)
    rules = [Variant(name="mistrust", set={"context.trust": 0.1})]
    with pytest.raises(InputError, match=f"mistrust.*: context.trust: {REASON}"):
        simalign.sensitivity.rivals(rules=rules, organisation=people, seed=1, quick=True, progress=False)


def test_a_setting_of_the_command_line_is_refused(
    people: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["simalign", "run", "-g", people.name, "--set", "context.trust=0.3"])
    with pytest.raises(SystemExit) as left:
        main()
    assert left.value.code == 2
    assert re.search(rf"error: --set: {REASON} \(given: 'context.trust=0.3'\)", capsys.readouterr().err)


def test_without_answers_on_trust_settings_have_effect(people: Path) -> None:
    scenario = simalign.load_scenario("default", organisation="without.yaml")
    assert replaced_settings(scenario, {"context.trust": 0.3}) == []
    surveyed = simalign.load_scenario("default", organisation=people)
    assert replaced_settings(surveyed, {"context.turbulence": 0.3, "context": {"churn": 0.1}}) == []
    assert len(replaced_settings(surveyed, {"context": {"trust": 0.1}})) == 1
