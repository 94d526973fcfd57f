"""The results of a policy search as values for JSON: tables of policies, levers, budgets, the front, and optimism.

All values of policies are those of the reported cases, in which no policy was searched or chosen. Values of the search
and of the selection appear in one table only, which measures how much they exceed the reported ones (the winner's
curse).
"""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from simalign.advice.advise import BEST, LEAN, Found, Task
from simalign.advice.fewest import changed
from simalign.advice.front import on_front
from simalign.advice.limits import Proposal
from simalign.advice.sample import DONES, LOADS, TRUSTS, WORTHS, Sample
from simalign.analysis.intervals import ends
from simalign.decision.ranking import BASE, decision_from
from simalign.policies.levers import FAMILY, LETTERS, LEVERS, STATUS_QUO
from simalign.policies.policy import Policy

Floats = NDArray[np.float64]


def record_of(task: Task, found: Found, shares: Mapping[str, float]) -> dict[str, Any]:
    """Return all results; shares: to which the policies of the question are carried out for the limits, by name."""
    question, limits = task.question, task.limits
    return {
        "weeks": question.scenario.weeks,
        "people": question.size,
        "budget": limits.budget,
        "base": limits.base,
        "managers_time": limits.managing if np.isfinite(limits.managing) else None,
        "managers_time_now": limits.load(Policy()),
        "matters": task.matters,
        "tried": found.searching.tried,
        "randoms": task.randoms,
        "cases": {
            "search": len(found.searching),
            "selection": len(found.selecting),
            "reported": len(found.reporting),
        },
        "policies": _policies(task, found, shares),
        "against_best": _against_best(task, found),
        "levers": [_lever(asdict(row), found) for row in found.levers],
        "fewer": _fewer(found),
        "flat": found.flat,
        "budgets": _budgets(task, found),
        "front": _front(task, found),
        "optimism": [_optimism(name, proposal, found) for name, proposal in found.proposals.items()],
        "definitions": {name: plain(proposal.policy) for name, proposal in found.proposals.items()},
    }


def plain(policy: Policy) -> dict[str, Any]:
    """Return the values that a policy sets."""
    return policy.model_dump(mode="json", by_alias=True, exclude_unset=True, exclude_none=True)


def reported(task: Task, found: Found) -> dict[str, Policy]:
    """Return the policies that are reported, by name: the status quo, those found, and those of the question."""
    by_name = {name: proposal.policy for name, proposal in found.proposals.items()}
    return {BASE: Policy(), **by_name, **{n: p for n, p in task.question.policies.items() if n != BASE}}


def _policies(task: Task, found: Found, shares: Mapping[str, float]) -> list[dict[str, Any]]:
    """Return one row for each reported policy, the highest expected worth first."""
    policies, limits = reported(task, found), task.limits
    measured = found.reporting.measured(list(policies.values()))
    gains = dict(zip(policies, found.reporting.gains(list(policies.values())).T, strict=True))
    means = dict(zip(policies, measured.mean(axis=0), strict=True))
    rows = []
    for standing in decision_from(list(policies), measured[:, :, WORTHS, None], 1).standings:
        name = standing.policy
        _, mean_low, mean_high = (float(x) for x in ends(gains[name])) if name != BASE else (0.0, 0.0, 0.0)
        rows.append(
            standing._asdict()
            | {"mean_low": mean_low, "mean_high": mean_high}
            | {
                "extra": limits.price(policies[name]) - limits.base,
                "trust": float(means[name][TRUSTS]),
                "managers_time": float(means[name][LOADS]),
                "managing_done": float(means[name][DONES]),
                "share": shares.get(name, 1.0),
                "changes": changes(policies[name]),
            }
        )
    return rows


def changes(policy: Policy) -> int:
    """Return the number of levers that a policy changes for the whole organisation at its start; clarity counts as one.

    >>> changes(Policy(levers={"mandate": 0.8, "voice": 0.2, "clarity": 0.8}))
    2
    """
    usual = STATUS_QUO | dict.fromkeys(LETTERS, STATUS_QUO["clarity"])
    return sum(value != usual[name] for name, value in policy.levers.model_dump(exclude_none=True).items())


