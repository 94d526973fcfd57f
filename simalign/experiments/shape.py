"""How a measure rises with a dose: how far it comes, and whether it comes all at once, as where something tips."""

from dataclasses import dataclass

import numpy as np

from simalign.experiments.estimates import MAIN, Numbers, resampled
from simalign.experiments.outcome import Arm, Outcome
from simalign.experiments.results import Row, of_interval


@dataclass(frozen=True)
class Way:
    """How many per cent of the way from where a measure is under ``other`` to its full value one arm comes.

    full: the value at which all of the way is made.
    """

    key: str
    what: str
    measure: str
    one: Arm
    other: Arm
    full: float = 1.0
    sweep: str = MAIN

    def of(self, outcome: Outcome) -> Row:
        """The row."""
        values = np.column_stack([outcome.paired(arm, None, self.measure) for arm in (self.one, self.other)])
        found = resampled(values, lambda means: 100.0 * (means[..., 0] - means[..., 1]) / (self.full - means[..., 1]))
        return of_interval(self.key, self.what, found, len(values), "%")


@dataclass(frozen=True)
class Sag:
    """How far a rise lags behind a straight line from its first level to its last, at most, in per cent of the rise.

    Where nothing happens below a threshold that is x of the way along the levels, and all of it there, it is x in per
    cent; a straight rise, or one that slows down, has none. Looked for in each replication by itself, so that
    thresholds at different levels do not even each other out to a slope. Noise only adds to it.
    """

    key: str
    what: str
    measure: str
    arm: Arm
    along: str
    sweep: str = MAIN

    def of(self, outcome: Outcome) -> Row:
        """The row."""
        levels = np.array(outcome.levels(self.arm, self.along), float)
        values = sags(levels, outcome.along(self.arm, None, self.along, self.measure))
        found = resampled(values, lambda means: 100.0 * means[..., 0] / means[..., 1])
        return of_interval(self.key, self.what, found, len(values), "%")


def sags(levels: Numbers, values: Numbers) -> Numbers:
    """The most that values (units, L) at growing levels (L,) lack of a straight line, and their whole rise, (units, 2).

    >>> sags(np.array([0.0, 1.0, 2.0]), np.array([[0.0, 0.0, 3.0], [0.0, 2.0, 2.0]])).tolist()
    [[1.5, 3.0], [0.0, 2.0]]
    """
    along = (levels - levels[0]) / (levels[-1] - levels[0])
    rise = values[:, -1:] - values[:, :1]
    return np.column_stack([(values[:, :1] + along * rise - values).max(axis=1), rise[:, 0]])
