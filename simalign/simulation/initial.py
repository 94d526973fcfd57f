"""The initial state of a run: convert a scenario and its organisation to the arrays that the steps use (ODD 7)."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simalign.measures.catalogue import NAMES
from simalign.measures.observe import SUMS
from simalign.organisation.committed import commit
from simalign.organisation.generate import generate
from simalign.organisation.members import read_organisation
from simalign.organisation.record import ROLES, Organisation
from simalign.policies.levers import COLUMNS
from simalign.scenario import Scenario
from simalign.scenario.organisation import Department, Weights
from simalign.scenario.rules import Rules
from simalign.simplex import mean_rows
from simalign.streams import DEMAND, Run, flat
from simalign.week.arrive import set_up_founders
from simalign.week.carry import FELT
from simalign.week.state import MEMORY, Fixed, Floats, Parameters, Prices, RuleCodes, State, Switches

# an imported department that the scenario does not describe leans to two goals; this is the weight of the first
LEAN_FIRST = 0.6
CACHE_LINE = 64  # bytes
TIES = 1  # spawn key of the random stream for the ties of a generated organisation


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
    """Return the departments of these names.

    Departments that the scenario does not describe lean to two external goals each, taken in turn (ODD 7.5).
    """
    undescribed = [name for name in names if name not in scenario.departments]
    departments = []
    for name in names:
        if name in scenario.departments:
            departments.append(scenario.departments[name])
            continue
        n = undescribed.index(name)
        first, second = external[n % len(external)], external[(n + 1) % len(external)]
        lean = {first: LEAN_FIRST, second: 1.0 - LEAN_FIRST} if first != second else {first: 1.0}
        departments.append(Department(lean=lean))
    return departments


def carers(
    customer_facing: NDArray[np.bool_], leader: NDArray[np.bool_], organisation: Organisation, count: int
) -> NDArray[np.int32]:
    """Return the relationship manager of each of ``count`` stakeholders, as member indices (ODD 7.2).

    Customer-facing members take the stakeholders in turn; if there are none, leaders do.
    """
    candidates = np.flatnonzero(customer_facing if customer_facing.any() else leader)
    candidates = candidates[np.lexsort((organisation.key[candidates], organisation.level[candidates]))]
    return candidates[np.arange(count) % len(candidates)].astype(np.int32)


class Terms(NamedTuple):
    """The part of the initial state that depends only on the scenario and the names of the departments."""

    parameters: Parameters
    order: NDArray[np.int64]
    external: NDArray[np.int64]
    facing: NDArray[np.bool_]
    kpi: Floats
    mixes: Floats
    meas: Floats


def terms(scenario: Scenario, names: Sequence[str]) -> Terms:
    """Return the terms of a scenario for an organisation with departments of these names."""
    goals = [goal.name for goal in scenario.goals]
    keys = [goal.key if goal.key is not None else index for index, goal in enumerate(scenario.goals)]
    order = np.argsort(np.array(keys), kind="stable").astype(np.int64)
    external = np.array([k for k in order if scenario.goals[k].external], np.int64)
    departments = described(scenario, names, [goals[k] for k in external])
    visible = 1.0 - float(scenario.psychology.blur) * float(scenario.context.complexity)
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
        meas=np.array([float(goal.measurability) * visible for goal in scenario.goals]),
    )


def fix(scenario: Scenario, organisation: Organisation, run: Run, shared: Terms) -> Fixed:
    """Return the constants of a run; ``shared`` are the terms of the scenario."""
    N, D = organisation.size, len(shared.kpi)
    facing = shared.facing[organisation.department]
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
        K=(0,) * len(shared.meas),
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
        kpi=shared.kpi,
        mixes=shared.mixes,
        meas=shared.meas,
        order=shared.order,
        external=shared.external,
        carer=carer,
    )


def empty_state(f: Fixed, p: Parameters) -> State:
    """Return the state with its arrays allocated, most of them zero."""
    N, K, D, S = len(f.manager), len(f.K), len(f.kpi), len(f.carer)
    rows = {name: aligned(N, K) for name in ("agenda", "knows", "said", "wants", "does", "image", "origin", "peers")}
    scalars = (
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
    columns = {name: np.zeros(N) for name in (*scalars, "output", "anchor", "proneness", "ability")}
    return State(
        **rows,
        **columns,
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

    An imported organisation is the same in every replication; a generated one has different ties in each.
    Raises InputError with all problems in its files.
    """
    spec, goals = scenario.organisation, [goal.name for goal in scenario.goals]
    if spec.members is None:
        stream = np.random.SeedSequence(seed, spawn_key=(replication, TIES))
        organisation = generate(spec.size, spec.span, list(scenario.departments), spec.degree, spec.cross, stream)
    else:
        organisation = read_organisation(spec, goals)[0]
    if spec.committed is None or scenario.strategy is None:
        return organisation
    return commit(organisation, spec.committed, profile(scenario.strategy, goals))


def begin(
    scenario: Scenario, organisation: Organisation, run: Run, shared: Terms | None = None
) -> tuple[Fixed, State, Parameters]:
    """Return the constants, the initial state and the parameters of a run (ODD 7.2).

    shared: the terms of the scenario, computed here if None.
    Raises ValueError if the organisation gives rows with a different number of goals than the scenario has.
    """
    shared = terms(scenario, organisation.departments) if shared is None else shared
    f, p = fix(scenario, organisation, run, shared), shared.parameters
    s = empty_state(f, p)
    names = [goal.name for goal in scenario.goals]
    s.trust[:], s.skill[:] = p.context_trust, p.context_skill
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
    s.demand_past[:] = s.demand[0]
    s.strategy[0] = -1.0 if scenario.strategy is None else profile(scenario.strategy, names)
    mean_rows(f.K, s.does, f.members, s.mean_does[0])
    return f, s, p
