"""Tables of the keys of every kind of file, from their JSON Schemas."""

import re
from collections.abc import Iterator
from typing import Any

from simalign.cli.commands.show import KINDS
from simalign.files.messages import allowed
from simalign.files.schema import file_schema

Schema = dict[str, Any]
SECTIONS = {
    "Context": "context",
    "Psychology": "psychology",
    "Costs": "costs",
    "Rules": "rules",
    "Mechanisms": "mechanisms",
}
ELSEWHERE = {"Levers": "levers.md", **{name: f"scenario.md#under-{key}" for name, key in SECTIONS.items()}}
CELL = str.maketrans({"|": "&#124;", "\n": " "})


def forms_page() -> Iterator[str]:
    """Yield the parts of the page: each kind of file, then the records that its values are made of, each once."""
    yield (
        "The keys of every kind of YAML file. `simalign schema KIND` prints the same as a JSON Schema, with which "
        "editors check and complete a file. Tables of people and ties are described in "
        "[reading an organisation](../organisations.md), answers to surveys in [surveys](../surveys.md)."
    )
    parts: dict[str, Schema] = {}
    roots: dict[str, Schema] = {}
    for name, kind in KINDS.items():
        root = file_schema(kind)
        for part, schema in root.get("$defs", {}).items():
            parts.setdefault(part, schema)
            roots.setdefault(part, root)
        yield from _record(name, root, root)
    for part, schema in sorted(parts.items()):
        if part not in ELSEWHERE and part.lower() not in KINDS and "properties" in schema:
            yield from _record(part, schema, roots[part])


def _record(title: str, schema: Schema, root: Schema) -> Iterator[str]:
    text = re.split(r"\n\n|>>>", schema.get("description", ""))[0]
    yield f"## {title}"
    yield " ".join(text.split())
    required = schema.get("required", ())
    head = "| key | allowed | default | meaning |\n| --- | --- | --- | --- |\n"
    yield head + "\n".join(_row(key, field, root, key in required) for key, field in schema["properties"].items())


def _row(key: str, field: Schema, root: Schema, required: bool) -> str:
    form = allowed({name: value for name, value in field.items() if name != "examples"}, root)
    parts = [_link(part) for part in dict.fromkeys(_references(field))]
    if parts:
        form = f"{_plain(field, root)} {', '.join(parts)}".strip()
    default = "required" if required else _default(field.get("default"))
    cells = (f"`{key}`", form, default, field.get("description", ""))
    return f"| {' | '.join(cell.translate(CELL) for cell in cells)} |"


def _plain(field: Schema, root: Schema) -> str:
    """Return what a value of other records may be besides: a list or mapping of them, or a name."""
    kinds = {form.get("type") for form in field.get("anyOf", [field]) if "$ref" not in form}
    words = {"array": "a list of", "object": "by name:", "string": "a name, or"}
    return ", ".join(words[kind] for kind in ("string", "array", "object") if kind in kinds)


def _references(field: Any) -> Iterator[str]:
    """Yield the names of the records that a value can consist of."""
    if isinstance(field, dict):
        if "$ref" in field:
            yield field["$ref"].removeprefix("#/$defs/")
        for key, value in field.items():
            if key not in ("default", "examples"):
                yield from _references(value)
    elif isinstance(field, list):
        for item in field:
            yield from _references(item)


def _link(part: str) -> str:
    return f"[{part}]({ELSEWHERE.get(part, f'#{part.lower()}')})"


def _default(value: Any) -> str:
    if value is None:
        return ""
    text = "true" if value is True else "false" if value is False else str(value)
    return f"`{text}`" if text and len(text) < 40 else ""
