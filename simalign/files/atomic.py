"""Atomic writing of files, whose names may contain a checksum of their content."""

import hashlib
import os
import re
import secrets
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from simalign.errors import InputError, Problem
from simalign.files.read import unusable

REPEAT = "`simalign sweep` again, which moves it away and repeats its runs"
DRAFT = re.compile(r"\.(?P<host>[^.]+)\.(?P<pid>[0-9]+)\.[0-9a-f]+\.tmp", re.ASCII)
DIGITS = 16  # hexadecimal digits of the checksum in a file's name


def host() -> str:
    """Return the name of this machine, in a form that file names may contain."""
    return "".join(c if c.isalnum() or c == "." else "-" for c in socket.gethostname()).replace(".", "-") or "host"


def checksum(data: bytes | memoryview) -> str:
    """Return the first digits of the SHA-256 digest of a file's content."""
    return hashlib.sha256(data).hexdigest()[:DIGITS]


def put(folder: Path, name: str, data: bytes | memoryview, replacing: bool = False) -> bool:
    """Write a file atomically, and return whether it was written.

    The content is on the disk before the file has its name. An existing file is left alone unless ``replacing`` is set.
    A missing folder is created, but not its parents. Raises OSError if the file cannot be written; then no part of it
    remains.
    """
    folder.mkdir(exist_ok=True)
    draft = folder / f".{host()}.{os.getpid()}.{secrets.token_hex(4)}.tmp"
    try:
        with draft.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if not replacing and not _linked(draft, folder / name):
            return False
        if replacing:
            draft.replace(folder / name)
        _sync(folder)
    finally:
        draft.unlink(missing_ok=True)
    return True


@contextmanager
def new_file(file: Path) -> Iterator[Path]:
    """Yield the path of a draft, which gets the name of the new file when the ``with`` statement ends without error.

    Raises InputError if the file exists, also if another process made it meanwhile, and if it cannot be written.
    """
    draft = file.with_name(f".{host()}.{os.getpid()}.{secrets.token_hex(4)}.tmp")
    exists = InputError([Problem("exists already; nothing was overwritten", file, allowed="a new file")])
    if os.path.lexists(file):
        raise exists
    try:
        yield draft
        if not _linked(draft, file):
            raise exists
    except OSError as error:
        raise InputError([Problem(f"cannot be written ({error.strerror})", file)]) from None
    finally:
        draft.unlink(missing_ok=True)


def _linked(draft: Path, final: Path) -> bool:
    """Give the draft its final name and return True, unless that is taken; without hard links, check first."""
    try:
        os.link(draft, final)
    except FileExistsError:
        return False
    except OSError:
        if final.exists():
            return False
        draft.replace(final)
    return True


def _sync(folder: Path) -> None:
    """Write the folder's list of files to the disk, if the system supports that."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def named(file: Path) -> str:
    """Return the checksum in the name of a file."""
    return file.stem.rpartition("-")[2]


def read(file: Path, remedy: str = REPEAT) -> bytes:
    """Read a file and check its content against the checksum in its name.

    Raises InputError, with the remedy, if it is missing, damaged or not a regular file; reading a pipe might never end.
    """
    if reason := unusable(file):
        raise InputError([Problem(reason, file, allowed=remedy)])
    try:
        data = file.read_bytes()
    except OSError as error:
        raise InputError([Problem(f"cannot be read: {error.strerror}", file)]) from None
    if checksum(data) != named(file):
        raise InputError(
            [Problem("is damaged: its content does not match the checksum in its name", file, allowed=remedy)]
        )
    return data


def alive(pid: int) -> bool:
    """Return whether a process of this machine is running; True on Windows, which has no safe check."""
    if os.name == "nt":
        return True
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True


def clear_drafts(folder: Path) -> None:
    """Delete the temporary files of processes of this machine that have ended."""
    for draft in folder.glob(".*.tmp"):
        match = DRAFT.fullmatch(draft.name)
        if match and match["host"] == host() and not alive(int(match["pid"])) and draft.is_file():
            draft.unlink(missing_ok=True)
