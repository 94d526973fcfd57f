"""Files of a store that are damaged or missing, written again from the sweep file: the same bytes, the same names."""

from pathlib import Path

from simalign.errors import InputError, Problem
from simalign.files import atomic
from simalign.installation import versions
from simalign.sweeps.design.custom import AGAIN, PICKLED, sealed, unsealed
from simalign.sweeps.design.design import Design
from simalign.sweeps.store.compatible import refuse_another
from simalign.sweeps.store.design_file import encoded_points, kinds_of, known_points, new_points
from simalign.sweeps.store.store import Store, refused


def broken_files(store: Store) -> list[Path]:
    """Files that the manifest names, but for parts, that are damaged or missing."""
    named = [store.manifest[key] for key in ("draws", PICKLED) if key in store.manifest]
    return [file for file in (*store.designs(), *(store.path / name for name in named)) if not _sound(file)]


def _sound(file: Path) -> bool:
    try:
        unsealed(file) if file.suffix == ".pickle" else atomic.read(file)
    except InputError:
        return False
    return True


def mend(store: Store, design: Design) -> list[Path]:
    """Write again the files of a store that are damaged or missing, and return them; damaged ones are set aside.

    Raises InputError where the design is of another sweep, or does not make a file as it was, or the disk does not
    take it. A store that has grown is mended with the sweep file that it last grew with, or those before it in turn.
    """
    broken = broken_files(store)
    if not broken:
        return []
    refuse_another(store, design)
    try:
        for file in broken:
            content = _content(store, design, file)
            if content is None:
                raise InputError([_lost(store, design, file)])
            store.set_aside([file] if file.exists() else [])
            atomic.put(store.path, file.name, content)
    except OSError as error:
        raise refused(error, store.path) from None
    return broken


def _content(store: Store, design: Design, file: Path) -> bytes | memoryview | None:
    """What a file held, as far as a design tells; None where it does not tell."""
    if file in store.designs():
        return _points(store, design, file)
    if file.suffix == ".pickle":
        return sealed(design.custom.content) if design.custom.content else None
    content = None if design.posterior is None else design.posterior.content
    return content if content and atomic.checksum(content) == atomic.named(file) else None


def _points(store: Store, design: Design, file: Path) -> memoryview | None:
    """A file of the design: the points that no other file of it holds, as many as its block has."""
    sound = [other for other in store.designs() if _sound(other)]
    block = [block for block in store.blocks if block.first_replication == 0][store.designs().index(file)]
    rows = list(new_points(design, known_points(store, sound), {}))
    if len(rows) != block.points:
        return None
    whole = kinds_of({factor: design.column(factor) for factor in design.factors})
    alone = kinds_of({factor: [row.labels[factor] for row in rows] for factor in design.factors})
    for kinds in (whole, alone):  # a column's type was that of all values that the sweep had then
        content, _ = encoded_points(rows, block.first_point, kinds)
        if atomic.checksum(content) == atomic.named(file):
            return content
    return None


def _lost(store: Store, design: Design, file: Path) -> Problem:
    """What to say where a file cannot be made again."""
    made, here = store.manifest["versions"], versions()
    others = [f"{name} {made[name]}" for name in sorted(made) if made[name] != here.get(name)]
    hint = f", with {', '.join(others)} as then" if others else ""
    message = f"is damaged or missing, and {design.tree.file} does not give it as it was"
    if file.suffix == ".pickle":
        allowed = AGAIN
    elif len(store.designs()) > 1:
        allowed = f"the sweep files that made the store and let it grow, in turn{hint}; or a copy of the file"
    else:
        allowed = f"the sweep file that made the store{hint}; or a copy of the file"
    return Problem(message, file, allowed=allowed)
