"""The meaning of the name of a column, from a list of synonyms in several languages."""

import re
from functools import cache, lru_cache

from simalign.organisation.reading.folding import bare, data

BRACKETS = re.compile(r"[\[(<{][^\])>}]*[\])>}]|\*")

LONGEST = 100  # characters of the name of a column


@cache
def _meanings() -> dict[str, tuple[str, int]]:
    """Return our name and the rank of each synonym, by its bare form without blanks; of two meanings, the first."""
    known: dict[str, tuple[str, int]] = {}
    for ours, languages in data("columns/synonyms.yaml").items():
        words = [word for language in languages.values() for word in language]
        for rank, word in enumerate(words):
            known.setdefault(_key(str(word)), (ours, rank))
    return known


def _key(name: str) -> str:
    return bare(name).replace(" ", "")


@lru_cache(maxsize=4096)
def ranked(name: str) -> tuple[str, int] | None:
    """Return our name for the name of a column and the rank of the synonym (0 first); None for an unknown name."""
    if len(name) > LONGEST:
        return None
    known = _meanings()
    for text in (name, BRACKETS.sub(" ", name)):
        if (found := known.get(_key(text))) is not None:
            return found
    return None


def meaning(name: str) -> str | None:
    """Return our name for the name of a column; None for an unknown name.

    >>> meaning("Vorgesetzte(r)"), meaning("Employee_ID [Required]"), meaning("shoe size")
    ('manager', 'id', None)
    """
    found = ranked(name)
    return found[0] if found else None
