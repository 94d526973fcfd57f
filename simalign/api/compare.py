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
from simalign.api.organisations import OrganisationLike, TiesLike, size_of, tell_remarks
from simalign.api.policies import Policies, policies_from
from simalign.api.progress import announce_compilation, progress_bar, tell
from simalign.comparison.compare import BASE
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
    policies: Policies = ("push", "pull", "hybrid"),
    *,
    replications: int = 30,
    precision: float | None = None,
    most: int | None = None,
    seed: int | None = None,
    rng: int | np.random.Generator | None = None,
    weeks: int | None = None,
    organisation: OrganisationLike | None = None,
    ties: TiesLike | None = None,
    factors: Factors | None = None,
    uncertainty: Uncertainty | None = "none",
    measures: MeasuresLike | None = None,
    steps: Mapping[str, Step] | None = None,
    workers: int | None = None,
    progress: bool = True,
) -> Comparison:
    """Compare policies on the same organisations, as set and at equal cost.

    In each replication all policies have the same organisation, the same random numbers and, until they start, the
    same weeks of status quo. Status quo always takes part.

    Args:
        scenario: a Scenario, the name of a shipped one, or the path of a file. Its own policy takes no part.
        policies: one or several of: a shipped name, the path of a file, a Policy, a dict of levers such as
            ``{"voice": 0.8}``; several in a list, or in a dict by name.
        replications: how many are run; with ``precision``, how many decide how many that is.
        precision: run as many replications as it takes for the 95% intervals of the differences in do_gain and value
            in the last quarter to reach no farther than this, in the measures' units.
        most: how many replications ``precision`` may run; 1,000 if None.
        seed: the random seed, a whole number from 0; drawn and told if None.
        rng: another name for ``seed``, which may also be a numpy Generator that the seed is drawn from.
        weeks: weeks of policy, in place of the scenario's.
        organisation: takes the place of the scenario's: a members CSV, an organisation YAML, a shipped name, a pandas
            DataFrame of members, or an Organisation.
        ties: who works with whom, for a table of members: a CSV edge list, GraphML, or a DataFrame.
        factors: values by key on top of the scenario, like ``{"context.trust": 0.3}``.
        uncertainty: "posterior" gives replication r the posterior draw r of the psychological parameters, so that
            intervals cover parameter uncertainty; a path names a file of other draws; "none" varies chance alone.
        measures: measures to report beside the usual ones: names of shipped ones, own functions
            (fixed, state, parameters, week) -> float, or a dict of these by name.
        steps: own functions (fixed, state, parameters, week) that replace steps of the week, by name.
        workers: how many threads; all CPUs that this process may use if None.
        progress: whether progress, and what is worth knowing before, is written to standard error.

    Returns:
        The comparison: its ``finding``, ``table``, ``pairs``, ``series`` and ``figure()``.

    Raises:
        InputError: for arguments that cannot be used, with everything that is wrong with them.

    Long comparisons store what they have computed: after an interruption the same call, with the same seed, continues
    from there, with the same result to the byte.

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
    design = without_policy(scenario_from(scenario, factors, organisation, ties, weeks), factors, say)
    if organisation is not None and progress:
        tell_remarks(design)
    chosen = measures_from(measures)
    execution = execution_from(steps, chosen, workers)
    named = policies_from(policies, design)
    if posterior is not None:
        posterior.check(design, stages.limit)
    return run_comparison(
        Plan(design, named, seed_from(seed, rng, say), stages, posterior, execution, chosen), progress
    )


@dataclass(frozen=True)
class Plan:
    """A comparison to be run: checked arguments."""

    scenario: Scenario
    policies: Mapping[str, Policy]
    seed: int
    stages: Stages
    posterior: Posterior | None
    execution: Execution
    measures: Measures

    @property
    def member_weeks(self) -> float:
        """The most work that there is: all arms are different."""
        design = self.scenario
        arms = 2 * len({BASE, *self.policies}) - 1
        return float(size_of(design) * self.stages.limit * (design.warmup + arms * design.weeks))


def run_comparison(plan: Plan, progress: bool) -> Comparison:
    """Run a planned comparison, storing what is computed where it takes long."""
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
    """The source of own steps and measures by name, for the manifest; None where it cannot be read."""
    own = {"own_steps": execution.steps, "own_measures": execution.measures}
    return {kind: {name: _source(f) for name, f in functions.items()} for kind, functions in own.items() if functions}


def _source(function: Any) -> str | None:
    try:
        return getsource(function)
    except (OSError, TypeError):
        return None
