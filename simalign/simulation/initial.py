"""The start of a run: organisation and scenario become the arrays that the week works on."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simalign.measures.catalogue import NAMES
from simalign.measures.observe import SUMS
from simalign.organisation.committed import commit
from simalign.organisation.generate import generate
from simalign.organisation.members import imported
from simalign.organisation.record import ROLES, Organisation
from simalign.policies.levers import COLUMNS
from simalign.scenario import Scenario
from simalign.scenario.organisation import Department, Weights
from simalign.scenario.rules import Rules
from simalign.simplex import mean_rows
from simalign.streams import DEMAND, Run, flat
from simalign.week.arrive import found
from simalign.week.carry import FELT
from simalign.week.state import MEMORY, Fixed, Floats, Parameters, Prices, RuleCodes, State, Switches

LEAN_FIRST = (
    0.6  # an imported department that the scenario does not describe leans to two goals, this much to the first
)
CACHE_LINE = 64
TIES = 1  # spawn key of the generator that draws the ties of a generated organisation


def profile(weights: Weights, names: list[str]) -> Floats:
    """Weights on named goals as a point on the simplex (K,).

    >>> profile({"b": 3, "a": 1}, ["a", "b", "c"])
    array([0.25, 0.75, 0.  ])
    """
    row = np.array([float(weights.get(name, 0.0)) for name in names])
    return np.asarray(row / np.cumsum(row)[-1])


def aligned(rows: int, columns: int) -> Floats:
    """Zeros (rows, columns) that start at a cache line."""
    room = np.zeros(rows * columns + CACHE_LINE // 8)
    skip = -(room.ctypes.data // 8) % (CACHE_LINE // 8)
    return room[skip : skip + rows * columns].reshape(rows, columns)


def parameters_of(scenario: Scenario) -> Parameters:
    """The scenario's numbers as the flat record that compiled code reads."""
    psychology = scenario.psychology.model_dump()
    psychology["acceptance"] = -1.0 if psychology["acceptance"] is None else psychology["acceptance"]
    numbers: dict[str, Any] = {name: float(value) for name, value in psychology.items()}
    numbers |= {f"context_{name}": float(value) for name, value in scenario.context.model_dump().items()}
    numbers |= {
        "relationship_start": float(scenario.organisation.relationship_start),
        "warmup": scenario.warmup,
        "on": Switches(**scenario.mechanisms.model_dump()),
        "rules": rule_codes(scenario.rules),
        "cost": Prices(**{name: float(value) for name, value in scenario.costs.model_dump().items()}),
    }
    return Parameters(**numbers)


def rule_codes(rules: Rules) -> RuleCodes:
    """Return the integer codes of the selected rule variants, for compiled code.

    >>> rule_codes(Rules(acceptance="linear"))
    RuleCodes(activation=0, likeness=(), acceptance=1)
    """
    numbers = rules.numbers()
    return RuleCodes(numbers["activation"], (0,) * numbers["likeness"], numbers["acceptance"])


def described(scenario: Scenario, names: Sequence[str], external: list[str]) -> list[Department]:
    """Departments of these names; one that the scenario does not describe leans to two external goals in turn."""
    strangers = [name for name in names if name not in scenario.departments]
    found = []
    for name in names:
        if name in scenario.departments:
            found.append(scenario.departments[name])
            continue
        n = strangers.index(name)
        first, second = external[n % len(external)], external[(n + 1) % len(external)]
        lean = {first: LEAN_FIRST, second: 1.0 - LEAN_FIRST} if first != second else {first: 1.0}
        found.append(Department(lean=lean))
    return found


def carers(
    customer_facing: NDArray[np.bool_], leader: NDArray[np.bool_], organisation: Organisation, count: int
) -> NDArray[np.int32]:
    """Who looks after each of ``count`` stakeholders: the customer-facing in turn, else the leaders."""
    able = np.flatnonzero(customer_facing if customer_facing.any() else leader)
    able = able[np.lexsort((organisation.key[able], organisation.level[able]))]
    return able[np.arange(count) % len(able)].astype(np.int32)


