"""simalign validate: published effects against their virtual experiments."""

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from simalign.analysis.text import bracketed, words
from simalign.api.progress import progress_bar
from simalign.cli import output
from simalign.cli.lazy import command
from simalign.cli.options import JsonOption, SetOption, announce_compilation, tell, whole_option
from simalign.cli.tables import console, fresh_table
from simalign.errors import InputError, Problem, printable
from simalign.evidence.read import Loaded, load_studies, shipped_studies
from simalign.evidence.validation import BAD, Finding
from simalign.evidence.validation import validate as validated
from simalign.scenario.psychology import Psychology
from simalign.scenario.read import load_scenario

SEED, ORGANISATIONS = 1, 30
NOTE = (
    "inside: the simulated effect lies in the published interval, or has the published sign beyond chance. sign only: "
    "outside, but on the same side of no effect, beyond chance. undefined: it cannot be worked out. reported: nothing "
    "to hold it against. Simulated intervals are 95%, over organisations."
)


FilesArgument = Annotated[
    list[Path] | None,
    typer.Argument(metavar="[FILE...]", help="Study files, or folders of them; default: the shipped studies."),
]


@command(epilog="Example: simalign validate my_study.yaml -n 50")
def validate(
    files: FilesArgument = None,
    organisations: Annotated[
        int,
        whole_option(2, 10_000, "Organisations of each study.", "--organisations", "-n"),
    ] = ORGANISATIONS,
    seed: Annotated[int, whole_option(0, 2**63 - 1, "Random seed, from 0.")] = SEED,
    settings: SetOption = None,
    as_json: JsonOption = False,
) -> None:
    """Run published experiments on the model and compare effects.

    All arms of all studies use the same organisations with common random numbers. The exit status is 1 if an effect
    lies outside its published interval, 2 for bad input. --set changes psychology, like --set psychology.anchor=0.5.
    """
    studies = load_studies(study_files(files) if files else shipped_studies())
    psychology = _psychology(settings or [])
    announce_compilation(len(studies[0].scenario(next(iter(studies[0].study.arms))).goals))
    findings = _run(studies, seed, organisations, psychology)
    if as_json:
        print(output.json_text({"seed": seed, "facts": [finding.record() for finding in findings]}, indent=2))
    else:
        _print(findings, seed)
    if any(finding.verdict in BAD for finding in findings):
        raise typer.Exit(1)


def study_files(given: list[Path]) -> list[Path]:
    """Study files, folders opened. Raises InputError for a folder without any."""
    found: list[Path] = []
    for path in given:
        inside = sorted(path.glob("*.yaml")) if path.is_dir() else [path]
        if not inside:
            raise InputError([Problem("does not contain a study", path, allowed="a folder with .yaml files")])
        found += inside
    return found


def _psychology(settings: list[str]) -> Psychology | None:
    """The psychology that --set gives; None where it gives none. Raises InputError for other keys."""
    for setting in settings:
        if not setting.strip().startswith("psychology."):
            message = "has no effect here: the studies define arms and contexts"
            raise InputError([Problem(message, key="--set", value=setting, allowed="psychology.NAME=VALUE")])
    return load_scenario("default", settings).psychology if settings else None


def _run(studies: list[Loaded], seed: int, organisations: int, psychology: Psychology | None) -> list[Finding]:
    total = max(organisations, *(loaded.study.organisations or 0 for loaded in studies))
    with progress_bar("organisations", total) as bar:
        return validated(studies, seed, organisations, psychology, bar.advance)


def _print(findings: list[Finding], seed: int) -> None:
    table = fresh_table(f"Published effects against the model, seed {seed}")
    for name in ("fact", "unit", "week", "published", "simulated", "", "source"):
        table.add_column(name, justify="right" if name == "week" else "left", overflow="fold")
    for row in (finding.record() for finding in findings):
        table.add_row(
            escape(words(row["fact"])),
            escape(words(row["unit"])),
            str(row["week"]),
            bracketed(row["published"], row["published_low"], row["published_high"]),
            bracketed(row["simulated"], row["simulated_low"], row["simulated_high"]),
            row["verdict"],
            escape(printable(row["source"])),
        )
    screen = console()
    screen.print(table)
    held = [f for f in findings if f.effect.published.low is not None]
    inside = sum(finding.verdict == "inside" for finding in held)
    if held:
        print(f"{inside} of {len(held)} facts with an interval lie inside it.")
    others = [f for f in findings if f.effect.published.sign is not None]
    if others:
        print(f"{sum(f.verdict == 'inside' for f in others)} of {len(others)} facts that are a sign have it.")
    tell(NOTE)
