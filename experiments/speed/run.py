"""Measure the speed of the engine: against the plain-Python reference, against the peak of the core, and by size.

uv run python experiments/speed/run.py [--quick]     prints a table, writes results.csv and speed.png to this folder
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from simalign import Scenario, Simulation
from simalign.compiled import compiled
from simalign.policies.levers import L
from simalign.simplex import effect
from simalign.streams import run_of
from simalign.week.know import contact, opened, talking
from simalign.week.state import Fixed, Parameters, State

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[1]))
from tests.reference.bridge import reference  # noqa: E402  (the reference is part of the tests)

SIZE, WEEKS = 200, 156
K, TIES = 8, 6  # the default scenario: eight goals, six ties per member

# Arithmetic of one member-week in the default scenario, counted in the code, file by file: + - * / sqrt, min, max and
# comparisons of values. K goals, T ties; h, o: chances of hearing the manager and of seeing the strategy in a week.
OPERATIONS: dict[str, Callable[[float, float], float]] = {
    "know": lambda h, o: 24 + h * (11 + 8 * K) + o * 3 * K + (1 - h) * (1 - o) * (3 + 3 * K),
    "want": lambda h, o: TIES * (2 + 2 * K) + 3 + K + 2 * K + 2 * K + 26 + 12 * K,
    "feel": lambda h, o: 3 * 2 * K + 105 + 3 * K,
    "do": lambda h, o: 30 + 9 * K + 17 * K,
    "deliver": lambda h, o: 2 * K + 2 * K + 3 + K,
    "relate": lambda h, o: 9 * K,
    "turnover": lambda h, o: 9 + K,
    "observe": lambda h, o: 3 * K + 7 * 2 * K + 2 * K + 25,
}
PLAIN = 60_000.0  # ns per member-week that plain Python takes at most; a slower reference would flatter the engine
AIMS = {
    "reference, ns per member-week": "about 60,000 at most",
    "reference / engine": "at least 200",
    "min(reference, 60,000 ns) / engine, each at its fastest": "at least 200",
    "engine / compute bound": "at most 5",
    "first command, s": "below 60",
    "second command, s": "below 10",
    "1,000,000 members: peak memory, MB": "below 2,000",
}
PHILOX = 10 * 12 + 8  # integer operations of one block: four draws


@compiled
def peak(rounds: int) -> float:
    """Compute twelve independent chains of one multiplication and one addition each, without vector instructions."""
    a, b, c, d, e, f = 1.0, 1.1, 1.2, 1.3, 1.4, 1.5
    g, h, i, j, k, m = 1.6, 1.7, 1.8, 1.9, 2.0, 2.1
    for _ in range(rounds):
        a, b, c, d = a * 0.999 + 0.1, b * 0.998 + 0.1, c * 0.997 + 0.1, d * 0.996 + 0.1
        e, f, g, h = e * 0.995 + 0.1, f * 0.994 + 0.1, g * 0.993 + 0.1, h * 0.992 + 0.1
        i, j, k, m = i * 0.991 + 0.1, j * 0.99 + 0.1, k * 0.989 + 0.1, m * 0.988 + 0.1
    return a + b + c + d + e + f + g + h + i + j + k + m


def seconds(work: Callable[[], object]) -> float:
    """Return the seconds that a function takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


class CachedDraws:
    """Cache of random draws, so that the time of the reference does not include drawing."""

    def __init__(self, draw: Callable[[str, int, int, int], float]) -> None:
        self.draw, self.cache = draw, dict[tuple[str, int, int, int], float]()

    def __call__(self, purpose: str, week: int, key: int, place: int) -> float:
        """Return a draw from the cache, drawing it first if necessary."""
        name = (purpose, week, key, place)
        if name not in self.cache:
            self.cache[name] = self.draw(*name)
        return self.cache[name]


