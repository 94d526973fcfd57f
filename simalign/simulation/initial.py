"""The initial state of a run: convert a scenario and its organisation to the arrays that the steps use (ODD 7)."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simalign.measures.catalogue import NAMES
from simalign.measures.observe import SUMS
from simalign.organisation.committed import commit
from simalign.organisation.generate import draw_ties, generate
from simalign.organisation.members import read_organisation, source_of_ties
from simalign.organisation.record import ROLES, Organisation
from simalign.organisation.ties import joined
from simalign.policies.levers import COLUMNS, UNIT_LEVERS
from simalign.scenario import Scenario
from simalign.scenario.kinds import department_of, kinds_of
from simalign.scenario.organisation import Department, OrganisationSpec, Weights
from simalign.scenario.rules import Rules
from simalign.simplex import mean_rows
from simalign.simulation.survey import surveyed_trust
from simalign.streams import DEMAND, ORDERS, PARTNER, PARTNER_PRIVATE, Run, flat
from simalign.week.arrive import set_up_founders
from simalign.week.carry import FELT
from simalign.week.chance import COLUMNS as CHANCES
from simalign.week.state import Fixed, Floats, Loads, Parameters, Prices, RuleCodes, State, Switches

CACHE_LINE = 64
TIES = 1  # spawn key of the generator that draws the ties of a generated organisation
OPEN_TRADE = 0.1  # part of the demand for a department's trade that is the same for all departments (ODD 2-3)
PARTNER_PRIVATE_SHARE = 0.25  # share of partners' agendas on private goals (ODD 7.2)
MOVES = 12  # moves of demand before the start, so that it has the same distribution as in later weeks (ODD 7.2)


def profile(weights: Weights, names: list[str]) -> Floats:
    """Return weights on named goals as a point on the goal simplex (K,).

    >>> profile({"b": 3, "a": 1}, ["a", "b", "c"])
    array([0.25, 0.75, 0.  ])
    """
    row = np.array([float(weights.get(name, 0.0)) for name in names])
    return np.asarray(row / np.cumsum(row)[-1])


def aligned(rows: int, columns: int) -> Floats:
    """Return an array of zeros (rows, columns) that starts at a cache line."""
    memory = np.zeros(rows * columns + CACHE_LINE // 8)
    skip = -(memory.ctypes.data // 8) % (CACHE_LINE // 8)
    return memory[skip : skip + rows * columns].reshape(rows, columns)


def parameters_of(scenario: Scenario) -> Parameters:
    """Return the numbers of a scenario as the flat record that compiled code reads."""
    psychology = scenario.psychology.model_dump()
    costs = {name: float(value) for name, value in scenario.costs.model_dump().items()}
    psychology["acceptance"] = -1.0 if psychology["acceptance"] is None else psychology["acceptance"]
    numbers: dict[str, Any] = {name: float(value) for name, value in psychology.items()}
    numbers |= {f"context_{name}": float(value) for name, value in scenario.context.model_dump().items()}
    numbers |= {
        "relationship_start": float(scenario.organisation.relationship_start),
        "warmup": scenario.warmup,
        "on": Switches(**scenario.mechanisms.model_dump()),
        "rules": rule_codes(scenario.rules),
        "price": Prices(*(costs.get(name, 0.0) for name in Prices._fields)),
        "load": Loads(*(costs.get(name, 0.0) for name in Loads._fields)),
    }
    return Parameters(**numbers)


def rule_codes(rules: Rules) -> RuleCodes:
    """Return the integer codes of the selected rule variants, for compiled code.

    >>> rule_codes(Rules(acceptance="linear"))
    RuleCodes(activation=0, likeness=(), acceptance=1, influence=0)
    """
    numbers = rules.numbers()
    return RuleCodes(numbers["activation"], (0,) * numbers["likeness"], numbers["acceptance"], numbers["influence"])


def described(scenario: Scenario, names: Sequence[str]) -> list[Department]:
    """Return the departments of these names, by their kinds of work unless the scenario describes them (ODD 7.5)."""
    kinds = kinds_of(names, scenario.departments, scenario.organisation.kinds)
    return [
        department_of(kinds[name], scenario.goals) if name in kinds else scenario.departments[name] for name in names
    ]


def carers(
    customer_facing: NDArray[np.bool_], leader: NDArray[np.bool_], organisation: Organisation, count: int
) -> NDArray[np.int32]:
    """Return the relationship manager of each of ``count`` partners, as member indices (ODD 7.2).

    Customer-facing members take the partners in turn; if there are none, leaders do.
    """
    candidates = np.flatnonzero(customer_facing if customer_facing.any() else leader)
    candidates = candidates[np.lexsort((organisation.key[candidates], organisation.level[candidates]))]
    return candidates[np.arange(count) % len(candidates)].astype(np.int32)


class Terms(NamedTuple):
    """Everything that a scenario sets for all organisations with the same departments."""

    parameters: Parameters
    order: NDArray[np.int64]
    external: NDArray[np.int64]
    private: NDArray[np.int64]
    facing: NDArray[np.bool_]
    kpi: Floats
    leans: Floats
    mixes: Floats
    measurability: Floats


def terms(scenario: Scenario, names: Sequence[str]) -> Terms:
    """Compute the terms of a scenario for an organisation with departments of these names."""
    goals = [goal.name for goal in scenario.goals]
    keys = [goal.key if goal.key is not None else index for index, goal in enumerate(scenario.goals)]
    order = np.argsort(np.array(keys), kind="stable").astype(np.int64)
    external = np.array([k for k in order if scenario.goals[k].external], np.int64)
    private = np.array([k for k in order if not scenario.goals[k].external], np.int64)
    departments = described(scenario, names)
    leans = [profile(department.lean, goals) for department in departments]
    share = float(scenario.role_share)
    mixes = [share * profile(scenario.roles[role], goals) + (1.0 - share) * lean for role in ROLES for lean in leans]
    kpi = [profile(d.kpi, goals) if d.kpi else lean for d, lean in zip(departments, leans, strict=True)]
    return Terms(
        parameters=parameters_of(scenario),
        order=order,
        external=external,
        private=private,
        facing=np.array([department.customer_facing for department in departments]),
        kpi=np.array(kpi),
        leans=np.array(leans),
        mixes=np.array(mixes),
        measurability=np.array([float(goal.measurability) for goal in scenario.goals]),
    )


def shares_of_goals(given: Terms, sizes: NDArray[np.int64]) -> Floats:
    """Return the share of each department in each goal, omega (D, K), which sums to 1 over departments (ODD 2-2)."""
    weight = np.tile(sizes[:, None].astype(np.float64), (1, len(given.measurability)))
    part = given.parameters.open_part
    for k in given.external:
        weight[:, k] *= (1.0 - part) * given.leans[:, k] + part / len(given.external)
    return np.asarray(weight / np.cumsum(weight, axis=0)[-1])


def trades(given: Terms) -> Floats:
    """Return the weights of external goals in the demand for each department's trade, (D, K) (ODD 2-3)."""
    weight = np.zeros_like(given.leans)
    for k in given.external:
        weight[:, k] = (1.0 - OPEN_TRADE) * given.leans[:, k] + OPEN_TRADE / len(given.external)
    return weight


