"""Validation of a comparison request: shipped scenarios and organisations, policies of levers and phases.

Nothing in a request is used as a path: names are looked up among the shipped files. Everything else passes the checks
of scenario and policy files, so that a wrong lever gets the same message as on the command line.
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
from simalign.organisation.members import read_organisation
from simalign.organisation.record import Organisation
from simalign.policies.levers import Levers
from simalign.scenario import OrganisationSpec, Policy, Scenario
from simalign.scenario.read import load_organisation_spec, load_scenario
from simalign.simulation.initial import with_drawn_ties

MOST_POLICIES, MOST_PHASES, LONGEST_NAME = 3, 12, 40
LARGEST_SEED = 2**53 - 1  # the largest integer that JavaScript represents exactly
KEYS = ("scenario", "organisation", "size", "weeks", "seed", "replications", "policies")
UPLOADED = "own:"  # prefix of the name of an uploaded organisation, before its token
POLICY_KEYS = ("name", "preset", "levers", "phases")


@dataclass(frozen=True, slots=True)
class ComparisonRequest:
    """A validated comparison request.

    base: name of the shipped scenario. scenario: the same as changed by the page, without a policy. organisation: name
    of a shipped organisation, None if it is generated or uploaded. upload: the uploaded organisation. Policies have
    distinct names.
    """

    base: str
    organisation: str | None
    scenario: Scenario
    policies: tuple[Policy, ...]
    seed: int
    replications: int
    upload: Upload | None = None

    @property
    def uploaded(self) -> Organisation | None:
        """The uploaded organisation, with drawn ties if no ties were uploaded; None without an upload."""
        if self.upload is None:
            return None
        own = self.upload.organisation
        return own if "ties" in self.upload.files else with_drawn_ties(own, OrganisationSpec(), self.seed)

    @property
    def size(self) -> int:
        """Number of members."""
        return (
            self.upload.organisation.size if self.upload else _size(self.organisation, self.scenario.organisation.size)
        )


def comparison_request(
    content: Any, uploads: Mapping[str, Upload] | None = None, most: int = MOST_POLICIES, limits: Limits = ALONE
) -> ComparisonRequest:
    """Validate the JSON of a request.

    uploads: organisations of the session, by token. most: policies. Raises InputError with key, value and what is
    allowed.

    >>> comparison_request({"policies": [{"preset": "push"}], "seed": 7}).policies[0].name
    'push'
    >>> comparison_request({"policies": [{"preset": "../push"}]})  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    simalign.errors.InputError: policies.0.preset: no such name (given: '../push'); allowed: ...
    """
    _mapping(content, KEYS, "")
    organisation, upload = content.get("organisation"), None
    if isinstance(organisation, str) and organisation.startswith(UPLOADED):
        upload, organisation = (uploads or {}).get(organisation.removeprefix(UPLOADED)), None
        if upload is None:
            raise InputError([Problem("The uploaded organisation is no longer stored; please choose its file again")])
    elif organisation is not None:
        _shipped("organisations", organisation, "organisation")
    base = _shipped("scenarios", content.get("scenario", "default"), "scenario")
    generated = organisation is None and upload is None
    size = _integer(content, "size", 120, (2, limits.members), limits) if generated and "size" in content else None
    scenario = _scenario(base, organisation, size, _integer(content, "weeks", 156, (4, limits.weeks), limits))
    replications = _integer(content, "replications", 10, (1, limits.replications), limits)
    policies = _policies(content.get("policies"), most)
    seed = _integer(content, "seed", 1, (0, LARGEST_SEED))
    request = ComparisonRequest(base, organisation, scenario, policies, seed, replications, upload)
    _check_limits(request, limits)
    return request


class RequestSchema:
    """JSON Schema of a comparison request, for the field of a record."""

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> Schema:
        """Return the schema, without the limits of a server."""
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


def _check_limits(request: ComparisonRequest, limits: Limits) -> None:
    """Raise InputError if the request exceeds the limits on members or on total work."""
    if request.size > limits.members:
        allowed = f"at most {limits.members:,}"
        message = f"is too many people for {limits.place}"
        raise InputError([Problem(message, key="size", value=request.size, allowed=allowed)])
    weeks = request.scenario.warmup + request.scenario.weeks * len(request.policies)
    work = request.size * weeks * request.replications
    if work > limits.work:
        message = f"is too much for {limits.place}: {work:,} member-weeks"
        allowed = f"at most {limits.work:,}; use fewer people, weeks or replications, or the command line"
        raise InputError([Problem(message, key="replications", value=request.replications, allowed=allowed)])


@lru_cache
def _size(organisation: str | None, size: int) -> int:
    """Return the number of members of a shipped organisation, or ``size`` for a generated one."""
    if organisation is None:
        return size
    return read_organisation(load_organisation_spec(config_file("organisations", organisation)))[0].size


@lru_cache(64)
def _scenario(base: str, organisation: str | None, size: int | None, weeks: int) -> Scenario:
    """Return a shipped scenario with changed size and weeks; cached, as shipped files do not change during a run."""
    settings = [f"weeks={weeks}", *([] if size is None else [f"organisation.size={size}"])]
    return load_scenario(base, settings, organisation).unchecked_copy(policy=Policy(name="status_quo"))


def _mapping(content: Any, known: tuple[str, ...], key: str) -> None:
    if not isinstance(content, Mapping):
        raise InputError([Problem("must be a mapping", key=key or "request", value=content, allowed=", ".join(known))])
    for name in content:
        if name not in known:
            path = f"{key}.{name}" if key else str(name)
            raise InputError([Problem(f"unknown key{nearest(str(name), known)}", key=path, allowed=", ".join(known))])


def _integer(
    content: Mapping[str, Any], key: str, default: int, bounds: tuple[int, int], limits: Limits = ALONE
) -> int:
    value, (low, high) = content.get(key, default), bounds
    if type(value) is not int or not low <= value <= high:
        allowed = f"a whole number from {low} to {high}{'' if limits == ALONE else f', for {limits.place}'}"
        raise InputError([Problem("cannot be used", key=key, value=value, allowed=allowed)])
    return value


def _shipped(catalogue: Catalogue, content: Any, key: str) -> str:
    known = names(catalogue)
    if not isinstance(content, str) or content not in known:
        raise InputError([Problem("no such name", key=key, value=content, allowed=", ".join(known))])
    return content


def _policies(content: Any, most: int) -> tuple[Policy, ...]:
    if not isinstance(content, list) or not 1 <= len(content) <= most:
        allowed = f"a list of 1 to {most} policies"
        raise InputError([Problem("cannot be used", key="policies", value=content, allowed=allowed)])
    policies = tuple(_with_prefix(f"policies.{n}", partial(_policy, entry)) for n, entry in enumerate(content))
    taken = [policy.name for policy in policies]
    for n, name in enumerate(taken):
        if name in taken[:n]:
            message = "is also the name of another policy; names must differ"
            raise InputError([Problem(message, key=f"policies.{n}.name", value=name)])
    return policies


def _with_prefix(start: str, make: Callable[[], Policy]) -> Policy:
    """Return what ``make`` returns; the keys of its problems are prefixed with ``start``."""
    try:
        return make()
    except InputError as error:
        raise InputError(
            [
                Problem(p.message, key=f"{start}.{p.key}" if p.key else start, value=p.value, allowed=p.allowed)
                for p in error.problems
            ]
        ) from None


def _policy(content: Any) -> Policy:
    _mapping(content, POLICY_KEYS, "")
    preset = _shipped("policies", content.get("preset", "status_quo"), "preset")
    name = content.get("name") or preset
    if not isinstance(name, str) or len(name) > LONGEST_NAME or not name.isprintable() or not name.strip():
        allowed = f"text of at most {LONGEST_NAME} characters"
        raise InputError([Problem("cannot be used", key="name", value=name, allowed=allowed)])
    phases = content.get("phases", [])
    if not isinstance(phases, list) or len(phases) > MOST_PHASES:
        raise InputError(
            [Problem("cannot be used", key="phases", value=phases, allowed=f"a list of at most {MOST_PHASES}")]
        )
    for n, phase in enumerate(phases):
        _mapping(phase, ("from", "levers"), f"phases.{n}")
    changes: dict[str, Any] = {key: content[key] for key in ("levers", "phases") if content.get(key)}
    return Policy(name=name.strip(), preset=preset, **changes)
