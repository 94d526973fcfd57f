"""Quantities that a study can observe: measures, and further states of members, departments and organisations.

``does.GOAL``, ``wants.GOAL`` and ``knows.GOAL`` are weights on one goal; ``felt.LEVER`` is a lever as the member's
manager carries it out; ``integrity`` is the match of deeds with words that the member sees. ``left`` and ``moved``
compare two weeks: whether somebody has left the position, and the share of working time that has moved to other goals.
``constant`` is 1. Members report their ``resistance`` together with a stable trait. Values of departments and
organisations are means over their members, except for measures.
"""

import zlib
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simalign.errors import Problem, nearest
from simalign.files.former import became
from simalign.measures.catalogue import FOR_GROUPS, INDEX, NAMES
from simalign.policies.levers import UNIT_LEVERS
from simalign.simulation import Simulation
from simalign.streams import REPORTED, SQRT_3, four

REPORTED_SD = 0.15  # standard deviation of the trait in reported resistance (ODD 6)
Values = NDArray[np.float64]
WEIGHTS = ("does", "wants", "knows")
CONSTANT, LEFT, MOVED = "constant", "left", "moved"
OTHERS = ("integrity", *(f"felt.{lever}" for lever in UNIT_LEVERS), LEFT, MOVED, CONSTANT)
KEY, OCCUPANT = "position", "occupant"  # to find the same case in another week
IDENTITY: dict[str, Callable[[Simulation], NDArray[Any]]] = {  # of members, for conditions
    KEY: lambda s: s.fixed.key,
    OCCUPANT: lambda s: s.state.occupant,
    "joined": lambda s: s.state.joined - s.scenario.warmup,
    "role": lambda s: s.organisation.role,
    "department": lambda s: np.array([zlib.crc32(s.organisation.departments[d].encode()) for d in s.fixed.department]),
    "level": lambda s: s.organisation.level,
    "reports": lambda s: s.fixed.has_reports,
}


def unknown(name: str, of: str, key: str, further: Collection[str] = ()) -> Problem | None:
    """Return the problem with the name of a quantity that cases ``of`` this kind do not have; None if they have it.

    further: names that are allowed in addition. Goals, and measures of the whole organisation that the user defines,
    are checked once the organisation and the measures are known.

    >>> unknown("does.service", "members", "outcome") is None
    True
    """
    head, _, goal = name.partition(".")
    whole = of == "whole"
    if name in (NAMES if whole else FOR_GROUPS) or name in OTHERS or (head in WEIGHTS and goal):
        return None
    if whole and name.isidentifier() and key == "outcome":  # it may be the name of a measure of the user
        return None
    known = [*(NAMES if whole else FOR_GROUPS), *OTHERS, *further]
    subject = "no measure is" if whole else f"no measure of {of} is"
    message = f"{subject} called {name!r}{became('measures', name) or nearest(name, known)}"
    rest = f"{', '.join(f'{word}.GOAL' for word in WEIGHTS)}, or an outcome of the study"
    own = "; with of: whole, also measures of your own"
    return Problem(message, key=key, value=name, allowed=f"{', '.join(known)}, {rest}{'' if whole else own}")


def unknown_goal(name: str, goals: Collection[str]) -> Problem | None:
    """Return the problem with a weight on a goal that the scenario does not have."""
    head, _, goal = name.partition(".")
    if head not in WEIGHTS or goal in goals:
        return None
    return Problem(f"no goal is called {goal!r}{nearest(goal, goals)}", value=name, allowed=", ".join(goals))


def observed_names(name: str, goals: Iterable[str]) -> list[str]:
    """Return the quantities that must be observed for a quantity, which itself may compare two weeks.

    >>> observed_names("moved", ["a", "b"]), observed_names("trust", [])
    (['does.a', 'does.b'], ['trust'])
    """
    if name == MOVED:
        return [f"does.{goal}" for goal in goals]
    return [] if name in (LEFT, CONSTANT) else [name]


@dataclass
class Observation:
    """A simulation at the end of a week; what several effects observe is computed once."""

    simulation: Simulation
    _measured: dict[int, dict[str, float]] = field(default_factory=dict)

    @cached_property
    def _each(self) -> Values:
        return self.simulation.each()

    @cached_property
    def _departments(self) -> list[NDArray[np.int64]]:
        """Members of each department that has two or more."""
        department = self.simulation.organisation.department
        groups = (np.flatnonzero(department == d) for d in range(len(self.simulation.organisation.departments)))
        return [group for group in groups if len(group) > 1]

    def quantity(self, of: str, name: str) -> Values:
        """Return a quantity of each case: members (N,), departments of two or more (D,), or the whole (1,)."""
        if of == "members":
            return self._of_members(name)
        if of == "whole":
            whole = self.simulation.measure()
            return np.array([whole[name] if name in whole else self._mean(name, None)])
        groups = self._departments
        if name == KEY:
            names = self.simulation.organisation.departments
            department = self.simulation.organisation.department
            return np.array([zlib.crc32(names[department[group[0]]].encode()) for group in groups], float)
        if name in INDEX:
            return np.array([self._of_department(n)[name] for n in range(len(groups))])
        return np.array([self._mean(name, group) for group in groups])

    def _of_department(self, number: int) -> dict[str, float]:
        if number not in self._measured:
            self._measured[number] = self.simulation.measure(self._departments[number])
        return self._measured[number]

    def _mean(self, name: str, members: NDArray[np.int64] | None) -> float:
        values = self._of_members(name)
        return float(np.mean(values if members is None else values[members]))

    def _of_members(self, name: str) -> Values:
        """Return a quantity of each member, (N,)."""
        simulation = self.simulation
        if name in INDEX:
            values: Values = self._each[:, INDEX[name]]
            return values + reporting(simulation) if name == "resistance" else values.copy()
        if name in IDENTITY:
            return np.asarray(IDENTITY[name](simulation), np.float64)
        if name == "integrity":
            return simulation.state.integrity.copy()
        head, _, rest = name.partition(".")
        if head == "felt":
            return simulation.state.felt[:, UNIT_LEVERS.index(rest)].copy()
        goals = [goal.name for goal in simulation.scenario.goals]
        weights: Values = getattr(simulation.state, head)[:, goals.index(rest)]
        return weights.copy()


def reporting(simulation: Simulation) -> Values:
    """Return what each member reports beyond the resistance of the state, (N,): a stable trait of mean 0 (ODD 6).

    Surveys measure a disposition to resist together with the response to control (Hong & Faedda 1996).
    """
    fixed, occupant = simulation.fixed, simulation.state.occupant
    traits = [four(fixed.run, REPORTED, *person) for person in zip(occupant.tolist(), fixed.key.tolist(), strict=True)]
    return REPORTED_SD * SQRT_3 * np.array(traits)
