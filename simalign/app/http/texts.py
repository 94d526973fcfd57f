"""The texts of the page, by key, in each of its languages; they are among its static files."""

import json
import re
from functools import cache

from simalign.texts.catalogue import LANGUAGES, SERVER_ONLY, texts_in


@cache
def messages(language: str) -> dict[str, str]:
    """Return all texts of a language that the page needs in the ICU message format, by key.

    >>> messages("de")["view.lessons"]
    'Lektionen'
    """
    texts = texts_in(language).messages
    return {key: message for key, message in texts.items() if not key.startswith(SERVER_ONLY)}


@cache
def text_files() -> dict[str, bytes]:
    """Return the files of texts that the page fetches, by their path among its static files."""
    return {
        f"text/{language}.json": json.dumps(messages(language), ensure_ascii=False, separators=(",", ":")).encode()
        for language in LANGUAGES
    }


def language_of(address: str) -> str:
    """Return the language that the address of a page names after its ``#``.

    >>> language_of("#view=lessons&lang=de"), language_of("#size=20")
    ('de', 'en')
    """
    asked = re.search(r"(?:^#?|&)lang=([a-z]{2})(?:&|$)", address)
    return asked[1] if asked and asked[1] in LANGUAGES else LANGUAGES[0]
