"""Host and Origin checks of the SolaraViz page, whose websocket carries the user's actions."""

from typing import Any

import pytest

from simalign.viz.server import OriginGuard
from tests.loops import run_in_thread

OWN = "http://127.0.0.1:8000"


def _met(kind: str, method: str, host: str, origin: str | None) -> tuple[bool, list[dict[str, Any]]]:
    """Whether the application behind the guard was reached, and what was sent."""
    reached, sent = [], []

    async def behind(scope: Any, receive: Any, send: Any) -> None:
        reached.append(scope)
        await send({"type": "websocket.accept" if kind == "websocket" else "http.response.start", "headers": []})

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    headers = [(b"host", host.encode())] + ([(b"origin", origin.encode())] if origin is not None else [])
    scope = {"type": kind, "method": method, "path": "/", "headers": headers}
    run_in_thread(OriginGuard(behind, 8000)(scope, None, send))
    return bool(reached), sent


@pytest.mark.parametrize(
    "origin",
    [
        None,
        "",
        "null",
        "http://127.0.0.1",
        "http://127.0.0.1:8001",
        "https://127.0.0.1:8000",
        "http://localhost:8000",
        "http://evil.example",
        "http://127.0.0.1:8000.evil.example",
    ],
)
def test_no_other_page_opens_the_websocket_or_posts(origin: str | None) -> None:
    reached, sent = _met("websocket", "GET", "127.0.0.1:8000", origin)
    assert not reached
    assert sent == [{"type": "websocket.close", "code": 1008}]
    reached, sent = _met("http", "POST", "127.0.0.1:8000", origin)
    assert not reached
    assert sent[0]["status"] == 403


@pytest.mark.parametrize(
    "host", ["evil.example:8000", "127.0.0.1:8001", "127.0.0.1", "", "127.0.0.1:8000.evil.example"]
)
@pytest.mark.parametrize(("kind", "method"), [("websocket", "GET"), ("http", "GET"), ("http", "POST")])
def test_no_other_name_of_this_machine(kind: str, method: str, host: str) -> None:
    assert not _met(kind, method, host, f"http://{host}")[0]


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost:8000"])
def test_its_own_page_is_let_in_and_told_what_it_may_load(host: str) -> None:
    assert _met("websocket", "GET", host, f"http://{host}")[0]
    assert _met("http", "POST", host, f"http://{host}")[0]
    reached, sent = _met("http", "GET", host, None)
    assert reached
    policy = dict(sent[0]["headers"])[b"content-security-policy"].decode()
    assert f"connect-src 'self' ws://{host};" in policy
    assert "frame-ancestors 'none'" in policy
