"""Write a board report to a file, in the format of its suffix."""

from importlib import import_module
from pathlib import Path

from simalign.board.content import Board
from simalign.errors import InputError, Problem
from simalign.installation import require

WRITERS = (".html", ".docx", ".pptx", ".pdf")  # each is a module here, with one function of the same name
MODULES = {".docx": "docx", ".pptx": "pptx", ".pdf": "reportlab"}  # of the extra ``report``


def check_report(path: Path, key: str = "path") -> None:
    """Raise InputError if a report cannot be written to a path; key: the argument or option, for the message."""
    suffix = path.suffix.lower()
    if suffix not in WRITERS:
        allowed = f"a file name that ends in {', '.join(WRITERS)}"
        raise InputError([Problem("is not a format of reports", key=key, value=str(path), allowed=allowed)])
    if path.exists():
        raise InputError([Problem("already exists", key=key, value=str(path), allowed="the name of a new file")])
    if not path.parent.is_dir():
        raise InputError(
            [Problem("is in a folder that does not exist", key=key, value=str(path), allowed="an existing folder")]
        )
    if suffix in MODULES:
        require(f"a report in {suffix}", "report", MODULES[suffix])


def write_report(board: Board, path: Path, key: str = "path") -> None:
    """Write a report to a new file. Raises InputError as ``check_report`` does, or if the file cannot be written."""
    check_report(path, key)
    name = path.suffix.lower().removeprefix(".")
    content = getattr(import_module(f"simalign.board.{name}"), name)(board)  # the module imports an optional library
    try:
        with path.open("xb") as file:
            file.write(content)
    except OSError as error:
        message = f"cannot be written: {error.strerror}"
        raise InputError([Problem(message, key=key, value=str(path), allowed="the name of a new file")]) from None
