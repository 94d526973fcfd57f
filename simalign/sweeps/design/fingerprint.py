"""Digests of a sweep: of everything that its files say, and of the meaning of the columns that it records."""

import hashlib
import json
from typing import Any

from simalign.measures.catalogue import NAMES
from simalign.sweeps.design.design import SAMPLE, Design
from simalign.sweeps.design.file import ALL
from simalign.version import MODEL_VERSION


def definition(design: Design) -> dict[str, Any]:
    """What a sweep file says of all its runs, but for factors' values and replications, which may grow."""
    said = design.file.model_dump(mode="json", by_alias=True, include={"paired", "weeks", "keep", "settings"})
    if design.file.paired == SAMPLE:
        said["paired"] = design.paired
    bases = {name: json.loads(json.dumps(base, default=str)) for name, base in sorted(design.bases.items())}
    if design.posterior is not None:
        said["uncertainty"] = {"draws": len(design.posterior.draws), "sha256": design.posterior.digest}
    return said | {"bases": bases}


def fingerprint(design: Design) -> str:
    """Digest of all that a sweep file and the files that it names say; where it is the same, nothing has changed."""
    custom = design.custom
    plain = {
        "definition": definition(design),
        "axes": design.axes,
        "samples": {key: list(values) for key, values in design.samples.items()},
        **({"reach": design.reach} if design.reach else {}),
        "replications": design.file.replications,
        "rest": [design.file.seed, dict(custom.steps), MODEL_VERSION],
        **({"measures": dict(custom.measures)} if custom.measures else {}),
    }
    return hashlib.sha256(json.dumps(plain, sort_keys=True, default=str).encode()).hexdigest()


def columns_digest(design: Design) -> str:
    """Digest of what the columns of parts mean, besides the names of runs: the same for all stores of a sweep.

    "All" measures are those that exist now, so that stores from before and after one was added exchange no parts.
    """
    kept = design.file.model_dump(mode="json", by_alias=True, include={"keep"})
    kept["keep"] |= {key: NAMES for key in ("final", "series") if kept["keep"][key] == ALL}
    return hashlib.sha256(json.dumps([kept, dict(design.custom.measures)], sort_keys=True).encode()).hexdigest()[:16]