def _against_best(task: Task, found: Found) -> list[dict[str, Any]]:
    """Return the paired difference of each other policy's gain from the best constant policy's."""
    policies = {name: policy for name, policy in reported(task, found).items() if name not in (BEST, BASE)}
    best = found.proposals[BEST].policy
    return [{"policy": name} | difference(policy, best, found.reporting) for name, policy in policies.items()]


def difference(policy: Policy, other: Policy, sample: Sample) -> dict[str, float]:
    """Return the gain of a policy less that of another one, paired by case, with its 95% interval."""
    gains = sample.gains([policy, other])
    mean, low, high = (float(x) for x in ends(gains[:, 0] - gains[:, 1]))
    return {"difference": mean, "low": low, "high": high}


def _lever(row: dict[str, Any], found: Found) -> dict[str, Any]:
    name = row["lever"]
    about = {"lever": name, "title": LEVERS[name].plain.title, "family": FAMILY[name]}
    return about | row | {"enough": name in changed(found.proposals[LEAN])}


def _fewer(found: Found) -> list[dict[str, Any]]:
    """Return one row for each policy with fewer levers, the most first, with the difference from the best policy."""
    best = found.proposals[BEST].policy
    rows = []
    for proposal in found.fewer:
        mean, low, high = (float(x) for x in ends(found.reporting.gains([proposal.policy])[:, 0]))
        row = {"changes": len(changed(proposal)), "gain": mean, "mean_low": low, "mean_high": high}
        row |= difference(proposal.policy, best, found.reporting) | {"extra": proposal.extra}
        rows.append(row | {"levers": plain(proposal.policy).get("levers", {})})
    return rows


def _budgets(task: Task, found: Found) -> list[dict[str, Any]]:
    best = found.budgets[1.0].policy
    rows = []
    for factor, proposal in found.budgets.items():
        gains = found.reporting.gains([proposal.policy])[:, 0]
        mean, low, high = (float(x) for x in ends(gains))
        apart = difference(proposal.policy, best, found.reporting)
        rows.append(
            {"factor": factor, "budget": factor * task.limits.budget, "extra": proposal.extra}
            | {"gain": mean, "mean_low": low, "mean_high": high}
            | {f"change_{key}" if key != "difference" else "change": value for key, value in apart.items()}
        )
    return rows


def _front(task: Task, found: Found) -> list[dict[str, Any]]:
    """Return the policies of the front that no other policy on it dominates in the reported cases either."""
    policies = [proposal.policy for proposal in found.front]
    measured, gains = found.reporting.measured(policies), found.reporting.gains(policies)
    extra = np.array([proposal.extra for proposal in found.front])
    trust = measured[:, :, TRUSTS].mean(axis=0)
    best = on_front(np.column_stack([gains.mean(axis=0), trust, -extra]))
    rows: list[dict[str, Any]] = []
    for n in np.argsort(extra, kind="stable").tolist():
        if best[n]:
            mean, low, high = (float(x) for x in ends(gains[:, n]))
            _, trust_low, trust_high = (float(x) for x in ends(measured[:, n, TRUSTS]))
            row = {"extra": float(extra[n]), "gain": mean, "mean_low": low, "mean_high": high}
            row |= {"trust": float(trust[n]), "trust_low": trust_low, "trust_high": trust_high}
            rows.append({"policy": f"front_{len(rows) + 1}"} | row | {"levers": plain(policies[n]).get("levers", {})})
    return rows


def _optimism(name: str, proposal: Proposal, found: Found) -> dict[str, Any]:
    """Return the mean gain of a policy in the three sets of cases, and by how much the search exceeds the report."""
    sets = {"search": found.searching, "selection": found.selecting, "reported": found.reporting}
    gains = {label: sample.gains([proposal.policy])[:, 0] for label, sample in sets.items()}
    curse = float(gains["search"].mean() - gains["reported"].mean())
    error = np.sqrt(sum(np.var(gains[label], ddof=1) / len(gains[label]) for label in ("search", "reported")))
    reach = float(stdtrit(len(gains["search"]) - 1, 0.975) * error)
    means = {label: float(values.mean()) for label, values in gains.items()}
    return {"policy": name} | means | {"search_less_reported": curse, "low": curse - reach, "high": curse + reach}
