"""``simalign.sensitivity.sobol`` and ``morris``: on which levers, traits or contexts the outcomes depend."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from importlib.metadata import version
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np

from simalign.api.inputs import Factors, MeasuresLike, ScenarioLike, between
from simalign.api.organisations import OrganisationLike, SurveyLike, TiesLike
from simalign.api.sensitivity.indices_result import Indices
from simalign.api.sensitivity.shared import Base, base_from, common, measured_from, replications_of, smaller, stored
from simalign.calibration.priors import load_priors, shipped_priors
from simalign.errors import InputError, Problem, expect
from simalign.scenario import Scenario
from simalign.sensitivity.elementary_effects import check_installed
from simalign.sensitivity.factors import Factor, Given, factors_of, keys_of, load_ranges, plain_policy
from simalign.sensitivity.studies import MEASURED, Study, morris_study, runs_of_morris, runs_of_sobol, sobol_study
from simalign.simulation.engine import Step
from simalign.simulation.survey import replaced_settings
from simalign.sweeps.design.factors import Distribution, values_of

Vary = str | Iterable[str] | Mapping[str, Any]
BASE, TRAJECTORIES, REPLICATIONS = 128, 20, 4
QUICK_RUNS, QUICK_REPLICATIONS = 7000, 2
PRIORS = "priors"
FORMS = '"levers", "psychology", "context", "all", keys like context.trust, or a dict of keys to ranges'


def sobol(
    scenario: ScenarioLike = "default",
    vary: Vary = "levers",
    *,
    points: int | None = None,
    replications: int | None = None,
    seed: int | None = None,
    rng: int | np.random.Generator | None = None,
    outcomes: str | Sequence[str] | None = None,
    ranges: str | PathLike[str] | None = None,
    weeks: int | None = None,
    organisation: OrganisationLike | None = None,
    ties: TiesLike | None = None,
    survey: SurveyLike | None = None,
    factors: Factors | None = None,
    measures: MeasuresLike | None = None,
    steps: Mapping[str, Step] | None = None,
    quick: bool = False,
    workers: int | None = None,
    progress: bool = True,
) -> Indices:
    """Compute Sobol indices: the share of an outcome's variance that each factor explains alone and in total.

    Outcomes are means of measures over the last quarter, and the difference of push minus pull in each. Every design
    point has its own random streams, so that replication noise is a factor like the others (A. Saltelli et al. 2010,
    Computer Physics Communications 181, 259-270).

    Args:
        scenario: as in ``simalign.compare``; its policy, which must consist of levers only, is varied as well.
        vary: the factors: "levers", "psychology", "context" or "all", or keys such as ``context.trust``, several of
            these with commas or in a list; or a dict of ranges by key, like
            ``{"context.trust": {"uniform": [0.2, 0.6]}}``.
        points: number of points of the base sample, a power of two; 128 if None. The number of runs is
            3 (factors + 3) points replications.
        replications: number of replications of each point, from 2; 4 if None.
        seed: the random seed; drawn and reported if None.
        rng: an alias of ``seed``.
        outcomes: names of shipped measures or of those in ``measures``; do, want, value, compliance_gap and those in
            ``measures`` if None.
        ranges: a YAML file of ranges (``factors:`` as in a sweep file), or "priors" for the priors of the calibration.
        weeks: weeks of policy; overrides the scenario.
        organisation: replaces the scenario's organisation.
        ties: working ties between the members, for a table of members.
        survey: answers by person, department or team, a CSV or a DataFrame, which hold when the policy starts.
        factors: scenario values by key, which override the scenario and are not varied.
        measures: functions (fixed, state, parameters, week) -> float, or names of shipped measures.
        steps: functions that replace steps of the week, by the name of the step.
        quick: run a small analysis in two minutes (at most 40 members, 52 weeks and 7,000 runs); do not cite it.
        workers: number of threads; one per CPU that this process may use if None.
        progress: whether to write progress to standard error.

    Returns:
        The indices with 95% bootstrap intervals, as ``finding``, ``table``, ``noise``, ``points`` and ``figure()``.

    Raises:
        InputError: for arguments that cannot be used; it lists every problem.

    A long analysis stores its runs. After an interruption the same call, with the same seed, continues from there.

    >>> import simalign
    >>> small = {"organisation.size": 8, "warmup": 1, "weeks": 2}
    >>> found = simalign.sensitivity.sobol(
    ...     vary="context.trust", points=2, replications=2, outcomes="value", factors=small, seed=1, progress=False
    ... )
    >>> list(found.table["factor"].unique())
    ['context.trust', 'replication noise']

    """
    if points is not None:
        _check_power_of_two(between(points, "points", 2, 65536))
    own = (steps, measures)
    base = base_from(scenario, factors, (organisation, ties, survey), weeks, (seed, rng), own, workers, progress)
    base, chosen, specified = _chosen(base, vary, ranges, quick)
    times = replications_of(replications, QUICK_REPLICATIONS if quick else REPLICATIONS)
    n = points or (1 << _most(lambda k: runs_of_sobol(len(chosen), 1 << k, times), 1) if quick else BASE)
    work = partial(sobol_study, base.scenario, chosen, n, times, base.seed)
    about = {"method": "sobol", "base": n, "runs": runs_of_sobol(len(chosen), n, times), "replications": times}
    return _run(base, chosen, specified, outcomes, work, about | {"quick": quick})


def morris(
    scenario: ScenarioLike = "default",
    vary: Vary = "psychology",
    *,
    trajectories: int | None = None,
    replications: int | None = None,
    seed: int | None = None,
    rng: int | np.random.Generator | None = None,
    outcomes: str | Sequence[str] | None = None,
    ranges: str | PathLike[str] | None = None,
    weeks: int | None = None,
    organisation: OrganisationLike | None = None,
    ties: TiesLike | None = None,
    survey: SurveyLike | None = None,
    factors: Factors | None = None,
    measures: MeasuresLike | None = None,
    steps: Mapping[str, Step] | None = None,
    quick: bool = False,
    workers: int | None = None,
    progress: bool = True,
) -> Indices:
    """Screen many factors by elementary effects: mu*, the mean absolute change of an outcome over a factor's range.

    The method is that of M. D. Morris (1991, Technometrics 33, 161-174) with mu* of F. Campolongo et al. (2007,
    Environmental Modelling & Software 22, 1509-1518). It requires the extra ``screening``. Arguments that are not
    explained here are those of ``simalign.sensitivity.sobol``.

    Args:
        scenario: as in ``simalign.sensitivity.sobol``.
        vary: the factors.
        trajectories: number of trajectories through the space of the factors; 20 if None. Each takes
            3 (factors + 1) replications runs.
        replications: number of replications of each point, from 2; 4 if None.
        seed: the random seed.
        rng: an alias of ``seed``.
        outcomes: names of measures.
        ranges: a YAML file of ranges, or "priors"; distributions must have bounds.
        weeks: weeks of policy; overrides the scenario.
        organisation: replaces the scenario's organisation.
        ties: working ties between the members, for a table of members.
        survey: answers by person, department or team, a CSV or a DataFrame, which hold when the policy starts.
        factors: scenario values by key, which override the scenario and are not varied.
        measures: functions, or names of shipped measures.
        steps: functions that replace steps of the week, by the name of the step.
        quick: run a small analysis in two minutes; do not cite it.
        workers: number of threads.
        progress: whether to write progress to standard error.

    Returns:
        The effects, as ``finding``, ``table``, ``noise``, ``points`` and ``figure()``.

    Raises:
        InputError: for arguments that cannot be used, and if SALib is not installed.

    """
    check_installed()
    paths = None if trajectories is None else between(trajectories, "trajectories", 2, 10_000)
    own = (steps, measures)
    base = base_from(scenario, factors, (organisation, ties, survey), weeks, (seed, rng), own, workers, progress)
    base, chosen, specified = _chosen(base, vary, ranges, quick)
    _check_bounded(specified)
    times = replications_of(replications, QUICK_REPLICATIONS if quick else REPLICATIONS)
    usual = _most(lambda t: runs_of_morris(len(chosen), t, times), 2) if quick else TRAJECTORIES
    paths = paths or min(usual, TRAJECTORIES)
    work = partial(morris_study, base.scenario, chosen, paths, times, base.seed)
    about = {"method": "morris", "trajectories": paths, "runs": runs_of_morris(len(chosen), paths, times)}
    return _run(
        base,
        chosen,
        specified,
        outcomes,
        work,
        about | {"replications": times, "quick": quick, "salib": version("SALib")},
    )


def _run(
    base: Base,
    chosen: list[Factor],
    specified: Given,
    outcomes: str | Sequence[str] | None,
    work: Callable[..., Study],
    about: dict[str, Any],
) -> Indices:
    measured = measured_from(outcomes, base.measures, MEASURED)
    identity = [about, [[factor.key, factor.shape.name, *factor.shape.numbers] for factor in chosen], measured]

    def run(tick: Any, execution: Any) -> Study:
        return work(tick=tick, execution=execution, measured=measured)

    study = stored(about["method"], base, base.scenario, about["runs"], identity, run, specified.blamed())
    record = common(base.scenario, base.seed, about["replications"], about["runs"], about["quick"]) | about
    return Indices(base.scenario, chosen, study, record)


def _check_power_of_two(points: int) -> None:
    if points & (points - 1):
        near = 1 << (points.bit_length() - 1)
        allowed = f"{near} or {2 * near}"
        raise InputError([Problem("is not a power of two", key="points", value=points, allowed=allowed)])


def _chosen(
    base: Base, vary: Vary, ranges: str | PathLike[str] | None, quick: bool
) -> tuple[Base, list[Factor], Given]:
    """Return the base with its policy as levers, the factors with their ranges, and the ranges that are given."""
    design = plain_policy(base.scenario)
    design = smaller(design) if quick else design
    keys, shapes = _keys(vary, design)
    if problems := replaced_settings(design, dict.fromkeys(keys)):
        raise InputError([replace(p, key="vary", value=p.key) for p in problems])
    specified = Given(shapes)
    if ranges is not None:
        expect(ranges, (str, PathLike), "ranges", 'the path of a YAML file, or "priors"')
        if shapes:
            raise InputError([Problem("is also given by vary", key="ranges", value=ranges, allowed="one of the two")])
        specified = _priors(keys) if str(ranges) == PRIORS else load_ranges(Path(ranges), keys)
    return base._replace(scenario=design), factors_of(keys, design, specified.shapes), specified


def _keys(vary: Vary, design: Scenario) -> tuple[list[str], dict[str, Distribution]]:
    if not isinstance(vary, str):
        expect(vary, Iterable, "vary", FORMS)
    text = vary if isinstance(vary, str) else ",".join(map(str, vary))
    keys = keys_of(text, design)
    shapes = {}
    for key, values in vary.items() if isinstance(vary, Mapping) else ():
        shape = values_of(values, f"vary.{key}")
        shapes[key] = Distribution("choice", tuple(shape)) if isinstance(shape, list) else shape
    return keys, shapes


def _priors(keys: Sequence[str]) -> Given:
    """Return the shipped priors of the factors that have one."""
    shapes = {f"psychology.{name}": shape for name, shape in load_priors(shipped_priors()).all.shapes.items()}
    if not set(shapes) & set(keys):
        message, allowed = "has no factor with a prior", "priors with factors of psychology"
        raise InputError([Problem(message, key="ranges", value=PRIORS, allowed=allowed)])
    return Given({key: shapes[key] for key in keys if key in shapes})


def _check_bounded(specified: Given) -> None:
    """Raise InputError for distributions without bounds, which a grid cannot span."""
    message, allowed = "has no bounds, which the method of Morris requires", "a bounded form"
    unbounded = [key for key, shape in specified.shapes.items() if shape.name == "normal"]
    problems = [Problem(message, key=key, allowed=allowed) for key in unbounded]
    if problems:
        with specified.blamed():
            raise InputError(problems)


def _most(runs: Callable[[int], int], least: int) -> int:
    """Return the largest number of points or trajectories that a quick analysis can run."""
    number = least
    while runs(number + 1) <= QUICK_RUNS:
        number += 1
    return number
