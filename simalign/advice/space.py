"""The policies that can be proposed, as points in the unit box.

A point holds one coordinate from 0 to 1 for each lever. Shares are their own coordinates; the number of goals is linear
and intervals are logarithmic between the ends of the lever's slider. Shares are rounded to ``STEP``, since nobody
can set a lever more finely. Clarity stands for its five letters. Nothing in the box prefers one family of levers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import exp, log
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from simalign.policies.levers import FAMILY, LETTERS, LEVERS, STATUS_QUO, UNIT_LEVERS, WHOLE_ONLY
from simalign.policies.policy import FAMILIES, Phase, Policy
from simalign.scenario import Levers

Floats = NDArray[np.float64]
Kind = Literal["constant", "two_phase", "by_department"]
KINDS: tuple[Kind, ...] = get_args(Kind)
NAMES = tuple(name for name in LEVERS if name not in LETTERS)  # of the coordinates
STEP = 0.05  # of shares
EARLIEST = 4  # weeks, of a change of levers from the start and from the end
REACH = 0.5  # by which a department's family of levers can differ
START, NARROW = 0.3, 0.15  # initial steps of a search in the whole box, and of one around a policy


@dataclass(frozen=True)
class Design:
    """A proposal: coordinates of levers by phase and department, (phases, 1 + departments, levers), first the whole.

    starts: week in which each phase starts. departments: names of the departments that may differ. most_goals: number
    of external goals.
    """

    units: Floats
    starts: tuple[int, ...] = (0,)
    departments: tuple[str, ...] = ()
    most_goals: int = 5

    def part(self, share: float) -> "Design":
        """Return the proposal at a share of the way from the status quo."""
        usual = status_quo(self.most_goals)
        return replace(self, units=usual + share * (self.units - usual))

    def changed(self, lever: str, coordinate: float) -> "Design":
        """Return the proposal with one lever at a coordinate, in all phases and departments."""
        units = self.units.copy()
        units[..., NAMES.index(lever)] = coordinate
        return replace(self, units=units)

    def without(self, levers: Sequence[str]) -> "Design":
        """Return the proposal with some levers as in the status quo."""
        units, columns = self.units.copy(), [NAMES.index(name) for name in levers]
        units[..., columns] = status_quo(self.most_goals)[columns]
        return replace(self, units=units)


def status_quo(most_goals: int) -> Floats:
    """Return the coordinates of the status quo, (levers,)."""
    return np.array([_coordinate(name, float(STATUS_QUO[name]), most_goals) for name in NAMES])


def _ends(name: str, most_goals: int) -> tuple[int, int]:
    low, high = LEVERS[name].slider
    return (low, min(high, most_goals)) if name == "focus" else (low, high)


def _coordinate(name: str, value: float, most_goals: int) -> float:
    """Return the coordinate of a lever's value."""
    low, high = _ends(name, most_goals)
    if LEVERS[name].kind == "interval":
        return log(value / low) / log(high / low)
    if LEVERS[name].kind == "count":
        return (min(value, high) - low) / (high - low) if high > low else 0.0
    return value


def value_at(name: str, coordinate: float, most_goals: int) -> float | int:
    """Return the value of a lever at a coordinate.

    >>> value_at("voice", 0.512, 5), value_at("focus", 0.4, 5), value_at("feedback_interval", 0.5, 5)
    (0.5, 3, 7)
    """
    low, high = _ends(name, most_goals)
    x = min(1.0, max(0.0, float(coordinate)))
    if LEVERS[name].kind == "interval":
        return round(low * exp(x * log(high / low)))
    if LEVERS[name].kind == "count":
        return round(low + x * (high - low))
    return round(round(x / STEP) * STEP, 2)


