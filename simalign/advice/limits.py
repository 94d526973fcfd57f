"""The limits of a policy: what it may take besides what management takes as now, and managers' time.

A proposal that exceeds a limit is carried out in part: all levers move the same share of the way from the status quo,
also intervals and the number of goals. So every proposal of a search meets the limits, and none is wasted.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from simalign.advice.space import Design, policy_of
from simalign.comparison.cost import Price
from simalign.policies.policy import Policy

HALVINGS = 10
EXACT = 1e-12  # rounding errors of a cost


@dataclass(frozen=True)
class Proposal:
    """A proposal as far as the limits allow it.

    extra: its cost over that of the status quo, in weeks per member-week. load: of managers, share of their week.
    """

    design: Design
    policy: Policy
    extra: float
    load: float


@dataclass(frozen=True)
class Limits:
    """The limits of policies, and how to compute what a policy takes.

    budget: largest cost over that of the status quo, in weeks per member-week. managing: largest load of managers, as
    a share of their week, or infinity. base: cost of the status quo. price, load: return these of a policy.
    """

    budget: float
    managing: float
    base: float
    price: Price
    load: Callable[[Policy], float]

    def times(self, factor: float) -> "Limits":
        """Return the limits with a multiple of the budget."""
        return replace(self, budget=factor * self.budget)

    def meets(self, extra: float, load: float) -> bool:
        """Return whether a policy with this extra cost and load meets the limits."""
        return extra <= self.budget + EXACT and load <= self.managing + EXACT

    def carried_out(self, design: Design) -> Proposal:
        """Return the largest part of a proposal, by bisection, that meets the limits."""
        whole = self._at(design, 1.0)
        if self.meets(whole.extra, whole.load):
            return whole
        low, high, best = 0.0, 1.0, self._at(design, 0.0)
        for _ in range(HALVINGS):
            middle = (low + high) / 2.0
            part = self._at(design, middle)
            if self.meets(part.extra, part.load):
                low, best = middle, part
            else:
                high = middle
        return best

    def _at(self, design: Design, share: float) -> Proposal:
        part = design.part(share)
        policy = policy_of(part)
        return Proposal(part, policy, self.price(policy) - self.base, self.load(policy))
