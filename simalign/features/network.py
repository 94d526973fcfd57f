"""Features of the network of working ties: members between departments, closed departments, and pairs without ties.

Ties count in both directions, and once per pair of members; those of weight 0 do not count. Without working ties,
reporting lines take their place.
"""

from collections.abc import Hashable
from dataclasses import dataclass
from itertools import combinations

import networkx
import numpy as np
from numpy.typing import NDArray
from scipy.stats import binom

from simalign.organisation.record import Organisation
from simalign.organisation.ties import sources

STEPS = 1_000_000  # tie visits of all searches for shortest paths; a sample of their starts is used beyond
FEWEST = 8  # starts
NOTABLE = 3.0  # ties by size, from which none is notable: it comes about by chance in one of 20 cases (Poisson)
CLOSED = 0.25  # share of the ties to other departments that size would give, below which a department is closed
CHANCE = 0.01  # probability of so few ties to other departments by chance, below which a department is closed

Pairs = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Inside:
    """The ties of a department. ties: of its members; inside: share of them that end in it; by_size: expected share."""

    department: int
    ties: int
    inside: float
    by_size: float
    closed: bool


def pairs_of(organisation: Organisation) -> Pairs:
    """Return the pairs of members with a working tie in either direction, (P, 2); without ties, of reporting lines."""
    ties = organisation.ties
    if len(ties.target):
        ends = np.column_stack([sources(ties), ties.target.astype(np.int64)])
        ends = ends[ties.weight > 0.0] if len(ties.weight) else ends
    else:
        ends = np.column_stack([np.arange(organisation.size), organisation.manager.astype(np.int64)])
    ends = np.sort(ends[ends[:, 0] != ends[:, 1]], axis=1)
    return np.unique(ends, axis=0) if len(ends) else ends


def betweenness(organisation: Organisation, pairs: Pairs) -> NDArray[np.float64]:
    """Return the share of shortest paths between members of different departments that pass through each member, (N,).

    Paths that start or end at the member do not count (Freeman 1977, Sociometry 40, 35-41). In large networks the
    paths start at evenly spaced members only. 0 where no paths are to be counted.

    >>> from simalign.organisation.generate import generate
    >>> star = generate(5, 4, ["sales", "craft"], 0.0, 0.0, np.random.SeedSequence(1))
    >>> betweenness(star, pairs_of(star))
    array([1., 0., 0., 0., 0.])
    """
    size, department = organisation.size, organisation.department
    graph = networkx.Graph()
    graph.add_nodes_from(range(size))
    graph.add_edges_from(pairs.tolist())
    component = np.zeros(size, np.int64)
    for number, members in enumerate(networkx.connected_components(graph)):
        component[list(members)] = number
    through = np.zeros(size)
    chosen = np.zeros(size, bool)
    for code, starts in _starts(department, max(FEWEST, STEPS // (size + len(pairs)))).items():
        chosen[starts] = True
        outside = np.flatnonzero(department != code)
        found: dict[Hashable, float] = networkx.betweenness_centrality_subset(graph, starts.tolist(), outside.tolist())
        through += 2.0 * np.array([found[i] for i in range(size)])  # networkx halves what it counts in both directions
    cell = component * (int(department.max()) + 1) + department
    starting, ending = chosen.astype(np.float64), np.ones(size)
    as_start = chosen * (_sums(component, ending) - _sums(cell, ending))
    as_end = _sums(component, starting) - _sums(cell, starting)
    counted = as_start.sum() - as_start - as_end
    return np.divide(through, counted, out=np.zeros(size), where=counted > 0)


def _starts(department: NDArray[np.int32], most: int) -> dict[int, NDArray[np.int64]]:
    """Return evenly spaced members of each department, about ``most`` in all, of the largest departments if need be."""
    sizes = np.bincount(department)
    largest = [code for code in np.argsort(-sizes, kind="stable").tolist() if sizes[code]][:most]
    share = min(1.0, most / len(department))
    starts = {}
    for code in largest:
        members = np.flatnonzero(department == code)
        count = max(1, round(share * len(members)))
        starts[code] = members[np.arange(count) * len(members) // count]
    return starts


def _sums(cell: NDArray[np.int64], values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the sum of the values of each member's cell, (N,)."""
    return np.asarray(np.bincount(cell, values)[cell])


def inside_shares(organisation: Organisation, pairs: Pairs) -> list[Inside]:
    """Return how far each department with ties keeps to itself, the most closed one first.

    ``by_size`` is the share of colleagues who are in the department. A department is closed if it has less than a
    quarter of the ties to other departments that its size would give (a homophily index above .75, Coleman 1958,
    Human Organization 17, 28-36), and if so few would come about by chance in at most one of a hundred cases.
    """
    size, department = organisation.size, organisation.department
    first, second = department[pairs[:, 0]], department[pairs[:, 1]]
    shares = []
    for code in np.unique(department).tolist():
        within = int(((first == code) & (second == code)).sum())
        across = int(((first == code) != (second == code)).sum())
        ties, colleagues = within + across, int((department == code).sum()) - 1
        if not ties or colleagues + 1 == size:
            continue
        # of n - 1 colleagues inside and N - n outside, a pair is inside with probability w / (w + a)
        possible_within, possible_across = colleagues * (colleagues + 1) / 2, (colleagues + 1) * (size - colleagues - 1)
        chance = binom.cdf(across, ties, possible_across / (possible_within + possible_across))
        inside, by_size = 2 * within / (2 * within + across), colleagues / (size - 1)
        few = (1.0 - inside) < CLOSED * (1.0 - by_size)
        shares.append(Inside(code, ties, inside, by_size, bool(few and chance <= CHANCE)))
    return sorted(shares, key=lambda share: (1.0 - share.inside) / (1.0 - share.by_size))


def pairs_apart(organisation: Organisation, pairs: Pairs) -> list[tuple[int, int]]:
    """Return the pairs of departments without a tie whose sizes would give ``NOTABLE`` ties or more.

    Those between which size would give the most ties come first.
    """
    department, size = organisation.department, organisation.size
    sizes = np.bincount(department, minlength=len(organisation.departments))
    ends = np.sort(department[pairs], axis=1)
    met = {(a, b) for a, b in ends.tolist()}
    density = 2.0 * len(pairs) / max(1, size * (size - 1))
    expected = {
        (a, b): density * int(sizes[a]) * int(sizes[b]) for a, b in combinations(np.unique(department).tolist(), 2)
    }
    apart = [pair for pair, ties in expected.items() if pair not in met and ties >= NOTABLE]
    return sorted(apart, key=lambda pair: -expected[pair])
