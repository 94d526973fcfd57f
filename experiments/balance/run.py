"""Compare pull with push at many points of the priors and of contexts, and report what decides.

uv run python experiments/balance/run.py               writes its results here and fills them into the README
uv run python experiments/balance/run.py --points 100  a quick look; writes nothing
"""

import argparse
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml
from scipy.stats import binomtest, qmc, spearmanr

from simalign import Policy, Scenario
from simalign.analysis.figures.style import finish, new_figure, set_style
from simalign.calibration.priors import load_priors, shipped_priors
from simalign.experiments.readme import filled
from simalign.measures.catalogue import INDEX
from simalign.scenario.psychology import Psychology
from simalign.simulation.run import Simulation
from simalign.sweeps.design.factors import Distribution, values_of

HERE = Path(__file__).parent
SEED = 14
POLICIES = ("push", "pull", "push_lead", "pull_lead")
PAIRS = (("pull", "push"), ("pull_lead", "push_lead"))
MEASURES = {"value": "value", "net": "value_net"}
PERIODS = {"early": slice(0, 13), "late": slice(104, 156)}
BALANCED = (0.25, 0.75)
MOST = 12  # factors in the figure and in the README
CHANCE = 0.062  # half of the 95% interval of a rank correlation near 0 at 1,000 points, 1.96 / sqrt(999)
MARKS = (("#0072b2", "o"), ("#56b4e9", "s"), ("#d55e00", "D"), ("#8c2d04", "^"))
WORDS = {
    "psychology.eta": "effort by needs met (eta)",
    "psychology.chi": "effort by stakes (chi)",
    "psychology.accept": "acceptance of reasons (accept)",
    "psychology.deterrence": "effort by threats (deterrence)",
    "psychology.numb": "wearing off of stakes (numb)",
    "psychology.need_autonomy": "freedom needed (need_autonomy)",
    "psychology.anchor": "pull of private agendas (anchor)",
    "psychology.bite": "compliance by stakes (bite)",
    "psychology.oblige": "obedience (oblige)",
    "psychology.frustrate": "needs lost to control (frustrate)",
    "psychology.soothe": "threats calmed by reasons (soothe)",
    "psychology.intern": "internalising (intern)",
    "psychology.duty": "effort without will (duty)",
    "psychology.pledge": "commitment by taking part (pledge)",
    "psychology.w_voice": "reasons by taking part (w_voice)",
    "psychology.react": "resistance to control (react)",
    "psychology.notice": "will by noticed work (notice)",
    "psychology.inspire": "will by reasons (inspire)",
    "psychology.quit_needs": "leaving for unmet needs (quit_needs)",
    "psychology.crowd": "crowding out by pay (crowd)",
    "psychology.discretion": "compliance lost to freedom (discretion)",
    "role_share": "private share of agendas",
    "context.interdependence": "interdependence",
    "context.variety": "variety of orders",
    "context.legitimacy": "legitimacy of management",
}


def factors() -> dict[str, Distribution]:
    """Return the distributions of all parameters with a prior and of the properties of the context, by dotted key."""
    shapes = {f"psychology.{name}": shape for name, shape in load_priors(shipped_priors()).all.shapes.items()}
    contexts = yaml.safe_load((HERE / "contexts.yaml").read_text(encoding="utf-8"))["factors"]
    for key, form in contexts.items():
        shape = values_of(form, key)
        assert isinstance(shape, Distribution)
        shapes[key] = shape
    return shapes


def points(shapes: dict[str, Distribution], number: int) -> pd.DataFrame:
    """Return a Latin hypercube of the factors: one row per point, one column per factor."""
    units = qmc.LatinHypercube(len(shapes), rng=np.random.default_rng(SEED)).random(number)
    return pd.DataFrame({key: shape.values(units[:, n]) for n, (key, shape) in enumerate(shapes.items())})


def scenario_of(point: dict[str, Any]) -> Scenario:
    """Return the scenario of one point; values of integer factors become integers."""
    values = {key: int(x) if key in ("organisation.size", "organisation.span") else x for key, x in point.items()}
    people = {key.removeprefix("psychology."): x for key, x in values.items() if key.startswith("psychology.")}
    rest = {key: x for key, x in values.items() if not key.startswith("psychology.")}
    return Scenario(psychology=Psychology(**people), weeks=156).changed(rest)


def outcomes(scenario: Scenario, replication: int) -> dict[str, float]:
    """Return the mean of each measure in each period under each policy, for example ``pull value late``."""
    base = Simulation(scenario, SEED, replication)
    base.run(scenario.warmup)
    means = {}
    for policy in POLICIES:
        series = base.under(Policy(preset=policy)).run(scenario.weeks)
        for name, measure in MEASURES.items():
            for period, weeks in PERIODS.items():
                means[f"{policy} {name} {period}"] = float(series[weeks, INDEX[measure]].mean())
    return means


def differences(runs: pd.DataFrame) -> pd.DataFrame:
    """Return the difference of each contrast at each point, for example ``pull - push value late``."""
    return pd.DataFrame(
        {
            f"{first} - {second} {name} {period}": runs[f"{first} {name} {period}"] - runs[f"{second} {name} {period}"]
            for first, second in PAIRS
            for name in MEASURES
            for period in PERIODS
        }
    )