class Terms(NamedTuple):
    """What a scenario sets for any organisation with these departments, whoever works there and whatever their luck."""

    parameters: Parameters
    order: NDArray[np.int64]
    external: NDArray[np.int64]
    facing: NDArray[np.bool_]
    kpi: Floats
    mixes: Floats
    meas: Floats


def terms(scenario: Scenario, names: Sequence[str]) -> Terms:
    """The terms of a scenario for an organisation with departments of these names."""
    goals = [goal.name for goal in scenario.goals]
    keys = [goal.key if goal.key is not None else place for place, goal in enumerate(scenario.goals)]
    order = np.argsort(np.array(keys), kind="stable").astype(np.int64)
    external = np.array([k for k in order if scenario.goals[k].external], np.int64)
    departments = described(scenario, names, [goals[k] for k in external])
    blurred = 1.0 - float(scenario.psychology.blur) * float(scenario.context.complexity)
    leans = [profile(department.lean, goals) for department in departments]
    share = float(scenario.role_share)
    mixes = [share * profile(scenario.roles[role], goals) + (1.0 - share) * lean for role in ROLES for lean in leans]
    kpi = [profile(d.kpi, goals) if d.kpi else lean for d, lean in zip(departments, leans, strict=True)]
    return Terms(
        parameters=parameters_of(scenario),
        order=order,
        external=external,
        facing=np.array([department.customer_facing for department in departments]),
        kpi=np.array(kpi),
        mixes=np.array(mixes),
        meas=np.array([float(goal.measurability) * blurred for goal in scenario.goals]),
    )


def fix(scenario: Scenario, organisation: Organisation, run: Run, given: Terms) -> Fixed:
    """What will not change in this run."""
    N, D = organisation.size, len(given.kpi)
    facing = given.facing[organisation.department]
    if organisation.customer_facing is not None:
        facing = organisation.customer_facing
    leader = organisation.depth <= scenario.organisation.leadership_levels
    carer = carers(facing, leader, organisation, scenario.organisation.stakeholders)
    cares, has_reports = np.zeros(N, np.int8), np.zeros(N, np.int8)
    cares[carer] = 1
    has_reports[organisation.manager] = 1
    if not (organisation.manager == organisation.head).sum() > 1:
        has_reports[organisation.head] = 0
    sizes = np.bincount(organisation.department)
    return Fixed(
        K=(0,) * len(given.meas),
        run=run,
        key=organisation.key.astype(np.int64),
        members=np.arange(N, dtype=np.int64),
        manager=organisation.manager.astype(np.int32),
        department=organisation.department.astype(np.int32),
        mix=(organisation.role.astype(np.int32) * D + organisation.department).astype(np.int32),
        has_reports=has_reports,
        leader=leader.astype(np.int8),
        leaders=np.flatnonzero(leader).astype(np.int64),
        customer_facing=facing.astype(np.int8),
        cares=cares,
        tie_start=organisation.ties.start,
        tie_target=organisation.ties.target.view(np.uint32),
        tie_weight=organisation.ties.weight,
        team_start=np.concatenate([[0], np.cumsum(sizes[sizes > 0])]).astype(np.int64),
        team=np.argsort(organisation.department, kind="stable").astype(np.int64),
        kpi=given.kpi,
        mixes=given.mixes,
        meas=given.meas,
        order=given.order,
        external=given.external,
        carer=carer,
    )


