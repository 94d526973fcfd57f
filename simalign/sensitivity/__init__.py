"""Sensitivity of the model's answers to parameters, mechanisms, rival rules, the horizon and chance.

The public functions ``sobol``, ``morris``, ``indices``, ``surrogate``, ``ablations``, ``rivals`` and ``horizon`` are
those of ``simalign.api.sensitivity``, which are loaded when they are first used.
"""

from importlib import import_module
from typing import Any

_HOMES = {
    "ablations": "claims",
    "horizon": "long_run",
    "indices": "stored",
    "morris": "indices",
    "rivals": "claims",
    "sobol": "indices",
    "surrogate": "surrogate",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'simalign.sensitivity' has no attribute {name!r}")
    return getattr(import_module(f"simalign.api.sensitivity.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted(_HOMES)
