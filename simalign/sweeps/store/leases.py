"""Who works on what, when several processes share a store: a file a chunk, kept fresh by whoever holds it.

Claims save work; nothing rests on them. Two who do the same chunk write the same part under the same name.
"""

import os
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from simalign.files.atomic import alive, host

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
            written.write(f"{host()} {os.getpid()}\n")
        return True
    return False


def held(folder: Path, name: str) -> bool:
    """Whether a living process holds the claim: one of this machine, or one that keeps it fresh."""
    file = folder / name
    try:
        touched, text = file.stat().st_mtime, file.read_text(errors="replace")
    except FileNotFoundError:
        return False
    if text.startswith(f"{host()} ") and text.split()[1].isdecimal() and not alive(int(text.split()[1])):
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


@contextmanager
def kept_fresh(folder: Path, name: str) -> Iterator[None]:
    """Keep a claim fresh for as long as some work takes."""
    over = threading.Event()

    def keep() -> None:
        while not over.wait(FRESH):
            with suppress(OSError):  # taken over, or the disk is away: the result is as good as the other's
                os.utime(folder / name)

    keeper = threading.Thread(target=keep, daemon=True)
    keeper.start()
    try:
        yield
    finally:
        over.set()
        keeper.join()


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
