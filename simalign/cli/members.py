"""Tables of the members and groups of a simulated organisation."""

import pandas as pd

from simalign.measures.catalogue import FOR_GROUPS
from simalign.organisation.record import ROLES
from simalign.organisation.survey.report import FEWEST
from simalign.simulation import Simulation


def member_table(simulation: Simulation) -> pd.DataFrame:
    """Return one row per member at the end of a run: identity, position, state, and all shares by goal.

    In an organisation with answers to a survey, the state is left out.
    """
    organisation, s = simulation.organisation, simulation.state
    table = pd.DataFrame(
        {
            "id": list(organisation.ids),
            "name": list(organisation.names),
            "department": [organisation.departments[d] for d in organisation.department],
            "role": [ROLES[role] for role in organisation.role],
            "level": organisation.level,
        }
    )
    if simulation.surveyed:
        return table
    for name in ("trust", "reactance", "skill", "effort", "output"):
        table[name] = getattr(s, name)
    for name in ("agenda", "knows", "wants", "does"):
        for k, goal in enumerate(simulation.scenario.goals):
            table[f"{name}_{goal.name}"] = getattr(s, name)[:, k]
    return table


def group_table(simulation: Simulation) -> pd.DataFrame:
    """Return one row per department, level and role at the end of a run, with the measures defined for groups.

    In an organisation with answers to a survey, groups of fewer than ``FEWEST`` members are left out.
    """
    table = member_table(simulation)
    rows = [
        {"by": by, "group": name} | values
        for by in ("department", "level", "role")
        for name, values in simulation.groups(by).items()
        if not simulation.surveyed or (table[by].astype(str) == name).sum() >= FEWEST
    ]
    return pd.DataFrame(rows, columns=["by", "group", *FOR_GROUPS])
