"""Sweeps: many runs of a design, executed in parallel into a store that survives interruption.

In reading order: ``design/`` turns a sweep file into design points, ``store/`` records the points and the finished
runs, ``running/`` executes the missing runs in chunks, in supervised worker processes, and ``exchange/`` merges stores
and passes their results on. Every point in every
replication is a run with an identity; every chunk of runs becomes one immutable file of the store. ``checkpoint``
saves the chunks of analyses that are not sweeps.

>>> from simalign.sweeps import load_sweep
>>> len(load_sweep("dials").points)
36
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simalign.sweeps.design.design import Design
    from simalign.sweeps.design.load import load_sweep
    from simalign.sweeps.exchange.archive import write_archive
    from simalign.sweeps.exchange.check import check_archive
    from simalign.sweeps.exchange.merge import merge
    from simalign.sweeps.running.execute import execute
    from simalign.sweeps.running.repeat import repeated, verified
    from simalign.sweeps.store.create import create
    from simalign.sweeps.store.results import Results, open_sweep
    from simalign.sweeps.store.store import Store, open_store

_HOMES = {
    "Design": "design.design",
    "Results": "store.results",
    "Store": "store.store",
    "check_archive": "exchange.check",
    "create": "store.create",
    "execute": "running.execute",
    "load_sweep": "design.load",
    "merge": "exchange.merge",
    "open_store": "store.store",
    "open_sweep": "store.results",
    "repeated": "running.repeat",
    "verified": "running.repeat",
    "write_archive": "exchange.archive",
}
__all__ = [
    "Design",
    "Results",
    "Store",
    "check_archive",
    "create",
    "execute",
    "load_sweep",
    "merge",
    "open_store",
    "open_sweep",
    "repeated",
    "verified",
    "write_archive",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'simalign.sweeps' has no attribute {name!r}")
    return getattr(import_module(f"simalign.sweeps.{_HOMES[name]}"), name)
