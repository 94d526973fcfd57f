"""What a field allows, in words, from its JSON Schema: for messages and tables alike."""

from functools import cache
from typing import Any

from pydantic import BaseModel

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
    """JSON Schema of a section, by the keys that stand in files."""
    return section.model_json_schema(by_alias=True)


def choices(schema: Schema, root: Schema) -> list[Schema]:
    """The forms that a value may take, references followed, null left out."""
    if "$ref" in schema:
        return [root["$defs"][schema["$ref"].removeprefix("#/$defs/")]]
    if "anyOf" in schema:
        return [form for option in schema["anyOf"] for form in choices(option, root)]
    return [schema] if schema.get("type") != "null" else []


def step(schema: Schema, root: Schema, part: str | int) -> Schema | None:
    """The schema of an item of what ``schema`` describes, None where it has no such item."""
    for form in choices(schema, root):
        if isinstance(part, int):
            inner = form.get("items")
        else:
            inner = form.get("properties", {}).get(part, form.get("additionalProperties"))
        if isinstance(inner, dict):
            return inner
    return None


def plain(number: float) -> str:
    """A number as people write it.

    >>> plain(1.0), plain(0.577), plain(10_000_000)
    ('1', '0.577', '10000000')
    """
    return str(int(number)) if number == int(number) else repr(number)


def span(form: Schema) -> str:
    """The range of a number, like '0 to 1'; empty when there is none."""
    low, high = form.get("minimum"), form.get("maximum")
    if high is None and "exclusiveMaximum" in form:
        high = form["exclusiveMaximum"] - 1
    if low is None:
        return ""
    return f"{plain(low)} to {plain(high)}" if high is not None else f"at least {plain(low)}"


def allowed(schema: Schema, root: Schema) -> str:
    """What may stand there: kind, range, unit, choices.

    >>> allowed({"type": "number", "minimum": 0, "maximum": 1, "unit": "share"}, {})
    'a number from 0 to 1 (share)'
    """
    texts = [_form(form) for form in choices(schema, root)]
    bare = "unit" not in schema or "boolean" in kinds(schema, root) or names(schema, root)
    unit = "" if bare else f" ({schema['unit']})"
    return " or ".join(texts) + unit


def kinds(schema: Schema, root: Schema) -> list[str]:
    """The JSON types that may stand there."""
    return [form.get("type", "object") for form in choices(schema, root)]


def names(schema: Schema, root: Schema) -> list[str]:
    """The names to choose among, where several are all that may stand there.

    >>> names({"enum": ["a", "b"]}, {}), names({"type": "string"}, {})
    (['a', 'b'], [])
    """
    return [name for form in choices(schema, root) for name in form.get("enum", ())]


def _form(form: Schema) -> str:
    if "const" in form:
        return str(form["const"])
    if "enum" in form:
        return " or ".join(map(str, form["enum"]))
    kind = KINDS[form.get("type", "object")]
    around = span(form)
    if around:
        return f"{kind} {around}" if around.startswith("at") else f"{kind} from {around}"
    return kind
