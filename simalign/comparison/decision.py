"""Which of a few policies to take in one organisation: what each is worth, how sure that is, and where it would flip.

Each draw is one way that people may be, in keeping with the published facts (ODD 7.3), and one luck; in each all
policies start from the same organisation after the same warm-up. Worth is ``value_net``: what the work is worth to
customers, less the time and pay that the policy takes, in working weeks per member-week, mean over the horizon.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from simalign.analysis.intervals import ends
from simalign.errors import InputError, Problem, nearest
from simalign.measures.catalogue import NAMES
from simalign.organisation.record import Organisation
from simalign.scenario import Policy, Scenario
from simalign.scenario.posterior import Posterior
from simalign.simulation.ensemble import PLAIN, Ensemble, Execution, Job

Floats = NDArray[np.float64]
BASE, WORTH = "status_quo", NAMES.index("value_net")
RANGE = (0.05, 0.95)
CONTEXTS: dict[str, tuple[float, ...]] = {
    "trust": (0.1, 0.3, 0.5, 0.7, 0.9),
    "complexity": (0.1, 0.3, 0.5, 0.7, 0.9),
    "turbulence": (0.0, 0.02, 0.05, 0.1, 0.2),
}
FEWEST, MOST, FEW_AT_A_POINT, MANY_AT_A_POINT = 30, 100, 10, 20
BUDGET, BUDGET_A_CONTEXT = 16_000_000, 6_000_000  # member-weeks: some seconds


class Standing(NamedTuple):
    """A policy over the horizon: mean worth, its gain over status quo as a share of that, and the chance to be best.

    ``low`` and ``high`` hold nine in ten draws of the gain.
    """

    policy: str
    worth: float
    gain: float
    low: float
    high: float
    best: float


class Leader(NamedTuple):
    """Who is ahead at a place (a week, a context's value): ``policy`` None where the mean lead may be luck."""

    at: float
    policy: str | None
    ahead: str
    best: float


@dataclass(frozen=True)
class Decision:
    """Policies by expected worth, the best first; who would lead at shorter and longer horizons."""

    standings: tuple[Standing, ...]
    weeks: int
    draws: int
    by_horizon: tuple[Leader, ...]
    lead: float
    sure: bool  # whether the lead in the mean is more than the draws' luck

    @property
    def first(self) -> Standing:
        """The policy of the highest expected worth."""
        return self.standings[0]


def draws_for(size: int, weeks: int, policies: int, points: int = 1) -> int:
    """How many draws there is time for, in all or at each of some points of a context.

    >>> draws_for(120, 104, 4), draws_for(5000, 260, 4)
    (100, 30)
    """
    budget, low, high = (BUDGET, FEWEST, MOST) if points == 1 else (BUDGET_A_CONTEXT, FEW_AT_A_POINT, MANY_AT_A_POINT)
    return int(min(high, max(low, budget // (points * size * (52 + policies * weeks)))))


def longest(weeks: int) -> int:
    """Weeks that are run to see whether a longer horizon would decide otherwise.

    >>> longest(52), longest(260)
    (104, 260)
    """
    return max(weeks, min(2 * weeks, 208))


def lives(
    scenario: Scenario,
    policies: Mapping[str, Policy],
    seed: int,
    draws: int,
    posterior: Posterior | None,
    organisation: Organisation | None = None,
    execution: Execution = PLAIN,
    tick: Callable[[int], None] = lambda runs: None,
) -> Floats:
    """Weekly worth of every policy in every draw, (draws, policies, weeks of the scenario).

    ``tick`` is called with the number of runs that are done, draw by draw.
    """
    arms = [scenario.unchecked_copy(policy=policy) for policy in policies.values()]
    jobs = [Job(arms, draw) for draw in range(draws)]
    ensemble = Ensemble(seed, posterior, organisation, execution)
    worth = ensemble.runs(jobs, lambda run: run.series[scenario.warmup :, WORTH], "weekly worth", tick)
    return np.stack(list(worth))


def with_base(policies: Mapping[str, Policy]) -> dict[str, Policy]:
    """The policies, and status quo where it is not among them: to carry on as now is always possible.

    Raises InputError where there is no other policy.
    """
    if not set(policies) - {BASE}:
        message = "a decision needs a policy besides status_quo, which always takes part"
        raise InputError([Problem(message, key="policies", value=list(policies), allowed="one other policy or more")])
    return dict(policies) | ({} if BASE in policies else {BASE: Policy(name=BASE)})


def decided(names: Sequence[str], worth: Floats, weeks: int) -> Decision:
    """What weekly worth (draws, policies, weeks or more) says at a horizon of so many weeks.

    >>> decided(["status_quo", "pull"], np.array([[[1.0, 1.0], [1.2, 1.4]], [[1.0, 1.0], [0.9, 1.2]]]), 2).first.gain
    0.175
    """
    so_far = worth.cumsum(axis=2) / np.arange(1, worth.shape[2] + 1)
    at_end = so_far[:, :, weeks - 1]
    base = at_end[:, list(names).index(BASE)]
    gains = (at_end - base[:, None]) / abs(base.mean())
    best = _best(at_end)
    standings = [
        Standing(name, float(at_end[:, n].mean()), float(gains[:, n].mean().round(12)), low, high, float(best[n]))
        for n, name in enumerate(names)
        for low, high in [(float(end) for end in np.quantile(gains[:, n], RANGE))]
    ]
    ranked = tuple(sorted(standings, key=lambda one: -one.worth))
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
    """Share of draws in which each policy is best, (policies,); worth: (draws, policies)."""
    return np.bincount(worth.argmax(axis=1), minlength=worth.shape[1]) / len(worth)


def leaders(names: Sequence[str], worth: Floats, places: Sequence[float]) -> list[Leader]:
    """Who leads at each place; worth: (draws, policies, places)."""
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
        for n, at in enumerate(places)
    ]


def along(
    context: str,
    scenario: Scenario,
    policies: Mapping[str, Policy],
    seed: int,
    draws: int,
    posterior: Posterior | None,
    organisation: Organisation | None,
    here: Floats,
    execution: Execution = PLAIN,
    tick: Callable[[int], None] = lambda runs: None,
) -> list[Leader]:
    """Who leads along one context, all else as it is; its values are those of ``CONTEXTS`` and the scenario's own.

    here: worth (draws or more, policies) over the horizon as the scenario has it. Only what a context changes is run
    anew, under the first so many of the same draws, so that its own value has the answer that it has without it.
    Raises InputError for another context.
    """
    if context not in CONTEXTS:
        message = f"no context of that name{nearest(str(context), CONTEXTS)}"
        raise InputError([Problem(message, key="context", value=context, allowed=f"one of {', '.join(CONTEXTS)}")])
    own = float(getattr(scenario.context, context))
    found = []
    for at in sorted({*CONTEXTS[context], own}):
        if at == own:
            moved = np.zeros((draws, len(policies)))
        else:
            there = scenario.context.unchecked_copy(**{context: at})
            changed = scenario.unchecked_copy(context=there)
            worth = lives(changed, policies, seed, draws, posterior, organisation, execution, tick)
            moved = worth.mean(axis=2) - here[:draws]
        found.append(shifted(list(policies), here, moved, at))
    return found


def shifted(names: Sequence[str], here: Floats, moved: Floats, at: float) -> Leader:
    """Who leads at a place where worth has ``moved`` from what it is ``here``; both (draws, policies), here more.

    >>> here = np.array([[1.0, 2.0], [1.1, 2.2], [0.9, 2.1]])
    >>> shifted(["a", "b"], here, np.array([[3.0, 0.0], [3.1, 0.0]]), 0.5).policy
    'a'
    """
    means = here.mean(axis=0) + moved.mean(axis=0)
    first, second = (int(n) for n in np.argsort(-means, kind="stable")[:2])
    spread = [np.var(own[:, first] - own[:, second], ddof=1) / len(own) for own in (here, moved)]
    fewer = len(moved) if spread[1] > 0 else len(here)
    low = means[first] - means[second] - stdtrit(fewer - 1, 0.975) * np.sqrt(sum(spread))
    best = ((here[: len(moved)] + moved).argmax(axis=1) == first).mean()
    return Leader(float(at), names[first] if low > 0 else None, names[first], float(best))


def stretches(leaders: Sequence[Leader]) -> list[tuple[float, float, str | None]]:
    """From where to where whom leads (None: too close to call), in turn.

    >>> stretches([Leader(1, "a", "a", 1.0), Leader(2, None, "b", 0.5), Leader(3, None, "a", 0.5)])
    [(1, 1, 'a'), (2, 3, None)]
    """
    found: list[tuple[float, float, str | None]] = []
    for one in leaders:
        if found and found[-1][2] == one.policy:
            found[-1] = (found[-1][0], one.at, one.policy)
        else:
            found.append((one.at, one.at, one.policy))
    return found
