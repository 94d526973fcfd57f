"""Messages for the problems of records: from pydantic's errors and the JSON Schema of the fields.

A problem has a key, a value, a message, and a text that describes the allowed values. Tables use the same text.
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
from simalign.files.former import became

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
    """Return the JSON Schema of a record, with the keys that files use."""
    return section.model_json_schema(by_alias=True)


def choices(schema: Schema, root: Schema) -> list[Schema]:
    """Return the schemas of the forms that a value may have, with references resolved and null omitted."""
    if "$ref" in schema:
        return [root["$defs"][schema["$ref"].removeprefix("#/$defs/")]]
    if "anyOf" in schema:
        return [form for option in schema["anyOf"] for form in choices(option, root)]
    return [schema] if schema.get("type") != "null" else []


def step(schema: Schema, root: Schema, part: str | int) -> Schema | None:
    """Return the schema of an item of a mapping (text) or list (number); None if it has no such item."""
    for form in choices(schema, root):
        if isinstance(part, int):
            inner = form.get("items")
        else:
            inner = form.get("properties", {}).get(part, form.get("additionalProperties"))
        if isinstance(inner, dict):
            return inner
    return None


def plain(number: float) -> str:
    """Return a number as text, without a decimal point for integers.

    >>> plain(1.0), plain(0.577), plain(10_000_000)
    ('1', '0.577', '10000000')
    """
    return str(int(number)) if number == int(number) else repr(number)


def span(form: Schema) -> str:
    """Return the range of a number as text, like '0 to 1'; empty if it has none."""
    low, high = form.get("minimum"), form.get("maximum")
    if high is None and "exclusiveMaximum" in form:
        high = form["exclusiveMaximum"] - 1
    if low is None:
        return ""
    return f"{plain(low)} to {plain(high)}" if high is not None else f"at least {plain(low)}"


def allowed(schema: Schema, root: Schema) -> str:
    """Describe the allowed values: kind, range, unit, choices, and an example of a mapping if there is one.

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
    """Return the names among which a value must be; empty if it may be another value.

    >>> names({"enum": ["a", "b"]}, {}), names({"type": "string"}, {})
    (['a', 'b'], [])
    """
    return [name for form in choices(schema, root) for name in form.get("enum", ())]


def _form(form: Schema) -> str:
    """Describe one form of a value."""
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
MANY = 5  # choices from which a list is written with commas
FEW = 20  # keys up to which a message lists all
EXACT = 2**53  # above it, a float no longer distinguishes integers
NUMERAL = re.compile(r"[-+]?(\d[\d_]*\.?[\d_]*|\.\d[\d_]*)([eE][-+]?\d+)?", re.ASCII)


def problems_of(
    section: type[BaseModel], homes: Mapping[str, type[BaseModel]], error: ValidationError
) -> list[Problem]:
    """Return all problems of a record, with relative keys; ``homes``: records to which unknown keys may belong."""
    by_key: dict[str, list[Problem]] = {}
    for item in error.errors(include_url=False):
        parts, schema = _parts(section, item["loc"], missing=item["type"] == "missing")
        key, value, root = dotted(parts), item["input"], schema_of(section)
        cause = item.get("ctx", {}).get("error")
        if isinstance(cause, InputError):
            keys = [dotted([*parts, *([p.key] if p.key else [])]) for p in cause.problems]
            problems = [p if p.file else replace(p, key=key) for p, key in zip(cause.problems, keys, strict=True)]
        elif item["type"] == "extra_forbidden":
            problems = [_unknown(section, homes, key, value)]
        elif item["type"] == "missing":
            problems = [Problem("is missing", key=key, allowed=allowed(schema, root))]
        else:
            problems = [_misfit(value, key, schema, root)]
        by_key.setdefault(key, problems)  # pydantic reports a problem for each of several types
    return [problem for problems in by_key.values() for problem in problems]


def odd_keys(value: object, parts: tuple[str | int, ...] = ()) -> list[Problem]:
    """Return a problem for each key, at any depth, that is not text; ``parts``: of the key of the value.

    >>> [str(problem) for problem in odd_keys({"demand": {1: 0.5}})]
    ['demand: the key 1 is not text']
    """
    if isinstance(value, list):
        return [problem for n, item in enumerate(value) for problem in odd_keys(item, (*parts, n))]
    problems = []
    for key, item in value.items() if isinstance(value, dict) else ():
        if isinstance(key, str):
            problems += odd_keys(item, (*parts, key))
        else:
            problems.append(Problem(f"the key {key!r} is not text", key=dotted(parts)))
    return problems


