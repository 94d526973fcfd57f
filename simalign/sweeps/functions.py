"""The user's own steps and measures in a sweep: checked, stored by value, identified by what they do.

A function from a notebook, a script or a file beside it is pickled into the store by value, with everything of the
user's that it refers to, so that other processes can run it. A function may also be named by text, ``module:function``;
then every worker must be able to import the module.
"""

import hashlib
import inspect
import pickle
import platform
import sys
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from typing import Any

import cloudpickle

from simalign.errors import InputError, Problem, nearest
from simalign.scenario import Scenario
from simalign.simulation.digest import digest_of_function, importable_anywhere
from simalign.simulation.engine import STEPS, TURN_STEPS
from simalign.sweeps.custom import PICKLED, Custom, Function, Functions, unsealed
from simalign.sweeps.design.file import Keep, column_problem
from simalign.sweeps.design.groups import kept_names
from simalign.sweeps.store.store import Store

ARGUMENTS = ("fixed", "state", "parameters", "week")
SIGNATURE = f"a function of ({', '.join(ARGUMENTS)})"
OF_SUMMARIES = ("_low", "_high", "_warning")  # ends of columns that summaries add


def packed(
    steps: Mapping[str, Function | str],
    measures: Mapping[str, Function | str],
    keep: Keep,
    factors: Collection[str] = (),
) -> Custom:
    """The user's functions, checked and pickled; ``factors`` are names of columns, too, which measures must not take.

    Raises InputError for names of no step, measures whose names are taken, what is not a function of four arguments,
    and functions that cannot be stored.
    """
    problems = _name_problems(steps, measures, {*kept_names(keep.groups), *keep.after, *factors})
    marks: dict[str, dict[str, str]] = {"steps": {}, "measures": {}}
    ready: dict[str, dict[str, Any]] = {"steps": {}, "measures": {}}
    by_value: dict[str, dict[str, Any]] = {"steps": {}, "measures": {}}
    for kind, functions in (("steps", steps), ("measures", measures)):
        for name, function in functions.items():
            try:
                ready[kind][name], marks[kind][name] = _checked(function, f"{kind}.{name}")
            except InputError as error:
                problems += error.problems
            if not isinstance(function, str):
                by_value[kind][name] = function
    if problems:
        raise InputError(problems)
    content = _pickled(by_value, PICKLED) if any(by_value.values()) else b""
    return Custom(**marks, content=content, functions=Functions(**ready))


def _name_problems(steps: Collection[str], measures: Collection[str], taken: Collection[str]) -> list[Problem]:
    allowed = ", ".join(STEPS)
    found = [
        Problem(f"no step is called {name!r}{nearest(str(name), STEPS)}", key=f"steps.{name}", allowed=allowed)
        for name in steps
        if name not in STEPS
    ]
    for name in measures:
        message = column_problem(str(name), taken)
        if name.endswith(OF_SUMMARIES):
            message = "is the name of another measure or column"
        if message:
            found.append(Problem(message, key=f"measures.{name}", allowed="another name"))
    return found


def _checked(given: Any, key: str) -> tuple[Any, str]:
    """A function, and the text that identifies it in a manifest."""
    if isinstance(given, str):
        function = _imported(given, key)
        return function, f"{given} {_source_digest(function)}"
    _check_callable(given, key)
    _pickled(given, key)  # refuses it by its own key
    return given, digest_of_function(given)


def _check_callable(given: Any, key: str) -> None:
    if not callable(given):
        raise InputError([Problem("is not a function", key=key, value=given, allowed=SIGNATURE)])
    if inspect.isgeneratorfunction(given) or inspect.iscoroutinefunction(given):
        message = "is a generator or coroutine, which does nothing when it is called"
        raise InputError([Problem(message, key=key, allowed=SIGNATURE)])
    try:
        signature = inspect.signature(given)
    except (TypeError, ValueError):  # some compiled functions have none
        return
    try:
        signature.bind(*ARGUMENTS)
    except TypeError:
        message = f"takes {signature}, but is called with {len(ARGUMENTS)} arguments"
        raise InputError([Problem(message, key=key, allowed=SIGNATURE)]) from None


