"""A sweep file against the store that it made: the same, more of the same, or something else."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simalign.errors import InputError, Problem, shown
from simalign.sweeps.design.design import Design
from simalign.sweeps.store import leases
from simalign.sweeps.store.create import (
    definition,
    fingerprint,
    identity,
    known_points,
    named_points,
    write_manifest,
    write_points,
)
from simalign.sweeps.store.identity import described, digest_of, extension
from simalign.sweeps.store.store import Store, open_store, refused
from simalign.version import MODEL_VERSION

TOLD = 12  # differences that are told
LOCK = "manifest"
PATIENCE, PAUSE = 300.0, 0.5  # seconds to wait for whoever else extends, and between looks
NEW = "another folder for a new sweep (--out)"


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


def flat(plain: Any, key: str = "") -> Iterator[tuple[str, Any]]:
    """Dotted keys and single values of nested ones.

    >>> list(flat({"a": {"b": [1, 2]}}))
    [('a.b.0', 1), ('a.b.1', 2)]
    """
    if isinstance(plain, dict | list) and plain:
        for name, value in plain.items() if isinstance(plain, dict) else enumerate(plain):
            yield from flat(value, f"{key}.{name}" if key else str(name))
    else:
        yield key, plain


def differences(store: Store, design: Design, steps: Mapping[str, str]) -> list[str]:
    """What differs between a store and a sweep file that would make other runs under the same heading."""
    there = dict(flat({**store.manifest["sweep"], "factors": store.factors, "steps": store.manifest["steps"]}))
    here = dict(flat({**definition(design), "factors": design.factors, "steps": dict(steps)}))
    if design.file.seed is not None:
        there, here = there | {"seed": store.seed}, here | {"seed": design.seed}
    if design.file.time_limit is not None:
        there, here = (
            there | {"time_limit": store.manifest["time_limit"]},
            here | {"time_limit": design.file.time_limit},
        )
    there |= {"model": store.manifest["model"]}
    here |= {"model": MODEL_VERSION}
    keys = [key for key in dict.fromkeys([*there, *here]) if there.get(key, ABSENT) != here.get(key, ABSENT)]
    return [f"{key}: {shown(there.get(key, ABSENT))} there, {shown(here.get(key, ABSENT))} here" for key in keys]


class _Absent:
    def __repr__(self) -> str:
        return "nothing"


ABSENT = _Absent()


def growth(store: Store, design: Design, steps: Mapping[str, str]) -> Growth:
    """What a sweep file asks for beyond the store.

    Raises InputError, saying what differs, where the store holds something else, or points that are not in the file.
    """
    place = design.tree.file
    _same_draws(store, design)
    told = differences(store, design, steps)
    if told:
        more = [f"and {len(told) - TOLD} more"] if len(told) > TOLD else []
        message = f"is not what made {store.path}: {'; '.join([*told[:TOLD], *more])}"
        raise InputError([Problem(message, place, allowed=f"the file as it was, or {NEW}")])
    changed = [file for file, digest in store.manifest["files"].items() if digest_of(Path(file)) != digest]
    if changed:
        raise InputError([Problem(f"has changed since {store.path} was made", file, allowed=NEW) for file in changed])
    if fingerprint(design, steps) == store.manifest["fingerprint"]:
        return Growth(0, design.file.replications, design.file.replications)
    known = known_points(store)
    names = {identity(name, labels) for name, _, labels in named_points(design, steps, {})}
    if lost := len(known - names):
        message = f"has not all of the design points of {store.path}: {lost} of {len(known)} are not in it"
        raise InputError([Problem(message, place, allowed=f"those points and more, or {NEW}")])
    were = int(described(store.blocks)["replications"])
    if design.file.replications < were:
        line, asked = design.tree.at("replications").line, design.file.replications
        message = f"has fewer replications than {store.path}"
        raise InputError([Problem(message, place, line, "replications", asked, f"{were} or more, or {NEW}")])
    return Growth(len(names - known), design.file.replications, were)


def _same_draws(store: Store, design: Design) -> None:
    """Raise InputError where both have draws of people, but not the same ones."""
    there, here = store.manifest["sweep"].get("uncertainty"), design.posterior
    if there and here and there["sha256"] != here.digest:
        message = f"holds other draws of people than those that {store.path} was made with"
        kept = store.path / store.manifest["draws"]
        raise InputError([Problem(message, here.file, allowed=f"--uncertainty {kept}, or {NEW}")])


def extend(path: Path, design: Design, steps: Mapping[str, str]) -> Store:
    """Let a store grow to what a sweep file asks for; runs that are there stay as they are.

    Whoever else is extending it is waited for. Raises InputError as ``growth`` does, and where the manifest cannot be
    written or the other takes too long.
    """
    store = open_store(path)
    end = time.monotonic() + PATIENCE
    try:
        while not leases.claim(store.claims, LOCK):
            if time.monotonic() > end:
                raise InputError([Problem("is being extended by another process", path)])
            time.sleep(PAUSE)
        try:
            with leases.kept_fresh(store.claims, LOCK):
                return _extended(open_store(path), design, steps)
        finally:
            leases.release(store.claims, LOCK)
    except OSError as error:
        raise refused(error, path) from None


def _extended(store: Store, design: Design, steps: Mapping[str, str]) -> Store:
    """The store, as it is now, grown."""
    asked = growth(store, design, steps)
    if not asked:
        return store
    size, content = described(store.blocks), dict(store.manifest)
    if asked.points:
        name, _, files = write_points(design, store.path, known_points(store), steps)
        content["designs"] = [*content["designs"], name]
        content["files"] = content["files"] | files
    points = size["points"] + asked.points
    more = extension(size["points"], size["replications"], points, asked.replications, store.blocks[0].chunk)
    content["blocks"] = [*content["blocks"], *(block.plain() for block in more)]
    content["fingerprint"] = fingerprint(design, steps)
    content["extended"] = [*content.get("extended", []), time.strftime("%Y-%m-%dT%H:%M:%S%z")]
    write_manifest(store.path, content, replacing=True)
    return open_store(store.path)
