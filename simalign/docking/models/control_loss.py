"""Williamson (1967), Hierarchical control and optimum firm size, Journal of Political Economy 75(2).

Each level carries out the share phi of what the level above intends, so that phi^(l-1) is left at level l. This model
does so if managers pass on phi of what they understood and 1 - phi of their own wants, which average to nothing.

The optimum number of levels maximises (P - r)(phi s)^(n-1) - w0 s^n/(s - beta): revenue less material and wages, with
the span of control s and wages that rise by beta from level to level.
"""

import numpy as np
from scipy.optimize import minimize_scalar

from simalign.docking.record import Classic, Part, Row, fixed
from simalign.docking.setup import GOALS, bare_organisation, bare_scenario
from simalign.simulation import Simulation

PHI = 0.85
LEVELS, WEEKS = 5, 6
CHAINS, QUICK_CHAINS, BATCHES = 4000, 1600, 20
OTHER = 3  # a goal that is not in the strategy
AGENDA_MEAN, AGENDA_SD = 1 / GOALS, np.sqrt((GOALS - 1) / GOALS**2 / (GOALS + 1))  # of a flat draw
HEARING = {
    "contact_rationale": 1.0, "kappa": 1.0, "attention": 64.0, "glut": 0.0, "fading": 0.0, "fidelity": PHI, "pace": 0.0,
}  # fmt: skip
EXPLAINING = {"rationale": 1.0, "clarity": 0.0, "review_interval": "never", "feedback_interval": "never", "focus": 3}
FIRM = (0.9, 5.0, 1.3, 0.1)  # phi, span of control, ratio of wages between levels, w0 / (P - r)


def best_levels(phi: float, span: float, raise_: float, wage: float) -> float:
    """Return the number of levels, not rounded, that maximises profit; found by search.

    phi: share of intentions that passes a level. span: of control. raise_: ratio of the wages of neighbouring levels.
    wage: of the lowest level, per unit of the price less material.
    """

    def loss(levels: float) -> float:
        return float(wage * span**levels / (span - raise_) - (phi * span) ** (levels - 1))

    return float(minimize_scalar(loss, bounds=(1, 40), method="bounded", options={"xatol": 1e-9}).x)


def closed_form_levels(phi: float, span: float, raise_: float, wage: float) -> float:
    """Return the same number of levels from the first-order condition.

    >>> abs(closed_form_levels(*FIRM) - best_levels(*FIRM)) < 1e-4
    True
    """
    inside = wage * span / (span - raise_) * np.log(span) / np.log(phi * span)
    return float(1 + np.log(inside) / np.log(phi))


def parts(quick: bool) -> list[Part]:
    """Return the chains of command as one piece of work, and the optimum firm as another."""
    return [Part("chains", (QUICK_CHAINS if quick else CHAINS,)), Part("optimum firm")]


def run(part: Part, rng: np.random.Generator) -> list[Row]:
    """Return fidelity and its spread at each level over chains; or the optimum number of levels."""
    if part.label == "optimum firm":
        gap = best_levels(*FIRM) - closed_form_levels(*FIRM)
        return [fixed("optimum number of levels, search less closed form", "", "", gap)]
    chains = int(part.settings[0])
    manager = [0]
    for top in range(1, LEVELS * chains, LEVELS):
        manager += [0, *range(top, top + LEVELS - 1)]
    setting = bare_scenario(
        ["cascade"],
        HEARING,
        EXPLAINING,
        strategy={"goal0": 5, "goal1": 3, "goal2": 2},
        context={"heterogeneity": 1.0},
    )
    simulation = Simulation(setting, int(rng.integers(2**31)), organisation=bare_organisation(manager))
    simulation.run(WEEKS)
    knows = simulation.state.knows[1:].reshape(chains, LEVELS, GOALS)
    fidelity = (knows[:, :, 0] - AGENDA_MEAN) / (simulation.state.strategy[0][0] - AGENDA_MEAN)
    spread = knows[:, :, OTHER].reshape(BATCHES, -1, LEVELS).std(axis=1, ddof=1) / AGENDA_SD
    rows = [Row("fidelity", f"phi = {PHI}", level + 1, fidelity[:, level]) for level in range(LEVELS)]
    return rows + [Row("spread", f"phi = {PHI}", level + 1, spread[:, level]) for level in range(LEVELS)]


CLASSIC = Classic("control_loss", parts, run)
