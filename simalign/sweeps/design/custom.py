"""The user's steps and measures in a sweep, as a design and a store hold them."""

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
PICKLED = "functions"  # key of a manifest that names the file of functions stored by value
SEAL = hashlib.sha256().digest_size  # bytes of the checksum that the file begins with
AGAIN = "the call of create() in Python that made the store, with the same functions"


class Functions(NamedTuple):
    """Functions of (fixed, state, parameters, week) by name, ready to be called: steps of the week, and measures."""

    steps: Mapping[str, Function] = {}
    measures: Mapping[str, Function] = {}


NO_FUNCTIONS = Functions()


@dataclass(frozen=True)
class Custom:
    """The user's functions by what identifies them, and the pickle of those that a store holds by value.

    steps, measures: by name, the digest of a function stored by value, or ``module:function`` and a digest of its
    source. content: the pickle; empty where no function is stored by value. functions: the same, ready to be called,
    where they were given in this process.
    """

    steps: Mapping[str, str] = field(default_factory=dict)
    measures: Mapping[str, str] = field(default_factory=dict)
    content: bytes = b""
    functions: Functions = NO_FUNCTIONS

    @property
    def entries(self) -> dict[str, Any]:
        """Entries of a manifest; stores without the user's measures have none for them, as they always had."""
        named = {PICKLED: self.file} if self.content else {}
        return {"steps": dict(self.steps), **({"measures": dict(self.measures)} if self.measures else {}), **named}

    @property
    def file(self) -> str:
        """Name of the pickle's file: by what the functions do, as pickles of one function differ."""
        marks = json.dumps([sorted(self.steps.items()), sorted(self.measures.items())])
        return f"{PICKLED}-{atomic.checksum(marks.encode())}.pickle"

    @classmethod
    def of(cls, manifest: Mapping[str, Any]) -> "Custom":
        """Those of a store, by what identifies them."""
        return cls(manifest["steps"], manifest.get("measures", {}))


NO_CUSTOM = Custom()


def sealed(content: bytes) -> bytes:
    """A pickle with its checksum ahead, as its file holds it."""
    return hashlib.sha256(content).digest() + content


def unsealed(file: Path) -> bytes:
    """The pickle in a file; raises InputError where it is damaged or missing."""
    try:
        data = b"" if unusable(file) else file.read_bytes()
    except OSError as error:
        raise InputError([Problem(f"cannot be read: {error.strerror}", file)]) from None
    if hashlib.sha256(data[SEAL:]).digest() != data[:SEAL]:
        raise InputError([Problem(unusable(file) or "is damaged: its checksum does not hold", file, allowed=AGAIN)])
    return data[SEAL:]
