"""What somebody probably meant: the nearest known name to one that is not known."""

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(given: str, names: Iterable[str]) -> str:
    """Suggest the name most like ``given``: the end of a sentence, or nothing.

    >>> nearest("manger", ["id", "manager"])
    "; did you mean 'manager'?"
    >>> nearest("zzz", ["id", "manager"])
    ''
    """
    known = {name.casefold(): name for name in names}
    found = get_close_matches(given.casefold(), known, n=1)
    return f"; did you mean {known[found[0]]!r}?" if found else ""
