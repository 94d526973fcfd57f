"""The user's steps and measures in a sweep: checks, digests, pickling and reading.

A function from a notebook, a script or a file beside it is pickled into the store by value, together with the user's
functions and values that it refers to, so that other processes can call it. A function may also be given as text,
``module:function``; then every worker must be able to import the module.
"""

import hashlib
import inspect
import pickle
import platform
import sys
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import cloudpickle

from simalign.errors import InputError, Problem, nearest
from simalign.scenario import Scenario
from simalign.simulation.digest import digest_of_function, importable_anywhere
from simalign.simulation.engine import STEPS, TURN_STEPS
from simalign.sweeps.design.custom import PICKLED, Custom, Function, Functions, read_pickle
from simalign.sweeps.design.file import Keep, column_problem
from simalign.sweeps.design.groups import measure_names

ARGUMENTS = ("fixed", "state", "parameters", "week")
SIGNATURE = f"a function of ({', '.join(ARGUMENTS)})"
SUMMARY_SUFFIXES = ("_low", "_high", "_warning")  # of columns that summaries add


def pack_functions(
    steps: Mapping[str, Function | str],
    measures: Mapping[str, Function | str],
    keep: Keep,
    factors: Collection[str] = (),
) -> Custom:
    """Check and pickle the user's functions.

    keep, factors: the names of the sweep's columns, which a measure of the user may not have.
    Raises InputError for unknown steps, names of measures that are in use, objects that are not functions of four
    arguments, and functions that cannot be stored.
    """
    problems = _name_problems(steps, measures, {*measure_names(keep.groups), *keep.after, *factors})
    digests: dict[str, dict[str, str]] = {"steps": {}, "measures": {}}
    checked: dict[str, dict[str, Any]] = {"steps": {}, "measures": {}}
    by_value: dict[str, dict[str, Any]] = {"steps": {}, "measures": {}}
    for kind, functions in (("steps", steps), ("measures", measures)):
        for name, function in functions.items():
            try:
                checked[kind][name], digests[kind][name] = _checked(function, f"{kind}.{name}")
            except InputError as error:
                problems += error.problems
            if not isinstance(function, str):
                by_value[kind][name] = function
    if problems:
        raise InputError(problems)
    content = _pickled(by_value, PICKLED) if any(by_value.values()) else b""
    return Custom(**digests, content=content, functions=Functions(**checked))


def _name_problems(steps: Collection[str], measures: Collection[str], taken: Collection[str]) -> list[Problem]:
    """Return the problems of names that are not steps, and of names of measures that are taken or malformed."""
    allowed = ", ".join(STEPS)
    problems = [
        Problem(f"no step is called {name!r}{nearest(str(name), STEPS)}", key=f"steps.{name}", allowed=allowed)
        for name in steps
        if name not in STEPS
    ]
    for name in measures:
        message = column_problem(str(name), taken)
        if name.endswith(SUMMARY_SUFFIXES):
            message = "is the name of another measure or column"
        if message:
            problems.append(Problem(message, key=f"measures.{name}", allowed="another name"))
    return problems


def _checked(function: Any, key: str) -> tuple[Any, str]:
    """Return a function, imported if it is given as text, and the text that identifies it in a manifest."""
    if isinstance(function, str):
        imported = _imported(function, key)
        return imported, f"{function} {_source_digest(imported)}"
    _check_callable(function, key)
    _pickled(function, key)  # raises with this key if the function cannot be stored
    return function, digest_of_function(function)


def _check_callable(function: Any, key: str) -> None:
    """Raise InputError unless the object is a function that can be called with four arguments."""
    if not callable(function):
        raise InputError([Problem("is not a function", key=key, value=function, allowed=SIGNATURE)])
    if inspect.isgeneratorfunction(function) or inspect.iscoroutinefunction(function):
        message = "is a generator or coroutine, which does nothing when it is called"
        raise InputError([Problem(message, key=key, allowed=SIGNATURE)])
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):  # some compiled functions have no signature
        return
    try:
        signature.bind(*ARGUMENTS)
    except TypeError:
        message = f"has the signature {signature}, but is called with {len(ARGUMENTS)} arguments"
        raise InputError([Problem(message, key=key, allowed=SIGNATURE)]) from None


def _pickled(value: Any, key: str) -> bytes:
    """Pickle a value so that other processes can read it. Raises InputError if that is not possible."""
    try:
        with _by_value():
            content: bytes = cloudpickle.dumps(value)
        pickle.loads(content)
    except Exception as error:  # the pickling of an object may raise anything
        message = f"cannot be stored with the sweep ({type(error).__name__}: {error})"
        allowed = (
            "a function that refers only to plain values and functions, not to open files, locks or connections "
            "outside it, or the address of a function that all workers can import, like 'my_module:my_function'"
        )
        raise InputError([Problem(message, key=key, allowed=allowed)]) from None
    return content


