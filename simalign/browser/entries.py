"""The functions that JavaScript calls: begin a run, run weeks, and find the arrays of its state."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numba import carray, njit, types

from simalign.browser.layout import (
    COLUMNS,
    POLICY,
    SCENARIO,
    STRUCTURE,
    PolicyArrays,
    ScenarioArrays,
    parameters_reader,
    reader,
    state_maker,
    table_writer,
)
from simalign.browser.look import LINES, PEOPLE, ROWS, levers_cost, member_line, people_bytes, rank_means
from simalign.browser.memory import Slot, pointer, slot
from simalign.measures.catalogue import NAMES
from simalign.organisation.generate import departments_of, drawn_rows, tree
from simalign.organisation.record import ROLES
from simalign.organisation.ties import joined_rows
from simalign.pcg64 import entropy_of, generator, run_of_words, seed_words
from simalign.policies.plan import Plan
from simalign.simulation.engine import HALF_STEPS, run_weeks
from simalign.simulation.events import meet
from simalign.simulation.given import Given, give_goals, give_traits, hold_survey
from simalign.simulation.initial import TIES
from simalign.simulation.start import (
    SHAPES,
    Structure,
    Terms,
    draw_founders,
    fixed_of,
    follow_agendas,
    set_defaults,
    set_market,
)
from simalign.week.state import State

FIXED_SIZE, STATE_SIZE = 4096, 8192  # bytes of memory for the records of a run, half of which they need
RECORD = 64 + FIXED_SIZE + STATE_SIZE

read_scenario, read_policy = reader(ScenarioArrays, SCENARIO), reader(PolicyArrays, POLICY)
read_parameters = parameters_reader()
empty_state = state_maker()
write_state = table_writer({name: len(SHAPES[name][1]) for name in State._fields})
write_structure = table_writer({name: dimensions for name, (_, dimensions) in STRUCTURE.items()})


class Entry(NamedTuple):
    """A function for JavaScript and the number of its arguments, which are integers."""

    name: str
    function: Any
    arguments: int


@njit(error_model="numpy", nogil=True)  # type: ignore[untyped-decorator]  # Numba has no types
def rows_of(rows: Any, used: Any, blocks: int) -> Any:
    """Return the rows of the departments ``used`` (D,) in each of ``blocks`` blocks of rows (blocks * Q, K)."""
    D, Q = len(used), len(rows) // blocks
    selected = np.empty((blocks * D, rows.shape[1]))
    for block in range(blocks):
        for d in range(D):
            selected[block * D + d] = rows[block * Q + used[d]]
    return selected


@njit(error_model="numpy", nogil=True)  # type: ignore[untyped-decorator]  # Numba has no types
def levers_of(levers: Any, used: Any) -> Any:
    """Return the levers of the departments ``used`` and of the whole, (P, D + 1, L), from (P, Q + 1, L)."""
    P, L, D = levers.shape[0], levers.shape[2], len(used)
    selected = np.empty((P, D + 1, L))
    for n in range(P):
        for d in range(D):
            selected[n, d] = levers[n, used[d]]
        selected[n, D] = levers[n, levers.shape[1] - 1]
    return selected


@njit(error_model="numpy", nogil=True)  # type: ignore[untyped-decorator]  # Numba has no types
def generated(given: Any, seed: Any) -> Any:
    """Return the structure of a generated organisation and the departments that it uses."""
    spec = given.organisation
    manager, depth, role = tree(int(spec[0]), int(spec[1]))
    department, used = departments_of(manager, depth, given.head[0], given.others)
    ties = generator(seed_words(entropy_of(seed, np.array([given.seed[1], TIES])), 4))
    start, target = drawn_rows(department, spec[2], spec[3], ties)
    facing = (given.facing[used] != 0)[department]
    key = np.arange(len(manager))
    return Structure(key, manager, depth, depth, department, role, facing, start, target, np.empty(0)), used


@njit(error_model="numpy", nogil=True)  # type: ignore[untyped-decorator]  # Numba has no types
def imported(given: Any, seed: Any) -> Any:
    """Return the structure of an organisation from files and all departments of the scenario's arrays."""
    spec, people = given.organisation, given.people
    department = people[4].astype(np.int32)
    start, target, weight = given.tie_start.copy(), given.tie_target.astype(np.int32), given.tie_weight.copy()
    if given.drawn[0] != 0:
        ties = generator(seed_words(entropy_of(seed, np.array([0, TIES])), 4))
        drawn = drawn_rows(department, spec[2], spec[3], ties)
        start, target, weight = joined_rows(drawn[0], drawn[1], np.empty(0), start, target, weight)
    structure = Structure(
        people[0].copy(),
        people[1].astype(np.int32),
        people[2].astype(np.int32),
        people[3].astype(np.int32),
        department,
        people[5].astype(np.int8),
        people[6] != 0,
        start,
        target,
        weight,
    )
    return structure, np.arange(len(given.facing))


