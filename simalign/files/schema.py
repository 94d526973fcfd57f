"""JSON Schema 2020-12 of any kind of file, for editors, with units, sources, defaults and shorthands."""

from typing import Any

from simalign.files.messages import Schema, schema_of
from simalign.files.record import Record
from simalign.files.shipped import names, noun

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def file_schema(kind: type[Record]) -> Schema:
    """Return the schema of a file that holds a record, from the declarations of its fields.

    Three things are added to the schema of the record: keys that only files have; names of shipped files and paths, for
    a field that is marked ``shipped``; and the refusal of empty values, as when a file is read. Conditions between
    values are not part of the schema; they are checked when the file is read.
    """
    schema = schema_of(kind)
    properties = schema["properties"] | dict(kind.in_files)
    return {"$schema": DIALECT, **_in_file(schema | {"properties": properties})}


def _in_file(schema: Schema) -> Schema:
    """Return a schema and its inner schemas in the form for files."""
    schema = _without_null(dict(schema))
    for key in ("properties", "$defs"):
        if key in schema:
            schema[key] = {name: _in_file(inner) for name, inner in schema[key].items()}
    for key in ("items", "additionalProperties"):
        if isinstance(schema.get(key), dict):
            schema[key] = _in_file(schema[key])
    if "anyOf" in schema:
        schema["anyOf"] = [_in_file(form) for form in schema["anyOf"]]
    catalogue = schema.pop("shipped", None)
    if catalogue is None:
        return schema
    examples = list(names(catalogue))
    if "$ref" not in schema:
        return schema | {"examples": examples}
    meaning = f"name of a shipped {noun(catalogue)}, or path of a file"
    named = {"type": "string", "minLength": 1, "description": meaning, "examples": examples}
    return schema | {"anyOf": [{"$ref": schema.pop("$ref")}, named]}


def _without_null(schema: Schema) -> Schema:
    """Return a schema that does not allow null, with no null in its default."""
    if "default" in schema:
        schema["default"] = _filled(schema["default"])
        if schema["default"] is None:
            del schema["default"]
    if "anyOf" in schema:
        forms = [form for form in schema["anyOf"] if form.get("type") != "null"]
        schema = schema | {"anyOf": forms} if len(forms) > 1 else forms[0] | _without(schema, "anyOf")
    return schema


def _filled(value: Any) -> Any:
    """Return a default value without keys whose values are null."""
    if isinstance(value, dict):
        return {key: _filled(item) for key, item in value.items() if item is not None}
    return [_filled(item) for item in value] if isinstance(value, list) else value


def _without(schema: Schema, key: str) -> Schema:
    return {name: value for name, value in schema.items() if name != key}
