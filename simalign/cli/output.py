"""Results on disk: a folder that is filled completely or not at all, and never overwrites another."""

import json
import math
import os
import platform
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from importlib.metadata import version
from itertools import count
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from simalign.cli import Left
from simalign.errors import InputError, Problem, printable
from simalign.scenario import Scenario
from simalign.scenario.writing import scenario_text

PACKAGES = ("simalign", "numpy", "numba", "mesa", "scipy", "pandas", "pyarrow")
UNFINISHED, MANIFEST = ".unfinished", "manifest.json"
NEW = "a folder that is new or empty, in a place you may write"


class Results:
    """A folder reserved for the results of one run, still empty but for a hidden folder inside."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.kept = False

    @contextmanager
    def filling(self) -> Iterator[Path]:
        """A folder to write files into, which all move to their place at the end, the manifest last; none otherwise.

        Raises InputError when the disk does not take them.
        """
        moved: list[Path] = []
        try:
            yield self.path / UNFINISHED
            for file in sorted((self.path / UNFINISHED).iterdir(), key=lambda file: file.name == MANIFEST):
                moved.append(self.path / file.name)
                os.rename(file, moved[-1])
            moved.clear()
            self.kept = True
        except OSError as error:
            raise _refused(f"could not be written ({error.strerror}); no file was kept there", self.path) from None
        finally:
            for file in moved:
                file.unlink(missing_ok=True)


@contextmanager
def reserve(out: Path | None, name: str) -> Iterator[Results]:
    """A folder for results that no other run can take: ``out``, or a fresh one of this name, numbered where need be.

    Whatever was made is taken away again unless it was filled.
    Raises InputError, before anything is run, for a place that holds something or cannot be written.
    """
    made: list[Path] = []
    path = Path(name)
    try:
        path = _fresh(name, made) if out is None else _empty(out, made)
        results = Results(path)
        try:
            yield results
        except Left as left:
            left.kept = results.kept
            raise
    finally:
        if path / UNFINISHED in made:
            shutil.rmtree(path / UNFINISHED, ignore_errors=True)
        for folder in reversed([folder for folder in made if folder.is_dir()]):
            if any(folder.iterdir()):
                break
            folder.rmdir()


def _fresh(name: str, made: list[Path]) -> Path:
    for n in count(1):
        path = Path(name if n == 1 else f"{name}-{n}")
        try:
            _make(path, made)
            _make(path / UNFINISHED, made)
            return path
        except FileExistsError:
            continue
        except OSError as error:
            raise _refused(f"cannot be written ({error.strerror})", path) from None
    raise AssertionError("numbers have no end")


def _empty(out: Path, made: list[Path]) -> Path:
    try:
        for place in [*reversed(out.parents), out]:
            if place.exists() and not place.is_dir():
                raise _refused(
                    "is a file" if place == out else f"cannot be made, as {printable(str(place))} is a file", out
                )
        for folder in [*reversed(out.parents), out]:
            if not folder.is_dir():
                _make(folder, made)
        _check(out, set())
        _make(out / UNFINISHED, made)
        _check(out, {UNFINISHED})
    except OSError as error:
        raise _refused(f"cannot be written ({error.strerror})", out) from None
    return out


def _check(out: Path, ours: set[str]) -> None:
    there = {file.name for file in out.iterdir()} - ours
    if there == {UNFINISHED}:
        raise _refused(f"is being written by another run; if that was killed, remove {UNFINISHED} there", out)
    if there:
        raise _refused("holds something already; nothing was overwritten", out)


def _make(folder: Path, made: list[Path]) -> None:
    folder.mkdir()
    made.append(folder)


def _refused(message: str, out: Path) -> InputError:
    return InputError([Problem(message, key="--out", value=str(out), allowed=NEW)])


def keep_and_print(
    results: Results,
    record: dict[str, Any],
    write: Callable[[Path], None],
    show: Callable[[dict[str, Any]], None],
) -> None:
    """Write results into their folder, then print their record with the folder as ``out``.

    If they cannot be written, print the record with ``out`` None and raise InputError.
    """
    try:
        with results.filling() as folder:
            write(folder)
    except InputError:
        show(record | {"out": None})
        raise
    show(record | {"out": str(results.path)})


def manifest(**entries: Any) -> dict[str, Any]:
    """What is needed to repeat a run: the entries, the command and the versions."""
    versions = {name: version(name) for name in PACKAGES} | {"python": platform.python_version()}
    return entries | {
        "command": ["simalign", *sys.argv[1:]],
        "versions": versions,
        "machine": platform.machine(),
    }


def write_manifest(folder: Path, design: Scenario, **entries: Any) -> None:
    """Write what repeats a run: the manifest, with what its organisation's files held, and the scenario as a file."""
    (folder / "scenario.yaml").write_text(scenario_text(design), encoding="utf-8")
    given = [file for file in (design.organisation.members, design.organisation.ties) if file is not None]
    files = {str(file): sha256(Path(file).read_bytes()).hexdigest() for file in given}
    content = manifest(**entries, files_sha256=files, scenario=plain(design))
    (folder / MANIFEST).write_text(json_text(content, indent=2) + "\n", encoding="utf-8")


def plain(section: BaseModel) -> dict[str, Any]:
    """A scenario or a policy as the manifest holds it, and as it can be read again."""
    return section.model_dump(mode="json", by_alias=True, exclude_none=True)


def json_text(content: object, indent: int | None = None) -> str:
    """JSON that any program reads: what is no finite number is null.

    >>> json_text({"low": float("nan")})
    '{"low": null}'
    """
    return json.dumps(_plain(content), indent=indent, allow_nan=False)


def _plain(content: object) -> object:
    if isinstance(content, dict):
        return {str(key): _plain(value) for key, value in content.items()}
    if isinstance(content, list | tuple):
        return [_plain(value) for value in content]
    if isinstance(content, float):
        return float(content) if math.isfinite(content) else None
    return content if content is None or isinstance(content, bool | int | str) else str(content)
