"""The one way to run many short paired runs: in threads, with shared warm-ups, resumable, always the same bytes.

A ``Job`` is the arms of one replication: scenarios that share an organisation and its random streams (common random
numbers). Arms that differ only in policy also share their warm-up, and branch where the policy starts; a branch is
identical to the byte to a run of its own. Results come out in the order of the jobs, however many threads there are.
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
    """Do not wait."""


@dataclass(frozen=True)
class Execution:
    """How runs are carried out, and the steps and measures that they have beside the shipped ones.

    steps, measures: as in ``Simulation``. workers: how many threads, by default as many as ``worker_count`` allows;
    pool: an executor to use instead. pause: called before each job, in its thread; it may wait while something else is
    more urgent. checkpoint: where results are saved, chunk by chunk, and found again by the same call.
    Raises InputError for steps and measures that cannot be used.
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
        """Names of the columns of every series: shipped measures, then own ones."""
        return (*NAMES, *self.measures)


PLAIN = Execution()


class Job(NamedTuple):
    """Arms that share one organisation and its random streams: scenarios, and the number of the replication."""

    arms: Sequence[Scenario]
    replication: int


class Run(NamedTuple):
    """A finished run: the place of its arm in the job, the simulation at its end, its series.

    series: (weeks, measures) from the first week of the warm-up on.
    """

    arm: int
    simulation: Simulation
    series: Series


class Start(NamedTuple):
    """A simulation at the end of its warm-up, where arms branch; series: (weeks, measures) of the warm-up."""

    simulation: Simulation
    series: Series


class Replication:
    """The runs of one replication: one organisation, the same random streams, shared warm-ups.

    One thread uses it at a time. ``arms`` are the scenarios of its job; other scenarios can be run in it as well.
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
        """Return a scenario at the end of its warm-up, the same for all scenarios that differ only in policy.

        Raises InputError where an organisation cannot be read, or its policy or a posterior draw does not fit.
        """
        key = scenario.model_dump_json(exclude={"policy", "name", "description", "weeks"})
        if self.ensemble.posterior is not None:
            key += ",".join(sorted(scenario.psychology.model_fields_set))
        if key not in self._starts:
            simulation = self._begun(scenario)
            self._starts[key] = Start(simulation, simulation.run(scenario.warmup, self.stop))
        return self._starts[key]

    def _begun(self, scenario: Scenario) -> Simulation:
        """A scenario before its first week, with the replication's posterior draw."""
        ensemble, number = self.ensemble, self.number
        organisation = ensemble.organisations.of(scenario, number)
        departments = organisation.departments
        if ensemble.posterior is None:
            drawn, drawn_terms = scenario, self.shared.terms(scenario, departments)
        else:
            drawn = ensemble.posterior.applied(scenario, number)
            drawn_terms = terms(drawn, departments)
        ready = Ready(drawn_terms, self.shared.plan(scenario, departments))
        own = ensemble.execution
        return Simulation(drawn, ensemble.seed, number, organisation, own.steps, ready, own.measures)

    def branch(self, scenario: Scenario) -> Simulation:
        """Return a simulation of the scenario at the end of its warm-up, with its policy about to start."""
        first = self.start(scenario).simulation
        branch = first.under(scenario.policy, self.shared.plan(scenario, first.organisation.departments))
        same = {name: getattr(scenario, name) for name in ("name", "description", "weeks")}
        branch.scenario = branch.scenario.unchecked_copy(**same)
        return branch

    def run(self, scenario: Scenario, arm: int = 0) -> Run:
        """Run a scenario to its end, as the given arm. Raises Stopped where the work is called off."""
        simulation = self.branch(scenario)
        after = simulation.run(scenario.weeks, self.stop)
        return Run(arm, simulation, np.concatenate([self.start(scenario).series, after]))


class Ensemble:
    """Many short runs under one seed.

    posterior: replication r has its draw r in place of what the scenario does not set of psychology.
    organisation: takes the place of every scenario's; organisations: a cache to use instead of a new one.
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
        """Return a replication to run scenarios in, one by one.

        >>> replication = Ensemble(1).replication(0)
        >>> replication.run(Scenario(organisation={"size": 8}, warmup=1, weeks=2)).series.shape[0]
        3
        """
        return Replication(self, number, Arms([]))

    def replications(self, jobs: Iterable[Job]) -> Iterator[Replication]:
        """Yield the replications of jobs; neighbours with the very same arms share what they can."""
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
        """Yield what is kept of the runs of each job, (arms, ...), in the order of the jobs.

        keep: returns an array for each run, of one shape for all arms of a job; label: as in ``each``.
        ``tick`` is called with the number of runs of each job that is done.
        Raises InputError where an organisation cannot be read, or a policy or posterior draw does not fit.

        >>> small = Scenario(organisation={"size": 8}, warmup=1, weeks=2)
        >>> jobs = [Job([small, small], 0)]
        >>> [kept.shape for kept in Ensemble(1).runs(jobs, lambda run: run.series[-1, :3])]
        [(2, 3)]
        """

        def live(replication: Replication) -> NDArray[Any]:
            return np.stack([keep(replication.run(arm, place)) for place, arm in enumerate(replication.arms)])

        with closing(self.each(self.replications(jobs), live, label, ARRAY)) as results:
            for kept in results:
                tick(len(kept))
                yield kept

    def each[Result](
        self,
        replications: Iterable[Replication],
        live: Callable[[Replication], Result],
        label: str = "",
        codec: Codec[Result] | None = None,
    ) -> Generator[Result]:
        """Yield what ``live`` returns for each replication, in their order.

        With a checkpoint, ``label`` must describe ``live``: together with the arms, the number of the replication and
        what the ensemble itself holds, it must decide the result; ``codec`` turns results into arrays and back.
        Raises ValueError for a checkpoint without them.
        """
        stop, execution = Event(), self.execution

        def work(replication: Replication) -> Result:
            execution.pause()
            replication.stop = stop
            return live(replication)

        def ordered(do: Callable[[Any], Result], jobs: Iterable[Any]) -> Generator[Result]:
            return in_order(do, jobs, execution.workers, stop, execution.pool)

        if execution.checkpoint is None:
            return ordered(work, replications)
        if not label or codec is None:
            raise ValueError("work with a checkpoint needs a label that describes its results, and a codec for them")
        chunks: Chunks[Replication] = Chunks(partial(self._key, label), self._weight)
        return resumed(replications, work, execution.checkpoint, chunks, codec, ordered)

    def _weight(self, replication: Replication) -> int:
        """Member-weeks of a replication."""
        return sum((arm.warmup + arm.weeks) * self.organisations.size(arm) for arm in replication.arms)

    def _key(self, label: str, chunk: Sequence[Replication]) -> str:
        """Digest of all that decides the results of a chunk."""
        jobs = [[one.shared.digest, self._organisations_of(one), one.number] for one in chunk]
        return hashlib.sha256(json.dumps([self.identity, label, jobs]).encode()).hexdigest()[:32]

    def _organisations_of(self, replication: Replication) -> list[str]:
        return [self.organisations.digest(arm) for arm in replication.arms]

    @cached_property
    def identity(self) -> dict[str, Any]:
        """All that decides results beside the jobs: model, seed, posterior, own steps and own measures.

        Own code is known by what it does; where that cannot be found out, whatever an object raises is raised.
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
