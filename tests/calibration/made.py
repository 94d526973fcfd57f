"""A stand-in for the processes of a calibration."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any


class Here:
    """A process pool that runs everything in this process, one item at a time."""

    def __init__(self, workers: int, context: Any, initializer: Callable[..., None], initargs: Any) -> None:
        initializer(*initargs)

    def __enter__(self) -> "Here":
        return self

    def __exit__(self, *error: object) -> None:
        pass

    def map(self, work: Callable[[Any], Any], items: Iterable[Any]) -> Iterator[Any]:
        return map(work, items)
