"""What has been computed, kept for whoever asks for it again, within so many bytes; the least used goes first."""

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock
from typing import Any


class Cache:
    """Things by owner and key, all owners' together within ``room`` bytes; a larger one is not kept at all.

    >>> cache = Cache(room=10)
    >>> for n, size in enumerate((4, 4, 4, 11)):
    ...     cache.put("me", n, f"thing {n}", size)
    >>> [cache.get("me", n) for n in range(4)], cache.taken
    ([None, 'thing 1', 'thing 2', None], 8)
    """

    def __init__(self, room: int) -> None:
        self.room = room
        self.taken = 0
        self.lock = Lock()
        self.things: OrderedDict[tuple[object, Hashable], tuple[Any, int]] = OrderedDict()

    def get(self, owner: object, key: Hashable) -> Any:
        """What is kept under this key, or None."""
        with self.lock:
            if (owner, key) not in self.things:
                return None
            self.things.move_to_end((owner, key))
            return self.things[owner, key][0]

    def put(self, owner: object, key: Hashable, thing: Any, size: int) -> None:
        """Keep a thing of ``size`` bytes, in place of what was there."""
        with self.lock:
            self._drop((owner, key))
            if size > self.room:
                return
            self.things[owner, key] = thing, size
            self.taken += size
            while self.taken > self.room:
                self._drop(next(iter(self.things)))

    def clear(self, owner: object) -> None:
        """Forget everything of an owner."""
        with self.lock:
            for key in [key for key in self.things if key[0] == owner]:
                self._drop(key)

    def _drop(self, key: tuple[object, Hashable]) -> None:
        if key in self.things:
            self.taken -= self.things.pop(key)[1]
