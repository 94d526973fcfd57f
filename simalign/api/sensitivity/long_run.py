"""``simalign.sensitivity.horizon``: whether and when the results settle within the horizon."""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from simalign.analysis.findings import QUARTER
from simalign.api.inputs import Factors, MeasuresLike, ScenarioLike, between
from simalign.api.organisations import OrganisationLike, SurveyLike, TiesLike
from simalign.api.policies import Policies, policies_from
from simalign.api.result import Result, frame
from simalign.api.sensitivity.shared import (
    Base,
    base_from,
    common,
    measured_from,
    quick_note,
    replications_of,
    smaller,
    stored,
)
from simalign.comparison.compare import USUAL
from simalign.errors import InputError, Problem
from simalign.files.spreadsheet import write_csv
from simalign.policies.policy import Policy
from simalign.scenario import Scenario
from simalign.scenario.manifest import plain, write_manifest
from simalign.sensitivity.figures.horizon import draw_long_run, draw_panel
from simalign.sensitivity.long_run import (
    BASE,
    MEASURED,
    YEAR,
    Numbers,
    curves,
    headline,
    settling,
    settling_records,
    settling_sentence,
    warmth,
    warmth_records,
    warmth_sentence,
)
from simalign.simulation.engine import Step
from simalign.simulation.ensemble import Execution

REPLICATIONS, QUICK_REPLICATIONS = 30, 8
LONG, BAND = 520, 0.02


def horizon(
    scenario: ScenarioLike = "default",
    policies: Policies = USUAL,
    *,
    long: int = LONG,
    band: float = BAND,
    replications: int | None = None,
    seed: int | None = None,
    rng: int | np.random.Generator | None = None,
    outcomes: str | Sequence[str] | None = None,
    organisation: OrganisationLike | None = None,
    ties: TiesLike | None = None,
    survey: SurveyLike | None = None,
    factors: Factors | None = None,
    measures: MeasuresLike | None = None,
    steps: Mapping[str, Step] | None = None,
    quick: bool = False,
    workers: int | None = None,
    progress: bool = True,
) -> "LongRun":
    """Test whether results are end states: whether the warm-up is long enough, and when each policy's means settle.

    Args:
        scenario: as in ``simalign.compare``; its warm-up must have at least 13 weeks, its horizon at least 52.
        policies: as in ``simalign.compare``; status quo is always one of them.
        long: weeks of the long horizon, from 52; the horizon of the scenario is analysed as well.
        band: largest change that counts as none, in units of the measure.
        replications: number of replications, from 2; 30 if None.
        seed: the random seed; drawn and reported if None.
        rng: an alias of ``seed``.
        outcomes: names of shipped measures or of those in ``measures``; six usual ones and those in ``measures`` if
            None.
        organisation: replaces the scenario's organisation.
        ties: working ties between the members, for a table of members.
        survey: answers by person, department or team, a CSV or a DataFrame, which hold when the policy starts.
        factors: scenario values by key, which override the scenario.
        measures: functions (fixed, state, parameters, week) -> float, or names of shipped measures.
        steps: functions that replace steps of the week, by the name of the step.
        quick: run a small analysis in two minutes (at most 40 members, 8 replications); do not cite it.
        workers: number of threads; one per CPU that this process may use if None.
        progress: whether to write progress to standard error.

    Returns:
        The analysis, with ``finding``, ``sentences``, ``table`` (settling), ``warmup`` and ``figure()``.

    Raises:
        InputError: for arguments that cannot be used; it lists every problem.

    """
    furthest = between(long, "long", YEAR, 5200)
    base = base_from(
        scenario, factors, (organisation, ties, survey), None, (seed, rng), (steps, measures), workers, progress
    )
    _check(base.scenario, band)
    measured = measured_from(outcomes, base.measures, MEASURED)
    times = replications_of(replications, QUICK_REPLICATIONS if quick else REPLICATIONS)
    ends = sorted({base.scenario.weeks, max(furthest, base.scenario.weeks)})
    design = base.scenario.unchecked_copy(weeks=ends[-1])
    design = smaller(design, ends[-1]) if quick else design
    chosen = {name: policy for name, policy in policies_from(policies, design).items() if name != BASE}
    named = {BASE: Policy(name=BASE)} | chosen
    series = _series(base._replace(scenario=design), named, times, measured)
    about = common(design, base.seed, times, len(named) * times, quick)
    return LongRun(design, named, series, measured, about | {"band": band, "ends": ends, "policies": list(named)})


def _check(design: Scenario, band: Any) -> None:
    """Raise InputError for a band, warm-up or horizon that does not allow the analysis."""
    problems = []
    if not isinstance(band, int | float) or not 0.0 < band < 10.0:
        problems.append(Problem("cannot be used", key="band", value=band, allowed="a number above 0, below 10"))
    if design.warmup < QUARTER:
        message = "is too short to assess"
        problems.append(Problem(message, key="warmup", value=design.warmup, allowed=f"{QUARTER} weeks or more"))
    if design.weeks < YEAR:
        message = "are too few to detect a drift"
        problems.append(Problem(message, key="weeks", value=design.weeks, allowed=f"{YEAR} weeks or more"))
    if problems:
        raise InputError(problems)