@contextmanager
def _by_value() -> Iterator[None]:
    """Pickle by value, in the ``with`` statement, modules that other processes may not be able to import."""
    registered = cloudpickle.list_registry_pickle_by_value()
    names = [name for name in list(sys.modules) if name not in registered and not importable_anywhere(name)]
    names = [name for name in names if name != "__main__" and hasattr(sys.modules[name], "__name__")]
    modules = [module for name in names if (module := sys.modules[name]).__name__ == name]
    for module in modules:
        cloudpickle.register_pickle_by_value(module)
    try:
        yield
    finally:
        for module in modules:
            cloudpickle.unregister_pickle_by_value(module)


def _imported(address: str, key: str) -> Any:
    """Import the function at ``module:function``. Raises InputError if that is not possible."""
    module, _, name = address.partition(":")
    if not module or not name.isidentifier():
        message = "is not the address of a function"
        raise InputError(
            [Problem(message, key=key, value=address, allowed=f"{SIGNATURE}, or text like module:function")]
        )
    if module == "__main__":
        message = "is in the running program, which workers cannot import"
        raise InputError(
            [Problem(message, key=key, value=address, allowed=f"the function itself: {name}, without quotes")]
        )
    try:
        function = getattr(import_module(module), name)
    except Exception as error:  # the module may raise anything
        message = f"cannot be imported ({type(error).__name__}: {error})"
        allowed = "a module on the Python path of every worker (PYTHONPATH), or the function itself, to store it"
        raise InputError([Problem(message, key=key, value=address, allowed=allowed)]) from None
    _check_callable(function, key)
    return function


def _source_digest(function: Any) -> str:
    """Return a digest of the function's source, or of its code if the source is not available."""
    try:
        return hashlib.sha256(inspect.getsource(function).encode()).hexdigest()[:16]
    except (OSError, TypeError):  # a compiled or generated function
        return digest_of_function(function)


def check_activation(scenario: Scenario, steps: Collection[str]) -> None:
    """Raise InputError if the sweep replaces steps that members of a scenario take in turns."""
    replaced = sorted(set(steps) & set(TURN_STEPS))
    if replaced and scenario.rules.activation != "synchronous":
        message = f"lets members take turns, which is not possible if a sweep replaces {', '.join(replaced)}"
        value = scenario.rules.activation
        raise InputError([Problem(message, key="rules.activation", value=value, allowed="synchronous")])


def functions_of(folder: Path, manifest: Mapping[str, Any]) -> Functions:
    """Return the user's functions of the store in a folder, ready to be called.

    Raises InputError if a module cannot be imported or has changed, and if the pickle is damaged or was written by
    another version of Python.
    """
    digests = {"steps": manifest["steps"], "measures": manifest.get("measures", {})}
    values = _unpickled(folder / manifest[PICKLED], manifest["versions"]["python"]) if PICKLED in manifest else {}
    functions: dict[str, dict[str, Any]] = {kind: dict(values.get(kind, {})) for kind in digests}
    for kind, named in digests.items():
        for name in (name for name in named if name not in functions[kind]):
            address, _, digest = named[name].partition(" ")
            function = _imported(address, f"{kind}.{name}")
            if digest and _source_digest(function) != digest:
                message = f"has changed since {folder} was made"
                allowed = "the function as it was, or another folder for a new sweep"
                raise InputError([Problem(message, key=f"{kind}.{name}", value=address, allowed=allowed)])
            functions[kind][name] = function
    return Functions(**functions)


def _unpickled(file: Path, written_by: str) -> dict[str, dict[str, Any]]:
    """Return the functions in a file; ``written_by`` is the version of Python that wrote it."""
    content, here = read_pickle(file), platform.python_version()
    if written_by.split(".")[:2] != here.split(".")[:2]:  # bytecode differs
        message = f"contains functions of Python {written_by}; this is Python {here}"
        raise InputError([Problem(message, file, allowed=f"Python {'.'.join(written_by.split('.')[:2])}")])
    try:
        functions: dict[str, dict[str, Any]] = pickle.loads(content)
    except Exception as error:  # a package is missing here, or has another version
        message = f"contains functions that cannot be read here ({type(error).__name__}: {error})"
        raise InputError([Problem(message, file, allowed="the packages that they import, installed here")]) from None
    return functions
