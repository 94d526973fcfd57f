"""Update the generated blocks of all READMEs from the stored results: of the experiments, the gallery and the project.

``uv run python experiments/refresh.py`` prints the files that changed. The text outside the blocks states no result.
"""

import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from simalign.experiments import load, names
from simalign.experiments.catalogue import README, experiments_folder
from simalign.experiments.gallery import refresh
from simalign.experiments.readme import filled

# in the README of the project: claims, and findings as sentences
CLAIMS, FINDINGS = ("push_or_pull",), ("left_out", "balance", "calibration")
MOST = 5  # factors per outcome in the tables of sensitivity
LOOK = ["policy", "period", "basis", "measure", "mean, % [95% interval]", "middle 95%", "above status quo"]
LOOKED = """Differences from status quo, in per cent of its value: the mean with its 95% interval, the middle 95% of
draws of plausible people, and the share of draws above status quo."""


def table(head: list[str], rows: list[list[str]]) -> str:
    """Return a table in Markdown."""
    return "\n".join("| " + " | ".join(cells) + " |" for cells in (head, ["---"] * len(head), *rows))


def first_look(folder: Path) -> str:
    """Return the answer of the first look, from the tables of ``simalign compare``."""
    rows = [
        [
            row.policy,
            row.period,
            row.basis,
            row.measure,
            f"{row.percent:+.1f} [{row.low:+.1f}, {row.high:+.1f}]",
            f"{row.middle_low:+.1f} to {row.middle_high:+.1f}",
            f"{100 * row.ahead:.0f}%",
        ]
        for row in pd.read_csv(folder / "percent.csv").itertuples()
    ]
    return f"{LOOKED}\n\n{table(LOOK, rows)}".replace("_", " ")


def sensitivity(folder: Path) -> str:
    """Return the factors that matter most to each outcome, from the tables of ``simalign sensitivity``."""
    parts = []
    for name, size, ends, told, words in (
        ("levers", "total", ("total_low", "total_high"), "total_told", "total Sobol index"),
        ("context", "total", ("total_low", "total_high"), "total_told", "total Sobol index"),
        ("psychology", "mu_star", ("low", "high"), "told", "Morris mean absolute elementary effect"),
    ):
        indices = pd.read_csv(folder / name / "indices.csv")
        noise = pd.read_csv(folder / name / "noise.csv").set_index("outcome")["noise_share"]
        rows = []
        for outcome, group in indices[indices[told] & (indices["factor"] != "replication noise")].groupby(
            "outcome", sort=False
        ):
            lead = [
                f"`{row['factor'].rpartition('.')[2]}` {row[size]:.3f} ({row[ends[0]]:.3f} to {row[ends[1]]:.3f})"
                for _, row in group.sort_values(size, ascending=False).head(MOST).iterrows()
            ]
            rows.append([str(outcome).replace("_", " "), ", ".join(lead), f"{100 * noise[outcome]:.0f}%"])
        picture = f"![{words} of {name}]({name}/{'morris' if name == 'psychology' else 'sobol'}.png)"
        head = ["outcome", f"{words} (95% interval of the index)", "replication noise"]
        parts.append(f"### {name.capitalize()}\n\n{picture}\n\n{table(head, rows)}")
    return "\n\n".join(parts)


def robustness(folder: Path) -> str:
    """Return what the claims rest on, from the sentences of ``simalign sensitivity``."""
    parts = []
    for name, title in (
        ("ablations", "Each claim without each mechanism"),
        ("rivals", "Each claim under rival rules"),
        ("horizon", "When means settle"),
    ):
        claims = folder / name / "claims.csv"
        counted = ""
        if claims.exists():
            full = pd.read_csv(claims).query("variant == 'full model'")
            counted = f"Of {len(full)} claims {(full['verdict'] == 'holds').sum()} hold in the full model.\n\n"
        lines = (folder / name / "sentences.txt").read_text(encoding="utf-8").splitlines()
        listed = "\n".join(f"- {line}" for line in lines if line)
        parts.append(f"### {title}\n\n![{title}]({name}/{name}.png)\n\n{counted}{listed}")
    return "\n\n".join(parts)


