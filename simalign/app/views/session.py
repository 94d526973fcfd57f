"""Sessions: the uploaded organisations of one browser each, in memory only, and the cache of decisions.

A session is identified by a random token in a cookie that scripts cannot read. Sessions never see each other's data.
"""

import secrets
from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock, RLock
from typing import Any

from simalign.app.http.limits import ALONE, Limits
from simalign.app.views.cache import Cache
from simalign.app.views.request import ComparisonRequest
from simalign.app.views.upload import Upload


class Session:
    """State of one browser; ``host`` may reset the results of the class.

    Decisions live in a server-wide LRU cache. Those about an uploaded organisation belong to the session that uploaded
    it; those about shipped and generated organisations are the same for everybody.
    """

    def __init__(self, limits: Limits, cache: Cache, decision_lock: Lock) -> None:
        self.limits = limits
        self.cache = cache
        self.decision_lock = decision_lock
        self.host = True
        self.participant_id = secrets.token_urlsafe(9)  # identifies its predictions
        self.uploads: OrderedDict[str, Upload] = OrderedDict()  # by token
        self.uploads_lock = RLock()  # held while uploads and their results are added and removed

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

    def cached(self, request: ComparisonRequest, key: Hashable) -> Any:
        """Return the result stored under a key, or None."""
        return self.cache.get(self._owner(request), key)

    def store(self, request: ComparisonRequest, key: Hashable, result: Any, size: int) -> None:
        """Cache a result, unless its uploaded organisation has been removed in the meantime."""
        with self.uploads_lock:
            if request.upload is None or request.upload.token in self.uploads:
                self.cache.put(self._owner(request), key, result, size)

    def _owner(self, request: ComparisonRequest) -> object:
        return self if request.upload else None


class Sessions:
    """All sessions of a server, and the cache of decisions that they share."""

    def __init__(self, limits: Limits = ALONE) -> None:
        self.limits = limits
        self.cache = Cache(limits.cache)
        self.decision_lock = Lock()  # decisions run one at a time, as each uses all cores
        self.sessions: OrderedDict[str, Session] = OrderedDict()
        self.lock = Lock()

    def of_cookie(self, token: str | None) -> tuple[str, Session]:
        """Return the session of a cookie token, or a new session, together with its token."""
        with self.lock:
            session = self.sessions.pop(token, None) if token else None
            if token is None or session is None:
                token, session = secrets.token_urlsafe(24), self._new()
            self._store(token, session)
            return token, session

    def of_participant(self, token: str, host: bool) -> Session:
        """Return the session of a participant of a class."""
        with self.lock:
            session = self.sessions.pop(token, None) or self._new()
            session.host = host
            self._store(token, session)
            return session

    def remove(self, token: str) -> None:
        """Close and remove a session."""
        with self.lock:
            if removed := self.sessions.pop(token, None):
                removed.close()

    def _new(self) -> Session:
        return Session(self.limits, self.cache, self.decision_lock)

    def _store(self, token: str, session: Session) -> None:
        self.sessions[token] = session
        while len(self.sessions) > self.limits.sessions:
            self.sessions.popitem(last=False)[1].close()