def policy_of(design: Design, name: str = "", description: str = "") -> Policy:
    """Return the policy of a proposal. It sets only levers that differ from the status quo, or from the phase before.

    >>> policy_of(Design(np.full((1, 1, len(NAMES)), 0.5))).levers.mandate
    0.5
    """
    start = status_quo(design.most_goals)
    usual = {lever: value_at(lever, x, design.most_goals) for lever, x in zip(NAMES, start, strict=True)}
    parts: list[dict[str, Any]] = []
    before: list[Mapping[str, Any]] = [usual] * (1 + len(design.departments))
    for units in design.units:
        tables = [{n: value_at(n, x, design.most_goals) for n, x in zip(NAMES, row, strict=True)} for row in units]
        levers = _changed(tables[0], before[0])
        local = {
            department: Levers(**_changed(tables[n], {**before[n], **levers}))
            for n, department in enumerate(design.departments, 1)
        }
        differing = {department: own for department, own in local.items() if own != Levers()}
        parts.append({"levers": Levers(**levers)} | ({"departments": differing} if differing else {}))
        before = list(tables)
    phases = [
        Phase.model_validate({"from": start, **part}) for start, part in zip(design.starts[1:], parts[1:], strict=True)
    ]
    labels = {"name": name, "description": description}
    kept = [phase for phase in phases if phase.levers != Levers() or phase.departments]
    fields = labels | parts[0] | {"phases": kept}
    return Policy(**{field: value for field, value in fields.items() if value})


def _changed(values: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value != before[name]}


@dataclass(frozen=True)
class Space:
    """A box of proposals of one kind.

    kind: ``constant`` levers; ``two_phase``, which change once; ``by_department``, which differ from ``around`` by
    families of levers. weeks: of the horizon. most_goals: number of external goals. departments: names, the largest
    first. around: coordinates of a policy, (levers,), around which the last two kinds are searched.
    """

    kind: Kind
    weeks: int
    most_goals: int
    departments: tuple[str, ...] = ()
    around: Floats | None = None

    @property
    def dimension(self) -> int:
        """Number of coordinates of a point."""
        if self.kind == "constant":
            return len(NAMES)
        return 2 * len(NAMES) + 1 if self.kind == "two_phase" else len(FAMILIES) * len(self.departments)

    @property
    def start(self) -> Floats:
        """The point at which a search starts: the policy around which it is, or else the middle of the box."""
        if self.around is None or self.kind == "by_department":
            return np.full(self.dimension, 0.5)
        return self.around if self.kind == "constant" else np.concatenate([self.around, self.around, [0.5]])

    @property
    def step(self) -> float:
        """The step with which a search starts."""
        return START if self.around is None else NARROW

    def design(self, point: Floats) -> Design:
        """Return the proposal at a point of the box, (dimension,)."""
        count = len(NAMES)
        if self.kind == "constant":
            return Design(point[None, None, :], most_goals=self.most_goals)
        if self.kind == "two_phase":
            latest = self.weeks - EARLIEST
            week = round(EARLIEST + float(point[-1]) * (latest - EARLIEST))
            return Design(point[: 2 * count].reshape(2, 1, count), (0, week), most_goals=self.most_goals)
        base = self.start_of_departments
        units = np.tile(base, (1, 1 + len(self.departments), 1))
        offsets = (2.0 * point.reshape(len(self.departments), len(FAMILIES)) - 1.0) * REACH
        for column, name in enumerate(NAMES):
            if name in UNIT_LEVERS and name not in WHOLE_ONLY:
                family = list(FAMILIES).index(FAMILY[name])
                units[0, 1:, column] = np.clip(base[column] + offsets[:, family], 0.0, 1.0)
        return Design(units, departments=self.departments, most_goals=self.most_goals)

    @property
    def start_of_departments(self) -> Floats:
        """The levers from which departments differ: those of ``around``, or else of the status quo."""
        return status_quo(self.most_goals) if self.around is None else self.around


def possible(weeks: int, departments: Sequence[str]) -> tuple[Kind, ...]:
    """Return the kinds of policies that an organisation and a horizon allow.

    >>> possible(6, ["all"]), possible(52, ["sales", "plant"])
    (('constant',), ('constant', 'two_phase', 'by_department'))
    """
    excluded = {"two_phase"} if weeks < 3 * EARLIEST else set()
    excluded |= {"by_department"} if len(departments) < 2 else set()
    return tuple(kind for kind in KINDS if kind not in excluded)
