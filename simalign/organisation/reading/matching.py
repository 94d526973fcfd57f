"""Find the person that a cell means: by id, name, e-mail or distinguished name, in several forms, if unique.

The forms are tried in the order of ``KINDS``. A form that two people share matches nobody.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain

from simalign.organisation.reading.folding import bare, folded

AMBIGUOUS = -1
BRACKETED = re.compile(r"[(\[<]\s*([^()\[\]<>]+?)\s*[)\]>]\s*$")
DASHED = re.compile(r"^(\S+)\s+[-–|:]\s+\S|\s[-–|:]\s+(\S+)$")
COMMON_NAME = re.compile(r"\s*(?:cn|uid)\s*=\s*((?:[^,\\]|\\.)+)", re.IGNORECASE)
NUMBER = re.compile(r"0*([0-9]+?)(?:\.0+)?", re.ASCII)
MAILTO = re.compile(r"^(?:mailto|smtp):", re.IGNORECASE)

LONGEST = 200  # characters of a cell that may name a person and an id
KINDS = {
    "exact": "by the exact id",
    "folded": "by an id that differs in case, blanks or Unicode form",
    "number": "by an id that is the same number, written differently",
    "email": "by e-mail",
    "bracket": "by the id or name in brackets or before a dash",
    "dn": "by distinguished name",
    "name": "by name",
    "order": "by name in another order or with initials",
}
ID_FORMS, NAME_FORMS = ("exact", "folded", "number", "email"), ("dn", "name", "order")  # bracketed ids in between


def number_form(text: str) -> str | None:
    """Return a whole number without leading zeros and decimals; None for another text.

    >>> number_form("00101"), number_form("101.0"), number_form("a1")
    ('101', '101', None)
    """
    match = NUMBER.fullmatch(text.strip())
    return match[1] if match else None


def name_form(text: str) -> str:
    """Return the words of a name, sorted, without initials and accents.

    >>> name_form("Holm, Ada M.") == name_form("Ada Holm")
    True
    """
    words = bare(text).split()
    long = [word for word in words if len(word) > 1]
    return " ".join(sorted(long if len(long) > 1 else words))


def common_name(text: str) -> str | None:
    """Return the first common name of a distinguished name; None for another text.

    >>> common_name("CN=Ada Holm,OU=Board")
    'Ada Holm'
    """
    match = COMMON_NAME.match(text)
    return match[1].replace("\\", "").strip() if match else None


@dataclass(slots=True)
class People:
    """Indices of people by the forms of their ids, names, e-mails and distinguished names."""

    ids: Sequence[str]
    names: Sequence[str] = ()
    emails: Sequence[str] = ()
    dns: Sequence[str] = ()
    _indices: dict[str, dict[str, int]] = field(default_factory=dict)

    def find(self, cell: str) -> tuple[int | None, str]:
        """Return the person that a cell means, and the kind of match.

        The person is None if nobody matches, and AMBIGUOUS if the best form is that of several people.

        >>> People(["01", "02"], ["Ada Holm", "Ben Rask"]).find("Holm, Ada")
        (0, 'order')
        """
        ambiguous: tuple[int | None, str] = (None, "")
        for person, kind in chain(self._matches(cell, ID_FORMS), self._inside(cell), self._matches(cell, NAME_FORMS)):
            if person != AMBIGUOUS:
                return person, kind
            if ambiguous[0] is None:
                ambiguous = person, kind
        return ambiguous

    def _matches(self, cell: str, kinds: Collection[str]) -> Iterator[tuple[int, str]]:
        """Yield the person, or AMBIGUOUS, that each form of a whole cell means."""
        for kind, form in self._forms(cell):
            if kind in kinds and (person := self._index(kind).get(form)) is not None:
                yield person, kind

    def _inside(self, cell: str) -> Iterator[tuple[int, str]]:
        """Yield the people that parts of a cell such as ``Name (ID)`` mean."""
        for text in _inner(cell):
            for person, _ in self._matches(text, KINDS):
                if person != AMBIGUOUS:
                    yield person, "bracket"

    def _forms(self, cell: str) -> Iterable[tuple[str, str]]:
        """Yield the forms of a cell in the order in which they are tried."""
        yield "exact", cell
        yield "folded", folded(cell)
        if number := number_form(cell):
            yield "number", number
        if "@" in cell:
            yield "email", folded(MAILTO.sub("", cell))
        if "=" in cell:
            yield "dn", folded(cell)
            cell = common_name(cell) or cell
        yield "name", folded(cell)
        yield "order", name_form(cell)

    def _index(self, kind: str) -> dict[str, int]:
        if kind not in self._indices:
            make: dict[str, tuple[Sequence[str], Callable[[str], str | None]]] = {
                "exact": (self.ids, str),
                "folded": (self.ids, folded),
                "number": (self.ids, number_form),
                "email": (self.emails, folded),
                "dn": (self.dns, folded),
                "name": (self.names, folded),
                "order": (self.names, name_form),
            }
            self._indices[kind] = _unique(map(make[kind][1], make[kind][0]))
        return self._indices[kind]


def _unique(forms: Iterable[str | None]) -> dict[str, int]:
    """Return the index of each form; AMBIGUOUS for a form that occurs again."""
    index: dict[str, int] = {}
    for person, form in enumerate(forms):
        if form:
            index[form] = AMBIGUOUS if form in index else person
    return index


def _inner(cell: str) -> list[str]:
    """Return the parts of a cell like ``Name (ID)`` or ``ID - Name`` that may mean a person by themselves."""
    if len(cell) > LONGEST:
        return []
    if match := BRACKETED.search(cell):
        return [match[1], cell[: match.start()].strip()]
    if match := DASHED.search(cell):
        return [match[1] or match[2]]
    return []
