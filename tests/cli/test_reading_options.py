"""The options that choose how an organisation's files are read: the same for every command and public function."""

import inspect
import json
from dataclasses import fields
from pathlib import Path

import pytest
from typer.core import TyperCommand

import simalign
from simalign.cli import COMMANDS
from simalign.cli.commands.sensitivity import COMMANDS as ANALYSES
from simalign.cli.reading_options import ReadingOptions, option

from .conftest import Command

FUNCTIONS = (
    simalign.compare,
    simalign.decide,
    simalign.power,
    simalign.portrait,
    simalign.describe,
    simalign.load_organisation,
    simalign.sensitivity.ablations,
    simalign.sensitivity.rivals,
    simalign.sensitivity.horizon,
    simalign.sensitivity.sobol,
    simalign.sensitivity.morris,
)
OF_STORES = ("indices", "surrogate")  # analyses of stores, which hold their organisation
PEOPLE = "Who,Boss,Unit\n" + "\n".join(f"P{n},{'' if n == 0 else f'P{(n - 1) // 4}'},U{n % 2}" for n in range(12))
TIES = "A,B\nP1,P5\nP2,P6\n"
ANSWERS = "department,trust (1-5)\n" + "\n".join(f"U{n % 2},2" for n in range(10))
FILES = {"people.txt": PEOPLE, "ties.txt": TIES, "answers.csv": ANSWERS}
READ = [
    *("--columns", "id=Who,manager=Boss,department=Unit", "--ties", "ties.txt", "--tie-columns", "source=A,target=B"),
    *("--survey", "answers.csv"),
]


@pytest.mark.parametrize(
    "name",
    [
        "compare",
        "decide",
        "power",
        "run",
        "org",
        *(f"sensitivity {analysis}" for analysis in ANALYSES if analysis not in OF_STORES),
    ],
)
def test_every_command_of_an_organisation_has_them(name: str) -> None:
    table, last = (ANALYSES, name.split()[-1]) if name.startswith("sensitivity") else (COMMANDS, name)
    loaded = table[last].load(last)
    assert isinstance(loaded, TyperCommand)
    options = {text for parameter in loaded.params for text in (*parameter.opts, *parameter.secondary_opts)}
    assert {option(field.name) for field in fields(ReadingOptions)} <= options


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.__name__)
def test_every_function_of_an_organisation_takes_its_files(function: object) -> None:
    assert {"organisation", "ties", "survey"} <= set(inspect.signature(function).parameters)  # type: ignore[arg-type]


def test_power_and_run_read_like_org(command: Command, tmp_path: Path) -> None:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
    small = ["--set", "warmup=1", "--weeks", "2", "--seed", "1"]
    told = command("power", "-g", "people.txt", *READ, *small, "-p", "push", "--pilot", "2", "--json")
    assert json.loads(told.stdout)["pilot"] == 2 and "trust: mean 0.25 (0 to 1), 10 answers" in told.stderr
    told = command("run", "-g", "people.txt", *READ, *small)
    assert "12 members" in told.stdout and "trust: mean 0.25 (0 to 1), 10 answers" in told.stderr
    flat = command("run", "-g", "people.txt", *READ, *small, "--no-hierarchy", "--out", "flat")
    levels = {row.rsplit(",", 1)[1] for row in (tmp_path / "flat" / "members.csv").read_text().split()[1:]}
    assert flat.returncode == 0 and levels == {"1"}


def test_a_survey_changes_a_power_analysis_in_python(tmp_path: Path) -> None:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text.replace("Who,Boss,Unit", "id,manager,department"))
    spreads = [
        simalign.power(
            organisation=tmp_path / "people.txt",
            survey=survey,
            policies="push",
            pilot=3,
            seed=1,
            weeks=2,
            factors={"warmup": 1},
            progress=False,
        ).table["sd"]
        for survey in (None, tmp_path / "answers.csv")
    ]
    assert (spreads[0] != spreads[1]).any()


def test_refusals(command: Command, tmp_path: Path) -> None:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
    people = ("-g", "people.txt", *READ[:2])
    for arguments, message in {
        ("--columns", "id=Who"): "--columns: requires --organisation with a table of members (given: 'id=Who')",
        ("--no-hierarchy",): "--no-hierarchy: requires --organisation with a table of members",
        (*people, "--tie-columns", "source=A"): "--tie-columns: requires ties, a file of working ties",
        (*people, "--repair", "magic"): "magic",
        ("-g", "people.txt", "--columns", "id"): "--columns: is not a list of pairs (given: 'id')",
    }.items():
        refused = command("power", *arguments)
        assert refused.returncode == 2 and message in refused.stderr and not refused.stdout
