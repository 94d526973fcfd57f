"""What pydantic finds wrong, said in the project's words: key, value, what is wrong, what is allowed."""

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from pydantic import BaseModel, ValidationError

from simalign.errors import InputError, Problem, kind_of
from simalign.errors import nearest as nearest
from simalign.scenario.ranges import KINDS, Schema, allowed, kinds, names, schema_of, step

FEW = 20  # keys that can all be listed in a message
EXACT = 2**53  # from here on a float no longer tells whole numbers apart
NUMERAL = re.compile(r"[-+]?(\d[\d_]*\.?[\d_]*|\.\d[\d_]*)([eE][-+]?\d+)?", re.ASCII)


def problems_of(
    section: type[BaseModel], homes: Mapping[str, type[BaseModel]], error: ValidationError
) -> list[Problem]:
    """All problems of a section, with relative keys. ``homes``: sections that unknown keys may belong to."""
    found: dict[str, list[Problem]] = {}
    for item in error.errors(include_url=False):
        place, schema = _place(section, item["loc"], missing=item["type"] == "missing")
        key, value, root = dotted(place), item["input"], schema_of(section)
        cause = item.get("ctx", {}).get("error")
        if isinstance(cause, InputError):
            problems = [replace(p, key=dotted([*place, *([p.key] if p.key else [])])) for p in cause.problems]
        elif item["type"] == "extra_forbidden":
            problems = [_unknown(section, homes, key, value)]
        elif item["type"] == "missing":
            problems = [Problem("is missing", key=key, allowed=allowed(schema, root))]
        else:
            problems = [_misfit(value, key, schema, root)]
        found.setdefault(key, problems)  # a choice of types gives a problem for each type
    return [problem for problems in found.values() for problem in problems]


def odd_keys(value: object, place: tuple[str | int, ...] = ()) -> list[Problem]:
    """Keys of mappings, however deep, that are not text.

    >>> [str(problem) for problem in odd_keys({"demand": {1: 0.5}})]
    ['demand: the key 1 is not text']
    """
    if isinstance(value, list):
        return [problem for n, item in enumerate(value) for problem in odd_keys(item, (*place, n))]
    found = []
    for key, item in value.items() if isinstance(value, dict) else ():
        if isinstance(key, str):
            found += odd_keys(item, (*place, key))
        else:
            found.append(Problem(f"the key {key!r} is not text", key=dotted(place)))
    return found


def dotted(parts: Iterable[str | int]) -> str:
    """A place as it is written: 'policy.rules.0.levers.mandate'.

    >>> dotted(["rules", 0, "levers"])
    'rules.0.levers'
    """
    return ".".join(str(part) for part in parts)


def _place(section: type[BaseModel], loc: tuple[int | str, ...], *, missing: bool) -> tuple[list[str | int], Schema]:
    """The part of pydantic's place that stands in the file, and the schema that holds there."""
    root = schema_of(section)
    schema, place = root, list[str | int]()
    for part in loc:
        inner = step(schema, root, part)
        if inner is None:
            if not place or missing:
                place.append(part)
            break
        schema = inner
        place.append(part)
    return place, schema


def _unknown(section: type[BaseModel], homes: Mapping[str, type[BaseModel]], key: str, value: object) -> Problem:
    known = list(schema_of(section)["properties"])
    parts = section.model_fields.items()
    inside = [f"under {name}" for name, field in parts if key in _keys(field.annotation)]
    away = [home for home, other in homes.items() if key in _keys(other)]
    elsewhere = away or inside if issubclass(section, tuple(homes.values())) else inside or away
    hint = f"; it belongs {' or '.join(elsewhere)}" if elsewhere else nearest(key, known)
    listed = ", ".join(known) if len(known) <= FEW and not hint else None
    return Problem(f"unknown key{hint}", key=key, value=value, allowed=listed)


def _keys(section: Any) -> Iterable[str]:
    is_section = isinstance(section, type) and issubclass(section, BaseModel)
    return schema_of(section)["properties"] if is_section else ()


def _misfit(value: object, key: str, schema: Schema, root: Schema) -> Problem:
    wanted = kinds(schema, root)
    numeric = {"number", "integer"} & set(wanted)
    if value is None:
        message = "is empty; leave the key out to keep the default"
    elif numeric:
        message = _no_number(value, "number" in wanted, KINDS[wanted[0]])
    elif value == "":
        message = "is empty text"
    elif value == [] and "array" in wanted:
        message = "is an empty list; it takes one entry or more"
    elif isinstance(value, str) and (named := names(schema, root)):
        message = f"is none of the choices{nearest(value, named)}"
    else:
        message = f"is {kind_of(value)}, not {KINDS[wanted[0]]}"
    return Problem(message, key=key or None, value=value, allowed=allowed(schema, root))


def _no_number(value: object, fractions: bool, wanted: str) -> str:
    if isinstance(value, str) and NUMERAL.fullmatch(value):
        return f"is text, not a number; write it without {'underscores' if '_' in value else 'quotes'}"
    if isinstance(value, bool) or not isinstance(value, int | float):
        return f"is {kind_of(value)}, not {wanted}"
    if isinstance(value, float) and not math.isfinite(value):
        return "is not a finite number"
    if isinstance(value, float) and not fractions and abs(value) < EXACT:
        return "is written as a fraction; leave the point out" if value.is_integer() else "is not a whole number"
    return "is out of range"