def teams(organisation: Organisation) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return the team of each member, (N,), and the manager of each team, (U,).

    A team consists of the direct reports of one manager; a head belongs to the team that the head leads.
    """
    manager = organisation.manager.astype(np.int32)
    lead, team = np.unique(manager, return_inverse=True)
    return team.astype(np.int32), lead.astype(np.int32)


def fix(scenario: Scenario, organisation: Organisation, run: Run, given: Terms) -> Fixed:
    """Return the constants of a run."""
    N, D = organisation.size, len(given.kpi)
    sizes = np.bincount(organisation.department, minlength=D)
    facing = given.facing[organisation.department]
    if organisation.customer_facing is not None:
        facing = organisation.customer_facing
    leader = organisation.depth <= scenario.organisation.leadership_levels
    S = scenario.organisation.stakeholders
    carer = carers(facing, leader, organisation, S)
    cares, has_reports = np.zeros(N, np.int8), np.zeros(N, np.int8)
    cares[carer] = 1
    has_reports[organisation.manager[organisation.manager != np.arange(N)]] = 1
    team, lead = teams(organisation)
    is_external = np.zeros(len(given.measurability))
    is_external[given.external] = 1.0
    return Fixed(
        K=(0,) * len(given.measurability),
        run=run,
        key=organisation.key.astype(np.int64),
        members=np.arange(N, dtype=np.int64),
        manager=organisation.manager.astype(np.int32),
        department=organisation.department.astype(np.int32),
        team=team,
        lead=lead,
        mix=(organisation.role.astype(np.int32) * D + organisation.department).astype(np.int32),
        has_reports=has_reports,
        leader=leader.astype(np.int8),
        leaders=np.flatnonzero(leader).astype(np.int64),
        cares=cares,
        tie_start=organisation.ties.start,
        tie_target=organisation.ties.target.view(np.uint32),
        tie_weight=organisation.ties.weight,
        kpi=given.kpi,
        omega=shares_of_goals(given, sizes),
        outside=1.0 - sizes / N,
        trade=trades(given),
        mixes=given.mixes,
        private_share=np.cumsum(given.mixes * (1.0 - is_external), axis=1)[:, -1].copy(),
        measurability=given.measurability,
        order=given.order,
        external=given.external,
        private=given.private,
        is_external=is_external,
        carer=carer,
        partner_agenda=partner_agendas(run, S, given),
    )


def partner_agendas(run: Run, count: int, given: Terms) -> Floats:
    """Draw the agendas of partners, (S, K): three quarters on external goals, the rest on private ones (ODD 7.2)."""
    rows, private = aligned(count, len(given.measurability)), np.zeros(len(given.measurability))
    for j in range(count):
        flat(run, PARTNER, 0, j, given.external, len(given.external), rows[j])
        if len(given.private):
            flat(run, PARTNER_PRIVATE, 0, j, given.private, len(given.private), private)
            rows[j] = (1.0 - PARTNER_PRIVATE_SHARE) * rows[j] + PARTNER_PRIVATE_SHARE * private
    return rows


ROWS = ("agenda", "knows", "spoken", "said", "wants", "does", "image", "origin", "peers")
VALUES = (
    *("load", "time_cost", "likeness", "integrity", "reasons", "control", "mu", "able"),
    *("stakes", "drive", "pressure", "paid", "total", "will", "trust", "reactance", "accustomed", "skill", "before"),
    *("pledge", "heeded", "effort", "commitment", "work", "output", "anchor", "proneness", "ability"),
)
# fields of the state by the entity that they describe; a change of the organisation keeps their values
BY_MEMBER = (
    *(*ROWS, *VALUES, "felt", "q", "chance", "needs", "used", "temperament"),
    *("offset", "occupant", "joined", "present", "vacant", "defied"),
)
BY_DEPARTMENT = ("changed", "joint", "trade", "part", "department_work", "department_worth")
BY_TEAM = ("style", "orders", "local", "standing", "team_work", "team_worth")
WHOLE = (
    *("starters", "demand", "demand_past", "strategy", "since", "walk", "outside", "depth", "partner_trust", "deeds"),
    *("partner_value", "mean_does", "delivered", "measures"),
)
MADE_AGAIN = ("levers", "stale", "turns", "spare", "marked", "sums")


def empty_state(f: Fixed, p: Parameters) -> State:
    """Return a state whose arrays have their sizes but no initial values yet."""
    N, K, D, S, U = len(f.manager), len(f.K), len(f.kpi), len(f.carer), len(f.lead)
    return State(
        **{name: aligned(N, K) for name in ROWS},
        **{name: np.zeros(N) for name in VALUES},
        starters=np.zeros(1, np.int64),
        levers=np.zeros((D + 1, len(COLUMNS))),
        stale=np.ones(1, np.int8),
        changed=np.zeros(D, np.int8),
        felt=np.zeros((N, FELT)),
        style=np.zeros((U, len(UNIT_LEVERS))),
        q=np.ones(N),
        chance=np.zeros((N, CHANCES)),
        needs=np.zeros((N, 3)),
        used=np.zeros((N, 2)),
        temperament=np.zeros((N, 3)),
        offset=np.zeros(N, np.int32),
        occupant=np.zeros(N, np.int32),
        joined=np.zeros(N, np.int32),
        present=np.zeros(N, np.int8),
        vacant=np.zeros(N, np.int32),
        defied=np.zeros(N, np.int8),
        turns=np.arange(N, dtype=np.uint32),
        demand=aligned(1, K),
        demand_past=np.zeros((int(p.lag) + 3, K)),
        orders=aligned(U, K),
        local=aligned(U, K),
        standing=aligned(U, K),
        joint=aligned(D, K),
        trade=aligned(D, K),
        strategy=aligned(1, K),
        part=aligned(D, K),
        since=np.zeros(1, np.int64),
        walk=np.zeros(1),
        outside=aligned(S, K),
        depth=np.full(S, p.relationship_start),
        partner_trust=np.full(S, p.context_trust),
        deeds=aligned(S, K),
        partner_value=np.zeros(S),
        mean_does=aligned(1, K),
        team_work=aligned(U, K),
        department_work=aligned(D, K),
        team_worth=aligned(U, K),
        department_worth=aligned(D, K),
        delivered=np.zeros(3),
        spare=aligned(6, K),
        marked=np.zeros(K, np.int8),
        sums=np.zeros((2, SUMS)),
        measures=np.full(len(NAMES), np.nan),
    )


def overwrite_given(organisation: Organisation, name: str, values: Floats) -> None:
    """Overwrite values (N,), or rows (N, K), with those that the organisation's files give; NaN means not given."""
    given = organisation.given.get(name)
    if given is None:
        return
    if values.ndim == 1:
        values[:] = np.where(np.isnan(given), values, given)
        return
    is_given = ~np.isnan(given[:, 0])
    values[is_given] = given[is_given] / np.cumsum(given[is_given], axis=1)[:, -1:]


