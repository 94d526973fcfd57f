"""How a number is declared: its default, range, meaning, unit and source, all in one place.

The JSON Schema, the tables of ODD.md and the error messages are made from these declarations.
"""

from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from functools import reduce
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from simalign.errors import InputError, Problem
from simalign.files.messages import odd_keys, problems_of


class Section(BaseModel):
    """A part of a scenario: unknown keys are refused, values never change after validation.

    Numbers are strict: text is no number, true is not 1, and 4.5 is no whole number.
    Whatever is wrong is raised at once, as ``InputError``: with each field, and between those that are sound.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, validate_default=True)
    home: ClassVar[str] = ""  # where the section stands in a scenario, in words

    def __init__(self, /, **values: Any) -> None:
        """Validate; raise ``InputError`` in the project's own words."""
        if odd := odd_keys(values):
            raise InputError(odd)
        found: list[Problem] = []
        sound: Section | None = self
        try:
            super().__init__(**values)
        except ValidationError as error:
            found = problems_of(type(self), homes(), error)
            sound = _sound(type(self), values, found)
        if sound:
            found += sound.between({problem.key.partition(".")[0] for problem in found if problem.key})
        if found:
            raise InputError(found)

    def between(self, broken: Collection[str]) -> Iterable[Problem]:
        """What is wrong between the fields; ``broken`` ones have problems of their own, which are left out here."""
        return ()


def _sound(section: type[Section], values: dict[str, Any], found: list[Problem]) -> Section | None:
    """The section without the values that are wrong, or else without their fields; None where it needs them."""
    keys = [problem.key.split(".") for problem in found if problem.key]
    for cut in (keys, [key[:1] for key in keys]):
        made = section.__new__(section)
        with suppress(ValidationError):
            BaseModel.__init__(made, **reduce(_without, cut, values))
            return made
    return None


def _without(value: Any, key: list[str]) -> Any:
    """Mappings, also in lists, without the value at a key, if it is there."""
    head, rest = key[0], key[1:]
    if isinstance(value, list) and rest and head.isdecimal():
        return [_without(item, rest) if n == int(head) else item for n, item in enumerate(value)]
    if not isinstance(value, dict) or head not in value:
        return value
    others = {name: item for name, item in value.items() if name != head}
    return others | {head: _without(value[head], rest)} if rest else others


def homes() -> dict[str, type[BaseModel]]:
    """The sections that have a place of their own, by that place."""
    return {section.home: section for section in _descendants(Section) if section.home}


def _descendants(section: type[Section]) -> Iterator[type[Section]]:
    for child in section.__subclasses__():
        yield child
        yield from _descendants(child)


def number(default: float | None, low: float, high: float, unit: str, meaning: str, source: str = "fitted") -> Any:
    """Declare a number in [low, high].

    ``source`` is a reference, or "fitted": the median of the shipped posterior, or "guess".
    """
    return Field(
        default=default,
        ge=low,
        le=high,
        allow_inf_nan=False,
        description=meaning,
        json_schema_extra={"unit": unit, "source": source},
    )


def share(default: float | None, meaning: str, source: str = "fitted") -> Any:
    """Declare a number between 0 and 1 without unit."""
    return number(default, 0.0, 1.0, "share", meaning, source)
