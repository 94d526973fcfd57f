"""Selection of members committed to the founding strategy, and their starting values (ODD.md, section 7.2).

They are a committed minority in the sense of Xie et al. (2011, Physical Review E 84, 011130): they want the strategy
from the start, and others do not influence them. The selection depends only on the organisation, without random draws.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from simalign.errors import InputError, Problem, nearest
from simalign.organisation.record import MIDDLE, Organisation
from simalign.organisation.ties import sources
from simalign.scenario.organisation import PLACES, Committed


def commit(organisation: Organisation, spec: Committed, strategy: NDArray[np.float64]) -> Organisation:
    """Return the organisation with committed members: their agenda and wants are the strategy (K,), their anchor is 1.

    These values replace starting values from a file. Raises InputError for a department without members.

    >>> from simalign.organisation.generate import generate
    >>> small = generate(8, 3, ["sales"], 0.0, 0.0, np.random.SeedSequence(1))
    >>> commit(small, Committed(share=0.25, where="top"), np.array([1.0, 0.0])).given["anchor"][:4]
    array([ 1., nan, nan,  1.])
    """
    committed = select(organisation, spec)
    start_values = {name: values.copy() for name, values in organisation.given.items()}
    for name in ("agenda", "wants"):
        start_values.setdefault(name, np.full((organisation.size, len(strategy)), np.nan))[committed] = strategy
    start_values.setdefault("anchor", np.full(organisation.size, np.nan))[committed] = 1.0
    return replace(organisation, given=start_values, committed=committed)


def select(organisation: Organisation, spec: Committed) -> NDArray[np.bool_]:
    """Return which members are committed, (N,).

    Members are selected by rank: all members of the lowest ranks, and evenly spaced ones of the last rank.

    >>> from simalign.organisation.generate import generate
    >>> small = generate(8, 3, ["sales"], 0.0, 0.0, np.random.SeedSequence(1))
    >>> np.flatnonzero(select(small, Committed(share=0.5)))
    array([1, 3, 5, 7])
    """
    rank = _ranks(organisation, spec)
    order = np.lexsort((organisation.key, organisation.department, organisation.depth, rank))
    ordered = rank[order]
    count = round(spec.share * organisation.size)
    committed = np.zeros(organisation.size, bool)
    if not count:
        return committed
    last = ordered[count - 1]
    first, end = np.searchsorted(ordered, last, "left"), np.searchsorted(ordered, last, "right")
    committed[order[:first]] = True
    few, many = count - first, end - first
    turn = np.arange(many, dtype=np.int64)
    committed[order[first:end][(turn + 1) * few // many > turn * few // many]] = True
    return committed


def _ranks(organisation: Organisation, spec: Committed) -> NDArray[np.int64]:
    """Return the rank of each member, (N,); the lowest is selected first."""
    if spec.where == "top":
        return np.asarray(organisation.depth, np.int64)
    if spec.where == "middle":
        return np.asarray(organisation.role != MIDDLE, np.int64)
    if spec.where == "hubs":
        target, source = organisation.ties.target, sources(organisation.ties)
        observers: NDArray[np.int64] = np.bincount(target[target != source], minlength=organisation.size)
        return -observers
    if spec.where == "spread":
        return np.zeros(organisation.size, np.int64)
    return np.asarray(organisation.department != _department(organisation, spec.where), np.int64)


def _department(organisation: Organisation, name: str) -> int:
    """Return the index of a department. Raises InputError if it has no members."""
    names = [organisation.departments[d] for d in np.unique(organisation.department)]
    if name not in names:
        message = f"no members are in a department of that name{nearest(name, [*PLACES, *names])}"
        allowed = f"one of {', '.join([*PLACES, *names])}"
        raise InputError([Problem(message, key="organisation.committed.where", value=name, allowed=allowed)])
    return organisation.departments.index(name)
