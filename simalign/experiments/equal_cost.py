"""Policies of a sweep at equal cost: further values of its factor ``policy``, scaled as ``simalign compare`` does.

Where contexts are sampled, costs differ between them, and policies are brought to equal cost in each.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import optimize

from simalign.comparison import EQUAL_COST, arms, pricing
from simalign.cost import Payers, cost, payers
from simalign.errors import InputError, Problem
from simalign.measures.catalogue import NAMES
from simalign.policies.plan import plan
from simalign.policies.resolve import COLUMN, settled
from simalign.scenario import Policy
from simalign.scenario.levers import STATUS_QUO, UNIT_LEVERS
from simalign.start import organise
from simalign.sweeps.design import Design, Value
from simalign.sweeps.runs import luck_of

CLOSE = 1e-7  # of a share: how exactly it is found


def at_equal_cost(name: str) -> str:
    """The label of a policy at equal cost.

    >>> at_equal_cost("pull")
    'pull at equal cost'
    """
    return f"{name} at {EQUAL_COST}"


def with_equal_cost(design: Design, names: Sequence[str]) -> Design:
    """The design with the policies called ``names`` at equal cost, too: that of the cheapest.

    By the base scenario, or in each sampled context by its own. Phases that all of them have alike, as where management
    stops, stay as they are: only what they differ in, their levers before the first phase, is priced and scaled. Raises
    InputError for a name that is no policy of the sweep, for phases that differ, and where policies cannot be made to
    cost the same.

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
    if design.samples:
        more = [Value(at_equal_cost(name), known[name].plain) for name in names]
        reach = _reach(design, names)
        return replace(design, axes={**design.axes, "policy": [*design.axes["policy"], *more]}, reach=reach)
    policies = {name: settled(Policy(**known[name].plain)) for name in names}
    phases = _common_phases(policies)
    price = pricing(design.scenario(0), design.seed, design.file.replications, design.posterior)
    chosen = arms({name: policy.unchecked_copy(phases=[]) for name, policy in policies.items()}, price)
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


def _reach(design: Design, names: Sequence[str]) -> dict[str, list[float]]:
    """How far each policy goes in each sample so that all cost what the cheapest does there, by its new label."""
    labels = [str(value.label) for value in design.axes["policy"]]
    others = tuple(key for key in design.axes if key != "policy")
    if others:
        message = "cannot be brought to equal cost where contexts are sampled and these are listed"
        raise InputError([Problem(message, key="equal_cost", value=", ".join(others))])
    found: dict[str, list[float]] = {at_equal_cost(name): [] for name in names}
    for sample in range(design.shape[-1]):
        points = [labels.index(name) * design.shape[-1] + sample for name in names]
        scenarios = [design.scenario(point) for point in points]
        if varied := [s.policy.name for s in scenarios if s.policy.phases or s.policy.rules or s.policy.departments]:
            message = "cannot be brought to equal cost in each context: it is more than levers"
            raise InputError([Problem(message, key="equal_cost", value=name) for name in varied])
        by = payers(scenarios[0], organise(scenarios[0], design.seed, luck_of(points[0], 0, design.paired)))
        tables = [plan(scenario.policy, by.departments, 0, NAMES).levers[0] for scenario in scenarios]
        budget = min(cost(table, by) for table in tables)
        for name, table in zip(names, tables, strict=True):
            found[at_equal_cost(name)].append(_share(table, budget, by))
    return found


def _share(levers: NDArray[np.float64], budget: float, by: Payers) -> float:
    """How far levers (D+1, L) can go from status quo for a budget, or 1 where they cost no more."""
    start = levers.copy()
    for name in UNIT_LEVERS:
        start[:, COLUMN[name]] = float(STATUS_QUO[name])
    if cost(levers, by) <= budget:
        return 1.0
    over = optimize.brentq(lambda share: cost(start + share * (levers - start), by) - budget, 0.0, 1.0, xtol=CLOSE)
    return float(f"{over:.9g}")
