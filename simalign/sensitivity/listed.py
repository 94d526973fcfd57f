"""Catalogues of claims and of rival rules: YAML files with one list, its entries told apart by their names."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

from pydantic import PrivateAttr

from simalign.errors import InputError, Problem, nearest
from simalign.scenario.configs import configs_folder, is_name
from simalign.scenario.fields import Section
from simalign.scenario.files import read_tree
from simalign.scenario.tree import Node


class Entry(Section):
    """An entry of a catalogue, which knows its place in the file that it came from."""

    _place: Node | None = PrivateAttr(None)

    def put(self, place: Node) -> None:
        """Remember the place."""
        self._place = place

    def blamed(self, problem: Problem, part: str) -> Problem | None:
        """The problem with the line of ``part`` of this entry; None where it is not of that part."""
        there = self._place.items.get(part) if self._place else None
        key = problem.key or ""
        if there is None or there.at(key) is there:
            return None
        return replace(problem, file=there.file, line=there.at(key).line, key=f"{part}.{key}")


def load_listed[Listed: Section](
    kind: Literal["claims", "rivals"],
    given: str | Path,
    section: type[Listed],
    written_out: Callable[[Node], Node] = lambda entry: entry,
    check: Callable[[Any], None] = lambda entry: None,
) -> Listed:
    """The catalogue in a file, or of a shipped name; entries are ``written_out`` as read, and checked when made.

    Raises InputError with everything that is wrong with it, and where two entries have one name.
    """
    file = _file(kind, given)
    found: list[Problem] = []
    tree = read_tree(file, found)
    listed = tree.items.get(kind)
    if listed is not None and isinstance(listed.value, list):
        tree = tree.with_items({kind: replace(listed, value=[written_out(entry) for entry in listed.value])})
    try:
        made = section(**tree.plain())
    except InputError as error:
        found += [p if p.file else replace(p, file=file, line=tree.at(p.key or "").line) for p in error.problems]
        raise InputError(found) from None
    names: list[str] = []
    for n, entry in enumerate(getattr(made, kind)):
        place = tree.at(f"{kind}.{n}")
        if entry.name in names:
            line, key = place.at("name").line, f"{kind}.{n}.name"
            found.append(Problem("is there already", file, line, key, entry.name, "a name of its own"))
        names.append(entry.name)
        entry.put(place)
        try:
            check(entry)
        except InputError as error:
            found += [p if p.file else replace(p, file=file, line=place.line, key=p.key) for p in error.problems]
    if found:
        raise InputError(found)
    return made


def _file(kind: str, given: str | Path) -> Path:
    if not is_name(given):
        return Path(given)
    known = sorted(file.stem for file in (configs_folder() / kind).glob("*.yaml"))
    if given not in known:
        message = f"no {kind} of that name{nearest(str(given), known)}"
        allowed = f"{', '.join(known)}, or the path of a file"
        raise InputError([Problem(message, key=f"--{kind}", value=str(given), allowed=allowed)])
    return configs_folder() / kind / f"{given}.yaml"
