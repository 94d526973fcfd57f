"""A sweep file against the store that it made: the same, more of the same, or something else."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from simalign.errors import InputError, Problem
from simalign.sweeps.design.design import Design
from simalign.sweeps.design.fingerprint import fingerprint
from simalign.sweeps.design.identity import described, extension
from simalign.sweeps.store import leases
from simalign.sweeps.store.compatible import NEW, refuse_another
from simalign.sweeps.store.design_file import Identities, known_points, named_points, write_points
from simalign.sweeps.store.mend import mend
from simalign.sweeps.store.store import Store, open_store, refused, write_manifest

LOCK = "manifest"
PATIENCE, PAUSE = 300.0, 0.5  # seconds to wait for whoever else extends, and between looks


@dataclass(frozen=True, slots=True)
class Growth:
    """What a sweep file asks for beyond the store: points, and replications in all."""

    points: int
    replications: int
    were: int

    def __bool__(self) -> bool:
        """Whether there is any."""
        return self.points > 0 or self.replications > self.were

    def __str__(self) -> str:
        """In words."""
        told = [f"{self.points} more design points"] if self.points else []
        if self.replications > self.were:
            told.append(f"{self.replications} replications, not {self.were}")
        return " and ".join(told)


def growth(store: Store, design: Design) -> Growth:
    """What a sweep file asks for beyond the store.

    Raises InputError, saying what differs, where the store holds something else, or points that are not in the file.
    """
    place = design.tree.file
    refuse_another(store, design)
    if fingerprint(design) == store.manifest["fingerprint"]:
        return Growth(0, design.file.replications, design.file.replications)
    known = known_points(store)
    identities = Identities()
    names = {identities.of(point.name, point.labels) for point in named_points(design, {})}
    if lost := len(known - names):
        message = f"has not all of the design points of {store.path}: {lost} of {len(known)} are not in it"
        raise InputError([Problem(message, place, allowed=f"those points and more, or {NEW}")])
    were = int(described(store.blocks)["replications"])
    if design.file.replications < were:
        line, asked = design.tree.at("replications").line, design.file.replications
        message = f"has fewer replications than {store.path}"
        raise InputError([Problem(message, place, line, "replications", asked, f"{were} or more, or {NEW}")])
    return Growth(len(names - known), design.file.replications, were)


def extend(path: Path, design: Design, waiting: Callable[[str], None] = lambda holder: None) -> Store:
    """Let a store grow to what a sweep file asks for; runs that are there stay as they are.

    Another process that extends the store is waited for; ``waiting`` is called once, with that process in words.
    Raises InputError as ``growth`` does, and where the manifest cannot be written or the other takes too long.
    """
    store = open_store(path)
    began, holder = time.monotonic(), ""
    try:
        while not leases.claim(store.claims, LOCK):
            if not holder:
                waiting(holder := leases.holder(store.claims, LOCK) or "another process")
            if time.monotonic() > began + PATIENCE:
                raise InputError([Problem(f"is being extended by {holder}", path, allowed="waiting for it to end")])
            time.sleep(PAUSE)
        try:
            with leases.kept_fresh(store.claims, LOCK):
                return _extended(open_store(path), design)
        finally:
            leases.release(store.claims, LOCK)
    except OSError as error:
        raise refused(error, path) from None


def _extended(store: Store, design: Design) -> Store:
    """The store, as it is now, grown."""
    mend(store, design)
    asked = growth(store, design)
    if not asked:
        return store
    size, content = described(store.blocks), dict(store.manifest)
    if asked.points:
        name, _, files = write_points(design, store.path, known_points(store))
        content["designs"] = [*content["designs"], name]
        content["files"] = content["files"] | files
    points = size["points"] + asked.points
    more = extension(size["points"], size["replications"], points, asked.replications, store.blocks[0].chunk)
    content["blocks"] = [*content["blocks"], *(block.plain() for block in more)]
    content["fingerprint"] = fingerprint(design)
    content["extended"] = [*content.get("extended", []), time.strftime("%Y-%m-%dT%H:%M:%S%z")]
    write_manifest(store.path, content, replacing=True)
    return open_store(store.path)
