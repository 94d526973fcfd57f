"""Leases: files that mark chunks as being worked on, so that processes that share a store divide the work.

The process that holds a lease renews it at intervals. Leases only save work; correct results do not depend on them.
Two processes that execute the same chunk write the same part under the same name.
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

LIFETIME = 60.0  # seconds after which a lease that is not renewed is void; so is one with a time further in the future
INTERVAL = LIFETIME / 6.0  # seconds between renewals
HOLDER = re.compile(r"(?P<host>\S+) (?P<pid>[0-9]+)", re.ASCII)
LONGEST = 200  # characters of a lease that are read


def acquire(folder: Path, name: str) -> bool:
    """Acquire a lease and return True; return False if another running process holds it.

    A missing folder is created, because programs that copy files omit empty folders. Raises OSError if the lease cannot
    be written, and InputError if its path is not a regular file.
    """
    file = folder / name
    folder.mkdir(exist_ok=True)
    for _ in range(2):
        try:
            handle = os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY)
        except FileExistsError:
            if held(folder, name):
                return False
            _remove(file)
            continue
        with os.fdopen(handle, "w") as written:
            written.write(f"{host()} {os.getpid()}\n")
        return True
    return False


def held(folder: Path, name: str) -> bool:
    """Return whether a running process holds the lease.

    A lease is void if its process on this machine has ended, or if it was not renewed within its lifetime. A lease with
    a time in the future, which a wrong clock or a copy produces, is void as well.
    Raises InputError if it is not a regular file.
    """
    file = folder / name
    try:
        renewed, match = file.stat().st_mtime, HOLDER.match(_text(file))
    except FileNotFoundError:
        return False
    if match and match["host"] == host() and not alive(int(match["pid"])):
        return False
    return abs(_now(folder) - renewed) < LIFETIME


def holder(folder: Path, name: str) -> str:
    """Return a text that names the process and machine that hold a lease; empty if the lease cannot be read."""
    try:
        match = HOLDER.match(_text(folder / name))
    except (OSError, InputError):
        return ""
    return f"process {match['pid']} on {match['host']}" if match else ""


def _text(file: Path) -> str:
    """Return the beginning of a lease.

    Raises InputError if it is not a regular file, and FileNotFoundError if it does not exist.
    """
    if not stat.S_ISREG(file.stat().st_mode):
        raise InputError([Problem("is not a regular file", file, allowed="removing it; a lease belongs at this path")])
    with file.open(errors="replace") as opened:
        return opened.read(LONGEST)


def _now(folder: Path) -> float:
    """Return the time by the clock of the folder's file system, which may differ from this machine's clock."""
    probe = folder / f".clock.{host()}.{os.getpid()}.{secrets.token_hex(4)}"
    try:
        probe.touch()
        return probe.stat().st_mtime
    except OSError:
        return time.time()
    finally:
        probe.unlink(missing_ok=True)


@contextmanager
def renewed(folder: Path, name: str) -> Iterator[None]:
    """Renew a lease at intervals while the body of the ``with`` statement runs."""
    finished = threading.Event()

    def renew() -> None:
        while not finished.wait(INTERVAL):
            with suppress(OSError):  # another process took the lease, or the disk is away: both results are the same
                os.utime(folder / name)

    thread = threading.Thread(target=renew, daemon=True)
    thread.start()
    try:
        yield
    finally:
        finished.set()
        thread.join()


def release(folder: Path, name: str) -> None:
    """Release a lease."""
    (folder / name).unlink(missing_ok=True)


def _remove(file: Path) -> None:
    """Remove a void lease; of several processes that try at once, one succeeds."""
    aside = file.with_name(f".void.{secrets.token_hex(8)}")
    try:
        file.rename(aside)
    except FileNotFoundError:
        return
    aside.unlink(missing_ok=True)
