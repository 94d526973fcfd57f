"""Binary format for arrays with a JSON header, which JavaScript reads as typed arrays without parsing.

A block is ``SIM1``, the length of the header (uint32, little-endian), the header (JSON, padded with blanks) and the
arrays, each at a multiple of eight bytes from the start of the block. The header lists name, kind, shape and position
of the arrays under ``arrays``. A comparison of three policies on 200 people over 156 weeks takes 0.8 MB in this format,
several times less than as JSON.
"""

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

MAGIC = b"SIM1"
STEP = 8
KINDS = {"<f4": "float32", "|u1": "uint8", "<i4": "int32"}


def packed(header: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> bytes:
    """Return the block of a header and arrays. Raises KeyError for an array that is not float32, uint8 or int32.

    >>> block = packed({"weeks": 2}, {"do": np.zeros((2, 3), np.float32)})
    >>> unpacked(block)[0]["weeks"], unpacked(block)[1]["do"].shape
    (2, (2, 3))
    """
    entries: dict[str, dict[str, Any]] = {}
    offset = 0
    for name, array in arrays.items():
        kind = KINDS[array.dtype.str]
        entries[name] = {"kind": kind, "shape": list(array.shape), "at": offset}
        offset += -(-array.nbytes // STEP) * STEP
    text = json.dumps({**header, "arrays": entries}, allow_nan=False).encode()
    text += b" " * (-(len(text) + STEP) % STEP)
    body = b"".join(array.tobytes() + bytes(-array.nbytes % STEP) for array in arrays.values())
    return MAGIC + len(text).to_bytes(4, "little") + text + body


def unpacked(block: bytes) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """Return the header and the arrays of a block. Raises ValueError for bytes that are not such a block."""
    if block[:4] != MAGIC:
        raise ValueError(f"not a block of simalign: expected {MAGIC!r} at the start, found {block[:4]!r}")
    start = STEP + int.from_bytes(block[4:8], "little")
    header = json.loads(block[STEP:start])
    arrays = {}
    for name, entry in header.pop("arrays").items():
        count = int(np.prod(entry["shape"]))
        array = np.frombuffer(block, np.dtype(entry["kind"]), count, start + entry["at"])
        arrays[name] = array.reshape(entry["shape"])
    return header, arrays
