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
from simalign.app.http.priority import Traffic
from simalign.app.views.cache import Shelf
from simalign.app.views.comparison import Lived, block, live_under
from simalign.app.views.request import Asked
from simalign.app.views.snapshots import Stage
from simalign.app.views.upload import Own
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
        shelf: Shelf,
        traffic: Traffic,
        common: "Session | None" = None,
    ) -> None:
        self.pool = pool
        self.traffic = traffic
        self.limits = limits
        self.shelf = shelf
        self.common = common
        self.host = True
        self.mark = secrets.token_urlsafe(9)  # what it predicted is known by
        self.newest: OrderedDict[str, object] = OrderedDict()  # what each of its windows asked for last
        self.lock = Lock()
        self.owns: OrderedDict[str, Own] = OrderedDict()  # organisations brought along, by word
        self.keeping = RLock()  # held while organisations, and what is kept of them, come and go
        self.deciding = Lock()

    def keep(self, own: Own) -> str:
        """Hold an organisation that was brought along; the word by which it is asked for."""
        with self.keeping:
            self.owns[own.word] = own
            while len(self.owns) > self.limits.owns:
                self.forget(next(iter(self.owns)))
        return own.word

    def forget(self, word: str) -> None:
        """Forget an organisation, and everything that was computed; at once, also where a run of it is under way."""
        with self.keeping:
            if self.owns.pop(word, None) is not None:
                self.shelf.clear(self)

    def close(self) -> None:
        """Forget all organisations, and everything that was computed."""
        with self.keeping:
            self.owns.clear()
            self.shelf.clear(self)

    def put(self, asked: Asked, key: Hashable, thing: Any, size: int) -> None:
        """Keep what was computed, unless its organisation was forgotten meanwhile."""
        with self.keeping:
            if asked.own is None or asked.own.word in self.owns:
                self.shelf.put(self, key, thing, size)

    def stage(self, asked: Asked) -> Stage:
        """The organisations asked for at the end of their warm-up."""
        key = _key(asked)
        organisation = asked.own.organisation if asked.own else None
        stage: Stage = self.shelf.get(self, key) or Stage(asked.scenario, asked.seed, organisation)
        stage.fill(asked.replications, self.pool)
        self.put(asked, key, stage, stage.size)
        return stage

    def compared(self, asked: Asked, still: Callable[[], bool] = lambda: True) -> tuple[Stage, list[Lived]]:
        """Every policy asked for, lived; those that have been stay as they are.

        Raises Superseded between two steps where this is ``still`` wanted no more.
        """
        holder = self.holder(asked)
        if holder is not self:
            return holder.compared(asked, still)
        if there := self._there(asked):
            return there  # without waiting for what others have computed
        with self.lock:
            _go_on(still)
            stage = self.stage(asked)
            found = []
            for policy in asked.policies:
                _go_on(still)
                found.append(self._under(stage, asked, policy))
            return stage, found

    def _there(self, asked: Asked) -> tuple[Stage, list[Lived]] | None:
        stage = self.shelf.get(self, _key(asked))
        lived = [self.shelf.get(self, _key(asked, policy)) for policy in asked.policies]
        return None if stage is None or None in lived else (stage, lived)

    def _under(self, stage: Stage, asked: Asked, policy: Policy) -> Lived:
        key = _key(asked, policy)
        lived: Lived | None = self.shelf.get(self, key)
        if lived is None:
            lived = live_under(stage, policy, asked.replications, self.pool)
            self.put(asked, key, lived, lived.size)
        return lived

    def holder(self, asked: Asked) -> "Session":
        """Under which session's name what comes of this is kept."""
        return self.common if self.common and asked.own is None else self

    def block(self, asked: Asked, holds: Collection[str] = (), window: str = "") -> bytes:
        """The comparison, packed for the page, without the policies lived whose marks it ``holds``.

        Raises Superseded where the same ``window`` of the browser asks for another before it is done, after reloading
        say; one without a name is answered in any case.
        """
        mine = object()
        self.newest.pop(window, None)
        self.newest[window] = mine
        while len(self.newest) > WINDOWS:
            self.newest.popitem(last=False)
        return block(asked, *self.compared(asked, lambda: not window or self.newest.get(window) is mine), holds)


def _go_on(still: Callable[[], bool]) -> None:
    if not still():
        raise Superseded


def _key(asked: Asked, policy: Policy | None = None) -> Hashable:
    """Under what a stage is kept, or a policy lived on it."""
    own = asked.own.word if asked.own else ""
    stage = f"{asked.seed} {asked.organisation} {own} {asked.scenario.model_dump_json()}"
    if policy is None:
        return stage
    return stage, policy.model_dump_json(exclude={"name", "description"}), asked.replications


class Sessions:
    """All sessions of a server; ``shared``: whether what nobody brought is computed once for all of them."""

    def __init__(self, limits: Limits = ALONE, traffic: Traffic | None = None, shared: bool = False) -> None:
        self.limits = limits
        self.traffic = traffic or Traffic()
        self.pool = ThreadPoolExecutor(worker_count(), thread_name_prefix="weeks")
        self.shelf = Shelf(limits.kept)
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
        return Session(self.pool, self.limits, self.shelf, self.traffic, common)

    def _keep(self, word: str, session: Session) -> None:
        self.sessions[word] = session
        while len(self.sessions) > self.limits.sessions:
            self.sessions.popitem(last=False)[1].close()
