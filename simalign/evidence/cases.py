"""Cases of an effect (members, departments or organisations), the weeks of observation, and the outcomes."""

import numpy as np
from numpy.typing import NDArray

from simalign.errors import Problem, nearest
from simalign.evidence.study import Effect
from simalign.evidence.units import UNITS
from simalign.measures.catalogue import INDEX
from simalign.organisation.record import ROLES, Organisation
from simalign.simulation import Simulation
from simalign.streams import REPORTED, SQRT_3, four

REPORTED_SD = 0.15  # standard deviation of the trait in reported resistance (ODD 6)
Cases = NDArray[np.float64]


def weeks(effect: Effect) -> list[int]:
    """Return the weeks in which the outcome of an effect is observed."""
    if UNITS[effect.unit].series:
        return list(range(1, effect.week + 1))
    return [effect.week] if effect.since is None else [effect.since, effect.week]


def cases(simulation: Simulation, effect: Effect, name: str) -> Cases:
    """Return an outcome of each case, (cases,); members report their resistance with a trait of their own (ODD 6)."""
    organisation = simulation.organisation
    if effect.of == "members":
        outcomes = simulation.each()[:, INDEX[name]]
        if name == "resistance":
            outcomes = outcomes + reporting(simulation)
        outcomes = outcomes[_chosen(effect, organisation)]
    elif effect.of == "departments":
        groups = [np.flatnonzero(organisation.department == d) for d in range(len(organisation.departments))]
        outcomes = np.array([simulation.measure(group)[name] for group in groups if len(group)])
    else:
        outcomes = np.array([simulation.measure()[name]])
    return outcomes if effect.above is None else (outcomes > effect.above).astype(float)


def reporting(simulation: Simulation) -> Cases:
    """Return what each member reports beyond the resistance of the state, (N,): a stable trait of mean 0 (ODD 6).

    Surveys measure a disposition to resist together with the response to control (Hong & Faedda 1996).
    """
    fixed, occupant = simulation.fixed, simulation.state.occupant
    traits = [four(fixed.run, REPORTED, *person) for person in zip(occupant.tolist(), fixed.key.tolist(), strict=True)]
    return REPORTED_SD * SQRT_3 * np.array(traits)


def lacking(effect: Effect, organisation: Organisation, differs: bool) -> list[Problem]:
    """Return a problem for each requirement of an effect that an organisation does not meet.

    differs: whether the members differ between organisations; if so, only departments are checked.
    """
    department = effect.among.department
    if department is not None and department not in organisation.departments:
        message = f"there is no department called {department!r}{nearest(department, organisation.departments)}"
        return [Problem(message, key="among.department", value=department, allowed=", ".join(organisation.departments))]
    if differs:
        return []
    if not _chosen(effect, organisation).any():
        levels = f"levels are 1 to {organisation.level.max()}"
        message = f"no members match these conditions; {levels}"
        allowed = "conditions that at least one member meets"
        return [Problem(message, key="among", value=_conditions(effect), allowed=allowed)]
    spread = UNITS[effect.unit].spread
    members = _chosen(effect, organisation)
    count = len(set(organisation.department)) if effect.of == "departments" else int(members.sum())
    if effect.of != "whole" and spread and count < 2:
        message = f"{effect.unit} requires cases that differ, but there is only one"
        return [Problem(message, key="of", value=effect.of, allowed="an organisation with two or more cases")]
    return []


def _conditions(effect: Effect) -> str:
    return ", ".join(f"{key} {value}" for key, value in effect.among if value is not None)


def _chosen(effect: Effect, organisation: Organisation) -> NDArray[np.bool_]:
    """Flag the members that are cases, (N,)."""
    chosen = np.ones(organisation.size, bool)
    if effect.among.role is not None:
        chosen &= organisation.role == ROLES.index(effect.among.role)
    if effect.among.department is not None:
        chosen &= np.array(organisation.departments)[organisation.department] == effect.among.department
    if effect.among.level is not None:
        chosen &= organisation.level == effect.among.level
    return chosen
