"""Run many short paired runs in threads, with shared warm-ups and optional checkpoints.

A ``Job`` consists of the arms of one replication: scenarios that share an organisation and its random streams (common
random numbers). Arms that differ only in policy also share their warm-up and branch where the policy starts; a branch
is bit-identical to a separate run. Results are in the order of the jobs, whatever the number of threads.
"""

import hashlib
import json
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import closing
from dataclasses import dataclass, field
from functools import cached_property, partial
from threading import Event
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simalign.measures.catalogue import NAMES
from simalign.organisation.record import Organisation
from simalign.parallel import in_order
from simalign.scenario import Scenario
from simalign.scenario.posterior import Posterior
from simalign.simulation.digest import digest_of_function
from simalign.simulation.engine import Step
from simalign.simulation.initial import terms
from simalign.simulation.own import OwnMeasure, checked_measures, checked_steps
from simalign.simulation.resume import ARRAY, FORMAT, Checkpoint, Chunks, Codec, resumed
from simalign.simulation.run import Ready, Series, Simulation
from simalign.simulation.shared import Arms, Organisations
from simalign.version import MODEL_VERSION


def no_pause() -> None:
    """Return at once: the default of ``Execution.pause``."""


@dataclass(frozen=True)
class Execution:
    """Settings of an ensemble: user-defined steps and measures, threads, and the checkpoint.

    steps, measures: as in ``Simulation``.
    workers: number of threads; by default, the number that ``worker_count`` returns.
    pool: an executor to use instead of new threads.
    pause: called before each job, in the job's thread; it may wait while more urgent work is in progress.
    checkpoint: storage for the results of chunks, from which the same call continues after an interruption.
    Raises InputError for unusable steps and measures.
    """

    steps: Mapping[str, Step] = field(default_factory=dict)
    measures: Mapping[str, OwnMeasure] = field(default_factory=dict)
    workers: int | None = None
    pool: Executor | None = None
    pause: Callable[[], None] = no_pause
    checkpoint: Checkpoint | None = None

    def __post_init__(self) -> None:
        checked_steps(self.steps)
        checked_measures(self.measures)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns of every series: shipped measures, then user-defined ones."""
        return (*NAMES, *self.measures)


PLAIN = Execution()


class Job(NamedTuple):
    """The arms of one replication: scenarios that share an organisation and its random streams."""

    arms: Sequence[Scenario]
    replication: int


class Run(NamedTuple):
    """A finished run.

    arm: index of the arm in the job; simulation: the simulation after its last week; series: (weeks, measures), from
    the first week of the warm-up on.
    """

    arm: int
    simulation: Simulation
    series: Series


class Start(NamedTuple):
    """A simulation at the end of its warm-up, where arms branch, and its series (weeks, measures) until then."""

    simulation: Simulation
    series: Series


class Replication:
    """One replication: runs that share an organisation, random streams and warm-ups.

    ``arms`` are the scenarios of its job; ``run`` also takes other scenarios. Not thread-safe: only one thread may use
    a replication at a time.
    """

    def __init__(self, ensemble: "Ensemble", number: int, shared: Arms) -> None:
        self.ensemble, self.number, self.shared = ensemble, number, shared
        self.stop: Event | None = None
        self._starts: dict[str, Start] = {}

    @property
    def arms(self) -> Sequence[Scenario]:
        """The scenarios of the job."""
        return self.shared.scenarios

    def start(self, scenario: Scenario) -> Start:
        """Return a scenario at the end of its warm-up; scenarios that differ only in policy share the result.

        Raises InputError if an organisation cannot be read, or if a policy or a posterior draw does not fit.
        """
        key = scenario.model_dump_json(exclude={"policy", "name", "description", "weeks"})
        if self.ensemble.posterior is not None:
            key += ",".join(sorted(scenario.psychology.model_fields_set))
        if key not in self._starts:
            simulation = self._before_first_week(scenario)
            self._starts[key] = Start(simulation, simulation.run(scenario.warmup, self.stop))
        return self._starts[key]

    def _before_first_week(self, scenario: Scenario) -> Simulation:
        """Return a scenario's simulation before its first week, with the replication's posterior draw."""
        ensemble, number = self.ensemble, self.number
        organisation = ensemble.organisations.of(scenario, number)
        departments = organisation.departments
        if ensemble.posterior is None:
            drawn, drawn_terms = scenario, self.shared.terms(scenario, departments)
        else:
            drawn = ensemble.posterior.applied(scenario, number)
            drawn_terms = terms(drawn, departments)
        ready = Ready(drawn_terms, self.shared.plan(scenario, departments))
        execution = ensemble.execution
        return Simulation(drawn, ensemble.seed, number, organisation, execution.steps, ready, execution.measures)

    def branch(self, scenario: Scenario) -> Simulation:
        """Return a simulation of the scenario at the end of its warm-up, with its policy about to start."""
        start = self.start(scenario).simulation
        branch = start.under(scenario.policy, self.shared.plan(scenario, start.organisation.departments))
        labels = {name: getattr(scenario, name) for name in ("name", "description", "weeks")}
        branch.scenario = branch.scenario.unchecked_copy(**labels)
        return branch

    def run(self, scenario: Scenario, arm: int = 0) -> Run:
        """Run a scenario to its last week, as arm number ``arm``. Raises Stopped once the ensemble is stopped."""
        simulation = self.branch(scenario)
        after = simulation.run(scenario.weeks, self.stop)
        return Run(arm, simulation, np.concatenate([self.start(scenario).series, after]))


class Ensemble:
    """Many short runs under one seed.

    posterior: replication r uses posterior draw r for all psychological parameters that the scenario does not set.
    organisation: replaces the organisation of every scenario; organisations: a cache to use instead of a new one.
    """

    def __init__(
        self,
        seed: int,
        posterior: Posterior | None = None,
        organisation: Organisation | None = None,
        execution: Execution = PLAIN,
        organisations: Organisations | None = None,
    ) -> None:
        self.seed, self.posterior, self.execution = seed, posterior, execution
        self.organisations = organisations or Organisations(seed, organisation)

    def replication(self, number: int) -> Replication:
        """Return a replication in which scenarios can be run one by one.

        >>> replication = Ensemble(1).replication(0)
        >>> replication.run(Scenario(organisation={"size": 8}, warmup=1, weeks=2)).series.shape[0]
        3
        """
        return Replication(self, number, Arms([]))

    def replications(self, jobs: Iterable[Job]) -> Iterator[Replication]:
        """Yield the replications of jobs; consecutive jobs with the same list of arms share plans and terms."""
        shared = Arms([])
        for arms, number in jobs:
            shared = shared if arms is shared.scenarios else Arms(arms)
            yield Replication(self, number, shared)

    def runs(
        self,
        jobs: Iterable[Job],
        keep: Callable[[Run], NDArray[Any]],
        label: str = "",
        tick: Callable[[int], None] = lambda runs: None,
    ) -> Generator[NDArray[Any]]:
        """Yield the results of the runs of each job, an array (arms, ...), in the order of the jobs.

        keep: returns an array for each run, of the same shape for all arms of a job.
        label: as in ``each``. tick: called after each job with the number of its runs.
        Raises InputError if an organisation cannot be read, or if a policy or a posterior draw does not fit.

        >>> small = Scenario(organisation={"size": 8}, warmup=1, weeks=2)
        >>> jobs = [Job([small, small], 0)]
        >>> [results.shape for results in Ensemble(1).runs(jobs, lambda run: run.series[-1, :3])]
        [(2, 3)]
        """

        def run_arms(replication: Replication) -> NDArray[Any]:
            return np.stack([keep(replication.run(arm, number)) for number, arm in enumerate(replication.arms)])

        with closing(self.each(self.replications(jobs), run_arms, label, ARRAY)) as results:
            for result in results:
                tick(len(result))
                yield result

    def each[Result](
        self,
        replications: Iterable[Replication],
        evaluate: Callable[[Replication], Result],
        label: str = "",
        codec: Codec[Result] | None = None,
    ) -> Generator[Result]:
        """Yield the result of ``evaluate`` for each replication, in the order of the replications.

        With a checkpoint, ``label`` must identify ``evaluate``: the result must be a function of the label, the arms,
        the number of the replication and the settings of the ensemble. ``codec`` converts results to arrays and back.
        Raises ValueError if there is a checkpoint but no label or codec.
        """
        stop, execution = Event(), self.execution

        def work(replication: Replication) -> Result:
            execution.pause()
            replication.stop = stop
            return evaluate(replication)

        def ordered(do: Callable[[Any], Result], jobs: Iterable[Any]) -> Generator[Result]:
            return in_order(do, jobs, execution.workers, stop, execution.pool)

        if execution.checkpoint is None:
            return ordered(work, replications)
        if not label or codec is None:
            raise ValueError("a checkpoint requires a label that identifies the results, and a codec for them")
        chunks: Chunks[Replication] = Chunks(partial(self._key, label), self._weight)
        return resumed(replications, work, execution.checkpoint, chunks, codec, ordered)

    def _weight(self, replication: Replication) -> int:
        """Return the member-weeks of a replication."""
        return sum((arm.warmup + arm.weeks) * self.organisations.size(arm) for arm in replication.arms)

    def _key(self, label: str, chunk: Sequence[Replication]) -> str:
        """Return a digest of everything that determines the results of a chunk."""
        jobs = [[each.shared.digest, self._organisations_of(each), each.number] for each in chunk]
        return hashlib.sha256(json.dumps([self.identity, label, jobs]).encode()).hexdigest()[:32]

    def _organisations_of(self, replication: Replication) -> list[str]:
        return [self.organisations.digest(arm) for arm in replication.arms]

    @cached_property
    def identity(self) -> dict[str, Any]:
        """Everything besides the jobs that determines results: model, seed, posterior and user-defined functions.

        User-defined functions are identified by a digest of their behaviour. Raises the exception of any object that
        cannot be described for the digest.
        """
        steps, measures = self.execution.steps, self.execution.measures
        return {
            "format": FORMAT,
            "model": MODEL_VERSION,
            "seed": self.seed,
            "posterior": None if self.posterior is None else self.posterior.digest,
            "steps": sorted([name, digest_of_function(step)] for name, step in steps.items()),
            "measures": [[name, digest_of_function(measure)] for name, measure in measures.items()],
        }
