"""Step 0: the policy in force, as managers carry it out in their own style, and the time it costs.

Members of one organisation live under unequal policies: a lever at x is felt as x, bent by the manager's style by at
most min(x, 1 - x), so that what is off stays off and what is full stays full for everybody.
"""

from simalign.compiled import compiled, kernel
from simalign.policies.levers import UNIT_LEVERS, L
from simalign.simplex import Rows
from simalign.streams import STYLE, Run, draw, quartet
from simalign.week.state import Fixed, Parameters, Prices, State

UNITS = len(UNIT_LEVERS)  # they have the first columns of ``levers`` and ``felt`` and the first fields of ``Prices``
OWN_MODELLING = UNITS  # one more column of ``felt``: role modelling as the member carries it out in person
FELT = UNITS + 1
# only those who lead or look after stakeholders bear the cost of these two; everybody bears that of the others
INVOLVED = (L.ROLE_MODELLING, L.RELATIONSHIP_MANAGEMENT)
EVERYBODY = tuple(column for column in range(UNITS) if column not in INVOLVED)


@compiled
def styled(x: float, z: float) -> float:
    """A lever at x under style z in [-1, 1] (already times the spread).

    >>> styled(0.75, 1.0), styled(0.0, 1.0)
    (1.0, 0.0)
    """
    return x + z * min(x, 1.0 - x)


@compiled
def clarity(levers: Rows, d: int) -> float:
    """Clarity in department d: the mean of the five letters of SMART."""
    letters: float = levers[d, L.SPECIFIC] + levers[d, L.MEASURABLE] + levers[d, L.ACHIEVABLE]
    letters += levers[d, L.RELEVANT]
    letters += levers[d, L.TIME_BOUND]
    return letters / 5.0


@compiled
def goals_kept(K: int, levers: Rows) -> int:
    """Goals that the strategy keeps: the lever ``focus`` of the whole, at most all K."""
    return min(int(levers[-1, L.FOCUS]), K)


@compiled
def per_interval(cost: float, interval: float) -> float:
    """Weekly share of what costs ``cost`` once every ``interval`` weeks; 0 for never."""
    return cost / interval if interval > 0.0 else 0.0


@compiled
def time_cost(c: Prices, felt: Rows, i: int, levers: Rows, d: int, K: int, leads: int, cares: int) -> float:
    """Share of member i's week that the policy takes."""
    free = 1.0
    for column in EVERYBODY:
        free *= 1.0 - c[column] * felt[i, column]
    free *= 1.0 - c.clarity * clarity(levers, d)
    free *= 1.0 - c.focus * goals_kept(K, levers) / K
    free *= 1.0 - per_interval(c.feedback, levers[d, L.FEEDBACK_INTERVAL])
    free *= 1.0 - per_interval(c.review * felt[i, L.VOICE], levers[-1, L.REVIEW_INTERVAL])
    if leads:
        free *= 1.0 - c.role_modelling * felt[i, OWN_MODELLING]
    if cares:
        free *= 1.0 - c.relationship_management * felt[i, L.RELATIONSHIP_MANAGEMENT]
    return 1.0 - free


@kernel
def bend(felt: Rows, i: int, levers: Rows, d: int, run: Run, occupant: int, key: int, spread: float) -> None:
    """Write into felt[i] the unit levers of department d as the manager in seat ``key`` carries them out."""
    for block in range((UNITS + 3) // 4):
        z = quartet(run, STYLE, occupant, key, block)
        for j in range(min(4, UNITS - 4 * block)):
            felt[i, 4 * block + j] = styled(levers[d, 4 * block + j], spread * (2.0 * z[j] - 1.0))


@kernel
def carry(f: Fixed, s: State, p: Parameters, t: int) -> None:
    """Carry out the levers in force; there is something to do only where policy, manager or member are new."""
    manager, department, key = f.manager, f.department, f.key
    levers, felt, changed, joined, occupant = s.levers, s.felt, s.changed, s.joined, s.occupant
    spread = p.style_spread if p.on.manager_style else 0.0
    for i in range(len(manager)):
        m, d = manager[i], department[i]
        if t == 0 or changed[d] or joined[m] == t or joined[i] == t:
            bend(felt, i, levers, d, f.run, occupant[m], key[m], spread)
            z = draw(f.run, STYLE, occupant[i], key[i], L.ROLE_MODELLING)
            felt[i, OWN_MODELLING] = styled(levers[d, L.ROLE_MODELLING], spread * (2.0 * z - 1.0))
            if p.on.time_costs:
                s.time_cost[i] = time_cost(p.cost, felt, i, levers, d, len(f.K), f.has_reports[i], f.cares[i])
