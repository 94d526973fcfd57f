"""Rates: how many requests come at once, and how many a second after that.

The door of a class: who joins by which code, who is in, and how often each may ask.

A pupil's code lets in; the host's code lets in as host, who alone may begin the class's results anew. They are asked
for once: from then on a random word in a cookie says who it is. Codes are compared in constant time and words by their
digests. A right code gets in however many wrong ones came before it, also from the same address, which a class may
share. Codes are long enough that trying does not pay: at the most requests that an address has (``FLOOD``), two hours
of trying find the pupils' code once in 20,000 times. Right codes are slowed down, and a full class takes seats back
from those who leave them empty, so that nobody keeps others out by joining again and again.
"""

import hmac
import secrets
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from http.cookies import CookieError, SimpleCookie
from math import ceil
from time import monotonic
from typing import NamedTuple

from starlette.types import Scope

from simalign.app.http.guards import Refused
from simalign.app.http.limits import HOSTS, PEOPLE


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


LETTERS = "BCDFGHJKLMNPQRSTVWXZ"  # no vowels, so no words; no digits that look like letters
IDLE = 30 * 60.0  # seconds after which a full class gives somebody's seat away
CROWDED = 120.0  # the same where their address has more seats than that of whoever comes
UNUSED = 20.0  # the same where nothing was asked from it, as a browser would at once
AT_ONCE = 4  # requests of one session under way
OPEN = ("/join", "/api/join")  # what is answered before joining, beside the page's own files
JOIN = "/api/join"
HEAVY = ("/api/decide", "/api/flip", "/api/export", "/api/page", "/api/organisation")
ANY, HARD = Rate(60, 6), Rate(10, 0.5)  # of a session
FLOOD = Rate(3000, 150)  # of an address; a whole class may share one
JOINS = Rate(PEOPLE + 10, 0.1)  # of an address too, by the pupils' code; a class and some who come again
WRONG = Rate(8, 0.1)  # of an address; a right code gets in all the same


def new_code(length: int = 8) -> str:
    """A code that can be read out and typed.

    >>> code = new_code()
    >>> len(code), code[4]
    (9, '-')
    """
    half = length // 2
    letters = "".join(secrets.choice(LETTERS) for _ in range(length))
    return f"{letters[:half]}-{letters[half:]}"


def plain(code: str) -> bytes:
    """A code as it is compared: case, spaces and hyphens do not matter.

    >>> plain(" krt wmn")
    b'KRTWMN'
    """
    return "".join(letter for letter in code.upper() if letter.isalnum()).encode()


@dataclass(slots=True)
class Participant:
    """One who has joined; ``word`` is their session's, and no cookie holds it; ``used``: whether they came back."""

    word: str
    host: bool
    seen: float
    address: str
    used: bool = False
    asking: int = 0

    def patience(self, crowded: bool) -> float:
        """After how many seconds away the seat is given away in a full class."""
        if not self.used:
            return UNUSED
        return CROWDED if crowded else IDLE


class Admission:
    """Who is in; ``cookie``: the name of the cookie that says so."""

    def __init__(self, port: int, clock: Callable[[], float] = monotonic) -> None:
        self.code, self.host_code = new_code(), new_code(10)
        self.cookie = f"simalign-class-{port}"
        self.clock = clock
        self.participants: OrderedDict[bytes, Participant] = OrderedDict()  # by the digest of the cookie's word
        self.left: Callable[[str], None] = lambda word: None  # called with the session's word of whoever loses a seat
        self.any, self.hard = Buckets(ANY, clock=clock), Buckets(HARD, clock=clock)
        self.flood, self.joins = Buckets(FLOOD, clock=clock), Buckets(JOINS, clock=clock)
        self.wrong = Buckets(WRONG, clock=clock)

    def join(self, given: object, address: str, participant: Participant | None = None) -> str:
        """A fresh word for the cookie of whoever gives a right code; empty for who is in already. Raises Refused.

        Who is in as a pupil and gives the host's code becomes host.
        """
        code = plain(given[:40]) if isinstance(given, str) else b""
        joins = hmac.compare_digest(code, plain(self.code))
        hosts = hmac.compare_digest(code, plain(self.host_code))
        if not joins and not hosts:
            said = "This is not the code. It is on the screen of whoever started simalign."
            if wait := self.wrong.wait(address):
                raise Refused(429, f"{said} Many wrong codes came from here: please wait {wait} seconds.", wait)
            raise Refused(403, said)
        if participant:
            participant.host = participant.host or hosts
            return ""
        if not hosts and (wait := self.joins.wait(address)):
            raise Refused(429, f"Too many have joined from this address. Please wait {wait} seconds.", wait)
        self._room(hosts, address)
        word = secrets.token_urlsafe(24)
        self.participants[_digest(word)] = Participant(secrets.token_urlsafe(24), hosts, self.clock(), address)
        return word

    def _room(self, host: bool, address: str) -> None:
        """Make sure of a free seat: in a full class that of who was away for too long, and for longest."""
        taken = {key: participant for key, participant in self.participants.items() if participant.host == host}
        if len(taken) < (HOSTS if host else PEOPLE):
            return
        crowd = Counter(participant.address for participant in taken.values())
        fair = crowd[address] + 1
        over = {
            key: self.clock() - participant.seen - participant.patience(crowd[participant.address] > fair)
            for key, participant in taken.items()
        }
        key = max(over, key=lambda one: over[one])
        if over[key] < 0:
            message = f"The class is full: {len(taken)} have joined. Look on with somebody who is in."
            raise Refused(503, message, 60)
        self.left(self.participants.pop(key).word)

    def participant(self, scope: Scope) -> Participant | None:
        """Whose cookie a request has."""
        found = SimpleCookie()
        for name, value in scope["headers"]:
            if name == b"cookie":
                try:
                    found.load(value.decode("latin-1"))
                except CookieError:
                    return None
        word = found.get(self.cookie)
        participant = self.participants.get(_digest(word.value)) if word else None
        if participant:
            participant.seen, participant.used = self.clock(), True
        return participant

    @contextmanager
    def admitted(self, scope: Scope) -> Iterator[None]:
        """Let a request in, which then has its ``seat`` in the scope. Raises Refused."""
        path: str = scope["path"]
        if wait := self.flood.wait(address_of(scope)):
            raise Refused(429, f"Too many requests from this address. Please wait {wait} seconds.", wait)
        scope["participant"] = participant = self.participant(scope)
        if path in OPEN or path.startswith("/static/") or (path == "/" and participant is None):
            yield
            return
        if participant is None:
            raise Refused(401, "Please join first: open this page anew and give the class's code.")
        wait = self.any.wait(participant.word) or (self.hard.wait(participant.word) if path in HEAVY else 0)
        if wait or participant.asking >= AT_ONCE:
            wait = wait or 1
            raise Refused(429, f"This is faster than a shared page can do. Please wait {wait} s, then try again.", wait)
        participant.asking += 1
        try:
            yield
        finally:
            participant.asking -= 1


def address_of(scope: Scope) -> str:
    """Where a request comes from."""
    client = scope.get("client")
    return str(client[0]) if client else ""


def _digest(word: str) -> bytes:
    return sha256(word.encode()).digest()
