"""Forms of a text in which unimportant differences are removed, and the lists of words that exports use."""

import re
import unicodedata
from functools import cache
from importlib.resources import files

from ruamel.yaml import YAML

OTHER = re.compile(r"[\W_]+")


def folded(text: str) -> str:
    """Return a text in the Unicode form NFKC, without case and with single blanks.

    >>> folded(" Ada  HOLM ")
    'ada holm'
    """
    if text.isascii():
        return " ".join(text.lower().split())
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def bare(text: str) -> str:
    """Return a text without case, accents and punctuation, as words separated by single blanks.

    >>> bare("Führungskraft-Nr."), bare("N+1")
    ('fuhrungskraft nr', 'n 1')
    """
    if not text.isascii():
        decomposed = unicodedata.normalize("NFKD", text.casefold())
        text = "".join(character for character in decomposed if not unicodedata.combining(character))
    return OTHER.sub(" ", text.lower()).strip()


@cache
def words(kind: str) -> frozenset[str]:
    """Return the bare words of a kind, such as "vacant", in all languages.

    >>> "unbesetzt" in words("vacant")
    True
    """
    return frozenset(bare(str(word)) or str(word) for word in data("words.yaml")[kind])


@cache
def start_of(*kinds: str) -> re.Pattern[str]:
    """Return a pattern that matches the start of every text whose first word is that of a word of these kinds.

    It rules out most cells faster than their bare forms do.

    >>> bool(start_of("vacant").match("[Vacant]")), bool(start_of("vacant").match("Ada"))
    (True, False)
    """
    first = sorted({word.split()[0] for kind in kinds for word in words(kind)})
    return re.compile(rf"[\W_]*(?:{'|'.join(map(re.escape, first))})(?![^\W_])", re.IGNORECASE)


@cache
def data(name: str) -> dict[str, dict[str, list[str]]]:
    """Return the content of a data file of this folder."""
    text = files(__package__).joinpath(name).read_text(encoding="utf-8")
    loaded: dict[str, dict[str, list[str]]] = YAML(typ="safe", pure=True).load(text)
    return loaded
