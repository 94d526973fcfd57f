"""Whether a sweep file and a store are of the same sweep: what both say, compared key by key."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from simalign.errors import InputError, Problem, shown
from simalign.sweeps.design.design import Design
from simalign.sweeps.design.fingerprint import definition
from simalign.sweeps.design.identity import digest_of
from simalign.sweeps.store.store import Store
from simalign.version import MODEL_VERSION

SHOWN = 12  # differences in a message
NEW = "another folder for a new sweep (--out)"


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


class _Absent:
    def __repr__(self) -> str:
        return "nothing"


ABSENT = _Absent()


def differences(store: Store, design: Design) -> list[str]:
    """What differs between a store and a sweep file that would make other runs under the same heading."""
    manifest, custom = store.manifest, design.custom
    there = {"seed": store.seed, **manifest["sweep"], "factors": store.factors, "steps": manifest["steps"]}
    here = {"seed": design.seed, **definition(design), "factors": design.factors, "steps": dict(custom.steps)}
    there |= {"measures": dict(store.custom.measures), "model": manifest["model"]}
    here |= {"measures": dict(custom.measures), "model": MODEL_VERSION}
    if design.file.time_limit is not None:
        there, here = there | {"time_limit": manifest["time_limit"]}, here | {"time_limit": design.file.time_limit}
    old, new = dict(flat(there)), dict(flat(here))
    keys = [key for key in dict.fromkeys([*old, *new]) if old.get(key, ABSENT) != new.get(key, ABSENT)]
    return [f"{key}: {shown(old.get(key, ABSENT))} there, {shown(new.get(key, ABSENT))} here" for key in keys]


def refuse_another(store: Store, design: Design) -> None:
    """Raise InputError, saying what differs, where a store holds another sweep than a design, apart from its points."""
    _same_draws(store, design)
    if found := differences(store, design):
        more = [f"and {len(found) - SHOWN} more"] if len(found) > SHOWN else []
        message = f"is not what made {store.path}: {'; '.join([*found[:SHOWN], *more])}"
        raise InputError([Problem(message, design.tree.file, allowed=f"the file as it was, or {NEW}")])
    changed = [file for file, digest in _files(store).items() if digest_of(Path(file)) != digest]
    if changed:
        raise InputError([Problem(f"has changed since {store.path} was made", file, allowed=NEW) for file in changed])


def _files(store: Store) -> Mapping[str, str]:
    """Digests of the organisations' files, by path."""
    files: Mapping[str, str] = store.manifest["files"]
    return files


def _same_draws(store: Store, design: Design) -> None:
    """Raise InputError where both have draws of people, but not the same ones."""
    there, here = store.manifest["sweep"].get("uncertainty"), design.posterior
    if there and here and there["sha256"] != here.digest:
        message = f"holds other draws of people than those that {store.path} was made with"
        kept = store.path / store.manifest["draws"]
        raise InputError([Problem(message, here.file, allowed=f"--uncertainty {kept}, or {NEW}")])
