"""Find where each lever gives the highest net worth: at an end of its range, or inside, and on what that depends.

uv run python experiments/tradeoffs/run.py             about ten minutes; writes results.csv, curves.csv, finding.txt
                                                       and the figures
uv run python experiments/tradeoffs/run.py --draws 10  faster and less precise; writes nothing
"""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy.stats import qmc
from scipy.stats import t as student_t

from simalign import Policy, Scenario, load_policy
from simalign.analysis.figures.style import finish, new_figure, set_style
from simalign.calibration.priors import load_priors, shipped_priors
from simalign.measures.catalogue import NAMES
from simalign.policies.levers import LEVERS
from simalign.policies.values import lever_values
from simalign.scenario.posterior import Posterior
from simalign.simulation.ensemble import Ensemble, Job, Run

HERE = Path(__file__).parent
BASES = ("status_quo", "push", "pull")
SHARES = (0.0, 0.05, 0.2, 0.4, 0.6, 0.8, 0.95, 1.0)
GRIDS: dict[str, tuple[Any, ...]] = {
    "focus": (1, 2, 3, 4, 5),
    "feedback_interval": (1, 4, 13, 26, 52, "never"),
    "review_interval": (4, 8, 13, 26, 52, 104, "never"),
}
INSIDE = (0.05, 0.95)
SEED = 31
LONG_RUN = 52  # last weeks, over which net worth is averaged
SOME = 48  # draws of people for the curves
PLACES = {"low_end": -1, "inside": 0, "high_end": 1}
WANTED_INSIDE, WANTED_LEVERS, MOST_AT_END = 1 / 3, 1 / 2, 0.9
EVEN = tuple(round(0.1 * n, 1) for n in range(11))
COLOURS = ("#3b6fb6", "#d98c21", "#3d3d3d")


class Panel(NamedTuple):
    """A lever's values, and the settings under which its curves are drawn: a key of the scenario with three values."""

    lever: str
    label: str
    values: tuple[Any, ...]
    key: str
    words: str
    settings: tuple[Any, ...]


CURVES = (
    Panel("feedback_interval", "weeks between talks", (1, 2, 4, 8, 13, 26, 52), "organisation.span", "span of control",
          (4, 12, 40)),
    Panel("review_interval", "weeks between reviews", (1, 2, 4, 8, 13, 26, 52), "context.turbulence", "turbulence",
          (0.0, 0.05, 0.2)),
    Panel("focus", "number of goals", (1, 2, 3, 4, 5), "costs.focus", "share of time lost for each further goal",
          (0.01, 0.03, 0.06)),
    Panel("clarity", "clarity of goals", EVEN, "context.complexity", "complexity", (0.0, 0.5, 1.0)),
    Panel("autonomy", "autonomy", EVEN, "role_share", "private share of agendas", (0.1, 0.4, 0.7)),
    Panel("shared_goals", "shared goals", EVEN, "context.interdependence", "interdependence", (0.0, 0.4, 1.0)),
)  # fmt: skip


class Arm(NamedTuple):
    """A policy with a lever moved. place: -1 at the low end, 1 at the high end, 0 inside."""

    base: str
    lever: str
    value: float
    place: int
    policy: Policy


def grid(lever: str) -> Iterator[tuple[Any, int]]:
    """Yield the values of a lever with their places."""
    values = GRIDS.get(lever, SHARES)
    for n, value in enumerate(values):
        if lever in GRIDS:
            yield value, -1 if n == 0 else int(n == len(values) - 1)
        else:
            yield value, -1 if value <= INSIDE[0] else int(value >= INSIDE[1])


def arms() -> list[Arm]:
    """Return all policies that are compared, without letters of SMART, which follow clarity."""
    levers = [name for name, lever in LEVERS.items() if lever.kind != "letter"]
    found = []
    for base in BASES:
        policy = load_policy(base)
        for lever in levers:
            for value, place in grid(lever):
                moved = policy.changed({f"levers.{lever}": value, "name": f"{base} {lever} {value}"})
                number = lever_values(moved)["specific" if lever == "clarity" else lever]
                found.append(Arm(base, lever, number, place, moved))
    return found


def people(draws: int) -> Posterior:
    """Return draws from the priors as if they were posterior draws."""
    priors = load_priors(shipped_priors()).all
    points = qmc.LatinHypercube(len(priors.names), rng=SEED).random(draws)
    rows = [tuple(priors.values(u).values()) for u in points]
    return Posterior(shipped_priors(), shipped_priors().read_bytes(), tuple(priors.names), tuple(rows))


def late_net_worth(run: Run) -> Any:
    """Return the mean value net of pay of the last weeks."""
    return run.series[-LONG_RUN:, NAMES.index("value_net")].mean()


def places(draws: int) -> pd.DataFrame:
    """Return where each lever is best: one row per draw, base and lever, with columns place and best."""
    compared = arms()
    scenarios = [Scenario(policy=arm.policy) for arm in compared]
    jobs = (Job(scenarios, number) for number in range(draws))
    rows = []
    for draw, worth in enumerate(Ensemble(SEED, people(draws)).runs(jobs, late_net_worth)):
        table = pd.DataFrame(compared).drop(columns="policy").assign(worth=worth, draw=draw)
        rows.append(table.loc[table.groupby(["base", "lever"])["worth"].idxmax()])
    return pd.concat(rows)


