"""Functions that read the state of a run for the page: ranks, people, one member and the cost of levers."""

import numpy as np

from simalign.compiled import compilable
from simalign.organisation.record import SPECIALIST
from simalign.policies.levers import L
from simalign.simplex import Rows, effect, overlap
from simalign.week.carry import carry, cost_of_levers
from simalign.week.chance import HEARS, SEES
from simalign.week.feel import rise_of, sight
from simalign.week.know import contact, opened, talking
from simalign.week.state import Fixed, Floats, Parameters, State

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
    "hears",  # 1 if the manager passes the strategy on; the next, if the member sees it; then, if a talk is due
    "sees",
    "talks",
)
ROWS = ("agenda", "wants", "does", "knows", "part")  # goals of a member, and of their part of the strategy
FULL = 255  # a whole, in the bytes of people
WANT, DO = range(2)  # columns of the bytes of people
PEOPLE = 2


@compilable
def rank_means(f: Fixed, s: State, out: Floats) -> None:
    """Write the mean share that the front line wants and does, and managers want and do, into ``out`` (4,).

    The share is the overlap with the member's part of the strategy. The front line are the specialists. It is 0 for a
    rank without members.
    """
    D, front = len(f.kpi), 0
    out[:] = 0.0
    for i in range(len(f.manager)):
        rank = 0 if f.mix[i] // D == SPECIALIST else 1
        front += 1 - rank
        out[2 * rank] += overlap(f.K, s.wants, i, s.part, f.department[i])
        out[2 * rank + 1] += overlap(f.K, s.does, i, s.part, f.department[i])
    out[:2] /= max(front, 1)
    out[2:] /= max(len(f.manager) - front, 1)


@compilable
def people_bytes(f: Fixed, s: State, out: np.ndarray) -> None:
    """Write the shares of their part that members want and do, in 255ths, into ``out`` (N, 2)."""
    for i in range(len(f.manager)):
        out[i, WANT] = int(FULL * overlap(f.K, s.wants, i, s.part, f.department[i]) + 0.5)
        out[i, DO] = int(FULL * overlap(f.K, s.does, i, s.part, f.department[i]) + 0.5)


@compilable
def levers_cost(f: Fixed, s: State, p: Parameters, levers: Rows) -> float:
    """Return the cost of levers (D + 1, L), as ``comparison.cost.cost`` does, in a run that has not begun.

    The parameters must be those of payers: without managers' styles and friction.
    """
    s.levers[:] = levers
    s.stale[0] = 1
    carry(f, s, p, 0)
    return cost_of_levers(s, p)


@compilable
def member_line(f: Fixed, s: State, p: Parameters, i: int, t: int, before: Floats, out: Floats) -> None:
    """Write what member i lives through in week t, which has just ended, into ``out`` (LINES,), then ROWS (5 * K).

    before: (5,) trust, reactance and accustomed control at the start of the week; 1 if the member went through it, and
    0 if they are new or it is week 0; and 1 if the week began with an event, which may have changed trust, so that rise
    and fall are the net change.
    """
    boss, d, felt = f.manager[i], f.department[i], s.felt[i]
    lived, eventful = before[3] != 0.0, before[4] != 0.0
    control, reactance = s.control[i], before[1]
    accustomed = before[2] if lived and before[2] >= 0.0 else control
    rise, fall = 0.0, 0.0
    if lived and eventful:
        change = s.reactance[i] - reactance
        rise, fall = max(change, 0.0), max(-change, 0.0)
    elif lived and p.on.reactance:
        rise = rise_of(p, s.proneness[i], control - accustomed, before[0], s.reasons[i], reactance)
        fall = reactance + rise - s.reactance[i]
    out[0] = overlap(f.K, s.knows, i, s.part, d)
    out[1] = overlap(f.K, s.wants, i, s.part, d)
    out[2] = overlap(f.K, s.does, i, s.part, d)
    out[3] = overlap(f.K, s.knows, boss, s.part, f.department[boss])
    out[4] = overlap(f.K, s.does, boss, s.part, f.department[boss])
    out[5], out[6], out[7], out[8] = s.trust[i], s.total[i], s.reasons[i], s.mu[i]
    out[9], out[10], out[11] = felt[L.MANDATE], felt[L.AUTONOMY], felt[L.VOICE]
    out[12] = sight(effect(felt[L.MONITORING]), p.opacity, p.context_complexity)
    out[13], out[14], out[15] = s.pressure[i], control, accustomed
    out[16], out[17], out[18] = s.reactance[i], rise, fall
    talk = talking(s.levers[d, L.FEEDBACK_INTERVAL], s.q[boss], s.offset[i], t)
    hears = contact(p, s.since[0], felt[L.MANDATE], effect(felt[L.RATIONALE]))
    sees = opened(p, effect(felt[L.TRANSPARENCY]), talk)
    follows = lived and f.leader[i] == 0
    out[19] = 1.0 if follows and p.on.cascade and s.chance[i, HEARS] < hears else 0.0
    out[20] = 1.0 if follows and p.on.open_channel and s.chance[i, SEES] < sees else 0.0
    out[21] = 1.0 if follows and talk else 0.0
    for k in range(len(f.K)):
        out[22 + k], out[22 + len(f.K) + k] = s.agenda[i, k], s.wants[i, k]
        out[22 + 2 * len(f.K) + k], out[22 + 3 * len(f.K) + k] = s.does[i, k], s.knows[i, k]
        out[22 + 4 * len(f.K) + k] = s.part[d, k]
