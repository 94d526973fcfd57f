"""Describes in plain words which values a field allows, and the problems that pydantic finds.

Messages and tables are made from the JSON Schema of a record: the key, the value, the problem, and the allowed values.
"""

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from pydantic import BaseModel, ValidationError

from simalign.errors import InputError, Problem, kind_of, slip
from simalign.errors import nearest as nearest

Schema = dict[str, Any]

KINDS = {
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
    "string": "text",
    "array": "a list",
    "object": "a mapping of keys to values",
    "null": "nothing",
}


@cache
def schema_of(section: type[BaseModel]) -> Schema:
    """Return the JSON Schema of a record, by the keys that files use."""
    return section.model_json_schema(by_alias=True)


def choices(schema: Schema, root: Schema) -> list[Schema]:
    """Return the alternative schemas of a value, with references followed and null left out."""
    if "$ref" in schema:
        return [root["$defs"][schema["$ref"].removeprefix("#/$defs/")]]
    if "anyOf" in schema:
        return [form for option in schema["anyOf"] for form in choices(option, root)]
    return [schema] if schema.get("type") != "null" else []


def step(schema: Schema, root: Schema, part: str | int) -> Schema | None:
    """Return the schema of an item of a container, None if it has no such item."""
    for form in choices(schema, root):
        if isinstance(part, int):
            inner = form.get("items")
        else:
            inner = form.get("properties", {}).get(part, form.get("additionalProperties"))
        if isinstance(inner, dict):
            return inner
    return None


def plain(number: float) -> str:
    """Return a number in the form in which people write it.

    >>> plain(1.0), plain(0.577), plain(10_000_000)
    ('1', '0.577', '10000000')
    """
    return str(int(number)) if number == int(number) else repr(number)


def span(form: Schema) -> str:
    """Return the range of a number, like '0 to 1'; empty without limits."""
    low, high = form.get("minimum"), form.get("maximum")
    if high is None and "exclusiveMaximum" in form:
        high = form["exclusiveMaximum"] - 1
    if low is None:
        return ""
    return f"{plain(low)} to {plain(high)}" if high is not None else f"at least {plain(low)}"


def allowed(schema: Schema, root: Schema) -> str:
    """Return a description of the allowed values: kind, range, unit and choices, with an example for a mapping.

    >>> allowed({"type": "number", "minimum": 0, "maximum": 1, "unit": "share"}, {})
    'a number from 0 to 1 (share)'
    >>> allowed({"type": "object", "examples": [{"context.trust": {"uniform": [0, 1]}}]}, {})
    'a mapping of keys to values, like {context.trust: {uniform: [0, 1]}}'
    """
    texts = [_form(form) for form in choices(schema, root)]
    bare = "unit" not in schema or "boolean" in kinds(schema, root) or names(schema, root)
    unit = "" if bare else f" ({schema['unit']})"
    examples = [example for example in schema.get("examples", ()) if isinstance(example, dict)]
    like = f", like {examples[0]}".replace("'", "") if examples else ""
    return " or ".join(texts) + unit + like


def kinds(schema: Schema, root: Schema) -> list[str]:
    """Return the JSON types that a value may have."""
    return [form.get("type", "object") for form in choices(schema, root)]


def names(schema: Schema, root: Schema) -> list[str]:
    """Return the names to choose from, if several are allowed and nothing else.

    >>> names({"enum": ["a", "b"]}, {}), names({"type": "string"}, {})
    (['a', 'b'], [])
    """
    return [name for form in choices(schema, root) for name in form.get("enum", ())]


def _form(form: Schema) -> str:
    if "const" in form:
        return str(form["const"])
    if "enum" in form:
        several = [str(name) for name in form["enum"]]
        return " or ".join(several) if len(several) < MANY else f"one of {', '.join(several)}"
    kind = KINDS[form.get("type", "object")]
    around = span(form)
    if around:
        return f"{kind} {around}" if around.startswith("at") else f"{kind} from {around}"
    return kind


