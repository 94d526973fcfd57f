"""Friedkin & Johnsen (1990): influence among members who hold on to what they thought at first.

x(t+1) = L W x(t) + (I - L) u, with L = I - diag(W) in the worked example of Parsegov, Proskurnikov, Tempo & Friedkin
(2017), IEEE Transactions on Automatic Control 62(5). The anchors of this model are I - L.
"""

import numpy as np

from simalign.docking.models.degroot import opinions_over_weeks
from simalign.docking.record import Classic, Floats, Part, Row, fixed

WEIGHTS = np.array(
    [[0.220, 0.120, 0.360, 0.300], [0.147, 0.215, 0.344, 0.294], [0, 0, 1, 0], [0.090, 0.178, 0.446, 0.286]]
)
START = np.array([25.0, 25.0, 75.0, 85.0])
SHOWN, SETTLED = 12, 200  # weeks


def closed_form(start: Floats, weights: Floats = WEIGHTS) -> Floats:
    """Return where opinions settle: (I - L W)^-1 (I - L) u.

    >>> closed_form(START).round(4).tolist()
    [60.0208, 59.984, 75.0, 74.9862]
    """
    identity = np.eye(len(weights))
    open_to_others = identity - np.diag(np.diag(weights))
    return np.linalg.solve(identity - open_to_others @ weights, (identity - open_to_others) @ start)


def parts(quick: bool) -> list[Part]:
    """Return the worked example as one piece of work."""
    return [Part("worked example")]


def run(part: Part, rng: np.random.Generator) -> list[Row]:
    """Return the opinions in which this model settles, their distance from the closed form, and the way there."""
    path = 100 * opinions_over_weeks(START / 100, SETTLED, np.diag(WEIGHTS), WEIGHTS)
    distance = np.abs(path[-1] - closed_form(START)).max()
    rows = [fixed("settled opinion", "", f"member {member + 1}", path[-1, member]) for member in range(len(START))]
    rows += [
        fixed("opinion", f"member {member + 1}", week, path[week, member])
        for member in range(len(START))
        for week in range(SHOWN + 1)
    ]
    return [*rows, fixed("largest distance from the closed form", "", "", float(distance))]


CLASSIC = Classic("friedkin_johnsen", parts, run)
