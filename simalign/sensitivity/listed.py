"""Catalogues of claims and of rival rules: YAML files with one list, its entries told apart by their names."""

from dataclasses import replace
from pathlib import Path
from typing import Literal

from simalign.errors import InputError, Problem, nearest
from simalign.scenario.configs import configs_folder, is_name
from simalign.scenario.fields import Section
from simalign.scenario.files import read_tree


def load_listed(kind: Literal["claims", "rivals"], given: str | Path, section: type[Section]) -> Section:
    """The catalogue in a file, or of a shipped name.

    Raises InputError with everything that is wrong with it, and where two entries have one name.
    """
    file = _file(kind, given)
    found: list[Problem] = []
    tree = read_tree(file, found)
    made = None
    try:
        made = section(**tree.plain())
    except InputError as error:
        found += [p if p.file else replace(p, file=file, line=tree.at(p.key or "").line) for p in error.problems]
    if made is not None:
        names = [entry.name for entry in getattr(made, kind)]
        for n, name in enumerate(names):
            if name in names[:n]:
                key = f"{kind}.{n}.name"
                found.append(Problem("is there already", file, tree.at(key).line, key, name, "a name of its own"))
    if made is None or found:
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