def organise(scenario: Scenario, seed: int, replication: int) -> Organisation:
    """Return the organisation of a scenario.

    An imported organisation is the same in every replication; a generated one has different ties in each. Without a
    ties file, the ties of an imported organisation are drawn as those of replication 0 of a generated one.
    Raises InputError with all problems in its files.
    """
    spec, goals = scenario.organisation, [goal.name for goal in scenario.goals]
    if spec.members is None:
        stream = np.random.SeedSequence(seed, spawn_key=(replication, TIES))
        organisation = generate(spec.size, spec.span, list(scenario.departments), spec.degree, spec.cross, stream)
    else:
        organisation = read_organisation(spec, goals)[0]
        if source_of_ties(spec)[0] is None:
            organisation = with_drawn_ties(organisation, spec, seed)
    if spec.committed is None or scenario.strategy is None:
        return organisation
    return commit(organisation, spec.committed, profile(scenario.strategy, goals))


def with_drawn_ties(organisation: Organisation, spec: OrganisationSpec, seed: int) -> Organisation:
    """Return an imported organisation with ties drawn as those of replication 0 of a generated one (ODD 7.5).

    Ties of its members file, such as those to second managers, are added.
    """
    rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed, spawn_key=(0, TIES))))
    drawn = draw_ties(organisation.department, spec.degree, spec.cross, rng)
    return replace(organisation, ties=joined(drawn, organisation.ties), drawn=len(drawn.target))


