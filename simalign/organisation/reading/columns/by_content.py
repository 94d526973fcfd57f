"""Choose columns by their content: the pair of columns in which the cells of managers are found among ids or names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from simalign.files.table import Table
from simalign.organisation.reading.columns.synonyms import meaning, ranked
from simalign.organisation.reading.folding import bare
from simalign.organisation.reading.matching import AMBIGUOUS, People, number_form
from simalign.organisation.tree import UNKNOWN, depths

SAMPLE = 2000  # rows whose managers are looked up
FOUND = 0.8  # least share of managers who are found
DISTINCT = 0.9  # least share of different cells in a column of ids
STEMS = (
    "mana",
    "mgr",
    "report",
    "sup",
    "boss",
    "lead",
    "chef",
    "parent",
    "vorges",
    "resp",
    "capo",
    "jefe",
    "gest",
    "head",
)
PEOPLE = ("id", "email", "name", "dn")


@dataclass(frozen=True, slots=True)
class Pair:
    """A column of ids, a column of managers, and the share of managers who are found."""

    identity: int
    manager: int
    share: float


def best_of(table: Table, name: str, indices: Sequence[int], people: Mapping[str, int]) -> int:
    """Return the best of several columns that may have the meaning ``name``: for managers, the one most often found.

    people: indices of the columns that identify people.
    """
    if name != "manager" or len(indices) == 1:
        return min(indices, key=lambda index: (ranked(table.header[index]) or ("", 0))[1])
    rows = _rows(table)
    ids, names, emails, dns = (
        [row[people[kind]] for row in rows] if kind in people else [] for kind in ("id", "name", "email", "dn")
    )
    known = People(ids, names, emails, dns)
    return max(indices, key=lambda index: _share(known, [row[index] for row in rows]))


def pair_of(table: Table, used: set[int], identity: int | None, manager: int | None) -> list[Pair]:
    """Return the best pair of columns of people and managers, or several equally good ones.

    used: indices of columns with another meaning. identity, manager: indices that are already known.
    """
    rows = _rows(table)
    width = len(table.header)
    columns = [[row[index] for row in rows] for index in range(width)]
    identities = [identity] if identity is not None else [n for n in range(width) if _distinct(columns[n])]
    pairs = []
    for first in identities:
        known = People(columns[first], columns[first], columns[first], columns[first])
        for second in [manager] if manager is not None else set(range(width)) - used - {first}:
            given = manager is not None
            if second != first and (given or _plausible(table.header[second], columns[second], len(rows))):
                share = _share(known, columns[second])
                if share >= FOUND and (given or _is_tree(known, columns[second])):
                    pairs.append(Pair(first, second, share))
    best = max((pair.share for pair in pairs), default=0.0)
    return [pair for pair in pairs if pair.share == best]


def distinct(table: Table, index: int) -> bool:
    """Return whether almost all cells of a column are different and not empty."""
    return _distinct([row[index] for row in _rows(table)])


def _rows(table: Table) -> list[tuple[str, ...]]:
    return [row for row in table.rows if len(row) == len(table.header)]


def _distinct(cells: Sequence[str]) -> bool:
    """Return whether almost all cells of a column are different and not empty."""
    filled = [cell for cell in cells if cell]
    return len(filled) >= DISTINCT * len(cells) > 0 and len(set(filled)) >= DISTINCT * len(filled)


def _plausible(header: str, cells: Sequence[str], size: int) -> bool:
    """Return whether a column without a known name may be one of managers.

    Small numbers may as well be levels or counts, so they require a name that resembles one of managers.
    """
    if meaning(header) not in (None, *PEOPLE) or not any(cells):
        return False
    numbers = [number for cell in cells if cell and (number := number_form(cell))]
    small = sum(len(number) <= len(str(size)) for number in numbers)
    return small * 2 < sum(map(bool, cells)) or any(stem in bare(header) for stem in STEMS)


def _share(known: People, cells: Sequence[str]) -> float:
    """Return the share of the filled cells that mean a person."""
    filled = [cell for cell in cells if cell][:SAMPLE]
    hits = [known.find(cell)[0] for cell in filled]
    return sum(hit is not None and hit != AMBIGUOUS for hit in hits) / len(filled) if filled else 0.0


def _is_tree(known: People, cells: Sequence[str]) -> bool:
    """Return whether the managers form trees, in which people have reports and not everybody is their own manager."""
    people = [known.find(cell)[0] if cell else None for cell in cells]
    manager = [UNKNOWN if person is None or person == AMBIGUOUS else person for person in people]
    below = sum(above not in (UNKNOWN, row) for row, above in enumerate(manager))
    return below > 0 and below * 2 >= len(manager) - 1 and not depths(manager)[1]
