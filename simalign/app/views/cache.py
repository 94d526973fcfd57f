"""A least-recently-used cache of computed results, limited in bytes and shared by all sessions."""

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock
from typing import Any


class Cache:
    """Results by owner and key, of all owners together at most ``capacity`` bytes.

    A result that is larger than the capacity is not stored.

    >>> cache = Cache(capacity=10)
    >>> for n, size in enumerate((4, 4, 4, 11)):
    ...     cache.put("me", n, f"result {n}", size)
    >>> [cache.get("me", n) for n in range(4)], cache.used
    ([None, 'result 1', 'result 2', None], 8)
    """

    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self.used = 0
        self.lock = Lock()
        self.entries: OrderedDict[tuple[object, Hashable], tuple[Any, int]] = OrderedDict()

    def get(self, owner: object, key: Hashable) -> Any:
        """Return the result stored under a key, or None."""
        with self.lock:
            if (owner, key) not in self.entries:
                return None
            self.entries.move_to_end((owner, key))
            return self.entries[owner, key][0]

    def put(self, owner: object, key: Hashable, result: Any, size: int) -> None:
        """Store a result of ``size`` bytes under a key and drop the least recently used ones above the capacity."""
        with self.lock:
            self._drop((owner, key))
            if size > self.capacity:
                return
            self.entries[owner, key] = result, size
            self.used += size
            while self.used > self.capacity:
                self._drop(next(iter(self.entries)))

    def clear(self, owner: object) -> None:
        """Drop all results of an owner."""
        with self.lock:
            for key in [key for key in self.entries if key[0] == owner]:
                self._drop(key)

    def _drop(self, key: tuple[object, Hashable]) -> None:
        if key in self.entries:
            self.used -= self.entries.pop(key)[1]
