"""Cooperative priority: long jobs pause between chunks while interactive requests are in progress."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Lock

LONGEST = 0.5  # seconds that a long job pauses at most, so that it always makes progress


class Priority:
    """Counter of interactive requests in progress; ``idle`` is set while there are none.

    >>> priority = Priority()
    >>> with priority.interactive():
    ...     priority.idle.is_set()
    False
    >>> priority.idle.is_set()
    True
    """

    def __init__(self) -> None:
        self.lock = Lock()
        self.in_progress = 0
        self.idle = Event()
        self.idle.set()

    @contextmanager
    def interactive(self) -> Iterator[None]:
        """Mark a block as interactive work; long jobs pause while it runs."""
        self._count(1)
        try:
            yield
        finally:
            self._count(-1)

    def yield_to_interactive(self) -> None:
        """Pause a long job between two chunks while interactive requests are in progress, ``LONGEST`` at most."""
        self.idle.wait(LONGEST)

    def _count(self, change: int) -> None:
        with self.lock:
            self.in_progress += change
            (self.idle.clear if self.in_progress else self.idle.set)()