def begin(
    scenario: Scenario, organisation: Organisation, run: Run, shared: Terms | None = None
) -> tuple[Fixed, State, Parameters]:
    """Return the constants, the initial state and the parameters of a run (ODD 7.2).

    shared: the terms of the scenario, computed here if None.
    Raises ValueError if the organisation gives rows with a different number of goals than the scenario has.
    """
    shared = terms(scenario, organisation.departments) if shared is None else shared
    f, p = fix(scenario, organisation, run, shared), shared.parameters
    trust = surveyed_trust(organisation)
    p = p if trust is None else p._replace(context_trust=trust)
    s = empty_state(f, p)
    names = [goal.name for goal in scenario.goals]
    s.skill[:] = p.context_skill
    s.starters[0], s.present[:] = organisation.size, 1  # there are no events in the warm-up
    set_up_founders(f, s, p, False)
    for name in ("agenda", "anchor", "proneness", "ability", "trust", "skill", "reactance"):
        overwrite_given(organisation, name, getattr(s, name))
    for name in ("knows", "wants", "does", "image", "origin"):
        getattr(s, name)[:] = s.agenda
        overwrite_given(organisation, name, getattr(s, name))
    set_up_founders(f, s, p, True)
    if scenario.demand is not None:
        s.demand[0] = profile(scenario.demand, names)
    else:
        flat(run, DEMAND, 0, 0, f.external, len(f.external), s.demand[0])
        for move in range(1, MOVES + 1):
            flat(run, DEMAND, move, 0, f.external, len(f.external), s.spare[0])
            s.demand[0] += p.context_shift * (s.spare[0] - s.demand[0])
    for u, m in enumerate(f.lead):
        flat(run, ORDERS, 0, f.key[m], f.external, len(f.external), s.orders[u])
    s.demand_past[:] = s.demand[0]
    s.strategy[0] = -1.0 if scenario.strategy is None else profile(scenario.strategy, names)
    mean_rows(f.K, s.does, f.members, s.mean_does[0])
    return f, s, p
