"""Contrasts between two settings under common random numbers, for tests of what the model shows.

A contrast is the mean over replications of a paired difference, in one year of the policy after a year of the status
quo. Seeds are fixed, so that a test gives the same answer on every machine. Of settings that do not differ in the mean,
one in about 1,200 would pass in either direction by chance: five standard errors of a t distribution with 7 degrees of
freedom. The bounds in the tests are those of the specification: 1 % of value, or .05 of an overlap or share. People are
those of the design (``tests.design``), not of the fit.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simalign import Scenario, Simulation
from simalign.measures.catalogue import NAMES
from tests.design import DESIGN

REPLICATIONS, YEAR, ERRORS = 8, 52, 5.0
YEARS = 3
LEAD = dict.fromkeys(("role_modelling", "support", "transparency", "shared_goals", "relationship_management"), 0.6)
PUSH = {"mandate": 0.6, "monitoring": 0.6, "incentive": 0.5, "autonomy": 0.3}
PULL = {"voice": 0.6, "rationale": 0.6, "autonomy": 0.7}


class Contrast(NamedTuple):
    """A mean paired difference, its standard error, and the mean of the setting that it is compared with."""

    mean: float
    error: float
    base: float

    def beyond(self, bound: float) -> bool:
        """Return whether the difference passes the bound, on the bound's side of 0, and is beyond replication noise."""
        sign = np.sign(bound)
        return bool(sign * self.mean >= abs(bound) and sign * self.mean >= ERRORS * self.error)

    def beyond_percent(self, bound: float) -> bool:
        """Return the same of the difference in per cent of the base."""
        scale = 100 / self.base
        return Contrast(scale * self.mean, scale * self.error, self.base).beyond(bound)


RUNS: dict[str, NDArray[np.float64]] = {}  # series by setting


def series(
    levers: dict[str, Any] | None = None, replications: int = REPLICATIONS, years: int = YEARS, **setting: Any
) -> NDArray[np.float64]:
    """Return the measures of each week of the policy, (replications, weeks, measures), of these years or more.

    A setting is run again only where more years are needed than before.
    """
    key = repr((levers, replications, setting))
    if key not in RUNS or RUNS[key].shape[1] < years * YEAR:
        people = {"psychology": DESIGN | setting.get("psychology", {})}
        scenario = Scenario(**{"policy": {"levers": levers or {}}} | setting | people)
        weeks = (1 + years) * YEAR
        RUNS[key] = np.stack([Simulation(scenario, 1, n).run(weeks)[YEAR:] for n in range(replications)])
    return RUNS[key]


def mean_of(name: str, levers: dict[str, Any] | None = None, year: int = YEARS, **setting: Any) -> NDArray[np.float64]:
    """Return the mean of a measure over a year of the policy, the last by default, (replications,).

    setting: parts of the scenario, and ``replications``.
    """
    return series(levers, years=year, **setting)[:, (year - 1) * YEAR : year * YEAR, NAMES.index(name)].mean(axis=1)


def paired(first: NDArray[np.float64], second: NDArray[np.float64]) -> Contrast:
    """Return the contrast of the first values with the second, replication by replication."""
    difference = first - second
    return Contrast(
        float(difference.mean()), float(difference.std(ddof=1) / np.sqrt(len(difference))), float(second.mean())
    )


def contrast(name: str, first: dict[str, Any], second: dict[str, Any] | None = None, **setting: Any) -> Contrast:
    """Return the contrast of a measure between two sets of levers in the same setting; the status quo by default."""
    return paired(mean_of(name, first, **setting), mean_of(name, second, **setting))


def settings(
    name: str, first: dict[str, Any], second: dict[str, Any], levers: dict[str, Any] | None = None
) -> Contrast:
    """Return the contrast of a measure between two settings under the same levers."""
    return paired(mean_of(name, levers, **first), mean_of(name, levers, **second))
