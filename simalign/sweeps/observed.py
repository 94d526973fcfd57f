"""What is observed of a run: all measures of the whole, and those of groups in the weeks that are read."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from simalign.measures.catalogue import INDEX, NAMES
from simalign.simulation import Simulation
from simalign.sweeps.file import ALL, After, Keep
from simalign.sweeps.groups import FOR_GROUPS, kept_names, seats

Numbers = NDArray[np.float64]
OF_GROUPS = [INDEX[name] for name in FOR_GROUPS]
COUNT = len(OF_GROUPS)


class Observer:
    """Lives runs and notes their measures; ``place`` says which column is which."""

    def __init__(self, keep: Keep) -> None:
        """Note what ``keep`` names; groups cost time only where there are some."""
        self._keep = keep
        self.place = {name: n for n, name in enumerate(kept_names(keep.groups))}

    def lived(self, simulation: Simulation) -> tuple[Numbers, Numbers | None]:
        """Live a run from its start: measures of each week of the policy (weeks, columns), and those of week 0, if any.

        Columns of groups are NaN in weeks that nothing reads.
        """
        warmup, weeks = simulation.scenario.warmup, simulation.scenario.weeks
        if not self._keep.groups:
            before = simulation.run(warmup) if warmup else None
            return simulation.run(weeks), None if before is None else before[-1]
        members = [seats(group, simulation.organisation) for group in self._keep.groups.values()]
        series = np.full((warmup + weeks, len(self.place)), np.nan)
        done = 0
        for week in sorted({*(self._weeks(weeks) if warmup else self._weeks(weeks) - {0}), weeks}):
            end = warmup + week
            series[done:end, : len(NAMES)] = simulation.run(end - done)
            for n, those in enumerate(members):
                first = len(NAMES) + n * COUNT
                seen = simulation.measure(those)
                series[end - 1, first : first + COUNT] = [seen[name] for name in FOR_GROUPS]
            done = end
        return series[warmup:], series[warmup - 1] if warmup else None

    def finite(self, name: str, whole: Numbers, first: int) -> bool:
        """Whether a measure is a number wherever it was observed; whole: (weeks, columns) from week ``first`` on."""
        values = whole[:, self.place[name]]
        if name not in INDEX:
            values = values[[week - first for week in sorted(self._weeks(len(whole) - 1 + first)) if week >= first]]
        return bool(np.isfinite(values).all())

    def _weeks(self, weeks: int) -> set[int]:
        """Weeks of the policy in which measures of groups are read; 0 is the end of the warm-up."""
        keep = self._keep
        everywhere = set(range(weeks + 1))
        if keep.series != ALL and set(keep.series) - set(NAMES):
            return everywhere
        found = {weeks}
        for after in keep.after.values():
            if after.measure not in INDEX:
                found |= set(_span(after)) or everywhere
        return found


def _span(after: After) -> Iterator[int]:
    """The weeks that an after-measure looks at; none where it may be any."""
    ends = after.mean or after.area
    return iter(range(ends[0], ends[1] + 1) if ends else ())
