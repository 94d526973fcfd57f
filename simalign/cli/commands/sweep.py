"""simalign sweep: many runs, kept as they come, taken up again where they stopped."""

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
from simalign.sweeps.design.design import Design
from simalign.sweeps.design.load import load_sweep
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
CHECKED = 2_000  # design points that --plan checks at least, where there are so many
OURS = re.compile(r"parts|claims|log|damaged|adopted|design-\w+\.parquet|draws-\w+\.csv|functions-\w+\.pickle|\..*")


@command(epilog="Example: simalign sweep dials --plan; simalign sweep dials --out dials")
def sweep(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A sweep file, or the name of a shipped sweep.")],
    plan: Annotated[bool, typer.Option("--plan", help="Only print what would be run, and what it takes.")] = False,
    out: Annotated[
        Path | None,
        typer.Option(metavar="STORE", help="The store: a new folder, or one to go on with.", show_default=False),
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option(
            "--workers",
            "-w",
            parser=whole(1, 4096),
            metavar="N",
            help="Processes; default: one a usable core.",
        ),
    ] = None,
    shard: Annotated[
        str, typer.Option(metavar="I/N", help="Only the I-th of N parts of the sweep, for job arrays.")
    ] = "1/1",
    dask: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="Run on the Dask cluster of this scheduler.", show_default=False),
    ] = None,
    dask_jobqueue: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Run on workers that Slurm starts, by this YAML.", show_default=False),
    ] = None,
    extend: Annotated[bool, typer.Option("--extend", help="Let the store grow to more replications, points.")] = False,
    chunk: Annotated[
        int | None,
        typer.Option(parser=whole(1, 1_000_000), metavar="N", help="Runs a chunk; default: about five seconds' work."),
    ] = None,
    start_method: Annotated[str, typer.Option(metavar="NAME", help="spawn or forkserver.")] = "spawn",
    uncertainty: Annotated[
        str | None,
        typer.Option(
            metavar="none|posterior|FILE",
            help="posterior: replication r has draw r of what people may be like; FILE: draws of your own. Overrides "
            "the sweep file.",
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
        raise _wrong("--dask-jobqueue", dask_jobqueue, "this or --dask, not both")
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
        raise _wrong("--chunk", chunk, f"leaving it out: the chunks of {path} are made already")
    design, store = _store(design, store, path, extend, chunk, cores)
    if not store.missing():
        tidy(store)
        if not store.missing():
            _end(store, "was done already", as_json)
    _execute(store, (number, of), cores, dask, dask_jobqueue, start_method, as_json)


def _as_stored(design: Design, store: Store) -> Design:
    """The design with what only its store says: the seed, where the file gives none, and the user's functions."""
    seeded = design if design.file.seed is not None else design.seeded(store.seed)
    if names := [*store.custom.steps, *store.custom.measures]:
        tell(f"runs call functions that {store.path} holds: {', '.join(names)}")
    return replace(seeded, custom=store.custom)


def _shard(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"([0-9]{1,6})/([0-9]{1,6})", text.strip())
    if not found or not 1 <= int(found[1]) <= int(found[2]):
        raise _wrong("--shard", text, "I/N, like 1/4, I from 1 to N")
    return int(found[1]), int(found[2])


def _wrong(key: str, value: object, allowed: str) -> InputError:
    return InputError([Problem("cannot be used", key=key, value=str(value), allowed=allowed)])


def _estimate(design: Design) -> Estimate:
    first = design.scenario(0)
    announce_compilation(len(first.goals))
    return estimate(design)


def _plan(design: Design, store: Store | None, cores: int, as_json: bool) -> None:
    """Print the number of runs, the time and room that they take, and the first points."""
    if store:
        growth(store, design)  # refuses another sweep
    checked = design.extremes(CHECKED)
    for _ in design.scenarios(checked):
        pass
    guess = _estimate(design)
    runs = len(design.points) * design.file.replications
    done = store.runs - sum(store.size(chunk) for chunk in store.missing()) if store else 0
    record: dict[str, Any] = {
        "sweep": design.file.name,
        "points": len(design.points),
        "points_checked": len(checked),
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
    if told := record["uncertainty"]:
        print(f"people: replication r has draw r of the {told['draws']:,} in {told['file']}, the same at every point")
    if len(checked) < len(design.points):
        print(f"checked: {len(checked):,} design points; the sweep checks all before its first run")
    if done:
        print(f"done already: {done:,}")
    took = f"{guess.seconds * 1000:.1f} ms a run, {cores} workers"
    print(f"time: about {_duration(record['seconds'])} ({took}); size: about {_size(record['bytes'])}")
    sampled = design.samples and not store and design.file.seed is None
    print(f"first design points{', of a seed that is only an example' if sampled else ''}:")
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
    """The store to work on: a new one, the one that is there, or that one grown; and the design as it is there."""
    if store is None:
        store, ours = _begun(design, path, chunk, cores)
        if ours:
            return design, store
        design = _as_stored(design, store)  # another process was faster, as shards that start together are
    for file in mend(store, design):
        tell(f"written again, as it was damaged or missing: {file}")
    asked = growth(store, design)
    if not asked:
        return design, store
    if not extend:
        message = f"asks for more than {path} was made for: {asked}"
        raise InputError([Problem(message, design.tree.file, allowed="--extend, to let the store grow")])
    return design, extended(path, design, lambda holder: tell(f"waiting for {holder}, which extends the store"))


def _begun(design: Design, path: Path, chunk: int | None, cores: int) -> tuple[Store, bool]:
    """A new store, and whether this process made it."""
    _check_place(path)
    guess = _estimate(design)
    points = len(design.points)
    size = chunk or guess.chunk(points * design.file.replications, cores)
    with Progress() as progress:
        store, ours = begin(design, path, size, guess.time_limit, lambda count: progress.points(count, points))
    if ours and design.file.seed is None:
        tell(f"Seed drawn: {store.seed}")
    return store, ours


def _check_place(path: Path) -> None:
    """Refuse a place that holds something else than the beginnings of a store."""
    try:
        if path.exists() and (not path.is_dir() or not all(OURS.fullmatch(there.name) for there in path.iterdir())):
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
    _end(store, "done" if shard == (1, 1) else f"shard {shard[0]}/{shard[1]} done", as_json)


def _end(store: Store, said: str, as_json: bool) -> None:
    """Tell how the store stands, and leave with status 1 where runs failed."""
    results = Results(store)
    standing = results.coverage()
    tell_skipped(results)
    if as_json:
        print(output.json_text({"store": str(store.path), "seed": store.seed, **standing}))
    else:
        sound = standing["done"] - standing["failed"]
        missing = f", {standing['missing']:,} missing" if standing["missing"] else ""
        print(f"{said}: {sound:,} of {standing['runs']:,} runs are in {store.path}{missing}; seed {store.seed}")
        if standing["failed"]:
            print(f"{standing['failed']:,} runs failed: see `simalign results {store.path}`")
    raise typer.Exit(1 if standing["failed"] else 0)
