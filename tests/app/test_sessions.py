"""Sessions: what was asked for before something newer is dropped."""

from base64 import b64encode
from concurrent.futures import Future, ThreadPoolExecutor
from time import monotonic, sleep

import pytest

from simalign.app.asked import asked
from simalign.app.limits import CLASS, COMMON
from simalign.app.own import read
from simalign.app.session import Session, Sessions, Superseded


def _noted(session: Session, window: str, before: object) -> None:
    until = monotonic() + 60
    while session.newest.get(window) is before:
        assert monotonic() < until
        sleep(0.001)


def test_superseded_runs_are_dropped() -> None:
    with ThreadPoolExecutor(2) as pool, ThreadPoolExecutor(5) as askers:
        session = Session(pool)
        waiting: list[Future[bytes]] = []
        with session.lock:
            for size, window in enumerate(("a", "", "b", "", "a"), start=6):
                one = asked({"size": size, "weeks": 4, "replications": 1, "policies": [{"preset": "push"}]})
                before = session.newest.get(window)
                waiting.append(askers.submit(session.block, one, (), window))
                _noted(session, window, before)
        with pytest.raises(Superseded):
            waiting[0].result(60)
        assert [one.result(60)[:4] for one in waiting[1:]] == [b"SIM1"] * 4
        assert 6 not in [stage.scenario.organisation.size for stage in session.stages.values()]


def test_a_class_keeps_together_only_what_nobody_brought() -> None:
    sessions = Sessions(CLASS, COMMON)
    one, other = sessions.seated("one", False), sessions.seated("other", False)
    small = {"weeks": 4, "replications": 1, "policies": [{"preset": "push"}]}
    first, again = (session.compared(asked(small | {"size": 6}))[1][0] for session in (one, other))
    assert first is again
    content = b64encode(b"id,manager\nAnn,\nBob,Ann\n").decode()
    own = read({"members": {"name": "m.csv", "content": content}})
    one.compared(asked(small | {"organisation": f"own:{one.keep(own)}"}, one.owns))
    assert (len(one.stages), len(other.stages)) == (1, 0)
    assert sessions.common is not None
    assert [stage.organisation for stage in sessions.common.stages.values()] == [None]
    assert not one.host
    assert Sessions().of(None)[1].host
