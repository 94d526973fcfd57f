"""Partial implementation of a policy: every lever moves part of the way from the status quo to its value."""

from collections.abc import Mapping
from typing import Any

from simalign.policies.levers import COUNTS, LETTERS, SHARES, STATUS_QUO, UNIT_LEVERS, Levers
from simalign.policies.policy import FAMILIES, Policy, PolicyPart
from simalign.policies.values import each_part, levers_of, set_values, status_quo


def scaled(policy: Policy, share: float) -> Policy:
    """Return the policy with every lever at the share ``share`` of the way from the status quo to its value.

    Intervals and focus do not change. Levers of departments are scaled as well. Clarity is written out as five
    letters; at share 1 nothing else changes.

    >>> half = scaled(Policy(levers={"mandate": 0.8, "outcome_kpis": 0.5}), 0.5).levers
    >>> half.mandate, half.outcome_kpis
    (0.55, 0.4)
    """

    def scale(levers: Levers) -> Levers:
        values = set_values(levers)
        start = values if share == 1.0 else status_quo()
        scaled = {
            n: start[n] + share * (values[n] - start[n]) for n in (*UNIT_LEVERS, *SHARES, *LETTERS) if n in values
        }
        return levers_of(scaled | {name: values[name] for name in COUNTS if name in values})

    def change(part: PolicyPart) -> Mapping[str, Any]:
        departments = {name: scale(levers) for name, levers in part.departments.items()}
        return {"levers": scale(part.levers), "departments": departments}

    return each_part(policy, change)


def scaled_by_family(policy: Policy, strength: Mapping[str, float], reach: float = 1.0) -> Policy:
    """Return the policy with the levers of families at a share of the way from the status quo to their values.

    strength: the share by family, push, pull or lead; 1 for a family that is left out. reach: a factor for all three.
    All other levers, and the levers of departments, do not change.

    >>> scaled_by_family(Policy(preset="push"), {"push": 0.5}).levers.incentive
    0.35
    """

    def change(part: PolicyPart) -> Mapping[str, Any]:
        levers = part.levers.model_dump(exclude_none=True)
        for family, names in FAMILIES.items():
            for name in set(names) & set(levers):
                start = float(STATUS_QUO[name])
                levers[name] = start + reach * strength.get(family, 1.0) * (levers[name] - start)
        return {"levers": Levers(**levers)}

    return each_part(policy, change)
