"""``simalign.power``: how many replications a comparison needs to detect a difference."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from simalign.analysis.figures.power import draw_detectable, draw_power
from simalign.analysis.text import words
from simalign.api.compare import MOST_REPLICATIONS, compare
from simalign.api.comparison import Comparison
from simalign.api.inputs import Factors, MeasuresLike, ScenarioLike, Uncertainty, between
from simalign.api.organisations import OrganisationLike, SurveyLike, TiesLike
from simalign.api.policies import Policies
from simalign.api.result import Result, frame
from simalign.comparison.compare import AS_SET, USUAL
from simalign.comparison.pilot import NOTHING, POWERS, most_variable, requirements
from simalign.simulation.engine import Step

COLUMNS = ("basis", "measure", "one", "other", "sd", "difference", "power", "replications", "warning")
EXAMPLE = 0.01  # the difference that the finding names


def power(
    scenario: ScenarioLike = "default",
    policies: Policies = USUAL,
    *,
    replications: int = 30,
    pilot: int = 20,
    seed: int | None = None,
    rng: int | np.random.Generator | None = None,
    weeks: int | None = None,
    organisation: OrganisationLike | None = None,
    ties: TiesLike | None = None,
    survey: SurveyLike | None = None,
    factors: Factors | None = None,
    uncertainty: Uncertainty | None = "none",
    measures: MeasuresLike | None = None,
    steps: Mapping[str, Step] | None = None,
    workers: int | None = None,
    progress: bool = True,
) -> "PowerAnalysis":
    """Estimate how many replications a comparison needs to detect a difference in the last quarter.

    A pilot of the comparison estimates the spread of the paired differences. The test is a paired t test, two-sided, at
    5% (J. Cohen 1988, Statistical Power Analysis for the Behavioral Sciences). Arguments that are not explained here
    are those of ``simalign.compare``.

    Args:
        scenario: as in ``simalign.compare``.
        policies: as in ``simalign.compare``.
        replications: number of replications for which to report the smallest detectable difference; from 2 to
            1,000,000.
        pilot: number of replications of the pilot, from 2.
        seed: the random seed of the pilot; drawn and reported if None.
        rng: an alias of ``seed``.
        weeks: weeks of policy; overrides the scenario.
        organisation: replaces the scenario's organisation.
        ties: working ties between the members, for a table of members.
        survey: answers by person, department or team, a CSV or a DataFrame, which hold when the policy starts.
        factors: scenario values by key, which override the scenario.
        uncertainty: "none", "posterior" (the shipped draws, fitted to published effects), or a file of draws.
        measures: measures to analyse beside do_gain, value, want_gain and compliance_gap.
        steps: functions that replace steps of the week, by the name of the step.
        workers: number of threads.
        progress: whether to write progress to standard error.

    Returns:
        The power analysis, with ``finding``, ``table``, ``figure()`` and the comparison ``pilot``.

    Raises:
        InputError: for arguments that cannot be used; it lists every problem.

    >>> import simalign
    >>> small = {"organisation.size": 8, "warmup": 2, "weeks": 4}
    >>> result = simalign.power(policies="push", pilot=3, seed=1, factors=small, progress=False)
    >>> result.table.query("basis == 'as set' and measure == 'value' and difference == 0.01")["power"].tolist()
    [0.8, 0.95]

    """
    wanted = between(replications, "replications", 2, 1_000_000)
    tried = between(pilot, "pilot", 2, MOST_REPLICATIONS)
    comparison = compare(
        scenario,
        policies,
        replications=tried,
        seed=seed,
        rng=rng,
        weeks=weeks,
        organisation=organisation,
        ties=ties,
        survey=survey,
        factors=factors,
        uncertainty=uncertainty,
        measures=measures,
        steps=steps,
        workers=workers,
        progress=progress,
    )
    return PowerAnalysis(comparison, wanted)


class PowerAnalysis(Result):
    """A power analysis: how many replications detect a difference between two policies.

    ``table`` has one row per basis, measure, pair of policies, difference and power, with the ``replications`` needed;
    NaN means more than can be counted. ``sd`` is the standard deviation of the paired differences.
    """

    def __init__(self, pilot: Comparison, replications: int) -> None:
        self.pilot, self.replications = pilot, replications

    @cached_property
    def record(self) -> dict[str, Any]:
        """All results as values for JSON; the command line prints them with --json."""
        pilot = self.pilot.record
        further = self.pilot.further
        return {
            "scenario": pilot["scenario"],
            "seed": pilot["seed"],
            "pilot": pilot["replications"],
            "replications": self.replications,
            "uncertainty": pilot["uncertainty"],
            "pairs": requirements(self.pilot.series, self.pilot.scenario.weeks, self.replications, further),
        }

    @property
    def finding(self) -> str:
        """How many replications detect a difference of 0.01 in each leading measure, for the pair that varies most."""
        parts = []
        for worst in most_variable([r for r in self.record["pairs"] if r["basis"] == AS_SET and r["needed"]]):
            needed = next(n for n in worst["needed"] if n["difference"] == EXAMPLE and n["power"] == POWERS[0])
            number = "more than can be run" if needed["replications"] is None else f"{needed['replications']:,}"
            parts.append(f"{words(worst['measure'])} {number}")
        if not parts:
            return "The pilot saw no spread, so that no number of replications follows from it."
        return f"Replications that detect a difference of {EXAMPLE} with {POWERS[0]:.0%} power: {', '.join(parts)}."

    @property
    def table(self) -> pd.DataFrame:
        """One row per basis, measure, pair of policies, difference and power."""
        rows = [
            {key: record[key] for key in ("basis", "measure", "one", "other", "sd", "warning")} | needed
            for record in self.record["pairs"]
            for needed in record["needed"]
        ]
        return frame(rows, COLUMNS).astype({"replications": "float64"})

    def _spreads(self) -> dict[str, float]:
        worst = most_variable([record for record in self.record["pairs"] if record["basis"] == AS_SET])
        return {record["measure"]: record["sd"] for record in worst if record["sd"] > NOTHING}

    def _draw(self, ax: Any | None) -> Any:
        if ax is None:
            return draw_power(self._spreads(), self.replications, self.finding)
        draw_detectable(ax, self._spreads(), self.replications)
        return None

    def _arrays(self) -> tuple[pd.DataFrame, Sequence[str]]:
        table = self.table
        pair = table["one"] + " minus " + table["other"]
        numbers = table[["basis", "measure", "difference", "power", "sd", "replications"]].assign(pair=pair)
        return numbers, ("basis", "measure", "pair", "difference", "power")
