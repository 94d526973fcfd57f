"""Measure the coverage of the printed 95% intervals, and how often they carry a warning.

uv run python experiments/intervals/run.py               about five minutes; writes results.csv and coverage.png here
uv run python experiments/intervals/run.py --sweeps 500  faster and less precise; writes nothing
"""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from simalign.analysis.intervals import caveats, ends, interval
from simalign.analysis.power import needed

HERE = Path(__file__).parent
SIZES = (5, 10, 20, 30, 50, 100, 200)
BAND = (0.935, 0.965)
LEAST = 0.05  # minimum share of sweeps without a warning for their coverage to be tested against the band
SEED = 20

Draw = Callable[[np.random.Generator, tuple[int, int]], NDArray[np.float64]]


class Outcome(NamedTuple):
    """A distribution of outcomes: how to draw it, its mean, and whether its coverage is tested (``held``)."""

    name: str
    draw: Draw
    mean: float
    held: bool = True


def event(p: float) -> Draw:
    """Return draws that are 1 with probability p and 0 otherwise."""
    return lambda rng, size: (rng.random(size) < p) * 1.0


SINGLE = (
    Outcome("normal", lambda rng, size: rng.normal(size=size), 0.0),
    Outcome("exponential", lambda rng, size: rng.exponential(size=size), 1.0),
    Outcome("lognormal, sigma 1/2", lambda rng, size: rng.lognormal(0, 0.5, size), float(np.exp(0.125))),
    Outcome("lognormal, sigma 1", lambda rng, size: rng.lognormal(0, 1, size), float(np.exp(0.5))),
    Outcome("U-shaped, beta(.5, .5)", lambda rng, size: rng.beta(0.5, 0.5, size), 0.5),
    Outcome("U-shaped, beta(.3, .3)", lambda rng, size: rng.beta(0.3, 0.3, size), 0.5),
    Outcome("event, p .02", event(0.02), 0.02),
    Outcome("event, p .05", event(0.05), 0.05),
    Outcome("event, p .1", event(0.1), 0.1),
)
REPORTED = (
    Outcome("gamma, shape 1/2", lambda rng, size: rng.gamma(0.5, size=size), 0.5, False),
    Outcome("lognormal, sigma 1.5", lambda rng, size: rng.lognormal(0, 1.5, size), float(np.exp(1.125)), False),
    Outcome("t, 3 degrees of freedom", lambda rng, size: rng.standard_t(3, size), 0.0, False),
    Outcome("event, p .15", event(0.15), 0.15, False),
    Outcome("event, p .3", event(0.3), 0.3, False),
    Outcome("event, p .5", event(0.5), 0.5, False),
    Outcome(
        "noise, and 5 in 100 jump by 10", lambda rng, size: rng.normal(10.0 * (rng.random(size) < 0.05)), 0.5, False
    ),
)


def differences(outcome: Outcome) -> Outcome:
    """Return the paired difference of two outcomes with the same distribution."""
    name = f"difference: {outcome.name}"
    return Outcome(name, lambda rng, size: outcome.draw(rng, size) - outcome.draw(rng, size), 0.0)


OUTCOMES = (*SINGLE, *map(differences, SINGLE), *REPORTED)


def cell(outcome: Outcome, n: int, sweeps: int, seed: int) -> dict[str, Any]:
    """Measure the coverage of intervals in ``sweeps`` samples of size n.

    student: coverage of Student's t. printed: of all printed intervals. warned: share with a warning. unwarned:
    coverage of those without one. error: its Monte Carlo standard error. missed: share of all samples whose interval
    misses the mean without a warning.
    """
    rng = np.random.default_rng([seed, n, *outcome.name.encode()])
    x = outcome.draw(rng, (sweeps, n))
    mean, low, high = ends(x)
    covers = (low <= outcome.mean) & (outcome.mean <= high)
    half = stats.t.ppf(0.975, n - 1) * x.std(axis=1, ddof=1) / np.sqrt(n)
    quiet = caveats(x) == ""
    unwarned = float(covers[quiet].mean()) if quiet.any() else float("nan")
    return {
        "outcome": outcome.name,
        "replications": n,
        "student": float((np.abs(mean - outcome.mean) <= half).mean()),
        "printed": float(covers.mean()),
        "warned": float(1 - quiet.mean()),
        "unwarned": unwarned,
        "error": float(np.sqrt(unwarned * (1 - unwarned) / max(1, quiet.sum()))),
        "missed": float((quiet & ~covers).mean()),
        "held": outcome.held,
    }


def study(sweeps: int, seed: int = SEED, outcomes: tuple[Outcome, ...] = OUTCOMES) -> pd.DataFrame:
    """Measure the coverage for every outcome at every number of replications."""
    return pd.DataFrame([cell(outcome, n, sweeps, seed) for outcome in outcomes for n in SIZES])


