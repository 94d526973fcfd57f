"""simalign sweep: run a sweep of many runs in a resumable store."""

import re
import secrets
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from simalign.cli import Left, output
from simalign.cli.commands.results import tell_skipped
from simalign.cli.lazy import command
from simalign.cli.options import JsonOption, announce_compilation, tell, whole
from simalign.cli.progress import Progress
from simalign.errors import InputError, Problem
from simalign.parallel import worker_count
from simalign.scenario.posterior import FITTED
from simalign.sweeps.design.design import Design
from simalign.sweeps.design.load import load_sweep
from simalign.sweeps.design.template import check_points
from simalign.sweeps.running.cluster import Dask, Slurm
from simalign.sweeps.running.estimate import Estimate, estimate
from simalign.sweeps.running.execute import execute, tidy
from simalign.sweeps.store.create import begin
from simalign.sweeps.store.extend import extend as extended
from simalign.sweeps.store.extend import growth
from simalign.sweeps.store.mend import mend
from simalign.sweeps.store.results import Results
from simalign.sweeps.store.store import Store, is_store, open_store

SHOWN = 5  # design points that --plan prints
CHECKED = 2_000  # minimum number of design points that --plan checks, if the sweep has as many
OURS = re.compile(r"parts|claims|log|damaged|adopted|design-\w+\.parquet|draws-\w+\.csv|functions-\w+\.pickle|\..*")


