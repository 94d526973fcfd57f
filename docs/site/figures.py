"""Draw the figures of the explanation from runs with fixed seeds: ``uv run python -m docs.site.figures [NAME ...]``.

Each function draws one figure and returns it with the name of its page's folder; without names, all are drawn. People
are drawn from the posterior, except in the pictures of a single company.
"""

import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import t as student

import simalign
from simalign.analysis.figures.palette import INK, policy_styles
from simalign.analysis.figures.style import finish, new_figure, set_style
from simalign.policies.levers import LEVERS

FOLDER = Path(__file__).parents[1] / "explanation" / "pictures"
SEED, REPLICATIONS = 1, 40
SPARE = {"color": "#5d3a9b"}
Curve = tuple[str, Mapping[str, Any], np.ndarray]  # label, style, values (replications, weeks)


def run(policies: Any, weeks: int, replications: int = REPLICATIONS, **more: Any) -> pd.DataFrame:
    """Return the weekly series of policies on the same organisations, as set."""
    arguments = {"uncertainty": "posterior", "seed": SEED, "progress": False} | more
    series = simalign.compare(policies=policies, replications=replications, weeks=weeks, **arguments).series
    return series[series["basis"] == "as set"]


def by_week(series: pd.DataFrame, policy: str, measure: str) -> np.ndarray:
    """Return a measure under a policy from the end of the warm-up (week 0) on, (replications, weeks)."""
    rows = series[(series["policy"] == policy) & (series["week"] >= 0)]
    return rows.pivot(index="replication", columns="week", values=measure).to_numpy()


def half_width(values: np.ndarray) -> np.ndarray:
    """Return the half width of the 95% interval of the mean over the first axis."""
    n = len(values)
    return np.asarray(student.ppf(0.975, n - 1) * values.std(0, ddof=1) / np.sqrt(n))


def panels(columns: int, height: float = 3.6, width: float = 8.0, right: float = 0.98) -> tuple[Any, Any]:
    """Return a figure with a row of panels and room for a title."""
    figure, axes = new_figure(1, columns, (width, height))
    figure.subplots_adjust(left=0.12, right=right, top=1 - 0.85 / height, bottom=0.55 / height, wspace=0.42)
    return figure, axes[0]


def draw_curves(ax: Any, curves: Sequence[Curve], ylabel: str) -> None:
    """Draw means with 95% intervals over the weeks of the policy."""
    for label, style, values in curves:
        weeks, mean, half = np.arange(values.shape[1]), values.mean(0), half_width(values)
        ax.plot(weeks, mean, label=label, **style)
        ax.fill_between(weeks, mean - half, mean + half, color=style["color"], alpha=0.15, linewidth=0)
    ax.set(xlabel="week of the policy", ylabel=ylabel)


def three_states() -> Any:
    """Knowing, wanting and doing under push and pull."""
    series = run(["push", "pull"], 104)
    styles = policy_styles(["push", "pull", "status_quo"])
    figure, axes = panels(3, width=10.0)
    for ax, (measure, title) in zip(axes, {"know": "know", "want": "want", "do": "do"}.items(), strict=True):
        curves = [(name.replace("_", " "), styles[name], by_week(series, name, measure)) for name in styles]
        draw_curves(ax, curves, f"people {title} their part\n(share of working time)")
    axes[0].legend(loc="lower right")
    return finish(figure, "Under push people do more of their part without wanting it more", [])


def agendas() -> Any:
    """Private agendas by role."""
    model = simalign.AlignmentModel("default", seed=SEED)
    names = [goal.name for goal in model.simulation.scenario.goals]
    roles = ("senior_manager", "middle_manager", "specialist")
    means = np.array([np.mean([m.agenda for m in model.members if m.role == role], axis=0) for role in roles]) * 100
    figure, (ax,) = panels(1, 3.2, right=0.76)
    left = np.zeros(len(roles))
    colours = ("#08306b", "#2171b5", "#4292c6", "#6baed6", "#c6dbef", "#d55e00", "#e69f00", "#f0e442")
    for column, (name, colour) in enumerate(zip(names, colours, strict=True)):
        ax.barh(range(len(roles)), means[:, column], left=left, color=colour, label=name)
        left += means[:, column]
    ax.set_yticks(range(len(roles)), [role.replace("_", "\n") for role in roles])
    ax.invert_yaxis()
    ax.grid(axis="x")
    ax.set(xlabel="mean share of the week that they would choose (%)")
    ax.legend(loc="center left", bbox_to_anchor=(1.01, 0.5))
    return finish(figure, "Left to themselves, people would give two fifths of the week to goals of their own", [])


