"""Every value of a request replaced by others: an answer or a message, never a failure."""

import json
from base64 import b64encode
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from typing import Any

import pytest
from simalign.app.http.priority import Priority

from simalign.app.classroom.lessons import shipped_lessons
from simalign.app.handlers import Handler, handlers
from simalign.app.http.guards import Refused
from simalign.app.http.limits import ALONE
from simalign.app.views.cache import Cache
from simalign.app.views.session import Session
from simalign.errors import InputError

OTHERS = ([], {}, None, "", -1, 1.5, True, [[]], {"a": 1}, 10**30, float("nan"), "\ud800")
RUN = {
    "scenario": "default",
    "size": 4,
    "weeks": 4,
    "seed": 1,
    "replications": 1,
    "policies": [
        {"preset": "push", "name": "a", "levers": {"voice": 0.3}, "phases": [{"from": 2, "levers": {"voice": 0.2}}]},
        {"preset": "pull"},
    ],
}
DECISION = {key: value for key, value in RUN.items() if key != "replications"}
FILES = {
    "members": {"name": "m.csv", "content": b64encode(b"id,manager\nAnn,\nBob,Ann\n").decode()},
    "columns": {"members": {"id": "id"}},
    "hidden": False,
}
BODIES: dict[str, dict[str, Any]] = {
    "run": RUN | {"holds": ["x"], "window": "w"},
    "story": RUN | {"member": 1},
    "page": RUN | {"address": "a", "member": 0},
    "organisation": FILES,
    "forget": {"word": "x"},
    "decide": DECISION,
    "flip": DECISION | {"context": "trust"},
    "part": DECISION | {"part": "margins"},
    "board": DECISION | {"title": "t"},
    "predict": {"lesson": "silos", "word": "w", "guesses": [0.5, "push"]},
    "results": {"lesson": "silos", "clear": True, "show": True},
}


def places(value: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where a JSON value holds others, and where it is itself."""
    yield place
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in inner:
        yield from places(item, (*place, key))


def with_other(value: Any, place: tuple[Any, ...], other: Any) -> Any:
    """A copy with another value at a place."""
    if not place:
        return other
    made = deepcopy(value)
    inner = made
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = other
    return made


@pytest.fixture(scope="module")
def session() -> Iterator[Session]:
    with ThreadPoolExecutor(2) as pool:
        yield Session(pool, ALONE, Cache(ALONE.cache), Priority())


@pytest.fixture(scope="module")
def routes() -> dict[str, Handler]:
    return handlers(shipped_lessons)[0]


@pytest.mark.parametrize("route", BODIES)
def test_any_other_value_gets_an_answer_or_a_message(route: str, session: Session, routes: dict[str, Handler]) -> None:
    refused = 0
    for place in places(BODIES[route]):
        for other in OTHERS:
            given = json.loads(json.dumps(with_other(BODIES[route], place, other)))
            try:
                routes[route](session, given)
            except InputError as error:
                assert all("\ud800" not in str(problem) for problem in error.problems)
                refused += 1
            except Refused as answer:
                assert 400 <= answer.status < 500
    assert refused > 0 or route == "forget"


@pytest.mark.parametrize("context", [[], {}, None, "luck", ["trust"]])
def test_a_context_that_does_not_exist(context: Any, session: Session, routes: dict[str, Handler]) -> None:
    with pytest.raises(InputError, match=r"context: .*trust, complexity, turbulence"):
        routes["flip"](session, DECISION | {"context": context})


@pytest.mark.parametrize("route", ["decide", "flip"])
def test_status_quo_alone_is_no_decision(route: str, session: Session, routes: dict[str, Handler]) -> None:
    given = DECISION | {"policies": [{}]} | ({"context": "trust"} if route == "flip" else {})
    with pytest.raises(InputError, match="policies: a decision needs a policy besides status_quo"):
        routes[route](session, given)
