"""Small scenarios and hand-made organisations for the limits, and the two engines in which every limit must hold."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from simalign import Scenario, Simulation
from simalign.measures.catalogue import NAMES
from simalign.organisation.record import Organisation, Ties
from simalign.organisation.ties import ties_from_pairs
from simalign.policies.levers import UNIT_LEVERS
from simalign.scenario import Department, Goal, Mechanisms
from simalign.streams import run_of
from simalign.week.arrive import UNKNOWN
from tests.design import DESIGN
from tests.reference.bridge import reference

K = 8  # number of goals, as in the shipped scenario; the week is compiled for each number of goals
OFF: dict[str, Any] = dict.fromkeys((*UNIT_LEVERS, "clarity", "outcome_kpis"), 0.0)
OFF |= {"feedback_interval": "never", "review_interval": "never", "focus": K}
# what members do is what they aim at this week, and nothing wears off
DIRECT = {"adjust": 1.0, "numb": 0.0}


class Outcome(NamedTuple):
    """The state at the end of a run, members in rows, and the measures of each week (weeks, measures)."""

    agenda: NDArray[np.float64]
    knows: NDArray[np.float64]
    wants: NDArray[np.float64]
    does: NDArray[np.float64]
    image: NDArray[np.float64]
    needs: NDArray[np.float64]
    trust: NDArray[np.float64]
    reactance: NDArray[np.float64]
    accustomed: NDArray[np.float64]
    skill: NDArray[np.float64]
    proneness: NDArray[np.float64]
    work: NDArray[np.float64]
    output: NDArray[np.float64]
    strategy: NDArray[np.float64]
    demand: NDArray[np.float64]
    part: NDArray[np.float64]
    series: NDArray[np.float64]

    def measure(self, name: str) -> NDArray[np.float64]:
        """Return a measure at the end of each week, (weeks,)."""
        return self.series[:, NAMES.index(name)]


ROWS = Outcome._fields[: Outcome._fields.index("strategy")]
Engine = Callable[[Scenario, Organisation, int, int], Outcome]


def package(scenario: Scenario, organisation: Organisation, weeks: int, seed: int = 1) -> Outcome:
    """Run the package."""
    simulation = Simulation(scenario, seed, organisation=organisation)
    series = simulation.run(weeks)
    state = simulation.state
    return Outcome(*(getattr(state, name) for name in ROWS), state.strategy[0], state.demand[0], state.part, series)


def independent(scenario: Scenario, organisation: Organisation, weeks: int, seed: int = 1) -> Outcome:
    """Run the reference."""
    expected = reference(scenario, organisation, run_of(seed))
    series = []
    for _ in range(weeks):
        expected.step()
        series.append([expected.measures[name] for name in NAMES])
    rows = [np.array([getattr(member, name) for member in expected.members]) for name in ROWS]
    rows[ROWS.index("accustomed")] = np.array(
        [UNKNOWN if i.accustomed is None else i.accustomed for i in expected.members]
    )
    part = np.array([expected.departments[name].part for name in organisation.departments])
    return Outcome(*rows, np.array(expected.strategy), np.array(expected.demand), part, np.array(series))


def only(*names: str) -> Mechanisms:
    """Return mechanisms of which only these are on."""
    return Mechanisms(**{name: name in names for name in Mechanisms.model_fields})


def scenario(
    on: Mechanisms, psychology: dict[str, Any], levers: dict[str, Any], goals: int | list[Goal] = K, **more: Any
) -> Scenario:
    """Return a scenario of one department and, by default, equal goals; the levers hold from the first week on.

    Parameters of people that are not given are those of the design.
    """
    listed = [Goal(name=f"goal{k}") for k in range(goals)] if isinstance(goals, int) else goals
    names = [goal.name for goal in listed]
    even = dict.fromkeys(names, 1.0)
    parts: dict[str, Any] = {
        "goals": listed,
        "roles": dict.fromkeys(("senior_manager", "middle_manager", "specialist"), even),
        "departments": {"all": Department(lean=even), "management": Department(lean=even)},
        "mechanisms": on,
        "psychology": DESIGN | DIRECT | psychology,
        "policy": {"levers": levers},
        "warmup": 0,
    }
    return Scenario(**parts | more)


def organisation(
    manager: Sequence[int],
    ties: Ties | None = None,
    department: Sequence[int] | None = None,
    departments: Sequence[str] = ("all",),
    **given: ArrayLike,
) -> Organisation:
    """Return members by the index of each one's manager, in one department by default; initial states by name."""
    N = len(manager)
    depth = np.ones(N, np.int32)
    for i in range(1, N):
        depth[i] = depth[manager[i]] + 1
    return Organisation(
        ids=[f"m{i}" for i in range(N)],
        names=[f"m{i}" for i in range(N)],
        key=np.arange(N),
        manager=np.array(manager, np.int32),
        depth=depth,
        level=depth,
        department=np.array([0] * N if department is None else department, np.int32),
        departments=tuple(departments),
        role=np.full(N, 2, np.int8),
        ties=ties_from_pairs(N, [], []) if ties is None else ties,
        given={name: np.array(values, float) for name, values in given.items()},
    )


def two_sided(first: ArrayLike) -> NDArray[np.float64]:
    """Return agendas (N, K) on the first two goals only, from the shares (N,) of the first."""
    x = np.array(first, float)
    return padded(np.stack([x, 1 - x], axis=1))


def padded(rows: ArrayLike) -> NDArray[np.float64]:
    """Return rows (..., K) with the given shares of the first goals and 0 for all others."""
    few = np.array(rows, float)
    return np.concatenate([few, np.zeros((*few.shape[:-1], K - few.shape[-1]))], axis=-1)


def weighted(matrix: ArrayLike) -> Ties:
    """Return ties with the weights of a matrix (N, N), self-ties included."""
    W = np.array(matrix, float)
    source, target = np.nonzero(W)
    return ties_from_pairs(len(W), source, target, W[source, target])


def reordered(organisation: Organisation, order: NDArray[np.int64]) -> Organisation:
    """Return the same organisation with member ``order[i]`` in row i."""
    row = np.argsort(order)
    ties = organisation.ties
    source = np.repeat(np.arange(organisation.size), np.diff(ties.start))
    columns = {name: getattr(organisation, name)[order] for name in ("key", "depth", "level", "department", "role")}
    names = [organisation.ids[i] for i in order]
    return replace(
        organisation,
        ids=names,
        names=names,
        manager=row[organisation.manager[order]].astype(np.int32),
        ties=ties_from_pairs(
            organisation.size, row[source], row[ties.target], ties.weight if len(ties.weight) else None
        ),
        given={name: values[order] for name, values in organisation.given.items()},
        **columns,
    )
