"""From all policies tried to the few that are reported, on cases that the search has not seen."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simalign.advice.limits import Limits, Proposal
from simalign.advice.sample import TRUSTS, WORTHS, Sample
from simalign.advice.search import LATE, Score, Tried, expected_worth, search
from simalign.advice.space import NAMES, Space
from simalign.decision.ranking import RANGE
from simalign.policies.policy import Policy

Floats = NDArray[np.float64]
FINALISTS = 10  # of a search, compared in the selection cases
FACTORS = (0.8, 1.0, 1.2)  # of the budget
POINTS = (0.0, 0.25, 0.5, 0.75, 1.0)  # coordinates of a lever that is set while the others stay


@dataclass(frozen=True)
class Sets:
    """The cases in which policies are searched and chosen, and the seed of a strategy by its purpose."""

    searching: Sample
    selecting: Sample
    seed: Callable[[str], int]


def chosen(candidates: Sequence[Proposal], sample: Sample, score: Score = expected_worth) -> Proposal:
    """Return the candidate with the highest score in a sample, of equal ones the first."""
    scores = score(sample.measured([candidate.policy for candidate in candidates]))
    return candidates[int(np.argmax(scores))]


def merged(tried: Sequence[Tried], sample: Sample) -> Tried:
    """Return the proposals of several searches as one, with the expected worth in the cases of the search as score."""
    union = Tried()
    for each in tried:
        union.add(each.proposals, expected_worth(sample.measured([proposal.policy for proposal in each.proposals])))
    return union


def by_budget(box: Space, limits: Limits, tried: Tried, sets: Sets, trials: int) -> tuple[dict[float, Proposal], Tried]:
    """Return the best constant policy at each multiple of the budget, and everything tried.

    At each budget, a search starts from the best policy so far, and the levers of its result are set one after the
    other. trials: of each of these searches.
    """
    best: dict[float, Proposal] = {}
    candidates, everything = tried, [tried]
    for factor in FACTORS:
        limit = limits.times(factor)
        around = chosen(within(candidates, limit).best(FINALISTS), sets.selecting).design.units[0, 0]
        space = Space(box.kind, box.weeks, box.most_goals, around=around)
        more = search(space, limit, sets.searching, trials, sets.seed(f"budget {factor}"), schedule=LATE)
        (top,) = within(merged([*everything, more], sets.searching), limit).best(1)
        everything += [more, polished(top, limit, sets.searching)]
        candidates = merged(everything, sets.searching)
        best[factor] = chosen(within(candidates, limit).best(FINALISTS), sets.selecting)
    return exchanged(list(best.values()), limits, sets.selecting), candidates


def exchanged(candidates: Sequence[Proposal], limits: Limits, sample: Sample) -> dict[float, Proposal]:
    """Return the best candidate at each multiple of the budget, at whichever one it was found."""

    def at(limit: Limits) -> Proposal:
        return chosen([each for each in candidates if limit.meets(each.extra, each.load)], sample)

    return {factor: at(limits.times(factor)) for factor in FACTORS}


def polished(start: Proposal, limits: Limits, sample: Sample, levers: Sequence[str] = NAMES) -> Tried:
    """Return the policies of a descent by coordinates: each lever in turn is set to the best of ``POINTS``.

    Proposals are carried out as far as the limits allow.
    """
    tried = Tried()
    tried.add([start], expected_worth(sample.measured([start.policy])))
    for lever in levers:
        (best,) = tried.best(1)
        proposals = [limits.carried_out(best.design.changed(lever, point)) for point in POINTS]
        tried.add(proposals, expected_worth(sample.measured([proposal.policy for proposal in proposals])))
    return tried


def within(tried: Tried, limits: Limits) -> Tried:
    """Return the proposals that meet the limits."""
    pairs = [(p, s) for p, s in zip(tried.proposals, tried.scores, strict=True) if limits.meets(p.extra, p.load)]
    return Tried([p for p, _ in pairs], [s for _, s in pairs])


def upper_regret(reference: Floats) -> Score:
    """Return a score: minus the 95% quantile over cases of the regret.

    Regret is the worth that is lost because another policy would have been better. reference: the worth of the best
    policy in each case, (cases,); a larger worth replaces it.
    """

    def score(measured: Floats) -> Floats:
        worth = measured[:, :, WORTHS]
        regret = np.maximum(reference[: len(worth), None], worth) - worth
        return np.asarray(-np.quantile(regret, RANGE[1], axis=0))

    return score


def regretted(
    box: Space, limits: Limits, tried: Tried, start: Proposal, others: Sequence[Policy], sets: Sets, trials: int
) -> Tried:
    """Return a search for the constant policy with the least regret in bad cases, from the policy ``start``.

    Regret is measured against all that were tried and ``others``.
    """
    rivals = [*(proposal.policy for proposal in within(tried, limits).proposals), *others]
    reference = sets.searching.measured(rivals)[:, :, WORTHS].max(axis=1)
    space = Space(box.kind, box.weeks, box.most_goals, around=start.design.units[0, 0])
    return search(space, limits, sets.searching, trials, sets.seed("regret"), upper_regret(reference), LATE)


def cautious(candidates: Sequence[Proposal], others: Sequence[Policy], sample: Sample) -> Proposal:
    """Return the candidate with the least regret in bad cases, measured against the candidates and ``others``."""
    policies = [*(candidate.policy for candidate in candidates), *others]
    return chosen(candidates, sample, upper_regret(sample.measured(policies)[:, :, WORTHS].max(axis=1)))


def trusted(box: Space, limits: Limits, tried: Tried, sets: Sets, trials: int) -> list[Tried]:
    """Return searches for trust, for the Pareto front: trust alone, and trust and worth in equal weights.

    The weights are equal if both are divided by their standard deviation over the policies tried.
    """
    measured = sets.searching.measured([proposal.policy for proposal in tried.proposals]).mean(axis=0)
    size = np.maximum(measured.std(axis=0), 1e-12)

    def trust(measured: Floats) -> Floats:
        return np.asarray(measured[:, :, TRUSTS].mean(axis=0))

    def both(measured: Floats) -> Floats:
        means = measured.mean(axis=0) / size
        return np.asarray(means[:, TRUSTS] + means[:, WORTHS])

    results = []
    for name, score in {"trust": trust, "trust and worth": both}.items():
        start = tried.proposals[int(np.argmax(score(measured[None])))]
        space = Space(box.kind, box.weeks, box.most_goals, around=start.design.units[0, 0])
        results.append(search(space, limits, sets.searching, trials, sets.seed(name), score, LATE))
    return results
