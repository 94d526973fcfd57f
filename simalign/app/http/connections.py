"""The connections to the server: how many there are, from where, and which goes where there are too many.

A browser holds up to six; a whole class may share one address. So an address may hold what sixty browsers do; and where
all together are too many, the one that goes is of the address with most: whoever opens hundreds loses their own. Of an
address it is one that asks for nothing just now, heard from longest ago. Who connects has so many seconds to ask.
"""

import asyncio
from collections import OrderedDict
from typing import Protocol

from uvicorn.protocols.http.h11_impl import H11Protocol

EACH, MOST = 400, 500  # of an address, and in all
SLOWEST_HEAD = 10.0  # seconds in which a request must be there up to its body


class Connection(Protocol):
    """What is known of a connection."""

    address: str

    def busy(self) -> bool:
        """Whether a request is under way."""

    def drop(self) -> None:
        """Close it at once."""


class Gate:
    """All connections, by address, those heard from longest ago first."""

    def __init__(self, each: int = EACH, most: int = MOST) -> None:
        self.each, self.most = each, most
        self.open: dict[str, OrderedDict[Connection, None]] = {}

    def __len__(self) -> int:
        return sum(map(len, self.open.values()))

    def heard(self, one: Connection) -> None:
        """One is there, or has sent something."""
        own = self.open.setdefault(one.address, OrderedDict())
        own[one] = None
        own.move_to_end(one)
        if len(own) > self.each:
            self._drop(own)
        elif len(self) > self.most:
            self._drop(max(self.open.values(), key=len))

    def lost(self, one: Connection) -> None:
        """One is closed."""
        own = self.open.get(one.address, OrderedDict())
        own.pop(one, None)
        if not own:
            self.open.pop(one.address, None)

    def _drop(self, own: OrderedDict[Connection, None]) -> None:
        gone = next((one for one in own if not one.busy()), next(iter(own)))
        self.lost(gone)
        gone.drop()


def watching(gate: Gate, slowest: float = SLOWEST_HEAD) -> type[H11Protocol]:
    """Uvicorn's connection, watched by a gate."""

    class Watched(H11Protocol):
        """A connection that says when it is heard and lost, and is closed where a request is too slow to begin."""

        address = ""
        late: asyncio.TimerHandle | None = None

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            super().connection_made(transport)
            self.address = self.client[0] if self.client else ""
            self._wait()
            gate.heard(self)

        def data_received(self, data: bytes) -> None:
            gate.heard(self)
            before = self.cycle
            if not self.busy() and self.late is None:
                self._wait()
            super().data_received(data)
            if self.cycle is not before:
                self._wait_no_more()

        def connection_lost(self, exc: Exception | None) -> None:
            gate.lost(self)
            self._wait_no_more()
            super().connection_lost(exc)

        def busy(self) -> bool:
            return self.cycle is not None and not self.cycle.response_complete

        def drop(self) -> None:
            self.transport.abort()

        def _wait(self) -> None:
            self.late = self.loop.call_later(slowest, self.drop)

        def _wait_no_more(self) -> None:
            if self.late:
                self.late.cancel()
                self.late = None

    return Watched
