"""Admission to a class: join codes, participants and rate limits (token buckets).

The pupils' code admits participants; the host's code admits a host, who alone may show and reset the results of the
class. A code is needed once: from then on a random token in a cookie identifies the participant. Codes are compared in
constant time, tokens by their digests.

- A correct code is accepted however many wrong ones came before it, also from the same address, because a class may
  share one address.
- Codes are too long to guess: at the highest request rate of an address (``ADDRESS_RATE``), two hours of guessing find
  the pupils' code with a probability below 1 in 20,000.
- Joining with a correct code is rate-limited, and a full class removes its most inactive participant to admit a new
  one, so that nobody can exclude others by joining again and again.
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
    """Rate limit: ``burst`` requests at once, then ``second`` requests per second."""

    burst: float
    second: float


class Buckets:
    """Token buckets of one rate, by key (a session or an address); the least recently used keys are dropped.

    >>> time = iter([0.0, 0.0, 0.0, 5.0])
    >>> rate = Buckets(Rate(burst=2, second=0.1), clock=lambda: next(time))
    >>> [rate.wait("me") for _ in range(4)]
    [0, 0, 10, 5]
    """

    def __init__(self, rate: Rate, most: int = 4096, clock: Callable[[], float] = monotonic) -> None:
        self.rate, self.most, self.clock = rate, most, clock
        self.left: OrderedDict[str, tuple[float, float]] = OrderedDict()  # tokens left, and the time of that count

    def wait(self, key: str, cost: float = 1.0) -> int:
        """Take ``cost`` tokens and return 0; if there are too few, return the seconds until there are enough."""
        now = self.clock()
        left, when = self.left.pop(key, (self.rate.burst, now))
        left = min(self.rate.burst, left + (now - when) * self.rate.second)
        granted = left >= cost
        self.left[key] = (left - cost if granted else left, now)
        while len(self.left) > self.most:
            self.left.popitem(last=False)
        return 0 if granted else max(1, ceil((cost - left) / self.rate.second))


LETTERS = "BCDFGHJKLMNPQRSTVWXZ"  # no vowels, so no words; no digits that look like letters
IDLE = 30 * 60.0  # seconds of inactivity after which a full class may remove a participant
CROWDED = 120.0  # the same if their address has more participants than the address of the new one
UNUSED = 20.0  # the same if no request followed the joining, as a browser would send at once
MOST_IN_PROGRESS = 4  # requests of one session in progress
OPEN = ("/join", "/api/join")  # routes that need no admission, beside the static files
HEAVY = ("/api/organisation", "/api/decide", "/api/flip", "/api/part", "/api/board", "/api/page")
SESSION_RATE, HEAVY_RATE = Rate(60, 6), Rate(16, 0.5)  # of a session: all requests, and those to HEAVY routes, of
# which a decision with its contexts, parts and report takes eight
ADDRESS_RATE = Rate(9000, 150)  # of an address; a whole class may share one, and load the page at once
JOIN_RATE = Rate(PEOPLE + 10, 0.1)  # of an address, with the pupils' code; a class and some who join again
WRONG_CODE_RATE = Rate(8, 0.1)  # of an address; a correct code is accepted all the same


def new_code(length: int = 8) -> str:
    """Return a random code that is easy to read out and to type.

    >>> code = new_code()
    >>> len(code), code[4]
    (9, '-')
    """
    half = length // 2
    letters = "".join(secrets.choice(LETTERS) for _ in range(length))
    return f"{letters[:half]}-{letters[half:]}"


def normalised(code: str) -> bytes:
    """Normalise a code for comparison: case, spaces and hyphens do not matter.

    >>> normalised(" krt wmn")
    b'KRTWMN'
    """
    return "".join(letter for letter in code.upper() if letter.isalnum()).encode()


@dataclass(slots=True)
class Participant:
    """A participant of a class. ``session_id`` is never sent to the browser; ``used`` is set by the second request."""

    session_id: str
    host: bool
    last_seen: float
    address: str
    used: bool = False
    in_progress: int = 0

    def idle_limit(self, crowded: bool) -> float:
        """Return after how many seconds of inactivity a full class may remove the participant."""
        if not self.used:
            return UNUSED
        return CROWDED if crowded else IDLE


class Admission:
    """Participants of a class and their rate limits. ``cookie`` is the name of the cookie that holds the token."""

    def __init__(self, port: int, clock: Callable[[], float] = monotonic) -> None:
        self.code, self.host_code = new_code(), new_code(10)
        self.cookie = f"simalign-class-{port}"
        self.clock = clock
        self.participants: OrderedDict[bytes, Participant] = OrderedDict()  # by the digest of the token in the cookie
        self.on_removal: Callable[[str], None] = lambda session_id: None  # called when a participant is removed
        self.session_rate, self.heavy_rate = Buckets(SESSION_RATE, clock=clock), Buckets(HEAVY_RATE, clock=clock)
        self.address_rate, self.join_rate = Buckets(ADDRESS_RATE, clock=clock), Buckets(JOIN_RATE, clock=clock)
        self.wrong_code_rate = Buckets(WRONG_CODE_RATE, clock=clock)

    def join(self, sent: object, address: str, participant: Participant | None = None) -> str:
        """Admit the sender of a correct code and return a new token for their cookie.

        sent: the code as received. participant: the sender, if they have joined before; then the token is empty, and
        the code of the host makes them a host. Raises Refused for a wrong code, above a rate limit, or if the class is
        full.
        """
        code = normalised(sent[:40]) if isinstance(sent, str) else b""
        as_pupil = hmac.compare_digest(code, normalised(self.code))
        as_host = hmac.compare_digest(code, normalised(self.host_code))
        if not as_pupil and not as_host:
            reason = "This is not the code. The person who started simalign has it on their screen."
            if wait := self.wrong_code_rate.wait(address):
                raise Refused(429, f"{reason} Many wrong codes came from here: please wait {wait} seconds.", wait)
            raise Refused(403, reason)
        if participant:
            participant.host = participant.host or as_host
            return ""
        if not as_host and (wait := self.join_rate.wait(address)):
            raise Refused(429, f"Too many people have joined from this address. Please wait {wait} seconds.", wait)
        self._make_room(as_host, address)
        token = secrets.token_urlsafe(24)
        self.participants[_digest(token)] = Participant(secrets.token_urlsafe(24), as_host, self.clock(), address)
        return token

    def _make_room(self, host: bool, address: str) -> None:
        """Make room for a participant: a full class removes the one furthest beyond their inactivity limit."""
        present = {key: participant for key, participant in self.participants.items() if participant.host == host}
        if len(present) < (HOSTS if host else PEOPLE):
            return
        by_address = Counter(participant.address for participant in present.values())
        fair_share = by_address[address] + 1
        overdue = {
            key: self.clock()
            - participant.last_seen
            - participant.idle_limit(by_address[participant.address] > fair_share)
            for key, participant in present.items()
        }
        key = max(overdue, key=lambda key: overdue[key])
        if overdue[key] < 0:
            message = f"The class is full: {len(present)} have joined. Share the screen of another participant."
            raise Refused(503, message, 60)
        self.on_removal(self.participants.pop(key).session_id)

    def participant(self, scope: Scope) -> Participant | None:
        """Return the participant whose cookie a request carries; None without a valid one."""
        cookies = SimpleCookie()
        for name, value in scope["headers"]:
            if name == b"cookie":
                try:
                    cookies.load(value.decode("latin-1"))
                except CookieError:
                    return None
        token = cookies.get(self.cookie)
        participant = self.participants.get(_digest(token.value)) if token else None
        if participant:
            participant.last_seen, participant.used = self.clock(), True
        return participant

    @contextmanager
    def admit(self, scope: Scope) -> Iterator[None]:
        """Admit one request and put its ``participant`` into the scope. Raises Refused otherwise."""
        path: str = scope["path"]
        if wait := self.address_rate.wait(address_of(scope)):
            raise Refused(429, f"Too many requests from this address. Please wait {wait} seconds.", wait)
        scope["participant"] = participant = self.participant(scope)
        if path in OPEN or path.startswith("/static/") or (path == "/" and participant is None):
            yield
            return
        if participant is None:
            raise Refused(401, "Please join first: reload this page and enter the code of the class.")
        wait = self.session_rate.wait(participant.session_id) or (
            self.heavy_rate.wait(participant.session_id) if path in HEAVY else 0
        )
        if wait or participant.in_progress >= MOST_IN_PROGRESS:
            wait = wait or 1
            raise Refused(429, f"Too many requests for a shared page. Please wait {wait} s, then try again.", wait)
        participant.in_progress += 1
        try:
            yield
        finally:
            participant.in_progress -= 1


def address_of(scope: Scope) -> str:
    """Return the network address from which a request comes; empty if it is not known."""
    client = scope.get("client")
    return str(client[0]) if client else ""


def _digest(token: str) -> bytes:
    return sha256(token.encode()).digest()
