"""Options that several commands share, and the objects that their values name."""

import re
import secrets
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from simalign.analysis.text import words
from simalign.comparison.compare import BASE
from simalign.compiled import cache_folder
from simalign.errors import InputError, Problem, printable, shown
from simalign.files.load import located
from simalign.files.shipped import is_name
from simalign.files.tree import Node
from simalign.organisation.columns import COLUMNS, TIE_COLUMNS
from simalign.organisation.members import imported, undescribed
from simalign.organisation.record import Organisation
from simalign.policies.plan import departments_exist
from simalign.policies.policy import load_policy
from simalign.policies.trees import policy_tree, policy_written
from simalign.policies.values import lever_values, status_quo
from simalign.scenario import OrganisationSpec, Policy, Scenario
from simalign.scenario.organisation import KEPT
from simalign.scenario.posterior import Posterior, posterior_of
from simalign.scenario.read import load_organisation_spec, load_scenario
from simalign.scenario.trees import TABLES, scenario_tree

LARGEST_SEED = 2**63 - 1


def whole(low: int, high: int) -> Callable[[str], int]:
    """Make a parser of whole numbers from low to high, whose message has the value and the allowed values.

    >>> whole(1, 9)("7")
    7
    """

    def read(given: str) -> int:
        text = str(given).strip()
        if not re.fullmatch(r"[-+]?[0-9]{1,30}", text) or not low <= int(text) <= high:
            allowed = f"a whole number from {low} to {high}"
            raise typer.BadParameter(f"cannot be used (given: {shown(given)}); allowed: {allowed}")
        return int(text)

    return read


def whole_option(low: int, high: int, help: str, *names: str) -> Any:
    """Declare an option that takes a whole number from low to high."""
    return typer.Option(*names, parser=whole(low, high), metavar="N", help=help)


def above_zero(given: str) -> float:
    """Parse a number above 0. Raises BadParameter with the allowed values.

    >>> above_zero("0.01")
    0.01
    """
    try:
        number = float(str(given))
    except ValueError:
        number = 0.0
    if not 0.0 < number < float("inf"):
        raise typer.BadParameter(f"cannot be used (given: {shown(given)}); allowed: a number above 0")
    return number


