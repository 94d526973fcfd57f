"""The levers of the best policy: what each adds, and how far it can differ at no loss that matters."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simalign.advice.fewest import changed
from simalign.advice.limits import Limits, Proposal
from simalign.advice.sample import Sample
from simalign.advice.search import Tried
from simalign.advice.space import NAMES, policy_of, status_quo, value_at
from simalign.analysis.intervals import ends

Floats = NDArray[np.float64]
MATTERS, HARMS, IDLE, UNCLEAR, UNCHANGED = "matters", "harms", "idle", "unclear", "unchanged"


@dataclass(frozen=True)
class LeverEffect:
    """One lever of the best policy.

    effect: gain that is lost if the lever alone is put back to the status quo, as a share of the worth of the status
    quo, with its 95% interval ``low`` to ``high``. verdict: ``matters`` if the interval lies above the smallest effect
    that matters, ``harms`` if it lies as far below 0, ``idle`` if it excludes both, else ``unclear``; ``unchanged`` if
    the policy does not change the lever. lowest, highest: its values in policies that are as good, as ``ranges``
    returns them.
    """

    lever: str
    status_quo: float
    value: float
    effect: float
    low: float
    high: float
    verdict: str
    lowest: float
    highest: float


def verdict_on(low: float, high: float, matters: float) -> str:
    """Return the verdict on an effect with an interval.

    >>> verdict_on(0.012, 0.03, 0.01), verdict_on(-0.002, 0.004, 0.01), verdict_on(0.0, 0.02, 0.01)
    ('matters', 'idle', 'unclear')
    """
    if low > matters:
        return MATTERS
    if high < -matters:
        return HARMS
    return IDLE if -matters < low and high < matters else UNCLEAR


def lever_effects(
    best: Proposal, lowest: Sequence[float], highest: Sequence[float], sample: Sample, matters: float
) -> list[LeverEffect]:
    """Return what each lever adds to a constant policy, in the order of the size of the effect.

    lowest, highest: values of levers, as ``ranges`` returns them.
    """
    levers, design = changed(best), best.design
    gains = sample.gains([best.policy, *(policy_of(design.without([lever])) for lever in levers)])
    rows = []
    for n, name in enumerate(NAMES):
        at = value_at(name, design.units[0, 0, n], design.most_goals)
        usual = value_at(name, status_quo(design.most_goals)[n], design.most_goals)
        mean, low, high, verdict = 0.0, 0.0, 0.0, UNCHANGED
        if name in levers:
            mean, low, high = (float(x) for x in ends(gains[:, 0] - gains[:, 1 + levers.index(name)]))
            verdict = verdict_on(low, high, matters)
        rows.append(LeverEffect(name, usual, at, mean, low, high, verdict, lowest[n], highest[n]))
    return sorted(rows, key=lambda row: -abs(row.effect))


def ranges(
    best: Proposal, tried: Tried, limits: Limits, searching: Sample, reporting: Sample, matters: float
) -> tuple[list[float], list[float], int]:
    """Return the lowest and highest value of each lever over policies as good as the best, and their count.

    For each lever, the policies with its lowest and highest value are taken from those tried that are within
    ``matters`` of the best in the cases of the search. Those that also are in the reported cases count.
    """
    gains = searching.gains([best.policy, *(p.policy for p in tried.proposals)]).mean(axis=0)
    close = [
        proposal
        for proposal, gain in zip(tried.proposals, gains[1:], strict=True)
        if gain >= gains[0] - matters and limits.meets(proposal.extra, proposal.load)
    ]
    units = np.array([proposal.design.units[0, 0] for proposal in [best, *close]])
    extremes = [close[n - 1] for n in dict.fromkeys([*units.argmin(axis=0), *units.argmax(axis=0)]) if n > 0]
    gains = reporting.gains([best.policy, *(p.policy for p in extremes)]).mean(axis=0)
    good = [best, *(p for p, gain in zip(extremes, gains[1:], strict=True) if gain >= gains[0] - matters)]
    goals = best.design.most_goals
    values = np.array([[value_at(n, x, goals) for n, x in zip(NAMES, p.design.units[0, 0], strict=True)] for p in good])
    return values.min(axis=0).tolist(), values.max(axis=0).tolist(), len(good)
