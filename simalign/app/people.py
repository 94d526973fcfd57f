"""What everybody does and wants in each week of one replication: what the picture shows.

The run goes week by week; a week run alone is the very same week as one in a longer run.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simalign.simulation import Simulation
from simalign.week.state import State

Bytes = NDArray[np.uint8]
FULL = 255


class People(NamedTuple):
    """Per week (0 ends the warm-up) and member, (weeks + 1, N): overlaps with the strategy in 255ths, and main goals.

    ``strategy`` is (weeks + 1, K), the goals' shares of it.
    """

    know: Bytes
    want: Bytes
    do: Bytes
    want_goal: Bytes
    do_goal: Bytes
    resistance: Bytes
    joined: Bytes  # 1 for who has taken the seat since week 0
    strategy: NDArray[np.float32]


def overlaps(rows: NDArray[np.float64], strategy: NDArray[np.float64]) -> NDArray[np.float64]:
    """Overlap of each row (N, K) with the strategy (K,).

    >>> overlaps(np.array([[0.5, 0.5], [1.0, 0.0]]), np.array([0.0, 1.0]))
    array([0.5, 0. ])
    """
    return np.minimum(rows, strategy).sum(axis=1)


def empty(weeks: int, members: int, goals: int) -> People:
    """Room for the weeks 0 to ``weeks``."""
    know, want, do, want_goal, do_goal, resistance, joined = np.zeros((7, weeks + 1, members), np.uint8)
    strategy = np.zeros((weeks + 1, goals), np.float32)
    return People(know, want, do, want_goal, do_goal, resistance, joined, strategy)


def note(people: People, week: int, state: State, occupant: NDArray[np.int32]) -> None:
    """Write down one week; ``occupant``: who sat where in week 0."""
    strategy = state.strategy[0]
    for name, rows in (("know", state.knows), ("want", state.wants), ("do", state.does)):
        getattr(people, name)[week] = np.rint(FULL * overlaps(rows, strategy))
    people.want_goal[week] = state.wants.argmax(axis=1)
    people.do_goal[week] = state.does.argmax(axis=1)
    people.resistance[week] = np.rint(FULL * state.reactance)
    people.joined[week] = state.occupant != occupant
    people.strategy[week] = strategy


def watched(simulation: Simulation, weeks: int) -> tuple[NDArray[np.float64], People]:
    """Run so many weeks and write everybody down: the series (weeks, measures), and the people from week 0 on."""
    state = simulation.state
    people = empty(weeks, *state.wants.shape)
    occupant = state.occupant.copy()
    note(people, 0, state, occupant)
    rows = []
    for week in range(1, weeks + 1):
        rows.append(simulation.run(1)[0])
        note(people, week, state, occupant)
    return np.stack(rows), people
