"""Option groups: parameters that several commands share, declared once in a dataclass."""

from collections.abc import Callable
from dataclasses import is_dataclass
from functools import wraps
from inspect import Parameter, signature
from typing import Any


def flattened(function: Callable[..., None]) -> Callable[..., None]:
    """Replace each parameter that is a dataclass by one keyword parameter for each of its fields.

    Typer reads the new signature, which has simple parameters only. Defaults are those of the dataclass or, if the
    parameter has a default, the values of that instance.

    >>> from dataclasses import dataclass
    >>> @dataclass(frozen=True)
    ... class Place:
    ...     town: str = "Bern"
    ...     street: str = ""
    >>> @flattened
    ... def greet(name: str, place: Place = Place(street="Markt")) -> None:
    ...     print(name, place.town, place.street)
    >>> signature(greet)
    <Signature (*, name: str, town: str = 'Bern', street: str = 'Markt') -> None>
    >>> greet(name="Ada", town="Zug")
    Ada Zug Markt
    """
    original = signature(function, eval_str=True)
    groups = {name: _fields(p) for name, p in original.parameters.items() if is_dataclass(p.annotation)}
    parameters = [
        parameter.replace(kind=Parameter.KEYWORD_ONLY)
        for name, single in original.parameters.items()
        for parameter in groups.get(name, [single])
    ]
    flat = original.replace(parameters=parameters)

    @wraps(function)
    def call(**values: Any) -> None:
        bound = flat.bind(**values)
        bound.apply_defaults()
        arguments = bound.arguments
        for name, fields in groups.items():
            group = original.parameters[name].annotation
            arguments[name] = group(**{p.name: arguments.pop(p.name) for p in fields})
        function(**arguments)

    call.__signature__ = flat  # type: ignore[attr-defined]
    call.__annotations__ = {p.name: p.annotation for p in parameters}
    return call


def _fields(group: Parameter) -> list[Parameter]:
    """Return the fields of an option group as parameters, with the group's default values."""
    defaults = group.annotation() if group.default is Parameter.empty else group.default
    return [
        p.replace(default=getattr(defaults, p.name))
        for p in signature(group.annotation, eval_str=True).parameters.values()
    ]
