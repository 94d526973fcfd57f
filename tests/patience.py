"""Deadlines of tests that wait for another process, a thread or a page: against hanging, and never met under load."""

from collections.abc import Callable
from time import monotonic, sleep

PATIENCE = 600.0  # seconds; the first use of the model compiles it, which takes minutes on a busy machine


def eventually(happened: Callable[[], bool]) -> None:
    """Wait until something has happened. Raises AssertionError when patience ends."""
    end = monotonic() + PATIENCE
    while not happened():
        assert monotonic() < end, "it did not happen"
        sleep(0.01)
