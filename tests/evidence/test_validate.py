"""simalign validate and schema study, as people use them."""

import json
import os
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML
from typer.testing import CliRunner, Result

from simalign.cli import app
from simalign.errors import InputError
from simalign.evidence.read import shipped_studies
from tests.cli.conftest import Command, command  # noqa: F401  (a fixture)
from tests.evidence.made import study


def ran(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["validate", *arguments])


def test_all_inside_is_status_0(tmp_path: Path) -> None:
    file = study(tmp_path, published="{sign: positive}")
    done = ran(str(file), "-n", "4", "--seed", "3")
    assert done.exit_code == 0
    text = " ".join(done.stdout.split())
    assert "Published effects against the model, seed 3" in text
    assert "small difference 3 positive" in text and "inside" in text and "made for a test" in text
    assert "1 of 1 effects agree with their published interval or sign." in text and "Families of studies" in text


@pytest.mark.parametrize(
    ("published", "verdict", "status"),
    [
        ("{low: -1, high: 1}", "inside", 0),
        ("{}", "reported", 0),
        ("{estimate: 8.5, low: 8, high: 9}", "sign only", 1),
        ("{low: -9, high: -8}", "outside", 1),
        ("{sign: negative}", "outside", 1),
    ],
)
def test_verdicts_as_json_and_status(published: str, verdict: str, status: int, tmp_path: Path) -> None:
    done = ran(str(study(tmp_path, published=published)), "-n", "4", "--json")
    assert done.exit_code == status
    (row,) = json.loads(done.stdout)["facts"]
    assert row["verdict"] == verdict and row["organisations"] == 4 and row["unit"] == "difference"
    assert row["simulated_low"] < row["simulated"] < row["simulated_high"]


def test_what_cannot_be_worked_out_is_null_and_status_1(tmp_path: Path) -> None:
    """Nobody's trust is above 1: no spread, and no effect that could be inside."""
    effect = "{outcome} resistance, unit: difference => {outcome} trust, above: 1, unit: cohen_d".replace(
        "{outcome}", "outcome:"
    )
    done = ran(str(study(tmp_path, published="{low: -1, high: 1}", effects=effect)), "-n", "3", "--json")
    assert done.exit_code == 1
    (row,) = json.loads(done.stdout)["facts"]
    assert (row["simulated"], row["simulated_low"], row["verdict"]) == (None, None, "undefined")


def test_what_cannot_be_worked_out_is_said_in_the_table(tmp_path: Path) -> None:
    effect = "outcome: resistance, unit: difference => outcome: trust, above: 1, unit: cohen_d"
    text = " ".join(ran(str(study(tmp_path, effects=effect)), "-n", "2").stdout.split())
    assert "small cohen d 3 undefined reported" in text
    assert "Families of studies" not in text


def test_the_same_seed_gives_the_same_text(tmp_path: Path) -> None:
    (tmp_path / "some").mkdir()
    for name in ("one", "two"):
        study(tmp_path / "some", name)
    first, again, other = (ran(str(tmp_path / "some"), "-n", "3", "--json", "--seed", s) for s in ("1", "1", "2"))
    assert first.stdout == again.stdout != other.stdout
    assert [row["fact"] for row in json.loads(first.stdout)["facts"]] == ["one", "two"]


