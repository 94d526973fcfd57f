"""Folders of results, which are filled completely or not at all and never overwrite other files."""

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
NEW = "a folder that is new or empty, in a place you may write"


class ResultsFolder:
    """A folder reserved for the results of one call; it contains nothing but a hidden folder until it is filled.

    complete: whether it has been filled. argument: the name of the folder's argument in messages.
    """

    def __init__(self, path: Path, argument: str) -> None:
        self.path, self.argument = path, argument
        self.complete = False

    @contextmanager
    def filling(self) -> Iterator[Path]:
        """Yield a folder to write files into; at the end all of them are moved to their place, the manifest last.

        Raises InputError if the disk cannot take the files; none of them stays then.
        """
        moved: list[Path] = []
        try:
            yield self.path / UNFINISHED
            found = (file for file in (self.path / UNFINISHED).iterdir() if file.name != OWNER)
            files = sorted(found, key=lambda file: file.name == MANIFEST)
            _own(self.path, [file.name for file in files])
            for file in files:
                moved.append(self.path / file.name)
                os.rename(file, moved[-1])
            moved.clear()
            self.complete = True
        except OSError as error:
            message = f"could not be written ({error.strerror}); no file was kept there"
            raise _refused(message, self.path, self.argument) from None
        finally:
            for file in moved:
                file.unlink(missing_ok=True)


@contextmanager
def reserve(folder: Path | None, name: str, argument: str = "folder") -> Iterator[ResultsFolder]:
    """Reserve a folder for results that no other process can take.

    folder: new or empty; None creates a folder called ``name`` in the current one, numbered if that is taken. The
    folder is removed at the end if it was created here and not filled. A reservation by a process of this machine that
    no longer runs, as after ``kill -9``, is taken over.

    Raises InputError, before anything is run, for a folder that is not empty or cannot be written.
    """
    created: list[Path] = []
    path = Path(name)
    try:
        path = _numbered(name, created, argument) if folder is None else _empty(folder, created, argument)
        yield ResultsFolder(path, argument)
    finally:
        if path / UNFINISHED in created:
            shutil.rmtree(path / UNFINISHED, ignore_errors=True)
        for each in reversed([each for each in created if each.is_dir()]):
            if any(each.iterdir()):
                break
            each.rmdir()


def _numbered(name: str, created: list[Path], argument: str) -> Path:
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
    try:
        for each in [*reversed(folder.parents), folder]:
            if each.exists() and not each.is_dir():
                blocked = f"cannot be created, as {printable(str(each))} is a file"
                raise _refused("is a file" if each == folder else blocked, folder, argument)
            if not each.is_dir():
                each.mkdir()
                created.append(each)
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
    names = {file.name for file in folder.iterdir()} - expected
    if names == {UNFINISHED}:
        message = f"is being written by another run; if that no longer runs, remove {UNFINISHED} in it"
        raise _refused(message, folder, argument)
    if names:
        raise _refused("is not empty; nothing was overwritten", folder, argument)


def _claim(folder: Path, created: list[Path]) -> None:
    """Create the hidden folder with the name of this process; raise FileExistsError if another process has it."""
    (folder / UNFINISHED).mkdir()
    created.append(folder / UNFINISHED)
    _own(folder, [])


def _own(folder: Path, names: Sequence[str]) -> None:
    """Write into a reserved folder which process reserves it and which files it is about to move there."""
    text = "\n".join([f"{host()} {os.getpid()}", *names])
    (folder / UNFINISHED / OWNER).write_text(text, encoding="utf-8")


def _abandoned(folder: Path) -> bool:
    """Remove the files of a process that no longer runs; return False if the folder holds anything else or is complete.

    Such files are its reservation, and some results if it ended while it moved them.
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
    return InputError([Problem(message, key=argument, value=str(folder), allowed=NEW)])


def json_text(content: object, indent: int | None = None) -> str:
    """Return strictly valid JSON: numbers that are not finite become null.

    >>> json_text({"low": float("nan")})
    '{"low": null}'
    """
    return json.dumps(_plain(content), indent=indent, allow_nan=False)


def _plain(content: Any) -> Any:
    if isinstance(content, dict):
        return {str(key): _plain(value) for key, value in content.items()}
    if isinstance(content, list | tuple):
        return [_plain(value) for value in content]
    if isinstance(content, float):
        return float(content) if math.isfinite(content) else None
    return content if content is None or isinstance(content, bool | int | str) else str(content)