def calibration(folder: Path) -> str:
    """Return how well left-out families are forecast and what is learnt, from the tables of ``simalign calibrate``."""
    record = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    kinds = pd.read_csv(folder / "summary.csv").set_index("forecast")
    families, known = pd.read_csv(folder / "families.csv"), pd.read_csv(folder / "parameters.csv")
    evidence = pd.read_csv(folder / "evidence.csv")
    scores = table(
        [
            "forecast of left-out families",
            "score",
            "against the prior",
            "half-widths",
            "in 50% band",
            "in 95% band",
            "signs right",
        ],
        [
            [
                kind,
                f"{row.crps:.3f}",
                f"{row.difference:+.3f} ± {1.96 * row.difference_se:.3f}",
                f"{row.crps_half_widths:.2f}",
            ]
            + [share(x) for x in (row.inside_50, row.inside_95, row.sign_right)]
            for kind, row in zip(kinds.index, kinds.itertuples(), strict=True)
        ],
    )
    by_family = table(
        ["family", "effects", "model's error", "in 95% band", "signs right", "score: fit", "prior", "constant", "zero"],
        [
            [row.family, str(row.effects), f"{row.discrepancy:.2f}", share(row.inside_95), share(row.signs_right)]
            + [f"{x:.2f}" for x in (row.crps_fit, row.crps_prior, row.crps_constant, row.crps_zero)]
            for row in families.itertuples()
        ],
    )
    informed = known[known["identified"]].sort_values("removed", ascending=False)
    named = ", ".join(f"`{row.parameter}` ({share(row.removed)})" for row in informed.itertuples())
    missed = ", ".join(evidence.loc[~evidence["inside"], "effect"])
    parts = [
        f"**{record['finding']}.**",
        scores,
        "Scores are means over families, as are the shares; ± is 1.96 standard errors over families.",
        aims(kinds.loc["fit"], families, evidence),
        by_family,
        f"**In the fit.** The medians of the posterior draws hold {record['effects_held']} of {record['effects']} "
        f"effects: they lie in the published interval or have the published sign. Not held: {missed}.",
        f"**What is learnt.** The evidence removes the variance of {record['parameters_learnt']:.1f} of "
        f"{record['parameters']} parameters, net of chance, and is informative about {len(informed)} (in brackets the "
        f"share of variance removed): {named}. The common error of the model is {record['discrepancy']:.2f}.",
    ]
    return "\n\n".join(parts)


def aims(fit: pd.Series, families: pd.DataFrame, evidence: pd.DataFrame) -> str:
    """Return which of the aims stated in the README are met, and the families that the fit forecasts worst."""
    signs = evidence["sign_probability"].dropna()
    right = 100 * (signs > 0.5).mean()
    met = {
        f"A score {fit.gain:.0f}% better than that of the prior (aim: 20%)": fit.gain >= 20,
        f"{share(fit.inside_95)} of left-out effects in the 95% bands (aim: 85 to 99%)": 0.85 <= fit.inside_95 <= 0.99,
        f"{share(fit.sign_right)} of left-out signs right (aim: 80%)": fit.sign_right >= 0.8,
    }
    listed = "; ".join(f"{text}: {'met' if reached else '**not met**'}" for text, reached in met.items())
    worse = families[families["crps_fit"] > families["crps_prior"]].sort_values("crps_fit", ascending=False)
    named = ", ".join(f"{row.family} ({row.crps_fit:.2f} against {row.crps_prior:.2f})" for row in worse.itertuples())
    hardest = ", ".join(families.sort_values("crps_fit", ascending=False)["family"].head(3))
    return (
        f"**Aims.** {listed}. Of the {len(signs)} single effects with a sign, {right:.0f}% are right. The prior is not "
        f"beaten in {named}. The forecasts are worst for {hardest}."
    )


def speed(folder: Path) -> str:
    """Return the table of measured times and ratios, each with the load of the machine."""
    rows = [
        [
            row.what,
            number(row.median),
            "" if row.n == 1 else f"{number(row.low)} to {number(row.high)}",
            "" if pd.isna(row.aim) else row.aim,
            f"{row.load:.0f}",
        ]
        for row in pd.read_csv(folder / "results.csv").itertuples()
    ]
    return table(["measure", "median", "range", "aim", "load"], rows)


def number(x: float) -> str:
    """Return a number with three significant digits.

    >>> number(1234.5), number(0.01234)
    ('1,234', '0.0123')
    """
    return f"{x:,.0f}" if abs(x) >= 100 else f"{x:.3g}"


def share(x: float) -> str:
    """Return a share in per cent, empty if it is not defined."""
    return "" if pd.isna(x) else f"{100 * x:.0f}%"


ANSWERS: dict[str, Callable[[Path], str]] = {
    "first_look": first_look,
    "calibration": calibration,
    "sensitivity": sensitivity,
    "robustness": robustness,
    "speed": speed,
}

if __name__ == "__main__":
    experiments = experiments_folder()
    changed = refresh(experiments, [load(name) for name in names()], CLAIMS, FINDINGS)
    for name, answer in ANSWERS.items():
        file = experiments / name / README
        old = file.read_text(encoding="utf-8")
        file.write_text(filled(old, {"answer": answer(file.parent)}), encoding="utf-8")
        changed += [file] if file.read_text(encoding="utf-8") != old else []
    print(*changed, sep="\n")
