"""Fill the numbers of results into the text of an experiment.

A number is followed by a comment that names its row and column: ``+.060<!-- lead.estimate -->`` is the estimate of the
row ``lead``, signed and with three decimals. A minus before the name, ``<!-- -lead.estimate -->``, negates it; a
percent sign before the comment makes it per cent. The finding is written between ``<!-- finding -->`` and ``<!-- end
-->``, and the note of a row between ``<!-- note KEY -->`` and ``<!-- end -->``.
"""

import re
from collections.abc import Mapping

from simalign.errors import InputError, Problem
from simalign.experiments.results import Row

MARK = re.compile(r"(?P<text>[-+−]?\d*\.?\d+)(?P<percent> ?%)?<!-- (?P<minus>-?)(?P<key>\w+)\.(?P<column>\w+) -->")
FINDING = re.compile(r"(?<=<!-- finding -->).*?(?=<!-- end -->)", re.DOTALL)
NOTE = re.compile(r"(?P<start><!-- note (?P<key>\w+) -->).*?(?=<!-- end -->)", re.DOTALL)
COLUMNS = ("estimate", "low", "high", "n", "smallest")
SECTION = re.compile(r"^## What the runs gave\n(.*?)(?=^## |\Z)", re.DOTALL | re.MULTILINE)
DECIMAL = re.compile(r"\d*\.\d+")


def number(row: Row, column: str, like: str, percent: bool, negative: bool) -> str:
    """Format a number of a row like the text it replaces: decimals, plus sign, zero before the point.

    >>> row = Row("lead", "a lead", 0.0604, 0.05, 0.07, 30, 0.01, "share")
    >>> number(row, "estimate", "+.1234", False, False), number(row, "estimate", "7", True, True)
    ('+.0604', '-6')
    """
    value = float(getattr(row, column)) * (100.0 if percent else 1.0) * (-1.0 if negative else 1.0)
    decimals = len(like.partition(".")[2])
    text = f"{value:{'+' if like[0] == '+' else ''}.{decimals}f}"
    bare = like.lstrip("+-−").startswith(".")
    return text.replace("0.", ".", 1) if bare and abs(value) < 1 else text


def filled(text: str, rows: Mapping[str, Row], finding: str) -> str:
    """Replace all marked numbers and the finding by those of the results.

    Raises InputError for marks that name an unknown row or column.

    >>> row = Row("lead", "a lead", 0.0604, 0.05, 0.07, 30, 0.01, "share")
    >>> filled("by .123<!-- lead.estimate -->.", {"lead": row}, "")
    'by .060<!-- lead.estimate -->.'
    """
    unknown = [
        f"{match['key']}.{match['column']}"
        for match in MARK.finditer(text)
        if match["key"] not in rows or match["column"] not in COLUMNS
    ]
    unknown += [f"note {match['key']}" for match in NOTE.finditer(text) if match["key"] not in rows]
    if unknown:
        allowed = f"a row of {', '.join(rows)}, and a column of {', '.join(COLUMNS)}"
        raise InputError([Problem("is not a number of the results", value=mark, allowed=allowed) for mark in unknown])

    def replaced(match: re.Match[str]) -> str:
        row, negative = rows[match["key"]], bool(match["minus"])
        new = number(row, match["column"], match["text"], bool(match["percent"]), negative)
        return new + match[0][len(match["text"]) :]

    with_notes = NOTE.sub(lambda match: match["start"] + rows[match["key"]].note, MARK.sub(replaced, text))
    return FINDING.sub(lambda _: finding, with_notes)


def unmarked(text: str) -> list[str]:
    r"""List the decimal numbers of the section "What the runs gave" that no comment ties to a result.

    >>> unmarked("## What the runs gave\nBy .12<!-- lead.estimate --> and 0.5.\n")
    ['0.5']
    """
    section = SECTION.search(text)
    bare = NOTE.sub("", FINDING.sub("", MARK.sub("", section[1]))) if section else ""
    return DECIMAL.findall(re.sub(r"<!--.*?-->|`[^`]*`|\]\([^)]*\)", "", bare))
