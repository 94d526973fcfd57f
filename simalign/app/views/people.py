"""Who works there, and what everybody does and wants in each week of one replication: what the picture shows.

The run goes week by week; a week run alone is the very same week as one in a longer run.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simalign.analysis.text import words
from simalign.organisation.record import ROLES, Organisation
from simalign.simulation import Simulation

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
    strategy: NDArray[np.float32]


def overlaps(rows: NDArray[np.float32], strategy: NDArray[np.float32]) -> NDArray[np.float32]:
    """Overlap of each row (..., K) with the strategy, (K,) or alike.

    >>> overlaps(np.array([[0.5, 0.5], [1.0, 0.0]], np.float32), np.array([0.0, 1.0], np.float32)).tolist()
    [0.5, 0.0]
    """
    shared: NDArray[np.float32] = np.minimum(rows, strategy).sum(axis=-1)
    return shared


def watched(simulation: Simulation, weeks: int) -> tuple[NDArray[np.float64], People]:
    """Run so many weeks and write everybody down: the series (weeks, measures), and the people from week 0 on."""
    state = simulation.state
    knows, wants, does = np.empty((3, weeks + 1, *state.wants.shape), np.float32)
    strategy = np.empty((weeks + 1, state.wants.shape[1]), np.float32)
    resistance = np.empty((weeks + 1, len(state.reactance)), np.float32)
    series = []
    for week in range(weeks + 1):
        if week:
            series.append(simulation.run(1)[0])
        knows[week], wants[week], does[week], strategy[week] = state.knows, state.wants, state.does, state.strategy[0]
        resistance[week] = state.reactance
    people = People(
        know=_bytes(overlaps(knows, strategy[:, None])),
        want=_bytes(overlaps(wants, strategy[:, None])),
        do=_bytes(overlaps(does, strategy[:, None])),
        want_goal=wants.argmax(axis=-1).astype(np.uint8),
        do_goal=does.argmax(axis=-1).astype(np.uint8),
        resistance=_bytes(resistance),
        strategy=strategy,
    )
    return np.stack(series), people


def members(organisation: Organisation) -> list[dict[str, Any]]:
    """Who works there, in the order of the rows: id, name, manager's place, department, role, depth in the tree."""
    made_up = organisation.names[0] == organisation.ids[0]  # or hidden
    return [
        {
            "id": str(organisation.ids[i]),
            "name": f"Person {organisation.names[i]}" if made_up else str(organisation.names[i]),
            "manager": int(organisation.manager[i]),
            "department": int(organisation.department[i]),
            "role": words(ROLES[organisation.role[i]]),
            "depth": int(organisation.depth[i]),
        }
        for i in range(organisation.size)
    ]


def _bytes(shares: NDArray[np.float32]) -> Bytes:
    return np.rint(FULL * shares).astype(np.uint8)