def shares(contrasts: pd.DataFrame) -> pd.DataFrame:
    """Return, for each contrast, the share of points in which it is positive, its 95% interval, and the quartiles."""
    rows = []
    for name, values in contrasts.items():
        low, high = binomtest(int((values > 0).sum()), len(values)).proportion_ci(method="wilson")
        share = float((values > 0).mean())
        lower, median, upper = values.quantile([0.25, 0.5, 0.75])
        quartiles = {"lower_quartile": lower, "median": median, "upper_quartile": upper}
        balanced = BALANCED[0] <= share <= BALANCED[1]
        rows.append({"contrast": name, "share": share, "low": low, "high": high, **quartiles, "balanced": balanced})
    return pd.DataFrame(rows)


def correlations(design: pd.DataFrame, contrasts: pd.DataFrame) -> pd.DataFrame:
    """Return Spearman's rank correlation of each factor with each contrast, largest first for the late value."""
    table = pd.DataFrame(
        {name: [spearmanr(design[key], contrasts[name]).statistic for key in design] for name in contrasts},
        index=pd.Index(design.columns, name="factor"),
    )
    order = table["pull - push value late"].abs().sort_values(ascending=False).index
    return table.loc[order]


def finding(table: pd.DataFrame, decisive: pd.DataFrame) -> str:
    """Return the finding in one sentence: how often pull is ahead, and what decides the late difference most."""
    share = {row.contrast: f"{100 * row.share:.0f}%" for row in table.itertuples()}
    first, second = (WORDS.get(key, short(key)) for key in decisive.index[:2])
    return (
        f"Pull produces more value than push in {share['pull - push value early']} of plausible cases at first, "
        f"{share['pull - push value late']} in the third year ({share['pull - push net late']} net of pay); {first} "
        f"and {second} decide most"
    )


def short(key: str) -> str:
    """Return the last part of a dotted key.

    >>> short("context.trust")
    'trust'
    """
    return key.rpartition(".")[2]


def answer(text: str, table: pd.DataFrame, decisive: pd.DataFrame) -> str:
    """Return the generated block of the README: the finding and the tables in words."""
    shown = [
        f"| {row.contrast} | {100 * row.share:.0f}% | {100 * row.low:.0f} to {100 * row.high:.0f}% | "
        f"{'yes' if row.balanced else '**no**'} |"
        for row in table.itertuples()
    ]
    factors = [
        f"| `{short(key)}` | {row['pull - push value late']:+.2f} | {row['pull_lead - push_lead value late']:+.2f} |"
        for key, row in decisive.head(MOST).iterrows()
    ]
    return "\n".join(
        [
            f"**{text}.** {int(table['balanced'].sum())} of {len(table)} contrasts are balanced as stated above.",
            "\n| contrast | pull ahead | 95% interval of the share | balanced |\n|---|--:|---|---|",
            *shown,
            "\n| rank correlation with pull - push, value, late | as set | with leadership |\n|---|--:|--:|",
            *factors,
            "\nAbove 0: favours pull. All factors and contrasts are in `correlations.csv`.",
        ]
    )


def figure(title: str, decisive: pd.DataFrame, path: Path) -> None:
    """Draw the rank correlations of the strongest factors with the late contrasts in value and net of pay."""
    set_style()
    chosen = [name for name in decisive if name.endswith("late")]
    rows = decisive[chosen].abs().max(axis=1).sort_values(ascending=False).head(MOST).index[::-1]
    drawn, ((axes,),) = new_figure(1, 1, (8.4, 6.6))
    drawn.subplots_adjust(left=0.36, right=0.97, bottom=0.1, top=0.7)
    for n, (name, (colour, shape)) in enumerate(zip(chosen, MARKS, strict=True)):
        y = np.arange(len(rows)) + 0.14 * (1.5 - n)
        label = name.replace("_", " ").replace("net late", "net of pay, year 3").replace("value late", "value, year 3")
        axes.hlines(y, decisive.loc[rows, name] - CHANCE, decisive.loc[rows, name] + CHANCE, color=colour, linewidth=1)
        axes.plot(decisive.loc[rows, name], y, shape, color=colour, markersize=5, label=label)
    axes.axvline(0, color="0.3", linewidth=0.9)
    axes.set_yticks(range(len(rows)), [WORDS.get(key, short(key).replace("_", " ")) for key in rows])
    axes.grid(True, axis="x")
    axes.set_xlabel("Spearman's rank correlation with the difference, 95% interval; above 0: favours pull")
    drawn.legend(*axes.get_legend_handles_labels(), loc="upper left", bbox_to_anchor=(0.02, 0.81), ncols=2)
    finish(drawn, title, [path])


def main() -> None:
    """Run the comparison and write its results."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, default=0, help="number of points of a quick look, which writes nothing")
    quick = parser.parse_args().points
    design = points(factors(), quick or 1000)
    runs = pd.DataFrame([outcomes(scenario_of(row), n) for n, row in enumerate(design.to_dict("records"))])
    contrasts = differences(runs)
    table, decisive = shares(contrasts), correlations(design, contrasts)
    text = finding(table, decisive)
    print(text)
    if not quick:
        table.to_csv(HERE / "shares.csv", index=False, float_format="%.5g")
        decisive.to_csv(HERE / "correlations.csv", float_format="%.4f")
        (HERE / "finding.txt").write_text(text + "\n", encoding="utf-8")
        figure(text, decisive, HERE / "figure.png")
        readme = HERE / "README.md"
        block = {"answer": answer(text, table, decisive)}
        readme.write_text(filled(readme.read_text(encoding="utf-8"), block), encoding="utf-8")


if __name__ == "__main__":
    main()
