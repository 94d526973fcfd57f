"""Sessions: the state of one browser each, in memory only; results live in an LRU cache that all sessions share.

A session is identified by a random token in a cookie that scripts cannot read. Sessions never see each other's data.
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
from simalign.app.views.comparison import PolicyRuns, block, run_policy
from simalign.app.views.request import ComparisonRequest
from simalign.app.views.snapshots import Snapshots
from simalign.app.views.upload import Upload
from simalign.parallel import worker_count
from simalign.scenario import Policy

WINDOWS = 16  # windows of one browser that are distinguished


class Superseded(Exception):
    """A newer request of the same window has replaced this one."""


class Session:
    """State of one browser. Results live in a server-wide LRU cache; ``host`` may reset the results of the class.

    common: session of a class that owns the results for shipped and generated organisations, which are the same for
    everybody; None outside a class. Results for an uploaded organisation belong to the session that uploaded it.
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
        self.participant_id = secrets.token_urlsafe(9)  # identifies its predictions
        self.latest: OrderedDict[str, object] = OrderedDict()  # the latest request of each window
        self.lock = Lock()
        self.uploads: OrderedDict[str, Upload] = OrderedDict()  # by token
        self.uploads_lock = RLock()  # held while uploads and their results are added and removed
        self.decision_lock = Lock()

    def add_upload(self, upload: Upload) -> str:
        """Store an uploaded organisation and return its token; the oldest one is removed above the limit."""
        with self.uploads_lock:
            self.uploads[upload.token] = upload
            while len(self.uploads) > self.limits.organisations:
                self.remove_upload(next(iter(self.uploads)))
        return upload.token

    def remove_upload(self, token: str) -> None:
        """Remove an uploaded organisation and all results of the session; runs in progress are not stored either."""
        with self.uploads_lock:
            if self.uploads.pop(token, None) is not None:
                self.cache.clear(self)

    def close(self) -> None:
        """Remove all uploaded organisations and all results of the session."""
        with self.uploads_lock:
            self.uploads.clear()
            self.cache.clear(self)

    def store(self, request: ComparisonRequest, key: Hashable, result: Any, size: int) -> None:
        """Cache a result, unless its uploaded organisation has been removed in the meantime."""
        with self.uploads_lock:
            if request.upload is None or request.upload.token in self.uploads:
                self.cache.put(self, key, result, size)

    def snapshots(self, request: ComparisonRequest) -> Snapshots:
        """Return the replications of a request at the end of their warm-up; missing ones are run."""
        key = _key(request)
        organisation = request.uploaded
        snapshots: Snapshots = self.cache.get(self, key) or Snapshots(request.scenario, request.seed, organisation)
        snapshots.fill(request.replications, self.pool)
        self.store(request, key, snapshots, snapshots.size)
        return snapshots

    def compare(
        self, request: ComparisonRequest, is_current: Callable[[], bool] = lambda: True
    ) -> tuple[Snapshots, list[PolicyRuns]]:
        """Run every policy of a request and return the runs; cached ones are reused.

        Raises Superseded before the next policy if ``is_current`` returns False.
        """
        owner = self.owner(request)
        if owner is not self:
            return owner.compare(request, is_current)
        if cached := self._cached(request):
            return cached  # without waiting for runs of other requests
        with self.lock:
            _check_current(is_current)
            snapshots = self.snapshots(request)
            runs = []
            for policy in request.policies:
                _check_current(is_current)
                runs.append(self._runs_under(snapshots, request, policy))
            return snapshots, runs

    def _cached(self, request: ComparisonRequest) -> tuple[Snapshots, list[PolicyRuns]] | None:
        snapshots = self.cache.get(self, _key(request))
        runs = [self.cache.get(self, _key(request, policy)) for policy in request.policies]
        return None if snapshots is None or None in runs else (snapshots, runs)

    def _runs_under(self, snapshots: Snapshots, request: ComparisonRequest, policy: Policy) -> PolicyRuns:
        key = _key(request, policy)
        runs: PolicyRuns | None = self.cache.get(self, key)
        if runs is None:
            runs = run_policy(snapshots, policy, request.replications, self.pool)
            self.store(request, key, runs, runs.size)
        return runs

    def owner(self, request: ComparisonRequest) -> "Session":
        """Return the session that owns the cached results of a request."""
        return self.common if self.common and request.upload is None else self

    def block(self, request: ComparisonRequest, holds: Collection[str] = (), window: str = "") -> bytes:
        """Return the packed comparison, without the runs whose marks are in ``holds``.

        Raises Superseded if the same ``window`` of the browser sends another request before this one is done, for
        example after reloading. A request without a window is always answered.
        """
        this_request = object()
        self.latest.pop(window, None)
        self.latest[window] = this_request
        while len(self.latest) > WINDOWS:
            self.latest.popitem(last=False)
        return block(
            request, *self.compare(request, lambda: not window or self.latest.get(window) is this_request), holds
        )


def _check_current(is_current: Callable[[], bool]) -> None:
    if not is_current():
        raise Superseded


def _key(request: ComparisonRequest, policy: Policy | None = None) -> Hashable:
    """Return the cache key of the snapshots of a request, or of the runs of a policy."""
    token = request.upload.token if request.upload else ""
    of_snapshots = f"{request.seed} {request.organisation} {token} {request.scenario.model_dump_json()}"
    if policy is None:
        return of_snapshots
    return of_snapshots, policy.model_dump_json(exclude={"name", "description", "source"}), request.replications


class Sessions:
    """All sessions of a server. ``shared``: compute results for organisations that are not uploaded once for all."""

    def __init__(self, limits: Limits = ALONE, priority: Priority | None = None, shared: bool = False) -> None:
        self.limits = limits
        self.priority = priority or Priority()
        self.pool = ThreadPoolExecutor(worker_count(), thread_name_prefix="weeks")
        self.cache = Cache(limits.cache)
        self.common = self._new() if shared else None
        self.sessions: OrderedDict[str, Session] = OrderedDict()
        self.lock = Lock()

    def of_cookie(self, token: str | None) -> tuple[str, Session]:
        """Return the session of a cookie token, or a new session, together with its token."""
        with self.lock:
            session = self.sessions.pop(token, None) if token else None
            if token is None or session is None:
                token, session = secrets.token_urlsafe(24), self._new(self.common)
            self._store(token, session)
            return token, session

    def of_participant(self, token: str, host: bool) -> Session:
        """Return the session of a participant of a class."""
        with self.lock:
            session = self.sessions.pop(token, None) or self._new(self.common)
            session.host = host
            self._store(token, session)
            return session

    def remove(self, token: str) -> None:
        """Close and remove a session."""
        with self.lock:
            if removed := self.sessions.pop(token, None):
                removed.close()

    def _new(self, common: Session | None = None) -> Session:
        return Session(self.pool, self.limits, self.cache, self.priority, common)

    def _store(self, token: str, session: Session) -> None:
        self.sessions[token] = session
        while len(self.sessions) > self.limits.sessions:
            self.sessions.popitem(last=False)[1].close()
