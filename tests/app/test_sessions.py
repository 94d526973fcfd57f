"""Sessions: uploads of one browser, a shared cache of decisions, and nothing left of what was removed."""

import json
from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from threading import Thread
from typing import Any

import numpy as np
import pytest

from simalign import InputError
from simalign.app.decisions import decide, find_flip
from simalign.app.handlers import forget_organisation, save_page, upload_organisation
from simalign.app.http.limits import ALONE, CLASS
from simalign.app.views.session import Session, Sessions
from tests.patience import PATIENCE

SMALL: dict[str, Any] = {"size": 6, "weeks": 4, "policies": [{"preset": "push"}]}


@pytest.fixture(autouse=True)
def without_sentences(monkeypatch: pytest.MonkeyPatch) -> None:
    """Answers as they are computed: the answers of these tests have no numbers for sentences."""
    monkeypatch.setattr("simalign.app.decisions.record_in", lambda texts, record, question: record)
    monkeypatch.setattr("simalign.app.decisions.flip_in", lambda texts, flip, standings: flip)


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The questions that were decided, in place of their answers, which take long."""
    questions: list[Any] = []

    def answer(question: Any) -> tuple[dict[str, Any], np.ndarray]:
        questions.append(question)
        return {"contexts": [], "standings": [], "number": len(questions)}, np.zeros((2, 2))

    monkeypatch.setattr("simalign.app.decisions.decision_answer", answer)
    return questions


@pytest.fixture
def session() -> Session:
    return Sessions().of_cookie(None)[1]


def brings(session: Session, people: str = "Ann,\nBob,Ann\n", **more: Any) -> str:
    """The token of an organisation that is uploaded."""
    content = b64encode(f"id,manager\n{people}".encode()).decode()
    given = {"members": {"name": "m.csv", "content": content}} | more
    word: str = json.loads(upload_organisation(session, given)[0])["word"]
    return word


def of(word: str, **more: Any) -> dict[str, Any]:
    return {"organisation": f"own:{word}", "weeks": 4, "policies": [{"preset": "push"}]} | more


def decided(session: Session, body: dict[str, Any]) -> int:
    """The number of the decision that answers a request, counted from 1."""
    number: int = json.loads(decide(session, body)[0])["number"]
    return number


def test_a_class_shares_only_decisions_on_what_nobody_brought(counted: list[Any]) -> None:
    sessions = Sessions(CLASS)
    one, other = sessions.of_participant("one", False), sessions.of_participant("other", False)
    assert decided(one, SMALL) == decided(other, SMALL) == 1
    mine = of(brings(one))
    assert decided(one, mine) == decided(one, mine) == 2
    with pytest.raises(InputError, match="is no longer stored"):
        decide(other, mine)
    assert decided(other, of(brings(other))) == 3  # the same file, and another session
    assert {owner for owner, _ in sessions.cache.entries} == {None, one, other}
    assert not one.host
    assert Sessions().of_cookie(None)[1].host


def test_the_cache_stays_within_its_capacity_whoever_asked(counted: list[Any]) -> None:
    sessions = Sessions(replace(CLASS, cache=400_000))
    for n in range(6):
        one = sessions.of_participant(f"pupil {n}", False)
        levers = {"preset": "push", "levers": {"monitoring": n / 10}}
        decide(one, SMALL | {"policies": [levers]})
        decide(one, of(brings(one), policies=[levers]))
        assert sessions.cache.used <= 400_000
    assert sessions.cache.used == sum(size for _, size in sessions.cache.entries.values()) > 200_000
    kept = [result[0]["number"] for result, _ in sessions.cache.entries.values()]
    assert kept == list(range(13 - len(kept), 13))  # the last ones
    for n in range(6):
        sessions.remove(f"pupil {n}")
    assert {owner for owner, _ in sessions.cache.entries} == {None}


def test_a_browser_holds_a_few_organisations_and_the_server_a_few_browsers(counted: list[Any]) -> None:
    sessions = Sessions()
    token, one = sessions.of_cookie(None)
    words = [brings(one, f"Ann,\n{name},Ann\n") for name in ("Bo", "Cy", "Dee", "Eve")]
    assert list(one.uploads) == words[-ALONE.organisations :]
    decide(one, of(words[-1]))
    for _ in range(ALONE.sessions):
        sessions.of_cookie(None)
    assert not one.uploads
    assert not sessions.cache.entries
    assert sessions.of_cookie(token)[1] is not one


@pytest.mark.parametrize("gone", ["forget", "close"])
def test_a_decision_under_way_is_not_kept_of_what_is_forgotten(
    session: Session, monkeypatch: pytest.MonkeyPatch, gone: str
) -> None:
    word = brings(session)
    remove: Callable[[], Any] = (
        session.close if gone == "close" else lambda: forget_organisation(session, {"word": word})
    )

    def forgets(found: Any) -> Callable[..., Any]:
        def made(*given: object) -> Any:
            other = Thread(target=remove, daemon=True)
            other.start()
            other.join(PATIENCE)
            assert not other.is_alive()  # it does not wait for the decision
            return found

        return made

    answer: Any = {"standings": []}, np.zeros((2, 2))
    monkeypatch.setattr("simalign.app.decisions.decision_answer", forgets(answer))
    decide(session, of(word))
    assert not session.cache.entries
    assert not session.uploads
    word = brings(session)
    monkeypatch.setattr(
        "simalign.app.decisions.decision_answer", lambda question: ({"standings": []}, np.zeros((2, 2)))
    )
    monkeypatch.setattr("simalign.app.decisions.leaders_by_context", forgets({}))
    find_flip(session, of(word, context="trust"))
    assert not session.cache.entries


def test_an_organisation_is_never_taken_for_another(session: Session, counted: list[Any]) -> None:
    people = "Zimtsterne,\nBob,Zimtsterne\n"
    shown, hidden = brings(session, people), brings(session, people, hidden=True)
    assert shown != hidden
    assert decided(session, of(shown)) != decided(session, of(hidden))
    assert [question.organisation.names[0] for question in counted] == ["Zimtsterne", "1"]


def test_a_saved_page_has_the_organisation_of_its_address_and_no_other(session: Session) -> None:
    word, other = brings(session, "Zimtsterne,\nBob,Zimtsterne\n"), brings(session, "Ann,\nLebkuchen,Ann\n")

    def saved(address: str, one: Session = session) -> bytes:
        return save_page(one, {"address": address})[0]

    page = saved(f"#scenario=default&organisation=own:{word}&weeks=4&p=push")
    assert b"Zimtsterne" in page
    assert b"Lebkuchen" not in page
    assert b"Lebkuchen" in saved(f"#organisation=own:{other}")
    for address in ("#size=20", f"#organisation=own:{word[:-1]}", f"#organisation=own:{word}x", ""):
        assert b"Zimtsterne" not in saved(address)
    assert b"Zimtsterne" not in saved(f"#organisation=own:{word}", Sessions().of_cookie(None)[1])
