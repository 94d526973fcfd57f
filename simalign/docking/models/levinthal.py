"""Levinthal (1997), Adaptation on rugged landscapes, Management Science 43(7), with Kauffman's NK landscapes.

An organisation has N attributes of 0 or 1. Each attribute contributes to fitness in a way that depends on itself and on
the K next ones. Organisations try one change of an attribute in each period, or sometimes a new form as a whole (a long
jump), and keep what is better. After a change of the environment they may fail, the more likely the less fit they are.
The rules of failure are put together from the abstract and from secondary sources, not from the paper's text.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from simalign.docking.record import Classic, Floats, Part, Row, difference, pick

ATTRIBUTES, ORGANISATIONS = 10, 100
FORMS = 2**ATTRIBUTES
COUPLINGS = (0, 1, 3, 5, 9)
LANDSCAPES, QUICK_LANDSCAPES = 200, 30
PERIODS, AFTER, EARLY = 100, 50, 10
SHOWN = (0, 5, 10, 20, 40, 60, 80, 100)
JUMP = 0.1  # share of organisations that search by a long jump in a period
FAILING = 0.2  # probability of failure in a period at no fitness, for that of the fittest 0
Forms = NDArray[np.int64]
BITS = (np.arange(FORMS)[:, None] >> np.arange(ATTRIBUTES)) & 1
NEIGHBOURS = np.arange(FORMS)[:, None] ^ (1 << np.arange(ATTRIBUTES))


def landscape(coupling: int, rng: np.random.Generator) -> Floats:
    """Return the fitness of all forms, (2^N,): the mean of N contributions drawn from 0 to 1."""
    together = [(np.arange(ATTRIBUTES) + step) % ATTRIBUTES for step in range(coupling + 1)]
    pattern = sum(BITS[:, places] << step for step, places in enumerate(together))
    contributions = rng.random((ATTRIBUTES, 2 ** (coupling + 1)))
    fitness: Floats = contributions[np.arange(ATTRIBUTES), pattern].mean(axis=1)
    return fitness


def peaks(fitness: Floats) -> Forms:
    """Return the forms that no change of a single attribute improves.

    >>> peaks(BITS.mean(axis=1)).tolist()
    [1023]
    """
    return np.flatnonzero((fitness[NEIGHBOURS] <= fitness[:, None]).all(axis=1))


def search(forms: Forms, fitness: Floats, jump: float, rng: np.random.Generator) -> tuple[Forms, NDArray[np.bool_]]:
    """Return the forms after one period, and which organisations have made a successful long jump."""
    local = NEIGHBOURS[forms, rng.integers(0, ATTRIBUTES, len(forms))]
    jumps = rng.random(len(forms)) < jump
    tried = np.where(jumps, rng.integers(0, FORMS, len(forms)), local)
    better = fitness[tried] > fitness[forms]
    return np.where(better, tried, forms), jumps & better


def adaptation(fitness: Floats, rng: np.random.Generator) -> tuple[Forms, Floats]:
    """Return the forms after local search, and the number of different forms in the periods ``SHOWN``."""
    forms = rng.integers(0, FORMS, ORGANISATIONS)
    counts = []
    for now in range(PERIODS + 1):
        if now in SHOWN:
            counts.append(len(np.unique(forms)))
        forms, _ = search(forms, fitness, 0.0, rng)
    return forms, np.array(counts, float)


def change(forms: Forms, fitness: Floats, rng: np.random.Generator) -> tuple[float, float]:
    """Return, for organisations in a new environment, the share that fails and what an early reorientation does.

    The second number compares the organisations that have survived the first ``EARLY`` periods: the later survival of
    those who made a successful long jump in these periods less that of the others (NaN if all or none did).
    """
    alive, jumped = np.ones(len(forms), bool), np.zeros(len(forms), bool)
    early, best = alive, fitness.max()
    for now in range(AFTER):
        forms, success = search(forms, fitness, JUMP, rng)
        alive = alive & (rng.random(len(forms)) >= FAILING * (1 - fitness[forms] / best))
        if now < EARLY:
            early, jumped = alive, jumped | success
    some = (early & jumped).any() and (early & ~jumped).any()
    gap = alive[early & jumped].mean() - alive[early & ~jumped].mean() if some else np.nan
    return float(1 - alive.mean()), float(gap)


def parts(quick: bool) -> list[Part]:
    """Return one piece of work for each degree of coupling."""
    return [Part(f"K = {coupling}", (coupling, QUICK_LANDSCAPES if quick else LANDSCAPES)) for coupling in COUPLINGS]


def run(part: Part, rng: np.random.Generator) -> list[Row]:
    """Return peaks, forms over time, and failure after a change of the environment, over landscapes."""
    coupling, landscapes = (int(number) for number in part.settings)
    number, height, top, counts, failed, gaps = [], [], [], [], [], []
    for _ in range(landscapes):
        fitness = landscape(coupling, rng)
        summits = peaks(fitness)
        number.append(len(summits))
        height.append(fitness[summits].mean())
        top.append(fitness.max())
        forms, over_time = adaptation(fitness, rng)
        counts.append(over_time)
        share, gap = change(forms, landscape(coupling, rng), rng)
        failed.append(share)
        gaps.append(gap)
        rows = [
            Row("peaks", "", coupling, np.array(number, float)),
            Row("fitness of peaks", "", coupling, np.array(height)),
            Row("fitness of the highest peak", "", coupling, np.array(top)),
            Row("failure after a change of the environment", "", coupling, np.array(failed)),
            Row("survival of the reoriented less the others", "", coupling, np.array(gaps)[np.isfinite(gaps)]),
        ]
    for now, samples in zip(SHOWN, np.array(counts).T, strict=True):
        rows.append(Row("different forms", f"K = {coupling}", now, samples))
    return rows


def derive(rows: Sequence[Row]) -> list[Row]:
    """Return the difference in failure between tight and loose coupling."""
    tight, loose = (pick(rows, "failure after a change of the environment", "", k) for k in (5, 1))
    return [difference("failure, K = 5 less K = 1", "", tight, loose)]


CLASSIC = Classic("levinthal", parts, run, derive)
