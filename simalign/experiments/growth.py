"""Growth of a difference over time: how much larger it is in a later period than in an earlier one."""

from dataclasses import dataclass

from simalign.experiments.estimates import Compared
from simalign.experiments.outcome import Arm, Outcome
from simalign.experiments.results import PERCENT, Row, of_differences


@dataclass(frozen=True)
class Growth(Compared):
    """A difference between two arms in ``measure``, minus the same difference in ``earlier``.

    measure, earlier: the same quantity, as the sweep recorded it in a later and in an earlier period.
    """

    earlier: str
    one: Arm
    other: Arm

    def of(self, outcome: Outcome) -> Row:
        """Compute the row."""
        later, before = (
            outcome.gaps(self.one, self.other, measure, self.percent_of, self.divisor)
            for measure in (self.measure, self.earlier)
        )
        unit = outcome.units[self.measure] if self.percent_of is None else PERCENT
        return of_differences(self.key, self.label, later - before, unit, self.matters)
