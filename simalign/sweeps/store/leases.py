"""Who works on what, when several processes share a store: a file a chunk, kept fresh by whoever holds it.

Claims save work; nothing rests on them. Two who do the same chunk write the same part under the same name.
"""

import os
import re
import secrets
import stat
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from simalign.errors import InputError, Problem
from simalign.files.atomic import alive, host

LEASE = 60.0  # seconds after which a claim that nobody keeps fresh is void; one from further ahead is void, too
FRESH = LEASE / 6.0
HOLDER = re.compile(r"(?P<host>\S+) (?P<pid>[0-9]+)", re.ASCII)
LONGEST = 200  # characters of a claim that are read


def claim(folder: Path, name: str) -> bool:
    """Take a claim; False where another living process holds it.

    The folder is made where it is missing, as programs that copy files leave empty ones out. Raises OSError where
    nothing can be written, InputError where the name is taken by what is not a file.
    """
    file = folder / name
    folder.mkdir(exist_ok=True)
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
    """Whether a living process holds the claim: one of this machine, or one that keeps it fresh.

    A claim from the future, which a wrong clock or a copy leaves, is void: nobody would keep it fresh in time.
    Raises InputError where it is not a regular file.
    """
    file = folder / name
    try:
        touched, holder = file.stat().st_mtime, HOLDER.match(_text(file))
    except FileNotFoundError:
        return False
    if holder and holder["host"] == host() and not alive(int(holder["pid"])):
        return False
    return abs(_now(folder) - touched) < LEASE


def holder(folder: Path, name: str) -> str:
    """Machine and process that hold a claim, in words; empty where that cannot be read."""
    try:
        found = HOLDER.match(_text(folder / name))
    except (OSError, InputError):
        return ""
    return f"process {found['pid']} on {found['host']}" if found else ""


def _text(file: Path) -> str:
    """The beginning of a claim. Raises InputError where it is not a regular file, FileNotFoundError for none."""
    if not stat.S_ISREG(file.stat().st_mode):
        raise InputError([Problem("is not a regular file", file, allowed="removing it; it is in the place of a lease")])
    with file.open(errors="replace") as opened:
        return opened.read(LONGEST)


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
