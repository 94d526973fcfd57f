"""How large an experiment is run: in full as its sweeps say, or smaller by one rule for all of them.

An experiment run: its sweeps through their stores, and what came of them.
"""

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
from simalign.sweeps.running.worker import HERE
from simalign.sweeps.store.create import create
from simalign.sweeps.store.extend import growth
from simalign.sweeps.store.results import Results
from simalign.sweeps.store.store import Store, is_store, open_store

MEMBERS = "organisation.size"


@dataclass(frozen=True, slots=True)
class Size:
    """At most so many replications, members of a generated organisation, sampled points; None: as the sweep says.

    contexts: in place of ``points`` where each has a luck of its own, for then points are what is counted.
    """

    name: str
    replications: int | None = None
    members: int | None = None
    points: int | None = None
    contexts: int | None = None

    def of(self, design: Design) -> Design:
        """The design, no larger than this.

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
            there = file.settings.get(MEMBERS, design.scenario(0).organisation.size)
            file = file.model_copy(update={"settings": file.settings | {MEMBERS: min(int(there), self.members)}})
        return replace(design, file=file, samples=samples)


def _generated(design: Design) -> bool:
    """Whether the organisation is a generated one whose size no factor decides."""
    given = {*design.axes, *design.samples}
    free = not given & {"organisation", "organisation.members", "scenario", MEMBERS}
    return free and design.scenario(0).organisation.members is None


FULL = Size("full")
QUICK = Size("quick", replications=8, members=40, points=16, contexts=240)
TINY = Size(
    "tiny", replications=3, members=24, points=4, contexts=60
)  # of the tests: the form of a table, not its numbers


ROUNDS = 4  # chunks a worker at least
SPAWN = "spawn"
SEED = 1


@dataclass(frozen=True)
class Answer:
    """What an experiment gave: its numbers by key, the finding and verdict they come to, and the runs behind them."""

    rows: Mapping[str, Row]
    finding: str
    verdict: str
    outcomes: Mapping[str, Outcome]
    designs: Mapping[str, Design]

    @property
    def runs(self) -> int:
        """How many runs there were."""
        return sum(len(outcome.runs) for outcome in self.outcomes.values())


def designs(shipped: Shipped, size: Size, seed: int = SEED) -> dict[str, Design]:
    """The designs of an experiment's sweeps by name; ``seed`` holds where a sweep states none.

    Raises InputError for sweep files that cannot be used.
    """
    found = {}
    for file in shipped.sweeps:
        design = load_sweep(file, seed)
        if design.posterior is None:
            message = "holds luck alone"
            raise InputError([Problem(message, file, key="uncertainty", allowed="posterior")])
        equal = shipped.experiment.equal_cost if file.stem == MAIN else ()
        found[file.stem] = with_equal_cost(size.of(design), equal)
    return found


def run(
    shipped: Shipped,
    stores: Path,
    size: Size = FULL,
    seed: int = SEED,
    workers: int = 1,
    report: Callable[[Tally], None] = lambda tally: None,
) -> Answer:
    """Run an experiment, or go on with it: stores are folders in ``stores``, which keep every run that is done.

    Raises InputError where a sweep cannot be used, a store holds other runs, runs failed, or an extra is missing.
    """
    if shipped.experiment.discovers:
        check_installed()
    made = designs(shipped, size, seed)
    outcomes = {}
    for name, design in made.items():
        store = _store(design, stores / f"{name}-{size.name}-{design.seed}", size, workers)
        execute(store, workers, start_method=SPAWN if size is FULL else HERE, report=report)
        outcomes[name] = outcome_of(Results(store), units(design), design.keep.series)
    rows = [one.of(outcomes[one.sweep]) for one in shipped.experiment.results]
    return answered(shipped, rows, outcomes, made)


def answered(
    shipped: Shipped, rows: Sequence[Row], outcomes: Mapping[str, Outcome], made: Mapping[str, Design]
) -> Answer:
    """What rows come to. Raises ValueError where two have one key."""
    by_key = {row.key: row for row in rows}
    if len(by_key) < len(rows):
        raise ValueError(f"two numbers of {shipped.name} have one key")
    experiment = shipped.experiment
    return Answer(by_key, experiment.told(by_key), experiment.claim.verdict(by_key), outcomes, made)


def _store(design: Design, path: Path, size: Size, workers: int) -> Store:
    """The store to work on; raises InputError where there is one of something else."""
    if is_store(path):
        store = open_store(path)
        growth(store, design, {})
        return store
    runs = len(design.points) * design.file.replications
    if size is FULL:
        guess = estimate(design)
        return create(design, path, guess.chunk(runs, workers), guess.time_limit)
    return create(design, path, max(1, -(-runs // (ROUNDS * workers))))


def units(design: Design) -> dict[str, str]:
    """The unit of each column that a design's runs are to have."""
    final = NAMES if design.keep.final == "all" else design.keep.final
    groups = design.keep.groups
    found = {name: measure_of(name, groups).unit for name in final}
    for name, after in design.keep.after.items():
        found[name] = {"reaches": "weeks", "remains": "share"}.get(_kind(after), measure_of(after.measure, groups).unit)
    return found


def _kind(after: object) -> str:
    return next((kind for kind in ("reaches", "remains") if getattr(after, kind) is not None), "")
