"""Options that several commands share, and what they mean."""

import secrets
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from simalign.errors import InputError, Problem
from simalign.scenario import OrganisationSpec, Policy, Scenario
from simalign.scenario.reading import load_organisation_spec, load_policy, load_scenario

LARGEST_SEED = 2**63 - 1

ScenarioArgument = Annotated[
    str,
    typer.Argument(
        metavar="[SCENARIO]", help="Name of a shipped scenario, or a YAML file.", show_default=True
    ),
]
OrganisationOption = Annotated[
    str | None,
    typer.Option(
        "--organisation",
        "-g",
        metavar="FILE",
        help="Your organisation: a members CSV, an organisation YAML, or a shipped name.",
    ),
]
TiesOption = Annotated[
    Path | None,
    typer.Option(
        "--ties", metavar="FILE", help="Who works with whom: CSV edge list or GraphML, for a members CSV."
    ),
]
SetOption = Annotated[
    list[str] | None,
    typer.Option(
        "--set", metavar="KEY=VALUE", help="Override a scenario key, like context.trust=0.3; may be repeated."
    ),
]
SeedOption = Annotated[
    int | None,
    typer.Option(min=0, max=LARGEST_SEED, help="Seed; drawn and printed if not given.", show_default=False),
]
WeeksOption = Annotated[
    int | None,
    typer.Option(min=1, max=52000, help="Weeks of policy; overrides the scenario.", show_default=False),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]


def drawn(seed: int | None) -> int:
    """The seed given, or a fresh one."""
    return secrets.randbits(32) if seed is None else seed


def chosen_organisation(given: str, ties: Path | None) -> OrganisationSpec:
    """The organisation that is meant: a members CSV as it stands, else a YAML or a shipped name."""
    if not given.lower().endswith((".csv", ".tsv", ".txt")):
        if ties is not None:
            problem = Problem(
                "goes with a members CSV; an organisation YAML names its own", key="--ties", value=str(ties)
            )
            raise InputError([problem])
        return load_organisation_spec(given)
    return OrganisationSpec(members=Path(given).resolve(), ties=None if ties is None else ties.resolve())


def chosen_scenario(
    name: str, organisation: str | None, ties: Path | None, settings: Sequence[str] | None, weeks: int | None
) -> Scenario:
    """The scenario that is meant, with everything on the command line on top."""
    scenario = load_scenario(name, settings or [])
    if organisation is None and ties is not None:
        raise InputError([Problem("goes with --organisation, a members CSV", key="--ties", value=str(ties))])
    changed: dict[str, object] = {}
    if organisation is not None:
        spec = chosen_organisation(organisation, ties)
        kept = {"leadership_levels", "stakeholders", "relationship_start"} - spec.model_fields_set
        changed["organisation"] = spec.model_copy(update={k: getattr(scenario.organisation, k) for k in kept})
    if weeks is not None:
        changed["weeks"] = weeks
    return scenario.model_copy(update=changed)


def chosen_policies(text: str) -> dict[str, Policy]:
    """Policies by name, from names and files with commas between them."""
    found: dict[str, Policy] = {}
    for part in (part.strip() for part in text.split(",")):
        if not part:
            continue
        policy = load_policy(part)
        if policy.name in found:
            raise InputError([Problem("two policies have this name", key="--policies", value=policy.name)])
        found[policy.name] = policy
    if not found:
        raise InputError(
            [Problem("names no policy", key="--policies", value=text, allowed="names or files, with commas")]
        )
    return found


def tell(text: str) -> None:
    """Say something to the person, not to the program that may read standard output."""
    print(text, file=sys.stderr, flush=True)


def announce_compilation(goals: int) -> None:
    """Say that the first run compiles, where it does."""
    from simalign.compiled import cache_folder

    folder = cache_folder()
    if folder is None:
        tell(
            "The model is compiled anew in every run (10-30 s): the cache folder cannot be written; set SIMALIGN_CACHE to one that can."
        )
    elif not any(folder.rglob("engine.live*.nbc")):
        tell(f"First run: compiling the model for {goals} goals; this takes 10-30 s, once.")
