"""The cases of an effect: who or what they are, when they are looked at, and what is seen."""

import numpy as np
from numpy.typing import NDArray

from simalign.errors import Problem, nearest
from simalign.evidence.study import Effect
from simalign.evidence.units import UNITS
from simalign.measures.catalogue import INDEX
from simalign.organisation.record import ROLES, Organisation
from simalign.simulation import Simulation

Cases = NDArray[np.float64]


def weeks(effect: Effect) -> list[int]:
    """Weeks in which an effect's outcome is looked at."""
    if UNITS[effect.unit].series:
        return list(range(1, effect.week + 1))
    return [effect.week] if effect.since is None else [effect.since, effect.week]


def cases(simulation: Simulation, effect: Effect, name: str) -> Cases:
    """An outcome of each case, (cases,)."""
    there = simulation.organisation
    if effect.of == "members":
        found = simulation.each()[:, INDEX[name]][_chosen(effect, there)]
    elif effect.of == "departments":
        groups = [np.flatnonzero(there.department == d) for d in range(len(there.departments))]
        found = np.array([simulation.measure(group)[name] for group in groups if len(group)])
    else:
        found = np.array([simulation.measure()[name]])
    return found if effect.above is None else (found > effect.above).astype(float)


def lacking(effect: Effect, there: Organisation, differs: bool) -> list[Problem]:
    """What an effect asks for and this organisation does not have."""
    department = effect.among.department
    if department is not None and department not in there.departments:
        message = f"there is no department called {department!r}{nearest(department, there.departments)}"
        return [Problem(message, key="among.department", value=department, allowed=", ".join(there.departments))]
    if differs:
        return []
    if not _chosen(effect, there).any():
        levels = f"levels are 1 to {there.level.max()}"
        return [
            Problem(
                f"no members match these conditions; {levels}", key="among", value=_given(effect), allowed="somebody"
            )
        ]
    spread = UNITS[effect.unit].spread
    count = len(set(there.department)) if effect.of == "departments" else int(_chosen(effect, there).sum())
    if effect.of != "whole" and spread and count < 2:
        message = f"{effect.unit} requires cases that differ, but there is only one"
        return [Problem(message, key="of", value=effect.of, allowed="an organisation with two or more cases")]
    return []


def _given(effect: Effect) -> str:
    return ", ".join(f"{key} {value}" for key, value in effect.among if value is not None)


def _chosen(effect: Effect, organisation: Organisation) -> NDArray[np.bool_]:
    """Which members are cases."""
    chosen = np.ones(organisation.size, bool)
    if effect.among.role is not None:
        chosen &= organisation.role == ROLES.index(effect.among.role)
    if effect.among.department is not None:
        chosen &= np.array(organisation.departments)[organisation.department] == effect.among.department
    if effect.among.level is not None:
        chosen &= organisation.level == effect.among.level
    return chosen
