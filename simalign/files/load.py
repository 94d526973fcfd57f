"""Records made from trees."""

from simalign.errors import InputError, Problem
from simalign.files.record import Record
from simalign.files.tree import Node


def made[Made: Record](kind: type[Made], tree: Node, problems: list[Problem]) -> Made:
    """Make the record that a tree describes.

    Raises InputError with all ``problems``, those found in reading the tree included, sorted by file and line.
    """
    record = None
    try:
        record = kind(**tree.plain())
    except InputError as error:
        placed = [problem if problem.file else located(problem, tree) for problem in error.problems]
        before = {str(problem) for problem in problems}
        problems += [problem for problem in placed if str(problem) not in before]
    if record is None or problems:
        raise InputError(sorted(problems, key=lambda problem: (str(problem.file), problem.line or 0)))
    return record


def located(problem: Problem, tree: Node) -> Problem:
    """Add the place of its key to a problem, and the value as it is written there."""
    return tree.at(problem.key or "").blamed(problem)