def week() -> Any:
    """The steps of a week as a diagram."""
    steps = (
        ("Carry out", "managers carry out\nthe policy in their way"),
        ("Market", "what customers want\nmay move"),
        ("Strategy", "leaders revise it at\nevery review"),
        ("Know", "managers pass it on in\ntheir own words"),
        ("Want", "agenda, colleagues,\nmanager, reasons"),
        ("Feel", "resistance, needs, trust\nand skill follow"),
        ("Do", "wants, customers,\nstakes and example"),
        ("Deliver", "work becomes value\nfor customers"),
        ("Relate", "partners see what\nis done"),
        ("Turnover", "some leave, others\narrive"),
    )
    figure, (ax,) = panels(1, 3.8, 9.0)
    figure.subplots_adjust(left=0.01, right=0.99, bottom=0.02)
    ax.set_axis_off()
    ax.set(xlim=(0, 5), ylim=(0, 2))
    for n, (name, text) in enumerate(steps):
        row, column = divmod(n, 5)
        x, y = (column if row == 0 else 4 - column) + 0.5, 1.5 - row
        ax.text(x, y + 0.17, f"{n + 1}  {name}", ha="center", va="center", weight="bold", fontsize=10.5)
        ax.text(x, y - 0.13, text, ha="center", va="center", fontsize=8)
        box = {"boxstyle": "round,pad=0.02", "facecolor": "#eef3fb", "edgecolor": INK, "linewidth": 0.8}
        ax.add_patch(_box(x - 0.45, y - 0.36, 0.9, 0.72, box))
        arrow = {"arrowstyle": "-|>", "color": INK, "linewidth": 1.2}
        if n < 9 and n != 4:
            step = 1 if row == 0 else -1
            ax.annotate("", (x + 0.54 * step, y), (x + 0.44 * step, y), arrowprops=arrow)
        if n == 4:
            ax.annotate("", (x, 0.84), (x, 1.14), arrowprops=arrow)
        if n == 9:
            ax.annotate("", (x, 1.14), (x, 0.86), arrowprops=arrow)
            ax.text(x + 0.05, 1.0, "next week", va="center", fontsize=8)
    return finish(figure, "A week of the model: everybody takes a step before the next one starts", [])


def _box(x: float, y: float, width: float, height: float, style: Mapping[str, Any]) -> Any:
    from matplotlib.patches import FancyBboxPatch

    return FancyBboxPatch((x, y), width, height, zorder=-1, **style)


def knowing() -> Any:
    """Knowing by level, with two feedback talks a year as usual and with one a month."""
    titles = {"two feedback talks a year": {}, "a feedback talk a month": {"feedback_interval": 4}}
    figure, axes = panels(2)
    styles = (
        {"color": INK, "linestyle": ":"},
        {"color": "#0072b2", "linestyle": "--"},
        {"color": "#d55e00", "linestyle": "-"},
    )
    labels = ("leaders", "their teams", "teams below")
    for ax, (title, levers) in zip(axes, titles.items(), strict=True):
        known = np.array([_known_by_level(levers, replication) for replication in range(12)])
        curves = [(label, style, known[:, :, n]) for n, (label, style) in enumerate(zip(labels, styles, strict=True))]
        draw_curves(ax, curves, "know their part of the strategy (share)")
        ax.set(title=title, ylim=(0.4, 1.02))
    axes[0].legend(loc="lower left")
    return finish(figure, "Every level passes on less of the strategy; talks bring some of it to everybody", [])


def _known_by_level(levers: Mapping[str, float], replication: int) -> np.ndarray:
    """Return how far members of levels 1 and 2, 3, and 4 know their part, (weeks, 3)."""
    model = simalign.AlignmentModel(
        "default", policy=simalign.Policy(levers=levers), seed=SEED, replication=replication
    )
    state, fixed, level = model.simulation.state, model.simulation.fixed, model.organisation.level
    rows = []
    for number in range(52 + 53):
        model.step()
        if number >= 52:
            known = np.minimum(state.knows, state.part[fixed.department]).sum(1)
            rows.append([known[group].mean() for group in (level <= 2, level == 3, level >= 4)])
    return np.array(rows)


def wanting() -> Any:
    """How much more people want their part under pull, without single mechanisms."""
    off = {"full model": None, "no acceptance": "acceptance", "no internalising": "internalising",
           "no social influence": "social_influence"}  # fmt: skip
    styles = ({"color": "#0072b2"}, {"color": "#d55e00", "linestyle": "--"}, {"color": "#009e73", "linestyle": "-."},
              {"color": INK, "linestyle": ":"})  # fmt: skip
    figure, (ax,) = panels(1)
    curves = []
    for (label, mechanism), style in zip(off.items(), styles, strict=True):
        factors = {} if mechanism is None else {f"mechanisms.{mechanism}": False}
        series = run(["pull"], 156, factors=factors)
        curves.append((label, style, by_week(series, "pull", "want") - by_week(series, "status_quo", "want")))
    draw_curves(ax, curves, "want their part: pull - status quo\n(share of working time)")
    ax.axhline(0, color=INK, linewidth=0.8)
    ax.legend(loc="upper left")
    return finish(figure, "Wanting grows slowly, and only where people accept the strategy and make it their own", [])