def _series(base: Base, policies: Mapping[str, Policy], replications: int, measured: Sequence[str]) -> Numbers:
    """Run the policies: (replications, policies, weeks, measures)."""

    def run(tick: Callable[[int], None], execution: Execution) -> Numbers:
        return curves(base.scenario, policies, base.seed, replications, tick, execution, measured)

    identity = [[policy.model_dump(mode="json", by_alias=True) for policy in policies.values()], measured]
    return stored("horizon", base, base.scenario, len(policies) * replications, identity, run)


class LongRun(Result):
    """Warm-up, settling and drift of means over a long horizon.

    ``table`` has one row per policy, measure and horizon (``end``): mean level and drift with their 95% intervals, and
    the week in which the mean settles. ``warmup`` has one row per measure. ``series`` is an array (replications,
    policies, weeks, measures), from the first week of the warm-up.
    """

    def __init__(
        self,
        scenario: Scenario,
        policies: Mapping[str, Policy],
        series: Numbers,
        measured: Sequence[str],
        about: dict[str, Any],
    ) -> None:
        self.scenario, self.policies, self.series, self.measured = scenario, policies, series, measured
        self._about = about
        names, ends, band, length = list(policies), about["ends"], about["band"], scenario.warmup
        self.warm = warmth(series[:, names.index(BASE)], length, ends[-1], band, measured)
        self.settled = settling(series, names, length, ends, band, about["seed"], measured)

    @property
    def finding(self) -> str:
        """For how many measures the warm-up is long enough, and how many means are steady at each horizon."""
        return headline(self.warm, self.settled, self._about["ends"])

    @property
    def sentences(self) -> list[str]:
        """One sentence per measure about the warm-up, then one per policy, measure and horizon."""
        band, length = self._about["band"], self.scenario.warmup
        return [warmth_sentence(row, band, length) for row in self.warm] + [
            settling_sentence(row, band) for row in self.settled
        ]

    @cached_property
    def record(self) -> dict[str, Any]:
        """All results as values for JSON; the command line prints them with --json."""
        tables = {"warmup_adequacy": warmth_records(self.warm), "settling": settling_records(self.settled)}
        return self._about | {"finding": self.finding} | tables | {"sentences": self.sentences}

    @property
    def table(self) -> pd.DataFrame:
        """One row per policy, measure and horizon."""
        table = frame(self.record["settling"])
        weeks = ["settled", "settled_low", "settled_high"]
        table[weeks] = table[weeks].astype("Int64")
        return table

    @property
    def warmup(self) -> pd.DataFrame:
        """One row per measure: its level at the end of the warm-up, and its change afterwards."""
        return frame(self.record["warmup_adequacy"])

    @property
    def seed(self) -> int:
        """The random seed, with which to repeat the analysis."""
        return int(self._about["seed"])

    def write(self, folder: Path, command: Sequence[str] | None = None) -> None:
        """Write tables, sentences, figure and manifest into an existing folder; ``save`` does so safely."""
        write_csv(self.warmup, folder / "warmup.csv")
        write_csv(self.table, folder / "settling.csv")
        (folder / "sentences.txt").write_text("\n".join(self.sentences) + "\n", encoding="utf-8")
        self._whole([folder / "horizon.png"])
        omitted = ("scenario", "settling", "warmup_adequacy")
        entries = {key: value for key, value in self.record.items() if key not in omitted}
        full = {name: plain(policy) for name, policy in self.policies.items()}
        write_manifest(folder, self.scenario, command, **entries, full_policies=full)

    def _draw(self, ax: Any | None) -> Any:
        if ax is None:
            return self._whole([])
        m = list(self.measured).index("value") if "value" in self.measured else 0
        settled = [row for row in self.settled if row.measure == self.measured[m]]
        ends = self._about["ends"]
        draw_panel(ax, self.series[..., m], list(self.policies), settled, self.scenario.warmup, ends)
        return None

    def _whole(self, files: Sequence[Path]) -> Any:
        record = self._about
        note = (
            f"{quick_note(record)}{record['replications']} replications, paired; bands: 95% t intervals of means; dots "
            f"below: settled within {record['band']:g} of week {record['ends'][-1]}, with 95% bootstrap intervals; "
            f"seed {record['seed']}"
        )
        names, ends, length = list(self.policies), record["ends"], self.scenario.warmup
        return draw_long_run(self.series, names, self.settled, length, ends, files, self.finding, note, self.measured)

    def _arrays(self) -> tuple[pd.DataFrame, Sequence[str]]:
        return self.table, ("policy", "measure", "end")
