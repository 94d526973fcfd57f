"""The text of a file, as a tree; one clear message for a file of no use."""

from dataclasses import replace
from pathlib import Path

from simalign.errors import InputError, Problem
from simalign.files.merge import COMMAND_LINE
from simalign.files.tree import Node, parse

LONGEST_CHAIN = 50  # files that start from each other


def read_tree(file: Path, found: list[Problem]) -> Node:
    """The mapping in a file. What is wrong within it is added to ``found``.

    Raises InputError for a file of no use, with what was found before.
    """
    try:
        node = parse(_text(file), file, found)
    except InputError as error:
        raise InputError([*found, *(p for p in error.problems if p not in found)]) from None
    if node is None:
        raise InputError([*found, Problem("is empty", file, allowed="keys and values; {} for all defaults")])
    if not isinstance(node.value, dict):
        kind = "a list" if isinstance(node.value, list) else "a single value"
        raise InputError([*found, Problem(f"holds {kind}, not a mapping of keys to values", file, node.line)])
    return node


def absolute(path: Path) -> Path:
    """The path from the root, links followed; as it is where they lead in a circle."""
    try:
        return path.resolve()
    except (OSError, RuntimeError, ValueError):
        return path.absolute()


def is_path(node: Node) -> bool:
    """Whether the value of a node can be a path at all."""
    return isinstance(node.value, str) and node.value != "" and "\0" not in node.value


def absolute_path(node: Node) -> Node:
    """The node of a path with the path made absolute: it is relative to the file in which it is written."""
    path = str(absolute(folder_of(node) / str(node.value)))
    return replace(node, value=path, written=node.written or str(node.value))


def folder_of(node: Node) -> Path:
    """The folder from which the paths in a node's file start."""
    return Path() if node.file == COMMAND_LINE else Path(node.file).parent


def unusable(file: Path) -> str | None:
    """Say why there is nothing to read; None when there is a file.

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


def _text(file: Path) -> str:
    if reason := unusable(file):
        raise InputError([Problem(reason, file)])
    try:
        return file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        wrong = error.object[error.start : error.end]
        raise InputError([Problem("is not text in UTF-8", file, line, value=wrong)]) from None
    except OSError as error:
        raise InputError([Problem(f"cannot be read: {error.strerror}", file)]) from None
