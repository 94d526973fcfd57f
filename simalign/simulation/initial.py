"""The initial state of a run: convert a scenario and its organisation to the arrays that the steps use (ODD 7)."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simalign.organisation.committed import commit
from simalign.organisation.generate import draw_ties, generate
from simalign.organisation.members import read_organisation, source_of_ties
from simalign.organisation.record import ROLES, Organisation
from simalign.organisation.ties import joined
from simalign.pcg64 import generator
from simalign.scenario import Scenario
from simalign.scenario.kinds import department_of, kinds_of
from simalign.scenario.organisation import Department, OrganisationSpec, Weights
from simalign.scenario.rules import Rules
from simalign.simulation.given import NUMBERS, Given, give_goals, give_traits
from simalign.simulation.given import ROWS as GIVEN_ROWS
from simalign.simulation.start import (
    ROWS,
    SHAPES,
    VALUES,
    Structure,
    Terms,
    draw_founders,
    fixed_of,
    follow_agendas,
    set_defaults,
    set_market,
)
from simalign.simulation.survey import surveyed_trust
from simalign.streams import Run
from simalign.week.state import Fixed, Floats, Loads, Parameters, Prices, RuleCodes, State, Switches

CACHE_LINE = 64
TIES = 1  # spawn key of the generator that draws the ties of a generated organisation


def profile(weights: Weights, names: list[str]) -> Floats:
    """Return weights on named goals as a point on the goal simplex (K,).

    >>> profile({"b": 3, "a": 1}, ["a", "b", "c"])
    array([0.25, 0.75, 0.  ])
    """
    row = np.array([float(weights.get(name, 0.0)) for name in names])
    return np.asarray(row / np.cumsum(row)[-1])


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


def structure_of(organisation: Organisation, facing: NDArray[np.bool_]) -> Structure:
    """Return the arrays of an organisation; facing: (D,) departments that meet customers, if members do not say so."""
    o, given = organisation, organisation.customer_facing
    return Structure(
        key=o.key.astype(np.int64),
        manager=o.manager.astype(np.int32),
        depth=o.depth,
        level=o.level,
        department=o.department.astype(np.int32),
        role=o.role,
        facing=facing[o.department] if given is None else given,
        tie_start=o.ties.start,
        tie_target=o.ties.target,
        tie_weight=o.ties.weight,
    )


def fix(scenario: Scenario, organisation: Organisation, run: Run, terms: Terms) -> Fixed:
    """Return the constants of a run."""
    structure, spec = structure_of(organisation, terms.facing), scenario.organisation
    K = (0,) * len(terms.measurability)
    return fixed_of(K, run, terms, structure, spec.leadership_levels, spec.stakeholders)


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


def aligned(rows: int, columns: int) -> Floats:
    """Return an array of zeros (rows, columns) that starts at a cache line."""
    memory = np.zeros(rows * columns + CACHE_LINE // 8)
    skip = -(memory.ctypes.data // 8) % (CACHE_LINE // 8)
    return memory[skip : skip + rows * columns].reshape(rows, columns)


def empty_state(f: Fixed, p: Parameters) -> State:
    """Return a state whose arrays have their sizes but no initial values yet."""
    sizes = {
        **{"N": len(f.manager), "K": len(f.K), "D": len(f.kpi), "D + 1": len(f.kpi) + 1},
        **{"S": len(f.carer), "U": len(f.lead), "H": int(p.lag) + 3},
    }
    arrays: dict[str, Any] = {}
    for name, (kind, shape) in SHAPES.items():
        lengths = [sizes[length] if isinstance(length, str) else length for length in shape]
        arrays[name] = aligned(*lengths) if shape[-1] == "K" and len(shape) == 2 else np.zeros(lengths, kind)
    s = State(**arrays)
    set_defaults(f, s, p)
    return s


def given_of(organisation: Organisation, goals: int) -> Given:
    """Return the values that the files of an organisation give, as arrays.

    Raises ValueError if they give rows with another number of goals.
    """
    given = organisation.given
    size = organisation.size if given else 0
    numbers, rows = np.full((len(NUMBERS), size), np.nan), np.full((len(GIVEN_ROWS), size, goals), np.nan)
    for n, name in enumerate(NUMBERS):
        if name in given:
            numbers[n] = given[name]
    for n, name in enumerate(GIVEN_ROWS):
        if name in given:
            if given[name].shape != rows[n].shape:
                raise ValueError(f"{name} has the shape {given[name].shape}, expected {rows[n].shape}")
            rows[n] = given[name]
    return Given(numbers, rows)


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
    words = np.random.SeedSequence(seed, spawn_key=(0, TIES)).generate_state(4, np.uint64)
    stream = generator(np.asarray(words, np.uint64))
    drawn = draw_ties(organisation.department, spec.degree, spec.cross, stream)
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
    draw_founders(f, s, p)
    given = given_of(organisation, len(f.K))
    give_traits(s, given)
    follow_agendas(s)
    give_goals(s, given)
    names = [goal.name for goal in scenario.goals]
    demand, strategy = (
        np.empty(0) if weights is None else profile(weights, names) for weights in (scenario.demand, scenario.strategy)
    )
    set_market(f, s, p, demand, strategy)
    return f, s, p
