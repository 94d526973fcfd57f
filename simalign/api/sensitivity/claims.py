"""``simalign.sensitivity.ablations`` and ``rivals``: which claim depends on which mechanism or rule."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np

from simalign.api.inputs import Factors, MeasuresLike, ScenarioLike
from simalign.api.organisations import OrganisationLike, SurveyLike, TiesLike
from simalign.api.sensitivity.claims_result import ClaimTrials
from simalign.api.sensitivity.shared import Base, base_from, common, replications_of, smaller, stored
from simalign.errors import InputError, Problem, expect
from simalign.sensitivity.claims import Claim, Variant, load_claims, load_rivals
from simalign.sensitivity.claims import ablations as all_ablations
from simalign.sensitivity.robustness import at_equal_cost, evaluate_claims, plan_arms
from simalign.simulation.engine import Step

ClaimsLike = str | PathLike[str] | Sequence[Claim]
RivalsLike = str | PathLike[str] | Sequence[Variant]
REPLICATIONS, QUICK_REPLICATIONS = 30, 8


def ablations(
    scenario: ScenarioLike = "default",
    claims: ClaimsLike = "headline",
    *,
    replications: int | None = None,
    seed: int | None = None,
    rng: int | np.random.Generator | None = None,
    organisation: OrganisationLike | None = None,
    ties: TiesLike | None = None,
    survey: SurveyLike | None = None,
    factors: Factors | None = None,
    measures: MeasuresLike | None = None,
    steps: Mapping[str, Step] | None = None,
    quick: bool = False,
    workers: int | None = None,
    progress: bool = True,
) -> ClaimTrials:
    """Test claims on the model with each of its mechanisms switched off in turn.

    A claim states the sign of the paired difference of two policies in a measure. The claims determine the policies and
    weeks. All variants share organisations and random numbers (common random numbers).

    Args:
        scenario: as in ``simalign.compare``; its policy is ignored.
        claims: a shipped list of claims, the path of a YAML file, or a list of claims.
        replications: from 2; 30 if None.
        seed: the random seed; drawn and reported if None.
        rng: an alias of ``seed``.
        organisation: replaces the scenario's organisation.
        ties: working ties between the members, for a table of members.
        survey: answers by person, department or team, a CSV or a DataFrame, which hold when the policy starts.
        factors: scenario values by key, which override the scenario.
        measures: functions (fixed, state, parameters, week) -> float that claims name as their measure.
        steps: functions that replace steps of the week in all variants, by the name of the step.
        quick: run a small analysis in two minutes (at most 40 members, 8 replications); do not cite it.
        workers: number of threads; one per CPU that this process may use if None.
        progress: whether to write progress to standard error.

    Returns:
        The trials, with ``finding``, ``sentences`` (one per claim), ``table`` and ``figure()``.

    Raises:
        InputError: for arguments that cannot be used; it lists every problem.

    """
    base = base_from(
        scenario, factors, (organisation, ties, survey), None, (seed, rng), (steps, measures), workers, progress
    )
    return _evaluate(base, claims, all_ablations(), "ablations", replications, quick)


def rivals(
    scenario: ScenarioLike = "default",
    claims: ClaimsLike = "headline",
    rules: RivalsLike = "rules",
    *,
    replications: int | None = None,
    seed: int | None = None,
    rng: int | np.random.Generator | None = None,
    organisation: OrganisationLike | None = None,
    ties: TiesLike | None = None,
    survey: SurveyLike | None = None,
    factors: Factors | None = None,
    measures: MeasuresLike | None = None,
    steps: Mapping[str, Step] | None = None,
    quick: bool = False,
    workers: int | None = None,
    progress: bool = True,
) -> ClaimTrials:
    """Test claims on the model with a rival rule in place of one of its rules.

    Arguments that are not explained here are those of ``simalign.sensitivity.ablations``.

    Args:
        scenario: as in ``simalign.sensitivity.ablations``.
        claims: a shipped list of claims, the path of a YAML file, or a list of claims.
        rules: a shipped list of rival rules, the path of a YAML file, or a list of variants, each with a name, a
            sentence and settings of the scenario.
        replications: from 2; 30 if None.
        seed: the random seed.
        rng: an alias of ``seed``.
        organisation: replaces the scenario's organisation.
        ties: working ties between the members, for a table of members.
        survey: answers by person, department or team, a CSV or a DataFrame, which hold when the policy starts.
        factors: scenario values by key, which override the scenario.
        measures: functions (fixed, state, parameters, week) -> float that claims name as their measure.
        steps: functions that replace steps of the week in all variants, by the name of the step.
        quick: run a small analysis in two minutes; do not cite it.
        workers: number of threads.
        progress: whether to write progress to standard error.

    Returns:
        The trials, with ``finding``, ``sentences`` (one per claim), ``table`` and ``figure()``.

    Raises:
        InputError: for arguments that cannot be used; it lists every problem.

    """
    base = base_from(
        scenario, factors, (organisation, ties, survey), None, (seed, rng), (steps, measures), workers, progress
    )
    return _evaluate(base, claims, _catalogue(rules, "rules", load_rivals, Variant), "rivals", replications, quick)


def _catalogue[Entry](source: Any, argument: str, load: Callable[[Any], list[Entry]], kind: type[Entry]) -> list[Entry]:
    """Return entries that are given as a list, or read them from a shipped list or a file."""
    if isinstance(source, Sequence) and not isinstance(source, str):
        if not source or not all(isinstance(entry, kind) for entry in source):
            raise InputError([Problem(f"is not a list of {kind.__name__} records", key=argument, value=source)])
        return list(source)
    expect(source, (str, PathLike), argument, f"a shipped name, the path of a YAML file, or a list of {kind.__name__}")
    try:
        return load(source if isinstance(source, str) else Path(source))
    except InputError as error:
        named = [replace(p, key=argument) if (p.key or "").startswith("--") else p for p in error.problems]
        raise InputError(named) from None


def _evaluate(
    base: Base,
    claims: ClaimsLike,
    variants: Sequence[Variant],
    kind: str,
    replications: int | None,
    quick: bool,
) -> ClaimTrials:
    stated = _catalogue(claims, "claims", load_claims, Claim)
    last = max(claim.weeks[1] for claim in stated)
    design = base.scenario.unchecked_copy(weeks=last)
    design = smaller(design, last) if quick else design
    times = replications_of(replications, QUICK_REPLICATIONS if quick else REPLICATIONS)
    stated = [at_equal_cost(claim, design, base.seed, times) for claim in stated]
    arms = plan_arms(design, stated, variants, base.execution.names)
    runs = arms.runs * times
    identity = [[entry.model_dump(mode="json") for entry in entries] for entries in (stated, variants)]
    cells = stored(
        kind,
        base,
        design,
        runs,
        identity,
        lambda tick, execution: evaluate_claims(arms, stated, base.seed, times, tick, execution),
    )
    about = common(design, base.seed, times, runs, quick) | {"kind": kind}
    return ClaimTrials(design, stated, variants, cells, about)
