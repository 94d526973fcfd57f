"""Step 1, market: customer demand changes in random weeks."""

from simalign.compiled import kernel
from simalign.streams import MARKET_EVENT, MARKET_MOVE, draw, flat
from simalign.week.state import Fixed, Parameters, State


@kernel
def market(f: Fixed, s: State, p: Parameters, t: int) -> None:
    """Move demand by the share ``shift`` towards a random new demand, with probability ``turbulence``."""
    # ODD 5.1, market
    if p.on.market and draw(f.run, MARKET_EVENT, t, 0, 0) < p.context_turbulence:
        g = s.spare[0]
        flat(f.run, MARKET_MOVE, t, 0, f.external, len(f.external), g)
        for k in range(len(f.K)):
            s.demand[0, k] += p.context_shift * (g[k] - s.demand[0, k])
