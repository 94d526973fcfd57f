"""Step 0, carry: managers implement the policy in force, each in an individual style; it costs working time.

Members of one organisation therefore experience different policies. A manager's style moves a lever at x by at most
min(x, 1 - x), so that a lever at 0 stays at 0 and a lever at 1 stays at 1 for everybody.
"""

from simalign.compiled import compiled, kernel
from simalign.policies.levers import UNIT_LEVERS, L
from simalign.simplex import Rows
from simalign.streams import STYLE, Run, draw, quartet
from simalign.week.state import Fixed, Parameters, Prices, State

UNITS = len(UNIT_LEVERS)  # unit levers are the first columns of ``levers`` and ``felt``, and first in ``Prices``
OWN_MODELLING = UNITS  # a further column of ``felt``: the member's own role modelling
FELT = UNITS + 1
# costs of these two levers fall on managers and on relationship managers; costs of all others fall on everybody
INVOLVED = (L.ROLE_MODELLING, L.RELATIONSHIP_MANAGEMENT)
EVERYBODY = tuple(column for column in range(UNITS) if column not in INVOLVED)


@compiled
def styled(x: float, z: float) -> float:
    """Return a lever at x, in [0, 1], under a style z in [-1, 1] that is already multiplied by the spread.

    >>> styled(0.75, 1.0), styled(0.0, 1.0)
    (1.0, 0.0)
    """
    return x + z * min(x, 1.0 - x)


@compiled
def clarity(levers: Rows, d: int) -> float:
    """Return the clarity in department d: the mean of the five letters of SMART."""
    letters: float = levers[d, L.SPECIFIC] + levers[d, L.MEASURABLE] + levers[d, L.ACHIEVABLE]
    letters += levers[d, L.RELEVANT]
    letters += levers[d, L.TIME_BOUND]
    return letters / 5.0


@compiled
def goal_count(K: int, levers: Rows) -> int:
    """Return the number of goals in the strategy: the organisation's lever ``focus``, at most K."""
    return min(int(levers[-1, L.FOCUS]), K)


@compiled
def per_interval(cost: float, interval: float) -> float:
    """Return the weekly cost of an event that costs ``cost`` every ``interval`` weeks; 0 if it never takes place."""
    return cost / interval if interval > 0.0 else 0.0


@compiled
def time_cost(c: Prices, felt: Rows, i: int, levers: Rows, d: int, K: int, leads: int, cares: int) -> float:
    """Return the share of member i's week that the policy takes.

    d: the member's department; leads, cares: 1 if the member has reports, or is a relationship manager, else 0.
    """
    # ODD 5.0, time_cost_i
    free = 1.0
    for column in EVERYBODY:
        free *= 1.0 - c[column] * felt[i, column]
    free *= 1.0 - c.clarity * clarity(levers, d)
    free *= 1.0 - c.focus * goal_count(K, levers) / K
    free *= 1.0 - per_interval(c.feedback, levers[d, L.FEEDBACK_INTERVAL])
    free *= 1.0 - per_interval(c.review * felt[i, L.VOICE], levers[-1, L.REVIEW_INTERVAL])
    if leads:
        free *= 1.0 - c.role_modelling * felt[i, OWN_MODELLING]
    if cares:
        free *= 1.0 - c.relationship_management * felt[i, L.RELATIONSHIP_MANAGEMENT]
    return 1.0 - free


@kernel
def apply_style(felt: Rows, i: int, levers: Rows, d: int, run: Run, occupant: int, key: int, spread: float) -> None:
    """Write into felt[i] the unit levers of department d in the style of the manager in seat ``key``."""
    # ODD 5.0, lever_i; ODD 7.1, the purpose style
    for block in range((UNITS + 3) // 4):
        z = quartet(run, STYLE, occupant, key, block)
        for j in range(min(4, UNITS - 4 * block)):
            felt[i, 4 * block + j] = styled(levers[d, 4 * block + j], spread * (2.0 * z[j] - 1.0))


@kernel
def carry(f: Fixed, s: State, p: Parameters, t: int) -> None:
    """Write the levers that each member experiences, and their time cost, if policy, manager or member are new."""
    manager, department, key = f.manager, f.department, f.key
    levers, felt, changed, joined, occupant = s.levers, s.felt, s.changed, s.joined, s.occupant
    spread = p.style_spread if p.on.manager_style else 0.0
    for i in range(len(manager)):
        m, d = manager[i], department[i]
        if t == 0 or changed[d] or joined[m] == t or joined[i] == t:
            apply_style(felt, i, levers, d, f.run, occupant[m], key[m], spread)
            # ODD 5.0, r_i
            z = draw(f.run, STYLE, occupant[i], key[i], L.ROLE_MODELLING)
            felt[i, OWN_MODELLING] = styled(levers[d, L.ROLE_MODELLING], spread * (2.0 * z - 1.0))
            if p.on.time_costs:
                s.time_cost[i] = time_cost(p.cost, felt, i, levers, d, len(f.K), f.has_reports[i], f.cares[i])
