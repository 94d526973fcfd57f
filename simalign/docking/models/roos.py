"""Roos, Reale & Banning (2022), A value-based model of job performance, PLOS ONE 17(1) e0262430.

100 employees with one of four values divide ten hours a day between work of their own, cooperation and shirking. Norms
follow what peers do. A trusting or controlling management moves the shirking of those who value openness or
conservation; pay for groups or individuals moves the cooperation of those who value self-transcendence or
self-enhancement. The rules were put together from secondary sources; the tables of the paper were not available.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simalign.docking.record import Classic, Floats, Part, Row, difference, pick

EMPLOYEES, SIDE = 100, 10
HOURS, OPTIMUM = 10.0, 5.0
KAPPA, ADAPTING = 0.5, 0.1  # weight of cooperation in output; daily step of norms
STEPS = 500
SEEDS, QUICK_SEEDS = 50, 12
C, O, SE, ST = range(4)  # noqa: E741  conservation, openness, self-enhancement, self-transcendence
SPREAD = np.array([1 / 3, 1.0, 2 / 3, 2 / 3])  # delta: how far behaviour of each value strays from the norm
PEERS = ("everybody", "four neighbours", "eight at random")


class Scenario(NamedTuple):
    """Pay and management: mu = 1 for pay by results, lambda_ = 1 for groups, sigma = 0 trusting to 1 controlling."""

    mu: int
    lambda_: int
    sigma: float


SCENARIOS = {
    "base": Scenario(0, 1, 0.5),
    "trusting": Scenario(0, 1, 0.0),
    "controlling": Scenario(0, 1, 1.0),
    "cooperative": Scenario(1, 1, 0.5),
    "competitive": Scenario(1, 0, 0.5),
    "trusting-cooperative": Scenario(1, 1, 0.0),
    "trusting-competitive": Scenario(1, 0, 0.0),
    "controlling-cooperative": Scenario(1, 1, 1.0),
    "controlling-competitive": Scenario(1, 0, 1.0),
}


def shifts(scenario: Scenario) -> tuple[Floats, Floats]:
    """Return how far each value moves the mode of shirking and of cooperation, in units of its spread from the norm.

    >>> [shift.tolist() for shift in shifts(SCENARIOS["trusting"])]
    [[0.5, -0.5, 0.0, 0.0], [0.0, 0.0, -0.5, 0.5]]
    """
    shirking, cooperation = np.zeros(4), np.zeros(4)
    shirking[O], shirking[C] = scenario.sigma - 0.5, 0.5 - scenario.sigma
    cooperation[SE], cooperation[ST] = -0.5, 0.5
    if scenario.mu:
        cooperation += np.array([0, 0, 0.1, 0.5]) if scenario.lambda_ else np.array([0, 0, -0.5, -0.1])
    return shirking, cooperation


def triangular(uniform: Floats, mode: Floats) -> Floats:
    """Return triangular draws on [-1, 1] from uniform ones in [0, 1).

    >>> triangular(np.array([0.0, 0.5]), np.array([0.0, 0.0])).tolist()
    [-1.0, 0.0]
    """
    below = (1 + mode) / 2
    rising = -1 + np.sqrt(uniform * 2 * (1 + mode))
    falling = 1 - np.sqrt((1 - uniform) * 2 * (1 - mode))
    drawn: Floats = np.where(uniform < below, rising, falling)
    return drawn


def peer_lists(kind: str, seeds: int, rng: np.random.Generator) -> NDArray[np.int64] | None:
    """Return the peers of each employee, (seeds, employees, peers); None if everybody is a peer of all others."""
    if kind == PEERS[0]:
        return None
    if kind == PEERS[2]:
        others = rng.integers(1, EMPLOYEES, (seeds, EMPLOYEES, 8))
        return (others + np.arange(EMPLOYEES)[:, None]) % EMPLOYEES
    row, column = np.divmod(np.arange(EMPLOYEES), SIDE)
    around = [((row + dr) % SIDE) * SIDE + (column + dc) % SIDE for dr, dc in ((0, 1), (0, -1), (1, 0), (-1, 0))]
    return np.broadcast_to(np.stack(around, axis=1), (seeds, EMPLOYEES, 4))


def mean_of_peers(values: Floats, peers: NDArray[np.int64] | None) -> Floats:
    """Return the mean of each employee's peers, (seeds, employees)."""
    if peers is None:
        return (values.sum(axis=1, keepdims=True) - values) / (EMPLOYEES - 1)
    mean: Floats = values[np.arange(len(values))[:, None, None], peers].mean(axis=2)
    return mean


