"""Compiled functions, cached on disk under a name that changes whenever their source does.

Numba's own cache looks only at the file that holds a function, not at what that function calls: after an edit in one
step of the week, a cached week would go on running the old one. Here the cache folder carries a digest of the source.

With ``NUMBA_DISABLE_JIT=1`` in the environment nothing is compiled: the same functions run as plain Python, hundreds of
times slower and to the same byte, for a debugger or a measurement of coverage.
"""

import hashlib
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, cast

import numba
from numba.core import config
from numba.core.extending import intrinsic
from numba.core.registry import CPUDispatcher
from numba.cpython.unsafe.tuple import tuple_setitem


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
    for part in (
        "compiled.py",
        "streams.py",
        "simplex.py",
        "simulation/engine.py",
        "week",
        "measures",
        "policies/levers.py",
        "policies/plan.py",
        "scenario/rules.py",
    ):
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
    if config.DISABLE_JIT:
        return function
    folder = cache_folder()
    before = config.CACHE_DIR
    config.CACHE_DIR = str(folder) if folder else before
    try:
        on_disk = folder is not None and "<" not in function.__qualname__
        options = {"cache": on_disk, "nogil": True, "no_cfunc_wrapper": True} | options
        dispatcher = numba.njit(error_model="numpy", **options)(function)
    finally:
        config.CACHE_DIR = before
    _generalise(dispatcher)
    return cast(F, dispatcher)


def _generalise(dispatcher: Any) -> None:
    """Compile once for all whole numbers; Numba would compile again for every constant that compiled code passes."""
    template = dispatcher.get_call_template

    def general(args: tuple[Any, ...], kws: dict[str, Any]) -> Any:
        return template(
            tuple(map(numba.types.unliteral, args)), {name: numba.types.unliteral(kind) for name, kind in kws.items()}
        )

    dispatcher.get_call_template = general


def compiled[F: Callable[..., Any]](function: F) -> F:
    """Compile ``function`` with Numba when it is first called; IEEE arithmetic only, no fast-math.

    >>> compiled(lambda x: x + 1.0)(1.0)
    2.0
    """
    return _compile(function)


class Kernel(CPUDispatcher):  # type: ignore[misc]  # Numba has no types
    """A compiled function without a way in from Python."""

    def __call__(self, *args: Any, **kws: Any) -> Any:
        """Refuse."""
        raise TypeError(f"{self.py_func.__qualname__} can be called from compiled code only; `.py_func` is its source")


def kernel[F: Callable[..., Any]](function: F) -> F:
    """Compile a function that only compiled code calls: without the way in from Python, which takes long to make.

    Calling it from Python raises TypeError.
    """
    dispatcher: Any = _compile(function, no_cpython_wrapper=True, _nrt=False)
    if dispatcher is not function:
        dispatcher.__class__ = Kernel
    return cast(F, dispatcher)


# Rows in registers: compiled code cannot tell whether two arrays overlap, so that sums kept in one go through memory.
Row = tuple[float, ...]


@intrinsic
def _zeros(_: Any, K: Any) -> Any:
    row = numba.types.UniTuple(numba.types.float64, len(K))
    return row(K), lambda context, builder, signature, arguments: context.get_constant_null(row)


def _plain_zeros(K: tuple[int, ...]) -> Row:
    return (0.0,) * len(K)


def _plain_replaced(row: Row, k: int, x: float) -> Row:
    return (*row[:k], x, *row[k + 1 :])


# zeros(K): a row of as many zeros as K is long; replaced(row, k, x): the row with x in place k
zeros = cast(Callable[[tuple[int, ...]], Row], _plain_zeros if config.DISABLE_JIT else _zeros)
replaced = cast(Callable[[Row, int, float], Row], _plain_replaced if config.DISABLE_JIT else tuple_setitem)
