"""Sessions: what was asked for before something newer is dropped."""

from concurrent.futures import Future, ThreadPoolExecutor
from time import monotonic, sleep

import pytest

from simalign.app.asked import asked
from simalign.app.session import Session, Superseded


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
