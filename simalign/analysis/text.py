"""Names and lists as people write them."""

from collections.abc import Sequence

from simalign.errors import printable

LONGEST = 28  # characters of a name


def words(name: str) -> str:
    """A policy's name as people write it, cut where it is long.

    >>> words("tell_and_sell")
    'tell and sell'
    """
    text = printable(name.replace("_", " "))
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def listed(names: Sequence[str], last: str = "and") -> str:
    """Join names for a sentence.

    >>> listed(["trust", "needs", "skill"])
    'trust, needs and skill'
    """
    return f" {last} ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))
