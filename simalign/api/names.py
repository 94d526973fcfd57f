"""Names in results: the argument ``names`` of functions that describe organisations, and the names in a report."""

from os import PathLike
from pathlib import Path
from typing import Any, Literal, get_args

from simalign.board.write import check_report
from simalign.errors import InputError, Problem, expect

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


def report_file(path: str | PathLike[str], name: str | None, code_name: str | None) -> Path:
    """Return the path of a report for a board.

    Raises InputError if a report cannot be written there, or for a name and a code name.
    """
    expect(path, (str, PathLike), "path", "the path of a new file")
    file = Path(path)
    check_report(file)
    if name is not None and code_name is not None:
        raise InputError([Problem("cannot be used with name", key="code_name", value=code_name)])
    return file