def day(
    norms: tuple[Floats, Floats], modes: tuple[Floats, Floats], spread: Floats, rng: np.random.Generator
) -> tuple[Floats, Floats]:
    """Return hours of shirking and of cooperation; what a fair coin puts second has only the time that is left.

    norms, modes: of shirking and cooperation, (seeds, employees) each. spread: delta of each employee.
    """
    shape = norms[0].shape
    wished = [
        norm * (1 + spread * triangular(rng.random(shape), mode)) for norm, mode in zip(norms, modes, strict=True)
    ]
    shirking_first = rng.random(shape) < 0.5
    shirking, cooperation = (np.minimum(hours, HOURS) for hours in wished)
    left_for_cooperation, left_for_shirking = HOURS - shirking, HOURS - cooperation
    return (
        np.where(shirking_first, shirking, np.minimum(shirking, left_for_shirking)),
        np.where(shirking_first, np.minimum(cooperation, left_for_cooperation), cooperation),
    )


def company(scenario: Scenario, kind: str, seeds: int, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Return output on the last day in per cent of the optimum, (seeds,), and hours of shirking, (4, seeds)."""
    value = rng.permuted(np.tile(np.arange(EMPLOYEES) % 4, (seeds, 1)), axis=1)
    shirking_mode, cooperation_mode = (shift[value] for shift in shifts(scenario))
    spread, peers = SPREAD[value], peer_lists(kind, seeds, rng)
    shirking_norm = np.full(value.shape, HOURS / 3)
    cooperation_norm = shirking_norm.copy()
    shirking, cooperation = shirking_norm, cooperation_norm
    for _ in range(STEPS):
        norms = (shirking_norm, cooperation_norm)
        shirking, cooperation = day(norms, (shirking_mode, cooperation_mode), spread, rng)
        shirking_norm = (1 - ADAPTING) * shirking_norm + ADAPTING * mean_of_peers(shirking, peers)
        cooperation_norm = (1 - ADAPTING) * cooperation_norm + ADAPTING * mean_of_peers(cooperation, peers)
    alone = np.maximum(HOURS - shirking - cooperation, 0.0)
    output = alone ** (1 - KAPPA) * mean_of_peers(cooperation, None) ** KAPPA
    by_value = np.stack([np.where(value == v, shirking, 0).sum(axis=1) for v in range(4)]) / (EMPLOYEES / 4)
    return 100 * output.mean(axis=1) / OPTIMUM, by_value


def parts(quick: bool) -> list[Part]:
    """Return the nine scenarios for each kind of peers."""
    seeds = QUICK_SEEDS if quick else SEEDS
    return [Part(f"{name}, {kind}", (name, kind, seeds)) for kind in PEERS for name in SCENARIOS]


def run(part: Part, rng: np.random.Generator) -> list[Row]:
    """Return the output of a scenario and, for the two values that management moves, shirking."""
    name, kind, seeds = part.settings
    output, shirking = company(SCENARIOS[str(name)], str(kind), int(seeds), rng)
    rows = [Row("output", str(kind), name, output)]
    return rows + [
        Row("shirking", f"{word}, {kind}", name, shirking[value])
        for word, value in (("openness", O), ("conservation", C))
    ]


def derive(rows: Sequence[Row]) -> list[Row]:
    """Return the differences between scenarios on which the paper's claims rest, with everybody as peers."""
    output = {name: pick(rows, "output", PEERS[0], name) for name in SCENARIOS}
    best = max((row for name, row in output.items() if name != "trusting"), key=lambda row: row.mean)
    spans = {
        word: difference(
            word, "", *(pick(rows, "shirking", f"{word}, {PEERS[0]}", x) for x in ("controlling", "trusting"))
        )
        for word in ("openness", "conservation")
    }
    pivotal = np.abs(spans["openness"].samples) - np.abs(spans["conservation"].samples)
    return [
        difference("output, trusting less the best other scenario", "", output["trusting"], best),
        difference("output, no pay by results less pay of individuals", "", output["base"], output["competitive"]),
        Row("shirking moved by management, openness less conservation", "", "", pivotal),
    ]


CLASSIC = Classic("roos", parts, run, derive)
