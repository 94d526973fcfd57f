"""The functions that JavaScript calls: begin a run, run weeks, and find the arrays of its state."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numba import carray, njit, types

from simalign.browser.layout import (
    COLUMNS,
    POLICY,
    SCENARIO,
    PolicyArrays,
    ScenarioArrays,
    parameters_reader,
    reader,
    state_maker,
    state_teller,
)
from simalign.browser.memory import pointer, slot
from simalign.measures.catalogue import NAMES
from simalign.organisation.generate import departments_of, drawn_rows, tree
from simalign.organisation.record import ROLES
from simalign.pcg64 import entropy_of, generator, run_of_words, seed_words
from simalign.policies.plan import Plan
from simalign.simplex import overlap
from simalign.simulation.engine import HALF_STEPS, run_weeks
from simalign.simulation.events import meet
from simalign.simulation.initial import TIES
from simalign.simulation.start import (
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
read_parameters, read_parameters_cosine = parameters_reader(False), parameters_reader(True)
empty_state, write_table = state_maker(), state_teller()


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


def founder(goals: int) -> Callable[[int], Any]:
    """Return the function that makes constants, state and departments of a run with this number of goals."""
    K, roles = (0,) * goals, len(ROLES)

    def found(scenario: int) -> Any:
        given = read_scenario(scenario)
        p = read_parameters(given.parameters)
        seed, replication = np.uint64(given.seed[0]), given.seed[1]
        spec = given.organisation
        manager, depth, role = tree(int(spec[0]), int(spec[1]))
        department, used = departments_of(manager, depth, given.head[0], given.others)
        ties = generator(seed_words(entropy_of(seed, np.array([replication, TIES])), 4))
        start, target = drawn_rows(department, spec[2], spec[3], ties)
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
        key, facing = np.arange(len(manager)), terms.facing[department]
        o = Structure(key, manager, depth, depth, department, role, facing, start, target, np.empty(0))
        run = run_of_words(seed_words(entropy_of(seed, np.array([replication])), 2))
        f = fixed_of(K, run, terms, o, int(spec[4]), int(spec[5]))
        s = empty_state(len(f.manager), len(K), len(f.kpi), len(f.lead), len(f.carer), int(p.lag) + 3)
        set_defaults(f, s, p)
        draw_founders(f, s, p)
        follow_agendas(s)
        set_market(f, s, p, given.demand, given.strategy)
        return f, s, used

    return found


def entries(goals: int) -> list[Entry]:
    """Return the functions for scenarios with this number of goals."""
    found, fields = njit(error_model="numpy", nogil=True)(founder(goals)), len(State._fields)
    found.compile((types.int64,))
    kinds = found.overloads[found.signatures[0]].signature.return_type
    fixed, state = slot(kinds[0]), slot(kinds[1])
    save_fixed, load_fixed, save_state, load_state = fixed.save, fixed.load, state.save, state.load

    def begin(scenario: int, record: int) -> None:
        f, s, used = found(scenario)
        place = carray(pointer(record), (4,), np.int64)
        place[0], place[1], place[2] = scenario, used.ctypes.data, len(used)
        save_fixed(record + 64, f)
        save_state(record + 64 + FIXED_SIZE, s)

    def runner(read: Any) -> Callable[..., None]:
        def advance(record: int, policy: int, first: int, weeks: int, out: int) -> None:
            place = carray(pointer(record), (4,), np.int64)
            used = carray(pointer(place[1]), (place[2],), np.int64)
            p = read(read_scenario(place[0]).parameters)
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
            run_weeks(f, s, p, plan, first, weeks, series, 0, HALF_STEPS)

        return advance

    def describe(record: int, out: int) -> None:
        write_table(load_state(record + 64 + FIXED_SIZE), carray(pointer(out), (fields, COLUMNS), np.int32))

    def overlaps(record: int, out: int) -> None:
        f, s = load_fixed(record + 64), load_state(record + 64 + FIXED_SIZE)
        rows = carray(pointer(out), (len(f.manager), 2), np.float64)
        for i in range(len(f.manager)):
            rows[i, 0] = overlap(f.K, s.does, i, s.part, f.department[i])
            rows[i, 1] = overlap(f.K, s.wants, i, s.part, f.department[i])

    def event(record: int, kind: int, value: int, week: int) -> None:
        scenario = carray(pointer(record), (4,), np.int64)[0]
        p = read_parameters(read_scenario(scenario).parameters)
        f, s = load_fixed(record + 64), load_state(record + 64 + FIXED_SIZE)
        meet(f, s, p, kind, carray(pointer(value), (1,), np.float64)[0], week)

    return [
        Entry("begin", begin, 2),
        Entry("describe", describe, 2),
        Entry("overlaps", overlaps, 2),
        Entry("event", event, 4),
        Entry("advance", runner(read_parameters), 5),
        Entry("advance_cosine", runner(read_parameters_cosine), 5),
    ]
