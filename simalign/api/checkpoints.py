"""Checkpoints of long calls: chunks of results under the cache folder, from which an interrupted call continues.

A call of a few seconds stores nothing. A call removes its checkpoint when it returns or, inside ``until_saved``, at the
end of that block, so that the checkpoint survives until the results are on disk.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from simalign.compiled import cache_folder
from simalign.simulation.ensemble import Ensemble
from simalign.sweeps.checkpoint import Folder, folder_for

WORTHWHILE = 5_000_000  # member-weeks, two seconds or more
LONGEST_KEPT = 30 * 24 * 3600.0  # seconds after which an abandoned checkpoint is removed
_finished: ContextVar[list[Folder] | None] = ContextVar("finished", default=None)


@contextmanager
def checkpoint(verb: str, ensemble: Ensemble, identity: Any, member_weeks: float) -> Iterator[Folder | None]:
    """Yield the checkpoint of a call and remove it when the work is done; after an interruption, say how to continue.

    verb: the name of the function; ensemble: holds the seed, the posterior draws and the user's functions; identity:
    everything else that determines the results, as values for JSON; member_weeks: size of the work.
    Yields None if the work is small, if the cache folder cannot be written, or if a function of the user has no digest.
    """
    folder = _folder(verb, ensemble, identity) if member_weeks >= WORTHWHILE else None
    try:
        yield folder
    except (KeyboardInterrupt, SystemExit) as error:
        if folder is not None:
            error.add_note(
                f"What was computed is stored: the same command or call with seed {ensemble.seed} continues from there."
            )
        raise
    if folder is not None:
        waiting = _finished.get()
        folder.remove() if waiting is None else waiting.append(folder)


@contextmanager
def until_saved() -> Iterator[None]:
    """Keep the checkpoints of calls in this block until the block ends without an error."""
    token = _finished.set([])
    try:
        yield
        for folder in _finished.get() or ():
            folder.remove()
    finally:
        _finished.reset(token)


def _folder(verb: str, ensemble: Ensemble, identity: Any) -> Folder | None:
    if cache_folder() is None:
        return None
    try:
        own = ensemble.identity
    except Exception:  # any error of a user's object whose digest is computed
        return None
    folder = folder_for(verb, [own, identity])
    _remove_old(folder.path.parent)
    return folder


def _remove_old(root: Path) -> None:
    """Remove checkpoints that no call has used for a month."""
    with suppress(OSError):
        for path in root.iterdir():
            if time.time() - path.stat().st_mtime > LONGEST_KEPT:
                Folder(path).remove()
