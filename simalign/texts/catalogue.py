"""The texts of a language by key, and its notation of numbers."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from simalign.errors import InputError, Problem
from simalign.texts.message import fill, parse

LANGUAGES = ("en", "de")  # the first is the default
SERVER_ONLY = ("report.",)  # beginnings of keys that the page does not need
NARROW = "\u202f"  # narrow no-break space
NOTATION = {"de": str.maketrans({",": ".", ".": ",", "%": f"{NARROW}%"})}  # of figures in English notation


@dataclass(frozen=True, eq=False)
class Texts:
    """The texts of a language, ``messages`` by key."""

    language: str
    messages: Mapping[str, str]

    def say(self, key: str, /, **values: str | int) -> str:
        """Return the text of a key with its values filled in. Raises KeyError for an unknown key or a missing value.

        >>> texts_in("de").say("count.weeks", n=2000)
        '2.000 Wochen'
        """
        return fill(parse(self.messages[key]), values, lambda n: self.figure(f"{n:,}"))

    def figure(self, text: str) -> str:
        """Return a figure that is formatted in English in the notation of the language, with a true minus sign.

        >>> ENGLISH.figure(f"{-1234.5:,.1f}"), texts_in("de").figure(f"{-0.034:.1%}")
        ('−1,234.5', '−3,4\u202f%')
        """
        return text.replace("-", "−").translate(NOTATION.get(self.language, {}))


@cache
def _texts(language: str) -> Texts:
    return Texts(language, json.loads(files("simalign.texts").joinpath(f"{language}.json").read_text(encoding="utf-8")))


def texts_in(language: str, key: str = "language") -> Texts:
    """Return the texts of a language. Raises InputError for another one; key: the argument or option, for the message.

    >>> texts_in("de").language
    'de'
    """
    if language not in LANGUAGES:
        allowed = " or ".join(LANGUAGES)
        raise InputError([Problem("is not a language of reports", key=key, value=language, allowed=allowed)])
    return _texts(language)


ENGLISH = texts_in(LANGUAGES[0])
