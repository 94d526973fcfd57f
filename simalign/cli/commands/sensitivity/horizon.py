"""simalign sensitivity horizon: is what is reported an end state, and since when?"""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import pandas as pd
import typer

from simalign.analysis.findings import QUARTER
from simalign.analysis.text import bracketed, words
from simalign.api.policies import policies_from
from simalign.api.progress import progress_bar
from simalign.cli import output
from simalign.cli.commands.sensitivity.shared import (
    AnalysisOptions,
    common,
    head,
    keep_and_print,
    print_table,
    smaller,
)
from simalign.cli.lazy import command
from simalign.cli.options import (
    PoliciesOption,
    announce_compilation,
    as_options,
    drawn,
    several,
    whole_option,
)
from simalign.errors import InputError, Problem
from simalign.files.spreadsheet import write_csv
from simalign.measures.catalogue import measure as measure_of
from simalign.scenario import Policy, Scenario
from simalign.sensitivity.figures.horizon import draw_long_run
from simalign.sensitivity.long_run import (
    BASE,
    YEAR,
    Settling,
    Warmth,
    curves,
    headline,
    settling,
    settling_records,
    settling_sentence,
    warmth,
    warmth_records,
    warmth_sentence,
)

REPLICATIONS, QUICK_REPLICATIONS = 30, 8
LONG, BAND = 520, 0.02


@command(epilog="Example: simalign sensitivity horizon --quick --seed 1 --out horizon")
def horizon(
    options: AnalysisOptions,
    policies: PoliciesOption = "push,pull,hybrid",
    long: Annotated[int, whole_option(52, 5200, "Weeks of the long horizon.", "--long")] = LONG,
    band: Annotated[
        float, typer.Option("--band", metavar="X", help="Largest change that counts as none, in units of the measure.")
    ] = BAND,
) -> None:
    """Test whether results settle within the horizon.

    Reports whether the warm-up is long enough, when each policy settles, and whether it still drifts at the end. Uses
    the horizon of the scenario and a longer one, for status quo and each policy.
    """
    design = _design(options.load(), band)
    ends = sorted({design.weeks, max(long, design.weeks)})
    design = design.unchecked_copy(weeks=ends[-1])
    design = smaller(design, ends[-1]) if options.quick else design
    named = _named(policies, design)
    times = options.sized(REPLICATIONS, QUICK_REPLICATIONS)
    with output.reserve(options.out, "simalign-horizon") as results:
        seed = drawn(options.seed)
        record = common(design, seed, times, len(named) * times, options.quick) | {"band": band, "ends": ends}
        announce_compilation(len(design.goals))
        with progress_bar("runs", record["runs"]) as bar:
            series = curves(design, named, seed, times, bar.advance)
        warm = warmth(series[:, list(named).index(BASE)], design.warmup, ends[-1], band)
        found = settling(series, list(named), design.warmup, ends, band, seed)
        record |= {"policies": list(named), "finding": headline(warm, found, ends)}
        record |= {"warmup_adequacy": warmth_records(warm), "settling": settling_records(found)}
        record |= {"sentences": _sentences(warm, found, band, design.warmup)}
        keep_and_print(
            results,
            record,
            lambda folder: _write(folder, record, design, named, series, found),
            _show,
            options.as_json,
        )


def _design(design: Scenario, band: float) -> Scenario:
    """The scenario; raises InputError where there is nothing to look at."""
    found = []
    if not 0.0 < band < 10.0:
        found.append(Problem("cannot be used", key="--band", value=band, allowed="a number above 0, below 10"))
    if design.warmup < QUARTER:
        message = "is too short to assess"
        found.append(Problem(message, key="warmup", value=design.warmup, allowed=f"{QUARTER} weeks or more"))
    if design.weeks < YEAR:
        message = "are too few to detect a drift"
        found.append(Problem(message, key="weeks", value=design.weeks, allowed=f"{YEAR} weeks or more"))
    if found:
        raise InputError(found)
    return design


def _named(policies: str, design: Scenario) -> dict[str, Policy]:
    """Status quo and the policies that are meant, checked against the organisation."""
    with as_options():
        chosen = policies_from(several(policies), design)
    return {BASE: Policy(name=BASE)} | {name: policy for name, policy in chosen.items() if name != BASE}


def _sentences(warm: Sequence[Warmth], found: Sequence[Settling], band: float, warmup: int) -> list[str]:
    return [warmth_sentence(one, band, warmup) for one in warm] + [settling_sentence(one, band) for one in found]


def _write(
    folder: Path,
    record: dict[str, Any],
    design: Scenario,
    named: dict[str, Policy],
    series: np.ndarray,
    found: Sequence[Settling],
) -> None:
    write_csv(pd.DataFrame(record["warmup_adequacy"]), folder / "warmup.csv")
    table = pd.DataFrame(record["settling"])
    weeks = ["settled", "settled_low", "settled_high"]
    table[weeks] = table[weeks].astype("Int64")
    write_csv(table, folder / "settling.csv")
    (folder / "sentences.txt").write_text("\n".join(record["sentences"]) + "\n", encoding="utf-8")
    draw_long_run(
        series, list(named), found, design.warmup, record["ends"], [folder / "horizon.png"], record["finding"],
        _note(record),
    )  # fmt: skip
    entries = {key: value for key, value in record.items() if key not in ("scenario", "settling", "warmup_adequacy")}
    full = {name: output.plain(policy) for name, policy in named.items()}
    output.write_manifest(folder, design, **entries, full_policies=full)


def _note(record: dict[str, Any]) -> str:
    quick = "quick look, not to be cited; " if record["quick"] else ""
    return (
        f"{quick}{record['replications']} replications, paired; bands: 95% t intervals of means; dots below: settled "
        f"within {record['band']:g} of week {record['ends'][-1]}, with 95% bootstrap intervals; seed {record['seed']}"
    )


def _show(record: dict[str, Any]) -> None:
    """Print the finding, the warm-up, and a row a policy and measure."""
    print(f"\n{record['finding']}\n{head(record)}\n")
    for sentence in record["sentences"][: len(record["warmup_adequacy"])]:
        print(f"- {sentence}")
    print()
    rows = []
    for one in record["settling"]:
        drift = bracketed(one["drift"], one["drift_low"], one["drift_high"], "+.3f")
        last = "never" if one["settled_high"] is None else one["settled_high"]
        week = "not settled" if one["settled"] is None else bracketed(one["settled"], one["settled_low"], last, "d")
        name = f"{measure_of(one['measure']).label} under {words(one['policy'])}"
        rows.append([name, str(one["end"]), f"{one['level']:.3f}", week, drift, one["state"]])
    print_table(["mean", "by week", "level", "settled in week", "drift in the last year", "then"], rows)
    print(f"\nsettled: from when it stays within {record['band']:g} of its level at the end; steady: so is its drift.")
