"""Records of the user's steps and measures in a design and in the manifest of a store."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from simalign.errors import InputError, Problem
from simalign.files import atomic
from simalign.files.read import unusable

Function = Callable[[Any, Any, Any, int], Any]
PICKLED = "functions"  # key of a manifest for the name of the file of functions stored by value
DAMAGED = "is damaged: its checksum does not match"
DIGEST_SIZE = hashlib.sha256().digest_size  # bytes of the checksum at the beginning of that file
SAME_CALL = "the call of create() in Python that made the store, with the same functions"


class Functions(NamedTuple):
    """The user's functions of (fixed, state, parameters, week), by name: steps of the week, and measures."""

    steps: Mapping[str, Function] = {}
    measures: Mapping[str, Function] = {}


NO_FUNCTIONS = Functions()


@dataclass(frozen=True)
class Custom:
    """The user's functions by their digests, and the pickle of those that a store contains by value.

    steps, measures: by name, the digest of a function stored by value, or ``module:function`` and a digest of its
    source. content: the pickle; empty if no function is stored by value. functions: the functions themselves, if they
    were passed in this process.
    """

    steps: Mapping[str, str] = field(default_factory=dict)
    measures: Mapping[str, str] = field(default_factory=dict)
    content: bytes = b""
    functions: Functions = NO_FUNCTIONS

    @property
    def entries(self) -> dict[str, Any]:
        """Return the entries of a manifest; that of user-defined measures is left out if there are none."""
        named = {PICKLED: self.file} if self.content else {}
        return {"steps": dict(self.steps), **({"measures": dict(self.measures)} if self.measures else {}), **named}

    @property
    def file(self) -> str:
        """The name of the pickle file. It contains digests of the functions: two pickles of a function may differ."""
        digests = json.dumps([sorted(self.steps.items()), sorted(self.measures.items())])
        return f"{PICKLED}-{atomic.checksum(digests.encode())}.pickle"

    @classmethod
    def of(cls, manifest: Mapping[str, Any]) -> "Custom":
        """Return the functions of a store, by their digests, without the functions themselves."""
        return cls(manifest["steps"], manifest.get("measures", {}))


NO_CUSTOM = Custom()


def with_checksum(content: bytes) -> bytes:
    """Return a pickle preceded by its checksum, which is the content of its file."""
    return hashlib.sha256(content).digest() + content


def read_pickle(file: Path) -> bytes:
    """Return the pickle in a file. Raises InputError if the file is damaged or missing."""
    try:
        data = b"" if unusable(file) else file.read_bytes()
    except OSError as error:
        raise InputError([Problem(f"cannot be read: {error.strerror}", file)]) from None
    if hashlib.sha256(data[DIGEST_SIZE:]).digest() != data[:DIGEST_SIZE]:
        raise InputError([Problem(unusable(file) or DAMAGED, file, allowed=SAME_CALL)])
    return data[DIGEST_SIZE:]
