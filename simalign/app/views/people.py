"""Members of an organisation and their state in each week of one replication, for the picture on the page.

The simulation is run one week at a time, which gives bit-identical results to one longer run. Events may cut and add
positions: the picture shows the positions of the start, and ``gone`` and ``added`` say what differs from them.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simalign.analysis.text import words
from simalign.organisation.record import ROLES, SPECIALIST, Organisation
from simalign.simulation import Simulation

Bytes = NDArray[np.uint8]
FULL = 255
GONE = 255  # in place of a goal: the position no longer exists


class People(NamedTuple):
    """State of the N positions of the start by week, (weeks + 1, N); week 0 is the end of the warm-up.

    know, want, do: overlap with the member's part of the strategy in 255ths; want_goal, do_goal: index of the main
    goal, GONE once the position is cut; resistance: in 255ths. strategy: shares of the goals in the strategy of the
    whole, (weeks + 1, K). added: number of positions that did not exist at the start, (weeks + 1,).
    """

    know: Bytes
    want: Bytes
    do: Bytes
    want_goal: Bytes
    do_goal: Bytes
    resistance: Bytes
    strategy: NDArray[np.float32]
    added: NDArray[np.int32]


def rank_means(simulation: Simulation) -> NDArray[np.float32]:
    """Return the mean share that the front line and managers want and do, (2 ranks, 2); NaN for a rank without members.

    The share is the overlap with the member's part of the strategy. The front line are the specialists.
    """
    state = simulation.state
    parts = state.part[simulation.fixed.department]
    shares = np.stack([overlaps(state.wants, parts), overlaps(state.does, parts)])
    front = simulation.organisation.role == SPECIALIST
    nothing = np.full(2, np.nan)
    ranks = [shares[:, rank].mean(axis=1) if rank.any() else nothing for rank in (front, ~front)]
    return np.asarray(ranks, np.float32)


def record_ranks(simulation: Simulation, weeks: int) -> tuple[NDArray[np.float64], NDArray[np.float32]]:
    """Run a number of weeks; return the series, (weeks, measures), and ``rank_means`` from week 0 on."""
    ranks, series = [rank_means(simulation)], []
    for _ in range(weeks):
        series.append(simulation.run(1)[0])
        ranks.append(rank_means(simulation))
    return np.stack(series), np.stack(ranks)


def rows_of(keys: NDArray[np.int64], organisation: Organisation) -> NDArray[np.int64]:
    """Return the row of each position, by its key, in an organisation; -1 if the position no longer exists."""
    row_by_key = {int(key): row for row, key in enumerate(organisation.key)}
    return np.array([row_by_key.get(int(key), -1) for key in keys], np.int64)


def overlaps(rows: NDArray[np.floating], parts: NDArray[np.floating]) -> NDArray[np.floating]:
    """Return the overlap of each row (..., K) with a part of the strategy, (K,) or of a shape that broadcasts.

    >>> overlaps(np.array([[0.5, 0.5], [1.0, 0.0]], np.float32), np.array([0.0, 1.0], np.float32)).tolist()
    [0.5, 0.0]
    """
    shared: NDArray[np.floating] = np.minimum(rows, parts).sum(axis=-1)
    return shared


def record_people(simulation: Simulation, weeks: int) -> tuple[NDArray[np.float64], People, NDArray[np.float32]]:
    """Run a number of weeks; return the series, (weeks, measures), the state of the members, and ``rank_means``.

    States and means are those from week 0 on.
    """
    keys, rows = simulation.organisation.key, np.arange(simulation.organisation.size)
    organisation, K = simulation.organisation, simulation.state.wants.shape[1]
    parts, knows, wants, does = np.zeros((4, weeks + 1, len(keys), K), np.float32)
    strategy, added = np.empty((weeks + 1, K), np.float32), np.empty(weeks + 1, np.int32)
    resistance, gone = np.zeros((weeks + 1, len(keys)), np.float32), np.zeros((weeks + 1, len(keys)), bool)
    series, ranks = [], []
    for week in range(weeks + 1):
        if week:
            series.append(simulation.run(1)[0])
        if simulation.organisation is not organisation:
            organisation = simulation.organisation
            rows = rows_of(keys, organisation)
        state, remain = simulation.state, rows >= 0
        now = rows[remain]
        knows[week, remain], wants[week, remain], does[week, remain] = (
            state.knows[now],
            state.wants[now],
            state.does[now],
        )
        parts[week, remain] = state.part[simulation.fixed.department[now]]
        resistance[week, remain], strategy[week] = state.reactance[now], state.strategy[0]
        gone[week], added[week] = ~remain, organisation.size - len(now)
        ranks.append(rank_means(simulation))
    people = People(
        know=_bytes(overlaps(knows, parts)),
        want=_bytes(overlaps(wants, parts)),
        do=_bytes(overlaps(does, parts)),
        want_goal=np.where(gone, GONE, wants.argmax(axis=-1)).astype(np.uint8),
        do_goal=np.where(gone, GONE, does.argmax(axis=-1)).astype(np.uint8),
        resistance=_bytes(resistance),
        strategy=strategy,
        added=added,
    )
    return np.stack(series), people, np.stack(ranks)


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
            "front": bool(organisation.role[i] == SPECIALIST),
            "depth": int(organisation.depth[i]),
        }
        for i in range(organisation.size)
    ]


def _bytes(shares: NDArray[np.floating]) -> Bytes:
    return np.rint(FULL * shares).astype(np.uint8)
