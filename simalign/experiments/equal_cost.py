"""Policies of a sweep at equal cost: further values of its factor ``policy``, scaled as ``simalign compare`` does."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from simalign.comparison import EQUAL_COST, arms, pricing
from simalign.errors import InputError, Problem
from simalign.policies.resolve import settled
from simalign.scenario import Policy
from simalign.sweeps.design import Design, Value


def at_equal_cost(name: str) -> str:
    """The label of a policy at equal cost.

    >>> at_equal_cost("pull")
    'pull at equal cost'
    """
    return f"{name} at {EQUAL_COST}"


def with_equal_cost(design: Design, names: Sequence[str]) -> Design:
    """The design with the policies called ``names`` at equal cost, too: that of the cheapest, by the base scenario.

    Phases that all of them have alike, as where management stops, are what they are at equal cost, too: only what they
    differ in, their levers before the first phase, is priced and scaled. Raises InputError for a name that is no policy
    of the sweep, for phases that differ, and where policies cannot be made to cost the same.

    >>> from simalign.sweeps import load_sweep
    >>> with_equal_cost(load_sweep("dials"), []).shape
    (6, 6, 1)
    """
    if not names:
        return design
    known = {str(value.label): value for value in design.axes.get("policy", ())}
    if missing := [name for name in names if name not in known]:
        raise InputError(
            [Problem("is no policy of the sweep", value=name, allowed=", ".join(known)) for name in missing]
        )
    policies = {name: settled(Policy(**known[name].plain)) for name in names}
    phases = _common_phases(policies)
    price = pricing(design.scenario(0), design.seed, design.file.replications, design.posterior)
    chosen = arms({name: policy.model_copy(update={"phases": []}) for name, policy in policies.items()}, price)
    equal = {arm.name: arm.policy for arm in chosen if arm.basis == EQUAL_COST and arm.name in policies}
    if missing := [name for name in names if name not in equal]:
        message = "cannot be made to cost what the others do"
        raise InputError([Problem(message, key="equal_cost", value=name) for name in missing])
    more = [
        Value(
            at_equal_cost(name),
            equal[name].model_dump(mode="json", by_alias=True, exclude_unset=True)
            | ({"phases": phases} if phases else {}),
        )
        for name in names
    ]
    return replace(design, axes={**design.axes, "policy": [*design.axes["policy"], *more]})


def _common_phases(policies: Mapping[str, Policy]) -> list[Any]:
    """The phases that all policies have, as a file has them. Raises InputError where they differ."""
    phases = {
        name: [phase.model_dump(mode="json", by_alias=True, exclude_unset=True) for phase in policy.phases]
        for name, policy in policies.items()
    }
    first = next(iter(phases.values()))
    if different := [name for name, own in phases.items() if own != first]:
        message = f"has not the phases of {next(iter(phases))}, so that scaling it would scale what does not differ"
        raise InputError([Problem(message, key="equal_cost", value=name) for name in different])
    return first
