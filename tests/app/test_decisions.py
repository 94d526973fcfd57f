"""A decision on the page: its three questions, its budget, a survey, and the report to take away."""

import json
from base64 import b64encode
from typing import Any

import pytest

import simalign
from simalign import InputError
from simalign.app import decisions
from simalign.app.decisions import board_page, decide, find_flip, find_part
from simalign.app.handlers import upload_organisation
from simalign.app.views.session import Session, Sessions
from simalign.decision.report import decision_answer

MEMBERS = (
    "id,manager,name,department\nann,,Ann,board\nbo,ann,Bo,sales\ncy,ann,Cy,craft\ndee,bo,Dee,sales\neve,bo,Eve,sales\n"
)
SURVEY = "department,trust (1-5),respondents\nsales,2,3\ncraft,4,1\nboard,5,1\n"
ASK: dict[str, Any] = {"size": 8, "weeks": 6, "seed": 3, "policies": [{"preset": "push"}, {"preset": "pull"}]}


@pytest.fixture
def session() -> Session:
    return Sessions().of_cookie(None)[1]


def uploaded(session: Session, **files: str) -> dict[str, Any]:
    """The answer to an upload of files, by kind."""
    sent = {kind: {"name": "secret.csv", "content": b64encode(text.encode()).decode()} for kind, text in files.items()}
    found: dict[str, Any] = json.loads(upload_organisation(session, sent)[0])
    return found


@pytest.mark.parametrize(
    ("answers", "budget"), [({"trust": "low", "customers": "unknown"}, None), ({"routine": "high"}, "2%")]
)
def test_the_answer_is_that_of_the_program(session: Session, answers: dict[str, str], budget: str | None) -> None:
    body = ASK | {"answers": answers} | ({} if budget is None else {"budget": budget})
    found = json.loads(decide(session, body)[0])
    program = simalign.decide(
        policies=["push", "pull"],
        seed=3,
        weeks=6,
        factors={"organisation.size": 8},
        budget=budget,
        progress=False,
        **answers,
    ).record
    assert found["standings"] == program["standings"]
    assert found["said"] == program["said"]
    assert found.get("budget") == program.get("budget")
    assert found["contexts"] == [flip["context"] for flip in program["flips"]]
    flip = found["contexts"][0]
    assert json.loads(find_flip(session, body | {"context": flip})[0])["said"] == program["flips"][0]["said"]


def test_answers_are_in_the_language_of_the_page_and_numbers_are_computed_once(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    computed = []
    monkeypatch.setattr(decisions, "decision_answer", lambda asked: computed.append(asked) or decision_answer(asked))
    asked = {"budget": "2%", "answers": {"trust": "unknown"}}
    english, german = (ASK | asked | {"language": language} for language in ("en", "de"))
    first, second, again = (json.loads(decide(session, body)[0]) for body in (english, german, ASK | asked))
    assert first == again
    assert second["standings"] == first["standings"]
    assert "Führungsweisen" in second["said"][1] and "Forschung" not in str(first)
    assert "Jede Führungsweise darf 2\u202f%" in second["budget"]["said"][0]
    flips = [json.loads(find_flip(session, body | {"context": "complexity"})[0]) for body in (english, german)]
    assert [flip["title"] for flip in flips] == ["Complexity of the work", "Komplexität der Arbeit"]
    parts = [json.loads(find_part(session, body | {"part": "margins"})[0]) for body in (english, german)]
    assert parts[0]["rivals"] == parts[1]["rivals"] and parts[0]["said"] != parts[1]["said"]
    page = board_page(session, german | {"title": "Larch"})[0].decode()
    assert len(computed) == 1
    assert '<html lang="de">' in page and "Welche Führungsweise für Larch?" in page


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"answers": {"trust": "enormous"}}, "trust: is not an answer"),
        ({"answers": {"hope": "low"}}, "answers: cannot be used"),
        ({"answers": ["low"]}, "answers: cannot be used"),
        ({"answers": {"trust": ["low"]}}, "trust: is not an answer"),
        ({"budget": 2}, "budget: cannot be used"),
        ({"budget": "much"}, "budget: cannot be used"),
        ({"budget": "-1%"}, "budget: cannot be used"),
        ({"language": "fr"}, "language: is not a language of reports .*'fr'.* en or de"),
        ({"language": 3}, "language: is not a language of reports"),
    ],
)
def test_what_cannot_be_answered_is_refused(session: Session, wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        decide(session, ASK | wrong)


def test_a_survey_sets_trust_and_takes_the_place_of_the_question(session: Session) -> None:
    found = uploaded(session, members=MEMBERS, survey=SURVEY)
    understood = found["understood"]
    assert understood["surveyed"]
    assert any("trust" in sentence for reading in understood["readings"] for sentence in reading["survey"])
    assert not uploaded(session, members=MEMBERS)["understood"]["surveyed"]
    body = {key: value for key, value in ASK.items() if key != "size"} | {"organisation": f"own:{found['word']}"}
    assert json.loads(decide(session, body)[0])["standings"]
    with pytest.raises(InputError, match="is also given by a survey"):
        decide(session, body | {"answers": {"trust": "low"}})


def test_an_unreadable_survey_is_reported_with_its_line(session: Session) -> None:
    found = uploaded(session, members=MEMBERS, survey=SURVEY.replace("craft", "krafft"))
    assert found["understood"] is None
    assert [(problem["line"], problem["value"]) for problem in found["problems"]] == [(3, "krafft")]


def test_the_report_has_the_gain_in_money_and_with_a_code_name_no_names(session: Session) -> None:
    word = uploaded(session, members=MEMBERS)["word"]
    body = {key: value for key, value in ASK.items() if key != "size"} | {"organisation": f"own:{word}"}
    report = board_page(session, body | {"title": "Larch", "code": True, "payroll": 1_000_000})[0].decode()
    assert "Which policy for Larch?" in report
    assert "At a payroll of 1,000,000 a year" in report
    assert not [name for name in ("secret.csv", "Ann", "craft") if name in report]
    with pytest.raises(InputError, match="payroll: cannot be used"):
        board_page(session, body | {"payroll": -1})
