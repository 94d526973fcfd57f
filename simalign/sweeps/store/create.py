"""Creation of a store: its folders, design points, the user's functions, and last its manifest."""

import secrets
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from simalign.errors import InputError, Problem
from simalign.files import atomic
from simalign.installation import versions
from simalign.measures.catalogue import NAMES
from simalign.sweeps.design.custom import Custom, Function, with_checksum
from simalign.sweeps.design.design import Design
from simalign.sweeps.design.fingerprint import columns_digest, definition, fingerprint, origin
from simalign.sweeps.design.functions import pack_functions
from simalign.sweeps.design.identity import Block
from simalign.sweeps.design.source import source
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

FunctionsByName = Mapping[str, Function | str]  # functions, or their addresses, like "my_module:my_function"


def create(
    design: Design,
    path: str | Path,
    chunk: int = 100,
    time_limit: float = 600.0,
    steps: FunctionsByName | None = None,
    measures: FunctionsByName | None = None,
) -> Store:
    """Create a store, or open the existing store of the same sweep.

    chunk: number of runs per chunk. time_limit: seconds per run, unless the sweep file gives a limit.
    steps: functions of (fixed, state, parameters, week) that replace steps of the week, by the name of the step.
    measures: functions of the same arguments that return a number. They are evaluated at the end of a week, may be
    named wherever ``keep`` names a measure, and are included in ``all``.
    Functions are stored by value, so that other processes can continue the sweep.

    Raises InputError for invalid scenarios, for functions that cannot be stored, for a folder that contains another
    sweep or another seed, and if the folder cannot be written to.
    """
    design = with_functions(design, steps, measures)
    if is_store(Path(path)):
        return opened(design, open_store(path))
    store, ours = begin(design, Path(path), chunk, time_limit)
    return store if ours else opened(design, store)


def with_functions(design: Design, steps: FunctionsByName | None, measures: FunctionsByName | None) -> Design:
    """Return the design with the user's functions added, if any. Raises InputError as ``pack_functions`` does."""
    if not steps and not measures:
        return design
    return replace(design, custom=pack_functions(steps or {}, measures or {}, design.keep, design.factors))


def begin(
    design: Design, path: Path, chunk: int, time_limit: float, report: Report = lambda points: None
) -> tuple[Store, bool]:
    """Create a store; return it, and whether this call created it and not a concurrent process.

    report: is called with the number of points that are written so far. Raises InputError as ``create`` does.
    """
    try:
        for folder in (path, path / "parts", path / "claims", path / "log"):
            folder.mkdir(parents=True, exist_ok=True)
        if any((path / "parts").iterdir()) and not is_store(path):
            message = "contains parts of a sweep, but not its manifest"
            raise InputError([Problem(message, path, allowed=f"the manifest restored, or {RESCUE}")])
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
            **origin(design),
            "source": source(design),
            "sweep": definition(design),
            "fingerprint": fingerprint(design),
            "id": columns_digest(design),
            "nonce": secrets.token_hex(8),  # distinguishes the manifest from that of an earlier store in this folder
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
    """Return an existing store after repair of its damaged files.

    Raises InputError if it contains another sweep or another seed.
    """
    if store.seed != design.seed:
        message = f"contains the runs of seed {store.seed}, but seed {design.seed} was requested"
        raise InputError([Problem(message, store.path, allowed=f"seed {store.seed}, or another folder")])
    if store.manifest["fingerprint"] != fingerprint(design):
        differing = "; ".join(differences(store, design)) or "other points or replications"
        message = f"contains another sweep, or one that was extended: {differing}"
        allowed = "simalign.sweeps.store.extend.extend to add to it, or another folder"
        raise InputError([Problem(message, store.path, allowed=allowed)])
    mend(store, design)
    return store


def write_draws(design: Design, folder: Path) -> dict[str, str]:
    """Write a copy of the posterior draws, if any, so that runs can be repeated after the original has changed.

    Returns the entry of the manifest with the name of the copy. Raises OSError if it cannot be written.
    """
    if design.posterior is None:
        return {}
    name = f"draws-{atomic.checksum(design.posterior.content)}.csv"
    atomic.put(folder, name, design.posterior.content)
    return {"draws": name}


def write_functions(custom: Custom, folder: Path) -> None:
    """Write the pickle of the user's functions, if any. Raises OSError if it cannot be written."""
    if custom.content:
        atomic.put(folder, custom.file, with_checksum(custom.content))
