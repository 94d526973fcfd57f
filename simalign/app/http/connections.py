"""Limits on open connections, per address and in total.

A browser opens up to six connections, and a whole class may share one address, so one address may hold as many
connections as sixty browsers. When the total is too large, a connection of the address with the most connections is
closed, so that a client that opens hundreds loses its own. Among the connections of an address the least recently
active idle one is closed first. A new connection must send its request headers within ``HEADER_TIMEOUT``.
"""

import asyncio
from collections import OrderedDict
from typing import Protocol

from uvicorn.protocols.http.h11_impl import H11Protocol

MOST_PER_ADDRESS, MOST = 400, 500  # connections of one address, and in total
HEADER_TIMEOUT = 10.0  # seconds within which the headers of a request must arrive


class Connection(Protocol):
    """Interface of a connection as the limiter uses it."""

    address: str

    def busy(self) -> bool:
        """Return whether a request is in progress."""

    def drop(self) -> None:
        """Close the connection immediately."""


class ConnectionLimiter:
    """Open connections by address, least recently active first."""

    def __init__(self, each: int = MOST_PER_ADDRESS, most: int = MOST) -> None:
        self.each, self.most = each, most
        self.open: dict[str, OrderedDict[Connection, None]] = {}

    def __len__(self) -> int:
        return sum(map(len, self.open.values()))

    def touch(self, connection: Connection) -> None:
        """Record a new connection or new data on one, and close a connection if there are too many."""
        connections = self.open.setdefault(connection.address, OrderedDict())
        connections[connection] = None
        connections.move_to_end(connection)
        if len(connections) > self.each:
            self._drop(connections)
        elif len(self) > self.most:
            self._drop(max(self.open.values(), key=len))

    def remove(self, connection: Connection) -> None:
        """Forget a closed connection."""
        connections = self.open.get(connection.address, OrderedDict())
        connections.pop(connection, None)
        if not connections:
            self.open.pop(connection.address, None)

    def _drop(self, connections: OrderedDict[Connection, None]) -> None:
        dropped = next((connection for connection in connections if not connection.busy()), next(iter(connections)))
        self.remove(dropped)
        dropped.drop()


def limited_protocol(limiter: ConnectionLimiter, timeout: float = HEADER_TIMEOUT) -> type[H11Protocol]:
    """Return a subclass of Uvicorn's HTTP protocol whose connections a limiter counts.

    timeout: seconds that a client has to send the headers of a request.
    """

    class LimitedProtocol(H11Protocol):
        """A connection that reports activity to the limiter and closes itself if request headers arrive too slowly."""

        address = ""
        timer: asyncio.TimerHandle | None = None

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            super().connection_made(transport)
            self.address = self.client[0] if self.client else ""
            self._start_timer()
            limiter.touch(self)

        def data_received(self, data: bytes) -> None:
            limiter.touch(self)
            cycle_before = self.cycle
            if not self.busy() and self.timer is None:
                self._start_timer()
            super().data_received(data)
            if self.cycle is not cycle_before:
                self._stop_timer()

        def connection_lost(self, exc: Exception | None) -> None:
            limiter.remove(self)
            self._stop_timer()
            super().connection_lost(exc)

        def busy(self) -> bool:
            return self.cycle is not None and not self.cycle.response_complete

        def drop(self) -> None:
            self.transport.abort()

        def _start_timer(self) -> None:
            self.timer = self.loop.call_later(timeout, self.drop)

        def _stop_timer(self) -> None:
            if self.timer:
                self.timer.cancel()
                self.timer = None

    return LimitedProtocol
