"""The one loader of every kind of YAML file.

A file is parsed into a tree, a record is made of the tree, and the checks of its kind follow. Every problem has its
file, line, key and value. All problems of a file are raised together, sorted, when its draft is finished.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from simalign.errors import InputError, Problem
from simalign.files.merge import merged, without
from simalign.files.messages import EMPTY
from simalign.files.read import absolute, folder_of, is_path, read_tree, unusable
from simalign.files.shipped import Catalogue, config_file
from simalign.files.tree import Node

LONGEST_CHAIN = 50  # files that start from each other
TITLES = ("name", "description")  # which a file does not inherit from the one that it extends


class Problems(list[Problem]):
    """The problems of a file, collected while it is read."""

    def collect(self) -> "Collecting":
        """Return a context that collects the problems raised inside, unchanged."""
        return Collecting(self, lambda problem: problem)

    def at(self, node: Node, key: str) -> "Collecting":
        """Return a context that collects the problems raised inside, each with the place of a node and its key, or a
        key below.

        Problems inside another file keep their place; an unreadable file is a problem of the node.
        """
        return Collecting(self, lambda problem: problem if _is_elsewhere(problem) else _placed(problem, node, key))

    def within(self, tree: Node, start: str = "") -> "Collecting":
        """Return a context that collects the problems raised inside, each with the place of its key in a tree.

        start: prefix of the keys, like "run" if they are keys of the mapping ``run``.
        """

        def placed(problem: Problem) -> Problem:
            key = ".".join(part for part in (start, problem.key) if part)
            return problem if problem.file else located(replace(problem, key=key or None), tree)

        return Collecting(self, placed)

    def error(self) -> InputError:
        """Return an InputError with all problems, without duplicates, sorted by file and line."""
        once: dict[str, Problem] = {}
        for problem in self:
            once.setdefault(str(problem), problem)
        return InputError(sorted(once.values(), key=lambda problem: (str(problem.file), problem.line or 0)))

    def stop(self) -> None:
        """Raise the error if there are any problems."""
        if self:
            raise self.error()


class Collecting:
    """A context manager that catches an InputError raised inside and adds its problems, each ``placed``, to a list."""

    def __init__(self, problems: Problems, placed: Callable[[Problem], Problem]) -> None:
        """Set the list that problems are added to."""
        self._problems, self._placed = problems, placed

    def __enter__(self) -> None:
        """Enter the context."""

    def __exit__(self, kind: object, error: object, trace: object) -> bool:
        """Add the problems; do not catch other exceptions."""
        if not isinstance(error, InputError):
            return False
        self._problems.extend(map(self._placed, error.problems))
        return True


@dataclass(frozen=True, slots=True)
class Draft[Made]:
    """A record that is being loaded.

    tree: the parsed file. problems: those found so far. record: the record, None if none could be made.
    """

    tree: Node
    problems: Problems
    record: Made | None

    def finished(self) -> Made:
        """Return the record. Raises InputError with everything that is wrong with the file, keys left empty included.

        An empty value would silently mean the default, or unset what is below, so it is refused everywhere.
        """
        known = {(problem.file, problem.key) for problem in self.problems}
        empty = [Problem(EMPTY, node.file, node.line, key) for key, node in _empty(self.tree)]
        self.problems.extend(problem for problem in empty if (problem.file, problem.key) not in known)
        if self.record is None or self.problems:
            raise self.problems.error()
        return self.record


def load[Made](
    file: Path, make: Callable[..., Made], read: Callable[[Path, Problems], Node] = read_tree
) -> Draft[Made]:
    """Read a file and return the draft of its record, to be checked further and finished.

    make: the record's class, or a function of the keys of the file that raises InputError with relative keys. read:
    makes the tree where a kind has shorthands, settings on top or a file below; adds problems to its list. Raises
    InputError for an unusable file.
    """
    problems = Problems()
    tree = read(file, problems)
    record = None
    with problems.within(tree):
        record = make(**tree.plain())
    return Draft(tree, problems, record)


def located(problem: Problem, tree: Node) -> Problem:
    """Return a problem with the place of its key in a tree, and the value as the file has it."""
    return tree.at(problem.key or "").blamed(problem)


def named_file(catalogue: Catalogue, node: Node, key: str, problems: Problems) -> Path | None:
    """Return the file that a node names; None, and a problem, if it does not name a readable file."""
    allowed = "the name of a shipped file, or the path of a file"
    if not is_path(node):
        message = EMPTY if node.value is None else "does not name a file"
        problems.append(Problem(message, node.file, node.line, key, node.plain(), allowed))
        return None
    file = None
    with problems.at(node, key):
        file = config_file(catalogue, str(node.value), folder_of(node))
    if file is not None and (reason := unusable(file)):
        problems.append(Problem(reason, node.file, node.line, key, str(node.value), allowed))
        return None
    return file


def extended(
    file: Path,
    catalogue: Catalogue,
    problems: Problems,
    written_out: Callable[[Node, Problems], Node],
    below: Callable[[Node, Node], Node],
    chain: Sequence[Path] = (),
) -> Node:
    """Read a file on top of the file that it extends, recursively: mappings merge, everything else replaces.

    written_out: writes out the shorthands of a tree, whose paths are relative to its file. below: removes from the
    lower tree everything that the upper one replaces as a whole. chain: the files that lead to this one.
    """
    tree = read_tree(file, problems)
    base = tree.items.get("extends")
    tree = written_out(without(tree, "extends"), problems)
    lower_file = None if base is None else named_file(catalogue, base, "extends", problems)
    if base is None or lower_file is None:
        return tree
    chain = [*chain, absolute(file)]
    if reason := endless(chain, lower_file, f"{catalogue} extend each other"):
        problems.append(Problem(reason, base.file, base.line, "extends", base.plain()))
        raise problems.error()
    lower = without(extended(lower_file, catalogue, problems, written_out, below, chain), *TITLES)
    return merged(below(lower, tree), tree)


def read_named(file: Path, problems: Problems) -> Node:
    """Read a file whose record has the name of the file if its own is missing or empty."""
    tree = named(read_tree(file, problems), file)
    name = tree.items["name"]
    return tree.with_items({"name": replace(name, value=file.stem)}) if name.value == "" else tree


def named(tree: Node, file: Path) -> Node:
    """Return the tree with the name of its file, unless it gives a name."""
    return tree if "name" in tree.items else tree.with_items({"name": Node(file.stem, file)})


def endless(chain: Sequence[Path], following: Path, each_other: str) -> str | None:
    """Return why a chain of files cannot continue with the ``following`` one; None if it can.

    chain: absolute paths of the files that lead to it. each_other: a description of the chain, like "scenarios extend
    each other".

    >>> endless([Path("/a.yaml"), Path("/b.yaml")], Path("/a.yaml"), "scenarios extend each other")
    'scenarios extend each other in a circle: a.yaml -> b.yaml -> a.yaml'
    """
    if absolute(following) in chain:
        circle = " -> ".join(path.name for path in [*chain[chain.index(absolute(following)) :], following])
        return f"{each_other} in a circle: {circle}"
    return f"more than {LONGEST_CHAIN} {each_other}" if len(chain) > LONGEST_CHAIN else None


def _is_elsewhere(problem: Problem) -> bool:
    """Return whether a problem is inside a file that can be read."""
    return problem.file is not None and (problem.line is not None or unusable(Path(problem.file)) is None)


def _placed(problem: Problem, node: Node, key: str) -> Problem:
    if problem.key and problem.key.startswith(f"{key}."):
        node, key = node.at(problem.key.removeprefix(f"{key}.")), problem.key
    value = problem.value
    if value is None:  # the file or the name that cannot be used
        value = node.value if isinstance(node.value, str) else problem.file
    return node.blamed(replace(problem, key=key, value=value))


def _empty(node: Node, start: str = "") -> Iterator[tuple[str, Node]]:
    """Yield the nodes of keys without a value, at any depth, with their dotted keys."""
    items = enumerate(node.value) if isinstance(node.value, list) else node.items.items()
    for key, item in items:
        if item.value is None and node.items:
            yield f"{start}{key}", item
        yield from _empty(item, f"{start}{key}.")
