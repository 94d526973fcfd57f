"""Check user-defined steps and measures when a run is created, before anything is computed."""

from collections.abc import Callable, Iterable, Mapping
from keyword import iskeyword
from typing import Any

from simalign.errors import InputError, Problem, nearest
from simalign.files.former import became
from simalign.measures.catalogue import NAMES
from simalign.simulation.engine import STEPS, Step
from simalign.week.state import Fixed, State

OwnMeasure = Callable[[Fixed, State, Any, int], float]
LABELS = ("policy", "basis", "replication", "week", "seed", "point", "run", "status")  # other columns of tables


def checked_steps(steps: Iterable[str]) -> dict[str, Step]:
    """Check user-defined steps and return them as a dictionary, which is empty if only names are passed.

    steps: functions (fixed, state, parameters, week) by the name of the step that they replace, or names only.
    Raises InputError with all unknown names and all steps that are not functions.

    >>> list(checked_steps({"want": print}))
    ['want']
    """
    problems = [
        Problem(f"no step is called {name!r}{nearest(name, STEPS)}", key="steps", value=name, allowed=", ".join(STEPS))
        for name in map(str, steps)
        if name not in STEPS
    ]
    functions = dict(steps) if isinstance(steps, Mapping) else {}
    problems += _not_functions("steps", functions, "(fixed, state, parameters, week)")
    if problems:
        raise InputError(problems)
    return functions


def checked_measures(measures: Mapping[str, OwnMeasure]) -> dict[str, OwnMeasure]:
    """Check user-defined measures and return them as a dictionary.

    measures: functions (fixed, state, parameters, week) -> float by name.
    Raises InputError with all names that are not Python identifiers or that a shipped measure or a column of the
    tables already has, and with all measures that are not functions.
    """
    problems = []
    for name in map(str, measures):
        if not name.isidentifier() or iskeyword(name):
            allowed = "letters, digits and _, not starting with a digit, and not a Python keyword"
            problems.append(Problem("cannot be the name of a measure", key="measures", value=name, allowed=allowed))
        elif name in NAMES or name in LABELS:
            taken = "a shipped measure" if name in NAMES else "a column of the tables"
            message = f"cannot be the name of a measure: it is already the name of {taken}"
            problems.append(Problem(message, key="measures", value=name, allowed="another name"))
    functions = dict(measures)
    problems += _not_functions("measures", functions, "(fixed, state, parameters, week) -> float")
    if problems:
        raise InputError(problems)
    return functions


def unknown_measure(name: str, names: Iterable[str], key: str | None = None) -> Problem:
    """Return the problem with a name that is not among the measures ``names``, with the nearest of these."""
    known = tuple(names)
    return Problem(
        f"no measure is called {name!r}{became('measures', name) or nearest(name, known)}",
        key=key,
        value=name,
        allowed=", ".join(known),
    )


def known_measure(name: str, names: Iterable[str]) -> str:
    """Return ``name`` if it is one of ``names``; raise InputError, with the most similar name, otherwise.

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
    """Return the value of the user-defined measure ``name`` as a float; raise InputError if it is not a number."""
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
