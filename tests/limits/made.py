"""Scenarios with little in them, organisations by hand, and the two engines that every limit must hold in."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from simalign import Scenario, Simulation
from simalign.measures.catalogue import NAMES
from simalign.organisation.record import Organisation, Ties
from simalign.organisation.ties import ties_from_pairs
from simalign.scenario import Department, Goal, Mechanisms
from simalign.streams import run_of
from tests.reference.bridge import reference

ROWS = ("agenda", "knows", "wants", "does", "image", "reactance")
K = 8  # goals, as shipped; the week is compiled for each number of them


class Outcome(NamedTuple):
    """State at the end of a run, and the measures of each week (weeks, measures)."""

    agenda: NDArray[np.float64]
    knows: NDArray[np.float64]
    wants: NDArray[np.float64]
    does: NDArray[np.float64]
    image: NDArray[np.float64]
    reactance: NDArray[np.float64]
    strategy: NDArray[np.float64]
    series: NDArray[np.float64]

    def measure(self, name: str) -> NDArray[np.float64]:
        """A measure, week by week."""
        return self.series[:, NAMES.index(name)]


Engine = Callable[[Scenario, Organisation, int, int], Outcome]


def package(scenario: Scenario, organisation: Organisation, weeks: int, seed: int = 1) -> Outcome:
    """The package."""
    simulation = Simulation(scenario, seed, organisation=organisation)
    series = simulation.run(weeks)
    state = simulation.state
    return Outcome(*(getattr(state, name) for name in ROWS), state.strategy[0], series)


def independent(scenario: Scenario, organisation: Organisation, weeks: int, seed: int = 1) -> Outcome:
    """The reference."""
    expected = reference(scenario, organisation, run_of(seed))
    series = []
    for _ in range(weeks):
        expected.step()
        series.append([expected.measures[name] for name in NAMES])
    rows = [np.array([getattr(member, name) for member in expected.members]) for name in ROWS]
    return Outcome(*rows, np.array(expected.strategy), np.array(series))


def only(*names: str) -> Mechanisms:
    """These mechanisms on, all others off."""
    return Mechanisms(**{name: name in names for name in Mechanisms.model_fields})


def scenario(
    on: Mechanisms, psychology: dict[str, Any], levers: dict[str, Any], goals: int = K, **more: Any
) -> Scenario:
    """Goals alike, one department, levers from the first week on."""
    names = [f"goal{k}" for k in range(goals)]
    even = dict.fromkeys(names, 1.0)
    parts: dict[str, Any] = {
        "goals": [Goal(name=name) for name in names],
        "roles": dict.fromkeys(("senior_manager", "middle_manager", "specialist"), even),
        "departments": {"all": Department(lean=even), "management": Department(lean=even)},
        "mechanisms": on,
        "psychology": psychology,
        "policy": {"levers": levers},
        "warmup": 0,
    }
    return Scenario(**parts | more)


def organisation(manager: Sequence[int], ties: Ties | None = None, **given: ArrayLike) -> Organisation:
    """Members in one department, by the place of each one's manager; starting states by name."""
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
        department=np.zeros(N, np.int32),
        departments=("all",),
        role=np.full(N, 2, np.int8),
        ties=ties_from_pairs(N, [], []) if ties is None else ties,
        given={name: np.array(values, float) for name, values in given.items()},
    )


def two_sided(first: ArrayLike) -> NDArray[np.float64]:
    """Agendas (N, K) of two goals only, from the shares (N,) of the first."""
    x = np.array(first, float)
    return padded(np.stack([x, 1 - x], axis=1))


def padded(rows: ArrayLike) -> NDArray[np.float64]:
    """Shares (..., few) of the first goals, and none of the others: (..., K)."""
    few = np.array(rows, float)
    return np.concatenate([few, np.zeros((*few.shape[:-1], K - few.shape[-1]))], axis=-1)


def weighted(matrix: ArrayLike) -> Ties:
    """Ties of the weights (N, N), self-ties included."""
    W = np.array(matrix, float)
    source, target = np.nonzero(W)
    return ties_from_pairs(len(W), source, target, W[source, target])