def dotted(parts: Iterable[str | int]) -> str:
    """Return the dotted key with these parts, like 'policy.rules.0.levers.mandate'.

    >>> dotted(["rules", 0, "levers"])
    'rules.0.levers'
    """
    return ".".join(str(part) for part in parts)


def _parts(section: type[BaseModel], loc: tuple[int | str, ...], *, missing: bool) -> tuple[list[str | int], Schema]:
    """Return the parts of pydantic's location that are keys in the file, and the schema of the value there."""
    root = schema_of(section)
    schema, parts = root, list[str | int]()
    for part in loc:
        inner = step(schema, root, part)
        if inner is None:
            if not parts or missing:
                parts.append(part)
            break
        schema = inner
        parts.append(part)
    return parts, schema


def _unknown(section: type[BaseModel], homes: Mapping[str, type[BaseModel]], key: str, value: object) -> Problem:
    """Return the problem of an unknown key, with a hint to a similar key or to the place where it belongs."""
    known = [*schema_of(section)["properties"], *getattr(section, "in_files", ())]
    if text := became(getattr(section, "home", "").removeprefix("under "), key):
        return Problem(f"unknown key{text}", key=key, value=value)
    if near := slip(key, known):
        return Problem(f"unknown key; did you mean {near!r}?", key=key, value=value)
    head, _, rest = key.partition(".")
    if rest and head in known:
        return Problem(f"unknown key; write {head}: {{{rest}: ...}}", key=key, value=value)
    parts = section.model_fields.items()
    inside = [f"under {name}" for name, field in parts if key in _keys(field.annotation)]
    outside = [home for home, record in homes.items() if head in _keys(record)]
    if issubclass(section, tuple(homes.values())):
        elsewhere = outside or inside
    elif getattr(section, "in_scenario", False):
        elsewhere = inside or outside
    else:  # a file with keys of a scenario under set, if it has that key
        elsewhere = inside or (["under set"] if outside and "set" in known else [])
    hint = f"; it belongs {' or '.join(elsewhere)}" if elsewhere else nearest(key, known)
    listed = ", ".join(known) if len(known) <= FEW and not hint else None
    return Problem(f"unknown key{hint}", key=key, value=value, allowed=listed)


def _keys(section: Any) -> Iterable[str]:
    """Return the keys of a record; empty for other types."""
    is_section = isinstance(section, type) and issubclass(section, BaseModel)
    return schema_of(section)["properties"] if is_section else ()


def _misfit(value: object, key: str, schema: Schema, root: Schema) -> Problem:
    """Return the problem of a value of a wrong type or outside its range."""
    types = kinds(schema, root)
    numeric = {"number", "integer"} & set(types)
    if value is None:
        message = "is empty" if _required(key, root) else EMPTY
    elif numeric:
        message = _bad_number(value, "number" in types, KINDS[types[0]])
    elif value == "":
        message = "is empty text"
    elif value == [] and "array" in types:
        message = "is an empty list; it must have at least one entry"
    elif value == {} and "object" in types:
        message = "is an empty mapping; it must have at least one entry"
    elif isinstance(value, str) and (choosable := names(schema, root)):
        message = f"is not one of the choices{nearest(value, choosable)}"
    else:
        message = f"is {kind_of(value)}, not {KINDS[types[0]]}"
    return Problem(message, key=key or None, value=value, allowed=allowed(schema, root))


def _required(key: str, root: Schema) -> bool:
    """Return whether the record that contains a dotted key requires it."""
    *parts, last = key.split(".")
    section: Schema | None = root
    for part in parts:
        section = step(section, root, int(part) if part.isdecimal() else part) if section else None
    return any(last in form.get("required", ()) for form in (choices(section, root) if section else ()))


def _bad_number(value: object, fractions: bool, kind: str) -> str:
    """Return the message for a value that is not an allowed number; ``fractions``: whether they are allowed."""
    if isinstance(value, str) and NUMERAL.fullmatch(value):
        return f"is text, not a number; write it without {'underscores' if '_' in value else 'quotes'}"
    if isinstance(value, bool) or not isinstance(value, int | float):
        return f"is {kind_of(value)}, not {kind}"
    if isinstance(value, float) and not math.isfinite(value):
        return "is not a finite number"
    if isinstance(value, float) and not fractions and abs(value) < EXACT:
        return "has a decimal point; write it without" if value.is_integer() else "is not a whole number"
    return "is out of range"
