"""Compare pull with push at many points of the priors and of contexts, and report what decides.

uv run python experiments/balance/run.py               writes shares.csv, correlations.csv, finding.txt and figure.png
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
from simalign.calibration.priors import load_priors, shipped_priors
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
MOST = 12  # factors in the figure


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
        quartiles = dict(zip(("lower_quartile", "median", "upper_quartile"), values.quantile([0.25, 0.5, 0.75]), strict=True))
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
    """Return the finding: the eight shares, how many are balanced, and the strongest factors of the late value."""
    parts = [f"{row.contrast}: {100 * row.share:.0f} % (balanced: {row.balanced})" for row in table.itertuples()]
    strongest = decisive["pull - push value late"].head(6)
    ranked = ", ".join(f"{key.rpartition('.')[2]} {rho:+.2f}" for key, rho in strongest.items())
    count = int(table["balanced"].sum())
    return "\n".join(
        [f"{count} of {len(table)} contrasts are balanced.", *parts, f"What decides pull - push value late: {ranked}."]
    )


def figure(decisive: pd.DataFrame, path: Path) -> None:
    """Draw the rank correlations of the strongest factors with the late contrasts in value and net of pay."""
    from matplotlib.figure import Figure

    chosen = [name for name in decisive if name.endswith("late")]
    rows = decisive[chosen].abs().max(axis=1).sort_values(ascending=False).head(MOST).index[::-1]
    drawn = Figure(figsize=(8, 5.5), layout="constrained")
    axes = drawn.subplots()
    for offset, name in enumerate(chosen):
        axes.plot(decisive.loc[rows, name], np.arange(len(rows)) + 0.12 * (offset - 1.5), "o", label=name)
    axes.axvline(0, color="0.5", linewidth=0.8)
    axes.set_yticks(range(len(rows)), [key.rpartition(".")[2] for key in rows])
    axes.set_xlabel("Spearman's rank correlation with the difference; above 0: favours pull")
    axes.legend(fontsize=8)
    drawn.savefig(path, dpi=120)


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
        figure(decisive, HERE / "figure.png")


if __name__ == "__main__":
    main()