ScenarioArgument = Annotated[
    str,
    typer.Argument(metavar="SCENARIO", help="Name of a shipped scenario, or a YAML file.", show_default=True),
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
    typer.Option("--ties", metavar="FILE", help="Who works with whom: CSV edge list or GraphML, for a members CSV."),
]
PoliciesOption = Annotated[
    str,
    typer.Option("--policies", "-p", metavar="NAMES", help="Shipped policies or YAML files, separated by commas."),
]
SetOption = Annotated[
    list[str] | None,
    typer.Option(
        "--set", metavar="KEY=VALUE", help="Override a scenario key, like context.trust=0.3; may be repeated."
    ),
]
SeedOption = Annotated[
    int | None, whole_option(0, LARGEST_SEED, "Random seed, from 0; drawn and printed if not given.")
]
WeeksOption = Annotated[int | None, whole_option(1, 52000, "Weeks of policy; overrides the scenario.")]
OutOption = Annotated[
    Path | None,
    typer.Option(metavar="DIR", help="New folder for the results; a fresh one here if not given.", show_default=False),
]
UncertaintyOption = Annotated[
    str,
    typer.Option(
        metavar="none|posterior|FILE",
        help="posterior: replication r uses posterior draw r of the psychological parameters, so that the spread "
        "covers replication noise and parameter uncertainty; FILE: your draws. The scenario's settings stay fixed.",
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]


def drawn(seed: int | None) -> int:
    """Return the seed or, if it is None, draw one and print it."""
    if seed is not None:
        return seed
    fresh = secrets.randbits(32)
    tell(f"Seed drawn: {fresh}")
    return fresh


def chosen_posterior(given: str) -> Posterior | None:
    """Read the posterior draws that --uncertainty names. Raises InputError for an unknown word or a broken file."""
    try:
        return posterior_of(given)
    except InputError as error:
        raise InputError([p if p.file else replace(p, key="--uncertainty") for p in error.problems]) from None


def chosen_organisation(given: str, ties: Path | None) -> OrganisationSpec:
    """Read an organisation: a members CSV, an organisation YAML, or a shipped name. Raises InputError."""
    _check_ties(given, ties)
    return load_organisation_spec(given, ties)


def _check_ties(organisation: str | None, ties: Path | None) -> None:
    if ties is None:
        return
    if organisation is None:
        raise _clash("--ties", ties, "requires --organisation with a members CSV")
    if not organisation.lower().endswith(TABLES):
        raise _clash("--ties", ties, "requires a members CSV; an organisation YAML names its ties itself")


def chosen_scenario(
    name: str, organisation: str | None, ties: Path | None, settings: Sequence[str], weeks: int | None
) -> Scenario:
    """Read a scenario and apply the options of the command line.

    Prints remarks about the files of its organisation. Raises InputError, also if two options contradict each other.
    """
    _check_ties(organisation, ties)
    for setting in settings:
        if weeks is not None and _keys(setting) == ["weeks"]:
            raise _clash("--set", setting, "is also given by --weeks")
        if organisation is not None:
            _check_effective(setting)
    settings = [*settings, *([] if weeks is None else [f"weeks={weeks}"])]
    scenario = load_scenario(name, settings, organisation, ties)
    if scenario.organisation.members is not None:
        with blaming_mappings(lambda: scenario_tree(name, settings, [], organisation, ties)):
            _tell_remarks(scenario)
    return scenario


def _check_effective(setting: str) -> None:
    """Raise InputError for a setting of the organisation that --organisation replaces."""
    keys = _keys(setting)
    if keys[0] == "organisation" and (len(keys) != 2 or keys[1] not in KEPT):
        allowed = ", ".join(f"organisation.{key}" for key in KEPT)
        raise _clash("--set", setting, "has no effect with --organisation, which replaces it", allowed)


def _tell_remarks(scenario: Scenario) -> None:
    organisation, readings = imported(scenario.organisation, [goal.name for goal in scenario.goals])
    for reading in readings:
        for note in reading.notes:
            tell(printable(f"{reading.file}: {note}"))
    for remark in undescribed(organisation, list(scenario.departments)):
        tell(printable(f"{scenario.organisation.members}: {remark}"))


@contextmanager
def blaming_mappings(written: Callable[[], Node]) -> Iterator[None]:
    """Attribute problems with a mapping of columns to its line in the file where it is ``written``."""
    try:
        yield
    except InputError as error:
        tree = written()
        start = "organisation." if "organisation" in tree.items else ""
        mapped = (f"{COLUMNS}.", f"{TIE_COLUMNS}.")
        raise InputError(
            [
                located(replace(p, key=f"{start}{p.key}"), tree) if (p.key or "").startswith(mapped) else p
                for p in error.problems
            ]
        ) from None


def split_settings(settings: Sequence[str]) -> tuple[list[str], list[str]]:
    """Separate the settings of a scenario from those of its policy, whose keys become those of a policy file.

    >>> split_settings(["weeks=5", "policy.levers.mandate=1"])
    (['weeks=5'], ['levers.mandate=1'])
    """
    policy = [setting for setting in settings if _keys(setting)[0] == "policy"]
    for setting in policy:
        if _keys(setting) == ["policy"]:
            raise _clash("--set", setting, "is also given by --policy")
    rest = [setting for setting in settings if setting not in policy]
    return rest, [setting.partition(".")[2].lstrip() for setting in policy]


def chosen_policy(part: str, key: str, settings: Sequence[str] = ()) -> Policy:
    """Read a policy by shipped name or file. Its name is the shipped name, the name in the file, or the file name."""
    try:
        policy = load_policy(part, settings)
    except InputError as error:
        raise InputError([p if p.file else replace(p, key=key) for p in error.problems]) from None
    name = part if is_name(part) else policy.name.strip() or Path(part).stem
    return policy.model_copy(update={"name": name})


def chosen_policies(text: str) -> dict[str, tuple[Policy, str]]:
    """Read policies from names and files separated by commas; return each by name, with its part of the text."""
    found: dict[str, tuple[Policy, str]] = {}
    problems: list[Problem] = []
    for part in filter(None, (part.strip() for part in text.split(","))):
        try:
            policy = chosen_policy(part, "--policies")
        except InputError as error:
            problems += error.problems
            continue
        known = found.setdefault(policy.name, (policy, part))
        usual = policy.plain and lever_values(policy) == status_quo()
        if known[0] is not policy:
            message = f"has the name of {known[1]!r}, {shown(policy.name)}; give it another"
            problems += _clash("--policies", part, message).problems
        elif words(policy.name) == words(BASE) and not usual:
            message = f"has the name {shown(policy.name)} but other levers; give it another"
            problems += _clash("--policies", part, message).problems
    if not found and not problems:
        raise _clash("--policies", text, "does not name a policy", "names or files, separated by commas")
    if problems:
        raise InputError(problems)
    return found


def check_departments(
    policy: Policy, file: Path, inside: str, organisation: Organisation, settings: Sequence[str] = ()
) -> None:
    """Raise InputError, with file and line, for a policy with departments that the organisation lacks.

    ``inside`` is the prefix of the policy's keys in ``file``: "policy." in a scenario, "" in a policy file.
    ``settings`` override that file.
    """
    try:
        departments_exist(policy, organisation.departments)
    except InputError as error:
        tree = scenario_tree(file, settings, []).items["policy"] if inside else policy_tree(file, settings, [])
        tree, inside = policy_written(tree, inside)
        found = []
        for p in error.problems:
            key = (p.key or "").removeprefix("policy.")
            place = located(replace(p, key=f"{key}.{p.value}"), tree)
            found.append(replace(place, key=f"{inside}{key}"))
        raise InputError(found) from None


def _keys(setting: str) -> list[str]:
    return [part.strip() for part in setting.partition("=")[0].split(".")]


def _clash(key: str, value: object, message: str, allowed: str | None = None) -> InputError:
    return InputError([Problem(message, key=key, value=str(value), allowed=allowed)])


def tell(text: str) -> None:
    """Print a message on standard error, which a program that reads standard output does not see."""
    print(text, file=sys.stderr, flush=True)


def announce_compilation(goals: int) -> None:
    """Announce compilation if the compiled model is not in the cache."""
    folder = cache_folder()
    if folder is None:
        tell("The model is compiled in every run (up to a minute), because the cache folder cannot be written.")
        tell("Set SIMALIGN_CACHE to a writable folder.")
    elif not any(folder.rglob("engine.live*.nbc")):
        tell(f"First run: compiling the model for {goals} goals; this takes up to a minute, once.")