def feeling() -> Any:
    """Resistance and trust after a mandate, with and without reasons and voice."""
    policies = {
        "mandate": {"mandate": 0.9, "monitoring": 0.8},
        "mandate with reasons": {"mandate": 0.9, "monitoring": 0.8, "rationale": 1.0},
        "mandate with voice": {"mandate": 0.9, "monitoring": 0.8, "voice": 1.0},
    }
    styles = ({"color": "#d55e00"}, {"color": "#e69f00", "linestyle": "--"}, {"color": "#0072b2", "linestyle": "-."})
    series = run(policies, 104)
    figure, axes = panels(2)
    for ax, measure, label in zip(
        axes, ("resistance", "trust"), ("resistance (0 to 1)", "trust (0 to 1)"), strict=True
    ):
        curves = [(name, style, by_week(series, name, measure)) for name, style in zip(policies, styles, strict=True)]
        curves.append(
            ("status quo", policy_styles(["status_quo"])["status_quo"], by_week(series, "status_quo", measure))
        )
        draw_curves(ax, curves, label)
    axes[0].legend(loc="upper right")
    return finish(figure, "People resist a rise in control, and get used to it; voice lowers it at once", [])


def doing() -> Any:
    """Every member by wanting and doing, in one company after half a year."""
    figure, axes = panels(3, 3.9, 9.0)
    for ax, policy in zip(axes, ("status_quo", "push", "pull"), strict=True):
        model = simalign.AlignmentModel("default", policy=policy, seed=SEED)
        model.run_for(52 + 26)
        state, part = model.simulation.state, model.simulation.state.part[model.simulation.fixed.department]
        want, do = (np.minimum(x, part).sum(1) for x in (state.wants, state.does))
        managers = model.simulation.fixed.has_reports.astype(bool)
        colour = policy_styles([policy])[policy]["color"]
        ax.plot([0, 1], [0, 1], color=INK, linewidth=0.8)
        ax.scatter(want[~managers], do[~managers], s=14, color=colour, alpha=0.7, label="others")
        ax.scatter(want[managers], do[managers], s=26, marker="^", color=INK, label="managers")
        ax.set(xlim=(0.1, 1), ylim=(0.1, 1), title=policy.replace("_", " "), xlabel="want their part (share of week)")
    axes[0].set_ylabel("do their part (share of week)")
    axes[0].legend(loc="lower right")
    return finish(figure, "Above the line people do more of their part than they want: the compliance gap", [])


def value() -> Any:
    """The parts of value by policy, in the second year."""
    policies = ["push", "pull", "lead"]
    series = run(policies, 104)
    late = (
        series[series["week"] > 52].groupby(["policy", "replication"])[["local_worth", "joint_worth", "value"]].mean()
    )
    figure, (ax,) = panels(1, right=0.76)
    names = ["status_quo", *policies]
    means = late.groupby("policy").mean().loc[names]
    together = simalign.Scenario().context.interdependence
    teams, joint = (1 - together) * means["local_worth"], together * means["joint_worth"]
    ax.bar(range(4), teams, color="#0072b2", width=0.6, label="for the teams'\nown customers")
    ax.bar(range(4), joint, bottom=teams, color="#e69f00", width=0.6, label="made together,\nwith partners")
    whole = late["value"].unstack("policy")
    gains = whole.sub(whole["status_quo"], axis=0)
    for n, name in enumerate(names[1:], 1):
        percent = 100 * gains[name] / whole["status_quo"].mean()
        half = half_width(percent.to_numpy())
        ax.text(n, teams[name] + joint[name] + 0.006, f"{percent.mean():+.1f}%\n± {half:.1f}", ha="center", fontsize=9)
    ax.set_xticks(range(4), [name.replace("_", " ") for name in names])
    ax.set(ylabel="value, second year\n(working weeks per member-week)", ylim=(0, 1.25 * (teams + joint).max()))
    ax.legend(loc="center left", bbox_to_anchor=(1.01, 0.5))
    return finish(figure, "Value has two parts; numbers are gains over status quo with 95% intervals", [])


