"""Reading of files as bytes, and of YAML files as trees, with a clear message for a file that cannot be used."""

from dataclasses import replace
from os import PathLike
from pathlib import Path

from simalign.errors import InputError, Problem, expect
from simalign.files.memory import MemoryFile
from simalign.files.merge import COMMAND_LINE
from simalign.files.tree import Node, parse

LARGEST_TEXT = 4_000_000  # bytes of a YAML file, which takes half a minute to read
LARGEST_TABLE = 256_000_000  # bytes of a CSV or GraphML file: millions of rows


def read_tree(file: str | Path, problems: list[Problem]) -> Node:
    """Read the mapping in a YAML file; problems inside it are added to ``problems``.

    Raises InputError for a file that cannot be read or has no mapping, with the problems up to that point.
    """
    file = path_of(file)
    try:
        node = parse(_text(file), file, problems)
    except InputError as error:
        raise InputError([*problems, *(p for p in error.problems if p not in problems)]) from None
    if node is None:
        raise InputError([*problems, Problem("is empty", file, allowed="keys and values; {} for all defaults")])
    if not isinstance(node.value, dict):
        kind = "a list" if isinstance(node.value, list) else "a single value"
        message = f"contains {kind}, not a mapping of keys to values"
        raise InputError([*problems, Problem(message, file, node.line)])
    return node


def absolute(path: Path) -> Path:
    """Return the absolute path with symbolic links resolved, or unresolved if they form a cycle."""
    try:
        return path.resolve()
    except (OSError, RuntimeError, ValueError):
        return path.absolute()


def is_path(node: Node) -> bool:
    """Return whether the value of a node can be a path."""
    return isinstance(node.value, str) and node.value != "" and "\0" not in node.value


def absolute_path(node: Node) -> Node:
    """Return the node of a path with an absolute path; a relative one starts at the folder of its file."""
    path = str(absolute(folder_of(node) / str(node.value)))
    return replace(node, value=path, written=node.written or str(node.value))


def folder_of(node: Node) -> Path:
    """Return the folder at which relative paths in the file of a node start."""
    return Path() if node.file == COMMAND_LINE else Path(node.file).parent


def unusable(file: Path) -> str | None:
    """Return the reason why a path is not a regular file; None if it is one.

    >>> unusable(Path("/"))
    'is a folder, not a file'
    """
    try:
        if file.is_file():
            return None
        if file.is_dir():
            return "is a folder, not a file"
        return "is not a regular file" if file.exists() else "no such file"
    except OSError as error:
        return f"cannot be read: {error.strerror}"


def read_bytes(file: str | Path, most: int, allowed: str | None = None) -> bytes:
    """Read a regular file of at most ``most`` bytes.

    allowed: the expected kind of file, for messages. Raises InputError for a larger file, for one that cannot be read,
    and, before reading, for a folder, a device or a named pipe, which might never end.
    """
    path = path_of(file)
    if isinstance(path, MemoryFile):
        return path.read_bytes()
    if reason := unusable(path):
        raise InputError([Problem(reason, path, allowed=allowed)])
    try:
        large = path.stat().st_size > most
        with path.open("rb") as source:
            content = source.read(0 if large else most + 1)
    except (OSError, ValueError) as error:  # ValueError: a path with a NUL
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError([Problem(f"cannot be read: {reason}", path, allowed=allowed)]) from None
    if large or len(content) > most:
        raise InputError([Problem("is too large", path, allowed=f"a file of at most {most / 1e6:,.0f} MB")])
    return content


def path_of(file: str | Path) -> Path:
    """Return a path given as text or as a path; raise InputError for anything else."""
    expect(file, (str, PathLike), "file", "the path of a file")
    return file if isinstance(file, Path) else Path(file)


def _text(file: Path) -> str:
    """Read a YAML file as text."""
    try:
        return read_bytes(file, LARGEST_TEXT).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        invalid = error.object[error.start : error.end]
        raise InputError([Problem("is not text in UTF-8", file, line, value=invalid)]) from None
