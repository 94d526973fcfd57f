"""The start of a run as functions of arrays, which the browser has compiled (ODD 7.2).

``initial`` converts a scenario and its organisation to the arrays that these functions take.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simalign.compiled import compilable
from simalign.measures.catalogue import NAMES
from simalign.measures.observe import SUMS
from simalign.policies.levers import COLUMNS, UNIT_LEVERS
from simalign.simplex import Goals, mean_rows
from simalign.streams import DEMAND, ORDERS, PARTNER, PARTNER_PRIVATE, Run, flat_rows
from simalign.week.arrive import set_up_founders
from simalign.week.carry import FELT
from simalign.week.chance import COLUMNS as CHANCES
from simalign.week.state import Fixed, Floats, Indices, Parameters, Small, State

OPEN_TRADE = 0.1  # part of the demand for a department's trade that is the same for all departments (ODD 2-3)
PARTNER_PRIVATE_SHARE = 0.25  # share of partners' agendas on private goals (ODD 7.2)
MOVES = 12  # moves of demand before the start, so that it has the same distribution as in later weeks (ODD 7.2)
Bools = NDArray[np.bool_]


class Terms(NamedTuple):
    """Everything that a scenario sets for all organisations with the same departments."""

    parameters: Parameters
    order: Indices
    external: Indices
    private: Indices
    facing: Bools
    kpi: Floats
    leans: Floats
    mixes: Floats
    measurability: Floats


class Structure(NamedTuple):
    """The arrays of an organisation, as in ``organisation.record.Organisation``, that the constants of a run need."""

    key: Indices
    manager: Small
    depth: Small
    level: Small
    department: Small
    role: NDArray[np.int8]
    facing: Bools  # (N,) whether members meet customers
    tie_start: Indices
    tie_target: Small
    tie_weight: Floats


@compilable
def sorted_by(first: NDArray[Any], second: NDArray[Any]) -> Indices:
    """Return the indices that sort by ``first`` and, where it is equal, by ``second``.

    >>> sorted_by(np.array([1, 0, 1]), np.array([2, 9, 1]))
    array([1, 2, 0])
    """
    order = np.argsort(second, kind="mergesort")
    return order[np.argsort(first[order], kind="mergesort")]


@compilable
def carers(o: Structure, leader: Bools, count: int) -> Small:
    """Return the relationship manager of each of ``count`` partners, as member indices (ODD 7.2).

    Customer-facing members take the partners in turn; if there are none, leaders do.
    """
    candidates = np.flatnonzero(o.facing if np.any(o.facing) else leader)
    candidates = candidates[sorted_by(o.level[candidates], o.key[candidates])]
    return candidates[np.arange(count) % len(candidates)].astype(np.int32)


@compilable
def shares_of_goals(terms: Terms, sizes: Indices) -> Floats:
    """Return the share of each department in each goal, omega (D, K), which sums to 1 over departments (ODD 2-2)."""
    D, K = terms.leans.shape
    weight, part = np.empty((D, K)), terms.parameters.open_part
    for d in range(D):
        for k in range(K):
            weight[d, k] = sizes[d]
    for k in terms.external:
        for d in range(D):
            weight[d, k] *= (1.0 - part) * terms.leans[d, k] + part / len(terms.external)
    for k in range(K):
        total = 0.0
        for d in range(D):
            total += weight[d, k]
        for d in range(D):
            weight[d, k] /= total
    return weight


@compilable
def trades(terms: Terms) -> Floats:
    """Return the weights of external goals in the demand for each department's trade, (D, K) (ODD 2-3)."""
    weight = np.zeros_like(terms.leans)
    for k in terms.external:
        for d in range(len(weight)):
            weight[d, k] = (1.0 - OPEN_TRADE) * terms.leans[d, k] + OPEN_TRADE / len(terms.external)
    return weight


@compilable
def sums_over(rows: Floats, weights: Floats) -> Floats:
    """Return the weighted sum of each row, (rows,), in the order of the columns."""
    sums = np.zeros(len(rows))
    for i in range(len(rows)):
        for k in range(len(weights)):
            sums[i] += rows[i, k] * weights[k]
    return sums


@compilable
def partner_agendas(run: Run, count: int, terms: Terms) -> Floats:
    """Draw the agendas of partners, (S, K): three quarters on external goals, the rest on private ones (ODD 7.2)."""
    rows, private = np.zeros((count, len(terms.measurability))), np.zeros((count, len(terms.measurability)))
    weeks, keys = np.zeros(count, np.int64), np.arange(count)
    flat_rows(run, PARTNER, weeks, keys, terms.external, rows)
    if len(terms.private) > 0:
        flat_rows(run, PARTNER_PRIVATE, weeks, keys, terms.private, private)
        rows = (1.0 - PARTNER_PRIVATE_SHARE) * rows + PARTNER_PRIVATE_SHARE * private
    return rows


