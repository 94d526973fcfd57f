"""Rates: how many requests come at once, and how many a second after that."""

from collections import OrderedDict
from collections.abc import Callable
from math import ceil
from time import monotonic
from typing import NamedTuple


class Rate(NamedTuple):
    """So many at once, so many more a second."""

    burst: float
    second: float


class Buckets:
    """By key (a session, an address) what is left of a rate; the keys not heard of for longest are forgotten.

    >>> time = iter([0.0, 0.0, 0.0, 5.0])
    >>> rate = Buckets(Rate(burst=2, second=0.1), clock=lambda: next(time))
    >>> [rate.wait("me") for _ in range(4)]
    [0, 0, 10, 5]
    """

    def __init__(self, rate: Rate, most: int = 4096, clock: Callable[[], float] = monotonic) -> None:
        self.rate, self.most, self.clock = rate, most, clock
        self.left: OrderedDict[str, tuple[float, float]] = OrderedDict()  # what was left, and when

    def wait(self, key: str, cost: float = 1.0) -> int:
        """Take one if there is one: 0; otherwise in how many seconds there will be."""
        now = self.clock()
        left, when = self.left.pop(key, (self.rate.burst, now))
        left = min(self.rate.burst, left + (now - when) * self.rate.second)
        granted = left >= cost
        self.left[key] = (left - cost if granted else left, now)
        while len(self.left) > self.most:
            self.left.popitem(last=False)
        return 0 if granted else max(1, ceil((cost - left) / self.rate.second))
