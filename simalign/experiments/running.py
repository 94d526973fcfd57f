"""An experiment run: its sweeps through their stores, and what came of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from simalign.analysis.discovery.search import check_installed
from simalign.errors import InputError, Problem
from simalign.experiments.catalogue import Shipped
from simalign.experiments.equal_cost import with_equal_cost
from simalign.experiments.estimates import MAIN
from simalign.experiments.outcome import Outcome, outcome_of
from simalign.experiments.results import Row
from simalign.experiments.sizes import FULL, Size
from simalign.measures.catalogue import MEASURES
from simalign.sweeps.design import Design
from simalign.sweeps.execution import Tally, execute
from simalign.sweeps.founding import create
from simalign.sweeps.groups import measure_of
from simalign.sweeps.growth import growth
from simalign.sweeps.here import HERE
from simalign.sweeps.loading import load_sweep
from simalign.sweeps.pilot import estimate
from simalign.sweeps.results import Results
from simalign.sweeps.store import Store, is_store, open_store

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
    final = [one.name for one in MEASURES] if design.keep.final == "all" else list(design.keep.final)
    groups = design.keep.groups
    found = {name: measure_of(name, groups).unit for name in final}
    for name, after in design.keep.after.items():
        found[name] = {"reaches": "weeks", "remains": "share"}.get(_kind(after), measure_of(after.measure, groups).unit)
    return found


def _kind(after: object) -> str:
    return next((kind for kind in ("reaches", "remains") if getattr(after, kind) is not None), "")
