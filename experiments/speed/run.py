"""Measure the speed of the model: against the week by hand in C, by size, at set-up, on two cores, and in commands.

uv run python experiments/speed/run.py [--quick]   about ten minutes; prints a table, writes results.csv and speed.png

The two sides of each ratio alternate within one run. Ratios of work on one core are of its processor time, which other
work on the machine lengthens less than the time on the clock. ``--quick``: fewer repeats, no large organisations, and
nothing is written.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simalign import Scenario, Simulation
from simalign.analysis.figures.style import finish, new_figure, set_style
from simalign.simulation.run import made_ready
from simalign.streams import run_of

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[1]))
from experiments.speed.plain_c import PlainC  # noqa: E402
from experiments.speed.sweeps import POINTS, rate_of_small_runs  # noqa: E402
from tests.reference.bridge import reference  # noqa: E402  (the reference is part of the tests)

SIZES = (20, 120, 1_000, 10_000)
LARGE = (100_000, 1_000_000)
SIZE, WEEKS, WARMUP = 120, 156, 52
Row = dict[str, Any]
Times = NDArray[np.float64]


def cpu(work: Callable[..., object], *arguments: object) -> float:
    """Return the processor seconds that a call takes in this process."""
    start = time.process_time()
    work(*arguments)
    return time.process_time() - start


def wall(work: Callable[..., object], *arguments: object) -> float:
    """Return the seconds on the clock that a call takes."""
    start = time.perf_counter()
    work(*arguments)
    return time.perf_counter() - start


def measured(what: str, values: Sequence[float] | Times, aim: str = "") -> Row:
    """Return a row of the table: median and range of the values, and the machine's load over the last minute."""
    numbers = np.asarray(values, float)
    row = {"what": what, "median": np.median(numbers), "low": numbers.min(), "high": numbers.max(), "aim": aim}
    return row | {"n": len(numbers), "load": os.getloadavg()[0]}


def against_c(repeats: int) -> Iterator[Row]:
    """Compare the compiled week with the week in C, at several sizes, in alternation on the same organisation."""
    for size in SIZES:
        scenario = Scenario(organisation={"size": size}, warmup=0, policy="push")
        ours, theirs = Simulation(scenario, 1), Simulation(scenario, 1)
        in_c, weeks = PlainC(theirs), max(4, 20_000 // size)
        ours.run(weeks), in_c.run(weeks)
        pairs = np.array([[cpu(ours.run, weeks), cpu(in_c.run, weeks)] for _ in range(repeats)])
        if ours.digest() != theirs.digest():
            raise SystemExit(f"the week in C gives other results at a size of {size}")
        ns = pairs / weeks / size * 1e9
        yield measured(f"{size:,} people: ns per member-week", ns[:, 0])
        yield measured(f"{size:,} people: ns per member-week in C", ns[:, 1])
        yield measured(f"{size:,} people: week / week in C", ns[:, 0] / ns[:, 1], "at most 2")


def against_reference(repeats: int) -> Iterator[Row]:
    """Compare the compiled week with the independent implementation in plain Python."""
    scenario = Scenario(organisation={"size": SIZE}, warmup=0)
    ours = Simulation(scenario, 1)
    slow = reference(scenario, ours.organisation, run_of(1))
    ours.run(4), slow.step()
    pairs = [
        (cpu(lambda: ours.run(200)) / 200, cpu(lambda: [slow.step() for _ in range(4)]) / 4) for _ in range(repeats)
    ]
    yield measured("plain-Python reference / week", [slow / fast for fast, slow in pairs], "at least 100")


def set_up(repeats: int) -> Iterator[Row]:
    """Compare the set-up of a run with three years of it, which follow one year of warm-up."""
    scenario = Scenario(organisation={"size": SIZE}, policy="push")
    organisation = Simulation(scenario, 1).organisation
    ready = made_ready(scenario, organisation.departments)
    ways: dict[str, dict[str, Any]] = {
        "set-up of one of many runs": {"ready": ready},
        "set-up of one of many runs in one organisation": {"ready": ready, "organisation": organisation},
        "set-up of a single run": {},
    }
    rows = []
    for r in range(repeats):
        order = np.roll(np.arange(len(ways)), r)  # the first one after a run finds the caches of the processor cold
        times = np.empty(len(ways))
        for n in order:
            times[n] = cpu(partial(Simulation, scenario, 1, r, **list(ways.values())[n]))
        simulation = Simulation(scenario, 1, r)
        simulation.run(WARMUP)
        rows.append([*times, cpu(simulation.run, WEEKS)])
    times = np.array(rows)
    yield measured(f"three years of {SIZE} people: ms", times[:, -1] * 1e3)
    for n, name in enumerate(ways):
        yield measured(f"{name}: ms", times[:, n] * 1e3)
        yield measured(f"{name} / three years", times[:, n] / times[:, -1], "at most 0.2")


def cores(repeats: int) -> Iterator[Row]:
    """Measure member-weeks per second of one thread and of two; compiled weeks do not hold Python's lock."""
    scenario, weeks = Scenario(organisation={"size": SIZE}, policy="push"), 2_000
    pair = [Simulation(scenario, 1), Simulation(scenario, 2)]
    with ThreadPoolExecutor(2) as pool:
        one, two = [], []
        for _ in range(repeats):
            one.append(SIZE * weeks / wall(lambda: pair[0].run(weeks)))
            two.append(2 * SIZE * weeks / wall(lambda: list(pool.map(lambda s: s.run(weeks), pair))))
    yield measured("million member-weeks a second, one core", np.array(one) / 1e6)
    yield measured("million member-weeks a second, two cores", np.array(two) / 1e6)
    yield measured("two cores / one core", np.array(two) / np.array(one))


def small_runs(rounds: int, replications: int) -> Iterator[Row]:
    """Measure the rate of small runs in a sweep with two workers, once they are at work, and what a million takes."""
    clock, processor = [], []
    for _ in range(rounds):
        before = children()
        clock.append(1e6 / 3600.0 / rate_of_small_runs(replications, 2))
        processor.append((children() - before) / (POINTS * replications) * 1e6 / 3600.0)
    yield measured("small runs an hour, two workers, millions", 1.0 / np.array(clock), "at least 1")
    yield measured("a million small runs: hours", clock, "at most 1 on two cores")
    yield measured("a million small runs: processor hours, starting included", processor, "at most 2")


COMMAND = "import sys; from simalign.cli import main; sys.argv = ['simalign', 'compare', '--out', {out!r}]; main()"


def compare(repeats: int) -> Iterator[Row]:
    """Measure `simalign compare` at its defaults: with an empty cache of compiled code, then with a full one."""
    with tempfile.TemporaryDirectory() as name:
        clock, processor = [], []
        for n in range(repeats + 1):
            before = children()
            clock.append(wall(partial(child, COMMAND.format(out=f"{name}/{n}"), SIMALIGN_CACHE=f"{name}/cache")))
            processor.append(children() - before)
    yield measured("compare, first command: s", clock[:1])
    yield measured("compare, first command: processor s", processor[:1])
    yield measured("compare, later command: s", clock[1:], "below 4 on two quiet cores")
    yield measured("compare, later command: processor s", processor[1:])


def children() -> float:
    """Return the processor seconds of all child processes so far."""
    times = os.times()
    return times.children_user + times.children_system


def child(code: str, **environment: str) -> str:
    """Run code in a new process and return its standard output."""
    settings = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"} | environment
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=settings)
    return done.stdout


