"""Files that are there in full or not at all, under names that say what is in them."""

import hashlib
import os
import secrets
import socket
from pathlib import Path

from simalign.errors import InputError, Problem

DIGITS = 16  # hexadecimal, of the checksum in a file's name


def host() -> str:
    """The machine's name, as files may have it."""
    return "".join(c if c.isalnum() or c == "." else "-" for c in socket.gethostname()).replace(".", "-") or "host"


def checksum(data: bytes | memoryview) -> str:
    """The first digits of the SHA-256 of a file's content."""
    return hashlib.sha256(data).hexdigest()[:DIGITS]


def put(folder: Path, name: str, data: bytes | memoryview, replacing: bool = False) -> bool:
    """Write a file in full, on the disk before it has its name; False where there is one of that name already.

    Raises OSError where the disk does not take it; nothing is left behind.
    """
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


def read(file: Path) -> bytes:
    """A file's content, if it is what its name says; raises InputError where it is damaged or cannot be read."""
    try:
        data = file.read_bytes()
    except OSError as error:
        raise InputError([Problem(f"cannot be read: {error.strerror}", file)]) from None
    if checksum(data) != named(file):
        message = "is damaged: its content is not what its name says"
        raise InputError([Problem(message, file, allowed="`simalign sweep` again, which sets it aside and repeats it")])
    return data


def alive(pid: int) -> bool:
    """Whether a process of this machine is there; taken for granted where it cannot be asked without harm."""
    if os.name == "nt":
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def clear_drafts(folder: Path) -> None:
    """Remove what processes of this machine that are no more left behind."""
    for draft in folder.glob(".*.tmp"):
        _, owner, pid, *_ = draft.name.split(".")
        if owner == host() and pid.isdecimal() and not alive(int(pid)):
            draft.unlink(missing_ok=True)