def test_psychology_can_be_set(tmp_path: Path) -> None:
    file = str(study(tmp_path))
    plain, set_ = ran(file, "-n", "3", "--json"), ran(file, "-n", "3", "--json", "--set", "psychology.kappa=0.5")
    assert plain.exit_code == set_.exit_code == 0
    assert plain.stdout != set_.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["no.yaml"], "no.yaml: no such file"),
        (["."], ".: does not hold a study; allowed: a folder with .yaml files"),
        (["bad.yaml"], "bad.yaml:1: source: is missing"),
        (["small.yaml", "small.yaml"], "effects.0.name: an effect in small.yaml has the same name"),
        (["small.yaml", "--set", "context.trust=0.3"], "--set: has no effect here: the studies define arms"),
        (["small.yaml", "--set", "psychology.ancor=0.3"], "psychology.ancor: unknown key; did you mean 'anchor'?"),
        (["small.yaml", "-n", "1"], "allowed: a whole number from 2 to 10000"),
        (["lost.yaml"], "lost.yaml:7: effects.0.among.department: there is no department called 'Lab'"),
    ],
)
def test_bad_input_is_refused(words: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    if words != ["."]:
        (tmp_path / "bad.yaml").write_text("arms: {a: {}}\neffects: []\n")
        study(tmp_path)
        study(tmp_path, "lost", effects="resistance => resistance, among: {department: Lab}")
    done = ran(*words)
    error = done.exception
    text = "\n".join(map(str, error.problems)) if isinstance(error, InputError) else done.stderr
    assert said in " ".join(text.replace("│", " ").split())
    assert isinstance(error, InputError) or done.exit_code == 2


def test_status_2_and_one_message(command: Command, tmp_path: Path) -> None:  # noqa: F811
    study(tmp_path, arms="mandate: 0.9 => mandate: 9")
    done = command("validate", "small.yaml")
    assert done.returncode == 2 and done.stdout == ""
    said = "small.yaml:5: arms.much.policy.levers.mandate: is out of range (given: 9); allowed: a number from 0 to 1"
    assert said in done.stderr and done.stderr.count("\n") == 1


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    file = study(tmp_path)
    file.chmod(0)
    assert "cannot be read" in str(ran(str(file)).exception)


def test_the_schema_takes_the_shipped_facts_and_refuses_others(tmp_path: Path) -> None:
    shown = CliRunner().invoke(app, ["schema", "study"])
    schema = json.loads(shown.stdout)
    Draft202012Validator.check_schema(schema)
    sound = Draft202012Validator(schema)
    for file in shipped_studies():
        assert sound.is_valid(YAML(typ="safe", pure=True).load(file)), file
    plain = YAML(typ="safe", pure=True).load(study(tmp_path))
    assert sound.is_valid(plain)
    for key, value in (
        ("unit", "cohen"),
        ("minus", ["little"]),
        ("week", 0),
        ("of", "teams"),
        ("among", {"role": "boss"}),
    ):
        assert not sound.is_valid(plain | {"effects": [plain["effects"][0] | {key: value}]}), key
    for part in ("arms", "effects", "source"):
        assert not sound.is_valid({key: value for key, value in plain.items() if key != part}), part


def test_mechanisms_can_be_switched_off(tmp_path: Path) -> None:
    """Without reactance nobody resists more; without taking effect the numbers would be those of the plain run."""
    file = str(study(tmp_path))
    plain, off = ran(file, "-n", "3", "--json"), ran(file, "-n", "3", "--json", "--set", "mechanisms.reactance=false")
    (before,), (after,) = (json.loads(done.stdout)["facts"] for done in (plain, off))
    assert before["simulated"] > 0.0 == after["simulated"]


def test_organisations_differ_in_their_draws(tmp_path: Path) -> None:
    """Draws of the parameters widen the interval; with one draw for all it is the run with these parameters."""
    file = str(study(tmp_path))
    draws = tmp_path / "draws.csv"
    draws.write_text("draw,react\n0,0.1\n1,1.1\n")
    same = tmp_path / "same.csv"
    same.write_text("draw,react\n0,0.9\n")
    (plain,), (spread,), (fixed,), (set_,) = (
        json.loads(ran(file, "-n", "6", "--json", *options).stdout)["facts"]
        for options in (
            [],
            ["--uncertainty", str(draws)],
            ["--uncertainty", str(same)],
            ["--set", "psychology.react=0.9"],
        )
    )
    assert spread["simulated_high"] - spread["simulated_low"] > 2 * (plain["simulated_high"] - plain["simulated_low"])
    assert fixed["simulated"] == set_["simulated"] != plain["simulated"]
    refused = str(ran(file, "--uncertainty", "posteriors").exception)
    assert refused.startswith("--uncertainty: is not a kind of uncertainty; did you mean 'posterior'?")


def test_families_are_in_the_output(tmp_path: Path) -> None:
    file = study(tmp_path, published="{sign: positive}", arms="set: { => family: pay\nset: {")
    done = ran(str(file), "-n", "4", "--json")
    row, total = json.loads(done.stdout)["families"]
    assert row == {"family": "pay", "rows": 1, "inside": 1, "edge": 0, "signs": 1, "right": 1}
    assert total == row | {"family": "all"}
    text = " ".join(ran(str(file), "-n", "4").stdout.split())
    assert "family rows inside edge right sign" in text and "pay 1 1 0 1 of 1" in text


def test_arms_need_not_part_in_a_week_of_review(tmp_path: Path) -> None:
    """A warm-up of two and a half intervals, and one that differs between organisations."""
    late = study(tmp_path, "late", warmup=65)
    drawn = study(tmp_path, "drawn", arms=", warmup: 2} => }\nvary: {warmup: {integers: [53, 78]}}")
    rows = json.loads(ran(str(late), str(drawn), "-n", "3", "--json").stdout)["facts"]
    assert all(row["simulated"] > 0.0 and row["organisations"] == 3 for row in rows)
