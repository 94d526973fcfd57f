"""Ask whether pull is ahead of push under fits that did not see one of the families of evidence.

uv run python experiments/left_out/run.py FIT            writes its results here and fills them into the README
uv run python experiments/left_out/run.py FIT --draws 8  a quick look; writes nothing

FIT is the folder of ``simalign calibrate``, which has the draws of the fit (posterior.csv) and of fits without one
family (without/FAMILY.csv).
"""

import argparse
from pathlib import Path

import numpy as np
import pandas as pd

from simalign import compare
from simalign.analysis.figures.style import finish, new_figure, set_style
from simalign.analysis.percent import in_percent
from simalign.calibration.priors import load_priors, shipped_priors
from simalign.calibration.tables import prior_draws
from simalign.experiments.readme import filled
from simalign.experiments.results import PERCENT, Row, of_differences
from simalign.experiments.verdicts import CONDITIONAL, REJECTED, SUPPORTED, verdict_on

HERE = Path(__file__).parent
SEED = 15
DRAWS = 64
POLICIES = ("push", "pull", "push_lead", "pull_lead")
SHORT = "pull - push"
CONTRASTS = {SHORT: ("pull", "push"), f"{SHORT}, both with leadership": ("pull_lead", "push_lead")}
PERIODS = {"weeks 1-13": (1, 13), "year 3": (105, 156)}
ALL, PRIOR = "all evidence", "no evidence (priors)"
COLOURS = ("#0072b2", "#d55e00")
NOTE = "thick lines: 95% intervals of means; thin lines: middle 95% of draws of people; grey: too small to matter"


def fits(folder: Path) -> dict[str, Path | pd.DataFrame]:
    """Return the draws of each fit by its name: all evidence, no evidence, and without each family."""
    families = sorted((folder / "without").glob("*.csv"))
    without = {f"without {file.stem.replace('-', ' ')}": file for file in families}
    priors = prior_draws(load_priors(shipped_priors()).all, DRAWS, SEED)
    return {ALL: folder / "posterior.csv", PRIOR: priors, **without}


def rows_of(fit: str, file: Path, draws: int) -> list[dict[str, object]]:
    """Return one row per contrast and period under the draws of a fit."""
    series = compare(
        policies=list(POLICIES), replications=draws, seed=SEED, weeks=156, uncertainty=file, progress=False
    ).series
    rows: list[dict[str, object]] = []
    for period, (first, last) in PERIODS.items():
        weeks = series[series["week"].between(first, last)]
        means = weeks.groupby(["policy", "replication"])["value"].mean().unstack("policy")
        for contrast, (one, other) in CONTRASTS.items():
            values = in_percent((means[one] - means[other]).to_numpy(), means["status_quo"].to_numpy())
            row = of_differences(f"{contrast}, {period}", contrast, values, PERCENT)
            rows.append({"fit": fit, "contrast": contrast, "period": period, "row": row})
    return rows


def verdict(row: Row) -> str:
    """Return which policy is ahead by an effect that matters, or which is not."""
    pull, push = verdict_on(row, "above"), verdict_on(row, "below")
    for name, verdict_on_lead in (("pull", pull), ("push", push)):
        if verdict_on_lead in (SUPPORTED, CONDITIONAL):
            return f"{name} ahead" if verdict_on_lead == SUPPORTED else f"{name} ahead, conditional"
    if pull == push:
        return pull  # undecided, or too small to matter
    return "pull not ahead" if pull == REJECTED else "push not ahead"


def table_of(rows: list[dict[str, object]]) -> pd.DataFrame:
    """Return the rows with their numbers as columns."""
    records = []
    for entry in rows:
        row = entry["row"]
        assert isinstance(row, Row)
        numbers = {name: getattr(row, name) for name in ("estimate", "low", "high", "middle_low", "middle_high")}
        named = {name: entry[name] for name in ("fit", "contrast", "period")}
        records.append(named | numbers | {"opposite": row.opposite, "draws": row.n, "verdict": verdict(row)})
    return pd.DataFrame(records)


def finding(table: pd.DataFrame) -> str:
    """Return the finding: the means under the fit to all evidence, and their ranges without a family."""
    clauses = []
    for contrast, of_contrast in table.groupby("contrast", sort=False):
        texts = []
        for period, group in of_contrast.groupby("period", sort=False):
            means = group.set_index("fit")["estimate"]
            without = means.drop([ALL, PRIOR])
            span = f"{without.min():+.1f} to {without.max():+.1f}%"
            first = contrast == SHORT
            when = f" in {period}" if first else ""
            texts.append(f"{means[ALL]:+.1f}%{when} ({span}{' without a family of evidence' if first else ''})")
        clauses.append(" and ".join(texts))
    return f"Pull minus push in value: {'; with equal leadership levers '.join(clauses)}"


