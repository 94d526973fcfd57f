"""Compiled functions, cached on disk under a name that changes whenever their source does.

Numba's own cache looks only at the file that holds a function, not at what that function calls: after an edit in one step of the
week, a cached week would go on running the old one. Here the cache folder carries a digest of the whole package.
"""

import hashlib
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, cast

import numba
from numba.core import config


def cache_home() -> Path:
    """Folder of all compiled code: ``$SIMALIGN_CACHE``, else the user's cache folder."""
    given = os.environ.get("SIMALIGN_CACHE")
    if given:
        return Path(given)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "simalign"


@cache
def cache_folder() -> Path | None:
    """Folder of the compiled code of this very source, or None where nothing can be written."""
    package = Path(__file__).parent
    digest = hashlib.sha256()
    for part in ("compiled.py", "streams.py", "goals.py", "engine.py", "week", "measures", "policies"):
        place = package / part
        for file in sorted(place.rglob("*.py")) if place.is_dir() else [place]:
            digest.update(file.read_bytes())
    folder = cache_home() / f"compiled-{digest.hexdigest()[:16]}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / f".probe-{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError:
        return None
    return folder


def _compile[F: Callable[..., Any]](function: F, **options: bool) -> F:
    folder = cache_folder()
    before = config.CACHE_DIR
    config.CACHE_DIR = str(folder) if folder else before
    try:
        on_disk = folder is not None and "<" not in function.__qualname__
        options = {"cache": on_disk, "nogil": True, "no_cfunc_wrapper": True} | options
        return cast(F, numba.njit(error_model="numpy", **options)(function))
    finally:
        config.CACHE_DIR = before


def compiled[F: Callable[..., Any]](function: F) -> F:
    """Compile ``function`` with Numba when it is first called; IEEE arithmetic only, no fast-math.

    >>> compiled(lambda x: x + 1.0)(1.0)
    2.0
    """
    return _compile(function)


def kernel[F: Callable[..., Any]](function: F) -> F:
    """Compile a function of whole records that only compiled code calls: without the way in from Python, which takes a second to make."""
    return _compile(function, no_cpython_wrapper=True, _nrt=False)