GROW = r"""
import re, time
from pathlib import Path
from simalign import Scenario, Simulation
Simulation(Scenario(organisation={{"size": 20}}), 1).run(1)
times = [time.process_time()]
simulation = Simulation(Scenario(organisation={{"size": {size}}}, warmup=0, policy="push"), 1)
times.append(time.process_time())
simulation.run(52)
times.append(time.process_time())
print(times[1] - times[0], times[2] - times[1], re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1])
"""


def large() -> Iterator[Row]:
    """Measure one year of large organisations, each in a separate process on one core."""
    for size in LARGE:
        built, year, memory = map(float, child(GROW.format(size=size)).split())
        yield measured(f"{size:,} people: set-up, s", [built])
        yield measured(f"{size:,} people: a year, s", [year])
        yield measured(f"{size:,} people: ns per member-week", [year / 52 / size * 1e9])
        yield measured(f"{size:,} people: peak memory, MB", [memory / 1024], "below 2,000" if size == LARGE[-1] else "")


def draw(table: pd.DataFrame, file: Path) -> None:
    """Draw the time of a member-week against the number of people, compiled from Python and in C."""
    set_style()
    figure, axes = new_figure(1, 1, (6.4, 3.9))
    ax = axes[0, 0]
    figure.subplots_adjust(left=0.12, right=0.97, top=0.84, bottom=0.16)
    pattern = r"([\d,]+) people: ns per member-week"
    for ending, label, colour, marker in (
        ("", "compiled Python", "#0072b2", "o"),
        (" in C", "C by hand", "#d55e00", "s"),
    ):
        rows = table[table["what"].str.fullmatch(pattern + ending)]
        people = [int(re.match(pattern, what)[1].replace(",", "")) for what in rows["what"]]  # type: ignore[index]
        reach = [rows["median"] - rows["low"], rows["high"] - rows["median"]]
        ax.errorbar(people, rows["median"], reach, marker=marker, color=colour, capsize=3, label=label)
    ax.set(xscale="log", xlabel="people", ylabel="ns per member-week", ylim=(0, None))
    ticks = [*SIZES, *LARGE]
    ax.set_xticks(ticks, labels=[f"{size:,}" for size in ticks])
    ax.minorticks_off()
    ax.legend(loc="upper left")
    ratio = table[table["what"].str.endswith("week / week in C")]["median"]
    finish(figure, f"A week takes {ratio.min():.1f} to {ratio.max():.1f} times the time of C", [file])


def main() -> None:
    """Measure everything, print a table, and write files unless --quick."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer repeats, no large organisations; write nothing")
    quick = parser.parse_args().quick
    parts: list[Iterator[Row]] = [
        against_c(5 if quick else 31),
        set_up(10 if quick else 101),
        against_reference(2 if quick else 7),
        cores(2 if quick else 11),
        compare(1 if quick else 3),
        small_runs(1 if quick else 3, 10 if quick else 120),
    ]
    rows = []
    for part in parts if quick else [*parts, large()]:
        for row in part:
            rows.append(row)
            print({key: float(f"{x:.4g}") if isinstance(x, float) else x for key, x in row.items()}, flush=True)
    table = pd.DataFrame(rows)
    if not quick:
        table.to_csv(HERE / "results.csv", index=False, float_format="%.4g")
        draw(table, HERE / "speed.png")


if __name__ == "__main__":
    main()