def curve(panel: Panel, setting: Any, draws: int) -> pd.DataFrame:
    """Return the net worth of each value of a lever, in per cent of that at the status quo, with 95% intervals."""
    policies = [Policy(levers={panel.lever: value}, name=f"{panel.lever} {value}") for value in panel.values]
    scenarios = [Scenario(policy=policy).changed({panel.key: setting}) for policy in [Policy(), *policies]]
    jobs = (Job(scenarios, number) for number in range(draws))
    worth = np.array(list(Ensemble(SEED, people(draws)).runs(jobs, late_net_worth)))
    gain = 100 * (worth[:, 1:] / worth[:, :1] - 1)
    half = student_t.ppf(0.975, draws - 1) * gain.std(axis=0, ddof=1) / np.sqrt(draws)
    rows = {"value": panel.values, "gain_percent": gain.mean(axis=0), "half_width": half}
    return pd.DataFrame(rows).assign(lever=panel.lever, key=panel.key, setting=setting)


def curves(draws: int) -> pd.DataFrame:
    """Return the curves of all panels."""
    return pd.concat([curve(panel, setting, draws) for panel in CURVES for setting in panel.settings])


def shares(best: pd.DataFrame) -> pd.DataFrame:
    """Return, for each lever and base (``all`` for the three together), the share of cases best at each place."""
    both = pd.concat([best, best.assign(base="all")])
    groups = both.groupby(["base", "lever"])
    table = pd.DataFrame({word: groups["place"].agg(lambda p, at=at: (p == at).mean()) for word, at in PLACES.items()})
    return table.assign(median_best=groups["value"].median(), cases=groups.size()).reset_index()


def finding(table: pd.DataFrame) -> str:
    """Return the finding in a sentence."""
    whole = table[table["base"] == "all"].set_index("lever")
    often = int((whole["inside"] >= WANTED_INSIDE).sum())
    ends = whole[["low_end", "high_end"]].max(axis=1)
    extreme = sorted(ends.index[ends > MOST_AT_END])
    at_end = f"{', '.join(extreme)} at one end in over 90%" if extreme else "none at one end in over 90%"
    passed = often >= WANTED_LEVERS * len(whole) and not extreme
    verdict = "Most levers have an optimum" if passed else "Not every lever has an optimum"
    return f"{verdict}: {often} of {len(whole)} are best inside in at least a third of the draws, {at_end}"


def draw_places(table: pd.DataFrame, title: str, file: Path) -> None:
    """Draw the share of cases in which each lever is best at its low end, inside and at its high end."""
    set_style()
    whole = table[table["base"] == "all"].set_index("lever").sort_values("inside")
    figure, axes = new_figure(1, 1, (7.6, 6.6))
    ax, left = axes[0, 0], np.zeros(len(whole))
    looks = {"low_end": ("#7b9ec9", "low end"), "inside": ("#f2c14e", "inside"), "high_end": ("#4d4d4d", "high end")}
    names = [LEVERS[name].plain.title for name in whole.index]
    for column, (colour, label) in looks.items():
        width = 100 * whole[column].to_numpy()
        ax.barh(names, width, left=left, color=colour, label=label)
        left += width
    figure.subplots_adjust(left=0.24, right=0.97, top=0.83, bottom=0.09)
    ax.set_xlabel("% of cases (200 draws of people under three policies) in which the best value is there")
    ax.set_xlim(0, 100)
    ax.grid(visible=False)
    ax.legend(ncols=3, loc="lower left", bbox_to_anchor=(0, 1.0))
    finish(figure, title, [file])


def draw_panel(ax: Any, panel: Panel, table: pd.DataFrame) -> None:
    """Draw the curves of a panel with their intervals; a dot marks the best value of each."""
    for colour, (setting, rows) in zip(COLOURS, table.groupby("setting"), strict=True):
        x, y, half = (rows[name].to_numpy() for name in ("value", "gain_percent", "half_width"))
        ax.fill_between(x, y - half, y + half, color=colour, alpha=0.18, linewidth=0)
        ax.plot(x, y, color=colour, label=f"{setting:g}")
        ax.plot(x[y.argmax()], y.max(), "o", color=colour, markersize=7)
    ax.axhline(0, color="0.55", linewidth=0.8)
    if panel.values[-1] > 10:
        ax.set_xscale("log", base=2)
        ax.set_xticks(panel.values, [str(value) for value in panel.values])
        ax.minorticks_off()
    ax.set_xlabel(panel.label)
    ax.legend(title=panel.words, ncols=3, loc="lower center", fontsize=8, title_fontsize=8)
    low, high = ax.get_ylim()
    ax.set_ylim(low - 0.35 * (high - low), high)


def draw_curves(table: pd.DataFrame, file: Path) -> None:
    """Draw net worth by lever under three settings each."""
    set_style()
    figure, axes = new_figure(2, 3, (11, 6.8))
    for ax, panel in zip(axes.flat, CURVES, strict=True):
        draw_panel(ax, panel, table[table["lever"] == panel.lever])
    for ax in axes[:, 0]:
        ax.set_ylabel("net worth, % above status quo")
    figure.subplots_adjust(left=0.07, right=0.98, top=0.9, bottom=0.08, hspace=0.3, wspace=0.2)
    finish(figure, "A lever's best value (dots) depends on the organisation; bands: 95% intervals of means", [file])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=0)
    few = parser.parse_args().draws
    table = shares(places(few or 200))
    print(table.to_string())
    print(finding(table))
    if not few:
        table.round(4).to_csv(HERE / "results.csv", index=False)
        (HERE / "finding.txt").write_text(finding(table) + "\n")
        draw_places(table, finding(table), HERE / "figure.png")
        lines = curves(SOME)
        lines.round(4).to_csv(HERE / "curves.csv", index=False)
        draw_curves(lines, HERE / "curves.png")
