"""Step 1, market: demand moves at random weeks, and so do the orders of each team's customers (ODD 5.1)."""

from simalign.compiled import kernel
from simalign.streams import MARKET_EVENT, MARKET_MOVE, ORDERS, TEAM_EVENT, draw, flat
from simalign.week.state import Fixed, Parameters, State


@kernel
def market(f: Fixed, s: State, p: Parameters, t: int) -> None:
    """Move demand with probability ``turbulence``, and draw new orders of a team with probability ``churn``."""
    if p.on.market and draw(f.run, MARKET_EVENT, t, 0, 0) < p.context_turbulence:
        g = s.spare[0]
        flat(f.run, MARKET_MOVE, t, 0, f.external, len(f.external), g)
        for k in range(len(f.K)):
            s.demand[0, k] += p.context_shift * (g[k] - s.demand[0, k])
    if p.on.local_orders:
        for u in range(len(f.lead)):
            key = f.key[f.lead[u]]
            if draw(f.run, TEAM_EVENT, t, key, 0) < p.context_churn:
                flat(f.run, ORDERS, t + 1, key, f.external, len(f.external), s.orders[u])
