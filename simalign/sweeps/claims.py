"""Who works on what, when several processes share a store: a file a chunk, kept fresh by whoever holds it.

Claims save work; nothing rests on them. Two who do the same chunk write the same part under the same name.
"""

import json
import os
import secrets
import time
from pathlib import Path

from simalign.sweeps.disk import alive, host

LEASE = 60.0  # seconds after which a claim that nobody keeps fresh is void
FRESH = LEASE / 6.0


def claim(folder: Path, name: str) -> bool:
    """Take a claim; False where another living process holds it. Raises OSError where nothing can be written."""
    file = folder / name
    for _ in range(2):
        try:
            handle = os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY)
        except FileExistsError:
            if held(folder, name):
                return False
            _set_aside(file)
            continue
        with os.fdopen(handle, "w") as written:
            json.dump({"host": host(), "pid": os.getpid()}, written)
        return True
    return False


def held(folder: Path, name: str) -> bool:
    """Whether a living process holds the claim: one of this machine, or one that keeps it fresh."""
    file = folder / name
    try:
        owner, touched = json.loads(file.read_text() or "{}"), file.stat().st_mtime
    except FileNotFoundError:
        return False
    except (OSError, ValueError):
        return True
    if owner.get("host") == host() and not alive(int(owner["pid"])):
        return False
    return _now(folder) - touched < LEASE


def _now(folder: Path) -> float:
    """The time by the clock of the disk that the folder is on, which may not be this machine's."""
    probe = folder / f".clock.{host()}.{os.getpid()}.{secrets.token_hex(4)}"
    try:
        probe.touch()
        return probe.stat().st_mtime
    except OSError:
        return time.time()
    finally:
        probe.unlink(missing_ok=True)


def keep(folder: Path, name: str) -> None:
    """Keep a claim fresh."""
    try:
        os.utime(folder / name)
    except OSError:
        return  # taken over, or the disk is away: the work goes on, and its result is as good as the other's


def release(folder: Path, name: str) -> None:
    """Give a claim back."""
    (folder / name).unlink(missing_ok=True)


def _set_aside(file: Path) -> None:
    """Remove a void claim; of several who try, one succeeds."""
    aside = file.with_name(f".void.{secrets.token_hex(8)}")
    try:
        file.rename(aside)
    except FileNotFoundError:
        return
    aside.unlink(missing_ok=True)
