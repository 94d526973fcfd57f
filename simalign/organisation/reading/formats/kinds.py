"""Rows of a table in a file of any kind; the kind is found by the content, not by the name."""

import re
from pathlib import Path

from simalign.errors import InputError, Problem
from simalign.files.table import Raw, content, raw_table, with_encoding
from simalign.organisation.reading.choices import PEOPLE, Kind, not_people
from simalign.organisation.reading.formats.ldif import ldif_rows
from simalign.organisation.reading.formats.networks import network_kind
from simalign.organisation.reading.formats.records import json_rows, yaml_rows
from simalign.organisation.reading.formats.workbook import workbook_rows

WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
LDIF = re.compile(rb"(?:\xef\xbb\xbf)?(?:#[^\n]*\n|\s)*(?:version:\s*\d+\s+)?(?:#[^\n]*\n|\s)*dn::?\s", re.IGNORECASE)
YAML = re.compile(rb"(?:\xef\xbb\xbf)?(?:---[^\n]*\n|#[^\n]*\n|\s)*-\s+[\w\"'-]+\s*:(?:\s|$)")
JSON = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:\[\s*[{\]]|\{\s*[\"}])")
GRAPHML = re.compile(rb"<(\w+:)?graphml\b")
HEAD = 4096  # bytes in which the kind is found


def read_raw(file: Path, kind: Kind, sheet: str | None = None, encoding: str | None = None) -> Raw:
    """Read the rows of a table in a CSV, a workbook, JSON, a YAML list or LDIF.

    kind: what the table is expected to contain. sheet: the name or number of a sheet of a workbook. encoding: of a
    text. Raises InputError if the file cannot be read, and for a sheet of another kind of file.
    """
    data = content(file, "a table of people")
    head = data[:HEAD]
    if kind is PEOPLE and not JSON.match(head) and (form := network_kind(data) or GRAPHML.search(head)):
        raise InputError([not_people(file, f"a network of ties ({form if isinstance(form, str) else 'GraphML'})")])
    if data.startswith(WORKBOOKS):
        if encoding is not None:
            message = "requires a text; a workbook has an encoding of its own"
            raise InputError([Problem(message, file, key="encoding", value=encoding)])
        return workbook_rows(file, data, kind, sheet)
    if sheet is not None:
        message = "requires a workbook; this file does not have sheets"
        raise InputError([Problem(message, file, key="sheet", value=sheet)])
    if encoding is not None and any(pattern.match(head) for pattern in (JSON, LDIF, YAML)):
        data = with_encoding(file, data, encoding, f"{kind.prefix}encoding").encode()
    if JSON.match(head):
        return json_rows(file, data)
    if LDIF.match(head):
        return ldif_rows(file, data)
    if YAML.match(head):
        return yaml_rows(file, data)
    return raw_table(file, encoding, f"{kind.prefix}encoding")
