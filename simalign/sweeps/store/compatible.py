"""Comparison of a store with a sweep file: whether both describe the same sweep, key by key."""

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from simalign.errors import InputError, Problem, shown
from simalign.sweeps.design.design import Design
from simalign.sweeps.design.fingerprint import definition
from simalign.sweeps.design.identity import digest_of
from simalign.sweeps.store.store import Store
from simalign.version import MODEL_VERSION

SHOWN = 12  # differences that a message lists
NEW = "another folder for a new sweep (--out)"


def flat(plain: Any, key: str = "") -> Iterator[tuple[str, Any]]:
    """Yield the dotted key and value of each entry of nested mappings and lists.

    >>> list(flat({"a": {"b": [1, 2]}}))
    [('a.b.0', 1), ('a.b.1', 2)]
    """
    if isinstance(plain, dict | list) and plain:
        for name, value in plain.items() if isinstance(plain, dict) else enumerate(plain):
            yield from flat(value, f"{key}.{name}" if key else str(name))
    else:
        yield key, plain


class _Absent:
    def __repr__(self) -> str:
        return "nothing"


ABSENT = _Absent()


def differences(store: Store, design: Design) -> list[str]:
    """Return the differences between a store and a sweep file, apart from factor values and replications."""
    manifest, custom = store.manifest, design.custom
    stored = {"seed": store.seed, **manifest["sweep"], "factors": store.factors, "steps": manifest["steps"]}
    designed = {"seed": design.seed, **definition(design), "factors": design.factors, "steps": dict(custom.steps)}
    stored |= {"measures": dict(store.custom.measures), "model": manifest["model"]}
    designed |= {"measures": dict(custom.measures), "model": MODEL_VERSION}
    if design.file.time_limit is not None:
        stored |= {"time_limit": manifest["time_limit"]}
        designed |= {"time_limit": design.file.time_limit}
    return [f"{key}: {before} in the store, {now} here" for key, before, now in unequal(stored, designed)]


def unequal(first: Any, second: Any) -> Iterator[tuple[str, str, str]]:
    """Yield the key of each entry that differs between nested mappings, and the texts of its two values.

    >>> list(unequal({"a": {"b": 1}, "c": 2}, {"a": {"b": 3}, "c": 2}))
    [('a.b', '1', '3')]
    """
    old, new = dict(flat(first)), dict(flat(second))
    for key in dict.fromkeys([*old, *new]):
        if old.get(key, ABSENT) != new.get(key, ABSENT):
            yield key, shown(old.get(key, ABSENT)), shown(new.get(key, ABSENT))


def listed(differing: Collection[str]) -> str:
    """Return the first differences as one text, with the number of further ones.

    >>> listed(["a", "b"])
    'a; b'
    """
    more = [f"and {len(differing) - SHOWN} more"] if len(differing) > SHOWN else []
    return "; ".join([*[*differing][:SHOWN], *more])


def check_compatible(store: Store, design: Design) -> None:
    """Raise InputError with the differences if a store and a design differ in more than points and replications."""
    _check_draws(store, design)
    if differing := differences(store, design):
        message = f"differs from the sweep file that made {store.path}: {listed(differing)}"
        raise InputError([Problem(message, design.tree.file, allowed=f"the file as it was, or {NEW}")])
    changed = [file for file, digest in _files(store).items() if digest_of(Path(file)) != digest]
    if changed:
        raise InputError([Problem(f"has changed since {store.path} was made", file, allowed=NEW) for file in changed])


def _files(store: Store) -> Mapping[str, str]:
    """Return the digests of the files of organisations, by path."""
    files: Mapping[str, str] = store.manifest["files"]
    return files


def _check_draws(store: Store, design: Design) -> None:
    """Raise InputError if both have posterior draws, but not the same ones."""
    stored, posterior = store.manifest["sweep"].get("uncertainty"), design.posterior
    if stored and posterior and stored["sha256"] != posterior.digest:
        message = f"contains other posterior draws than those of {store.path}"
        copy = store.path / store.manifest["draws"]
        raise InputError([Problem(message, posterior.file, allowed=f"--uncertainty {copy}, or {NEW}")])