@command(epilog="Example: simalign sweep dials --plan; simalign sweep dials --out dials")
def sweep(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A sweep file, or the name of a shipped sweep.")],
    plan: Annotated[bool, typer.Option("--plan", help="Only print the number of runs, their time and size.")] = False,
    out: Annotated[
        Path | None,
        typer.Option(metavar="STORE", help="The store: a new folder, or one to continue.", show_default=False),
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option(
            "--workers",
            "-w",
            parser=whole(1, 4096),
            metavar="N",
            help="Worker processes; default: one per usable core.",
        ),
    ] = None,
    shard: Annotated[
        str, typer.Option(metavar="I/N", help="Run only part I of N of the sweep, for job arrays.")
    ] = "1/1",
    dask: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="Run on the Dask cluster of this scheduler.", show_default=False),
    ] = None,
    dask_jobqueue: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Run on workers started by Slurm as this YAML specifies.", show_default=False
        ),
    ] = None,
    extend: Annotated[
        bool, typer.Option("--extend", help="Extend the store to more replications or design points.")
    ] = False,
    chunk: Annotated[
        int | None,
        typer.Option(
            parser=whole(1, 1_000_000), metavar="N", help="Runs per chunk; default: about five seconds of work."
        ),
    ] = None,
    start_method: Annotated[str, typer.Option(metavar="NAME", help="spawn or forkserver.")] = "spawn",
    uncertainty: Annotated[
        str | None,
        typer.Option(
            metavar="none|posterior|FILE",
            help="posterior: replication r uses the shipped draw r of plausible people, that is, of the psychological "
            f"parameters ({FITTED}); FILE: your draws. Overrides the sweep file.",
            show_default=False,
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Run a sweep of many runs, or continue one.

    Finished runs are stored at once, so an interruption loses only the runs in progress. The exit status is 1 if runs
    failed; `simalign results STORE` lists them.
    """
    number, of = _shard(shard)
    if start_method not in ("spawn", "forkserver"):
        raise _wrong("--start-method", start_method, "spawn or forkserver")
    if dask and dask_jobqueue:
        raise _wrong("--dask-jobqueue", dask_jobqueue, "only one of --dask-jobqueue and --dask")
    path = out or Path(f"{Path(file).stem}-sweep")
    store = open_store(path) if is_store(path) else None
    design = load_sweep(file, uncertainty=uncertainty)
    if store:
        design = _as_stored(design, store)
    elif design.file.seed is None:
        design = design.seeded(secrets.randbits(32))
    cores = worker_count(workers)
    if plan:
        _plan(design, store, cores, as_json)
        return
    if store and chunk and chunk != store.blocks[0].chunk:
        raise _wrong("--chunk", chunk, f"no value, because {path} already has chunks of another size")
    design, store = _store(design, store, path, extend, chunk, cores)
    if not store.missing():
        tidy(store)
        if not store.missing():
            end(store, "already complete", as_json)
    _execute(store, (number, of), cores, dask, dask_jobqueue, start_method, as_json)


def _as_stored(design: Design, store: Store) -> Design:
    """Add to a design the parts that its store holds: the seed, if the file sets none, and the user's functions."""
    seeded = design if design.file.seed is not None else design.seeded(store.seed)
    if names := [*store.custom.steps, *store.custom.measures]:
        tell(f"runs call functions that {store.path} holds: {', '.join(names)}")
    return replace(seeded, custom=store.custom)


def _shard(text: str) -> tuple[int, int]:
    match = re.fullmatch(r"([0-9]{1,6})/([0-9]{1,6})", text.strip())
    if not match or not 1 <= int(match[1]) <= int(match[2]):
        raise _wrong("--shard", text, "I/N, like 1/4, I from 1 to N")
    return int(match[1]), int(match[2])


def _wrong(key: str, value: object, allowed: str) -> InputError:
    return InputError([Problem("cannot be used", key=key, value=str(value), allowed=allowed)])


def _estimate(design: Design) -> Estimate:
    first = design.scenario(0)
    announce_compilation(len(first.goals))
    return estimate(design)


def _plan(design: Design, store: Store | None, cores: int, as_json: bool) -> None:
    """Print the number of runs, their estimated time and disk space, and the first design points."""
    if store:
        growth(store, design)  # raises InputError if the store belongs to another sweep
    checked = check_points(design, CHECKED)
    guess = _estimate(design)
    runs = len(design.points) * design.file.replications
    done = store.runs - sum(store.size(chunk) for chunk in store.missing()) if store else 0
    record: dict[str, Any] = {
        "sweep": design.file.name,
        "points": len(design.points),
        "points_checked": checked,
        "replications": design.file.replications,
        "runs": runs,
        "done": done,
        "uncertainty": design.posterior and design.posterior.plain(),
        "workers": cores,
        "seconds": round(guess.seconds * (runs - done) / cores, 1),
        "bytes": round(guess.size * runs),
        "first_points": [design.labels(point) for point in design.points[:SHOWN]],
    }
    if as_json:
        print(output.json_text(record))
        return
    each = f"{len(design.points):,} design points x {design.file.replications:,} replications"
    print(f"{design.file.name}: {each} = {runs:,} runs")
    if posterior := record["uncertainty"]:
        draws = f"draw r of the {posterior['draws']:,} in {posterior['file']}"
        print(f"parameter uncertainty: replication r uses {draws}, the same at every design point")
    if checked < len(design.points):
        print(f"checked: {checked:,} design points; the sweep checks all before its first run")
    if done:
        print(f"already done: {done:,}")
    rate = f"{guess.seconds * 1000:.1f} ms per run, {cores} workers"
    print(f"time: about {_duration(record['seconds'])} ({rate}); size: about {_size(record['bytes'])}")
    sampled = design.samples and not store and design.file.seed is None
    print(f"first design points{', for an example seed' if sampled else ''}:")
    for point in record["first_points"]:
        print("  " + ", ".join(f"{key}: {value}" for key, value in point.items()))


def _duration(seconds: float) -> str:
    if seconds < 120:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.1f} h"


def _size(count: float) -> str:
    for unit in ("B", "kB", "MB", "GB"):
        if count < 1000:
            return f"{count:.0f} {unit}"
        count /= 1000
    return f"{count:.1f} TB"


def _store(
    design: Design, store: Store | None, path: Path, extend: bool, chunk: int | None, cores: int
) -> tuple[Design, Store]:
    """Create, open or extend the store of a design; return the design as stored, and the store."""
    if store is None:
        store, created_here = _begin(design, path, chunk, cores)
        if created_here:
            return design, store
        design = _as_stored(design, store)  # another process created it first, for example another shard
    for file in mend(store, design):
        tell(f"rewritten, because it was damaged or missing: {file}")
    additions = growth(store, design)
    if not additions:
        return design, store
    if not extend:
        message = f"requires more than {path} was created for: {additions}"
        raise InputError([Problem(message, design.tree.file, allowed="--extend, to extend the store")])
    return design, extended(path, design, lambda holder: tell(f"waiting for {holder}, which extends the store"))


def _begin(design: Design, path: Path, chunk: int | None, cores: int) -> tuple[Store, bool]:
    """Create a store, and return it with a flag whether this process created it."""
    _check_path(path)
    guess = _estimate(design)
    points = len(design.points)
    size = chunk or guess.chunk(points * design.file.replications, cores)
    with Progress() as progress:
        store, created_here = begin(design, path, size, guess.time_limit, lambda count: progress.points(count, points))
    if created_here and design.file.seed is None:
        tell(f"Seed drawn: {store.seed}")
    return store, created_here


def _check_path(path: Path) -> None:
    """Raise InputError if the path exists and holds anything other than an unfinished store."""
    try:
        if path.exists() and (not path.is_dir() or not all(OURS.fullmatch(entry.name) for entry in path.iterdir())):
            message = "contains something that is not a sweep; nothing was overwritten"
            raise InputError([Problem(message, key="--out", value=str(path), allowed="a new folder, or a store")])
    except OSError as error:
        raise InputError([Problem(f"cannot be read ({error.strerror})", key="--out", value=str(path))]) from None


def _execute(
    store: Store,
    shard: tuple[int, int],
    cores: int,
    dask: str | None,
    jobqueue: Path | None,
    start_method: str,
    as_json: bool,
) -> None:
    workers: Any = cores
    if dask or jobqueue:
        workers = Slurm(jobqueue) if jobqueue else Dask(str(dask))
    try:
        with Progress() as progress:
            execute(store, workers, shard, start_method, progress.show)
    except Left as left:
        left.kept = True
        tell(f"interrupted; finished runs are stored in {store.path}, and the same command continues")
        raise
    finally:
        if not isinstance(workers, int):
            workers.close()
    end(store, "done" if shard == (1, 1) else f"shard {shard[0]}/{shard[1]} done", as_json)


def end(store: Store, status: str, as_json: bool) -> None:
    """Print the coverage of the store, and exit with status 1 if runs failed."""
    results = Results(store)
    coverage = results.coverage()
    tell_skipped(results)
    if as_json:
        print(output.json_text({"store": str(store.path), "seed": store.seed, **coverage}))
    else:
        successful = coverage["done"] - coverage["failed"]
        missing = f", {coverage['missing']:,} missing" if coverage["missing"] else ""
        print(f"{status}: {successful:,} of {coverage['runs']:,} runs are in {store.path}{missing}; seed {store.seed}")
        if coverage["failed"]:
            print(f"{coverage['failed']:,} runs failed: see `simalign results {store.path}`")
    raise typer.Exit(1 if coverage["failed"] else 0)
