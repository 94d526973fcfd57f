"""Search for policies: an evolution strategy, and random policies with which to compare it.

The strategy is CMA-ES (Hansen and Ostermeier 2001, "Completely derandomized self-adaptation in evolution strategies")
as the library ``cmaes`` implements it. It uses the order of scores only, so that it tolerates the noise of few cases;
the first proposals are therefore simulated in few cases and the last ones in all (``SCHEDULE``).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from math import ceil
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simalign.advice.limits import Limits, Proposal
from simalign.advice.sample import WORTHS, Sample
from simalign.advice.space import Space

Floats = NDArray[np.float64]
Score = Callable[[Floats], Floats]  # of what is measured, (cases, policies, columns), to one number for each policy
SCHEDULE = ((0.4, 0.125), (0.7, 0.25), (1.0, 1.0))  # until this share of the trials: this share of the cases
LATE = ((0.5, 0.5), (1.0, 1.0))  # the same for a search that starts from a good policy
RACE = ((1.0, 0.25), (0.2, 0.5), (0.05, 1.0))  # share of the random policies that reach a share of the cases
Schedule = Sequence[tuple[float, float]]


def expected_worth(measured: Floats) -> Floats:
    """Return the mean worth of each policy over cases."""
    return np.asarray(measured[:, :, WORTHS].mean(axis=0))


@dataclass
class Tried:
    """The proposals of a search that were simulated in all cases, each once, with their scores."""

    proposals: list[Proposal] = field(default_factory=list)
    scores: list[float] = field(default_factory=list)

    def add(self, proposals: Sequence[Proposal], scores: Floats) -> None:
        """Add proposals whose policy is not yet included."""
        known = {_text(proposal) for proposal in self.proposals}
        for proposal, score in zip(proposals, scores.tolist(), strict=True):
            if (text := _text(proposal)) not in known:
                known.add(text)
                self.proposals.append(proposal)
                self.scores.append(score)

    def best(self, count: int) -> list[Proposal]:
        """Return the proposals with the highest scores, the best first."""
        order = np.argsort(-np.array(self.scores), kind="stable")[:count]
        return [self.proposals[int(n)] for n in order]


def _text(proposal: Proposal) -> str:
    return proposal.policy.model_dump_json()


def search(
    space: Space,
    limits: Limits,
    sample: Sample,
    trials: int,
    seed: int,
    score: Score = expected_worth,
    schedule: Schedule = SCHEDULE,
) -> Tried:
    """Return the proposals of an evolution strategy that maximises a score.

    trials: number of proposals, rounded up to whole generations. seed: of the strategy. The final centre of the
    strategy is tried as well.
    """
    strategy: Any = import_module("cmaes").CMA(  # an optional extra
        mean=space.start, sigma=space.step, bounds=np.tile([0.0, 1.0], (space.dimension, 1)), seed=seed % 2**32
    )
    tried, size = Tried(), strategy.population_size
    generations = ceil(trials / size)
    for generation in range(generations):
        share = next(cases for end, cases in schedule if (generation + 1) / generations <= end)
        count = max(1, ceil(share * len(sample)))
        points = [strategy.ask() for _ in range(size)]
        proposals = [limits.carried_out(space.design(point)) for point in points]
        scores = score(sample.measured([proposal.policy for proposal in proposals], count))
        strategy.tell([(point, -float(value)) for point, value in zip(points, scores, strict=True)])
        if count == len(sample):
            tried.add(proposals, scores)
    last = [limits.carried_out(space.design(np.clip(point, 0.0, 1.0))) for point in (strategy.mean, space.start)]
    tried.add(last, score(sample.measured([proposal.policy for proposal in last])))
    return tried


def random_policies(space: Space, limits: Limits, sample: Sample, count: int, seed: int) -> Tried:
    """Return the best of random proposals, drawn uniformly from the box and carried out as far as the limits allow.

    They race: all are simulated in some of the cases, the best of them in more, and the best of these in all.
    """
    rng = np.random.default_rng(seed)
    proposals = [limits.carried_out(space.design(point)) for point in rng.random((count, space.dimension))]
    scores = np.zeros(count)
    for share, cases in RACE:
        order = np.argsort(-scores, kind="stable")[: max(1, ceil(share * count))]
        proposals = [proposals[int(n)] for n in order]
        many = max(1, ceil(cases * len(sample)))
        scores = expected_worth(sample.measured([proposal.policy for proposal in proposals], many))
    tried = Tried()
    tried.add(proposals, scores)
    return tried
