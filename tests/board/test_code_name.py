"""A code name hides the names of the user's own policies, in every format and on the page."""

import json
import re
from base64 import b64encode
from pathlib import Path

import pytest

import simalign
from simalign import InputError
from simalign.api.decision import DecisionAnalysis
from simalign.app.handlers import board_page, upload_organisation
from simalign.app.views.session import Sessions
from simalign.board.decision import board_report
from simalign.decision.aliases import aliases, with_aliases
from simalign.policies.policy import load_policy
from simalign.scenario import Policy

from .test_report import READERS, one_line

MEMBERS = "id,manager,department\n0,,office\n" + "".join(f"{n},0,foundry\n" for n in range(1, 9))
OWN = {
    "project_eagle": load_policy("push").unchecked_copy(name="project_eagle", description="The way of Acme."),
    "work": Policy(name="work", levers={"voice": 0.9}),
    "trust": Policy(name="trust", levers={"rationale": 0.9}),
}


@pytest.fixture(scope="module")
def analysis(tmp_path_factory: pytest.TempPathFactory) -> DecisionAnalysis:
    members = tmp_path_factory.mktemp("acme") / "staff.csv"
    members.write_text(MEMBERS)
    policies = {"pull": load_policy("pull"), **OWN}
    factors = {"warmup": 2, "weeks": 4}
    return simalign.decide(
        organisation=members, policies=policies, budget="5%", seed=1, factors=factors, progress=False
    )


@pytest.mark.parametrize("suffix", READERS)
def test_letters_replace_the_names_in_every_format(suffix: str, analysis: DecisionAnalysis, tmp_path: Path) -> None:
    named = one_line(READERS[suffix](analysis.report(tmp_path / f"named{suffix}", "Acme", payroll=1e6)))
    assert all(name in named.lower() for name in ("projecteagle", "thewayofacme", "pull"))
    text = one_line(READERS[suffix](analysis.report(tmp_path / f"hidden{suffix}", code_name="Larch", payroll=1e6)))
    assert not re.search("eagle|acme", text, re.IGNORECASE)
    assert "valueoftheworktocustomers" in text and "trustinmanagement" in text  # not every word is a name
    for letter in "ABC":
        assert re.search(f"policy{letter}", text, re.IGNORECASE)
    assert "pull" in text and "Motivate:letpeopletakepart" in text.replace("Pull:", "")


def test_the_sentences_are_the_same_but_for_the_names(analysis: DecisionAnalysis) -> None:
    question = analysis._question
    same, _ = with_aliases(
        analysis.record, question.__class__(**{**question.__dict__, "policies": {"pull": OWN["work"]}})
    )
    for key in ("said", "risks"):
        assert same[key] == analysis.record[key]
    for key in ("margins", "distance", "budget"):
        assert same[key]["said"] == analysis.record[key]["said"]
    assert [flip["said"] for flip in same["flips"]] == [flip["said"] for flip in analysis.record["flips"]]


def test_figures_have_letters(analysis: DecisionAnalysis) -> None:
    board = board_report(analysis.record, analysis._question, "Larch", named=False)
    assert "policy A" in board.picture.svg and "eagle" not in board.picture.svg + board.picture.alt


def test_the_page_hides_names_with_those_of_people() -> None:
    reports = {}
    for hidden in (False, True):
        session = Sessions().of_cookie(None)[1]
        content = b64encode(MEMBERS.encode()).decode()
        upload = {"members": {"name": "acme.csv", "content": content}, "hidden": hidden}
        word = json.loads(upload_organisation(session, upload)[0])["word"]
        policies = [{"preset": "push", "name": "Project Eagle", "levers": {"voice": 0.3}}, {"preset": "pull"}]
        decision = {"organisation": f"own:{word}", "weeks": 4, "seed": 1, "policies": policies, "title": "Larch"}
        reports[hidden] = board_page(session, decision)[0].decode()
    assert "Project Eagle" in reports[False] and "policy A" not in reports[False]
    assert "eagle" not in reports[True].lower() and "policy A" in reports[True] and "pull" in reports[True]


def test_shipped_policies_keep_their_names() -> None:
    shipped = {"push": load_policy("push"), "pull": Policy(levers={"voice": 0.4})}
    assert aliases(shipped) == {}
    assert aliases({**shipped, "lead": Policy(description="What Acme does.")}) == {"lead": "policy A"}
    many = {f"plan {n}": Policy(levers={"voice": n / 30}) for n in range(28)}
    assert list(aliases(many).values())[-3:] == ["policy Z", "policy 27", "policy 28"]


def test_a_payroll_is_checked(analysis: DecisionAnalysis, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="payroll: cannot be used"):
        analysis.report(tmp_path / "board.html", payroll=-1.0)
