"""The argument ``names`` of functions that describe organisations."""

from typing import Any, Literal, get_args

from simalign.errors import InputError, Problem

Names = Literal["shown", "hidden"]
NAMES: tuple[Names, ...] = get_args(Names)


def checked_names(names: Any) -> Names:
    """Return whether names of people are shown or hidden. Raises InputError for another value.

    >>> checked_names("hidden")
    'hidden'
    """
    for allowed in NAMES:
        if names == allowed:
            return allowed
    raise InputError([Problem("is not a way to show names", key="names", value=names, allowed=" or ".join(NAMES))])
