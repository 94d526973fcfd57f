"""Draws of psychological parameters as CSV: a column ``draw``, numbered from 0, and one a parameter."""

import csv
from dataclasses import replace
from pathlib import Path

from simalign.errors import InputError, Problem, nearest
from simalign.scenario.psychology import Psychology

DRAW = "draw"
Draws = tuple[tuple[float, ...], ...]


def parsed(file: Path, content: bytes) -> tuple[tuple[str, ...], Draws]:
    r"""Names and draws in the content of a file. Raises InputError with everything that is wrong with it.

    >>> parsed(Path("some.csv"), b"draw,pace,lag\n0,0.1,8\n1,0.2,4\n")
    (('pace', 'lag'), ((0.1, 8.0), (0.2, 4.0)))
    """
    try:
        header, *rows = csv.reader(content.decode("utf-8-sig").splitlines(), strict=True)
    except (UnicodeDecodeError, csv.Error):
        raise InputError([Problem("is no CSV text in UTF-8", file)]) from None
    except ValueError:
        raise InputError([Problem("is empty", file, 1, allowed="a header, and a row for each draw")]) from None
    if found := _header_problems(header):
        raise InputError([replace(problem, file=file, line=1) for problem in found])
    draws: list[tuple[float, ...]] = []
    for line, row in enumerate(rows, 2):
        values, problems = _row(header, row, line - 2)
        draws.append(values)
        found += [replace(problem, file=file, line=line) for problem in problems]
    if not rows:
        found.append(Problem("has no draws", file, 1, allowed="a row for each draw"))
    if found:
        raise InputError(found)
    return tuple(header[1:]), tuple(draws)


def _header_problems(header: list[str]) -> list[Problem]:
    """What is wrong with the names of the columns."""
    known = list(Psychology.model_fields)
    if header[:1] != [DRAW] or len(header) < 2:
        return [Problem("is no table of draws", value=",".join(header), allowed=f"{DRAW}, then a column a parameter")]
    names = header[1:]
    found = [
        Problem(f"no parameter is called {name!r}{nearest(name, known)}", key=name, allowed=", ".join(known))
        for name in names
        if name not in known
    ]
    return found + [
        Problem("two columns have this name", key=name) for name in sorted(set(names)) if names.count(name) > 1
    ]


def _row(header: list[str], row: list[str], number: int) -> tuple[tuple[float, ...], list[Problem]]:
    """The values of a row, and what is wrong with it."""
    if len(row) != len(header):
        return (), [Problem(f"has {len(row)} cells", allowed=f"{len(header)}, as in the header")]
    found: list[Problem] = []
    values: dict[str, float] = {}
    if row[0] != str(number):
        found.append(Problem("is out of turn", key=DRAW, value=row[0], allowed=f"{number}: draws count from 0"))
    for name, cell in zip(header[1:], row[1:], strict=True):
        try:
            values[name] = float(cell)
        except ValueError:
            found.append(Problem("is no number", key=name, value=cell, allowed="a number"))
    try:
        Psychology(**values)
    except InputError as error:
        found += error.problems
    return tuple(values.values()), found
