"""Priority: long jobs pause for interactive requests, always make progress, and keep their numbers."""

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest
from simalign.app.http.priority import Priority

from simalign.app import decisions, handlers
from simalign.app.http import priority
from simalign.app.views.session import Session, Sessions
from tests.patience import PATIENCE

ASKED = {"size": 20, "weeks": 26, "seed": 3, "policies": [{"preset": "push"}, {"preset": "pull"}]}


def decided(session: Session, given: dict[str, Any]) -> Any:
    return json.loads(decisions.decide(session, given)[0])


def test_long_work_waits_and_gets_on_in_any_case(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(priority, "LONGEST", 30.0)
    road = Priority()
    road.yield_to_interactive()
    with ThreadPoolExecutor(1) as apart, road.interactive():
        with road.interactive():
            waiting = apart.submit(road.yield_to_interactive)
        assert not waiting.done()
    waiting.result(PATIENCE)
    monkeypatch.setattr(priority, "LONGEST", 0.01)
    with road.interactive():
        road.yield_to_interactive()  # which comes to an end


def test_a_decision_that_lets_others_pass_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(priority, "LONGEST", 0.001)
    quiet, busy = Sessions(), Sessions()
    with busy.priority.interactive():
        assert decided(busy.of_cookie(None)[1], ASKED) == decided(quiet.of_cookie(None)[1], ASKED)


def test_a_decision_is_made_once_for_a_class(monkeypatch: pytest.MonkeyPatch) -> None:
    sessions = Sessions(shared=True)
    one, other = sessions.of_participant("one", False), sessions.of_participant("other", False)
    first = decided(one, ASKED)
    flip = decisions.find_flip(one, {**ASKED, "context": "trust"})
    monkeypatch.setattr("simalign.decision.report.simulate_worth", None)  # nothing is run any more
    assert decided(other, ASKED) == first
    assert decisions.find_flip(other, {**ASKED, "context": "trust"}) == flip
    with pytest.raises(TypeError):
        decided(other, ASKED | {"seed": 4})


def test_short_work_goes_ahead_of_a_decision() -> None:
    session = Sessions().of_cookie(None)[1]
    began = Event()
    seen: list[bool] = []

    class Watched(Priority):
        def yield_to_interactive(self) -> None:
            began.set()
            seen.append(self.idle.is_set())
            super().yield_to_interactive()

    session.priority = Watched()
    with ThreadPoolExecutor(1) as apart:
        deciding = apart.submit(decided, session, ASKED)
        assert began.wait(PATIENCE)
        with session.priority.interactive():
            run = handlers.run_comparison(session, {**ASKED, "replications": 2})
        assert run[0][:4] == b"SIM1"
        assert deciding.result(PATIENCE)["said"]
    assert len(seen) >= 20  # before every draw
