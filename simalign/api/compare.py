"""``simalign.compare``: policies on the same organisations with common random numbers."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from inspect import getsource
from typing import Any

import numpy as np
import pandas as pd

from simalign.analysis.intervals import FEWEST
from simalign.api.checkpoints import checkpoint
from simalign.api.comparison import Comparison
from simalign.api.inputs import (
    Factors,
    Measures,
    MeasuresLike,
    ScenarioLike,
    Uncertainty,
    above_zero,
    between,
    execution_from,
    identity_of,
    measures_from,
    posterior_from,
    scenario_from,
    seed_from,
    without_policy,
)
from simalign.api.organisations import OrganisationLike, SurveyLike, TiesLike, size_of, tell_remarks
from simalign.api.policies import Policies, focus_remarks, policies_from
from simalign.api.progress import announce_compilation, progress_bar, tell
from simalign.comparison.compare import BASE, USUAL
from simalign.comparison.compare import compare as run_arms
from simalign.comparison.report import Report, Stages, stages_of
from simalign.policies.policy import Policy
from simalign.scenario import Scenario
from simalign.scenario.posterior import Posterior
from simalign.simulation.engine import Step
from simalign.simulation.ensemble import Ensemble, Execution

MOST_REPLICATIONS = 10_000


def compare(
    scenario: ScenarioLike = "default",
    policies: Policies = USUAL,
    *,
    replications: int = 30,
    precision: float | None = None,
    most: int | None = None,
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
) -> Comparison:
    """Compare policies on the same organisations, as specified and at equal cost.

    In each replication all policies share the organisation, the random numbers (common random numbers) and the warm-up
    under status quo. Status quo is always one of the policies. At equal cost, policies are scaled back towards status
    quo to the cost of one of them, at which most keep at least half of what they add to the cost of status quo; a
    policy that costs less is left out there (``record["not_at_equal_cost"]``).

    Args:
        scenario: a Scenario, the name of a shipped one, or the path of a file. Its policy is ignored.
        policies: one or several of: a shipped name, the path of a file, a Policy, a dict of levers such as
            ``{"voice": 0.8}``; several in a list, or in a dict by name.
        replications: number of replications; with ``precision``, number in the first stage.
        precision: add replications until the 95% intervals of the mean differences in do_gain and value in the last
            quarter reach no farther than this from the mean, in units of the measure.
        most: largest number of replications that ``precision`` may run; 1,000 if None.
        seed: the random seed, a whole number from 0; drawn and reported if None.
        rng: an alias of ``seed``, which may also be a numpy Generator from which the seed is drawn.
        weeks: weeks of policy; overrides the scenario.
        organisation: replaces the scenario's organisation: a members CSV, an organisation YAML, a shipped name, a
            pandas DataFrame of members, or an Organisation.
        ties: working ties between the members, for a table of members: a CSV edge list, GraphML, or a DataFrame.
        survey: answers by person, department or team, a CSV or a DataFrame, which hold when the policy starts.
        factors: scenario values by key, which override the scenario, like ``{"context.trust": 0.3}``.
        uncertainty: "posterior" gives replication r the shipped draw r of plausible people, that is, of the
            psychological parameters (fitted to published effects), so that intervals cover parameter uncertainty; a
            path names a file of other draws; "none" varies the random numbers only.
        measures: measures to report beside the usual ones: names of shipped measures, functions
            (fixed, state, parameters, week) -> float, or a dict of functions by name.
        steps: functions (fixed, state, parameters, week) that replace steps of the week, by the name of the step.
        workers: number of threads; one per CPU that this process may use if None.
        progress: whether to write progress and remarks to standard error.

    Returns:
        The comparison, with ``finding``, ``table``, ``percent``, ``pairs``, ``series`` and ``figure()``.

    Raises:
        InputError: for arguments that cannot be used; it lists every problem.

    A long comparison stores its runs. After an interruption the same call, with the same seed, continues from there;
    its result is identical to that of an uninterrupted call.

    >>> import simalign
    >>> small = {"organisation.size": 8, "warmup": 2, "weeks": 4}
    >>> result = simalign.compare(policies="push", replications=2, seed=1, factors=small, progress=False)
    >>> result.series.groupby("policy").size().to_dict()
    {'push': 24, 'status_quo': 24}

    """
    say = tell if progress else lambda text: None
    count = between(replications, "replications", 1, MOST_REPLICATIONS)
    width = None if precision is None else above_zero(precision, "precision")
    stages = stages_of(count, width, None if most is None else between(most, "most", 1, MOST_REPLICATIONS))
    posterior = posterior_from(uncertainty)
    design = without_policy(scenario_from(scenario, factors, organisation, ties, weeks, survey), factors, say)
    if organisation is not None and progress:
        tell_remarks(design)
    chosen = measures_from(measures)
    execution = execution_from(steps, chosen, workers)
    named = policies_from(policies, design)
    for remark in focus_remarks(named, design):
        say(remark)
    if posterior is not None:
        posterior.check(design, stages.limit)
    return run_comparison(
        Plan(design, named, seed_from(seed, rng, say), stages, posterior, execution, chosen), progress
    )


@dataclass(frozen=True)
class Plan:
    """The checked arguments of a comparison."""

    scenario: Scenario
    policies: Mapping[str, Policy]
    seed: int
    stages: Stages
    posterior: Posterior | None
    execution: Execution
    measures: Measures

    @property
    def member_weeks(self) -> float:
        """The largest amount of work: all arms differ."""
        design = self.scenario
        arms = 2 * len({BASE, *self.policies}) - 1
        return float(size_of(design) * self.stages.limit * (design.warmup + arms * design.weeks))


def run_comparison(plan: Plan, progress: bool) -> Comparison:
    """Run a planned comparison; a long one stores its runs."""
    design, stages, execution = plan.scenario, plan.stages, plan.execution
    if progress:
        announce_compilation(len(design.goals))
    arms = 2 * len({BASE, *plan.policies})
    ensemble = Ensemble(plan.seed, plan.posterior, execution=execution)
    with (
        checkpoint("compare", ensemble, identity_of(design, plan.policies), plan.member_weeks) as stored,
        progress_bar("runs", arms * stages.first, progress) as runs,
    ):
        if progress:
            _tell_precision(stages)

        def more(table: pd.DataFrame) -> int:
            done = int(table["replication"].nunique())
            needed, total = stages.total(table, design.weeks)
            if total > done and progress:
                tell(f"After {done:,} replications: {needed:,} needed; {total:,} will be run.")
            runs.expect(arms * total)
            return total

        final, series, ends = run_arms(
            design,
            plan.policies,
            plan.seed,
            stages.first,
            runs.advance,
            None if stages.precision is None else more,
            plan.posterior,
            replace(execution, checkpoint=stored),
        )
    names, sources = plan.measures.names, _sources(execution)
    return Comparison(Report(design, plan.seed, stages, plan.posterior, final, series, ends, names, sources))


def _tell_precision(stages: Stages) -> None:
    if stages.precision is None:
        return
    most = f"to {stages.most:,} at most"
    tell(f"Precision ±{stages.precision:g}: replications are added until it is reached, {most}.")
    if stages.first < FEWEST:
        tell(f"A first stage of fewer than {FEWEST} replications covers skewed differences less often than 95%.")


def _sources(execution: Execution) -> dict[str, dict[str, str | None]]:
    """Return the source code of the user's steps and measures by name, for the manifest; None if it is not known."""
    own = {"own_steps": execution.steps, "own_measures": execution.measures}
    return {kind: {name: _source(f) for name, f in functions.items()} for kind, functions in own.items() if functions}


def _source(function: Any) -> str | None:
    try:
        return getsource(function)
    except (OSError, TypeError):
        return None
