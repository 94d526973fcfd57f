"""The texts of the page, by key, in each of its languages; they are among its static files."""

import json
import re
from functools import cache
from typing import cast

from simalign.app.http.assets import static_files

LANGUAGES = ("en", "de")  # the first is that of an address without one


@cache
def messages(language: str) -> dict[str, str]:
    """Return all texts of a language in the ICU message format, by key.

    >>> messages("de")["view.lessons"]
    'Lektionen'
    """
    return cast(dict[str, str], json.loads(static_files()[f"text/{language}.json"][0]))


def language_of(address: str) -> str:
    """Return the language that the address of a page names after its ``#``.

    >>> language_of("#view=lessons&lang=de"), language_of("#size=20")
    ('de', 'en')
    """
    asked = re.search(r"(?:^#?|&)lang=([a-z]{2})(?:&|$)", address)
    return asked[1] if asked and asked[1] in LANGUAGES else LANGUAGES[0]
