"""Step 7, deliver: the value of work to each team's customers, and of joint work (ODD 5.7).

Value is homogeneous of degree one in all work, so that the marginal products of members and partners, times their
work, sum to it (Euler).
"""

from math import sqrt

from simalign.compiled import kernel, replaced, zeros
from simalign.simplex import q4
from simalign.week.state import Fixed, Parameters, State

VALUE, LOCAL, JOINT = range(3)  # entries of ``delivered``, per head


@kernel
def local_worth(f: Fixed, s: State, u: int) -> float:
    """Return the worth of team u to its customers, L_u; write its marginal products (ODD 5.7-2, 5.7-10)."""
    root, roots = 0.0, zeros(f.K)
    for k in range(len(f.K)):
        x = q4(s.local[u, k], s.team_work[u, k]) if f.is_external[k] > 0.0 else 0.0
        roots = replaced(roots, k, x)
        root += x
    cube = root * root * root
    for k in range(len(f.K)):
        s.team_worth[u, k] = cube * roots[k] / s.team_work[u, k] if roots[k] > 0.0 else 0.0
    return cube * root


@kernel
def partner_deeds(f: Fixed, s: State) -> None:
    """Write the work of each partner on each goal, times N / S, into ``s.deeds`` (ODD 5.7-4)."""
    N, S = len(f.members), len(s.depth)
    for j in range(S):
        h = s.depth[j] * s.partner_trust[j]
        effort = (1.0 + 5.0 * h) / 6.0 * N / S
        for k in range(len(f.K)):
            s.deeds[j, k] = ((1.0 - h) * f.partner_agenda[j, k] + h * s.outside[j, k]) * effort


@kernel
def joint_worth(f: Fixed, s: State, p: Parameters) -> float:
    """Return the worth of joint work, G; write the marginal products of all (ODD 5.7-5 to 5.7-14)."""
    S, D = len(s.depth), len(f.omega)
    rho = p.context_reliance if p.on.relationships else 0.0
    made, outside, price = s.spare[0], s.spare[1], s.spare[2]
    partner_deeds(f, s)
    root = 0.0
    for k in range(len(f.K)):
        made[k] = outside[k] = price[k] = 0.0
        if f.is_external[k] > 0.0:
            for d in range(D):
                s.department_worth[d, k] = q4(f.omega[d, k], s.department_work[d, k])
                made[k] += s.department_worth[d, k]  # the fourth root of Qin_k
            for j in range(S):
                outside[k] += s.deeds[j, k]
            both = (1.0 - rho) * made[k] * made[k] + rho * sqrt(outside[k])
            share = q4(s.demand[0, k], both * both)
            price[k] = share / both if both > 0.0 else 0.0
            root += share
    cube = root * root * root
    for k in range(len(f.K)):
        price[k] *= cube  # dG/dQ_k times the root of Q_k
        for d in range(D):
            done = s.department_work[d, k]
            marginal = made[k] * s.department_worth[d, k] / done if done > 0.0 else 0.0
            s.department_worth[d, k] = price[k] * (1.0 - rho) * marginal
        price[k] = price[k] * rho / sqrt(outside[k]) if outside[k] > 0.0 else 0.0
    for j in range(S):
        s.partner_value[j] = 0.0
        for k in range(len(f.K)):
            s.partner_value[j] += price[k] * s.deeds[j, k]
    return cube * root


@kernel
def deliver(f: Fixed, s: State, p: Parameters, t: int) -> None:
    """Compute the value of the week's work, and the output of each member and partner (ODD 5.7-9, 5.7-13, 5.7-14)."""
    N, iota, productivity = len(f.members), p.context_interdependence, p.context_productivity
    together = joint_worth(f, s, p)
    alone = 0.0
    for u in range(len(f.lead)):
        alone += local_worth(f, s, u)
    for i in range(N):
        u, d, own, joint = f.team[i], f.department[i], 0.0, 0.0
        for k in range(len(f.K)):
            own += s.does[i, k] * s.team_worth[u, k]
            joint += s.does[i, k] * s.department_worth[d, k]
        s.output[i] = productivity * s.work[i] * ((1.0 - iota) * own + iota * joint)
    for j in range(len(s.depth)):
        s.partner_value[j] *= productivity * iota
    s.delivered[VALUE] = productivity * ((1.0 - iota) * alone + iota * together) / N
    s.delivered[LOCAL], s.delivered[JOINT] = alone / N, together / N
