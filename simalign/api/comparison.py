"""The result of ``simalign.compare``."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from matplotlib import rc_context

from simalign.analysis.figures.curves import draw_measure
from simalign.analysis.findings import periods
from simalign.analysis.intervals import Interval
from simalign.analysis.paired import difference, window
from simalign.api.result import Result, frame
from simalign.comparison.compare import AS_SET, BASE, EQUAL_COST
from simalign.comparison.report import Report
from simalign.errors import InputError, Problem, nearest
from simalign.policies.policy import Policy
from simalign.scenario import Scenario


class Comparison(Result):
    """A comparison of policies: means, paired differences and weekly series of the measures.

    ``table`` has one row per basis, period, policy and measure: ``mean`` over replications, mean ``difference`` from
    status quo with its 95% interval ``low`` to ``high``, and a ``warning`` if the interval is unreliable. Periods are
    quarters of a year: the first and the last one of the policy.
    """

    def __init__(self, report: Report) -> None:
        self._report = report

    @property
    def finding(self) -> str:
        """Which policy leads in value in the first and in the last quarter, and by how much."""
        return str(self.record["finding"])

    @property
    def record(self) -> dict[str, Any]:
        """All results as values for JSON; the command line prints them with --json."""
        return self._report.record

    @property
    def table(self) -> pd.DataFrame:
        """One row per basis, period, policy and measure: mean, and paired difference from status quo."""
        return frame(self.record["summary"])

    @property
    def percent(self) -> pd.DataFrame:
        """One row per basis, period, policy and measure (value, value_net): difference in per cent of status quo.

        The divisor is the value of status quo. ``percent`` is the mean over replications with its 95% interval ``low``
        to ``high``. With parameter draws, ``middle_low`` to ``middle_high`` is the middle 95% of replications, which
        covers plausible people, and ``ahead`` the share of replications above status quo.
        """
        return self._report.percent()

    @property
    def pairs(self) -> pd.DataFrame:
        """One row per basis, period, pair of policies and measure: the paired difference ``one`` minus ``other``."""
        return self._report.pairs()

    @property
    def series(self) -> pd.DataFrame:
        """One row per policy, basis, replication and week (week 0 ends the warm-up), one column a measure."""
        return self._report.series

    @property
    def seed(self) -> int:
        """The random seed, with which to repeat the comparison."""
        return self._report.seed

    @property
    def scenario(self) -> Scenario:
        """The scenario, without the policies."""
        return self._report.scenario

    @property
    def policies(self) -> dict[str, Policy]:
        """The policies as specified, by name, with all levers."""
        return {arm.name: arm.policy for arm in self._report.arms if arm.basis == AS_SET}

    @property
    def further(self) -> Sequence[str]:
        """Names of the measures that are reported beside the usual ones."""
        return self._report.further

    def difference(
        self,
        measure: str,
        policy: str,
        other: str = BASE,
        weeks: tuple[int, int] | None = None,
        basis: str = AS_SET,
    ) -> Interval:
        """Return the mean paired difference of two policies in a measure, with its 95% interval.

        Args:
            measure: the name of a measure.
            policy: the policy from which the other one is subtracted.
            other: the policy that is subtracted.
            weeks: first and last week of the period over which the measure is averaged; the last quarter if None.
            basis: "as set" or "equal cost".

        Raises:
            InputError: for a measure, policy, basis or weeks that the comparison does not have.

        >>> import simalign
        >>> small = {"organisation.size": 8, "warmup": 2, "weeks": 4}
        >>> result = simalign.compare(policies="push", replications=2, seed=1, factors=small, progress=False)
        >>> result.difference("trust", "push", weeks=(1, 1)).mean == result.difference("trust", "push").mean
        False

        """
        series, last = self.series, self.scenario.weeks
        _known(measure, "measure", list(series.columns[series.columns.get_loc("week") + 1 :]))
        _known(basis, "basis", [AS_SET, EQUAL_COST])
        compared = list(series.loc[series["basis"] == basis, "policy"].unique())
        _known(policy, "policy", compared)
        _known(other, "other", compared)
        start, end = list(periods(last).values())[-1] if weeks is None else weeks
        if not 1 <= start <= end <= last:
            allowed = f"two weeks in order, from 1 to {last}"
            raise InputError([Problem("cannot be used", key="weeks", value=weeks, allowed=allowed)])
        return difference(
            window(series, start, end, [measure]), measure, basis, policy, other, self._report.stages.deciding
        )

    def organisation_figure(self) -> Any:
        """Draw the organisation of the first replication in the last week, once per policy."""
        return self._report.organisation()

    def write(self, folder: Path, command: Sequence[str] | None = None) -> None:
        """Write tables, series, figures and manifest into an existing folder; ``save`` does so safely."""
        with rc_context():
            self._report.write(folder, command)

    def _draw(self, ax: Any | None) -> Any:
        if ax is None:
            return self._report.curves()
        measure = self._report.further[0] if self._report.further else "value"
        draw_measure(ax, self._report.as_set, measure, list(self._report.ends), self._report.stages.deciding)
        return None

    def _arrays(self) -> tuple[pd.DataFrame, Sequence[str]]:
        return self.series, ("basis", "policy", "replication", "week")

    def __repr__(self) -> str:
        """Show the finding, the policies and the attributes."""
        names = ", ".join(self._report.policies)
        return (
            f"Comparison of {names}; {self.record['replications']} replications; seed {self.seed}\n{self.finding}\n"
            "[.table  .percent  .pairs  .series  .difference(measure, policy)  .figure()  .save(folder)  .to_xarray()]"
        )


def _known(value: Any, argument: str, known: list[str]) -> None:
    if value not in known:
        hint = nearest(str(value), known)
        raise InputError(
            [Problem(f"is not in this comparison{hint}", key=argument, value=value, allowed=", ".join(known))]
        )
