"""Story of one member under each policy: what they heard and from whom, what they want and do, and why they resist.

Every number comes from the model: its state at the end of a week, or a function of the model applied to that state.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simalign.app.views.payload import packed
from simalign.app.views.people import overlaps, rows_of
from simalign.app.views.request import ComparisonRequest
from simalign.app.views.snapshots import Snapshots
from simalign.errors import InputError, Problem
from simalign.policies.levers import L
from simalign.simplex import effect
from simalign.simulation import Simulation
from simalign.simulation.survey import is_surveyed
from simalign.week.chance import HEARS, SEES
from simalign.week.feel import rise_of, sight
from simalign.week.know import contact, opened, talking

LINES = (
    "know",  # overlap of what the member takes to be their part of the strategy with that part
    "want",  # overlap of what they want with their part; the next is that of what they do
    "do",
    "boss_know",  # overlap of what the manager knows with the manager's part; the next is that of the manager's deeds
    "boss_do",
    "trust",
    "needs",
    "reasons",
    "accept",  # acceptance of the strategy as the member knows it
    "mandate",  # levers as the manager carries them out, also the next two
    "autonomy",
    "voice",
    "watched",  # how far the member's work is seen
    "pressure",  # stakes of orders and pay, as felt
    "control",
    "accustomed",  # control that the member was used to at the start of the week
    "resistance",  # reactance
    "rise",  # increase of reactance this week; the next is its decay
    "fall",
)
ROWS = ("agenda", "wants", "does", "knows")
# bits of what happens to a member; the last two hold in every week from then on
HEARD, SAW, TALK, NEW, NEW_BOSS, OTHER_BOSS, GONE = 1, 2, 4, 8, 16, 32, 64


def record_story(simulation: Simulation, member: int, weeks: int) -> dict[str, NDArray[Any]]:
    """Run a number of weeks and record one member from week 0 on.

    Returns lines, (weeks + 1, LINES); rows, (weeks + 1, 5, K), those of ROWS and then the member's part of the
    strategy; events, (weeks + 1,) bits HEARD to GONE. Lines and rows keep their last values once the position is cut.
    """
    organisation, K = simulation.organisation, simulation.state.wants.shape[1]
    key, first_boss = organisation.key[[member]], int(organisation.key[organisation.manager[member]])
    event_weeks = {event.week + 1 for event in simulation.events}
    lines = np.zeros((weeks + 1, len(LINES)), np.float32)
    rows = np.zeros((weeks + 1, len(ROWS) + 1, K), np.float32)
    events = np.zeros(weeks + 1, np.uint8)
    for week in range(weeks + 1):
        state, i = simulation.state, int(rows_of(key, simulation.organisation)[0])
        before = tuple(float(array[i]) for array in (state.trust, state.reactance, state.accustomed))
        occupants = dict(zip(simulation.organisation.key.tolist(), state.occupant.tolist(), strict=True))
        if week:
            simulation.run(1)
            i = int(rows_of(key, simulation.organisation)[0])
            if i < 0:
                lines[week:], rows[week:], events[week:] = lines[week - 1], rows[week - 1], GONE
                break
            events[week] = _event(simulation, i, occupants, first_boss)
        lived = week > 0 and not events[week] & NEW
        lines[week] = _line(simulation, i, *before, lived=lived, eventful=week in event_weeks)
        state, department = simulation.state, simulation.fixed.department[i]
        rows[week] = [*(getattr(state, name)[i] for name in ROWS), state.part[department]]
    return {"lines": lines, "rows": rows, "events": events}


def _line(
    simulation: Simulation, i: int, trust: float, reactance: float, accustomed: float, *, lived: bool, eventful: bool
) -> list[float]:
    """Return the values of one week in the order of LINES.

    trust, reactance, accustomed: at the start of the week. lived: whether the member of now went through it, so that
    their reactance may have risen and fallen. eventful: whether the week began with an event, which may have changed
    trust; then rise and fall are the net change.
    """
    f, s, p = simulation.fixed, simulation.state, simulation.parameters
    boss, felt = int(f.manager[i]), s.felt[i]
    part, boss_part = s.part[f.department[i]], s.part[f.department[boss]]
    control = float(s.control[i])
    used = accustomed if lived and accustomed >= 0.0 else control
    rise = fall = 0.0
    if lived and eventful:
        change = float(s.reactance[i]) - reactance
        rise, fall = max(change, 0.0), max(-change, 0.0)
    elif lived and p.on.reactance:
        rise = float(_plain(rise_of)(p, s.proneness[i], control - used, trust, s.reasons[i], reactance))
        fall = reactance + rise - float(s.reactance[i])
    watched = _plain(sight)(_plain(effect)(felt[L.MONITORING]), p.opacity, p.context_complexity)
    return [
        *(float(overlaps(rows[i], part)) for rows in (s.knows, s.wants, s.does)),
        *(float(overlaps(rows[boss], boss_part)) for rows in (s.knows, s.does)),
        *(float(values[i]) for values in (s.trust, s.total, s.reasons, s.mu)),
        *(float(felt[column]) for column in (L.MANDATE, L.AUTONOMY, L.VOICE)),
        float(watched),
        float(s.pressure[i]),
        control,
        used,
        float(s.reactance[i]),
        rise,
        fall,
    ]


def _event(simulation: Simulation, i: int, occupants: Mapping[int, int], first_boss: int) -> int:
    """Return the event bits of a member in the week just run.

    occupants: of all positions at its start, by key. first_boss: key of the manager in week 0.
    """
    f, s, p = simulation.fixed, simulation.state, simulation.parameters
    boss, key = int(f.manager[i]), int(f.key[i])
    boss_key = int(f.key[boss])
    changed = NEW_BOSS * (boss != i and int(s.occupant[boss]) != occupants.get(boss_key, int(s.occupant[boss])))
    changed += OTHER_BOSS * (boss_key != first_boss)
    if int(s.occupant[i]) != occupants[key]:
        return NEW + changed
    if f.leader[i]:
        return changed
    felt, interval = s.felt[i], float(s.levers[f.department[i], L.FEEDBACK_INTERVAL])
    talk = bool(talking(interval, float(s.q[boss]), int(s.offset[i]), simulation.weeks_done - 1))
    hears = _plain(contact)(p, int(s.since[0]), felt[L.MANDATE], _plain(effect)(felt[L.RATIONALE]))
    sees = _plain(opened)(p, _plain(effect)(felt[L.TRANSPARENCY]), talk)
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
    """Return the packed story of a member under every policy.

    Raises InputError for a policy that does not fit, and in an organisation with answers to a survey.
    """
    if is_surveyed(snapshots.displayed):
        message = "the story of a single member is not shown, as the organisation has answers to a survey"
        raise InputError([Problem(message, key="member")])
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
        "rows": [*ROWS, "part"],
        "goals": [goal.name for goal in request.scenario.goals],
    }
    return packed(head, arrays)
