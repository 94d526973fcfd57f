"""What takes long waits for what somebody waits for, and gets on in any case; its numbers stay the same."""

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest

from simalign.app import handlers
from simalign.app.http import priority
from simalign.app.http.priority import Priority
from simalign.app.views.session import Session, Sessions
from tests.patience import PATIENCE

ASKED = {"size": 20, "weeks": 26, "seed": 3, "policies": [{"preset": "push"}, {"preset": "pull"}]}


def decided(session: Session, given: dict[str, Any]) -> Any:
    return json.loads(handlers.decision(session, given)[0])


def test_long_work_waits_and_gets_on_in_any_case(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(priority, "LONGEST", 30.0)
    road = Priority()
    road.let_pass()
    with ThreadPoolExecutor(1) as apart, road.ahead():
        with road.ahead():
            waiting = apart.submit(road.let_pass)
        assert not waiting.done()
    waiting.result(PATIENCE)
    monkeypatch.setattr(priority, "LONGEST", 0.01)
    with road.ahead():
        road.let_pass()  # which comes to an end


def test_a_decision_that_lets_others_pass_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(priority, "LONGEST", 0.001)
    quiet, busy = Sessions(), Sessions()
    with busy.priority.ahead():
        assert decided(busy.of(None)[1], ASKED) == decided(quiet.of(None)[1], ASKED)


def test_a_decision_is_made_once_for_a_class(monkeypatch: pytest.MonkeyPatch) -> None:
    sessions = Sessions(shared=True)
    one, other = sessions.seated("one", False), sessions.seated("other", False)
    first = decided(one, ASKED)
    flip = handlers.flipping(one, {**ASKED, "context": "trust"})
    monkeypatch.setattr("simalign.comparison.decision_report.simulate_worth", None)  # nothing is run any more
    assert decided(other, ASKED) == first
    assert handlers.flipping(other, {**ASKED, "context": "trust"}) == flip
    with pytest.raises(TypeError):
        decided(other, ASKED | {"seed": 4})


def test_short_work_goes_ahead_of_a_decision() -> None:
    session = Sessions().of(None)[1]
    began = Event()
    seen: list[bool] = []

    class Watched(Priority):
        def let_pass(self) -> None:
            began.set()
            seen.append(self.calm.is_set())
            super().let_pass()

    session.priority = Watched()
    with ThreadPoolExecutor(1) as apart:
        deciding = apart.submit(decided, session, ASKED)
        assert began.wait(PATIENCE)
        with session.priority.ahead():
            run = handlers.computed(session, {**ASKED, "replications": 2})
        assert run[0][:4] == b"SIM1"
        assert deciding.result(PATIENCE)["said"]
    assert len(seen) >= 20  # before every draw
