"""Sessions: superseded requests are dropped, and removed organisations leave no results behind."""

import json
from base64 import b64encode
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from threading import Thread
from typing import Any

import numpy as np
import pytest
from simalign.app.http.priority import Priority
from simalign.app.views.comparison import PolicyRuns
from simalign.app.views.snapshots import Snapshots

from simalign.app.decisions import decide, find_flip
from simalign.app.handlers import run_comparison, upload_organisation
from simalign.app.http.limits import ALONE, CLASS
from simalign.app.views.cache import Cache
from simalign.app.views.request import comparison_request
from simalign.app.views.session import Session, Sessions, Superseded
from simalign.app.views.upload import read_upload
from tests.patience import PATIENCE, eventually


def _snapshots(session: Session) -> list[Snapshots]:
    held = session.cache.entries.items()
    return [result for (owner, _), (result, _) in held if owner is session and isinstance(result, Snapshots)]


def _noted(session: Session, window: str, before: object) -> None:
    eventually(lambda: session.latest.get(window) is not before)


def test_superseded_runs_are_dropped() -> None:
    with ThreadPoolExecutor(2) as pool, ThreadPoolExecutor(5) as askers:
        session = Session(pool, ALONE, Cache(ALONE.cache), Priority())
        waiting: list[Future[bytes]] = []
        with session.lock:
            for size, window in enumerate(("a", "", "b", "", "a"), start=6):
                one = comparison_request(
                    {"size": size, "weeks": 4, "replications": 1, "policies": [{"preset": "push"}]}
                )
                before = session.latest.get(window)
                waiting.append(askers.submit(session.block, one, (), window))
                _noted(session, window, before)
        with pytest.raises(Superseded):
            waiting[0].result(PATIENCE)
        assert [one.result(PATIENCE)[:4] for one in waiting[1:]] == [b"SIM1"] * 4
        assert sorted(snapshots.scenario.organisation.size for snapshots in _snapshots(session)) == [7, 8, 9, 10]


def test_a_class_keeps_together_only_what_nobody_brought() -> None:
    sessions = Sessions(CLASS, shared=True)
    one, other = sessions.of_participant("one", False), sessions.of_participant("other", False)
    small = {"weeks": 4, "replications": 1, "policies": [{"preset": "push"}]}
    first, again = (session.compare(comparison_request(small | {"size": 6}))[1][0] for session in (one, other))
    assert first is again
    content = b64encode(b"id,manager\nAnn,\nBob,Ann\n").decode()
    own = read_upload({"members": {"name": "m.csv", "content": content}})
    one.compare(comparison_request(small | {"organisation": f"own:{one.add_upload(own)}"}, one.uploads))
    assert (len(_snapshots(one)), len(_snapshots(other))) == (1, 0)
    assert sessions.common is not None
    assert [snapshots.organisation for snapshots in _snapshots(sessions.common)] == [None]
    assert not one.host
    assert Sessions().of_cookie(None)[1].host


def test_what_is_kept_stays_within_its_room_whoever_asked() -> None:
    sessions = Sessions(replace(CLASS, cache=400_000), shared=True)
    seen: list[PolicyRuns] = []
    for n in range(6):
        one = sessions.of_participant(f"pupil {n}", False)
        levers = {"preset": "push", "levers": {"monitoring": n / 10}}
        small = {"size": 20, "weeks": 30, "replications": 3, "policies": [levers]}
        seen += one.compare(comparison_request(small))[1]
        if n % 2:
            content = b64encode(b"id,manager\n" + b"".join(b"p%d,%s\n" % (k, b"p0" if k else b"") for k in range(30)))
            token = one.add_upload(read_upload({"members": {"name": "m.csv", "content": content.decode()}}))
            own = {k: v for k, v in small.items() if k != "size"} | {"organisation": f"own:{token}"}
            seen += one.compare(comparison_request(own, one.uploads))[1]
        assert sessions.cache.used <= 400_000
    kept = [result for result, _ in sessions.cache.entries.values()]
    assert sessions.cache.used == sum(result.size for result in kept) > 200_000
    assert kept[-1] is seen[-1]
    assert not any(seen[0] is result for result in kept)
    for n in range(6):
        sessions.remove(f"pupil {n}")
    assert {owner for owner, _ in sessions.cache.entries} <= {sessions.common}


def test_what_is_there_waits_for_nobody() -> None:
    session = Sessions().of_cookie(None)[1]
    one = comparison_request({"size": 6, "weeks": 4, "replications": 1, "policies": [{"preset": "push"}]})
    first = session.block(one)
    with session.lock, ThreadPoolExecutor(1) as apart:
        assert apart.submit(session.block, one).result(PATIENCE) == first


def _brings(session: Session, people: str, **more: Any) -> str:
    content = b64encode(f"id,manager\n{people}".encode()).decode()
    given = {"members": {"name": "m.csv", "content": content}} | more
    word: str = json.loads(upload_organisation(session, given)[0])["word"]
    return word


def _of(word: str, **more: Any) -> dict[str, Any]:
    return {"organisation": f"own:{word}", "weeks": 4, "policies": [{"preset": "push"}]} | more


@pytest.mark.parametrize("gone", ["forget", "close"])
def test_a_run_under_way_is_not_kept_of_what_is_forgotten(monkeypatch: pytest.MonkeyPatch, gone: str) -> None:
    from simalign.app.views.session import run_policy

    session = Sessions().of_cookie(None)[1]
    word = _brings(session, "Ann,\nBob,Ann\n")
    remove_upload: Callable[[], None] = session.close if gone == "close" else lambda: session.remove_upload(word)

    def forgotten(*given: Any) -> PolicyRuns:
        other = Thread(target=remove_upload, daemon=True)
        other.start()
        other.join(20)
        assert not other.is_alive()  # it waits for no run
        return run_policy(*given)

    one = comparison_request(_of(word, replications=1), session.uploads)
    monkeypatch.setattr("simalign.app.views.session.run_policy", forgotten)
    session.compare(one)
    session.compare(one)  # which was asked for before
    assert not session.cache.entries
    assert not session.uploads


def test_a_decision_under_way_is_not_kept_of_what_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    session = Sessions().of_cookie(None)[1]
    word = _brings(session, "Ann,\nBob,Ann\n")

    def forgets(found: Any) -> Callable[..., Any]:
        def made(*given: object) -> Any:
            session.remove_upload(word)
            return found

        return made

    monkeypatch.setattr("simalign.app.decisions.decision_answer", forgets(({}, np.zeros((2, 2)))))
    decide(session, _of(word))
    assert not session.cache.entries
    word = _brings(session, "Ann,\nBob,Ann\n")
    monkeypatch.setattr("simalign.app.decisions.decision_answer", lambda question: ({}, np.zeros((2, 2))))
    monkeypatch.setattr("simalign.app.decisions.leaders_by_context", forgets({}))
    find_flip(session, _of(word, context="trust"))
    assert not session.cache.entries


def test_an_organisation_is_never_taken_for_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("simalign.app.views.session.id", lambda result: 1, raising=False)  # as if used again at once
    session = Sessions().of_cookie(None)[1]
    shown = _brings(session, "Zimtsterne,\nBob,Zimtsterne\n")
    hidden = _brings(session, "Zimtsterne,\nBob,Zimtsterne\n", hidden=True)
    assert shown != hidden
    assert b"Zimtsterne" in run_comparison(session, _of(shown, replications=1))[0]
    assert b"Zimtsterne" not in run_comparison(session, _of(hidden, replications=1))[0]
