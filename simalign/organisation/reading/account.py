"""The account of a reading: the number of rows, what was taken for what, and what was changed or left out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from simalign.errors import shown
from simalign.texts.phrase import Phrase

OFF = ("incomplete", "twice", "unknown")  # repairs that are off by default, because they may hide a mistake


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of an account.

    key: of its text in the catalogue, after ``report.account.``. values: of the text. example: a cell or a person of
    those that are counted. repair: the name of the repair, with which it is switched on or off; empty for an entry that
    is not a repair. rows: how many rows of the file were left out.
    """

    key: str
    values: Mapping[str, Any]
    example: str = ""
    repair: str = ""
    rows: int = 0

    @property
    def line(self) -> Phrase:
        """The entry as one line.

        >>> print(Entry("out.leavers", {"n": 2}, "Ada", "leavers", 2).line)
        2 leavers left out, such as 'Ada' (--no-repair leavers)
        """
        line = Phrase(f"report.account.{self.key}", **self.values)
        if self.example:
            line = Phrase("report.account.such", text=line, example=shown(self.example))
        if self.repair:
            option = "repair" if self.repair in OFF else "no-repair"
            line = Phrase("report.account.switch", text=line, option=option, repair=self.repair)
        return line


@dataclass(slots=True)
class Account:
    """The entries of a reading in the order of its steps.

    rows: how many rows the file has, without blank ones.
    """

    rows: int = 0
    entries: list[Entry] = field(default_factory=list)

    def add(self, key: str, n: int, example: str = "", repair: str = "", rows: int = 0, **values: Any) -> None:
        """Add an entry about a number of cells or rows, unless the number is 0. values: others of its text."""
        if n:
            self.entries.append(Entry(key, {"n": n, **values}, example, repair, rows))

    def note(self, key: str, repair: str = "", **values: Any) -> None:
        """Add an entry that counts nothing."""
        self.entries.append(Entry(key, values, repair=repair))

    @property
    def left_out(self) -> int:
        """The number of rows of the file that are not members."""
        return sum(entry.rows for entry in self.entries)

    def lines(self, kind: str = "members") -> tuple[Phrase, ...]:
        """Return the account as lines; none if everything was read as it is in the file.

        kind: of the rows that were not left out, "members" or "ties".
        """
        if not self.entries:
            return ()
        out = self.left_out
        first = Phrase(f"report.account.rows.{kind}", rows=self.rows, members=self.rows - out, out=out)
        return (first, *(entry.line for entry in self.entries))
