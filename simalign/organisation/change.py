"""Changes of an organisation: positions that are cut or added, and departments that are merged or split (ODD 5.11).

Every function returns a new organisation with the previous index of each member, (N,), -1 for new positions.
"""

from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simalign.organisation.record import SPECIALIST, Organisation, Ties
from simalign.organisation.ties import ties_from_pairs
from simalign.organisation.tree import depths

Indices = NDArray[np.int64]
NEW = -1
FIRST_KEY, KEYS_PER_WEEK = 2**31, 10_000  # of positions that are added in a week, so that no key is used twice


class Change(NamedTuple):
    """An organisation after a change. before: (N,) index of each member before it, NEW for new positions."""

    organisation: Organisation
    before: Indices


def unmoved(organisation: Organisation, departments: tuple[str, ...], department: NDArray[np.int32]) -> Change:
    """Return the organisation with other departments."""
    changed = replace(organisation, departments=departments, department=department.astype(np.int32))
    return Change(changed, np.arange(organisation.size, dtype=np.int64))


def cut(organisation: Organisation, remains: NDArray[np.bool_]) -> Change:
    """Cut positions; the reports of a position that is cut report to the next manager above who remains.

    remains: (N,). Raises ValueError if a head does not remain.
    """
    if not remains[organisation.heads].all():
        raise ValueError("the position of the head cannot be cut")
    manager = organisation.manager.astype(np.int64)
    while not remains[manager].all():
        manager = np.where(remains[manager], manager, manager[manager])
    before = np.flatnonzero(remains)
    after = np.cumsum(remains) - 1
    return _selected(organisation, before, after[manager[before]])


def _selected(organisation: Organisation, before: Indices, manager: Indices) -> Change:
    """Return the organisation of the members ``before`` only, with new managers (N,)."""
    old = organisation
    depth = depths(manager.tolist())[0]
    level = np.where(old.level[before] == old.depth[before], depth, old.level[before])
    committed, facing = old.committed, old.customer_facing
    changed = replace(
        old,
        ids=[old.ids[i] for i in before],
        names=[old.names[i] for i in before],
        key=old.key[before],
        manager=manager.astype(np.int32),
        depth=depth,
        level=level.astype(np.int32),
        department=old.department[before],
        role=old.role[before],
        ties=_remaining_ties(old, before),
        customer_facing=None if facing is None else facing[before],
        given={},
        committed=None if committed is None else committed[before],
    )
    return Change(changed, before)


def _remaining_ties(organisation: Organisation, before: Indices) -> Ties:
    """Return the ties among the members ``before``, by their new indices."""
    ties = organisation.ties
    after = np.full(organisation.size, NEW, np.int64)
    after[before] = np.arange(len(before))
    source = after[np.repeat(np.arange(organisation.size), np.diff(ties.start))]
    target = after[ties.target]
    remain = (source >= 0) & (target >= 0)
    weight = ties.weight[remain] if len(ties.weight) else None
    return ties_from_pairs(len(before), source[remain], target[remain], weight)


def hire(organisation: Organisation, count: int, department: int | None, week: int) -> Change:
    """Add positions for specialists to the teams of managers who have specialists, one after another by key.

    A new member is tied both ways to the manager and to the specialists whom the team had before. department: only
    teams with specialists of this department; None for all teams. Without such a team, the member with the least depth
    there gets one. week: 0 or later, determines the keys of the positions.
    """
    old, teams = organisation, _teams_to_extend(organisation, department)
    chosen = [teams[n % len(teams)] for n in range(count)]
    manager, like = (np.array(column, np.int64) for column in zip(*((m, team[0]) for m, team in chosen), strict=True))
    ties = [(old.size + n, list(dict.fromkeys([m, *team]))) for n, (m, team) in enumerate(chosen)]
    unused = np.setdiff1d(FIRST_KEY + KEYS_PER_WEEK * week + np.arange(count + old.size), old.key)
    key = unused[:count].astype(np.int64)
    depth = old.depth[manager] + 1
    level = np.where(old.level[manager] == old.depth[manager], depth, old.level[like])
    changed = replace(
        old,
        ids=[*old.ids, *(f"new {k}" for k in key)],
        names=[*old.names, *(f"new {k}" for k in key)],
        key=np.concatenate([old.key, key]),
        manager=np.concatenate([old.manager, manager]).astype(np.int32),
        depth=np.concatenate([old.depth, depth]).astype(np.int32),
        level=np.concatenate([old.level, level]).astype(np.int32),
        department=np.concatenate([old.department, old.department[like]]).astype(np.int32),
        role=np.concatenate([old.role, np.full(count, SPECIALIST)]).astype(np.int8),
        ties=_with_ties(old, ties),
        customer_facing=_extended(old.customer_facing, like),
        given={},
        committed=None if old.committed is None else np.concatenate([old.committed, np.zeros(count, bool)]),
    )
    return Change(changed, np.concatenate([np.arange(old.size), np.full(count, NEW)]))


