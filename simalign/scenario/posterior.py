"""Parameter uncertainty: joint draws of the psychological parameters, that is, of plausible people (ODD 7.3).

A calibration writes posterior draws to a CSV file: a column ``draw``, numbered from 0, and one column per parameter.
The shipped file holds draws of a fit to the published effects of ``configs/facts``. If replications use the draws in
turn, the spread of their results contains both replication noise and parameter uncertainty. Parameters that a scenario
sets itself do not change.
"""

import csv
import hashlib
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from simalign.errors import InputError, Problem, nearest
from simalign.files.former import became
from simalign.files.read import LARGEST_TABLE, path_of, read_bytes
from simalign.files.shipped import configs_folder, is_name
from simalign.scenario.checks import psychology_problems
from simalign.scenario.psychology import Psychology
from simalign.scenario.scenario import Scenario
from simalign.texts.catalogue import ENGLISH, Texts

DRAW = "draw"
Draws = tuple[tuple[float, ...], ...]


def parse_draws(file: Path, content: bytes) -> tuple[tuple[str, ...], Draws]:
    r"""Return the names of the parameters and the draws in the content of a CSV file.

    Raises InputError with all problems of the file.

    >>> parse_draws(Path("some.csv"), b"draw,pace,lag\n0,0.1,8\n1,0.2,4\n")
    (('pace', 'lag'), ((0.1, 8.0), (0.2, 4.0)))
    """
    try:
        header, *rows = csv.reader(content.decode("utf-8-sig").splitlines(), strict=True)
    except (UnicodeDecodeError, csv.Error):
        raise InputError([Problem("is not CSV text in UTF-8", file)]) from None
    except ValueError:
        raise InputError([Problem("is empty", file, 1, allowed="a header and one row per draw")]) from None
    if problems := _header_problems(header):
        raise InputError([replace(problem, file=file, line=1) for problem in problems])
    draws: list[tuple[float, ...]] = []
    for line, row in enumerate(rows, 2):
        values, row_problems = _parse_row(header, row, line - 2)
        draws.append(values)
        problems += [replace(problem, file=file, line=line) for problem in row_problems]
    if not rows:
        problems.append(Problem("has no draws", file, 1, allowed="one row per draw"))
    if problems:
        raise InputError(problems)
    return tuple(header[1:]), tuple(draws)


def _header_problems(header: list[str]) -> list[Problem]:
    """Return the problems of the names of the columns."""
    known = list(Psychology.model_fields)
    if header[:1] != [DRAW] or len(header) < 2:
        return [
            Problem("is not a table of draws", value=",".join(header), allowed=f"{DRAW}, then one column per parameter")
        ]
    names = header[1:]
    problems = [
        Problem(
            f"no parameter is called {name!r}{became('psychology', name) or nearest(name, known)}",
            key=name,
            allowed=", ".join(known),
        )
        for name in names
        if name not in known
    ]
    return problems + [
        Problem("two columns have this name", key=name) for name in sorted(set(names)) if names.count(name) > 1
    ]


def _parse_row(header: list[str], row: list[str], number: int) -> tuple[tuple[float, ...], list[Problem]]:
    """Return the values of a row and its problems."""
    if len(row) != len(header):
        return (), [Problem(f"has {len(row)} cells", allowed=f"{len(header)}, as in the header")]
    problems: list[Problem] = []
    values: dict[str, float] = {}
    if row[0] != str(number):
        problems.append(
            Problem("is out of order", key=DRAW, value=row[0], allowed=f"{number}: draws are numbered from 0")
        )
    for name, cell in zip(header[1:], row[1:], strict=True):
        try:
            values[name] = float(cell)
        except ValueError:
            problems.append(Problem("is not a number", key=name, value=cell, allowed="a number"))
    try:
        Psychology(**values)
    except InputError as error:
        problems += error.problems
    return tuple(values.values()), problems


FITTED = "fitted to published effects"  # the shipped draws
NONE, POSTERIOR = "none", "posterior"
ALLOWED = f"{NONE}, {POSTERIOR}, or the path of a CSV file of draws"


