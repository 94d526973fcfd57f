"""simalign calibrate: fit the free psychological parameters to published effects."""

import time
from pathlib import Path
from typing import Annotated, Any

import typer

from simalign.analysis.figures.fit import draw_correlations, draw_facts, draw_marginals, draw_ranks, strongest
from simalign.analysis.text import words
from simalign.calibration import tables
from simalign.calibration.checkpoint import Folder, Setting
from simalign.calibration.priors import Priors, load_priors, shipped_priors
from simalign.calibration.run import FULL_CHECKS, FULL_PLAN, QUICK_CHECKS, QUICK_PLAN, Calibration
from simalign.calibration.run import calibrate as calibrated
from simalign.calibration.waves import Fit
from simalign.cli import output
from simalign.cli.commands.validate import FilesArgument, study_files
from simalign.cli.lazy import command
from simalign.cli.options import tell, whole_option
from simalign.errors import InputError, Problem
from simalign.evidence.read import load_studies, shipped_studies
from simalign.files.spreadsheet import write_csv
from simalign.installation import require
from simalign.parallel import worker_count

SEED = 1
LINE = 30.0  # seconds between plain lines


@command(epilog="Example: simalign calibrate --quick --out trial")
def calibrate(
    files: FilesArgument = None,
    out: Annotated[
        Path,
        typer.Option(metavar="DIR", help="Folder for runs and results; an unfinished calibration continues."),
    ] = Path("simalign-calibrate"),
    priors: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Priors; default: the shipped ones.", show_default=False)
    ] = None,
    seed: Annotated[int, whole_option(0, 2**31, "Random seed, from 0.")] = SEED,
    organisations: Annotated[
        int | None,
        whole_option(1, 1000, "Organisations of a study; default: 16, with --quick 2.", "--organisations", "-n"),
    ] = None,
    varied: Annotated[
        int | None,
        whole_option(4, 16_384, "Organisations of a study that varies them; default: 64, with --quick 16."),
    ] = None,
    workers: Annotated[
        int | None,
        whole_option(1, 1000, "Worker processes; default: one per core."),
    ] = None,
    quick: Annotated[bool, typer.Option("--quick", help="Run a small calibration in minutes; do not cite it.")] = False,
) -> None:
    """Fit the psychological parameters to published effects.

    Screens the parameters, runs waves of history matching, draws from the posterior, predicts each published effect
    from a fit without it, and recovers parameters from synthetic data. Takes a few hours on two cores. Finished work is
    stored, and the same command continues where it stopped.
    """
    require("calibrate", "calibrate", "emcee", "sklearn", "SALib")
    given = tuple(study_files(files) if files else shipped_studies())
    known = load_priors(priors or shipped_priors())
    if not any(e.published.low is not None for loaded in load_studies(given) for e in loaded.study.effects):
        raise InputError(
            [Problem("has no effect with a published interval", given[0], allowed="published: {low: .., high: ..}")]
        )
    few, many = (2, 16) if quick else (16, 64)
    setting = Setting(given, priors or shipped_priors(), seed, organisations or few, varied or many)
    folder = Folder(out, setting)
    plan, checks = (QUICK_PLAN, QUICK_CHECKS) if quick else (FULL_PLAN, FULL_CHECKS)
    began = time.monotonic()
    cores = worker_count(workers)
    found = calibrated(folder, len(known.names), plan, checks, cores, lambda fit: _keep(folder, known, fit), _ticker())
    _write(folder, known, found, {"quick": quick, "seconds": round(time.monotonic() - began)})


def _ticker() -> Any:
    """Tell, now and then, how far each stage is."""
    done: dict[str, int] = {}
    told = [0.0]

    def tick(stage: str, count: int) -> None:
        new = stage not in done
        done[stage] = done.get(stage, 0) + count
        if new or time.monotonic() - told[0] > LINE:
            told[0] = time.monotonic()
            tell(f"{stage}: {done[stage]} done")

    return tick


def _keep(folder: Folder, priors: Priors, fit: Fit) -> None:
    """What the fit found, before it is checked."""
    for name, table in (
        ("posterior", tables.posterior_draws(fit, priors)),
        ("parameters", tables.parameters(fit, priors)),
    ):
        write_csv(table, folder.path / f"{name}.csv", float_format="%.6g")


def _write(folder: Folder, priors: Priors, found: Calibration, extra: dict[str, Any]) -> None:
    """Tables, figures and what repeats it, into the folder."""
    fit, path = found.fit, folder.path
    draws = tables.posterior_draws(fit, priors)
    parameters = tables.parameters(fit, priors)
    facts = tables.facts(fit, found.at_median, found.alone)
    names = [priors.names[n] for n in found.ranked]
    ranks = tables.ranks_table(found.ranks, names)
    for name, table in (
        ("facts", facts),
        ("ranks", ranks),
        ("screening", tables.screening(found.mu_star, fit.targets, priors.names)),
    ):
        write_csv(table, path / f"{name}.csv", float_format="%.6g")
    inside, count, sure = int(facts["inside"].sum()), len(facts), int(parameters["identified"].sum())
    alone = int(facts["without_inside"].sum()) if found.alone else None
    unseen = "" if alone is None else f", and {alone} that it was not shown"
    middle = int(facts["posterior"].between(facts["published_low"], facts["published_high"]).sum())
    title = f"By medians of draws, the fit holds {middle} of {count} {_facts(count)}{unseen}"
    draw_facts(facts, [path / "facts.png"], title)
    draw_marginals(
        draws,
        parameters,
        [path / "marginals.png"],
        f"The facts say something of {sure} of {len(parameters)} parameters",
    )
    chosen = parameters.sort_values("spread", kind="stable")["parameter"].head(18)
    one, other, r = strongest(draws, list(chosen))
    tied = f"Facts tie parameters together, most of all {words(one)} and {words(other)} ({r:+.2f})"
    draw_correlations(draws, list(chosen), [path / "correlations.png"], tied)
    p = found.ranks.uneven()
    verdict = "Ranks are as even as they should be" if p > 0.05 else "Ranks are more uneven than they should be"
    draw_ranks(ranks, [path / "ranks.png"], f"{verdict} (p = {p:.2f})")
    record = output.manifest(
        setting=folder.setting.identity(),
        runs=len(fit.u),
        converged=fit.posterior.converged,
        facts_inside=inside,
        left_out_inside=alone,
        facts=count,
        identified=sure,
        ranks_p=p,
        **extra,
    )
    (path / output.MANIFEST).write_text(output.json_text(record, indent=2) + "\n", encoding="utf-8")
    print(f"Inside their published intervals at the posterior median: {inside} of {count} {_facts(count)}.")
    unshown = "one cannot be" if alone is None else alone
    print(f"By medians of draws: {middle}; each predicted by a fit without it: {unshown}.")
    print(f"The facts say something of {sure} of {len(parameters)} parameters.")
    print(f"Chains: R-hat {fit.posterior.converged:.3f}. Fits of own data: ranks uneven with p = {p:.2f}.")
    print(f"Tables, figures and manifest: {path}/")


def _facts(count: int) -> str:
    return "fact" if count == 1 else "facts"