@compilable
def fixed_of(K: Goals, run: Run, terms: Terms, o: Structure, levels: int, partners: int) -> Fixed:
    """Return the constants of a run.

    levels: number of levels of leaders. A team consists of the direct reports of one manager; a head belongs to the
    team that the head leads.
    """
    N, D = len(o.manager), len(terms.kpi)
    sizes = np.bincount(o.department, minlength=D)
    leader = o.depth <= levels
    carer = carers(o, leader, partners)
    cares, has_reports, leads = np.zeros(N, np.int8), np.zeros(N, np.int8), np.zeros(N, np.bool_)
    cares[carer] = 1
    has_reports[o.manager[o.manager != np.arange(N)]] = 1
    leads[o.manager] = True
    lead = np.flatnonzero(leads).astype(np.int32)
    is_external = np.zeros(len(terms.measurability))
    is_external[terms.external] = 1.0
    return Fixed(
        K=K,
        run=run,
        key=o.key,
        members=np.arange(N),
        manager=o.manager,
        department=o.department,
        team=np.searchsorted(lead, o.manager).astype(np.int32),
        lead=lead,
        mix=(o.role.astype(np.int32) * D + o.department).astype(np.int32),
        has_reports=has_reports,
        leader=leader.astype(np.int8),
        leaders=np.flatnonzero(leader),
        cares=cares,
        tie_start=o.tie_start,
        tie_target=o.tie_target.view(np.uint32),
        tie_weight=o.tie_weight,
        kpi=terms.kpi,
        omega=shares_of_goals(terms, sizes),
        outside=1.0 - sizes / N,
        trade=trades(terms),
        mixes=terms.mixes,
        private_share=sums_over(terms.mixes, 1.0 - is_external),
        measurability=terms.measurability,
        order=terms.order,
        external=terms.external,
        private=terms.private,
        is_external=is_external,
        carer=carer,
        partner_agenda=partner_agendas(run, partners, terms),
    )


ROWS = ("agenda", "knows", "spoken", "said", "wants", "does", "image", "origin", "peers")
VALUES = (
    *("load", "time_cost", "likeness", "integrity", "reasons", "control", "mu", "able"),
    *("stakes", "drive", "pressure", "paid", "total", "will", "trust", "reactance", "accustomed", "skill", "before"),
    *("pledge", "heeded", "effort", "commitment", "work", "output", "anchor", "proneness", "ability"),
)
L, I8, I32, I64, U32, F64 = len(COLUMNS), np.int8, np.int32, np.int64, np.uint32, np.float64
# type and shape of each field of the state; N members, K goals, D departments, U teams, S partners, H weeks of demand
SHAPES: dict[str, tuple[type, tuple[int | str, ...]]] = {
    **{name: (F64, ("N", "K")) for name in ROWS},
    **{name: (F64, ("N",)) for name in (*VALUES, "q")},
    **{name: (I32, ("N",)) for name in ("offset", "occupant", "joined", "vacant")},
    **{name: (I8, ("N",)) for name in ("present", "defied")},
    **{name: (F64, (1, "K")) for name in ("demand", "strategy", "mean_does")},
    **{name: (F64, ("U", "K")) for name in ("orders", "local", "standing", "team_work", "team_worth")},
    **{name: (F64, ("D", "K")) for name in ("joint", "trade", "part", "department_work", "department_worth")},
    **{name: (F64, ("S", "K")) for name in ("outside", "deeds")},
    **{name: (F64, ("S",)) for name in ("depth", "partner_trust", "partner_value")},
    **{name: (I64, (1,)) for name in ("starters", "since")},
    "levers": (F64, ("D + 1", L)),
    "stale": (I8, (1,)),
    "changed": (I8, ("D",)),
    "felt": (F64, ("N", FELT)),
    "style": (F64, ("U", len(UNIT_LEVERS))),
    "chance": (F64, ("N", CHANCES)),
    "needs": (F64, ("N", 3)),
    "used": (F64, ("N", 2)),
    "temperament": (F64, ("N", 3)),
    "turns": (U32, ("N",)),
    "demand_past": (F64, ("H", "K")),
    "walk": (F64, (1,)),
    "delivered": (F64, (3,)),
    "spare": (F64, (6, "K")),
    "marked": (I8, ("K",)),
    "sums": (F64, (2, SUMS)),
    "measures": (F64, (len(NAMES),)),
}


@compilable
def set_defaults(f: Fixed, s: State, p: Parameters) -> None:
    """Set the fields of an empty state that do not start at zero."""
    s.stale[:] = 1
    s.q[:] = 1.0
    s.turns[:] = np.arange(len(s.turns))
    s.depth[:] = p.relationship_start
    s.partner_trust[:] = p.context_trust
    s.measures[:] = np.nan


@compilable
def draw_founders(f: Fixed, s: State, p: Parameters) -> None:
    """Draw the founders; they know, want and do what they would do by themselves."""
    s.skill[:] = p.context_skill
    s.starters[0] = len(f.manager)
    s.present[:] = 1  # there are no events in the warm-up
    set_up_founders(f, s, p, False)


@compilable
def follow_agendas(s: State) -> None:
    """Let members know, want and do what is on their agendas."""
    s.knows[:] = s.agenda
    s.wants[:] = s.agenda
    s.does[:] = s.agenda
    s.image[:] = s.agenda
    s.origin[:] = s.agenda


@compilable
def set_market(f: Fixed, s: State, p: Parameters, demand: Floats, strategy: Floats) -> None:
    """Set feelings, demand, orders and the founding strategy.

    demand, strategy: points on the goal simplex (K,); (0,) to draw the demand, and to let leaders draft the strategy.
    """
    set_up_founders(f, s, p, True)
    if len(demand) > 0:
        s.demand[0] = demand
    else:
        drawn = np.zeros((MOVES + 1, len(f.K)))
        flat_rows(f.run, DEMAND, np.arange(MOVES + 1), np.zeros(MOVES + 1, np.int64), f.external, drawn)
        s.demand[0] = drawn[0]
        for move in range(1, MOVES + 1):
            s.demand[0] += p.context_shift * (drawn[move] - s.demand[0])
    flat_rows(f.run, ORDERS, np.zeros(len(f.lead), np.int64), f.key[f.lead], f.external, s.orders)
    s.demand_past[:] = s.demand[0]
    if len(strategy) > 0:
        s.strategy[0] = strategy
    else:
        s.strategy[:] = -1.0
    mean_rows(f.K, s.does, f.members, s.mean_does[0])
