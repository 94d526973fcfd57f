"""The table of people while it is being prepared: columns of cells, the lines of its rows, ties and an account."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from simalign.errors import Problem
from simalign.organisation.reading.account import Account


@dataclass(slots=True)
class Draft:
    """A table by columns, which repairs change.

    header: names of the columns in the file. columns: their cells. indices: of columns, by our names. lines: of the
    rows in the file. ragged: the cells of each row with too many or too few, None for others. decimal_comma: whether
    the file writes numbers with a comma in any case. ties: pairs of ids, found in the table. several_heads: whether
    the organisation may have several heads. as_of: the
    date that the user chooses for the file, if any. dates_above: dates above the header.
    """

    file: Path
    header: list[str]
    header_line: int
    columns: list[list[str]]
    lines: list[int]
    ragged: list[tuple[str, ...] | None]
    indices: dict[str, int]
    account: Account
    decimal_comma: bool = False
    ties: list[tuple[str, str]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    several_heads: bool = False
    as_of: str = ""
    dates_above: Sequence[str] = ()

    @property
    def size(self) -> int:
        """The number of rows."""
        return len(self.lines)

    def has(self, *names: str) -> bool:
        """Return whether the table has all of these columns."""
        return all(name in self.indices for name in names)

    def cells(self, name: str) -> list[str]:
        """Return the cells of a column by our name; empty ones if the table does not have it."""
        return self.columns[self.indices[name]] if name in self.indices else [""] * self.size

    def set(self, name: str, cells: list[str], header: str | None = None) -> None:
        """Set the cells of a column by our name; without such a column, append one, called ``header`` or our name."""
        if name not in self.indices:
            self.indices[name] = len(self.header)
            self.header.append(header or name)
            self.columns.append(cells)
        else:
            self.columns[self.indices[name]] = cells

    def keep(self, kept: Sequence[bool]) -> None:
        """Remove all rows that are not kept."""

        def chosen[T](values: list[T]) -> list[T]:
            return [value for value, stays in zip(values, kept, strict=True) if stays]

        self.columns = [chosen(column) for column in self.columns]
        self.lines, self.ragged = chosen(self.lines), chosen(self.ragged)

    def describe(self, row: int) -> str:
        """Return the name, else the id, of the person in a row."""
        return next((text for name in ("name", "email", "id") if (text := self.cells(name)[row])), "")

    def without(self, out: Sequence[bool], key: str, repair: str, example: str = "") -> None:
        """Remove rows and add them to the account; key: of the entry."""
        rows = [row for row, gone in enumerate(out) if gone]
        if rows:
            example = example or self.describe(rows[0])
            self.account.add(key, len(rows), example, repair, rows=len(rows))
            self.keep([not gone for gone in out])


Repair = Callable[[Draft], None]
