"""From what a policy says to a value for every lever: presets, dials, letters and departments resolved."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simalign.errors import InputError, Problem
from simalign.scenario.configs import is_name
from simalign.scenario.levers import COLUMNS, COUNTS, LETTERS, PULL, PUSH, STATUS_QUO, Levers
from simalign.scenario.policy import NOT_PLAIN, PLAIN, Dials, Policy, Setting
from simalign.scenario.reading import load_policy

Table = NDArray[np.float64]
FAMILIES = {"push": PUSH, "pull": PULL}
COLUMN = {name: place for place, name in enumerate(COLUMNS)}


def number(value: float | str) -> float:
    """A lever's value as the week reads it: 0 stands for never."""
    return 0.0 if value == "never" else float(value)


def named(levers: Levers) -> dict[str, float]:
    """Columns that these levers set; clarity sets the letters that are not named beside it.

    >>> named(Levers(clarity=0.5, specific=0.9))["specific"], named(Levers(clarity=0.5, specific=0.9))["relevant"]
    (0.9, 0.5)
    """
    given = {k: number(v) for k, v in levers.model_dump(exclude_none=True).items()}
    clarity = given.pop("clarity", None)
    if clarity is not None:
        given = dict.fromkeys(LETTERS, clarity) | given
    return given


@cache
def _status_quo() -> tuple[tuple[str, float], ...]:
    return tuple(named(Levers(**STATUS_QUO)).items())


def status_quo() -> dict[str, float]:
    """Every column at status quo."""
    return dict(_status_quo())


@cache
def _shipped(name: str) -> Policy:
    return load_policy(name)


def written(preset: str) -> Policy:
    """A preset's policy as it is written: a shipped one is read once in a process, a file of one's own every time.

    >>> written("push") is written("push")
    True
    """
    return _shipped(preset) if is_name(preset) else load_policy(preset)


def changes(setting: Setting) -> dict[str, float]:
    """Columns that a setting changes for the whole: its preset, then its dials, then its levers."""
    given: dict[str, float] = {}
    if setting.preset is not None:
        given |= preset_changes(setting.preset)
    for family, dial in ((PUSH, setting.dials.push), (PULL, setting.dials.pull)):
        if dial is not None:
            given |= dict.fromkeys(family, dial)
    return given | named(setting.levers)


def unfolded(policy: Policy) -> Policy:
    """The whole of another policy, phases and rules and all, where this one only names it."""
    if policy.preset is None or policy != Policy(
        preset=policy.preset, name=policy.name, description=policy.description
    ):
        return policy
    return unfolded(written(policy.preset))


def preset_changes(name: str) -> dict[str, float]:
    """Columns that a preset sets: all of them, for a preset starts from status quo and so means the same in any phase.

    Raises InputError for a preset that is more than plain levers.
    """
    policy = written(name)
    if not policy.plain:
        raise InputError([Problem(NOT_PLAIN, key="preset", value=name, allowed=PLAIN)])
    return status_quo() | changes(policy)


def apply(setting: Setting, table: Table, departments: Sequence[str]) -> None:
    """Write what a setting changes into a table (D+1, L): the whole into all rows, then each department's own."""
    for name, value in changes(setting).items():
        table[:, COLUMN[name]] = value
    for department, levers in setting.departments.items():
        for name, value in named(levers).items():
            table[list(departments).index(department), COLUMN[name]] = value


def _settled[S: Setting](setting: S) -> S:
    given: dict[str, Any] = {
        name: (int(value) or "never") if name in COUNTS else value for name, value in sorted(changes(setting).items())
    }
    return setting.unchecked_copy(preset=None, dials=Dials(), levers=Levers(**given))


def carried_out(policy: Policy, strength: Mapping[str, float], reach: float = 1.0) -> Policy:
    """A settled policy whose levers go only so far from status quo to where they were set.

    strength: how far, by family, push or pull; reach: how far all of these do. Letters, intervals and focus stay.

    >>> carried_out(settled(Policy(preset="push")), {"push": 0.5, "pull": 1.0}).levers.mandate
    0.55
    """

    def part[S: Setting](setting: S) -> S:
        levers = setting.levers.model_dump(exclude_none=True)
        for family, names in FAMILIES.items():
            for name in set(names) & set(levers):
                start = float(STATUS_QUO[name])
                levers[name] = start + reach * strength.get(family, 1.0) * (levers[name] - start)
        return setting.unchecked_copy(levers=Levers(**levers))

    changed = {kind: [part(one) for one in getattr(policy, kind)] for kind in ("phases", "rules")}
    return part(policy).unchecked_copy(**changed)


def settled(policy: Policy) -> Policy:
    """The same policy with presets and dials written out as levers, so that it means the same without their files.

    >>> settled(Policy(preset="push")).levers.mandate == load_policy("push").levers.mandate
    True
    """
    policy = unfolded(policy)
    changed = {kind: [_settled(part) for part in getattr(policy, kind)] for kind in ("phases", "rules")}
    return _settled(policy).unchecked_copy(**changed)
