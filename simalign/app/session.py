"""A session: what one browser has had computed, in memory only, forgotten when others need the room.

A session is found by a random word in a cookie that no script can read; nothing of one is ever shown in another.
"""

import os
import secrets
from collections import OrderedDict
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from simalign.app.asked import Asked
from simalign.app.own import Own
from simalign.app.side_by_side import Lived, block, live_under
from simalign.app.stage import Stage
from simalign.scenario import Policy

MOST_SESSIONS, STAGES, POLICIES, OWNS = 8, 2, 12, 3
HEAVY = 60_000  # member-replications of a stage that is worth forgetting at once: some 60 MB


class Session:
    """Stages and the policies lived on them; the least used go first."""

    def __init__(self, pool: ThreadPoolExecutor) -> None:
        self.pool = pool
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
        while len(self.owns) > OWNS:
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
        while len(self.stages) > STAGES:
            gone, _ = self.stages.popitem(last=False)
            for own in [own for own in self.lived if own[0] == gone]:
                del self.lived[own]
        stage.fill(asked.replications, self.pool)
        return stage

    def compared(self, asked: Asked) -> tuple[Stage, list[Lived]]:
        """Every policy asked for, lived; those that have been stay as they are."""
        with self.lock:
            stage = self.stage(asked)
            found = [self._under(stage, _key(asked), policy, asked.replications) for policy in asked.policies]
            if stage.simulations[0].organisation.size * len(stage.simulations) > HEAVY:
                self.stages.clear()
                self.lived.clear()
            return stage, found

    def _under(self, stage: Stage, key: str, policy: Policy, replications: int) -> Lived:
        own = (key, policy.model_dump_json(exclude={"name", "description"}), replications)
        lived = self.lived.pop(own, None) or live_under(stage, policy, replications, self.pool)
        self.lived[own] = lived
        while len(self.lived) > POLICIES:
            self.lived.popitem(last=False)
        return lived

    def block(self, asked: Asked, holds: Collection[str] = ()) -> bytes:
        """The comparison, packed for the page, without the policies lived whose marks it ``holds``."""
        return block(asked, *self.compared(asked), holds)


def _key(asked: Asked) -> str:
    return f"{asked.seed} {asked.organisation} {id(asked.own) if asked.own else 0} {asked.scenario.model_dump_json()}"


class Sessions:
    """All sessions of a server."""

    def __init__(self) -> None:
        self.pool = ThreadPoolExecutor(os.cpu_count(), thread_name_prefix="weeks")
        self.sessions: OrderedDict[str, Session] = OrderedDict()
        self.lock = Lock()

    def of(self, word: str | None) -> tuple[str, Session]:
        """The session of this word, or a fresh one, with its word."""
        with self.lock:
            known = self.sessions.pop(word, None) if word else None
            if word is None or known is None:
                word, known = secrets.token_urlsafe(24), Session(self.pool)
            self.sessions[word] = known
            while len(self.sessions) > MOST_SESSIONS:
                self.sessions.popitem(last=False)
            return word, known
