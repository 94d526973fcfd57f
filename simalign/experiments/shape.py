"""Shape of a dose response: how far a measure rises, and how suddenly, as at a tipping point."""

from dataclasses import dataclass

import numpy as np

from simalign.experiments.bootstrap import Numbers, bootstrap_interval
from simalign.experiments.estimates import Measured
from simalign.experiments.outcome import Arm, Outcome
from simalign.experiments.results import Row


@dataclass(frozen=True)
class Rise(Measured):
    """Rise of a measure under ``one`` as a percentage of the distance from its level under ``other`` to ``full``."""

    one: Arm
    other: Arm
    full: float = 1.0

    def of(self, outcome: Outcome) -> Row:
        """Compute the row."""
        values = np.column_stack([outcome.paired(arm, None, self.measure) for arm in (self.one, self.other)])
        result = bootstrap_interval(
            values, lambda means: 100.0 * (means[..., 0] - means[..., 1]) / (self.full - means[..., 1])
        )
        return self.row(result, len(values), "%")


@dataclass(frozen=True)
class Convexity(Measured):
    """Convexity of a dose response: its largest shortfall below the chord, as a percentage of the total rise.

    It is 0 for a linear or concave response. For a step at a threshold it is the position of the threshold along the
    levels, in per cent. It is computed within each replication, because thresholds at different levels would average
    to a slope. Noise can only increase it.
    """

    arm: Arm
    along: str

    def of(self, outcome: Outcome) -> Row:
        """Compute the row."""
        levels = np.array(outcome.levels(self.arm, self.along), float)
        values = shortfalls(levels, outcome.along(self.arm, None, self.along, self.measure))
        return self.row(
            bootstrap_interval(values, lambda means: 100.0 * means[..., 0] / means[..., 1]), len(values), "%"
        )


def shortfalls(levels: Numbers, values: Numbers) -> Numbers:
    """Return the largest shortfall below the chord and the total rise, (units, 2).

    levels: increasing, (L,). values: at these levels, (units, L).

    >>> shortfalls(np.array([0.0, 1.0, 2.0]), np.array([[0.0, 0.0, 3.0], [0.0, 2.0, 2.0]])).tolist()
    [[1.5, 3.0], [0.0, 2.0]]
    """
    along = (levels - levels[0]) / (levels[-1] - levels[0])
    rise = values[:, -1:] - values[:, :1]
    return np.column_stack([(values[:, :1] + along * rise - values).max(axis=1), rise[:, 0]])
