"""What a page may ask for: shipped scenarios, organisations, policies of levers and phases; nothing that is a path.

A page's word is never a path: names are looked up among the shipped ones, all else goes through the checks of scenario
and policy files, so that a wrong lever gets the same message here as on the command line.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

from pydantic import GetJsonSchemaHandler
from pydantic_core.core_schema import CoreSchema

from simalign.app.http.limits import ALONE, Limits
from simalign.app.views.upload import Upload
from simalign.errors import InputError, Problem, nearest
from simalign.files.messages import Schema
from simalign.files.shipped import Catalogue, config_file, names
from simalign.organisation.members import imported
from simalign.policies.levers import Levers
from simalign.scenario import Policy, Scenario
from simalign.scenario.read import load_organisation_spec, load_scenario

MOST_POLICIES, MOST_PHASES, LONGEST_NAME = 3, 12, 40
LARGEST_SEED = 2**53 - 1  # what JavaScript can tell from its neighbours
KEYS = ("scenario", "organisation", "size", "weeks", "seed", "replications", "policies")
OWN = "own:"  # what an organisation is called that people have brought along, before its word
POLICY_KEYS = ("name", "preset", "levers", "phases")


@dataclass(frozen=True, slots=True)
class ComparisonRequest:
    """A comparison as a page asks for it; ``scenario`` is without policy, ``base`` its shipped name.

    ``organisation`` is the name of a shipped one, None where it is generated, or ``own`` where people have brought it;
    policies are named apart.
    """

    base: str
    organisation: str | None
    scenario: Scenario
    policies: tuple[Policy, ...]
    seed: int
    replications: int
    upload: Upload | None = None

    @property
    def size(self) -> int:
        """How many people work there."""
        return (
            self.upload.organisation.size if self.upload else _size(self.organisation, self.scenario.organisation.size)
        )


def comparison_request(
    given: Any, uploads: Mapping[str, Upload] | None = None, most: int = MOST_POLICIES, limits: Limits = ALONE
) -> ComparisonRequest:
    """What this JSON asks for; ``uploads``: organisations that were brought along, by word.

    Raises InputError that names key, value and what is allowed.

    >>> comparison_request({"policies": [{"preset": "push"}], "seed": 7}).policies[0].name
    'push'
    >>> comparison_request({"policies": [{"preset": "../push"}]})  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    simalign.errors.InputError: policies.0.preset: no such name (given: '../push'); allowed: ...
    """
    _mapping(given, KEYS, "")
    organisation, upload = given.get("organisation"), None
    if isinstance(organisation, str) and organisation.startswith(OWN):
        upload, organisation = (uploads or {}).get(organisation.removeprefix(OWN)), None
        if upload is None:
            raise InputError([Problem("The organisation that you brought is forgotten; please choose its file again")])
    elif organisation is not None:
        _shipped("organisations", organisation, "organisation")
    base = _shipped("scenarios", given.get("scenario", "default"), "scenario")
    made_up = organisation is None and upload is None
    size = _whole(given, "size", 120, (2, limits.members), limits) if made_up and "size" in given else None
    scenario = _scenario(base, organisation, size, _whole(given, "weeks", 156, (4, limits.weeks), limits))
    replications = _whole(given, "replications", 10, (1, limits.replications), limits)
    policies = _policies(given.get("policies"), most)
    seed = _whole(given, "seed", 1, (0, LARGEST_SEED))
    found = ComparisonRequest(base, organisation, scenario, policies, seed, replications, upload)
    _within(found, limits)
    return found


class RequestSchema:
    """The JSON Schema of a comparison as a page asks for it."""

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> Schema:
        """Return the schema; the limits of a server are not in it."""
        levers, whole = handler(Levers.__pydantic_core_schema__), {"type": "integer", "minimum": 0}
        phase = _section({"from": whole, "levers": levers}, ["from", "levers"])
        policy = _section(
            {
                "name": {"type": "string", "maxLength": LONGEST_NAME},
                "preset": {"enum": list(names("policies"))},
                "levers": levers,
                "phases": {"type": "array", "items": phase, "maxItems": MOST_PHASES},
            }
        )
        keys = dict.fromkeys(KEYS, whole) | {
            "scenario": {"enum": list(names("scenarios"))},
            "organisation": {"enum": list(names("organisations"))},
            "policies": {"type": "array", "items": policy, "minItems": 1, "maxItems": MOST_POLICIES},
        }
        return _section(keys, ["policies"])


def _section(properties: Schema, required: Sequence[str] = ()) -> Schema:
    schema: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    return schema | {"required": list(required)} if required else schema


def _within(found: ComparisonRequest, limits: Limits) -> None:
    """Raise InputError for what is too much in all."""
    if found.size > limits.members:
        allowed = f"at most {limits.members:,}"
        message = f"is too many people for {limits.where}"
        raise InputError([Problem(message, key="size", value=found.size, allowed=allowed)])
    weeks = found.scenario.warmup + found.scenario.weeks * len(found.policies)
    work = found.size * weeks * found.replications
    if work > limits.work:
        message = f"is too much for {limits.where}: {work:,} weeks of people"
        allowed = f"at most {limits.work:,}; take fewer people, weeks or repetitions, or the command line"
        raise InputError([Problem(message, key="replications", value=found.replications, allowed=allowed)])


@lru_cache
def _size(organisation: str | None, size: int) -> int:
    """How many people work in a shipped organisation, or in one that is made up of so many."""
    if organisation is None:
        return size
    return imported(load_organisation_spec(config_file("organisations", organisation)))[0].size


@lru_cache(64)
def _scenario(base: str, organisation: str | None, size: int | None, weeks: int) -> Scenario:
    """A shipped scenario; shipped files stay as they are while the program runs."""
    settings = [f"weeks={weeks}", *([] if size is None else [f"organisation.size={size}"])]
    return load_scenario(base, settings, organisation).unchecked_copy(policy=Policy(name="status_quo"))


def _mapping(given: Any, known: tuple[str, ...], key: str) -> None:
    if not isinstance(given, Mapping):
        raise InputError([Problem("must be a mapping", key=key or "request", value=given, allowed=", ".join(known))])
    for name in given:
        if name not in known:
            place = f"{key}.{name}" if key else str(name)
            raise InputError([Problem(f"unknown key{nearest(str(name), known)}", key=place, allowed=", ".join(known))])


def _whole(given: Mapping[str, Any], key: str, default: int, within: tuple[int, int], limits: Limits = ALONE) -> int:
    value, (low, high) = given.get(key, default), within
    if type(value) is not int or not low <= value <= high:
        allowed = f"a whole number from {low} to {high}{'' if limits == ALONE else f', for {limits.where}'}"
        raise InputError([Problem("cannot be used", key=key, value=value, allowed=allowed)])
    return value


def _shipped(catalogue: Catalogue, given: Any, key: str) -> str:
    known = names(catalogue)
    if not isinstance(given, str) or given not in known:
        raise InputError([Problem("no such name", key=key, value=given, allowed=", ".join(known))])
    return given


def _policies(given: Any, most: int) -> tuple[Policy, ...]:
    if not isinstance(given, list) or not 1 <= len(given) <= most:
        allowed = f"a list of 1 to {most} policies"
        raise InputError([Problem("cannot be used", key="policies", value=given, allowed=allowed)])
    found = tuple(_blamed(f"policies.{n}", partial(_policy, one)) for n, one in enumerate(given))
    titles = [policy.name for policy in found]
    for n, title in enumerate(titles):
        if title in titles[:n]:
            message = "is the name of another policy, too; give it another"
            raise InputError([Problem(message, key=f"policies.{n}.name", value=title)])
    return found


def _blamed(start: str, make: Callable[[], Policy]) -> Policy:
    """What is made; problems with it have keys that begin with ``start``."""
    try:
        return make()
    except InputError as error:
        raise InputError(
            [
                Problem(p.message, key=f"{start}.{p.key}" if p.key else start, value=p.value, allowed=p.allowed)
                for p in error.problems
            ]
        ) from None


def _policy(given: Any) -> Policy:
    _mapping(given, POLICY_KEYS, "")
    preset = _shipped("policies", given.get("preset", "status_quo"), "preset")
    name = given.get("name") or preset
    if not isinstance(name, str) or len(name) > LONGEST_NAME or not name.isprintable() or not name.strip():
        allowed = f"text of at most {LONGEST_NAME} letters"
        raise InputError([Problem("cannot be used", key="name", value=name, allowed=allowed)])
    phases = given.get("phases", [])
    if not isinstance(phases, list) or len(phases) > MOST_PHASES:
        raise InputError(
            [Problem("cannot be used", key="phases", value=phases, allowed=f"a list of at most {MOST_PHASES}")]
        )
    for place, phase in enumerate(phases):
        _mapping(phase, ("from", "levers"), f"phases.{place}")
    own: dict[str, Any] = {key: given[key] for key in ("levers", "phases") if given.get(key)}
    return Policy(name=name.strip(), preset=preset, **own)
