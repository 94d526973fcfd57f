"""Steps of the week that a sweep replaces, by address."""

import hashlib
import inspect
from collections.abc import Mapping
from importlib import import_module

from simalign.engine import Step


def sources(steps: Mapping[str, str]) -> dict[str, str]:
    """Addresses of steps, each with a digest of its source, so that a changed step is another sweep."""
    found = {}
    for name, step in replaced_steps(steps).items():
        source = hashlib.sha256(inspect.getsource(step).encode()).hexdigest()[:16]
        found[name] = f"{steps[name].partition(' ')[0]} {source}"
    return found


def replaced_steps(addresses: Mapping[str, str]) -> dict[str, Step]:
    """Steps of the week by their addresses, like ``my_package.my_module:my_step``."""
    found = {}
    for name, address in addresses.items():
        module, _, function = address.partition(" ")[0].partition(":")
        found[name] = getattr(import_module(module), function)
    return found
