"""What the page shows of a run, from the state of a simulation in Python, week by week."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from simalign import Simulation
from simalign.organisation.record import SPECIALIST
from simalign.policies.levers import L
from simalign.simplex import effect
from simalign.week.chance import HEARS, SEES
from simalign.week.feel import rise_of, sight
from simalign.week.know import contact, opened, talking

Array = NDArray[Any]
HEARD, SAW, TALK, NEW, NEW_BOSS = 1, 2, 4, 8, 16


def plain(kernel: Any) -> Any:
    """The Python source of a compiled function."""
    return getattr(kernel, "py_func", kernel)


def shares(simulation: Simulation, rows: str) -> Array:
    """The overlap of each member's rows with their part of the strategy, (N,)."""
    state = simulation.state
    found: Array = np.minimum(getattr(state, rows), state.part[simulation.fixed.department]).sum(axis=1)
    return found


def ranks(simulation: Simulation) -> list[float]:
    """What the front line wants and does, then managers; 0 for a rank without members."""
    front = simulation.organisation.role == SPECIALIST
    return [
        float(shares(simulation, rows)[rank].mean()) if rank.any() else 0.0
        for rank in (front, ~front)
        for rows in ("wants", "does")
    ]


def line(simulation: Simulation, i: int, before: list[float], lived: bool, eventful: bool) -> dict[str, float]:
    """What one member lives through in the week just run; before: trust, reactance and accustomed control."""
    f, s, p = simulation.fixed, simulation.state, simulation.parameters
    boss, d, felt, control = int(f.manager[i]), f.department[i], s.felt[i], float(s.control[i])
    trust, reactance, accustomed = before
    used = accustomed if lived and accustomed >= 0.0 else control
    rise = fall = 0.0
    if lived and eventful:
        change = float(s.reactance[i]) - reactance
        rise, fall = max(change, 0.0), max(-change, 0.0)
    elif lived and p.on.reactance:
        rise = float(plain(rise_of)(p, s.proneness[i], control - used, trust, s.reasons[i], reactance))
        fall = reactance + rise - float(s.reactance[i])
    talk = bool(
        plain(talking)(
            float(s.levers[d, L.FEEDBACK_INTERVAL]), float(s.q[boss]), int(s.offset[i]), simulation.weeks_done - 1
        )
    )
    hears = plain(contact)(p, int(s.since[0]), felt[L.MANDATE], plain(effect)(felt[L.RATIONALE]))
    sees = plain(opened)(p, plain(effect)(felt[L.TRANSPARENCY]), talk)
    follows = lived and not f.leader[i]
    know, want, do = (shares(simulation, rows) for rows in ("knows", "wants", "does"))
    return {
        **{"know": know[i], "want": want[i], "do": do[i], "boss_know": know[boss], "boss_do": do[boss]},
        **{"trust": s.trust[i], "needs": s.total[i], "reasons": s.reasons[i], "accept": s.mu[i]},
        **{"mandate": felt[L.MANDATE], "autonomy": felt[L.AUTONOMY], "voice": felt[L.VOICE]},
        "watched": plain(sight)(plain(effect)(felt[L.MONITORING]), p.opacity, p.context_complexity),
        **{"pressure": s.pressure[i], "control": control, "accustomed": used, "resistance": s.reactance[i]},
        **{"rise": rise, "fall": fall},
        "hears": follows and p.on.cascade and s.chance[i, HEARS] < hears,
        "sees": follows and p.on.open_channel and s.chance[i, SEES] < sees,
        "talks": follows and talk,
    }


def recorded(simulation: Simulation, weeks: int, member: int) -> dict[str, Any]:
    """Ranks, people, strategy, and the life of one member, from this week on: lists by week."""
    boss = int(simulation.fixed.manager[member])
    eventful = {event.week + 1 for event in simulation.events}
    found: dict[str, Any] = {name: [] for name in ("ranks", "want", "do", "strategy", "lines", "events", "rows")}
    for week in range(weeks + 1):
        state = simulation.state
        before = [float(getattr(state, name)[member]) for name in ("trust", "reactance", "accustomed")]
        occupants = [int(state.occupant[i]) for i in (member, boss)]
        events = 0
        if week:
            simulation.run(1)
            now = [int(simulation.state.occupant[i]) for i in (member, boss)]
            events = NEW * (now[0] != occupants[0]) + NEW_BOSS * (boss != member and now[1] != occupants[1])
        told = line(simulation, member, before, week > 0 and not events & NEW, week in eventful)
        events += HEARD * bool(told["hears"]) + SAW * bool(told["sees"]) + TALK * bool(told["talks"])
        state, department = simulation.state, simulation.fixed.department[member]
        rows = [getattr(state, name)[member] for name in ("agenda", "wants", "does", "knows")]
        found["ranks"].append(ranks(simulation))
        found["want"].append((255 * shares(simulation, "wants")).tolist())
        found["do"].append((255 * shares(simulation, "does")).tolist())
        found["strategy"].append(state.strategy[0].tolist())
        found["lines"].append([float(value) for value in told.values()])
        found["events"].append(events)
        found["rows"].append(np.concatenate([*rows, state.part[department]]).tolist())
    found["names"] = list(told)
    return found
