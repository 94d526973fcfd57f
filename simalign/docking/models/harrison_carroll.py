"""Harrison & Carroll (1991), Keeping the faith, Administrative Science Quarterly 36(4): culture that is passed on.

Members join, are socialised by managers and by each other, forget, and leave. The paper's equations and tables were not
available. The program has the variables that the abstract names, in the simplest form that has them all:

- enculturation c from 0 to 1; recruits are drawn from a normal distribution around ``selectivity``, cut to [0, 1];
- in a period, managers draw c towards 1, co-workers towards the mean, and without reinforcement c decays towards 0;
- members leave with a constant probability, plus more the lower their enculturation is;
- the organisation grows or declines at a constant rate; who leaves beyond that is replaced.

What the abstract claims is tested on this program. It cannot be compared with numbers of the paper.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from simalign.docking.record import Classic, Floats, Part, Row, pick

SIZE, LARGEST, SMALLEST = 200, 2000, 20
PERIODS, LAST = 120, 30
SPREAD = 0.2  # standard deviation of recruits
DECAY = 0.02
ALIENATION = 0.1  # further probability of leaving at no enculturation
RUNS, QUICK_RUNS = 40, 16
REORIENTED = 0.9  # enculturation of the members who found the organisation


class Organisation(NamedTuple):
    """Selectivity (mean enculturation of recruits), pull of managers and of co-workers, exit and growth a period."""

    selectivity: float = 0.4
    managers: float = 0.08
    coworkers: float = 0.08
    exit: float = 0.05
    growth: float = 0.0


NORMAL = Organisation()
ORGANISATIONS = {
    "base": NORMAL,
    "high turnover": NORMAL._replace(exit=0.2),
    "rapid growth": NORMAL._replace(growth=0.015),
    "decline": NORMAL._replace(growth=-0.015),
    "high turnover, rapid growth": NORMAL._replace(exit=0.2, growth=0.015),
    "weak managers": NORMAL._replace(managers=0.02),
    "strong managers": NORMAL._replace(managers=0.2),
    "weak co-workers": NORMAL._replace(coworkers=0.0),
    "careful selection": NORMAL._replace(selectivity=0.7),
}
SHOWN = ("base", "high turnover", "rapid growth", "decline", "high turnover, rapid growth")  # over time


def socialised(culture: Floats, organisation: Organisation) -> Floats:
    """Return enculturation (N,) after one period of socialisation and forgetting.

    >>> socialised(np.array([0.5, 0.5]), Organisation(managers=0.2, coworkers=0.1)).round(3).tolist()
    [0.59, 0.59]
    """
    pulled = organisation.managers * (1 - culture) + organisation.coworkers * (culture.mean() - culture)
    return np.clip(culture + pulled - DECAY * culture, 0.0, 1.0)


def history(organisation: Organisation, rng: np.random.Generator) -> Floats:
    """Return the mean enculturation at the end of each period, (PERIODS,)."""
    culture = np.full(SIZE, REORIENTED)
    means = np.zeros(PERIODS)
    size = float(SIZE)
    for now in range(PERIODS):
        culture = socialised(culture, organisation)
        leaves = rng.random(len(culture)) < organisation.exit + ALIENATION * (1 - culture)
        stays = culture[~leaves]
        size = min(max(size * (1 + organisation.growth), SMALLEST), LARGEST)
        recruits = max(round(size) - len(stays), 0)
        joined = np.clip(rng.normal(organisation.selectivity, SPREAD, recruits), 0.0, 1.0)
        culture = np.concatenate([stays, joined])
        means[now] = culture.mean()
    return means


def parts(quick: bool) -> list[Part]:
    """Return one piece of work for each organisation."""
    return [Part(name, (name, QUICK_RUNS if quick else RUNS)) for name in ORGANISATIONS]


def run(part: Part, rng: np.random.Generator) -> list[Row]:
    """Return mean enculturation over time, in the last periods, and how much it still moves in them."""
    name, runs = str(part.settings[0]), int(part.settings[1])
    means = np.array([history(ORGANISATIONS[name], rng) for _ in range(runs)])
    last = means[:, -LAST:]
    drift = np.abs(last[:, LAST // 2 :].mean(axis=1) - last[:, : LAST // 2].mean(axis=1))
    shown = range(0, PERIODS, 5) if name in SHOWN else ()
    rows = [Row("enculturation over time", name, now + 1, means[:, now]) for now in shown]
    return [*rows, Row("enculturation", "", name, last.mean(axis=1)), Row("drift at the end", "", name, drift)]


def derive(rows: Sequence[Row]) -> list[Row]:
    """Return enculturation in decline less that in growth."""
    decline, growth = (pick(rows, "enculturation", "", name).samples for name in ("decline", "rapid growth"))
    return [Row("enculturation, decline less growth", "", "", decline - growth)]


CLASSIC = Classic("harrison_carroll", parts, run, derive)
