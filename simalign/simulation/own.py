"""Steps and measures that a user brings: checked when a run is created, before anything is computed."""

from collections.abc import Callable, Iterable, Mapping
from keyword import iskeyword
from typing import Any

from simalign.errors import InputError, Problem, nearest
from simalign.measures.catalogue import NAMES
from simalign.simulation.engine import STEPS, Step
from simalign.week.state import Fixed, State

OwnMeasure = Callable[[Fixed, State, Any, int], float]
LABELS = ("policy", "basis", "replication", "week", "seed", "point", "run", "status")  # other columns of tables


def checked_steps(steps: Iterable[str]) -> dict[str, Step]:
    """Return own steps, or just their names checked, as a dictionary.

    steps: functions (fixed, state, parameters, week) by the name of the step that they replace, or names only.
    Raises InputError with every name that is not a step, and every step that is not a function.

    >>> list(checked_steps({"want": print}))
    ['want']
    """
    problems = [
        Problem(f"no step is called {name!r}{nearest(name, STEPS)}", key="steps", value=name, allowed=", ".join(STEPS))
        for name in map(str, steps)
        if name not in STEPS
    ]
    found = dict(steps) if isinstance(steps, Mapping) else {}
    problems += _not_functions("steps", found, "(fixed, state, parameters, week)")
    if problems:
        raise InputError(problems)
    return found


def checked_measures(measures: Mapping[str, OwnMeasure]) -> dict[str, OwnMeasure]:
    """Return own measures as a dictionary.

    measures: functions (fixed, state, parameters, week) -> float by name.
    Raises InputError with every name that is not a Python identifier or is taken by a shipped measure or a column of
    the tables, and every measure that is not a function.
    """
    problems = []
    for name in map(str, measures):
        if not name.isidentifier() or iskeyword(name):
            allowed = "letters, digits and _, not starting with a digit, and not a word of Python"
            problems.append(Problem("cannot be the name of a measure", key="measures", value=name, allowed=allowed))
        elif name in NAMES or name in LABELS:
            taken = "a shipped measure" if name in NAMES else "a column of the tables"
            message = f"cannot be the name of a measure: it is that of {taken}"
            problems.append(Problem(message, key="measures", value=name, allowed="another name"))
    found = dict(measures)
    problems += _not_functions("measures", found, "(fixed, state, parameters, week) -> float")
    if problems:
        raise InputError(problems)
    return found


def unknown_measure(name: str, names: Iterable[str], key: str | None = None) -> Problem:
    """Return the problem with a name that is not among the measures ``names``, with the nearest of these."""
    known = tuple(names)
    return Problem(
        f"no measure is called {name!r}{nearest(name, known)}", key=key, value=name, allowed=", ".join(known)
    )


def known_measure(name: str, names: Iterable[str]) -> str:
    """Return ``name`` if it is among ``names``; raises InputError that names the nearest one otherwise.

    >>> known_measure("do_gian", ["do", "do_gain"])
    Traceback (most recent call last):
    simalign.errors.InputError: no measure is called 'do_gian'; did you mean 'do_gain'? (given: 'do_gian');
        allowed: do, do_gain
    """
    known = tuple(names)
    if name not in known:
        raise InputError([unknown_measure(name, known)])
    return name


def number_of(name: str, value: Any) -> float:
    """Return what the own measure ``name`` came to as a number; raises InputError for anything else."""
    try:
        return float(value)
    except (TypeError, ValueError):
        message = f"measure {name!r} returned something that is not a number"
        raise InputError(
            [Problem(message, key="measures", value=value, allowed="a function that returns a number")]
        ) from None


def _not_functions(key: str, functions: Mapping[str, Any], form: str) -> list[Problem]:
    return [
        Problem(f"{name!r} is not a function", key=key, value=function, allowed=f"a function {form}")
        for name, function in functions.items()
        if not callable(function)
    ]