@dataclass(frozen=True)
class Posterior:
    """Joint draws of the parameters ``names``, one row per draw; ``content`` holds the bytes of the file."""

    file: Path
    content: bytes
    names: tuple[str, ...]
    draws: tuple[tuple[float, ...], ...]

    @classmethod
    def of(cls, file: Path, content: bytes) -> "Posterior":
        """Return the draws in the content of a file. Raises InputError with all problems of the file."""
        return cls(file, content, *parse_draws(file, content))

    @property
    def digest(self) -> str:
        """SHA-256 of the content of the file."""
        return hashlib.sha256(self.content).hexdigest()

    def index(self, number: int) -> int:
        """Return the index of the draw for a number; after the last draw, the first one follows again."""
        return number % len(self.draws)

    def draw(self, number: int) -> dict[str, float]:
        """Return the parameters of a draw, by name."""
        return dict(zip(self.names, self.draws[self.index(number)], strict=True))

    def drawn(self, psychology: Psychology, number: int) -> Psychology:
        """Return the psychology with the values of a draw, except for parameters that were set."""
        free = {name: x for name, x in self.draw(number).items() if name not in psychology.model_fields_set}
        return psychology.unchecked_copy(**free)

    def applied(self, scenario: Scenario, number: int) -> Scenario:
        """Return the scenario with the values of a draw in its psychology.

        Raises InputError if the draw and the parameters that the scenario sets are inconsistent.
        """
        changed = scenario.unchecked_copy(psychology=self.drawn(scenario.psychology, number))
        if problems := psychology_problems(changed):
            start = f"draw {self.index(number)} is inconsistent with the scenario: "
            raise InputError([replace(p, file=self.file, message=start + p.message) for p in problems])
        return changed

    def check(self, scenario: Scenario, replications: int, first: int = 0, step: int = 1) -> None:
        """Raise InputError, as ``applied`` does, for the first inconsistent draw among those of the replications.

        first, step: the number of the first replication's draw, and the difference between successive numbers.
        """
        for number in range(min(replications, len(self.draws))):
            self.applied(scenario, first + step * number)

    @property
    def people(self) -> str:
        """The draws in words, for notes below results.

        >>> shipped_posterior().people
        '256 draws of plausible people (posterior.csv; fitted to published effects)'
        """
        return self.described()

    def described(self, texts: Texts = ENGLISH, file: bool = True) -> str:
        """Return the draws in the words of a language; file: whether to name their file."""
        count = texts.figure(f"{len(self.draws):,}")
        if not file:
            return texts.say("report.people.hidden", n=count)
        fitted = "yes" if self.digest == shipped_posterior().digest else "no"
        return texts.say("report.people", n=count, file=self.file.name, fitted=fitted)

    def plain(self) -> dict[str, str | int]:
        """Return the entry in a manifest: file name, number of draws, the same in words, and checksum."""
        return {"file": self.file.name, "draws": len(self.draws), "people": self.people, "sha256": self.digest}


def drawn(psychology: Psychology, number: int) -> Psychology:
    """Return the psychology with the values of a shipped draw, except for parameters that were set.

    >>> drawn(Psychology(anchor=0.5), 3).anchor, drawn(Psychology(), 3).anchor == drawn(Psychology(), 4).anchor
    (0.5, False)
    """
    return shipped_posterior().drawn(psychology, number)


@cache
def shipped_posterior() -> Posterior:
    """Return the shipped draws, which are read once."""
    return read_posterior(configs_folder() / "calibration" / "posterior.csv")


def posterior_of(value: str | Path, folder: Path = Path()) -> Posterior | None:
    """Return parameter draws: None for ``none``, the shipped draws for ``posterior``, or those in a file.

    folder: relative paths start here. Raises InputError for any other word, and for an invalid file.

    >>> posterior_of("none") is None
    True
    >>> posterior_of("posterior").names[:2]
    ('style', 'contact_launch')
    """
    if not is_name(value):
        return read_posterior(folder / value)
    if value not in (NONE, POSTERIOR):
        message = f"is not a kind of uncertainty{nearest(str(value), (NONE, POSTERIOR))}"
        raise InputError([Problem(message, value=value, allowed=ALLOWED)])
    return None if value == NONE else shipped_posterior()


def read_posterior(file: str | Path) -> Posterior:
    """Read parameter draws from a CSV file: a column ``draw``, numbered from 0, and one column per parameter.

    Raises InputError with all problems of the file.
    """
    return Posterior.of(path_of(file), read_bytes(file, LARGEST_TABLE))
