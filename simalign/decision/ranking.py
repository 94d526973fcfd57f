"""Rank policies by their worth in the cases of a decision, at each horizon and along contexts.

The worth of a policy is averaged over the weeks of the horizon; ``cases`` simulates it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from scipy.special import stdtrit

from simalign.analysis.intervals import ends
from simalign.decision.cases import Cases, Floats, simulate_worth, with_values
from simalign.errors import InputError, Problem, nearest
from simalign.organisation.record import Organisation
from simalign.scenario import Policy, Scenario

BASE = "status_quo"
RANGE = (0.05, 0.95)
CONTEXTS: dict[str, tuple[float, ...]] = {
    "trust": (0.1, 0.3, 0.5, 0.7, 0.9),
    "complexity": (0.1, 0.3, 0.5, 0.7, 0.9),
    "turbulence": (0.0, 0.02, 0.05, 0.1, 0.2),
}
FEWEST, MOST, FEW_AT_A_POINT, MANY_AT_A_POINT = 30, 100, 10, 20
BUDGET, BUDGET_A_CONTEXT = 16_000_000, 6_000_000  # member-weeks: a few seconds of computing
NEAR = 1e-9  # values of a lever or context that differ by less are equal


class Standing(NamedTuple):
    """A policy over the horizon: mean worth, gain as a share of status quo's worth, chances over draws, and regret.

    ``low`` and ``high`` are the 5% and 95% quantiles of the gain over draws; ``best`` is the share of draws in which
    the policy has the highest worth. ``regret`` is the mean over draws of the worth that is lost because another policy
    would have been better, as a share of status quo's worth, and ``regret_high`` is its 95% quantile. ``loss`` is the
    share of draws in which the policy is worth less than status quo.
    """

    policy: str
    worth: float
    gain: float
    low: float
    high: float
    best: float
    regret: float
    regret_high: float
    loss: float


class Leader(NamedTuple):
    """The leading policy at one value ``at`` of the horizon or of a context.

    ``ahead`` is the policy with the highest mean worth and ``best`` the share of draws in which it is the best.
    ``policy`` is the same policy if its lead exceeds chance (95% interval above 0), otherwise None.
    """

    at: float
    policy: str | None
    ahead: str
    best: float


@dataclass(frozen=True)
class Decision:
    """Policies by expected worth, best first, and the leader at every shorter and longer horizon.

    lead: mean worth of the first policy minus that of the second. sure: whether the lead exceeds chance.
    """

    standings: tuple[Standing, ...]
    weeks: int
    draws: int
    by_horizon: tuple[Leader, ...]
    lead: float
    sure: bool

    @property
    def first(self) -> Standing:
        """The policy with the highest expected worth."""
        return self.standings[0]


def draws_for(size: int, weeks: int, policies: int, points: int = 1) -> int:
    """Return the number of draws that the computing budget allows, in all or at each of the points of a context.

    >>> draws_for(120, 104, 4), draws_for(5000, 260, 4)
    (100, 30)
    """
    budget, low, high = (BUDGET, FEWEST, MOST) if points == 1 else (BUDGET_A_CONTEXT, FEW_AT_A_POINT, MANY_AT_A_POINT)
    return int(min(high, max(low, budget // (points * size * (52 + policies * weeks)))))


def longest(weeks: int) -> int:
    """Return the number of weeks to run in order to examine longer horizons than ``weeks``.

    >>> longest(52), longest(260)
    (104, 260)
    """
    return max(weeks, min(2 * weeks, 208))


def with_base(policies: Mapping[str, Policy]) -> dict[str, Policy]:
    """Return the policies together with status quo, which is always an option.

    Raises InputError if status quo is the only policy.
    """
    if not set(policies) - {BASE}:
        message = "a decision needs a policy besides status_quo, which is always included"
        raise InputError([Problem(message, key="policies", value=list(policies), allowed="at least one other policy")])
    return dict(policies) | ({} if BASE in policies else {BASE: Policy(name=BASE)})


def decision_from(names: Sequence[str], worth: Floats, weeks: int) -> Decision:
    """Return the decision at a horizon of ``weeks``.

    worth: weekly worth, (draws, policies, at least ``weeks``).

    >>> worth = np.array([[[1.0, 1.0], [1.2, 1.4]], [[1.0, 1.0], [0.9, 1.2]]])
    >>> decision_from(["status_quo", "pull"], worth, 2).first.gain
    0.175
    """
    so_far = worth.cumsum(axis=2) / np.arange(1, worth.shape[2] + 1)
    at_end = so_far[:, :, weeks - 1]
    base = at_end[:, list(names).index(BASE)]
    gains = (at_end - base[:, None]) / abs(base.mean())
    best = _best(at_end)
    regret = gains.max(axis=1, keepdims=True) - gains
    standings = [
        Standing(
            policy=name,
            worth=float(at_end[:, n].mean()),
            gain=float(gains[:, n].mean().round(12)),
            low=low,
            high=high,
            best=float(best[n]),
            regret=float(regret[:, n].mean()),
            regret_high=float(np.quantile(regret[:, n], RANGE[1])),
            loss=float((gains[:, n] < 0.0).mean()),
        )
        for n, name in enumerate(names)
        for low, high in [(float(end) for end in np.quantile(gains[:, n], RANGE))]
    ]
    ranked = tuple(sorted(standings, key=lambda standing: -standing.worth))
    lead = leaders(names, at_end[:, :, None], [weeks])[0]
    return Decision(
        standings=ranked,
        weeks=weeks,
        draws=len(worth),
        by_horizon=tuple(leaders(names, so_far, range(1, worth.shape[2] + 1))),
        lead=ranked[0].worth - ranked[1].worth,
        sure=lead.policy is not None,
    )


def _best(worth: Floats) -> Floats:
    """Return the share of draws in which each policy is best, (policies,); worth: (draws, policies)."""
    return np.bincount(worth.argmax(axis=1), minlength=worth.shape[1]) / len(worth)


def leaders(names: Sequence[str], worth: Floats, points: Sequence[float]) -> list[Leader]:
    """Return the leader at each point, which is a horizon or a value of a context; worth: (draws, policies, points)."""
    means = worth.mean(axis=0)
    order = np.argsort(-means, axis=0, kind="stable")
    first, second = order[0], order[1]
    across = np.arange(worth.shape[2])
    apart = worth[:, first, across] - worth[:, second, across]
    _, low, _ = ends(np.ascontiguousarray(apart.T))
    return [
        Leader(
            float(at),
            names[first[n]] if low[n] > 0 else None,
            names[first[n]],
            float((worth[:, :, n].argmax(axis=1) == first[n]).mean()),
        )
        for n, at in enumerate(points)
    ]


def worth_along(
    context: str,
    scenario: Scenario,
    policies: Mapping[str, Policy],
    cases: Cases,
    count: int,
    current_worth: Floats,
) -> dict[float, Floats]:
    """Return how worth differs from its current value at each value of one context, all else being equal.

    The values are those of ``CONTEXTS`` and the scenario's current value, at which the difference is 0; they are
    simulated in the first ``count`` cases. Other values of trust than the current one replace the answers of a survey.
    current_worth: worth over the horizon at the current value, (at least ``count``, policies).
    Returns arrays (count, policies) by value. Raises InputError if the context is not one of ``CONTEXTS``.
    """
    if context not in CONTEXTS:
        message = f"is not a context{nearest(str(context), CONTEXTS)}"
        raise InputError([Problem(message, key="context", value=context, allowed=f"one of {', '.join(CONTEXTS)}")])
    current = float(getattr(scenario.context, context))
    result = {}
    for at in sorted({*CONTEXTS[context], current}):
        result[at] = np.zeros((count, len(policies)))
        if at != current:
            changed = with_values(scenario, {f"context.{context}": at})
            people = replace(cases, organisation=without_answers(cases.organisation, context))
            worth = simulate_worth(changed, policies, people, count).mean(axis=2)
            result[at] = worth - current_worth[:count]
    return result


def without_answers(organisation: Organisation | None, context: str) -> Organisation | None:
    """Return the organisation without the answers of a survey that determine a context."""
    if organisation is None or context not in organisation.given:
        return organisation
    return replace(organisation, given={name: v for name, v in organisation.given.items() if name != context})


def leader_after(names: Sequence[str], current_worth: Floats, difference: Floats, at: float) -> Leader:
    """Return the leader where worth differs from its current value by ``difference``; both are (draws, policies).

    The current worth may have more draws. The interval of the lead adds the two variances of the mean.

    >>> worth = np.array([[1.0, 2.0], [1.1, 2.2], [0.9, 2.1]])
    >>> leader_after(["a", "b"], worth, np.array([[3.0, 0.0], [3.1, 0.0]]), 0.5).policy
    'a'
    """
    means = current_worth.mean(axis=0) + difference.mean(axis=0)
    first, second = (int(n) for n in np.argsort(-means, kind="stable")[:2])
    leads = [values[:, first] - values[:, second] for values in (current_worth, difference)]
    variances = [np.var(lead, ddof=1) / len(lead) for lead in leads]
    fewest = len(difference) if variances[1] > 0 else len(current_worth)
    low = means[first] - means[second] - stdtrit(fewest - 1, 0.975) * np.sqrt(sum(variances))
    best = ((current_worth[: len(difference)] + difference).argmax(axis=1) == first).mean()
    return Leader(float(at), names[first] if low > 0 else None, names[first], float(best))


def leader_intervals(leaders: Sequence[Leader]) -> list[tuple[float, float, str | None]]:
    """Return intervals with a constant leader, in order: first value, last value, policy (None: too close to call).

    >>> leader_intervals([Leader(1, "a", "a", 1.0), Leader(2, None, "b", 0.5), Leader(3, None, "a", 0.5)])
    [(1, 1, 'a'), (2, 3, None)]
    """
    intervals: list[tuple[float, float, str | None]] = []
    for leader in leaders:
        if intervals and intervals[-1][2] == leader.policy:
            intervals[-1] = (intervals[-1][0], leader.at, leader.policy)
        else:
            intervals.append((leader.at, leader.at, leader.policy))
    return intervals
