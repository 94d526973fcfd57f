"""Phrases: texts that are made in English while files are read, and can be said in another language later."""

from collections.abc import Mapping
from typing import Any, Self

from simalign.texts.catalogue import ENGLISH, Texts


class Figure(str):
    """A number that is formatted in English notation, to be filled into a phrase in the notation of its language."""

    __slots__ = ()


class Phrase(str):
    """A text of the catalogue with its values: a str in English, which ``in_language`` says in any language.

    values: by name; numbers of plurals, texts that are the same in all languages, figures, phrases, and tuples of
    them, which are joined by commas. Phrases are equal if their English texts are. Raises KeyError for an unknown key
    or a missing value.

    >>> from simalign.texts.catalogue import texts_in
    >>> phrase = Phrase("report.account.out.leavers", n=2000)
    >>> phrase, in_language(phrase, texts_in("de"))
    ('2,000 leavers left out', '2.000 Ausgeschiedene ausgelassen')
    """

    __slots__ = ("key", "values")
    key: str
    values: Mapping[str, Any]

    def __new__(cls, key: str, /, **values: Any) -> Self:
        """Fill in the values in English."""
        phrase = super().__new__(cls, _say(key, values, ENGLISH))
        phrase.key, phrase.values = key, values
        return phrase

    def __reduce__(self) -> tuple[Any, ...]:
        """Copy and pickle the key and the values."""
        return _again, (self.key, self.values)


def in_language(text: str, texts: Texts) -> str:
    """Return a phrase in a language; a text that is not a phrase is the same in all languages.

    >>> in_language("Ada", ENGLISH)
    'Ada'
    """
    return _say(text.key, text.values, texts) if isinstance(text, Phrase) else text


def _again(key: str, values: Mapping[str, Any]) -> Phrase:
    return Phrase(key, **values)


def _say(key: str, values: Mapping[str, Any], texts: Texts) -> str:
    return texts.say(key, **{name: _value(value, texts) for name, value in values.items()})


def _value(value: Any, texts: Texts) -> str | int:
    """Return a value as it is filled into a message."""
    if isinstance(value, tuple):
        return ", ".join(str(_value(item, texts)) for item in value)
    if isinstance(value, Figure):
        return texts.figure(value)
    return in_language(value, texts) if isinstance(value, str) else int(value)
