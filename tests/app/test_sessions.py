"""Sessions: what was asked for before something newer is dropped."""

from base64 import b64encode
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from time import monotonic, sleep

import pytest

from simalign.app.asked import asked
from simalign.app.limits import ALONE, CLASS
from simalign.app.own import read
from simalign.app.session import Session, Sessions, Superseded
from simalign.app.shelf import Shelf
from simalign.app.side_by_side import Lived
from simalign.app.stage import Stage
from simalign.app.traffic import Traffic


def _stages(session: Session) -> list[Stage]:
    held = session.shelf.things.items()
    return [thing for (owner, _), (thing, _) in held if owner is session and isinstance(thing, Stage)]


def _noted(session: Session, window: str, before: object) -> None:
    until = monotonic() + 60
    while session.newest.get(window) is before:
        assert monotonic() < until
        sleep(0.001)


def test_superseded_runs_are_dropped() -> None:
    with ThreadPoolExecutor(2) as pool, ThreadPoolExecutor(5) as askers:
        session = Session(pool, ALONE, Shelf(ALONE.kept), Traffic())
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
        assert sorted(stage.scenario.organisation.size for stage in _stages(session)) == [7, 8, 9, 10]


def test_a_class_keeps_together_only_what_nobody_brought() -> None:
    sessions = Sessions(CLASS, shared=True)
    one, other = sessions.seated("one", False), sessions.seated("other", False)
    small = {"weeks": 4, "replications": 1, "policies": [{"preset": "push"}]}
    first, again = (session.compared(asked(small | {"size": 6}))[1][0] for session in (one, other))
    assert first is again
    content = b64encode(b"id,manager\nAnn,\nBob,Ann\n").decode()
    own = read({"members": {"name": "m.csv", "content": content}})
    one.compared(asked(small | {"organisation": f"own:{one.keep(own)}"}, one.owns))
    assert (len(_stages(one)), len(_stages(other))) == (1, 0)
    assert sessions.common is not None
    assert [stage.organisation for stage in _stages(sessions.common)] == [None]
    assert not one.host
    assert Sessions().of(None)[1].host


def test_what_is_kept_stays_within_its_room_whoever_asked() -> None:
    sessions = Sessions(replace(CLASS, kept=400_000), shared=True)
    seen: list[Lived] = []
    for n in range(6):
        one = sessions.seated(f"pupil {n}", False)
        levers = {"preset": "push", "levers": {"monitoring": n / 10}}
        small = {"size": 20, "weeks": 30, "replications": 3, "policies": [levers]}
        seen += one.compared(asked(small))[1]
        if n % 2:
            content = b64encode(b"id,manager\n" + b"".join(b"p%d,%s\n" % (k, b"p0" if k else b"") for k in range(30)))
            brought = one.keep(read({"members": {"name": "m.csv", "content": content.decode()}}))
            own = {k: v for k, v in small.items() if k != "size"} | {"organisation": f"own:{brought}"}
            seen += one.compared(asked(own, one.owns))[1]
        assert sessions.shelf.taken <= 400_000
    kept = [thing for thing, _ in sessions.shelf.things.values()]
    assert sessions.shelf.taken == sum(thing.size for thing in kept) > 200_000
    assert kept[-1] is seen[-1]
    assert not any(seen[0] is thing for thing in kept)
    for n in range(6):
        sessions.left(f"pupil {n}")
    assert {owner for owner, _ in sessions.shelf.things} <= {sessions.common}


def test_what_is_there_waits_for_nobody() -> None:
    session = Sessions().of(None)[1]
    one = asked({"size": 6, "weeks": 4, "replications": 1, "policies": [{"preset": "push"}]})
    first = session.block(one)
    with session.lock, ThreadPoolExecutor(1) as apart:
        assert apart.submit(session.block, one).result(60) == first
