"""Extension of a store: a changed sweep file is compared with it, and adds points and replications."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from simalign.errors import InputError, Problem
from simalign.sweeps.design.design import Design
from simalign.sweeps.design.fingerprint import fingerprint, origin
from simalign.sweeps.design.identity import described, extension
from simalign.sweeps.design.source import source
from simalign.sweeps.store import leases
from simalign.sweeps.store.compatible import NEW, check_compatible
from simalign.sweeps.store.design_file import Identities, known_points, named_points, write_points
from simalign.sweeps.store.mend import mend
from simalign.sweeps.store.store import Store, open_store, refused, write_manifest

LOCK = "manifest"
PATIENCE, PAUSE = 300.0, 0.5  # seconds to wait for another process that extends the store, and between attempts


@dataclass(frozen=True, slots=True)
class Growth:
    """What a sweep file adds to a store: the number of new points, and the new and old numbers of replications."""

    points: int
    replications: int
    before: int

    def __bool__(self) -> bool:
        """Return whether the file adds anything."""
        return self.points > 0 or self.replications > self.before

    def __str__(self) -> str:
        """Describe the additions."""
        texts = [f"{self.points} more design points"] if self.points else []
        if self.replications > self.before:
            texts.append(f"{self.replications} replications instead of {self.before}")
        return " and ".join(texts)


def growth(store: Store, design: Design) -> Growth:
    """Return what a sweep file adds to a store.

    Raises InputError with the differences if the store contains another sweep, or points that the file lacks.
    """
    check_compatible(store, design)
    if fingerprint(design) == store.manifest["fingerprint"]:
        return Growth(0, design.file.replications, design.file.replications)
    known = known_points(store)
    identities = Identities()
    names = {identities.of(point.name, point.labels) for point in named_points(design, {})}
    file, replications = design.tree.file, design.file.replications
    if missing := len(known - names):
        message = f"lacks {missing} of the {len(known)} design points of {store.path}"
        raise InputError([Problem(message, file, allowed=f"the same points and more, or {NEW}")])
    before = int(described(store.blocks)["replications"])
    if replications < before:
        line, allowed = design.tree.at("replications").line, f"{before} or more, or {NEW}"
        message = f"is less than the number of replications of {store.path}"
        raise InputError([Problem(message, file, line, "replications", replications, allowed)])
    return Growth(len(names - known), replications, before)


def extend(path: Path, design: Design, waiting: Callable[[str], None] = lambda holder: None) -> Store:
    """Add the points and replications of a sweep file to a store; finished runs stay as they are.

    While another process extends the store, this function waits; ``waiting`` is called once, with the name of that
    process. Raises InputError as ``growth`` does, if the manifest cannot be written, and after five minutes of waiting.
    """
    store = open_store(path)
    start, holder = time.monotonic(), ""
    try:
        while not leases.acquire(store.leases, LOCK):
            if not holder:
                waiting(holder := leases.holder(store.leases, LOCK) or "another process")
            if time.monotonic() > start + PATIENCE:
                raise InputError([Problem(f"is being extended by {holder}", path, allowed="waiting for it to end")])
            time.sleep(PAUSE)
        try:
            with leases.renewed(store.leases, LOCK):
                return _extended(open_store(path), design)
        finally:
            leases.release(store.leases, LOCK)
    except OSError as error:
        raise refused(error, path) from None


def _extended(store: Store, design: Design) -> Store:
    """Repair and extend a store, under its lease, and return it."""
    mend(store, design)
    added = growth(store, design)
    if not added:
        return store
    size, content = described(store.blocks), dict(store.manifest)
    if added.points:
        name, _, files = write_points(design, store.path, known_points(store))
        content["designs"] = [*content["designs"], name]
        content["files"] = content["files"] | files
    points = size["points"] + added.points
    more = extension(size["points"], size["replications"], points, added.replications, store.blocks[0].chunk)
    content["blocks"] = [*content["blocks"], *(block.plain() for block in more)]
    content |= {"fingerprint": fingerprint(design), "source": source(design), **origin(design)}
    content["extended"] = [*content.get("extended", []), time.strftime("%Y-%m-%dT%H:%M:%S%z")]
    write_manifest(store.path, content, replacing=True)
    return open_store(store.path)