def against_reference(pairs: int, weeks: int) -> pd.DataFrame:
    """Measure the seconds of engine and reference in alternation, one row per pair; the reference runs ``weeks``."""
    scenario = Scenario(organisation={"size": SIZE}, warmup=0)
    first = Simulation(scenario, 1)
    draws = CachedDraws(reference(scenario, first.organisation, run_of(1)).draw)

    def slow() -> float:
        model = reference(scenario, first.organisation, run_of(1))
        model.draw = draws
        return seconds(lambda: [model.step() for _ in range(weeks)]) / weeks

    def fast() -> float:
        simulation = Simulation(scenario, 1, organisation=first.organisation)
        return seconds(lambda: simulation.run(WEEKS)) / WEEKS

    slow(), fast()  # compile, and fill the cache
    rows = []
    for _ in range(pairs):
        engines = [fast() for _ in range(3)]
        whole = seconds(lambda: Simulation(scenario, 1, organisation=first.organisation).run(WEEKS)) / WEEKS
        rows.append(
            {"reference": slow(), "engine": float(np.median(engines)), "engine_with_setup": whole, "peak": core()}
        )
    return pd.DataFrame(rows)


def core(rounds: int = 200_000) -> float:
    """Return the seconds of one scalar operation at the peak of the core: the best of ten measurements."""
    peak(10)
    return min(seconds(lambda: peak(rounds)) for _ in range(10)) / (24 * rounds)


@compiled
def expected(f: Fixed, s: State, p: Parameters, t: int) -> tuple[float, float]:
    """Return the mean chances of hearing the manager and of seeing the strategy in week t, over non-leaders."""
    hears, sees, others = 0.0, 0.0, 0
    for i in range(len(f.manager)):
        if not f.leader[i]:
            interval, q = s.levers[f.department[i], L.FEEDBACK_INTERVAL], s.q[f.manager[i]]
            talk = talking(interval, q, s.offset[i], t)
            hears += contact(p, s.since[0], s.felt[i, L.MANDATE], effect(s.felt[i, L.RATIONALE]))
            sees += opened(p, effect(s.felt[i, L.TRANSPARENCY]), talk)
            others += 1
    return hears / others, sees / others


def chances() -> tuple[float, float]:
    """Return how often a member hears the manager and sees the strategy per week of the default scenario."""
    simulation = Simulation(Scenario(organisation={"size": SIZE}, warmup=0), 1)
    weekly = []
    for week in range(WEEKS):
        simulation.run(1)
        weekly.append(expected(simulation.fixed, simulation.state, simulation.parameters, week))
    heard, seen = np.array(weekly).mean(axis=0)
    return float(heard), float(seen)


def child(code: str, **environment: str) -> str:
    """Run code in a new process and return its standard output."""
    settings = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"} | environment
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=settings)
    return done.stdout


GROW = r"""
import re, resource, time
from pathlib import Path
from simalign import Scenario, Simulation
scenario = Scenario(organisation={{"size": {size}}}, warmup=0)
start = time.perf_counter()
simulation = Simulation(scenario, 1)
built = time.perf_counter() - start
simulation.run(2)
times = []
for _ in range({repeats}):
    start = time.perf_counter()
    simulation.run({weeks})
    times.append((time.perf_counter() - start) / {weeks} / {size})
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
if Path("/proc/self/status").exists():  # on Linux, ru_maxrss also counts the memory of the parent process
    peak = re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1]
print(sorted(times)[len(times) // 2], built, peak)
"""


def growth(quick: bool) -> pd.DataFrame:
    """Measure nanoseconds per member-week and peak memory from 10^3 to 10^6 members, each in a separate process."""
    rows = []
    for power in (3, 4, 5) if quick else (3, 4, 5, 6):
        size = 10**power
        weeks, repeats = (50, 21) if power == 3 else (20, 9) if power == 4 else (10, 5)
        time_per_week, build, peak_memory = child(GROW.format(size=size, weeks=weeks, repeats=repeats)).split()
        rows.append(
            {
                "members": size,
                "ns": float(time_per_week) * 1e9,
                "build_s": float(build),
                "memory_mb": int(peak_memory) / 1024,
            }
        )
    return pd.DataFrame(rows)


