"""``simalign.sensitivity.ablations`` and ``rivals``: which claim rests on which mechanism or rule."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np

from simalign.api.inputs import Factors, MeasuresLike, ScenarioLike
from simalign.api.organisations import OrganisationLike, TiesLike
from simalign.api.sensitivity.claims_result import ClaimTrials
from simalign.api.sensitivity.shared import Base, base_from, common, replications_of, smaller, stored
from simalign.errors import InputError, Problem, expect
from simalign.sensitivity.claims import Claim, Variant, load_claims, load_rivals
from simalign.sensitivity.claims import ablations as all_ablations
from simalign.sensitivity.robustness import at_its_cost, laid_out, tried
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
    factors: Factors | None = None,
    measures: MeasuresLike | None = None,
    steps: Mapping[str, Step] | None = None,
    quick: bool = False,
    workers: int | None = None,
    progress: bool = True,
) -> ClaimTrials:
    """Try claims on the model with each of its mechanisms switched off in turn.

    A claim is a paired difference of two policies in a measure, with the sign that it is to have. Policies and weeks
    are those of the claims; all variants have the same organisations and random numbers.

    Args:
        scenario: as in ``simalign.compare``; its policy takes no part.
        claims: a shipped list of claims, the path of a YAML file, or a list of claims.
        replications: from 2; 30 if None.
        seed: the random seed; drawn and told if None.
        rng: another name for ``seed``.
        organisation: takes the place of the scenario's.
        ties: who works with whom, for a table of members.
        factors: values by key on top of the scenario.
        measures: own functions (fixed, state, parameters, week) -> float, which claims name as their measure.
        steps: own functions that replace steps of the week, by name, in all variants.
        quick: a look in under two minutes: at most 40 members and 8 replications; not to be cited.
        workers: how many threads; all CPUs that this process may use if None.
        progress: whether progress is written to standard error.

    Returns:
        The trials: ``finding``, ``sentences`` (one a claim), ``table`` and ``figure()``.

    Raises:
        InputError: for arguments that cannot be used, with everything that is wrong with them.

    """
    base = base_from(scenario, factors, organisation, ties, None, (seed, rng), (steps, measures), workers, progress)
    return _tried(base, claims, all_ablations(), "ablations", replications, quick)


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
    factors: Factors | None = None,
    measures: MeasuresLike | None = None,
    steps: Mapping[str, Step] | None = None,
    quick: bool = False,
    workers: int | None = None,
    progress: bool = True,
) -> ClaimTrials:
    """Try claims on the model with rival rules in place of its own.

    Args:
        scenario: as in ``simalign.sensitivity.ablations``, and so are all arguments that are not listed here.
        claims: a shipped list of claims, the path of a YAML file, or a list of claims.
        rules: a shipped list of rival rules, the path of a YAML file, or a list of variants: each a name, a sentence
            and settings of the scenario.
        replications: from 2; 30 if None.
        seed: the random seed.
        rng: another name for ``seed``.
        organisation: takes the place of the scenario's.
        ties: who works with whom, for a table of members.
        factors: values by key on top of the scenario.
        measures: own functions (fixed, state, parameters, week) -> float, which claims name as their measure.
        steps: own functions that replace steps of the week, by name, in all variants.
        quick: a look in under two minutes; not to be cited.
        workers: how many threads.
        progress: whether progress is written to standard error.

    Returns:
        The trials: ``finding``, ``sentences`` (one a claim), ``table`` and ``figure()``.

    Raises:
        InputError: for arguments that cannot be used, with everything that is wrong with them.

    """
    base = base_from(scenario, factors, organisation, ties, None, (seed, rng), (steps, measures), workers, progress)
    return _tried(base, claims, _catalogue(rules, "rules", load_rivals, Variant), "rivals", replications, quick)


def _catalogue[Entry](given: Any, argument: str, load: Callable[[Any], list[Entry]], kind: type[Entry]) -> list[Entry]:
    """Entries given as a list, or read from a shipped or other file; problems name the argument."""
    if isinstance(given, Sequence) and not isinstance(given, str):
        if not given or not all(isinstance(entry, kind) for entry in given):
            raise InputError([Problem(f"is not a list of {kind.__name__} records", key=argument, value=given)])
        return list(given)
    expect(given, (str, PathLike), argument, f"a shipped name, the path of a YAML file, or a list of {kind.__name__}")
    try:
        return load(given if isinstance(given, str) else Path(given))
    except InputError as error:
        named = [replace(p, key=argument) if (p.key or "").startswith("--") else p for p in error.problems]
        raise InputError(named) from None


def _tried(
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
    stated = [at_its_cost(claim, design, base.seed, times) for claim in stated]
    arms = laid_out(design, stated, variants, base.execution.names)
    runs = arms.runs * times
    identity = [[entry.model_dump(mode="json") for entry in entries] for entries in (stated, variants)]
    cells = stored(
        kind,
        base,
        design,
        runs,
        identity,
        lambda tick, execution: tried(arms, stated, base.seed, times, tick, execution),
    )
    about = common(design, base.seed, times, runs, quick) | {"kind": kind}
    return ClaimTrials(design, stated, variants, cells, about)
