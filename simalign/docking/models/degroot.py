"""DeGroot (1974), Reaching a consensus: everybody moves to the weighted mean of the opinions that they see.

x(t+1) = T x(t). If T is irreducible and aperiodic, all settle at w x(0), with the influence weights w = w T.
The opinions are the wants of members in this model without anchors and without acceptance of the strategy.
"""

import numpy as np

from simalign.docking.record import Classic, Floats, Part, Row, fixed
from simalign.docking.setup import as_agendas, bare_organisation, bare_scenario, weighted_ties
from simalign.simulation import Simulation

WEIGHTS = np.array([[1 / 3, 1 / 3, 1 / 3], [1 / 2, 1 / 2, 0], [0, 1 / 4, 3 / 4]])
SHOWN, SETTLED = 12, 200  # weeks
ON = ("social_influence", "acceptance", "private_agenda")
LISTENING = {"acceptance": 0.0, "manager_weight": 0.0, "follow": 0.0, "pace": 1.0}


def opinions_over_weeks(start: Floats, weeks: int, anchor: Floats | None = None, weights: Floats = WEIGHTS) -> Floats:
    """Return the opinions (weeks + 1, N) of members who see each other with the given weights (N, N).

    start: opinions (N,) from 0 to 1. anchor: the weight (N,) that members give to their first opinion; none if None.
    """
    size = len(start)
    anchors = np.zeros(size) if anchor is None else anchor
    people = bare_organisation([0] * size, weighted_ties(weights), agenda=as_agendas(start), anchor=anchors)
    simulation = Simulation(bare_scenario(ON, LISTENING, {"role_modelling": 0.0}), 1, organisation=people)
    path = [start]
    for _ in range(weeks):
        simulation.run(1)
        path.append(simulation.state.wants[:, 0].copy())
    return np.array(path)


def parts(quick: bool) -> list[Part]:
    """Return one piece of work for each member who begins with the opinion 1 while all others begin with 0."""
    return [Part(f"member {member + 1}", (member,)) for member in range(len(WEIGHTS))]


def run(part: Part, rng: np.random.Generator) -> list[Row]:
    """Return the influence of the member, with which all settle, and for the first member the way there."""
    member = int(part.settings[0])
    path = opinions_over_weeks(np.eye(len(WEIGHTS))[member], SETTLED)
    rows = [fixed("influence weight", "", f"member {member + 1}", path[-1].mean())]
    rows.append(fixed("spread of settled opinions", "", f"member {member + 1}", float(np.ptp(path[-1]))))
    if member == 0:
        rows += [
            fixed("opinion", f"member {other + 1}", week, path[week, other])
            for other in range(len(WEIGHTS))
            for week in range(SHOWN + 1)
        ]
    return rows


CLASSIC = Classic("degroot", parts, run)
