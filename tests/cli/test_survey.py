"""``simalign survey-template`` and ``--survey``: a template that is filled in is read, and refusals."""

from pathlib import Path

import pandas as pd

from tests.features.test_portrait import MEMBERS

from .conftest import Command


def test_a_template_that_is_filled_in_sets_states(command: Command, tmp_path: Path) -> None:
    assert command("survey-template", "--out", "answers.csv").stdout == "written: answers.csv\n"
    header = (tmp_path / "answers.csv").read_text().rstrip("\n")
    rows = [",".join([department, *"4" * header.count(",")]) for department in "AAAAABBBBB"]
    (tmp_path / "answers.csv").write_text("\n".join([header, *rows]))
    (tmp_path / "members.csv").write_text(MEMBERS)
    text = command("org", "members.csv", "--survey", "answers.csv", "--no-model").stdout
    for state in ("trust", "understanding", "commitment", "skill", "reactance", "autonomy", "relatedness"):
        assert f"{state}: mean 0.75 (0 to 1), 10 answers" in text
    told = command("run", "-g", "members.csv", "--survey", "answers.csv", "--weeks", "2", "--seed", "1").stderr
    assert "answers.csv: trust: mean 0.75 (0 to 1), 10 answers; by department" in told


def test_results_of_a_run_say_nothing_about_few_people(command: Command, tmp_path: Path) -> None:
    (tmp_path / "members.csv").write_text(MEMBERS)
    rows = [f"{number},{1 + number % 5}" for number in range(1, 13)]
    (tmp_path / "answers.csv").write_text("\n".join(["id,trust (1-5)", *rows]))
    arguments = ("run", "-g", "members.csv", "--weeks", "1", "--set", "warmup=1", "--seed", "1")
    told = command(*arguments, "--survey", "answers.csv", "--out", "with").stderr
    assert "members.csv has no states and groups.csv no groups of fewer than 5" in told
    command(*arguments, "--out", "without")
    tables = {name: pd.read_csv(tmp_path / name / "groups.csv") for name in ("with", "without")}
    groups = {name: set(table["group"].astype(str)) for name, table in tables.items()}
    assert groups["without"] - groups["with"] >= {"Board", "1"} and {"A", "B"} <= groups["with"]
    states = {name: "trust" in pd.read_csv(tmp_path / name / "members.csv") for name in tables}
    assert states == {"with": False, "without": True}


def test_the_questionnaire_names_items_columns_and_sources(command: Command, tmp_path: Path) -> None:
    text = command("survey-template").stdout
    assert "12. " in text and "13. " not in text
    assert "`trust_2 (1-5)`" in text and "Klein, Wesson, Hollenbeck, Wright & DeShon (2001)" in text
    command("survey-template", "--by", "id", "--out", "questions.md")
    assert "`id,trust_1 (1-5)," in (tmp_path / "questions.md").read_text()


def test_refusals(command: Command, tmp_path: Path) -> None:
    (tmp_path / "members.csv").write_text(MEMBERS)
    (tmp_path / "mine.csv").write_text("mine")
    for arguments, message in {
        "run --survey answers.csv": "--survey: requires --organisation with a table of members (given: 'answers.csv')",
        "run -g members.csv --survey none.csv": "--survey: no such file (given: 'none.csv')",
        "org members.csv --survey none.csv": "--survey: no such file (given: 'none.csv')",
        "survey-template --out mine.csv": "--out: exists already (given: 'mine.csv')",
        "survey-template --out mine.doc": "--out: cannot be the file of a template (given: 'mine.doc')",
        "survey-template --by group": "--by: is not a way to group answers (given: 'group')",
    }.items():
        refused = command(*arguments.split())
        assert refused.returncode == 2 and message in refused.stderr and not refused.stdout
    assert (tmp_path / "mine.csv").read_text() == "mine"