def agreement(table: pd.DataFrame) -> str:
    """Return in how many of the fits without a family each verdict of the fit to all evidence stays."""
    texts = []
    for (contrast, period), group in table.groupby(["contrast", "period"], sort=False):
        verdicts = group.set_index("fit")["verdict"]
        without = verdicts.drop([ALL, PRIOR])
        same = f"{int((without == verdicts[ALL]).sum())} of {len(without)} fits without a family"
        prior = "the same" if verdicts[PRIOR] == verdicts[ALL] else "another"
        texts.append(f"- {contrast}, {period}: {verdicts[ALL]}; the same in {same}, {prior} under the priors")
    return "\n".join(texts)


def answer(text: str, table: pd.DataFrame) -> str:
    """Return the generated block of the README."""
    shown = [
        f"| {row.fit} | {row.contrast}, {row.period} | {row.estimate:+.1f}% [{row.low:+.1f}, {row.high:+.1f}] | "
        f"{row.middle_low:+.1f} to {row.middle_high:+.1f} | {row.opposite:.0f}% | {row.verdict} |"
        for row in table.itertuples()
    ]
    head = ["| fit | contrast | mean [its 95% interval] | middle 95% of draws | opposite sign | verdict |"]
    return "\n".join(
        [f"**{text}.**\n", "The verdicts:\n", agreement(table) + "\n", *head, "|---|---|--:|---|--:|---|", *shown]
    )


def figure(table: pd.DataFrame, path: Path) -> None:
    """Draw each contrast under each fit: the mean with its interval, and the middle 95% of draws behind it."""
    set_style()
    names = list(dict.fromkeys(table["fit"]))[::-1]
    drawn, axes = new_figure(1, 2, (9.2, 6.2))
    drawn.subplots_adjust(left=0.24, right=0.98, bottom=0.19, top=0.8, wspace=0.08)
    for panel, (period, of_period) in zip(axes[0], table.groupby("period", sort=False), strict=True):
        for n, (contrast, group) in enumerate(of_period.groupby("contrast", sort=False)):
            group = group.set_index("fit").loc[names]
            y = np.arange(len(names)) + (0.17 if n == 0 else -0.17)
            panel.hlines(y, group["middle_low"], group["middle_high"], color=COLOURS[n], linewidth=1, alpha=0.35)
            panel.hlines(y, group["low"], group["high"], color=COLOURS[n], linewidth=2.4)
            panel.plot(group["estimate"], y, "os"[n], color=COLOURS[n], markersize=5, label=contrast)
        panel.axvspan(-1, 1, color="0.9", zorder=0)
        panel.axvline(0, color="0.3", linewidth=0.9)
        panel.set_title(f"Value, {period}")
        panel.set_yticks(range(len(names)), names if panel is axes[0][0] else [""] * len(names))
        panel.set_xlabel("pull - push, % of status quo")
    drawn.legend(*axes[0][0].get_legend_handles_labels(), loc="lower left", bbox_to_anchor=(0.22, 0.035), ncols=2)
    drawn.text(0.98, 0.01, NOTE, ha="right", fontsize=8, color="0.3")
    finish(drawn, finding(table), [path])


def main() -> None:
    """Run the comparison under each fit and write its results."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("fit", type=Path, help="folder of simalign calibrate")
    parser.add_argument("--draws", type=int, default=0, help="draws of a quick look, which writes nothing")
    options = parser.parse_args()
    rows = []
    for name, draws in fits(options.fit).items():
        file = draws
        if isinstance(draws, pd.DataFrame):
            file = options.fit / "priors.csv"
            draws.to_csv(file, index=False)
        assert isinstance(file, Path)
        rows += rows_of(name, file, options.draws or DRAWS)
    table = table_of(rows)
    text = finding(table)
    print(text)
    if not options.draws:
        table.to_csv(HERE / "results.csv", index=False, float_format="%.6g")
        (HERE / "finding.txt").write_text(text + "\n", encoding="utf-8")
        figure(table, HERE / "figure.png")
        readme = HERE / "README.md"
        block = {"answer": answer(text, table)}
        readme.write_text(filled(readme.read_text(encoding="utf-8"), block), encoding="utf-8")


if __name__ == "__main__":
    main()