def start_up() -> tuple[float, float]:
    """Return the seconds of the first command, which compiles the model, and of the second."""
    cache, folder = tempfile.mkdtemp(), tempfile.mkdtemp()
    code = (
        "import sys; from simalign.cli import main; "
        "sys.argv = ['simalign', 'compare', '--seed', '1', '--out', {out!r}]; main()"
    )
    try:
        return (
            seconds(lambda: child(code.format(out=f"{folder}/one"), SIMALIGN_CACHE=cache)),
            seconds(lambda: child(code.format(out=f"{folder}/two"), SIMALIGN_CACHE=cache)),
        )
    finally:
        shutil.rmtree(cache)
        shutil.rmtree(folder)


def draw(grown: pd.DataFrame, file: Path) -> None:
    """Draw the time per member-week against the number of members."""
    from simalign.analysis.figures.style import finish, new_figure, set_style

    set_style()
    figure, axes = new_figure(1, 1, (6.2, 3.8))
    ax = axes[0, 0]
    figure.subplots_adjust(left=0.12, right=0.97, top=0.84, bottom=0.15)
    ax.plot(grown["members"], grown["ns"], marker="o", color="#0072b2")
    ax.set(xscale="log", xlabel="members", ylabel="ns per member-week", ylim=(0, None))
    ax.set_xticks(grown["members"], labels=[f"{size:,}" for size in grown["members"]])
    ax.minorticks_off()
    ratio = grown["ns"].iloc[-1] / grown["ns"].iloc[0]
    title = f"1,000 times the members: each costs {ratio:.1f} times"
    finish(figure, title if len(grown) == 4 else f"Cost per member grows {ratio:.1f} times", [file])


def main() -> None:
    """Measure everything, print a table, and write files unless --quick."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer repeats, up to 10^5 members; write nothing")
    quick = parser.parse_args().quick
    pairs = against_reference(*((5, 10) if quick else (21, 40)))
    heard, seen = chances()
    flops = sum(count(heard, seen) for count in OPERATIONS.values())
    ns = pairs[["reference", "engine", "engine_with_setup"]] / SIZE * 1e9
    bound = (flops + PHILOX) * pairs["peak"] * 1e9
    ratios = {
        "reference, ns per member-week": ns["reference"],
        "engine, ns per member-week": ns["engine"],
        "reference / engine": ns["reference"] / ns["engine"],
        "reference / engine with set-up": ns["reference"] / ns["engine_with_setup"],
        "scalar peak, ns per operation": pairs["peak"] * 1e9,
        "compute bound, ns per member-week": bound,
        "engine / compute bound": ns["engine"] / bound,
    }
    rows = [{"what": k, "median": v.median(), "low": v.min(), "high": v.max()} for k, v in ratios.items()]
    plain = min(float(ns["reference"].min()), PLAIN) / float(ns["engine"].min())
    rows.append({"what": "min(reference, 60,000 ns) / engine, each at its fastest", "median": plain})
    rows.append({"what": "operations per member-week", "median": flops + PHILOX})
    first, second = start_up()
    rows += [{"what": "first command, s", "median": first}, {"what": "second command, s", "median": second}]
    grown = growth(quick)
    for row in grown.to_dict("records"):
        size = f"{row['members']:,} members"
        rows.append({"what": f"{size}: ns per member-week", "median": row["ns"]})
        rows.append({"what": f"{size}: peak memory, MB", "median": row["memory_mb"]})
        rows.append({"what": f"{size}: set-up, s", "median": row["build_s"]})
    table = pd.DataFrame(rows)
    table.insert(1, "aim", table["what"].map(AIMS).fillna(""))
    print(table.to_string(index=False, float_format=lambda x: f"{x:,.3g}" if x < 1000 else f"{x:,.0f}", na_rep=""))
    if not quick:
        table.to_csv(HERE / "results.csv", index=False, float_format="%.6g")
        draw(grown, HERE / "speed.png")


if __name__ == "__main__":
    main()
