"""Digests of a sweep: of its whole definition, and of the meaning of the columns that it records."""

import hashlib
import json
from typing import Any

from simalign.measures.catalogue import NAMES
from simalign.sweeps.design.design import SAMPLE, Design, Value
from simalign.sweeps.design.file import ALL
from simalign.sweeps.design.sampling import ANALYSED
from simalign.version import MODEL_VERSION


def definition(design: Design) -> dict[str, Any]:
    """Return the entries of a manifest that define a sweep, except for factor values and replications.

    Those can be extended later.
    """
    entries = design.file.model_dump(mode="json", by_alias=True, include={"paired", "weeks", "keep", "settings"})
    if design.file.paired == SAMPLE:
        entries["paired"] = design.paired
    bases = {name: json.loads(json.dumps(base, default=str)) for name, base in sorted(design.bases.items())}
    if design.posterior is not None:
        entries["uncertainty"] = {"draws": len(design.posterior.draws), "sha256": design.posterior.digest}
    sample = design.file.sample
    if sample is not None and sample.method in ANALYSED:
        entries["sample"] = sample.model_dump(mode="json", include={"method", "second_order", "groups"})
    return entries | {"bases": bases}


def fingerprint(design: Design) -> str:
    """Return a digest of a sweep file and the files that it names, which is the same if nothing has changed."""
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


def origin(design: Design) -> dict[str, Any]:
    """Return the entries of a manifest that describe where the design points come from.

    ``ranges`` has the form of each factor that is sampled, with labels in place of listed values, and ``sampling`` the
    seed of the sample.
    """
    if design.file.sample is None:
        return {}
    ranges = {key: [form.name, [_label(x) for x in form.numbers]] for key, form in design.spread.items()}
    entropy = design.file.sample.seed
    return {"ranges": ranges, "sampling": design.seed if entropy is None else entropy}


def _label(value: Any) -> Any:
    return value.label if isinstance(value, Value) else value


def columns_digest(design: Design) -> str:
    """Return a digest of the meaning of the columns of parts, the same for all stores of a sweep.

    "All" measures are those that exist now, so that stores do not exchange parts if simalign has added a measure
    between them.
    """
    keep = design.file.model_dump(mode="json", by_alias=True, include={"keep"})
    keep["keep"] |= {key: NAMES for key in ("final", "series") if keep["keep"][key] == ALL}
    return hashlib.sha256(json.dumps([keep, dict(design.custom.measures)], sort_keys=True).encode()).hexdigest()[:16]
