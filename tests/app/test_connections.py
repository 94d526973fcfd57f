"""Connections: limits per address and in total, which connection is closed, and clients that are too slow."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Event, Thread

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from simalign.app.http.connections import MOST, MOST_PER_ADDRESS, ConnectionLimiter, limited_protocol
from simalign.app.http.limits import PEOPLE
from simalign.app.server import listening
from tests.patience import PATIENCE

ASK = b"GET / HTTP/1.1\r\nhost: here\r\n\r\n"


@dataclass(eq=False)
class One:
    """A connection that only says what becomes of it."""

    address: str
    asks: bool = False
    gone: bool = False

    def busy(self) -> bool:
        return self.asks

    def drop(self) -> None:
        self.gone = True


def made(limiter: ConnectionLimiter, address: str, count: int, asks: bool = False) -> list[One]:
    found = [One(address, asks) for _ in range(count)]
    for one in found:
        limiter.touch(one)
    return found


def test_a_whole_class_behind_one_address_has_room() -> None:
    limiter = ConnectionLimiter()
    everybody = made(limiter, "192.168.1.1", 6 * PEOPLE)  # as many as their browsers open
    assert not any(one.gone for one in everybody)
    assert MOST_PER_ADDRESS < MOST


def test_whoever_opens_hundreds_loses_their_own() -> None:
    limiter = ConnectionLimiter(each=40, most=50)
    pupils = [one for n in range(8) for one in made(limiter, f"192.168.1.{n}", 2)]
    many = made(limiter, "192.168.1.66", 200)
    assert not any(one.gone for one in pupils)
    assert [one.gone for one in many] == [True] * 166 + [False] * 34  # the oldest, as none asks for anything
    assert len(limiter) == 50


def test_who_asks_stays_and_who_was_heard_last() -> None:
    limiter = ConnectionLimiter(each=3, most=9)
    asking, idle, *_ = first = [*made(limiter, "a", 1, asks=True), *made(limiter, "a", 2)]
    limiter.touch(idle)
    (late,) = made(limiter, "a", 1)
    assert [one.gone for one in (*first, late)] == [False, False, True, False]
    asking.asks = False
    made(limiter, "a", 1)
    assert asking.gone
    for one in (idle, late):
        limiter.remove(one)
    assert len(limiter) == 1


def application(may: Event) -> ASGIApp:
    """An application that answers when it may."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        while not may.is_set():
            await asyncio.sleep(0.01)
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
        await send({"type": "http.response.body", "body": b"ok"})

    return answer


@contextmanager
def served(limiter: ConnectionLimiter, slowest: float, may: Event) -> Iterator[int]:
    sock = listening(0)
    config = uvicorn.Config(
        application(may), http=limited_protocol(limiter, slowest), ws="none", lifespan="off", log_level="critical"
    )
    server = uvicorn.Server(config)
    thread = Thread(target=server.run, kwargs={"sockets": [sock]})
    thread.start()
    try:
        yield sock.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(PATIENCE)


def test_connections_that_ask_for_nothing_are_closed_and_slow_answers_are_not() -> None:
    may = Event()
    with served(ConnectionLimiter(), slowest=2.0, may=may) as port:
        asking, slow, silent = (socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) for _ in range(3))
        asking.sendall(ASK)
        slow.sendall(ASK[:20])  # a head that never ends
        assert closed(silent)
        assert closed(slow)
        may.set()  # the answer is later than a request may be
        assert answered(asking)
        asking.sendall(ASK)  # the same connection, later
        assert answered(asking)
        asking.sendall(ASK[:20])
        assert closed(asking)
    for one in (silent, slow, asking):
        one.close()


def test_one_that_opens_hundreds_does_not_shut_others_out() -> None:
    may = Event()
    may.set()
    with served(ConnectionLimiter(each=20, most=30), slowest=PATIENCE, may=may) as port:
        many = [socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) for _ in range(120)]
        pupil = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        pupil.sendall(ASK)
        assert answered(pupil)
        assert sum(closed(one, 0.01) for one in many) >= 100
        for one in (*many, pupil):
            one.close()


def answered(one: socket.socket) -> bool:
    """Whether the whole answer comes."""
    got = b""
    while not got.endswith(b"ok"):
        more = one.recv(4096)
        if not more:
            return False
        got += more
    return True


def closed(one: socket.socket, within: float = PATIENCE) -> bool:
    """Whether the other end has closed it."""
    one.settimeout(within)
    try:
        return one.recv(1) == b""
    except ConnectionResetError:
        return True
    except TimeoutError:
        return False
