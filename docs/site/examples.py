"""Extension of griffe: examples in docstrings, which are lines after ``>>>``, become blocks of code."""

import re
from typing import Any

from griffe import Extension, Object

EXAMPLE = re.compile(r"(?:^ *>>> .*\n?(?: *\S.*\n?)*)", re.MULTILINE)


class Examples(Extension):
    """Fence each example of a docstring, up to the next blank line."""

    def on_instance(self, *, obj: Object, **_: Any) -> None:
        """Change the docstring of an object once it has been read."""
        if obj.docstring is not None:
            obj.docstring.value = fenced(obj.docstring.value)


def fenced(text: str) -> str:
    """Return a text with its examples in fences, whatever their indentation."""
    return EXAMPLE.sub(lambda found: f"```pycon\n{found[0].rstrip()}\n```\n", text)
