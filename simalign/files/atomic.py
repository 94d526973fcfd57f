"""Files that are written completely or not at all, with the checksum of their content in their name."""

import hashlib
import os
import re
import secrets
import socket
from pathlib import Path

from simalign.errors import InputError, Problem
from simalign.files.read import unusable

AGAIN = "`simalign sweep` again, which sets it aside and repeats it"
DRAFT = re.compile(r"\.(?P<host>[^.]+)\.(?P<pid>[0-9]+)\.[0-9a-f]+\.tmp", re.ASCII)
DIGITS = 16  # hexadecimal, of the checksum in a file's name


def host() -> str:
    """Return the name of this machine in a form that file names may contain."""
    return "".join(c if c.isalnum() or c == "." else "-" for c in socket.gethostname()).replace(".", "-") or "host"


def checksum(data: bytes | memoryview) -> str:
    """Return the first digits of the SHA-256 of a file's content."""
    return hashlib.sha256(data).hexdigest()[:DIGITS]


def put(folder: Path, name: str, data: bytes | memoryview, replacing: bool = False) -> bool:
    """Write a file atomically; return False if a file of that name exists already.

    The content is on the disk before the file gets its name. A missing folder is created, but not its parent. Raises
    OSError if the disk cannot take the file; nothing is left behind then.
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
        _settle(folder)
    finally:
        draft.unlink(missing_ok=True)
    return True


def _linked(draft: Path, final: Path) -> bool:
    """Give the draft its final name unless that is taken; without hard links, check first and rename."""
    try:
        os.link(draft, final)
    except FileExistsError:
        return False
    except OSError:
        if final.exists():
            return False
        draft.replace(final)
    return True


def _settle(folder: Path) -> None:
    """Flush the folder's list of names to the disk if the system can."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def named(file: Path) -> str:
    """Return the checksum in a file's name."""
    return file.stem.rpartition("-")[2]


def read(file: Path, remedy: str = AGAIN) -> bytes:
    """Return a file's content after comparing it with the checksum in its name.

    Raises InputError, with the remedy, if the file is missing, damaged or not a regular file, such as a pipe.
    """
    if reason := unusable(file):
        raise InputError([Problem(reason, file, allowed=remedy)])
    try:
        data = file.read_bytes()
    except OSError as error:
        raise InputError([Problem(f"cannot be read: {error.strerror}", file)]) from None
    if checksum(data) != named(file):
        raise InputError([Problem("is damaged: its content is not what its name says", file, allowed=remedy)])
    return data


def alive(pid: int) -> bool:
    """Return whether a process runs on this machine; True where that cannot be found out without harm."""
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
    """Remove the drafts of processes of this machine that no longer run."""
    for draft in folder.glob(".*.tmp"):
        named = DRAFT.fullmatch(draft.name)
        if named and named["host"] == host() and not alive(int(named["pid"])) and draft.is_file():
            draft.unlink(missing_ok=True)
