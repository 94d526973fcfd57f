"""The influence of each member's deeds on what all members want, as in the model with acceptance at 0 (ODD 5.4)."""

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array

from simalign.organisation.record import Organisation
from simalign.organisation.ties import sources

ENOUGH = 1e-12  # largest change of a round of the iteration


def total_effects(
    organisation: Organisation, anchor: float, manager_weight: float, across: float
) -> NDArray[np.float64]:
    """Return the total effect of each member on the wants of all members, relative to the average member, (N,).

    anchor: weight of the own agenda in wants; manager_weight: weight of the manager's deeds among all deeds that a
    member sees; across: factor of ties to other departments (ODD 5.4-1, 5.4-13 to 5.4-15). Effects include those by
    way of others (total effects centrality: Friedkin 1991, American Journal of Sociology 96, 1478-1504). Their mean
    is 1. Raises ValueError for an anchor that is not above 0.

    >>> from simalign.organisation.generate import generate
    >>> star = generate(5, 4, ["sales"], 0.0, 0.0, np.random.SeedSequence(1))
    >>> total_effects(star, anchor=0.5, manager_weight=1.0, across=1.0)
    array([3. , 0.5, 0.5, 0.5, 0.5])
    """
    if not 0.0 < anchor <= 1.0:
        raise ValueError(f"anchor must be above 0 and at most 1 (given: {anchor})")
    size, members = organisation.size, np.arange(organisation.size)
    source, target = sources(organisation.ties), organisation.ties.target.astype(np.int64)
    weight = organisation.ties.weight if len(organisation.ties.weight) else np.ones(len(target))
    weight = np.where(organisation.department[source] == organisation.department[target], weight, across * weight)
    seen = np.bincount(source, weight, minlength=size)
    alone = np.flatnonzero(seen == 0.0)  # they see their own deeds in place of colleagues'
    shares = np.divide(weight, seen[source], out=np.zeros(len(weight)), where=seen[source] > 0.0)
    rows = np.concatenate([source, alone, members])
    columns = np.concatenate([target, alone, organisation.manager.astype(np.int64)])
    peers = (1.0 - manager_weight) * np.concatenate([shares, np.ones(len(alone))])
    seen_by = coo_array((np.concatenate([peers, np.full(size, manager_weight)]), (columns, rows)), (size, size)).tocsr()
    effect = np.ones(size)
    while True:  # each round changes the effects by at most (1 - anchor) times the change of the round before
        following = 1.0 + (1.0 - anchor) * (seen_by @ effect)
        change = float(np.abs(following - effect).sum())
        effect = following
        if change <= ENOUGH * size:
            return np.asarray(anchor * effect)
