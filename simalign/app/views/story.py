"""Story of one member under each policy: what they heard and from whom, what they want and do, and why they resist.

Every number comes from the model: its state at the end of a week, or a function of the model applied to that state.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from simalign.app.views.payload import packed
from simalign.app.views.request import ComparisonRequest
from simalign.app.views.snapshots import Snapshots
from simalign.policies.levers import L
from simalign.simulation import Simulation
from simalign.week.chance import HEARS, SEES
from simalign.week.feel import threat
from simalign.week.know import contact, opened, talking
from simalign.week.want import legitimacy

LINES = (
    "know",  # overlap of the member's picture of the strategy with it; the next four are overlaps as well
    "want",
    "do",
    "boss_know",
    "boss_do",
    "trust",
    "resistance",
    "needs",
    "accept",  # pull of the strategy, as the member knows it, on what they want
    "distance",  # between what the member knows of the strategy and what they want
    "mandate",  # this and the next three: levers as the manager implements them
    "watched",
    "autonomy",
    "rationale",
    "legitimate",  # legitimacy of management in their eyes
    "rise",  # increase of resistance this week; the next is its decay
    "calm",
)
ROWS = ("agenda", "knows", "wants", "does")
HEARD, SAW, TALK, NEW, NEW_BOSS = 1, 2, 4, 8, 16  # bits of an event


def record_story(simulation: Simulation, member: int, weeks: int) -> dict[str, NDArray[Any]]:
    """Run a number of weeks and record one member from week 0 on.

    Returns lines, (weeks + 1, LINES); rows, (weeks + 1, 4, K) in the order of ROWS; events, (weeks + 1,) bits HEARD to
    NEW_BOSS.
    """
    K = simulation.state.wants.shape[1]
    lines = np.zeros((weeks + 1, len(LINES)), np.float32)
    rows = np.zeros((weeks + 1, len(ROWS), K), np.float32)
    events = np.zeros(weeks + 1, np.uint8)
    for week in range(weeks + 1):
        state = simulation.state
        before = float(state.trust[member]), float(state.reactance[member])
        occupants = state.occupant.copy()
        if week:
            simulation.run(1)
            events[week] = _event(simulation, member, occupants)
        lines[week] = _line(simulation, member, *before)
        rows[week] = [getattr(state, name)[member] for name in ROWS]
    return {"lines": lines, "rows": rows, "events": events}


def _line(simulation: Simulation, i: int, trust: float, reactance: float) -> list[float]:
    """Return the values of one week in the order of LINES; trust and reactance are those at the start of the week."""
    f, s, p = simulation.fixed, simulation.state, simulation.parameters
    boss, strategy, felt = int(f.manager[i]), s.strategy[0], s.felt[i]
    legitimate = float(legitimacy(p.context_legitimacy, felt[L.VOICE], felt[L.RATIONALE]))
    levers = float(felt[L.MANDATE]), float(felt[L.MONITORING]), float(felt[L.AUTONOMY])
    threatened = float(s.distance[i]) * float(_plain(threat)(p, *levers, legitimate, trust))
    rise = p.react * float(s.proneness[i]) * threatened * (1.0 - reactance) if p.on.reactance else 0.0
    return [
        *(float(np.minimum(rows[i], strategy).sum()) for rows in (s.knows, s.wants, s.does)),
        *(float(np.minimum(rows[boss], strategy).sum()) for rows in (s.knows, s.does)),
        float(s.trust[i]),
        float(s.reactance[i]),
        float(np.mean(s.needs[i])),
        float(s.mu[i]),
        float(s.distance[i]),
        *levers,
        float(felt[L.RATIONALE]),
        legitimate,
        rise,
        reactance + rise - float(s.reactance[i]),
    ]


def _event(simulation: Simulation, i: int, occupants: NDArray[np.int32]) -> int:
    """Return the event bits of a member in the week just run. occupants: of all positions at its start, (N,)."""
    f, s, p = simulation.fixed, simulation.state, simulation.parameters
    boss = int(f.manager[i])
    changed = NEW_BOSS * (boss != i and int(s.occupant[boss]) != int(occupants[boss]))
    if int(s.occupant[i]) != int(occupants[i]):
        return NEW + changed
    if f.leader[i]:
        return changed
    felt, interval = s.felt[i], float(s.levers[f.department[i], L.FEEDBACK_INTERVAL])
    talk = bool(talking(interval, int(s.offset[i]), simulation.weeks_done - 1))
    hears = _plain(contact)(p, int(s.since[0]), float(felt[L.MANDATE]), float(felt[L.RATIONALE]))
    sees = _plain(opened)(p, float(felt[L.TRANSPARENCY]), talk)
    return (
        changed
        + HEARD * bool(p.on.cascade and s.chance[i, HEARS] < hears)
        + SAW * bool(p.on.open_channel and s.chance[i, SEES] < sees)
        + TALK * talk
    )


def _plain(kernel: Any) -> Any:
    """Return the Python source function of a compiled kernel, or the function itself if it is not compiled."""
    return getattr(kernel, "py_func", kernel)


def packed_story(request: ComparisonRequest, snapshots: Snapshots, member: int) -> bytes:
    """Return the packed story of a member under every policy. Raises InputError for a policy that does not fit."""
    arrays: dict[str, NDArray[Any]] = {}
    for n, policy in enumerate(request.policies):
        recorded = record_story(snapshots.branches(policy, [0])[0], member, request.scenario.weeks)
        arrays |= {f"{name}{n}": array for name, array in recorded.items()}
    ties = snapshots.displayed.ties
    colleagues = ties.target[ties.start[member] : ties.start[member + 1]].tolist()
    people = snapshots.members
    head = {
        "member": member,
        "person": people[member],
        "leader": bool(snapshots.simulations[0].fixed.leader[member]),
        "manager": people[people[member]["manager"]]["name"],
        "reports": sum(person["manager"] == member != n for n, person in enumerate(people)),
        "colleagues": [people[j]["name"] for j in sorted(colleagues)],
        "lines": list(LINES),
        "rows": list(ROWS),
        "goals": [goal.name for goal in request.scenario.goals],
    }
    return packed(head, arrays)
