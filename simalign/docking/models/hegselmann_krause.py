"""Hegselmann & Krause (2002), JASSS 5(3): members heed only opinions that are near their own.

Everybody moves to the mean of all opinions within a confidence bound, their own included. Opinions begin uniform on
[0, 1], everybody sees everybody, all move at the same time, and the bound is inclusive.
The crowds of 1,000 are computed from sorted opinions; smaller crowds are run through this model as well, whose peer
latitude is the bound, and must move in the same way.
"""

import numpy as np

from simalign.docking.record import Classic, Floats, Part, Row, fixed
from simalign.docking.setup import as_agendas, bare_organisation, bare_scenario
from simalign.organisation.ties import complete_ties
from simalign.simulation import Simulation

MEMBERS, SMALL = 1000, 100
SERIES = f"{MEMBERS:,} members"
BOUNDS = (0.05, 0.10, 0.15, 0.18, 0.20, 0.22, 0.23, 0.25, 0.30)
GRID = np.arange(0.15, 0.3001, 0.01)  # bounds among which the threshold of a crowd is sought
CROWDS, QUICK_CROWDS, BLOCKS = 200, 48, 4
LONGEST = 2000  # steps
APART, STILL = 1e-3, 1e-9  # distance between groups; largest move of a crowd at rest
ROUNDING = 1e-12  # by which the bound is widened, so that a distance equal to it counts
COMPARED = (0.08, 0.15, 0.25)  # bounds at which this model is compared step by step
STEPS = 8


def step(opinions: Floats, bound: float) -> Floats:
    """Return the next opinions (N,) of a crowd whose opinions are sorted.

    >>> step(np.array([0.25, 0.5, 0.875]), 0.25).tolist()
    [0.375, 0.375, 0.875]
    """
    first = np.searchsorted(opinions, opinions - bound - ROUNDING, "left")
    last = np.searchsorted(opinions, opinions + bound + ROUNDING, "right")
    total = np.concatenate([[0.0], np.cumsum(opinions)])
    moved: Floats = (total[last] - total[first]) / (last - first)
    return moved


def groups(opinions: Floats, bound: float) -> int:
    """Return the number of groups with one opinion each when nobody moves any more; opinions: sorted.

    >>> groups(np.linspace(0, 1, 11), 0.4), groups(np.array([0.0, 1.0]), 0.4)
    (1, 2)
    """
    for _ in range(LONGEST):
        moved = np.sort(step(opinions, bound))
        if np.abs(moved - opinions).max() < STILL:
            break
        opinions = moved
    return 1 + int((np.diff(opinions) > APART).sum())


def in_this_model(opinions: Floats, bound: float, steps: int) -> Floats:
    """Return the opinions (N,) of a crowd after some weeks of this model, whose peer latitude is the bound."""
    size = len(opinions)
    psychology = {"peer_latitude": bound, "pace": 1.0, "manager_weight": 0.0, "follow": 0.0, "silo": 0.0}
    people = bare_organisation([0] * size, complete_ties(size, loops=True), agenda=as_agendas(opinions))
    simulation = Simulation(bare_scenario(["social_influence"], psychology, {}), 1, organisation=people)
    simulation.run(steps)
    return simulation.state.wants[:, 0].copy()


def parts(quick: bool) -> list[Part]:
    """Return blocks of crowds, and the comparison with this model."""
    crowds = (QUICK_CROWDS if quick else CROWDS) // BLOCKS
    return [Part(f"crowds {block + 1}", (crowds,)) for block in range(BLOCKS)] + [Part("this model")]


def run(part: Part, rng: np.random.Generator) -> list[Row]:
    """Return consensus, groups and threshold of a block of crowds, or the distance of this model from the classic."""
    if part.label == "this model":
        return _compared(rng)
    crowds = [np.sort(rng.random(MEMBERS)) for _ in range(int(part.settings[0]))]
    rows = []
    for bound in BOUNDS:
        counts = np.array([groups(crowd, bound) for crowd in crowds], float)
        rows.append(Row("share of crowds in consensus", SERIES, bound, (counts == 1).astype(float)))
        rows.append(Row("number of groups", SERIES, bound, counts))
    rows.append(Row("consensus threshold", SERIES, "", np.array([_threshold(crowd) for crowd in crowds])))
    return rows


def _threshold(crowd: Floats) -> float:
    """Return the smallest bound of the grid at which a crowd agrees, and agrees at the next one as well."""
    agreed = False
    for bound in GRID:
        if groups(crowd, float(bound)) > 1:
            agreed = False
        elif agreed:
            return float(bound - (GRID[1] - GRID[0]))
        else:
            agreed = True
    return float(GRID[-1])


def _compared(rng: np.random.Generator) -> list[Row]:
    """Return the largest distance between this model and the classic over the steps of small crowds."""
    rows = []
    for bound in COMPARED:
        opinions = np.sort(rng.random(SMALL))
        expected = opinions
        for _ in range(STEPS):
            expected = step(expected, bound)
        distance = np.abs(in_this_model(opinions, bound, STEPS) - expected).max()
        rows.append(fixed("largest distance of this model from the classic", "", bound, float(distance)))
    return rows


CLASSIC = Classic("hegselmann_krause", parts, run)
