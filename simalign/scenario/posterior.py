"""Draws of psychological parameters as CSV: a column ``draw``, numbered from 0, and one a parameter.

What is not known of people: draws of psychological parameters, all in keeping with the evidence (ODD 7.3).

A calibration leaves a file of draws, a row each. Where runs take them in turn, their spread holds luck and what is not
known. What a scenario sets itself stays as it is.
"""

import csv
import hashlib
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from simalign.errors import InputError, Problem, nearest
from simalign.files.read import LARGEST_TABLE, path_of, read_bytes
from simalign.files.shipped import configs_folder, is_name
from simalign.scenario.checks import psychology_problems
from simalign.scenario.psychology import Psychology
from simalign.scenario.scenario import Scenario

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


NONE, POSTERIOR = "none", "posterior"
ALLOWED = f"{NONE}, {POSTERIOR}, or the path of a CSV file of draws"


@dataclass(frozen=True)
class Posterior:
    """Draws of the parameters called ``names``, a row each; ``content`` is the file as it was read."""

    file: Path
    content: bytes
    names: tuple[str, ...]
    draws: tuple[tuple[float, ...], ...]

    @classmethod
    def of(cls, file: Path, content: bytes) -> "Posterior":
        """The draws in the content of a file. Raises InputError with everything that is wrong with it."""
        return cls(file, content, *parsed(file, content))

    @property
    def digest(self) -> str:
        """SHA-256 of the file's content."""
        return hashlib.sha256(self.content).hexdigest()

    def place(self, number: int) -> int:
        """Which draw a number stands for: past the last, they begin again."""
        return number % len(self.draws)

    def draw(self, number: int) -> dict[str, float]:
        """The parameters of a draw, by name."""
        return dict(zip(self.names, self.draws[self.place(number)], strict=True))

    def drawn(self, psychology: Psychology, number: int) -> Psychology:
        """The psychology with a draw in it; what was set stays."""
        free = {name: x for name, x in self.draw(number).items() if name not in psychology.model_fields_set}
        return psychology.unchecked_copy(**free)

    def applied(self, scenario: Scenario, number: int) -> Scenario:
        """The scenario with a draw in its psychology.

        Raises InputError where the draw is not in keeping with what the scenario sets.
        """
        made = scenario.unchecked_copy(psychology=self.drawn(scenario.psychology, number))
        if found := psychology_problems(made):
            start = f"draw {self.place(number)} is not in keeping with the scenario: "
            raise InputError([replace(p, file=self.file, message=start + p.message) for p in found])
        return made

    def check(self, scenario: Scenario, replications: int, first: int = 0, step: int = 1) -> None:
        """Raise InputError, as ``applied`` does, for the first draw that so many replications cannot take.

        first, step: the number of the first one's draw, and how far apart they are.
        """
        for number in range(min(replications, len(self.draws))):
            self.applied(scenario, first + step * number)

    def plain(self) -> dict[str, str | int]:
        """What a manifest says of it."""
        return {"file": self.file.name, "draws": len(self.draws), "sha256": self.digest}


def drawn(psychology: Psychology, number: int) -> Psychology:
    """The psychology with a shipped draw in it; what was set stays.

    >>> drawn(Psychology(pace=0.5), 3).pace, drawn(Psychology(), 3).pace == drawn(Psychology(), 4).pace
    (0.5, False)
    """
    return shipped_posterior().drawn(psychology, number)


@cache
def shipped_posterior() -> Posterior:
    """The shipped draws, read once."""
    return read_posterior(configs_folder() / "calibration" / "posterior.csv")


def posterior_of(given: str | Path, folder: Path = Path()) -> Posterior | None:
    """The draws that are meant: none, the shipped ones by the word posterior, or those in a file, seen from ``folder``.

    Raises InputError for another word, and for a broken file.

    >>> posterior_of("none") is None
    True
    >>> posterior_of("posterior").names[:2]
    ('lag', 'bias')
    """
    if not is_name(given):
        return read_posterior(folder / given)
    if given not in (NONE, POSTERIOR):
        message = f"no uncertainty of that name{nearest(str(given), (NONE, POSTERIOR))}"
        raise InputError([Problem(message, value=given, allowed=ALLOWED)])
    return None if given == NONE else shipped_posterior()


def read_posterior(file: str | Path) -> Posterior:
    """The draws in a file: a column ``draw``, numbered from 0, and one a parameter.

    Raises InputError with everything that is wrong with it.
    """
    return Posterior.of(path_of(file), read_bytes(file, LARGEST_TABLE))