def outside(coverage: pd.DataFrame, slack: float = 0.0) -> pd.DataFrame:
    """Return the cells in which the coverage without a warning lies outside the band by ``slack`` standard errors."""
    low, high = BAND[0] - slack * coverage["error"], BAND[1] + slack * coverage["error"]
    counts = coverage["warned"] <= 1 - LEAST
    return coverage[counts & ((coverage["unwarned"] < low) | (coverage["unwarned"] > high))]


def stage_cell(outcome: Outcome, first: int, half: float, sweeps: int, seed: int = SEED) -> dict[str, Any]:
    """Measure the coverage of ``sweeps`` intervals sampled in stages until the half-width is at most ``half``.

    first: size of the first stage. The column later is the share of samples that needed more than two stages.
    """
    rng = np.random.default_rng([seed, first, *outcome.name.encode()])
    covers, quiet, sizes = np.zeros(sweeps, bool), np.zeros(sweeps, bool), np.zeros(sweeps, int)
    stages = np.zeros(sweeps, int)
    for sweep in range(sweeps):
        x = outcome.draw(rng, (1, first))[0]
        while (size := needed(x, half, first)) > len(x):
            x = np.concatenate([x, outcome.draw(rng, (1, size - len(x)))[0]])
            stages[sweep] += 1
        sizes[sweep], result = len(x), interval(x, first=first)
        covers[sweep], quiet[sweep] = result.low <= outcome.mean <= result.high, not result.warning
    return {
        "outcome": outcome.name,
        "first": first,
        "half": half,
        "replications": float(np.median(sizes)),
        "later": float((stages > 1).mean()),
        "printed": float(covers.mean()),
        "warned": float(1 - quiet.mean()),
        "unwarned": float(covers[quiet].mean()) if quiet.any() else float("nan"),
        "error": float(np.sqrt(0.05 * 0.95 / max(1, quiet.sum()))),
    }


def stages(sweeps: int) -> pd.DataFrame:
    """Measure staged sampling for a half-width of a fifth of the standard deviation, about 100 replications."""
    outcomes = list(zip(SINGLE, (1.0, 1.0, 0.604, 2.161, 0.354, 0.395), strict=False))
    return pd.DataFrame([stage_cell(o, first, 0.2 * sd, sweeps) for o, sd in outcomes for first in (20, 30, 50)])


def draw_figure(coverage: pd.DataFrame, file: Path) -> None:
    """Draw coverage against replications, one line per outcome: Student's t, and intervals without a warning."""
    from simalign.analysis.figures.style import finish, new_figure, set_style

    set_style()
    held = coverage[coverage["held"]]
    figure, axes = new_figure(1, 2, (11.0, 4.6))
    figure.subplots_adjust(left=0.07, right=0.78, top=0.8, bottom=0.14, wspace=0.16)
    for ax, column, title in zip(axes[0], ("student", "unwarned"), ("Student's t", "Printed, no warning"), strict=True):
        for k, (name, rows) in enumerate(held.groupby("outcome", sort=False)):
            shown = rows if column == "student" else rows[rows["warned"] <= 1 - LEAST]
            style = ("solid", (0, (4, 1.5)), (0, (1, 1)))[k // 7 % 3]
            ax.plot(shown["replications"], shown[column], marker="o", ms=3, lw=1.2, ls=style, label=name)
        ax.axhspan(*BAND, color="#dddddd", zorder=0)
        ax.set_xscale("log")
        ax.set_xticks(SIZES, [str(n) for n in SIZES])
        ax.minorticks_off()
        ax.set_ylim(0.78, 1.0)
        ax.set_title(title)
        ax.set_xlabel("replications")
    axes[0][0].set_ylabel("coverage")
    lines, names = axes[0][0].get_legend_handles_labels()
    figure.legend(lines, names, loc="upper left", bbox_to_anchor=(0.79, 0.84), fontsize=7)
    finish(figure, "Intervals printed without a warning hold the mean as often as they say", [file])


def main() -> None:
    """Run the study and print it; write files if it has the full number of sweeps."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--sweeps", type=int, default=40_000)
    sweeps = parser.parse_args().sweeps
    coverage = study(sweeps)
    print(coverage.to_string(index=False, float_format="{:.4f}".format))
    staged = stages(max(100, sweeps // 10))
    print(staged.to_string(index=False, float_format="{:.4f}".format))
    print("\ntested outcomes outside the band:")
    print(outside(coverage[coverage["held"]]).to_string(index=False))
    if sweeps == parser.get_default("sweeps"):
        coverage.round(5).to_csv(HERE / "results.csv", index=False)
        staged.round(5).to_csv(HERE / "stages.csv", index=False)
        draw_figure(coverage, HERE / "coverage.png")


if __name__ == "__main__":
    main()