def founder(goals: int) -> Callable[[int], Any]:
    """Return the function that makes constants, state and departments of a run with this number of goals."""
    K, roles = (0,) * goals, len(ROLES)

    def found(scenario: int) -> Any:
        given = read_scenario(scenario)
        p = read_parameters(given.parameters)
        seed, spec = np.uint64(given.seed[0]), given.organisation
        o, used = generated(given, seed) if given.people.shape[1] == 0 else imported(given, seed)
        terms = Terms(
            p,
            given.order,
            given.external,
            given.private,
            given.facing[used] != 0,
            rows_of(given.kpi, used, 1),
            rows_of(given.leans, used, 1),
            rows_of(given.mixes, used, roles),
            given.measurability,
        )
        run = run_of_words(seed_words(entropy_of(seed, np.array([given.seed[1]])), 2))
        f = fixed_of(K, run, terms, o, int(spec[4]), int(spec[5]))
        s = empty_state(len(f.manager), len(K), len(f.kpi), len(f.lead), len(f.carer), int(p.lag) + 3)
        values = Given(given.numbers, given.rows)
        set_defaults(f, s, p)
        draw_founders(f, s, p)
        give_traits(s, values)
        follow_agendas(s)
        give_goals(s, values)
        set_market(f, s, p, given.demand, given.strategy)
        return f, s, used

    return found


class Places(NamedTuple):
    """Compiled functions that store and load the constants and the state of a run, at an address."""

    fixed: Slot
    state: Slot


def entries(goals: int) -> list[Entry]:
    """Return the functions for scenarios with this number of goals.

    A record of a run has the address of its scenario, the address and number of its departments, then constants and
    state. An address of 0 stands for no array.
    """
    found = njit(error_model="numpy", nogil=True)(founder(goals))
    found.compile((types.int64,))
    kinds = found.overloads[found.signatures[0]].signature.return_type
    places = Places(slot(kinds[0]), slot(kinds[1]))
    return [*_of_start(found, places), *_of_views(places, goals), *_of_weeks(places)]


def _of_start(found: Any, places: Places) -> list[Entry]:
    """Return the functions that begin a run, and those that change its state between two weeks."""
    save_fixed, load_fixed, save_state, load_state = *places.fixed, *places.state

    def begin(scenario: int, record: int) -> None:
        f, s, used = found(scenario)
        place = carray(pointer(record), (4,), np.int64)
        place[0], place[1], place[2] = scenario, used.ctypes.data, len(used)
        save_fixed(record + 64, f)
        save_state(record + 64 + FIXED_SIZE, s)

    def event(record: int, kind: int, value: int, week: int) -> None:
        p = read_parameters(read_scenario(carray(pointer(record), (4,), np.int64)[0]).parameters)
        f, s = load_fixed(record + 64), load_state(record + 64 + FIXED_SIZE)
        meet(f, s, p, kind, carray(pointer(value), (1,), np.float64)[0], week)

    def survey(record: int) -> None:
        given = read_scenario(carray(pointer(record), (4,), np.int64)[0])
        f, s = load_fixed(record + 64), load_state(record + 64 + FIXED_SIZE)
        hold_survey(f, s, Given(given.numbers, given.rows))

    return [Entry("begin", begin, 2), Entry("event", event, 4), Entry("survey", survey, 1)]


