"""Work that somebody waits for goes ahead of work that takes long anyway, which waits between two of its parts."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Lock

LONGEST = 0.5  # seconds that a part of long work waits, so that it gets on in any case


class Priority:
    """How much there is that somebody waits for.

    >>> priority = Priority()
    >>> with priority.ahead():
    ...     priority.calm.is_set()
    False
    >>> priority.calm.is_set()
    True
    """

    def __init__(self) -> None:
        self.lock = Lock()
        self.under_way = 0
        self.calm = Event()
        self.calm.set()

    @contextmanager
    def ahead(self) -> Iterator[None]:
        """Work that goes ahead."""
        self._count(1)
        try:
            yield
        finally:
            self._count(-1)

    def let_pass(self) -> None:
        """Called between two parts of what takes long."""
        self.calm.wait(LONGEST)

    def _count(self, more: int) -> None:
        with self.lock:
            self.under_way += more
            (self.calm.clear if self.under_way else self.calm.set)()
