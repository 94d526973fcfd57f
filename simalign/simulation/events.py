"""Events of a run: changes of the organisation, its people or its market at the start of a week (ODD 5.11).

Positions keep their keys, so that all random draws of those that remain are the same as without the event.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simalign.compiled import compilable
from simalign.errors import InputError, Problem, nearest
from simalign.measures.catalogue import NAMES
from simalign.organisation.change import NEW, Change, cut, hire, merge, split
from simalign.organisation.record import Organisation
from simalign.policies.events import Event, later_departments
from simalign.policies.plan import Plan, plan
from simalign.scenario import Scenario
from simalign.simulation.initial import BY_DEPARTMENT, BY_MEMBER, BY_TEAM, WHOLE, empty_state, fix, terms
from simalign.simulation.start import Terms
from simalign.streams import CRISIS, LAYOFF, ORDERS, draw, flat
from simalign.week.arrive import replace_occupants
from simalign.week.state import Fixed, Parameters, State

STRUCTURAL = ("layoffs", "merge", "split", "hire", "remove_layer")
NUMBERED = ("trust", "new_head", "new_carers", "demand")  # all other kinds, in the order of their codes
TRUST, NEW_HEAD, NEW_CARERS, CRISIS_OF_DEMAND = range(len(NUMBERED))


class Situation(NamedTuple):
    """An organisation with the arrays of its run."""

    organisation: Organisation
    fixed: Fixed
    state: State


def checked_events(scenario: Scenario, organisation: Organisation) -> list[Event]:
    """Return the events of a scenario and of its policy in the order of their weeks.

    Raises InputError with all events that name a department or level which does not exist in their week.

    >>> from simalign.simulation.initial import organise
    >>> scenario = Scenario(events=[{"week": 4, "hire": 1}, {"week": 2, "demand": 1.0}])
    >>> [event.kind for event in checked_events(scenario, organise(scenario, 1, 0))]
    ['demand', 'hire']
    """
    named = [(f"events.{n}", event) for n, event in enumerate(scenario.events)]
    named += [(f"policy.events.{n}", event) for n, event in enumerate(scenario.policy.events)]
    named.sort(key=lambda item: item[1].week)
    problems: list[Problem] = []
    exist, deepest = set(organisation.departments), int(organisation.depth.max())
    for key, event in named:
        problems += _problems(key, event, exist, deepest)
        exist.discard(str(event.merge))
        exist |= {event.into} if event.into is not None else set()
        deepest -= event.remove_layer is not None
    if problems:
        raise InputError(problems)
    return [event for _, event in named]


def _problems(key: str, event: Event, exist: set[str], deepest: int) -> Iterator[Problem]:
    """Yield the problems of an event; exist, deepest: the departments and the deepest level at that time."""
    required = {"merge": event.merge, "split": event.split, "department": event.department}
    if event.merge is not None:
        required["into"] = event.into
    for field, name in required.items():
        if name is not None and name not in exist:
            message = f"no such department in week {event.week}{nearest(name, exist)}"
            yield Problem(message, key=f"{key}.{field}", value=name, allowed=", ".join(sorted(exist)))
    if event.remove_layer is not None and event.remove_layer > deepest:
        allowed = f"2 to {deepest}" if deepest > 1 else "no level, as there is only the head"
        message = f"the organisation does not have this level in week {event.week}"
        yield Problem(message, key=f"{key}.remove_layer", value=event.remove_layer, allowed=allowed)


def plan_of(scenario: Scenario, departments: Sequence[str]) -> Plan:
    """Return the plan of a scenario's policy for an organisation that has these departments now.

    Raises InputError for a policy with departments that never exist.
    """
    later = later_departments(scenario.events)
    return plan(scenario.policy, departments, scenario.warmup, NAMES, later)


def take_effect(event: Event, scenario: Scenario, now: Situation, p: Parameters, t: int) -> Situation:
    """Return the situation after an event at the start of week t; the state of ``now`` may change in place."""
    if event.kind in STRUCTURAL:
        change = changed_organisation(event, now, t)
        shared = terms(scenario, change.organisation.departments)._replace(parameters=p)
        return restructured(scenario, change, shared, now, t)
    kind = NUMBERED.index(event.kind)
    value = float(getattr(event, event.kind))
    meet(now.fixed, now.state, p, kind, value, t)
    return now


@compilable
def meet(f: Fixed, s: State, p: Parameters, kind: int, value: float, t: int) -> None:
    """Let an event that leaves the organisation as it is take effect at the start of week t, in place.

    kind: its index in NUMBERED. value: the trust or the move of demand.
    """
    if kind == TRUST:
        s.trust[:] = value + s.temperament[:, 2] * (p.temper / 2.0) * min(value, 1.0 - value)
    elif kind == NEW_HEAD:
        succeed(f, s, p, np.flatnonzero(f.manager == f.members)[:1], t)
    elif kind == NEW_CARERS:
        succeed(f, s, p, np.flatnonzero(f.cares), t)
    elif kind == CRISIS_OF_DEMAND:
        flat(f.run, CRISIS, t, 0, f.external, len(f.external), s.spare[0])
        s.demand[0] += value * (s.spare[0] - s.demand[0])


def changed_organisation(event: Event, now: Situation, t: int) -> Change:
    """Return the organisation after an event that changes positions or departments."""
    organisation = now.organisation
    if event.merge is not None:
        return merge(organisation, event.merge, str(event.into))
    if event.split is not None:
        return split(organisation, event.split, str(event.into))
    if event.remove_layer is not None:
        return cut(organisation, organisation.depth != event.remove_layer)
    if event.layoffs is not None:
        return cut(organisation, spared(event.layoffs, event.by == "output", now, t))
    chosen = None if event.department is None else organisation.departments.index(event.department)
    return hire(organisation, int(event.hire or 0), chosen, t)


def spared(share: float, by_output: bool, now: Situation, t: int) -> NDArray[np.bool_]:
    """Return whether each position remains, (N,), when a share of all positions is cut; those of heads always remain.

    by_output: cut those of the lowest output of last week, and not those that are drawn. Equal ones in order of key.
    """
    organisation, run = now.organisation, now.fixed.run
    drawn = np.array([draw(run, LAYOFF, t, key, 0) for key in now.fixed.key])
    rank = now.state.output if by_output else drawn
    order = np.lexsort((organisation.key, rank))
    order = order[organisation.manager[order] != order]
    remains = np.ones(organisation.size, bool)
    remains[order[: int(share * organisation.size + 0.5)]] = False
    return remains


@compilable
def succeed(f: Fixed, s: State, p: Parameters, positions: NDArray[np.int64], t: int) -> None:
    """Give positions their next occupants in week t, as when somebody has left."""
    s.occupant[positions] += 1
    replace_occupants(f, s, p, positions, t)
    if p.on.relationships:
        leaves = np.zeros(len(f.manager), np.bool_)
        leaves[positions] = True
        s.depth[:] = np.where(leaves[f.carer], s.depth / 2.0, s.depth)


def restructured(scenario: Scenario, change: Change, shared: Terms, now: Situation, t: int) -> Situation:
    """Return the situation in a changed organisation: what belongs to members, teams and departments goes with them."""
    p, before, old = shared.parameters, change.before, now.state
    f = fix(scenario, change.organisation, now.fixed.run, shared)
    s = empty_state(f, p)
    remain = before != NEW
    for name in BY_MEMBER:
        getattr(s, name)[remain] = getattr(old, name)[before[remain]]
    for name in WHOLE:
        getattr(s, name)[...] = getattr(old, name)
    _carry_departments(f, s, now, change.organisation.departments)
    _carry_teams(f, s, now)
    hired = np.flatnonzero(~remain)
    replace_occupants(f, s, p, hired, t)
    s.used[hired], s.vacant[hired] = (0.0, 0.5), 0
    if p.on.relationships:
        s.depth[f.key[f.carer] != now.fixed.key[now.fixed.carer]] /= 2.0
    return Situation(change.organisation, f, s)


def _carry_departments(f: Fixed, s: State, now: Situation, departments: tuple[str, ...]) -> None:
    """Copy what belongs to departments; a new one has the part of the strategy that follows from its size and lean."""
    s.levers[-1] = now.state.levers[-1]
    for d, name in enumerate(departments):
        if name in now.organisation.departments:
            before = now.organisation.departments.index(name)
            s.levers[d] = now.state.levers[before]
            for field in BY_DEPARTMENT:
                getattr(s, field)[d] = getattr(now.state, field)[before]
        else:
            s.levers[d] = now.state.levers[-1]
        part = np.maximum(s.strategy[0], 0.0) * f.omega[d]
        s.part[d] = part / total if (total := np.cumsum(part)[-1]) > 0.0 else part


def _carry_teams(f: Fixed, s: State, now: Situation) -> None:
    """Copy what belongs to teams with their managers; a new team has orders of its own, as at the start of a run."""
    before = {int(now.fixed.key[m]): u for u, m in enumerate(now.fixed.lead)}
    for u, m in enumerate(f.lead):
        key = int(f.key[m])
        if key in before:
            for field in BY_TEAM:
                getattr(s, field)[u] = getattr(now.state, field)[before[key]]
        else:
            flat(f.run, ORDERS, 0, key, f.external, len(f.external), s.orders[u])
            s.local[u] = s.standing[u] = s.orders[u]