def _teams_to_extend(organisation: Organisation, department: int | None) -> list[tuple[int, list[int]]]:
    """Return managers in the order of their keys, each with the specialists of the team, as in ``hire``."""
    leads = np.unique(organisation.manager)
    chosen = np.ones(organisation.size, bool) if department is None else organisation.department == department
    specialist = chosen.copy()
    specialist[leads] = False
    teams = []
    for m in leads[np.argsort(organisation.key[leads], kind="stable")].tolist():
        team = np.flatnonzero(specialist & (organisation.manager == m)).tolist()
        teams += [(m, team)] if team else []
    if teams:
        return teams
    candidates = np.flatnonzero(chosen) if chosen.any() else np.array([organisation.head])
    m = int(candidates[np.lexsort((organisation.key[candidates], organisation.depth[candidates]))[0]])
    return [(m, [m])]


def _extended(facing: NDArray[np.bool_] | None, like: Indices) -> NDArray[np.bool_] | None:
    return None if facing is None else np.concatenate([facing, facing[like]])


def _with_ties(organisation: Organisation, added: list[tuple[int, list[int]]]) -> Ties:
    """Return the ties with further ones, both ways and of weight 1, from each new member to a list of members."""
    ties = organisation.ties
    source = np.repeat(np.arange(organisation.size), np.diff(ties.start))
    ends = np.array([(i, j) for i, others in added for j in others], np.int64)
    weight = np.concatenate([ties.weight, np.ones(2 * len(ends))]) if len(ties.weight) else None
    return ties_from_pairs(
        organisation.size + len(added),
        np.concatenate([source, ends[:, 0], ends[:, 1]]),
        np.concatenate([ties.target, ends[:, 1], ends[:, 0]]),
        weight,
    )


def merge(organisation: Organisation, name: str, into: str) -> Change:
    """Move all members of the department ``name`` to the department ``into``; ``name`` no longer exists."""
    old = organisation.departments
    departments = tuple(other for other in old if other != name)
    moved = [departments.index(into if other == name else other) for other in old]
    return unmoved(organisation, departments, np.array(moved, np.int32)[organisation.department])


def split(organisation: Organisation, name: str, into: str) -> Change:
    """Move the later half of a department, in the order of the hierarchy, to another one, which may be new."""
    old = organisation.departments
    departments = old if into in old else (*old, into)
    department = np.array([departments.index(other) for other in old], np.int32)[organisation.department]
    members = [i for i in down_the_line(organisation) if department[i] == departments.index(name)]
    department[members[len(members) - len(members) // 2 :]] = departments.index(into)
    return unmoved(organisation, departments, department)


def down_the_line(organisation: Organisation) -> list[int]:
    """Return all members, each manager followed by the branch below; heads and reports are in order of key."""
    reports: list[list[int]] = [[] for _ in range(organisation.size)]
    order: list[int] = []
    stack: list[int] = []
    for i in np.argsort(organisation.key, kind="stable")[::-1].tolist():
        above = int(organisation.manager[i])
        (stack if above == i else reports[above]).append(i)
    while stack:
        order.append(member := stack.pop())
        stack.extend(reports[member])
    return order
