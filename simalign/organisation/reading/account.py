"""The account of a reading: the number of rows, what was taken for what, and what was changed or left out."""

from dataclasses import dataclass, field

from simalign.errors import shown

OFF = ("incomplete", "twice", "unknown")  # repairs that are off by default, because they may hide a mistake


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of an account.

    repair: the name of the repair, with which it is switched on or off; empty for an entry that is not a repair. count:
    of rows or cells. example: one of them. rows: how many rows of the file were left out.
    """

    text: str
    count: int = 0
    example: str = ""
    repair: str = ""
    rows: int = 0

    def __str__(self) -> str:
        """Return the entry as one line.

        >>> print(Entry("leavers left out", 2, "Ada", "leavers", 2))
        2 leavers left out, such as 'Ada' (--no-repair leavers)
        """
        number = f"{self.count:,} " if self.count else ""
        example = f", such as {shown(self.example)}" if self.example else ""
        switch = f" (--{'' if self.repair in OFF else 'no-'}repair {self.repair})" if self.repair else ""
        return f"{number}{self.text}{example}{switch}"


@dataclass(slots=True)
class Account:
    """The entries of a reading in the order of its steps.

    rows: how many rows the file has, without blank ones.
    """

    rows: int = 0
    entries: list[Entry] = field(default_factory=list)

    def add(self, singular: str, plural: str, count: int, example: str = "", repair: str = "", rows: int = 0) -> None:
        """Add an entry about a number of cells or rows, unless the number is 0."""
        if count:
            self.entries.append(Entry(singular if count == 1 else plural, count, example, repair, rows))

    def note(self, text: str) -> None:
        """Add an entry without a number."""
        self.entries.append(Entry(text))

    @property
    def left_out(self) -> int:
        """The number of rows of the file that are not members."""
        return sum(entry.rows for entry in self.entries)

    def lines(self, one: str = "member", several: str = "members") -> tuple[str, ...]:
        """Return the account as lines; none if everything was read as it is in the file.

        one, several: the noun for rows that were not left out.
        """
        if not self.entries:
            return ()
        members = self.rows - self.left_out
        noun = one if members == 1 else several
        rows, out = (f"{count:,} row{'' if count == 1 else 's'}" for count in (self.rows, self.left_out))
        return (
            f"{rows}: {members:,} {noun}, {out} left out",
            *map(str, self.entries),
        )
