"""Folders for results: they are filled completely or not at all, and no file is overwritten."""

import json
import math
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

from simalign.errors import InputError, Problem, printable
from simalign.files.atomic import alive, host

UNFINISHED, OWNER, MANIFEST = ".unfinished", ".owner", "manifest.json"
NEW = "a new or empty folder that you may write to"


class ResultsFolder:
    """A folder that is reserved for the results of one call; it contains only a hidden folder.

    complete: whether it has been filled. argument: the name of the argument for the folder, for messages.
    """

    def __init__(self, path: Path, argument: str) -> None:
        self.path, self.argument = path, argument
        self.complete = False

    @contextmanager
    def filling(self) -> Iterator[Path]:
        """Yield a hidden folder for files, which move to the reserved folder at the end, the manifest last.

        Raises InputError if they cannot be written; then none of them remains.
        """
        moved: list[Path] = []
        try:
            yield self.path / UNFINISHED
            written = (file for file in (self.path / UNFINISHED).iterdir() if file.name != OWNER)
            files = sorted(written, key=lambda file: file.name == MANIFEST)
            _own(self.path, [file.name for file in files])
            for file in files:
                moved.append(self.path / file.name)
                os.rename(file, moved[-1])
            moved.clear()
            self.complete = True
        except OSError as error:
            message = f"could not be written ({error.strerror}); no file remains in it"
            raise _refused(message, self.path, self.argument) from None
        finally:
            for file in moved:
                file.unlink(missing_ok=True)


@contextmanager
def reserve(folder: Path | None, name: str, argument: str = "folder") -> Iterator[ResultsFolder]:
    """Reserve a folder for results, so that no other process can use it.

    folder: a new or empty folder; None for a new one in the current folder called ``name``, with a number if it exists.
    Folders that were created are removed at the end, unless they were filled. A reservation by a process of this
    machine that has ended, for example by ``kill -9``, is replaced.
    Raises InputError at the start for a folder that is not empty or cannot be written to.
    """
    created: list[Path] = []
    path = Path(name)
    try:
        path = _numbered(name, created, argument) if folder is None else _empty(folder, created, argument)
        yield ResultsFolder(path, argument)
    finally:
        if path / UNFINISHED in created:
            shutil.rmtree(path / UNFINISHED, ignore_errors=True)
        for empty in reversed([new for new in created if new.is_dir()]):
            if any(empty.iterdir()):
                break
            empty.rmdir()


def _numbered(name: str, created: list[Path], argument: str) -> Path:
    """Create and reserve a folder of this name, with a number if it exists; ``created`` receives its path."""
    for n in count(1):
        path = Path(name if n == 1 else f"{name}-{n}")
        try:
            if not _abandoned(path):
                path.mkdir()
            created.append(path)
            _claim(path, created)
            return path
        except FileExistsError:
            continue
        except OSError as error:
            raise _refused(f"cannot be written ({error.strerror})", path, argument) from None
    raise AssertionError("numbers do not end")


def _empty(folder: Path, created: list[Path], argument: str) -> Path:
    """Create and reserve a new or empty folder; ``created`` receives the created ones."""
    try:
        for path in [*reversed(folder.parents), folder]:
            if path.exists() and not path.is_dir():
                blocked = f"cannot be created, because {printable(str(path))} is a file"
                raise _refused("is a file" if path == folder else blocked, folder, argument)
            if not path.is_dir():
                path.mkdir()
                created.append(path)
        _abandoned(folder)
        _check(folder, set(), argument)
        _claim(folder, created)
        _check(folder, {UNFINISHED}, argument)
    except FileExistsError:
        raise _refused("is being written by another run", folder, argument) from None
    except OSError as error:
        raise _refused(f"cannot be written ({error.strerror})", folder, argument) from None
    return folder


def _check(folder: Path, expected: set[str], argument: str) -> None:
    """Raise InputError if a folder contains anything but the expected names."""
    names = {file.name for file in folder.iterdir()} - expected
    if names == {UNFINISHED}:
        message = f"is being written by another run; if that has ended, remove {UNFINISHED} in it"
        raise _refused(message, folder, argument)
    if names:
        raise _refused("is not empty; nothing was overwritten", folder, argument)


def _claim(folder: Path, created: list[Path]) -> None:
    """Create the hidden folder with the name of this process. Raises FileExistsError if it exists."""
    (folder / UNFINISHED).mkdir()
    created.append(folder / UNFINISHED)
    _own(folder, [])


def _own(folder: Path, names: Sequence[str]) -> None:
    """Write to a reserved folder the name of this process, and the files that it will move there."""
    text = "\n".join([f"{host()} {os.getpid()}", *names])
    (folder / UNFINISHED / OWNER).write_text(text, encoding="utf-8")


def _abandoned(folder: Path) -> bool:
    """Remove the remains of a process that has ended, and return whether that was done.

    They are its reservation, and some of its files if it ended while they moved. Nothing is removed if the folder
    contains other files, or all files of the process.
    """
    unfinished = folder / UNFINISHED
    try:
        first, *names = (unfinished / OWNER).read_text(encoding="utf-8").splitlines()
        owner, _, pid = first.partition(" ")
        moved = {file.name for file in folder.iterdir()} - {UNFINISHED}
        if not moved <= set(names) or (moved and moved == set(names)):
            return False
        if owner != host() or not pid.isdecimal() or alive(int(pid)):
            return False
        removed = folder / f"{UNFINISHED}-{os.getpid()}"
        unfinished.rename(removed)
        for name in moved:
            (folder / name).unlink()
    except (OSError, ValueError):
        return False
    shutil.rmtree(removed, ignore_errors=True)
    return True


def _refused(message: str, folder: Path, argument: str) -> InputError:
    """Return the error for a folder that cannot be used."""
    return InputError([Problem(message, key=argument, value=str(folder), allowed=NEW)])


def json_text(content: object, indent: int | None = None) -> str:
    """Return JSON that every program can read, with null for numbers that are not finite.

    >>> json_text({"low": float("nan")})
    '{"low": null}'
    """
    return json.dumps(_plain(content), indent=indent, allow_nan=False)


def _plain(content: Any) -> Any:
    """Return a value that JSON can represent."""
    if isinstance(content, dict):
        return {str(key): _plain(value) for key, value in content.items()}
    if isinstance(content, list | tuple):
        return [_plain(value) for value in content]
    if isinstance(content, float):
        return float(content) if math.isfinite(content) else None
    return content if content is None or isinstance(content, bool | int | str) else str(content)
