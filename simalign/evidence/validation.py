"""Run the virtual experiments of studies, and compare the simulated effects with the published ones."""

import json
import math
from collections.abc import Callable, Sequence
from contextlib import closing

import numpy as np
from scipy.special import stdtrit

from simalign.evidence.cases import Observed
from simalign.evidence.observe import observe_all
from simalign.evidence.read import Loaded
from simalign.evidence.verdicts import Finding
from simalign.evidence.virtual import UNCHANGED, Changes, VirtualExperiment
from simalign.scenario import Scenario
from simalign.scenario.posterior import Posterior
from simalign.simulation.ensemble import PLAIN, Ensemble, Execution, Job, Replication
from simalign.simulation.resume import Arrays, Codec
from simalign.simulation.shared import Organisations

GROUPS = 64  # groups of organisations of which the jackknife leaves out one at a time


def jackknife[Of](estimate: Callable[[Sequence[Of]], float], observed: Sequence[Of]) -> tuple[float, float]:
    """Return the 95% jackknife interval of an estimate over organisations (Tukey 1958; Efron & Stein 1981).

    It leaves out one organisation at a time, or, if there are more than 64, one of 64 groups of organisations of equal
    size at a time (Kott 2001: the delete-a-group jackknife), so that its cost grows in proportion to the organisations.
    It uses Student's t with one degree of freedom fewer than groups. It is NaN for fewer than two organisations, and if
    the estimate cannot be computed without one of the groups.

    >>> low, high = jackknife(lambda some: sum(some) / len(some), [1.0, 2.0, 3.0, 4.0])  # 2.5 and t(3) · sd / √4
    >>> round(low, 3), round(high, 3)
    (0.446, 4.554)
    """
    groups = min(GROUPS, len(observed))
    if groups < 2:
        return math.nan, math.nan
    whole = estimate(observed)
    without = np.array([estimate([each for n, each in enumerate(observed) if n % groups != k]) for k in range(groups)])
    if not np.isfinite([whole, *without]).all():
        return math.nan, math.nan
    error = np.sqrt((groups - 1) / groups * np.sum((without - without.mean()) ** 2))
    half = float(stdtrit(groups - 1, 0.975) * error)
    return whole - half, whole + half


def validate(
    studies: Sequence[Loaded],
    seed: int,
    organisations: int,
    changes: Changes = UNCHANGED,
    tick: Callable[[], None] = lambda: None,
    execution: Execution = PLAIN,
    posterior: Posterior | None = None,
) -> list[Finding]:
    """Run every study on the same organisations; a study that requires more organisations has more.

    changes: parameters and switches that replace those of the scenarios; tick: called after each organisation;
    posterior: organisation r has the posterior draw r of the parameters that neither a study nor ``changes`` sets.
    Raises InputError, before anything is run, for an unknown measure, an organisation that cannot be created, one
    without cases, and a posterior draw that does not fit a scenario.
    """
    experiments = [VirtualExperiment(study, seed) for study in studies]
    counts = [max(organisations, e.loaded.study.organisations or 0) for e in experiments]
    ensemble = Ensemble(seed, posterior, execution=execution, organisations=Organisations(seed, most=None))
    for experiment, count in zip(experiments, counts, strict=True):
        experiment.ready(count, ensemble.organisations, execution.names)
        if posterior is not None:
            for arm in experiment.arms(0, changes).values():
                posterior.check(arm, count)

    def observe(replication: Replication) -> list[Observed | None]:
        """Return the observations of each experiment that has an organisation of this number."""
        present = [n for n, count in enumerate(counts) if replication.number < count]
        observed = iter(observe_all([experiments[n] for n in present], replication, changes))
        return [next(observed) if n in present else None for n in range(len(experiments))]

    def arms_of(number: int) -> list[Scenario]:
        """Return the arms of each experiment that has an organisation of this number."""
        counted = zip(experiments, counts, strict=True)
        return [arm for e, count in counted if number < count for arm in e.arms(number, changes).values()]

    text = json.dumps([study.study.model_dump_json() for study in studies])
    observed: list[list[Observed]] = [[] for _ in experiments]
    for numbers in (range(organisations), range(organisations, max(counts))):  # of all studies, then of the larger ones
        jobs = (Job(arms_of(n), n) for n in numbers)
        label = f"{'all' if numbers.start == 0 else 'larger'} studies: {text}"
        with closing(ensemble.each(ensemble.replications(jobs), observe, label, _codec(len(experiments)))) as results:
            for results_of_all in results:
                for earlier, observation in zip(observed, results_of_all, strict=True):
                    if observation is not None:
                        earlier.append(observation)
                tick()
    return [
        _finding(experiment, index, observation)
        for experiment, observation in zip(experiments, observed, strict=True)
        for index in range(len(experiment.effects))
    ]


def _codec(count: int) -> Codec[list[Observed | None]]:
    """Return how observations of ``count`` experiments become arrays: by experiment, arm, week, cases and quantity."""

    def pack(observations: list[Observed | None]) -> Arrays:
        return {
            json.dumps([n, *key]): values
            for n, observation in enumerate(observations)
            for key, values in (observation or {}).items()
        }

    def unpack(arrays: Arrays) -> list[Observed | None]:
        observations: list[Observed | None] = [None] * count
        for text, values in arrays.items():
            n, arm, week, of, name = json.loads(text)
            observation = observations[n] = observations[n] or {}
            observation[arm, week, of, name] = values
        return observations

    return Codec(pack, unpack)


def _finding(experiment: VirtualExperiment, index: int, observed: Sequence[Observed]) -> Finding:
    study, effect = experiment.loaded.study, experiment.effects[index]
    rows = [experiment.row(index, each) for each in observed]
    low, high = jackknife(lambda some: experiment.value(index, some), rows)
    return Finding(study, effect, len(observed), experiment.value(index, rows), low, high)
