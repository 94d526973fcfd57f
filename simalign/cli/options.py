"""Options that several commands share, and functions that read the objects that their values name."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from simalign.api.inputs import LARGEST_SEED, seed_from
from simalign.api.policies import check_departments as check_departments
from simalign.api.progress import announce_compilation as announce_compilation
from simalign.api.progress import tell as tell
from simalign.comparison.compare import USUAL
from simalign.errors import InputError, Problem, shown
from simalign.files.shipped import is_name
from simalign.policies.policy import load_policy
from simalign.scenario import Policy
from simalign.scenario.posterior import FITTED

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


def split_settings(settings: Sequence[str]) -> tuple[list[str], list[str]]:
    """Separate the settings of a scenario from those of its policy, whose keys become those of a policy file.

    >>> split_settings(["weeks=5", "policy.levers.mandate=1"])
    (['weeks=5'], ['levers.mandate=1'])
    """
    policy = [setting for setting in settings if keys_of(setting)[0] == "policy"]
    for setting in policy:
        if keys_of(setting) == ["policy"]:
            raise clash("--set", setting, "is also given by --policy")
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
        if keys_of(setting)[0] == "policy":
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


def keys_of(setting: str) -> list[str]:
    """Return the parts of the dotted key of a setting.

    >>> keys_of("context.trust=0.3")
    ['context', 'trust']
    """
    return [part.strip() for part in setting.partition("=")[0].split(".")]


def clash(key: str, value: object, message: str, allowed: str | None = None) -> InputError:
    """Return the error of an option that cannot be used."""
    return InputError([Problem(message, key=key, value=str(value), allowed=allowed)])
