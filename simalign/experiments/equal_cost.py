"""Add policies at equal cost to a sweep, as further values of its factor ``policy``.

They are scaled as in ``simalign compare``. If contexts are sampled, costs differ between contexts, and policies are
scaled to equal cost in each context: that of the cheapest that costs more than the status quo. A policy that costs no
more than that stays as it is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import optimize

from simalign.comparison.compare import EQUAL_COST, arms, pricing
from simalign.comparison.cost import Payers, cost, payers
from simalign.errors import InputError, Problem
from simalign.measures.catalogue import NAMES
from simalign.policies.levers import STATUS_QUO, UNIT_LEVERS
from simalign.policies.plan import COLUMN, plan
from simalign.policies.policy import PolicyPart
from simalign.policies.values import resolve
from simalign.scenario import Policy
from simalign.simulation.initial import organise
from simalign.sweeps.design.design import Design, Value
from simalign.sweeps.design.identity import stream_of

CLOSE = 1e-7  # tolerance of a scaling factor


def at_equal_cost(name: str) -> str:
    """Return the label of a policy at equal cost.

    >>> at_equal_cost("pull")
    'pull at equal cost'
    """
    return f"{name} at {EQUAL_COST}"


def with_equal_cost(design: Design, names: Sequence[str]) -> Design:
    """Add the policies called ``names`` to a design, scaled to the cost of the cheapest of them.

    Costs are those of the base scenario, or of each sampled context. Phases that all of the policies share stay as they
    are; only the levers before the first phase are priced and scaled. Raises InputError for a name that is not a policy
    of the sweep, for phases that differ, and for policies that cannot be scaled to equal cost.

    >>> from simalign.sweeps import load_sweep
    >>> with_equal_cost(load_sweep("dials"), []).shape
    (6, 6, 1)
    """
    if not names:
        return design
    known = {str(value.label): value for value in design.axes.get("policy", ())}
    if missing := [name for name in names if name not in known]:
        raise InputError(
            [Problem("is not a policy of the sweep", value=name, allowed=", ".join(known)) for name in missing]
        )
    if design.samples:
        more = [Value(at_equal_cost(name), known[name].plain) for name in names]
        reach = _reach(design, names)
        return replace(design, axes={**design.axes, "policy": [*design.axes["policy"], *more]}, reach=reach)
    policies = {name: resolve(Policy(**known[name].plain)) for name in names}
    phases = _common_phases(policies)
    price = pricing(design.scenario(0), design.seed, design.file.replications, design.posterior)
    chosen = arms({name: policy.unchecked_copy(phases=[]) for name, policy in policies.items()}, price)
    equal = {arm.name: arm.policy for arm in chosen if arm.basis == EQUAL_COST and arm.name in policies}
    if missing := [name for name in names if name not in equal]:
        message = "cannot be scaled to the cost of the others"
        raise InputError([Problem(message, key="equal_cost", value=name) for name in missing])
    more = [
        Value(
            at_equal_cost(name),
            _plain(equal[name]) | ({"phases": phases} if phases else {}),
        )
        for name in names
    ]
    return replace(design, axes={**design.axes, "policy": [*design.axes["policy"], *more]})


def _common_phases(policies: Mapping[str, Policy]) -> list[Any]:
    """Return the phases that all policies share, as in a file. Raises InputError if they differ."""
    phases = {name: [_plain(phase) for phase in policy.phases] for name, policy in policies.items()}
    first = next(iter(phases.values()))
    if different := [name for name, its_phases in phases.items() if its_phases != first]:
        message = f"does not have the phases of {next(iter(phases))}; only policies with the same phases can be scaled"
        raise InputError([Problem(message, key="equal_cost", value=name) for name in different])
    return first


def _plain(part: PolicyPart) -> dict[str, Any]:
    """Return a part of a policy as plain values, with empty preset and dials as in the fingerprints of older stores."""
    return {"preset": None, "dials": {}} | part.model_dump(mode="json", by_alias=True, exclude_unset=True)


def _reach(design: Design, names: Sequence[str]) -> dict[str, list[float]]:
    """Return the scaling factors of each policy in each sampled context, by the policy's new label."""
    labels = [str(value.label) for value in design.axes["policy"]]
    others = tuple(key for key in design.axes if key != "policy")
    if others:
        message = "cannot be scaled to equal cost where contexts are sampled and these factors are listed"
        raise InputError([Problem(message, key="equal_cost", value=", ".join(others))])
    factors: dict[str, list[float]] = {at_equal_cost(name): [] for name in names}
    for sample in range(design.shape[-1]):
        points = [labels.index(name) * design.shape[-1] + sample for name in names]
        scenarios = [design.scenario(point) for point in points]
        if varied := [s.policy.name for s in scenarios if s.policy.phases or s.policy.rules or s.policy.departments]:
            message = "cannot be scaled to equal cost in each context: it has phases, rules or departments"
            raise InputError([Problem(message, key="equal_cost", value=name) for name in varied])
        by = payers(scenarios[0], organise(scenarios[0], design.seed, stream_of(points[0], 0, design.paired)))
        tables = [plan(scenario.policy, by.departments, 0, NAMES).levers[0] for scenario in scenarios]
        costs = [(cost(table, by), cost(_at_status_quo(table), by)) for table in tables]
        budget = min((policy for policy, base in costs if policy > base), default=np.inf)
        for name, table in zip(names, tables, strict=True):
            factors[at_equal_cost(name)].append(_share(table, budget, by))
    return factors


def _at_status_quo(levers: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return levers (D+1, L) with all unit levers at the status quo."""
    start = levers.copy()
    for name in UNIT_LEVERS:
        start[:, COLUMN[name]] = float(STATUS_QUO[name])
    return start


def _share(levers: NDArray[np.float64], budget: float, by: Payers) -> float:
    """Return the share of the step from status quo to levers (D+1, L) that a budget pays for; 1 if it pays for all."""
    start = _at_status_quo(levers)
    if cost(levers, by) <= budget:
        return 1.0
    root = optimize.brentq(lambda share: cost(start + share * (levers - start), by) - budget, 0.0, 1.0, xtol=CLOSE)
    return float(f"{root:.9g}")