def _pickled(value: Any, key: str) -> bytes:
    """A value as a pickle that other processes can read; raises InputError where there can be none."""
    try:
        with _by_value():
            content: bytes = cloudpickle.dumps(value)
        pickle.loads(content)
    except Exception as error:  # whatever an object's own pickling raises
        message = f"cannot be stored with the sweep ({type(error).__name__}: {error})"
        allowed = (
            "a function that refers to plain values and to other functions only; open files, locks and connections "
            "inside it, or name a function of a module that all workers can import, like 'my_module:my_function'"
        )
        raise InputError([Problem(message, key=key, allowed=allowed)]) from None
    return content


@contextmanager
def _by_value() -> Iterator[None]:
    """Have all modules that other processes may not find pickled by value for a while."""
    known = cloudpickle.list_registry_pickle_by_value()
    ours = [name for name in list(sys.modules) if name not in known and not importable_anywhere(name)]
    ours = [name for name in ours if name != "__main__" and hasattr(sys.modules[name], "__name__")]
    modules = [module for name in ours if (module := sys.modules[name]).__name__ == name]
    for module in modules:
        cloudpickle.register_pickle_by_value(module)
    try:
        yield
    finally:
        for module in modules:
            cloudpickle.unregister_pickle_by_value(module)


def _imported(address: str, key: str) -> Any:
    """The function at ``module:function``; raises InputError where there is none."""
    module, _, name = address.partition(":")
    if not module or not name.isidentifier():
        message = "is not the address of a function"
        raise InputError(
            [Problem(message, key=key, value=address, allowed=f"{SIGNATURE}, or text like module:function")]
        )
    if module == "__main__":
        message = "is in the program that is running, which workers cannot import"
        raise InputError(
            [Problem(message, key=key, value=address, allowed=f"the function itself: {name}, without quotes")]
        )
    try:
        function = getattr(import_module(module), name)
    except Exception as error:  # whatever the module raises
        message = f"cannot be imported ({type(error).__name__}: {error})"
        allowed = "a module on the Python path of every worker (PYTHONPATH), or the function itself, which is stored"
        raise InputError([Problem(message, key=key, value=address, allowed=allowed)]) from None
    _check_callable(function, key)
    return function


def _source_digest(function: Any) -> str:
    try:
        return hashlib.sha256(inspect.getsource(function).encode()).hexdigest()[:16]
    except (OSError, TypeError):  # compiled, or made by a program
        return digest_of_function(function)


def check_activation(scenario: Scenario, steps: Collection[str]) -> None:
    """Raise InputError where steps replace some that members of a scenario take in turns."""
    replaced = sorted(set(steps) & set(TURN_STEPS))
    if replaced and scenario.rules.activation != "synchronous":
        message = f"lets members take turns, which is not possible where a sweep replaces {', '.join(replaced)}"
        value = scenario.rules.activation
        raise InputError([Problem(message, key="rules.activation", value=value, allowed="synchronous")])


def functions_of(store: Store) -> Functions:
    """The user's functions of a store, ready to be called.

    Raises InputError where a module cannot be imported or has changed, and where the pickle is damaged or of another
    version of Python.
    """
    marks = {"steps": store.manifest["steps"], "measures": store.manifest.get("measures", {})}
    values = _unpickled(store) if PICKLED in store.manifest else {}
    found: dict[str, dict[str, Any]] = {kind: dict(values.get(kind, {})) for kind in marks}
    for kind, named in marks.items():
        for name in (name for name in named if name not in found[kind]):
            address, _, digest = named[name].partition(" ")
            function = _imported(address, f"{kind}.{name}")
            if digest and _source_digest(function) != digest:
                message = f"has changed since {store.path} was made"
                allowed = "the function as it was, or another folder for a new sweep"
                raise InputError([Problem(message, key=f"{kind}.{name}", value=address, allowed=allowed)])
            found[kind][name] = function
    return Functions(**found)


def _unpickled(store: Store) -> dict[str, dict[str, Any]]:
    file = store.path / store.manifest[PICKLED]
    content = unsealed(file)
    made, here = str(store.manifest["versions"]["python"]), platform.python_version()
    if made.split(".")[:2] != here.split(".")[:2]:  # bytecode differs
        message = f"holds functions of Python {made}; this is Python {here}"
        raise InputError([Problem(message, file, allowed=f"Python {'.'.join(made.split('.')[:2])}")])
    try:
        functions: dict[str, dict[str, Any]] = pickle.loads(content)
    except Exception as error:  # a package that is missing here, or another version of one
        message = f"holds functions that cannot be read here ({type(error).__name__}: {error})"
        raise InputError([Problem(message, file, allowed="the packages that they import, installed here")]) from None
    return functions
