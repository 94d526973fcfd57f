"""Records in JSON and YAML: lists of people, and people with lists of the people below them."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from simalign.errors import InputError, Problem
from simalign.files.read import LARGEST_TEXT
from simalign.files.table import Raw
from simalign.files.tree import parse
from simalign.organisation.reading.choices import not_people
from simalign.organisation.reading.columns.synonyms import meaning
from simalign.organisation.reading.folding import bare, words
from simalign.texts.phrase import Phrase

MOST_COLUMNS = 1000
ALLOWED = "a list of records, one for each person, or a record with lists of the people below"


def json_rows(file: Path, data: bytes) -> Raw:
    """Return the rows of a JSON file; the line of a row is the number of its record.

    Raises InputError if the file is not JSON, or has no records.
    """
    try:
        value = json.loads(data)
    except (ValueError, RecursionError) as error:
        reason = "its values are nested too deeply" if isinstance(error, RecursionError) else str(error)
        message = f"is not JSON that can be read: {reason}"
        raise InputError([Problem(message, file, getattr(error, "lineno", None), allowed=ALLOWED)]) from None
    if isinstance(value, dict) and "nodes" in value and {"links", "edges"} & set(value):
        raise InputError([not_people(file, "a network of ties (node-link JSON)")])
    records = _records(value)
    raw = _rows(file, Phrase("report.format.json"), records, list(range(1, len(records) + 1)))
    others = sum(not isinstance(item, dict) for item in value) if isinstance(value, list) else 0
    return replace(raw, notes=(*raw.notes, Phrase("report.note.records", n=others))) if others else raw


def yaml_rows(file: Path, data: bytes) -> Raw:
    """Return the rows of a YAML list. Raises InputError if the file is not YAML, or has no records."""
    if len(data) > LARGEST_TEXT:
        allowed = f"a YAML file of at most {LARGEST_TEXT / 1e6:,.0f} MB, or CSV"
        raise InputError([Problem("is too large", file, allowed=allowed)])
    problems: list[Problem] = []
    try:
        node = parse(data.decode("utf-8-sig"), file, problems)
    except UnicodeDecodeError:
        raise InputError([Problem("is not text in UTF-8", file)]) from None
    except RecursionError:
        raise InputError([Problem("its values are nested too deeply", file, allowed=ALLOWED)]) from None
    if problems or node is None or not isinstance(node.value, list):
        raise InputError(problems or [Problem("is not a list of records", file, allowed=ALLOWED)])
    lines = [item.line or 1 for item in node.value]
    values = [item.plain() for item in node.value]
    nested = _records(values)
    if len(nested) != len(values):
        lines = list(range(1, len(nested) + 1))
    return _rows(file, Phrase("report.format.yaml"), nested, lines)


def _records(value: Any) -> list[Mapping[str, Any]]:
    """Return the records in a value, those below others after them, each with its own manager."""
    if isinstance(value, dict) and not _below(value):
        lists = [item for item in value.values() if isinstance(item, list) and any(isinstance(x, dict) for x in item)]
        value = lists[0] if len(lists) == 1 else [value]
    records: list[Mapping[str, Any]] = [
        item for item in (value if isinstance(value, list) else [value]) if isinstance(item, dict)
    ]
    return _flat(records) if any(_below(record) for record in records) else records


def _below(record: Mapping[str, Any]) -> list[str]:
    """Return the keys of a record whose values are lists of records below it."""
    return [
        key
        for key, value in record.items()
        if isinstance(value, list)
        and bare(str(key)) in words("below")
        and all(isinstance(item, dict) for item in value)
    ]


def _flat(records: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return nested records as a list in which each has an id and a manager; ids are numbers if some have none."""
    flat: list[tuple[Mapping[str, Any], int | None]] = []
    waiting: list[tuple[Mapping[str, Any], int | None]] = [(record, None) for record in reversed(records)]
    while waiting:
        record, above = waiting.pop()
        keys = _below(record)
        number = len(flat)
        flat.append(({key: value for key, value in record.items() if key not in keys}, above))
        waiting += [(item, number) for key in reversed(keys) for item in reversed(record[key])]
    ids = [next((value for key, value in record.items() if meaning(str(key)) == "id"), None) for record, _ in flat]
    texts = [_text("id", value) for value in ids]
    if not all(texts) or len(set(texts)) < len(texts):
        texts = [str(number) for number in range(1, len(flat) + 1)]
    made: list[Mapping[str, Any]] = [
        {"id": name, "manager": "" if above is None else texts[above]}
        | {key: value for key, value in record.items() if meaning(str(key)) not in ("id", "manager")}
        for name, (record, above) in zip(texts, flat, strict=True)
    ]
    return made


def _rows(file: Path, form: str, records: Sequence[Mapping[str, Any]], lines: list[int]) -> Raw:
    """Return records as rows below a header of all their keys. Raises InputError without records."""
    keys = list(dict.fromkeys(str(key) for record in records for key in record))
    if not keys or len(keys) > MOST_COLUMNS:
        message = "does not contain records" if not keys else f"has records with {len(keys):,} different keys"
        raise InputError([Problem(message, file, allowed=ALLOWED)])
    texts = [{str(key): value for key, value in record.items()} for record in records]
    rows = [tuple(_text(key, record.get(key)) for key in keys) for record in texts]
    filled = [(row, line) for row, line in zip(rows, lines, strict=True) if any(row)]
    lists = sorted({key for record in texts for key, value in record.items() if len(_items(value)) > 1})
    first = [key for key in lists if meaning(key) not in ("manager", "second_manager")]
    notes = (Phrase("report.note.first", columns=tuple(first)),) if first else ()
    header = tuple(key.strip() for key in keys)
    return Raw(file, form, [header, *(row for row, _ in filled)], [1, *(line for _, line in filled)], notes=notes)


def _items(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(key: str, value: Any) -> str:
    """Return the text of a value: of a list, its first item, or all for managers; of a record, its id or name."""
    if isinstance(value, list):
        texts = [text for item in value if (text := _scalar(item))]
        return ("; ".join(texts) if meaning(key) in ("manager", "second_manager") else texts[0]) if texts else ""
    return _scalar(value)


def _scalar(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dict):
        return next(_parts(value), "")
    return "" if value is None or isinstance(value, list) else str(value).strip()


def _parts(record: Mapping[str, Any]) -> Iterator[str]:
    """Yield the id, the name and the e-mail of a record inside another one, as far as it has them."""
    for wanted in ("id", "name", "email"):
        for key, value in record.items():
            if meaning(str(key)) == wanted and isinstance(value, str | int | float) and str(value).strip():
                yield str(value).strip()
