"""Compile functions with Numba and cache the compiled code on disk.

Numba's cache checks only the file that contains a function, not the functions that it calls: after an edit of one step,
the cached week would still run the old step. The name of the cache folder therefore contains a digest of the source.

With ``NUMBA_DISABLE_JIT=1`` in the environment nothing is compiled: the same functions run as plain Python, hundreds
of times slower and with bit-identical results, for use with a debugger or to measure test coverage.
"""

import hashlib
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, cast

import numba
from numba.core import config
from numba.core.extending import intrinsic, register_jitable
from numba.core.registry import CPUDispatcher
from numba.cpython.unsafe.tuple import tuple_setitem


def cache_home() -> Path:
    """Return the cache folder: ``$SIMALIGN_CACHE`` if set, else ``simalign`` in the user's cache folder."""
    folder = os.environ.get("SIMALIGN_CACHE")
    if folder:
        return Path(folder)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "simalign"


@cache
def cache_folder() -> Path | None:
    """Return the folder for the compiled code of the current source, or None if it cannot be written to."""
    package = Path(__file__).parent
    digest = hashlib.sha256()
    for part in (
        "compiled.py",
        "streams.py",
        "pcg64.py",
        "simplex.py",
        "simulation/engine.py",
        "week",
        "measures",
        "policies/levers.py",
        "policies/plan.py",
        "scenario/rules.py",
    ):
        path = package / part
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
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
    """Make Numba compile once for all integers, not once for every constant that compiled code passes."""
    template = dispatcher.get_call_template

    def general(args: tuple[Any, ...], kws: dict[str, Any]) -> Any:
        return template(
            tuple(map(numba.types.unliteral, args)), {name: numba.types.unliteral(kind) for name, kind in kws.items()}
        )

    dispatcher.get_call_template = general


def compiled[F: Callable[..., Any]](function: F) -> F:
    """Compile a function with Numba when it is first called, with IEEE arithmetic and without fast-math.

    >>> compiled(lambda x: x + 1.0)(1.0)
    2.0
    """
    return _compile(function)


class Kernel(CPUDispatcher):  # type: ignore[misc]  # Numba has no types
    """A compiled function that only compiled code can call."""

    def __call__(self, *args: Any, **kws: Any) -> Any:
        """Raise TypeError."""
        raise TypeError(f"{self.py_func.__qualname__} can be called from compiled code only; `.py_func` is its source")


def kernel[F: Callable[..., Any]](function: F) -> F:
    """Compile a function that only compiled code calls, without a wrapper for calls from Python.

    The wrapper would take long to compile. Calls from Python raise TypeError.
    """
    dispatcher: Any = _compile(function, no_cpython_wrapper=True, _nrt=False)
    if dispatcher is not function:
        dispatcher.__class__ = Kernel
    return cast(F, dispatcher)


def inlined[F: Callable[..., Any]](function: F) -> F:
    """Compile a function that only compiled code calls, once for each member: its body takes the place of the call.

    A call that hands over the records of the week copies hundreds of words, which takes longer than most rules.
    Calling it from Python raises TypeError.
    """
    dispatcher: Any = _compile(function, no_cpython_wrapper=True, _nrt=False, forceinline=True)
    if dispatcher is not function:
        dispatcher.__class__ = Kernel
    return cast(F, dispatcher)


def compilable[F: Callable[..., Any]](function: F) -> F:
    """Let compiled code call a function that Python runs as it is: with NumPy, and without waiting for a compiler.

    The start of a run consists of such functions. Python computes it once per run; the browser has it compiled.
    """
    return register_jitable(error_model="numpy")(function)


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


# zeros(K): a row of len(K) zeros; replaced(row, k, x): a copy of the row with x at index k
zeros = cast(Callable[[tuple[int, ...]], Row], _plain_zeros if config.DISABLE_JIT else _zeros)
replaced = cast(Callable[[Row, int, float], Row], _plain_replaced if config.DISABLE_JIT else tuple_setitem)
