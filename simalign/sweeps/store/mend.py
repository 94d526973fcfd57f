"""Repair of a store: damaged or missing files are written again from the sweep file, with the same bytes and names."""

from pathlib import Path

from simalign.errors import InputError, Problem
from simalign.files import atomic
from simalign.installation import versions
from simalign.sweeps.design.custom import PICKLED, SAME_CALL, read_pickle, with_checksum
from simalign.sweeps.design.design import Design
from simalign.sweeps.store.compatible import check_compatible
from simalign.sweeps.store.design_file import column_types, encoded_points, known_points, new_points
from simalign.sweeps.store.store import Store, refused


def broken_files(store: Store) -> list[Path]:
    """Return the damaged or missing files among those that the manifest names; parts are not among them."""
    named = [store.manifest[key] for key in ("draws", PICKLED) if key in store.manifest]
    return [file for file in (*store.designs(), *(store.path / name for name in named)) if not _sound(file)]


def _sound(file: Path) -> bool:
    """Return whether a file exists and its checksum matches."""
    try:
        read_pickle(file) if file.suffix == ".pickle" else atomic.read(file)
    except InputError:
        return False
    return True


def mend(store: Store, design: Design) -> list[Path]:
    """Write the damaged or missing files of a store again and return them; damaged ones move to ``damaged/``.

    Use the sweep file of the last extension of the store; a file from an earlier version requires that version.
    Raises InputError if the design is of another sweep or does not reproduce a file, and if writing fails.
    """
    broken = broken_files(store)
    if not broken:
        return []
    check_compatible(store, design)
    try:
        for file in broken:
            content = _content(store, design, file)
            if content is None:
                raise InputError([_irreproducible(store, design, file)])
            store.set_aside([file] if file.exists() else [])
            atomic.put(store.path, file.name, content)
    except OSError as error:
        raise refused(error, store.path) from None
    return broken


def _content(store: Store, design: Design, file: Path) -> bytes | memoryview | None:
    """Return the original content of a file, made from the design; None if the design does not reproduce it."""
    if file in store.designs():
        return _points(store, design, file)
    if file.suffix == ".pickle":
        return with_checksum(design.custom.content) if design.custom.content else None
    content = None if design.posterior is None else design.posterior.content
    return content if content and atomic.checksum(content) == atomic.named(file) else None


def _points(store: Store, design: Design, file: Path) -> memoryview | None:
    """Return the content of a design file: the points of the design that are in no undamaged design file.

    Returns None if their number is not that of the file's block, or the checksum differs from that in the file's name.
    """
    undamaged = [path for path in store.designs() if _sound(path)]
    block = [block for block in store.blocks if block.first_replication == 0][store.designs().index(file)]
    rows = list(new_points(design, known_points(store, undamaged), {}))
    if len(rows) != block.points:
        return None
    of_all = column_types({factor: design.column(factor) for factor in design.factors})
    of_these = column_types({factor: [row.labels[factor] for row in rows] for factor in design.factors})
    for types in (of_all, of_these):  # a column had the type of all values that the sweep had at that time
        content, _ = encoded_points(rows, block.first_point, types)
        if atomic.checksum(content) == atomic.named(file):
            return content
    return None


def _irreproducible(store: Store, design: Design, file: Path) -> Problem:
    """Return the problem of a file that the design does not reproduce."""
    old, new = store.manifest["versions"], versions()
    changed = [f"{name} {old[name]}" for name in sorted(old) if old[name] != new.get(name)]
    hint = f", with {', '.join(changed)} installed" if changed else ""
    message = f"is damaged or missing, and {design.tree.file} does not reproduce it"
    if file.suffix == ".pickle":
        allowed = SAME_CALL
    elif len(store.designs()) > 1:
        allowed = f"the sweep files that made and extended the store, in that order{hint}; or a copy of the file"
    else:
        allowed = f"the sweep file that made the store{hint}; or a copy of the file"
    return Problem(message, file, allowed=allowed)