def room(f: Fixed, p: Parameters) -> State:
    """The state's arrays, empty."""
    N, K, D, S = len(f.manager), len(f.K), len(f.kpi), len(f.carer)
    rows = {name: aligned(N, K) for name in ("agenda", "knows", "said", "wants", "does", "image", "origin", "peers")}
    one = (
        "time_cost",
        "likeness",
        "trust",
        "reactance",
        "skill",
        "before",
        "distance",
        "stakes",
        "drive",
        "mu",
        "effort",
        "work",
    )
    lines = {name: np.zeros(N) for name in (*one, "output", "anchor", "proneness", "ability")}
    return State(
        **rows,
        **lines,
        levers=np.zeros((D + 1, len(COLUMNS))),
        changed=np.zeros(D, np.int8),
        felt=np.zeros((N, FELT)),
        chance=np.zeros((N, 5)),
        needs=np.zeros((N, 3)),
        past=np.zeros((MEMORY, N)),
        temperament=np.zeros((N, 3)),
        offset=np.zeros(N, np.int32),
        occupant=np.zeros(N, np.int32),
        joined=np.zeros(N, np.int32),
        defied=np.zeros(N, np.int8),
        turns=np.arange(N, dtype=np.uint32),
        demand=aligned(1, K),
        demand_past=np.zeros((int(p.lag) + 3, K)),
        strategy=aligned(1, K),
        since=np.zeros(1, np.int64),
        outside=aligned(S, K),
        depth=np.full(S, p.relationship_start),
        mean_does=aligned(1, K),
        activity=np.zeros(K),
        delivered=np.zeros(2),
        team_knows=aligned(len(f.team_start) - 1, K),
        spare=aligned(6, K),
        marked=np.zeros(K, np.int8),
        sums=np.zeros((2, SUMS)),
        measures=np.full(len(NAMES), np.nan),
    )


def given_rows(organisation: Organisation, name: str, rows: Floats) -> None:
    """Overwrite rows (N, K), or values (N,), that the organisation gives; NaN stands for not given."""
    given = organisation.given.get(name)
    if given is None:
        return
    if rows.ndim == 1:
        rows[:] = np.where(np.isnan(given), rows, given)
        return
    there = ~np.isnan(given[:, 0])
    rows[there] = given[there] / np.cumsum(given[there], axis=1)[:, -1:]


def organise(scenario: Scenario, seed: int, replication: int) -> Organisation:
    """The organisation of a scenario: imported, the same in every replication, or generated, another in each.

    Raises InputError with everything that is wrong with its files.
    """
    spec, goals = scenario.organisation, [goal.name for goal in scenario.goals]
    if spec.members is None:
        chance = np.random.SeedSequence(seed, spawn_key=(replication, TIES))
        there = generate(spec.size, spec.span, list(scenario.departments), spec.degree, spec.cross, chance)
    else:
        there = imported(spec, goals)[0]
    if spec.committed is None or scenario.strategy is None:
        return there
    return commit(there, spec.committed, profile(scenario.strategy, goals))


def begin(
    scenario: Scenario, organisation: Organisation, run: Run, given: Terms | None = None
) -> tuple[Fixed, State, Parameters]:
    """Everything that the first week needs; ``given``: the scenario's terms, where they are known already.

    Raises ValueError where the organisation gives rows of another number of goals than the scenario has.
    """
    given = terms(scenario, organisation.departments) if given is None else given
    f, p = fix(scenario, organisation, run, given), given.parameters
    s = room(f, p)
    names = [goal.name for goal in scenario.goals]
    s.trust[:], s.skill[:] = p.context_trust, p.context_skill
    found(f, s, p, False)
    for name in ("agenda", "anchor", "proneness", "ability", "trust", "skill", "reactance"):
        given_rows(organisation, name, getattr(s, name))
    for name in ("knows", "wants", "does", "image", "origin"):
        getattr(s, name)[:] = s.agenda
        given_rows(organisation, name, getattr(s, name))
    found(f, s, p, True)
    if scenario.demand is not None:
        s.demand[0] = profile(scenario.demand, names)
    else:
        flat(run, DEMAND, 0, 0, f.external, len(f.external), s.demand[0])
    s.demand_past[:] = s.demand[0]
    s.strategy[0] = -1.0 if scenario.strategy is None else profile(scenario.strategy, names)
    mean_rows(f.K, s.does, f.members, s.mean_does[0])
    return f, s, p
