"""Files that are there in full or not at all, under names that say what is in them."""

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
    """The machine's name, as files may have it."""
    return "".join(c if c.isalnum() or c == "." else "-" for c in socket.gethostname()).replace(".", "-") or "host"


def checksum(data: bytes | memoryview) -> str:
    """The first digits of the SHA-256 of a file's content."""
    return hashlib.sha256(data).hexdigest()[:DIGITS]


def put(folder: Path, name: str, data: bytes | memoryview, replacing: bool = False) -> bool:
    """Write a file in full, on the disk before it has its name; False where there is one of that name already.

    A missing folder is made, but not the one that it is in. Raises OSError where the disk does not take the file;
    nothing is left behind.
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
    """Give the draft its name unless it is taken; on disks without hard links, look first and rename."""
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
    """Have the folder's list of names on the disk, where the system can."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def named(file: Path) -> str:
    """The checksum in a file's name."""
    return file.stem.rpartition("-")[2]


def read(file: Path, remedy: str = AGAIN) -> bytes:
    """A file's content, if it is what its name says.

    Raises InputError, with the remedy, where it is missing, damaged or not a regular file: a pipe would never end.
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
    """Whether a process of this machine is there; taken for granted where it cannot be asked without harm."""
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
    """Remove what processes of this machine that are no more left behind."""
    for draft in folder.glob(".*.tmp"):
        named = DRAFT.fullmatch(draft.name)
        if named and named["host"] == host() and not alive(int(named["pid"])) and draft.is_file():
            draft.unlink(missing_ok=True)
