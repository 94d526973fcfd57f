"""Options that several commands share, and functions that read the objects that their values name."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from simalign.api.inputs import LARGEST_SEED, seed_from
from simalign.api.organisations import tell_remarks
from simalign.api.policies import check_departments as check_departments
from simalign.api.progress import announce_compilation as announce_compilation
from simalign.api.progress import tell as tell
from simalign.comparison.compare import USUAL
from simalign.errors import InputError, Problem, shown
from simalign.files.load import Problems, located
from simalign.files.read import unusable
from simalign.files.shipped import is_name
from simalign.files.tree import Node
from simalign.organisation.columns import COLUMNS, TIE_COLUMNS
from simalign.policies.policy import load_policy
from simalign.scenario import OrganisationSpec, Policy, Scenario
from simalign.scenario.organisation import KEPT
from simalign.scenario.posterior import FITTED
from simalign.scenario.read import load_organisation_spec, load_scenario
from simalign.scenario.trees import holds_members, scenario_tree

# arguments of public functions that are options of the same name
ARGUMENTS = {
    *("policies", "replications", "precision", "most", "pilot", "seed", "uncertainty"),
    *("ranges", "trajectories", "claims", "long", "band"),
}


def whole(low: int, high: int) -> Callable[[str], int]:
    """Return a parser of whole numbers from low to high. Its error message names the value and the allowed values.

    >>> whole(1, 9)("7")
    7
    """

    def read(value: str) -> int:
        text = str(value).strip()
        if not re.fullmatch(r"[-+]?[0-9]{1,30}", text) or not low <= int(text) <= high:
            allowed = f"a whole number from {low} to {high}"
            raise typer.BadParameter(f"cannot be used (given: {shown(value)}); allowed: {allowed}")
        return int(text)

    return read


def whole_option(low: int, high: int, help: str, *names: str) -> Any:
    """Declare an option that takes a whole number from low to high."""
    return typer.Option(*names, parser=whole(low, high), metavar="N", help=help)


def above_zero(value: str) -> float:
    """Parse a number above 0. Raises BadParameter with the allowed values.

    >>> above_zero("0.01")
    0.01
    """
    try:
        number = float(str(value))
    except ValueError:
        number = 0.0
    if not 0.0 < number < float("inf"):
        raise typer.BadParameter(f"cannot be used (given: {shown(value)}); allowed: a number above 0")
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
        help="Your organisation: a table of members, an organisation YAML, or a shipped name.",
    ),
]
TiesOption = Annotated[
    Path | None,
    typer.Option(
        "--ties",
        metavar="FILE",
        help="Who works with whom: an edge list, a matrix or a network, for a table of members.",
    ),
]
SurveyOption = Annotated[
    Path | None,
    typer.Option(
        "--survey",
        metavar="FILE",
        help="Answers by person, department or team, which hold when the policy starts; see simalign survey-template.",
    ),
]
USUAL_POLICIES = ",".join(USUAL)
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
        help="posterior: replication r uses the shipped draw r of plausible people, that is, of the psychological "
        f"parameters ({FITTED}), so that the spread covers replication noise and parameter uncertainty; FILE: "
        "your draws. The scenario's settings stay fixed.",
    ),
]
NamesOption = Annotated[
    str, typer.Option("--names", metavar="shown|hidden", help="hidden: positions in place of names.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]


def drawn(seed: int | None) -> int:
    """Return the seed or, if it is None, draw one and print it."""
    return seed_from(seed, None, tell)


def chosen_organisation(name: str, ties: Path | None, survey: Path | None = None) -> OrganisationSpec:
    """Read an organisation: a members CSV, an organisation YAML, or a shipped name. Raises InputError."""
    _check_ties(name, ties)
    with _naming_survey(survey):
        return load_organisation_spec(name, ties, survey)


@contextmanager
def _naming_survey(survey: Path | None) -> Iterator[None]:
    """Name the option of a survey in problems with its file, or with an organisation that cannot have one."""
    if survey is not None and (reason := unusable(survey)):
        raise _clash("--survey", survey, reason, "the path of a file of answers")
    try:
        yield
    except InputError as error:
        keys = ("survey", "organisation.survey")
        problems = [replace(p, key="--survey") if survey and p.key in keys else p for p in error.problems]
        raise InputError(problems) from None


def _check_ties(organisation: str | None, ties: Path | None) -> None:
    if ties is None:
        return
    if organisation is None:
        raise _clash("--ties", ties, "requires --organisation with a table of members")
    if not holds_members(Path(organisation)):
        raise _clash("--ties", ties, "requires a table of members; an organisation YAML names its ties itself")


def chosen_scenario(
    name: str,
    organisation: str | None,
    ties: Path | None,
    settings: Sequence[str],
    weeks: int | None,
    survey: Path | None = None,
) -> Scenario:
    """Read a scenario and apply the options of the command line.

    Prints remarks about the files of its organisation. Raises InputError, also if two options contradict each other.
    """
    _check_ties(organisation, ties)
    if survey is not None and organisation is None:
        raise _clash("--survey", survey, "requires --organisation with a members file")
    for setting in settings:
        if weeks is not None and _keys(setting) == ["weeks"]:
            raise _clash("--set", setting, "is also given by --weeks")
        if organisation is not None:
            _check_effective(setting)
    settings = [*settings, *([] if weeks is None else [f"weeks={weeks}"])]
    with _naming_survey(survey):
        scenario = load_scenario(name, settings, organisation, ties, survey)
    if scenario.organisation.members is not None:
        with locating_mappings(lambda: scenario_tree(name, settings, Problems(), organisation, ties, survey)):
            tell_remarks(scenario)
    return scenario


def _check_effective(setting: str) -> None:
    """Raise InputError for a setting of the organisation that --organisation replaces."""
    keys = _keys(setting)
    if keys[0] == "organisation" and (len(keys) != 2 or keys[1] not in KEPT):
        allowed = ", ".join(f"organisation.{key}" for key in KEPT)
        raise _clash("--set", setting, "has no effect with --organisation, which replaces it", allowed)


@contextmanager
def locating_mappings(load_tree: Callable[[], Node]) -> Iterator[None]:
    """Add the file and line of a column mapping to problems with it.

    load_tree: returns the YAML nodes of the file that has the mapping; called only if there is a problem.
    """
    try:
        yield
    except InputError as error:
        tree = load_tree()
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
    scenario = [setting for setting in settings if setting not in policy]
    return scenario, [setting.partition(".")[2].lstrip() for setting in policy]


def chosen_policy(part: str, key: str, settings: Sequence[str] = ()) -> Policy:
    """Read a policy by shipped name or file. Its name is the shipped name, the name in the file, or the file name."""
    try:
        policy = load_policy(part, settings)
    except InputError as error:
        raise InputError([p if p.file else replace(p, key=key) for p in error.problems]) from None
    name = part if is_name(part) else policy.name.strip() or Path(part).stem
    return policy.unchecked_copy(name=name)


def several(text: str) -> list[str]:
    """Split names and paths at commas.

    >>> several("push, mine.yaml")
    ['push', 'mine.yaml']
    """
    return [part for part in map(str.strip, text.split(",")) if part]


def without_policy_settings(settings: Sequence[str] | None) -> list[str]:
    """Return the settings of a comparison. Raises InputError for a setting of the scenario's policy."""
    for setting in settings or ():
        if _keys(setting)[0] == "policy":
            message = "has no effect on the policies compared; put it into a policy file"
            raise InputError([Problem(message, key="--set", value=setting, allowed="--policies FILE")])
    return list(settings or ())


@contextmanager
def as_options(**others: str) -> Iterator[None]:
    """Name the arguments of a public function as options of the command line in its messages.

    others: options by the argument, where the two have different names.
    """
    try:
        yield
    except InputError as error:
        raise InputError([p if p.file else replace(p, key=_option(p.key, others)) for p in error.problems]) from None


def _option(key: str | None, others: Mapping[str, str]) -> str | None:
    """Return the option of an argument; keys of files and scenarios do not change.

    >>> _option("policies", {}), _option("points", {"points": "base"}), _option("context.trust", {})
    ('--policies', '--base', 'context.trust')
    """
    if key is None:
        return None
    same = re.split(r"[.\[]", key)[0] in ARGUMENTS
    return f"--{others.get(key, key)}" if same or key in others else key


def _keys(setting: str) -> list[str]:
    return [part.strip() for part in setting.partition("=")[0].split(".")]


def _clash(key: str, value: object, message: str, allowed: str | None = None) -> InputError:
    return InputError([Problem(message, key=key, value=str(value), allowed=allowed)])
