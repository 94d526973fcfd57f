"""A store is made: the design's points written out, the manifest put in place."""

import secrets
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from simalign.errors import InputError, Problem
from simalign.files import atomic
from simalign.installation import versions
from simalign.measures.catalogue import NAMES
from simalign.sweeps.design.custom import Custom, Function, sealed
from simalign.sweeps.design.design import Design
from simalign.sweeps.design.fingerprint import columns_digest, definition, fingerprint
from simalign.sweeps.design.functions import packed
from simalign.sweeps.design.identity import Block
from simalign.sweeps.store.compatible import differences
from simalign.sweeps.store.design_file import Report, write_points
from simalign.sweeps.store.mend import mend
from simalign.sweeps.store.store import (
    FORMAT,
    RESCUE,
    Store,
    is_store,
    open_store,
    refused,
    write_manifest,
)
from simalign.version import MODEL_VERSION

Given = Mapping[str, Function | str]  # functions by name, or their addresses, like "my_module:my_function"


def create(
    design: Design,
    path: str | Path,
    chunk: int = 100,
    time_limit: float = 600.0,
    steps: Given | None = None,
    measures: Given | None = None,
) -> Store:
    """Make a store; where there is one of the same sweep already, open that.

    chunk: runs a chunk; time_limit: seconds a run, where the sweep does not say. steps: functions of (fixed, state,
    parameters, week) that replace steps of the week, by the step's name. measures: functions of the same arguments that
    return a number, evaluated at the end of a week; they may be named wherever ``keep`` names a measure, and ``all``
    includes them. Functions are stored by value, so that other processes can go on with the sweep.

    Raises InputError for points that make no scenario, for functions that cannot be stored, where the folder holds
    another sweep or the runs of another seed, and where it cannot be written.
    """
    design = with_functions(design, steps, measures)
    if is_store(Path(path)):
        return opened(design, open_store(path))
    store, ours = begin(design, Path(path), chunk, time_limit)
    return store if ours else opened(design, store)


def with_functions(design: Design, steps: Given | None, measures: Given | None) -> Design:
    """The design with the user's functions; as it is where none are given. Raises InputError as ``packed`` does."""
    if not steps and not measures:
        return design
    return replace(design, custom=packed(steps or {}, measures or {}, design.keep, design.factors))


def begin(
    design: Design, path: Path, chunk: int, time_limit: float, report: Report = lambda points: None
) -> tuple[Store, bool]:
    """Make a store; the store, and whether it is of this call: another process may have been faster.

    ``report`` gets the number of points written so far. Raises InputError as ``create`` does.
    """
    try:
        for folder in (path, path / "parts", path / "claims", path / "log"):
            folder.mkdir(parents=True, exist_ok=True)
        if any((path / "parts").iterdir()) and not is_store(path):
            message = "holds parts of a sweep whose manifest is gone"
            raise InputError([Problem(message, path, allowed=f"the manifest back in its place, or {RESCUE}")])
        draws = write_draws(design, path)
        write_functions(design.custom, path)
        name, points, files = write_points(design, path, set(), report)
        content = {
            "format": FORMAT,
            "name": design.file.name,
            "model": MODEL_VERSION,
            "seed": design.seed,
            "time_limit": design.file.time_limit or time_limit,
            "factors": design.factors,
            "shipped_measures": list(NAMES),
            "files": files,
            **design.custom.entries,
            **draws,
            "sweep": definition(design),
            "fingerprint": fingerprint(design),
            "id": columns_digest(design),
            "nonce": secrets.token_hex(8),  # tells the manifest from that of a store that was in its place before
            "designs": [name],
            "blocks": [Block(0, points, 0, design.file.replications, chunk).plain()],
            "versions": versions(),
            "host": atomic.host(),
            "created": time.strftime("%Y-%m-%dT%H:%M:%S%z"),
        }
        ours = write_manifest(path, content, replacing=False)
        store = open_store(path)
        if not ours and path / name not in store.designs():
            (path / name).unlink(missing_ok=True)
    except OSError as error:
        raise refused(error, path) from None
    return store, ours


def opened(design: Design, store: Store) -> Store:
    """A store that was there already, mended where files of it are damaged.

    Raises InputError where it holds another sweep, or the runs of another seed.
    """
    if store.seed != design.seed:
        message = f"holds the runs of seed {store.seed}, and those of seed {design.seed} are wanted"
        raise InputError([Problem(message, store.path, allowed=f"seed {store.seed}, or another folder")])
    if store.manifest["fingerprint"] != fingerprint(design):
        found = "; ".join(differences(store, design)) or "other points or replications"
        message = f"holds another sweep, or one that has grown since: {found}"
        raise InputError([Problem(message, store.path, allowed="open_store and growth.extend, or another folder")])
    mend(store, design)
    return store


def write_draws(design: Design, folder: Path) -> dict[str, str]:
    """Keep a copy of the draws, if there are any, so that runs can be done again when the file has changed.

    Returns the entry of the manifest that names the copy. Raises OSError where the disk does not take it.
    """
    if design.posterior is None:
        return {}
    name = f"draws-{atomic.checksum(design.posterior.content)}.csv"
    atomic.put(folder, name, design.posterior.content)
    return {"draws": name}


def write_functions(custom: Custom, folder: Path) -> None:
    """Write the user's functions that a store holds by value, if there are any. Raises OSError."""
    if custom.content:
        atomic.put(folder, custom.file, sealed(custom.content))