EMPTY = "is empty; leave the key out to keep the default"
MANY = 5  # choices that are listed with commas
FEW = 20  # keys that can all be listed in a message
EXACT = 2**53  # from here on a float no longer tells whole numbers apart
NUMERAL = re.compile(r"[-+]?(\d[\d_]*\.?[\d_]*|\.\d[\d_]*)([eE][-+]?\d+)?", re.ASCII)


def problems_of(
    section: type[BaseModel], homes: Mapping[str, type[BaseModel]], error: ValidationError
) -> list[Problem]:
    """Return all problems of a record, with relative keys.

    homes: records that unknown keys may belong to, by their place.
    """
    found: dict[str, list[Problem]] = {}
    for item in error.errors(include_url=False):
        place, schema = _place(section, item["loc"], missing=item["type"] == "missing")
        key, value, root = dotted(place), item["input"], schema_of(section)
        cause = item.get("ctx", {}).get("error")
        if isinstance(cause, InputError):
            keys = [dotted([*place, *([p.key] if p.key else [])]) for p in cause.problems]
            problems = [p if p.file else replace(p, key=key) for p, key in zip(cause.problems, keys, strict=True)]
        elif item["type"] == "extra_forbidden":
            problems = [_unknown(section, homes, key, value)]
        elif item["type"] == "missing":
            problems = [Problem("is missing", key=key, allowed=allowed(schema, root))]
        else:
            problems = [_misfit(value, key, schema, root)]
        found.setdefault(key, problems)  # a choice of types gives a problem for each type
    return [problem for problems in found.values() for problem in problems]


def odd_keys(value: object, place: tuple[str | int, ...] = ()) -> list[Problem]:
    """Return a problem for each key of nested mappings that is not text.

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
    """Return a place in a record as a dotted key: 'policy.rules.0.levers.mandate'.

    >>> dotted(["rules", 0, "levers"])
    'rules.0.levers'
    """
    return ".".join(str(part) for part in parts)


def _place(section: type[BaseModel], loc: tuple[int | str, ...], *, missing: bool) -> tuple[list[str | int], Schema]:
    """Return the part of pydantic's place that a file can contain, and the schema that applies to it."""
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
    known = [*schema_of(section)["properties"], *getattr(section, "in_files", ())]
    if near := slip(key, known):
        return Problem(f"unknown key; did you mean {near!r}?", key=key, value=value)
    head, _, rest = key.partition(".")
    if rest and head in known:
        return Problem(f"unknown key; write {head}: {{{rest}: ...}}", key=key, value=value)
    parts = section.model_fields.items()
    inside = [f"under {name}" for name, field in parts if key in _keys(field.annotation)]
    away = [home for home, other in homes.items() if head in _keys(other)]
    if issubclass(section, tuple(homes.values())):
        elsewhere = away or inside
    elif getattr(section, "in_scenario", False):
        elsewhere = inside or away
    else:  # a file that puts keys of a scenario under set, if it has any
        elsewhere = inside or (["under set"] if away and "set" in known else [])
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
        message = "is empty" if _required(key, root) else EMPTY
    elif numeric:
        message = _no_number(value, "number" in wanted, KINDS[wanted[0]])
    elif value == "":
        message = "is empty text"
    elif value == [] and "array" in wanted:
        message = "is an empty list; it takes one entry or more"
    elif value == {} and "object" in wanted:
        message = "is an empty mapping; it takes one entry or more"
    elif isinstance(value, str) and (named := names(schema, root)):
        message = f"is not one of the choices{nearest(value, named)}"
    else:
        message = f"is {kind_of(value)}, not {KINDS[wanted[0]]}"
    return Problem(message, key=key or None, value=value, allowed=allowed(schema, root))


def _required(key: str, root: Schema) -> bool:
    """Return whether the record that contains a dotted key requires it."""
    *parts, last = key.split(".")
    section: Schema | None = root
    for part in parts:
        section = step(section, root, int(part) if part.isdecimal() else part) if section else None
    return any(last in form.get("required", ()) for form in (choices(section, root) if section else ()))


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
