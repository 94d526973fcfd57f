"""Many runs: design, execution, store, reading.

A sweep file (``file``, ``factors``, ``loading``) becomes design points (``design``); every point in every replication
is a run with a name of its own (``runs``). A store is made of them (``founding``, ``design_file``, ``store``), grows
(``growth``, ``sameness``) and is repaired (``mend``); it also holds steps and measures of the user's (``functions``,
``custom``, ``digest``). Runs go out in chunks (``execution``, ``chunks``) to watched processes (``guard``, ``bench``),
and each chunk becomes one immutable file of the store (``parts``), from which tables are read (``results``) and runs
repeated (``repeat``).

>>> from simalign.sweeps import load_sweep
>>> len(load_sweep("dials").points)
36
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simalign.sweeps.design.design import Design
    from simalign.sweeps.design.load import load_sweep
    from simalign.sweeps.running.execute import execute
    from simalign.sweeps.running.repeat import repeated, verified
    from simalign.sweeps.store.create import create
    from simalign.sweeps.store.results import Results, open_sweep
    from simalign.sweeps.store.store import Store, open_store

_HOMES = {
    "Design": "design",
    "Results": "results",
    "Store": "store",
    "create": "founding",
    "execute": "execution",
    "load_sweep": "loading",
    "open_store": "store",
    "open_sweep": "results",
    "repeated": "repeat",
    "verified": "repeat",
}
__all__ = [
    "Design",
    "Results",
    "Store",
    "create",
    "execute",
    "load_sweep",
    "open_store",
    "open_sweep",
    "repeated",
    "verified",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'simalign.sweeps' has no attribute {name!r}")
    return getattr(import_module(f"simalign.sweeps.{_HOMES[name]}"), name)
