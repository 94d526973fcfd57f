"""Option groups: parameters that several commands share, declared once as a dataclass."""

from collections.abc import Callable
from dataclasses import is_dataclass
from functools import wraps
from inspect import Parameter, signature
from typing import Any


def flattened(function: Callable[..., None]) -> Callable[..., None]:
    """Make a command of a function: each parameter that is a dataclass becomes a parameter for each of its fields.

    Defaults are those of the dataclass or, if the parameter has a default, the values of that instance. Typer reads
    the signature, and sees parameters only.

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
    shape = signature(function, eval_str=True)
    groups = {name: _fields(p) for name, p in shape.parameters.items() if is_dataclass(p.annotation)}
    flat = [
        parameter.replace(kind=Parameter.KEYWORD_ONLY)
        for name, single in shape.parameters.items()
        for parameter in groups.get(name, [single])
    ]
    flattened_shape = shape.replace(parameters=flat)

    @wraps(function)
    def call(**values: Any) -> None:
        bound = flattened_shape.bind(**values)
        bound.apply_defaults()
        arguments = bound.arguments
        for name, parameters in groups.items():
            group = shape.parameters[name].annotation
            arguments[name] = group(**{p.name: arguments.pop(p.name) for p in parameters})
        function(**arguments)

    call.__signature__ = flattened_shape  # type: ignore[attr-defined]
    call.__annotations__ = {p.name: p.annotation for p in flat}
    return call


def _fields(group: Parameter) -> list[Parameter]:
    """The fields of an option group as parameters, with the group's default values."""
    usual = group.annotation() if group.default is Parameter.empty else group.default
    return [
        p.replace(default=getattr(usual, p.name))
        for p in signature(group.annotation, eval_str=True).parameters.values()
    ]
