"""LDIF, the export of directories (RFC 2849): one entry for each person, and others that are left out."""

from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Iterator
from pathlib import Path

from simalign.errors import InputError, Problem
from simalign.files.table import Raw
from simalign.texts.phrase import Phrase

PERSONS = frozenset(("person", "organizationalperson", "inetorgperson", "user", "posixaccount"))
OBJECT_CLASS = "objectclass"


def ldif_rows(file: Path, data: bytes) -> Raw:
    """Return the entries of persons as rows below a header of all their attributes; of several values, the first.

    Raises InputError for text that is not UTF-8, and for a file without entries of persons.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise InputError([Problem("is not text in UTF-8", file, line, allowed="LDIF in UTF-8")]) from None
    entries = list(_entries(text))
    people = [(entry, line) for entry, line in entries if _is_person(entry)]
    if not people:
        raise InputError([Problem("does not contain an entry of a person", file, allowed="LDIF with persons")])
    header = tuple(dict.fromkeys(name for entry, _ in people for name in entry if name != OBJECT_CLASS))
    rows = [tuple((entry.get(name) or [""])[0] for name in header) for entry, _ in people]
    others = len(entries) - len(people)
    notes = (Phrase("report.note.entries", n=others),) if others else ()
    return Raw(file, "LDIF", [header, *rows], [1, *(line for _, line in people)], notes=notes)


def _is_person(entry: dict[str, list[str]]) -> bool:
    classes = {name.lower() for name in entry.get(OBJECT_CLASS, ())}
    return bool(classes & PERSONS) if classes else "cn" in entry or "uid" in entry


def _entries(text: str) -> Iterator[tuple[dict[str, list[str]], int]]:
    """Yield the values of each attribute of each entry, by its lower-case name, and the first line of the entry."""
    entry: dict[str, list[str]] = {}
    start = 1
    for line, content in _unfolded(text):
        name, colon, value = content.partition(":")
        if not content.strip():
            if "dn" in entry:
                yield entry, start
            entry = {}
        elif colon and not content.startswith("#"):
            if not entry:
                start = line
            entry.setdefault(name.strip().lower().split(";")[0], []).append(_value(value))
    if "dn" in entry:
        yield entry, start


def _unfolded(text: str) -> Iterator[tuple[int, str]]:
    """Yield lines with their numbers; a line that begins with a blank continues the one before."""
    parts: list[str] = []
    first = 1
    for line, content in enumerate(text.splitlines(), 1):
        if content.startswith(" ") and parts:
            parts.append(content[1:])
            continue
        if parts:
            yield first, "".join(parts)
        parts, first = [content], line
    yield first, "".join(parts)
    yield first, ""


def _value(text: str) -> str:
    """Return a value, which a second colon marks as base64."""
    if not text.startswith(":"):
        return text.strip()
    try:
        return b64decode(text[1:].strip()).decode("utf-8", "replace").replace("\0", "").strip()
    except (NotBase64, ValueError):
        return text[1:].strip()
