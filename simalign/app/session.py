"""A session: what one browser has had computed, in memory only, forgotten when others need the room.

A session is found by a random word in a cookie that no script can read; nothing of one is ever shown in another.
"""

import os
import secrets
from collections import OrderedDict
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from simalign.app.asked import Asked
from simalign.app.limits import ALONE, Limits
from simalign.app.own import Own
from simalign.app.side_by_side import Lived, block, live_under
from simalign.app.stage import Stage
from simalign.scenario import Policy

WINDOWS = 16  # of one browser that are told apart
HEAVY = 60_000  # member-replications of a stage that is worth forgetting at once: some 60 MB


class Superseded(Exception):
    """The same window has asked for something newer meanwhile."""


class Session:
    """Stages and the policies lived on them; the least used go first. ``host``: whether it may begin results anew.

    ``common``: where a class keeps what comes of shipped and made-up organisations, which is the same for everybody;
    what comes of those that people bring stays in their own session.
    """

    def __init__(self, pool: ThreadPoolExecutor, limits: Limits = ALONE, common: "Session | None" = None) -> None:
        self.pool = pool
        self.limits = limits
        self.common = common
        self.host = True
        self.newest: OrderedDict[str, object] = OrderedDict()  # what each of its windows asked for last
        self.lock = Lock()
        self.stages: OrderedDict[str, Stage] = OrderedDict()
        self.lived: OrderedDict[tuple[str, str, int], Lived] = OrderedDict()
        self.owns: OrderedDict[str, Own] = OrderedDict()  # organisations brought along, by word
        self.deciding = Lock()
        self.worth: tuple[str, NDArray[np.float64]] | None = None  # of the last decision, by what was asked

    def keep(self, own: Own) -> str:
        """Hold an organisation that was brought along; the word by which it is asked for."""
        word = secrets.token_urlsafe(9)
        self.owns[word] = own
        while len(self.owns) > self.limits.owns:
            self.forget(next(iter(self.owns)))
        return word

    def forget(self, word: str) -> None:
        """Forget an organisation, and everything that was computed of it."""
        with self.lock:
            if self.owns.pop(word, None) is not None:
                self.stages.clear()
                self.lived.clear()
                self.worth = None

    def stage(self, asked: Asked) -> Stage:
        """The organisations asked for at the end of their warm-up."""
        key = _key(asked)
        organisation = asked.own.organisation if asked.own else None
        stage = self.stages.pop(key, None) or Stage(asked.scenario, asked.seed, organisation)
        self.stages[key] = stage
        while len(self.stages) > self.limits.stages:
            gone, _ = self.stages.popitem(last=False)
            for own in [own for own in self.lived if own[0] == gone]:
                del self.lived[own]
        stage.fill(asked.replications, self.pool)
        return stage

    def compared(self, asked: Asked, still: Callable[[], bool] = lambda: True) -> tuple[Stage, list[Lived]]:
        """Every policy asked for, lived; those that have been stay as they are.

        Raises Superseded between two steps where this is ``still`` wanted no more.
        """
        if self.common and asked.own is None:
            return self.common.compared(asked, still)
        with self.lock:
            _go_on(still)
            stage = self.stage(asked)
            found = []
            for policy in asked.policies:
                _go_on(still)
                found.append(self._under(stage, _key(asked), policy, asked.replications))
            if stage.simulations[0].organisation.size * len(stage.simulations) > HEAVY:
                self.stages.clear()
                self.lived.clear()
            return stage, found

    def _under(self, stage: Stage, key: str, policy: Policy, replications: int) -> Lived:
        own = (key, policy.model_dump_json(exclude={"name", "description"}), replications)
        lived = self.lived.pop(own, None) or live_under(stage, policy, replications, self.pool)
        self.lived[own] = lived
        while len(self.lived) > self.limits.policies:
            self.lived.popitem(last=False)
        return lived

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


def _key(asked: Asked) -> str:
    return f"{asked.seed} {asked.organisation} {id(asked.own) if asked.own else 0} {asked.scenario.model_dump_json()}"


class Sessions:
    """All sessions of a server."""

    def __init__(self, limits: Limits = ALONE, common: Limits | None = None) -> None:
        self.limits = limits
        self.pool = ThreadPoolExecutor(os.cpu_count(), thread_name_prefix="weeks")
        self.common = Session(self.pool, common) if common else None
        self.sessions: OrderedDict[str, Session] = OrderedDict()
        self.lock = Lock()

    def of(self, word: str | None) -> tuple[str, Session]:
        """The session of this word, or a fresh one, with its word."""
        with self.lock:
            known = self.sessions.pop(word, None) if word else None
            if word is None or known is None:
                word, known = secrets.token_urlsafe(24), Session(self.pool, self.limits, self.common)
            self._keep(word, known)
            return word, known

    def seated(self, word: str, host: bool) -> Session:
        """The session of somebody who has joined a class."""
        with self.lock:
            known = self.sessions.pop(word, None) or Session(self.pool, self.limits, self.common)
            known.host = host
            self._keep(word, known)
            return known

    def left(self, word: str) -> None:
        """Forget a session."""
        with self.lock:
            self.sessions.pop(word, None)

    def _keep(self, word: str, session: Session) -> None:
        self.sessions[word] = session
        while len(self.sessions) > self.limits.sessions:
            self.sessions.popitem(last=False)
