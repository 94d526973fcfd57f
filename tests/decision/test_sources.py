"""Where the working ties of a decision come from: a file of ties, the members file, or the default organisation."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from typer.testing import CliRunner

from simalign.cli import app
from simalign.decision.report import Question
from simalign.decision.sources import source_rows
from simalign.organisation.record import Organisation
from simalign.policies.policy import load_policy
from simalign.scenario.read import load_scenario
from simalign.simulation.initial import organise

PEOPLE = "id,manager,department,second manager\n" + "".join(
    f"P{n},{'P0' if n else ''},U{n % 2},{'P2' if n == 5 else ''}\n" for n in range(12)
)
FILES = {
    "people.csv": PEOPLE,
    "plain.csv": "id,manager\n" + "".join(f"P{n},{'P0' if n else ''}\n" for n in range(12)),
    "ties.csv": "source,target\nP1,P5\nP2,P6\n",
    "with.yaml": "members: people.csv\nties: ties.csv\n",
    "net.csv": "source,target\nP1,P5\nP2,P6\n",
    "net.yaml": "members: net.csv\nhierarchy: false\n",
    "none.yaml": "members: plain.csv\ndegree: 0\n",
}
DRAWN = "drawn as in the default organisation: 6 for each member on average, 20% across departments"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
    return tmp_path


def rows(name: str, shown: bool = True) -> tuple[Mapping[str, tuple[str, str]], Organisation]:
    scenario = load_scenario("default", organisation=name)
    organisation = organise(scenario, 1, 0)
    policies = {"push": load_policy("push")}
    question = Question(scenario, policies, 1, organisation.size, None, organisation)
    return {what: (source, details) for what, source, details in source_rows(question, shown)}, organisation


def test_ties_of_a_file(folder: Path) -> None:
    assert rows("with.yaml")[0]["Working ties"] == ("your data", "6, counted from each side, from ties.csv")
    assert rows("with.yaml", False)[0]["Working ties"] == ("your data", "6, counted from each side, from a file")
    assert rows("net.yaml")[0]["Working ties"] == ("your data", "4, counted from each side, from net.csv")


def test_drawn_ties(folder: Path) -> None:
    found, organisation = rows("plain.csv")
    count = len(organisation.ties.target)
    assert count == organisation.drawn > 20
    assert found["Working ties"] == ("generated", f"{count}, counted from each side, {DRAWN}")
    found, organisation = rows("people.csv")
    more = len(organisation.ties.target) - organisation.drawn
    assert 0 <= more <= 2  # the pair may be drawn as well
    ending = f"; {more} more from your data, such as those to second managers" if more else ""
    assert found["Working ties"] == ("generated", f"{organisation.drawn}, counted from each side, {DRAWN}{ending}")
    assert rows("none.yaml")[0]["Working ties"] == ("not given", "people see only what their managers do")


def test_the_trust_of_a_survey_is_no_guess(folder: Path) -> None:
    question = "How far do people trust management?"
    assert question in rows("people.csv")[0]["Settings of the scenario"][1]
    (folder / "answers.csv").write_text("department,trust (1-5)\n" + "".join(f"U{n % 2},2\n" for n in range(10)))
    (folder / "surveyed.yaml").write_text("members: people.csv\nsurvey: answers.csv\n")
    of_survey = rows("surveyed.yaml")[0]
    assert question not in of_survey["Settings of the scenario"][1]
    assert of_survey["Values of members at the start"] == ("your data", "trust")


def test_a_printed_decision_says_it(folder: Path) -> None:
    options = ["-p", "push", "--seed", "1", "--weeks", "4", "--set", "warmup=2"]
    printed = " ".join(CliRunner().invoke(app, ["decide", "-g", "plain.csv", *options]).stdout.split())
    assert (
        "What the answer rests on" in printed and f"Working ties (generated): {rows('plain.csv')[1].drawn}" in printed
    )
    printed = " ".join(CliRunner().invoke(app, ["decide", "-g", "with.yaml", *options]).stdout.split())
    assert "Working ties (your data): 6, counted from each side, from ties.csv." in printed