def levers() -> Any:
    """What each lever adds to value when it alone rises to .8."""
    units = [name for name, lever in LEVERS.items() if lever.kind == "unit"]
    series = run({f"raised {name}": {name: 0.8} for name in units}, 156)
    late = series[series["week"] > 104].groupby(["policy", "replication"])["value"].mean().unstack("policy")
    gains = 100 * late.sub(late["status_quo"], axis=0).div(late["status_quo"].mean())
    gains.columns = gains.columns.str.removeprefix("raised ")
    figure, (ax,) = panels(1, 4.6)
    colours = {"push": "#d55e00", "pull": "#0072b2", "lead": "#009e73"}
    for n, name in enumerate(reversed(units)):
        colour = colours[LEVERS[name].family]
        low, high = gains[name].quantile([0.025, 0.975])
        ax.plot([low, high], [n, n], color=colour, linewidth=1.2)
        half = half_width(gains[name].to_numpy())
        ax.errorbar(gains[name].mean(), n, xerr=half, fmt="o", color=colour, elinewidth=3.6)
    ax.set_yticks(range(len(units)), [name.replace("_", " ") for name in reversed(units)])
    ax.axvline(0, color=INK, linewidth=0.8)
    ax.grid(axis="x")
    ax.set(
        xlabel="value in year 3: gain over status quo (%)\nthick: 95% interval of the mean; thin: middle 95% of draws"
    )
    figure.subplots_adjust(left=0.24, bottom=0.16)
    for family, colour in colours.items():
        ax.plot([], [], "o", color=colour, label=family)
    ax.legend(loc="lower right")
    return finish(figure, "One lever raised to .8, all others as usual: help adds by far the most", [])


def replications() -> Any:
    """Single runs and their mean."""
    series = run(["push", "pull"], 104, 20)
    styles = policy_styles(["push", "pull"])
    figure, axes = panels(2)
    for name, style in styles.items():
        values = by_week(series, name, "value")
        axes[0].plot(values.T, color=style["color"], alpha=0.25, linewidth=0.7)
        axes[0].plot(values.mean(0), label=name, **style)
    axes[0].set(xlabel="week of the policy", ylabel="value\n(working weeks per member-week)", title="runs and means")
    axes[0].legend(loc="lower right")
    gap = by_week(series, "pull", "value") - by_week(series, "push", "value")
    axes[1].plot(gap.T, color="#808080", alpha=0.35, linewidth=0.7)
    draw_curves(axes[1], [("pull - push", SPARE, gap)], "pull - push\n(working weeks per member-week)")
    axes[1].axhline(0, color=INK, linewidth=0.8)
    axes[1].set_title("differences within pairs")
    return finish(figure, "Companies differ far more from each other than policies do", [])


def pairing() -> Any:
    """Standard errors of the difference of push and pull, with and without pairing."""
    series = run(["push", "pull"], 52, 60)
    late = series[series["week"] > 39].groupby(["policy", "replication"])[["value", "do", "trust"]].mean()
    figure, axes = panels(3, 3.4, 9.5)
    for ax, measure in zip(axes, ("value", "do", "trust"), strict=True):
        push, pull = (late.loc[policy, measure].to_numpy() for policy in ("push", "pull"))
        gap = pull - push
        apart = student.ppf(0.975, 118) * np.sqrt((push.var(ddof=1) + pull.var(ddof=1)) / 60)
        for n, (half, colour) in enumerate(((apart, "#808080"), (half_width(gap), "#5d3a9b"))):
            ax.errorbar(n, gap.mean(), yerr=half, fmt="o", color=colour, capsize=4)
        ax.axhline(0, color=INK, linewidth=0.8)
        ax.set_xticks((0, 1), ("other people", "same people"))
        ax.set(xlim=(-0.6, 1.6), title=f"{measure}: {(apart / half_width(gap)) ** 2:.0f} times the runs")
    axes[0].set_ylabel("pull - push, last quarter of year 1\n(mean and 95% interval)")
    return finish(figure, "Without pairing, the same precision would take many times as many runs", [])


FIGURES: dict[str, Callable[[], Any]] = {
    "three_states": three_states, "agendas": agendas, "week": week, "knowing": knowing, "wanting": wanting,
    "feeling": feeling, "doing": doing, "value": value, "levers": levers, "replications": replications,
    "pairing": pairing,
}  # fmt: skip


def main(names: Sequence[str]) -> None:
    """Draw figures by name; all of them without names."""
    set_style()
    FOLDER.mkdir(exist_ok=True)
    for name in names or FIGURES:
        FIGURES[name]().savefig(FOLDER / f"{name}.png", dpi=110, metadata={"Software": None})


if __name__ == "__main__":
    main(sys.argv[1:])
