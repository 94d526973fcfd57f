"""A session: what one browser has had computed, in memory only, forgotten when others need the room.

A session is found by a random word in a cookie that no script can read; nothing of one is ever shown in another.
"""

import secrets
from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable
from concurrent.futures import ThreadPoolExecutor
from threading import Lock, RLock
from typing import Any

from simalign.app.http.limits import ALONE, Limits
from simalign.app.http.priority import Priority
from simalign.app.views.cache import Cache
from simalign.app.views.comparison import Lived, block, live_under
from simalign.app.views.request import ComparisonRequest
from simalign.app.views.snapshots import Snapshots
from simalign.app.views.upload import Upload
from simalign.parallel import worker_count
from simalign.scenario import Policy

WINDOWS = 16  # of one browser that are told apart


class Superseded(Exception):
    """The same window has asked for something newer meanwhile."""


class Session:
    """What one browser has had computed, on a shelf that sessions share; ``host``: whether it may begin results anew.

    ``common``: where a class keeps what comes of shipped and made-up organisations, which is the same for everybody;
    what comes of those that people bring is kept under their own session.
    """

    def __init__(
        self,
        pool: ThreadPoolExecutor,
        limits: Limits,
        cache: Cache,
        priority: Priority,
        common: "Session | None" = None,
    ) -> None:
        self.pool = pool
        self.priority = priority
        self.limits = limits
        self.cache = cache
        self.common = common
        self.host = True
        self.mark = secrets.token_urlsafe(9)  # what it predicted is known by
        self.newest: OrderedDict[str, object] = OrderedDict()  # what each of its windows asked for last
        self.lock = Lock()
        self.uploads: OrderedDict[str, Upload] = OrderedDict()  # organisations brought along, by word
        self.keeping = RLock()  # held while organisations, and what is kept of them, come and go
        self.deciding = Lock()

    def keep(self, own: Upload) -> str:
        """Hold an organisation that was brought along; the word by which it is asked for."""
        with self.keeping:
            self.uploads[own.word] = own
            while len(self.uploads) > self.limits.owns:
                self.forget(next(iter(self.uploads)))
        return own.word

    def forget(self, word: str) -> None:
        """Forget an organisation, and everything that was computed; at once, also where a run of it is under way."""
        with self.keeping:
            if self.uploads.pop(word, None) is not None:
                self.cache.clear(self)

    def close(self) -> None:
        """Forget all organisations, and everything that was computed."""
        with self.keeping:
            self.uploads.clear()
            self.cache.clear(self)

    def put(self, request: ComparisonRequest, key: Hashable, thing: Any, size: int) -> None:
        """Keep what was computed, unless its organisation was forgotten meanwhile."""
        with self.keeping:
            if request.upload is None or request.upload.word in self.uploads:
                self.cache.put(self, key, thing, size)

    def snapshots(self, request: ComparisonRequest) -> Snapshots:
        """The organisations asked for at the end of their warm-up."""
        key = _key(request)
        organisation = request.upload.organisation if request.upload else None
        snapshots: Snapshots = self.cache.get(self, key) or Snapshots(request.scenario, request.seed, organisation)
        snapshots.fill(request.replications, self.pool)
        self.put(request, key, snapshots, snapshots.size)
        return snapshots

    def compared(
        self, request: ComparisonRequest, still: Callable[[], bool] = lambda: True
    ) -> tuple[Snapshots, list[Lived]]:
        """Every policy asked for, lived; those that have been stay as they are.

        Raises Superseded between two steps where this is ``still`` wanted no more.
        """
        holder = self.holder(request)
        if holder is not self:
            return holder.compared(request, still)
        if there := self._there(request):
            return there  # without waiting for what others have computed
        with self.lock:
            _go_on(still)
            snapshots = self.snapshots(request)
            found = []
            for policy in request.policies:
                _go_on(still)
                found.append(self._under(snapshots, request, policy))
            return snapshots, found

    def _there(self, request: ComparisonRequest) -> tuple[Snapshots, list[Lived]] | None:
        snapshots = self.cache.get(self, _key(request))
        lived = [self.cache.get(self, _key(request, policy)) for policy in request.policies]
        return None if snapshots is None or None in lived else (snapshots, lived)

    def _under(self, snapshots: Snapshots, request: ComparisonRequest, policy: Policy) -> Lived:
        key = _key(request, policy)
        lived: Lived | None = self.cache.get(self, key)
        if lived is None:
            lived = live_under(snapshots, policy, request.replications, self.pool)
            self.put(request, key, lived, lived.size)
        return lived

    def holder(self, request: ComparisonRequest) -> "Session":
        """Under which session's name what comes of this is kept."""
        return self.common if self.common and request.upload is None else self

    def block(self, request: ComparisonRequest, holds: Collection[str] = (), window: str = "") -> bytes:
        """The comparison, packed for the page, without the policies lived whose marks it ``holds``.

        Raises Superseded where the same ``window`` of the browser asks for another before it is done, after reloading
        say; one without a name is answered in any case.
        """
        mine = object()
        self.newest.pop(window, None)
        self.newest[window] = mine
        while len(self.newest) > WINDOWS:
            self.newest.popitem(last=False)
        return block(request, *self.compared(request, lambda: not window or self.newest.get(window) is mine), holds)


def _go_on(still: Callable[[], bool]) -> None:
    if not still():
        raise Superseded


def _key(request: ComparisonRequest, policy: Policy | None = None) -> Hashable:
    """Under what a stage is kept, or a policy lived on it."""
    own = request.upload.word if request.upload else ""
    snapshots = f"{request.seed} {request.organisation} {own} {request.scenario.model_dump_json()}"
    if policy is None:
        return snapshots
    return snapshots, policy.model_dump_json(exclude={"name", "description"}), request.replications


class Sessions:
    """All sessions of a server; ``shared``: whether what nobody brought is computed once for all of them."""

    def __init__(self, limits: Limits = ALONE, priority: Priority | None = None, shared: bool = False) -> None:
        self.limits = limits
        self.priority = priority or Priority()
        self.pool = ThreadPoolExecutor(worker_count(), thread_name_prefix="weeks")
        self.cache = Cache(limits.kept)
        self.common = self._fresh() if shared else None
        self.sessions: OrderedDict[str, Session] = OrderedDict()
        self.lock = Lock()

    def of(self, word: str | None) -> tuple[str, Session]:
        """The session of this word, or a fresh one, with its word."""
        with self.lock:
            known = self.sessions.pop(word, None) if word else None
            if word is None or known is None:
                word, known = secrets.token_urlsafe(24), self._fresh(self.common)
            self._keep(word, known)
            return word, known

    def seated(self, word: str, host: bool) -> Session:
        """The session of somebody who has joined a class."""
        with self.lock:
            known = self.sessions.pop(word, None) or self._fresh(self.common)
            known.host = host
            self._keep(word, known)
            return known

    def left(self, word: str) -> None:
        """Forget a session."""
        with self.lock:
            if gone := self.sessions.pop(word, None):
                gone.close()

    def _fresh(self, common: Session | None = None) -> Session:
        return Session(self.pool, self.limits, self.cache, self.priority, common)

    def _keep(self, word: str, session: Session) -> None:
        self.sessions[word] = session
        while len(self.sessions) > self.limits.sessions:
            self.sessions.popitem(last=False)[1].close()
