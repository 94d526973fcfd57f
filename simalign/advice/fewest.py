"""Policies with fewer and fewer levers, by backward elimination from the best one."""

from collections.abc import Sequence

from simalign.advice.choose import chosen, polished
from simalign.advice.limits import Limits, Proposal
from simalign.advice.sample import Sample
from simalign.advice.space import NAMES


def changed(proposal: Proposal) -> list[str]:
    """Return the levers that a constant policy changes."""
    values = proposal.policy.levers.model_dump(exclude_none=True)
    return [name for name in NAMES if name in values]


def eliminated(best: Proposal, limits: Limits, sample: Sample) -> list[Proposal]:
    """Return policies with fewer and fewer changed levers, down to one.

    Each step puts back to the status quo the lever whose loss in the sample is the smallest, given those that already
    are, and then sets the others one after the other. So of two levers that replace each other, one stays, though each
    alone could go.
    """
    current, policies = best, []
    while len(levers := changed(current)) > 1:
        shorter = chosen([limits.carried_out(current.design.without([lever])) for lever in levers], sample)
        (current,) = polished(shorter, limits, sample, changed(shorter)).best(1)
        policies.append(current)
    return [policy for policy in policies if changed(policy)]  # the best value of the last lever may be that as now


def fewest_levers(candidates: Sequence[Proposal], sample: Sample, matters: float) -> Proposal:
    """Return the candidate with the fewest changed levers whose gain is within ``matters`` of the first one's.

    matters: a share of the worth of the status quo.
    """
    gains = sample.gains([candidate.policy for candidate in candidates]).mean(axis=0)
    close = [each for each, gain in zip(candidates, gains, strict=True) if gain >= gains[0] - matters]
    return min(close, key=lambda each: len(changed(each)))
