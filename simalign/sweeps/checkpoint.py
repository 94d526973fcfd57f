"""Checkpoints of analyses that are not sweeps: a folder with one file per finished chunk, each written atomically.

The name of a file contains the key of its chunk and the checksum of its content, and the file contains the key and the
arrays. A file that is incomplete, changed, renamed or from another program is ignored, and its chunk computed again.
"""

import hashlib
import json
import shutil
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np

from simalign.compiled import cache_home
from simalign.errors import InputError, Problem
from simalign.files import atomic
from simalign.simulation.resume import Arrays

KEY = "key"  # the array that holds the key of the chunk; the others have names with a space
SUFFIX = ".npz"


def folder_for(work: str, identity: Any, root: Path | None = None) -> "Folder":
    """Return the folder for the checkpoints of an analysis; the same arguments give the same folder.

    work: one word, such as the command. identity: everything that determines the results, in a form that JSON can
    represent: scenario, policies, seed, and the ``identity`` of the ensemble. The number of replications is not part of
    it, so that a longer run continues a shorter one. root: the parent folder, by default in the user's cache.

    >>> folder_for("compare", {"seed": 1}, Path("cache")).path.name
    'compare-a4bbadc1c78966d2'
    """
    digest = hashlib.sha256(json.dumps(identity, sort_keys=True).encode()).hexdigest()[:16]
    return Folder((cache_home() / "unfinished" if root is None else root) / f"{work}-{digest}")


class Folder:
    """A ``Checkpoint``: a folder of chunks, created when the first one is saved."""

    def __init__(self, path: Path) -> None:
        self.path = path
        atomic.clear_drafts(path)

    def load(self, key: str) -> Arrays | None:
        """Return the arrays saved under a key, by name; None if no undamaged file of that key exists."""
        for file in sorted(self.path.glob(f"{key}-*{SUFFIX}")):
            arrays = _read(file)
            if arrays is not None and str(arrays.pop(KEY, "")) == key:
                return arrays
        return None

    def save(self, key: str, arrays: Arrays) -> None:
        """Save arrays by name under a key. Raises InputError if they cannot be written."""
        content = BytesIO()
        members: Any = {KEY: np.array(key), **arrays}
        np.savez(content, **members)
        data = content.getbuffer()
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            atomic.put(self.path, f"{key}-{atomic.checksum(data)}{SUFFIX}", data, replacing=True)
        except OSError as error:
            message = f"cannot be written: {error.strerror}"
            raise InputError([Problem(message, self.path, allowed="a folder with room for results")]) from None

    def remove(self) -> None:
        """Delete the folder, after its results have been saved elsewhere."""
        shutil.rmtree(self.path, ignore_errors=True)


def _read(file: Path) -> Arrays | None:
    """Read the arrays of a file; None if its checksum does not match or it is not a valid archive."""
    try:
        with np.load(BytesIO(atomic.read(file)), allow_pickle=False) as members:
            return {name: members[name] for name in members.files}
    except (InputError, ValueError, OSError, EOFError, KeyError, zipfile.BadZipFile):
        return None
