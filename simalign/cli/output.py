"""Results on disk: a folder that appears whole or not at all, and never over another."""

import json
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

from simalign.errors import InputError, Problem

PACKAGES = ("simalign", "numpy", "numba", "mesa", "scipy", "pandas", "pyarrow")


def free(name: str) -> Path:
    """A folder of this name here, with a number behind it if there is one already."""
    n, folder = 1, Path(name)
    while folder.exists():
        n += 1
        folder = Path(f"{name}-{n}")
    return folder


def check(out: Path) -> None:
    """Refuse, before anything is run, a place that holds something or cannot be written."""
    key = "--out"
    if out.exists() and not out.is_dir():
        raise InputError(
            [Problem("is a file", key=key, value=str(out), allowed="a folder that is new or empty")]
        )
    if out.is_dir() and any(out.iterdir()):
        message = "holds something already; nothing was overwritten"
        raise InputError([Problem(message, key=key, value=str(out), allowed="a folder that is new or empty")])
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=out.parent, prefix=".simalign-"):
            pass
    except OSError as error:
        message = f"cannot be written ({error.strerror})"
        raise InputError(
            [Problem(message, key=key, value=str(out), allowed="a folder in a place you may write")]
        ) from None


@contextmanager
def folder(out: Path) -> Iterator[Path]:
    """A folder to fill, which becomes ``out`` when all is written; nothing remains of it otherwise.

    Raises InputError when the disk does not take it.
    """
    beside = Path(tempfile.mkdtemp(dir=out.parent, prefix=".simalign-"))
    try:
        yield beside
        beside.chmod(0o777 & ~_umask())
        if out.is_dir():
            out.rmdir()
        os.rename(beside, out)
    except OSError as error:
        message = f"could not be written ({error.strerror}); nothing was overwritten"
        raise InputError([Problem(message, key="--out", value=str(out))]) from None
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def manifest(**entries: Any) -> dict[str, Any]:
    """What is needed to repeat a run: the entries, the command and the versions."""
    versions = {name: version(name) for name in PACKAGES} | {"python": platform.python_version()}
    return entries | {
        "command": ["simalign", *sys.argv[1:]],
        "versions": versions,
        "machine": platform.machine(),
    }


def write_json(file: Path, content: object) -> None:
    """Write readable JSON."""
    file.write_text(json.dumps(content, indent=2, default=str) + "\n", encoding="utf-8")
