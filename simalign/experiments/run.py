"""Run an experiment: execute its sweeps in resumable stores, at full or reduced size, and compute its rows."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from simalign.analysis.discovery.search import check_installed
from simalign.errors import InputError, Problem
from simalign.experiments.catalogue import Shipped
from simalign.experiments.equal_cost import with_equal_cost
from simalign.experiments.estimates import MAIN
from simalign.experiments.outcome import Outcome, outcome_of
from simalign.experiments.results import Row
from simalign.measures.catalogue import NAMES
from simalign.sweeps.design.design import SAMPLE, Design
from simalign.sweeps.design.groups import measure_of
from simalign.sweeps.design.load import load_sweep
from simalign.sweeps.running.estimate import estimate
from simalign.sweeps.running.execute import Tally, execute
from simalign.sweeps.running.worker import IN_PROCESS
from simalign.sweeps.store.create import create
from simalign.sweeps.store.extend import growth
from simalign.sweeps.store.results import Results
from simalign.sweeps.store.store import Store, is_store, open_store

MEMBERS = "organisation.size"


@dataclass(frozen=True, slots=True)
class Size:
    """Upper limits on replications, members of a generated organisation and sampled points; None sets no limit.

    contexts: the limit on points if each point has different random numbers, so that the points are the sample.
    """

    name: str
    replications: int | None = None
    members: int | None = None
    points: int | None = None
    contexts: int | None = None

    def of(self, design: Design) -> Design:
        """Reduce a design to this size.

        >>> from simalign.sweeps import load_sweep
        >>> QUICK.of(load_sweep("dials")).file.replications
        8
        """
        file, samples = design.file, design.samples
        if self.replications is not None:
            file = file.model_copy(update={"replications": min(file.replications, self.replications)})
        most = self.contexts if file.paired == SAMPLE else self.points
        if most is not None:
            samples = {key: list(values)[:most] for key, values in samples.items()}
        if self.members is not None and _generated(design):
            members = file.settings.get(MEMBERS, design.scenario(0).organisation.size)
            file = file.model_copy(update={"settings": file.settings | {MEMBERS: min(int(members), self.members)}})
        return replace(design, file=file, samples=samples)


def _generated(design: Design) -> bool:
    """Return whether the organisation is generated and no factor sets its size."""
    factors = {*design.axes, *design.samples}
    free = not factors & {"organisation", "organisation.members", "scenario", MEMBERS}
    return free and design.scenario(0).organisation.members is None


FULL = Size("full")
QUICK = Size("quick", replications=8, members=40, points=16, contexts=240)
TINY = Size("tiny", replications=3, members=24, points=4, contexts=60)  # for tests of the columns of a table
ROUNDS = 4  # minimum number of chunks per worker
SPAWN = "spawn"
SEED = 1


@dataclass(frozen=True)
class Answer:
    """Result of an experiment: rows by key, finding and verdict, and the runs behind them."""

    rows: Mapping[str, Row]
    finding: str
    verdict: str
    outcomes: Mapping[str, Outcome]
    designs: Mapping[str, Design]

    @property
    def runs(self) -> int:
        """Number of runs."""
        return sum(len(outcome.runs) for outcome in self.outcomes.values())


def designs(shipped: Shipped, size: Size, seed: int = SEED) -> dict[str, Design]:
    """Load the designs of an experiment's sweeps, by name.

    seed: for sweeps that do not set one. Raises InputError for a sweep file that is invalid or without posterior draws.
    """
    loaded = {}
    for file in shipped.sweeps:
        design = load_sweep(file)
        design = design if design.file.seed is not None else design.seeded(seed)
        if design.posterior is None:
            message = "has no parameter uncertainty"
            raise InputError([Problem(message, file, key="uncertainty", allowed="posterior")])
        equal = shipped.experiment.equal_cost if file.stem == MAIN else ()
        loaded[file.stem] = with_equal_cost(size.of(design), equal)
    return loaded


def run(
    shipped: Shipped,
    stores: Path,
    size: Size = FULL,
    seed: int = SEED,
    workers: int = 1,
    report: Callable[[Tally], None] = lambda tally: None,
) -> Answer:
    """Run an experiment, or continue it.

    stores: the folder of its stores, one for each sweep; runs in them are not repeated. workers: number of worker
    processes. report: called with the progress. Raises InputError for an invalid sweep, a store of another design,
    failed runs, or a missing extra.
    """
    if shipped.experiment.discovers:
        check_installed()
    sweeps = designs(shipped, size, seed)
    outcomes = {}
    for name, design in sweeps.items():
        store = _store(design, stores / f"{name}-{size.name}-{design.seed}", size, workers)
        execute(store, workers, start_method=SPAWN if size is FULL else IN_PROCESS, report=report)
        outcomes[name] = outcome_of(Results(store), units(design), design.keep.series)
    rows = [estimate.of(outcomes[estimate.sweep]) for estimate in shipped.experiment.results]
    return answer_from(shipped, rows, outcomes, sweeps)


def answer_from(
    shipped: Shipped, rows: Sequence[Row], outcomes: Mapping[str, Outcome], sweeps: Mapping[str, Design]
) -> Answer:
    """Derive finding and verdict from rows. Raises ValueError if two rows have the same key."""
    by_key = {row.key: row for row in rows}
    if len(by_key) < len(rows):
        raise ValueError(f"two rows of {shipped.name} have the same key")
    experiment = shipped.experiment
    return Answer(by_key, experiment.text(by_key), experiment.claim.verdict(by_key), outcomes, sweeps)


def _store(design: Design, path: Path, size: Size, workers: int) -> Store:
    """Open or create the store of a design. Raises InputError for a store of another design."""
    if is_store(path):
        store = open_store(path)
        growth(store, design)
        return store
    runs = len(design.points) * design.file.replications
    if size is FULL:
        guess = estimate(design)
        return create(design, path, guess.chunk(runs, workers), guess.time_limit)
    return create(design, path, max(1, -(-runs // (ROUNDS * workers))))


def units(design: Design) -> dict[str, str]:
    """Return the unit of each column that the runs of a design record, by name."""
    final = NAMES if design.keep.final == "all" else design.keep.final
    groups = design.keep.groups
    by_name = {name: measure_of(name, groups).unit for name in final}
    for name, after in design.keep.after.items():
        unit = measure_of(after.measure, groups).unit
        by_name[name] = {"reaches": "weeks", "remains": "share"}.get(_kind(after), unit)
    return by_name


def _kind(after: object) -> str:
    return next((kind for kind in ("reaches", "remains") if getattr(after, kind) is not None), "")