def _of_views(places: Places, goals: int) -> list[Entry]:
    """Return the functions that read a run for the page."""
    load_fixed, load_state = places.fixed.load, places.state.load
    line = len(LINES) + len(ROWS) * goals
    fields, constants = len(State._fields), len(STRUCTURE)

    def describe(record: int, out: int) -> None:
        write_state(load_state(record + 64 + FIXED_SIZE), carray(pointer(out), (fields, COLUMNS), np.int32))

    def structure(record: int, out: int) -> None:
        write_structure(load_fixed(record + 64), carray(pointer(out), (constants, COLUMNS), np.int32))

    def member(record: int, i: int, week: int, before: int, out: int) -> None:
        p = read_parameters(read_scenario(carray(pointer(record), (4,), np.int64)[0]).parameters)
        f, s = load_fixed(record + 64), load_state(record + 64 + FIXED_SIZE)
        given = carray(pointer(before), (5,), np.float64)
        member_line(f, s, p, i, week, given, carray(pointer(out), (line,), np.float64))

    def cost(record: int, policy: int, phase: int, out: int) -> None:
        place = carray(pointer(record), (4,), np.int64)
        used = carray(pointer(place[1]), (place[2],), np.int64)
        p = read_parameters(read_scenario(place[0]).parameters)
        f, s = load_fixed(record + 64), load_state(record + 64 + FIXED_SIZE)
        levers = levers_of(read_policy(policy).levers, used)
        carray(pointer(out), (1,), np.float64)[0] = levers_cost(f, s, p, levers[phase])

    return [
        Entry("describe", describe, 2),
        Entry("structure", structure, 2),
        Entry("look", _looker(places), 3),
        Entry("member", member, 5),
        Entry("cost", cost, 4),
    ]


def _looker(places: Places) -> Callable[[int, int, int], None]:
    """Return the function that writes ranks and, unless their address is 0, people."""
    load_fixed, load_state = places.fixed.load, places.state.load

    def look(record: int, ranks: int, people: int) -> None:
        f, s = load_fixed(record + 64), load_state(record + 64 + FIXED_SIZE)
        rank_means(f, s, carray(pointer(ranks), (4,), np.float64))
        if people != 0:
            people_bytes(f, s, carray(pointer(people), (len(f.manager), PEOPLE), np.uint8))

    return look


def _of_weeks(places: Places) -> list[Entry]:
    """Return the function that runs weeks, and looks at each unless ``ranks`` is 0."""
    load_fixed, load_state = places.fixed.load, places.state.load
    look = njit(error_model="numpy", nogil=True)(_looker(places))

    def advance(record: int, policy: int, first: int, weeks: int, out: int, ranks: int, people: int) -> None:
        place = carray(pointer(record), (4,), np.int64)
        used = carray(pointer(place[1]), (place[2],), np.int64)
        p = read_parameters(read_scenario(place[0]).parameters)
        given = read_policy(policy)
        plan = Plan(
            given.start,
            levers_of(given.levers, used),
            given.rule_measure,
            given.rule_operator,
            given.rule_threshold,
            levers_of(given.rule_levers, used),
            p.warmup,
        )
        f, s = load_fixed(record + 64), load_state(record + 64 + FIXED_SIZE)
        series = carray(pointer(out), (weeks, len(NAMES)), np.float64)
        if ranks == 0:
            run_weeks(f, s, p, plan, first, weeks, series, 0, HALF_STEPS)
        else:
            for week in range(weeks):
                run_weeks(f, s, p, plan, first + week, 1, series[week : week + 1], 0, HALF_STEPS)
                look(record, ranks + 32 * week, people + PEOPLE * len(f.manager) * week if people else 0)

    return [Entry("advance", advance, 7)]
