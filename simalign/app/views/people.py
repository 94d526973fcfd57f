"""Members of an organisation and their state in each week of one replication, for the picture on the page.

The simulation is run one week at a time, which gives bit-identical results to one longer run.
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
    """State of all members by week, (weeks + 1, N); week 0 is the end of the warm-up.

    know, want, do: overlap with the member's part of the strategy in 255ths; want_goal, do_goal: index of the main
    goal; resistance: in 255ths. strategy: shares of the goals in the strategy of the whole, (weeks + 1, K).
    """

    know: Bytes
    want: Bytes
    do: Bytes
    want_goal: Bytes
    do_goal: Bytes
    resistance: Bytes
    strategy: NDArray[np.float32]


def overlaps(rows: NDArray[np.floating], parts: NDArray[np.floating]) -> NDArray[np.floating]:
    """Return the overlap of each row (..., K) with a part of the strategy, (K,) or of a shape that broadcasts.

    >>> overlaps(np.array([[0.5, 0.5], [1.0, 0.0]], np.float32), np.array([0.0, 1.0], np.float32)).tolist()
    [0.5, 0.0]
    """
    shared: NDArray[np.floating] = np.minimum(rows, parts).sum(axis=-1)
    return shared


def record_people(simulation: Simulation, weeks: int) -> tuple[NDArray[np.float64], People]:
    """Run a number of weeks; return the series, (weeks, measures), and the state of the members from week 0 on."""
    state, department = simulation.state, simulation.fixed.department
    parts, knows, wants, does = np.empty((4, weeks + 1, *state.wants.shape), np.float32)
    strategy = np.empty((weeks + 1, state.wants.shape[1]), np.float32)
    resistance = np.empty((weeks + 1, len(state.reactance)), np.float32)
    series = []
    for week in range(weeks + 1):
        if week:
            series.append(simulation.run(1)[0])
        knows[week], wants[week], does[week] = state.knows, state.wants, state.does
        parts[week], strategy[week], resistance[week] = state.part[department], state.strategy[0], state.reactance
    people = People(
        know=_bytes(overlaps(knows, parts)),
        want=_bytes(overlaps(wants, parts)),
        do=_bytes(overlaps(does, parts)),
        want_goal=wants.argmax(axis=-1).astype(np.uint8),
        do_goal=does.argmax(axis=-1).astype(np.uint8),
        resistance=_bytes(resistance),
        strategy=strategy,
    )
    return np.stack(series), people


def member_records(organisation: Organisation) -> list[dict[str, Any]]:
    """Return one record per member, in row order: id, name, indices of manager and department, role, tree depth."""
    numbered = organisation.names[0] == organisation.ids[0]  # generated, or hidden by the user
    return [
        {
            "id": str(organisation.ids[i]),
            "name": f"Person {organisation.names[i]}" if numbered else str(organisation.names[i]),
            "manager": int(organisation.manager[i]),
            "department": int(organisation.department[i]),
            "role": words(ROLES[organisation.role[i]]),
            "depth": int(organisation.depth[i]),
        }
        for i in range(organisation.size)
    ]


def _bytes(shares: NDArray[np.floating]) -> Bytes:
    return np.rint(FULL * shares).astype(np.uint8)
