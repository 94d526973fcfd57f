"""The story of one person under each policy: what they heard and from whom, what they want and do, why they resist.

Every number is the model's own: its state at the end of the week, and its own functions of it.
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
    "know",  # overlap of what they know of the strategy with it; likewise the next four
    "want",
    "do",
    "boss_know",
    "boss_do",
    "trust",
    "resistance",
    "needs",
    "accept",  # how far the strategy as they know it draws what they want
    "distance",  # between what they know of the strategy and what they want
    "mandate",  # levers as their manager carries them out
    "watched",
    "autonomy",
    "rationale",
    "legitimate",  # how legitimate management is to them
    "rise",  # of resistance this week, and what wears off
    "calm",
)
ROWS = ("agenda", "knows", "wants", "does")
HEARD, SAW, TALK, NEW, NEW_BOSS = 1, 2, 4, 8, 16  # bits of an event


def story(simulation: Simulation, member: int, weeks: int) -> dict[str, NDArray[Any]]:
    """Run so many weeks and write one member down, from week 0 on.

    lines: (weeks + 1, LINES); rows: (weeks + 1, 4, K), as ROWS; events: (weeks + 1,) bits HEARD to NEW_BOSS.
    """
    K = simulation.state.wants.shape[1]
    lines = np.zeros((weeks + 1, len(LINES)), np.float32)
    rows = np.zeros((weeks + 1, len(ROWS), K), np.float32)
    events = np.zeros(weeks + 1, np.uint8)
    for week in range(weeks + 1):
        state = simulation.state
        before = float(state.trust[member]), float(state.reactance[member])
        participants = state.occupant.copy()
        if week:
            simulation.run(1)
            events[week] = _event(simulation, member, participants)
        lines[week] = _line(simulation, member, *before)
        rows[week] = [getattr(state, name)[member] for name in ROWS]
    return {"lines": lines, "rows": rows, "events": events}


def _line(simulation: Simulation, i: int, trust: float, reactance: float) -> list[float]:
    """One week in the order of LINES; trust and reactance are those that the week began with."""
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


def _event(simulation: Simulation, i: int, participants: NDArray[np.int32]) -> int:
    """What happened to a member in the week that has just ended; ``seats``: the occupants that it began with."""
    f, s, p = simulation.fixed, simulation.state, simulation.parameters
    boss = int(f.manager[i])
    changed = NEW_BOSS * (boss != i and int(s.occupant[boss]) != int(participants[boss]))
    if int(s.occupant[i]) != int(participants[i]):
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
    """The source of a function that only compiled code can call; where nothing is compiled, the function itself."""
    return getattr(kernel, "py_func", kernel)


def told(request: ComparisonRequest, snapshots: Snapshots, member: int) -> bytes:
    """A member's story under every policy asked for, packed. Raises InputError for a policy that does not fit."""
    arrays: dict[str, NDArray[Any]] = {}
    for n, policy in enumerate(request.policies):
        one = story(snapshots.under(policy, [0])[0], member, request.scenario.weeks)
        arrays |= {f"{name}{n}": array for name, array in one.items()}
    ties = snapshots.seen.ties
    colleagues = ties.target[ties.start[member] : ties.start[member + 1]].tolist()
    everybody = snapshots.members
    head = {
        "member": member,
        "person": everybody[member],
        "leader": bool(snapshots.simulations[0].fixed.leader[member]),
        "manager": everybody[everybody[member]["manager"]]["name"],
        "reports": sum(one["manager"] == member != n for n, one in enumerate(everybody)),
        "colleagues": [everybody[j]["name"] for j in sorted(colleagues)],
        "lines": list(LINES),
        "rows": list(ROWS),
        "goals": [goal.name for goal in request.scenario.goals],
    }
    return packed(head, arrays)
