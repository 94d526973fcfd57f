"""How simulated effects compare with published ones: a verdict for each, and counts by family."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from simalign.evidence.effect import Effect, Published
from simalign.evidence.study import Study

Verdict = Literal["inside", "edge", "outside", "sign only", "undefined", "reported"]
BAD: tuple[Verdict, ...] = ("outside", "sign only", "undefined")


@dataclass(frozen=True)
class Finding:
    """A published effect and the simulated one, with its 95% interval over organisations."""

    of: Study
    effect: Effect
    organisations: int
    estimate: float
    low: float
    high: float

    @property
    def verdict(self) -> Verdict:
        """How the simulated effect compares with the published one, as in ``verdict``."""
        return verdict(self.effect.published, self.estimate, self.low, self.high, self.effect.null)

    @property
    def inside(self) -> bool | None:
        """Whether the estimate alone agrees with the published result; None if there is none."""
        alone = verdict(self.effect.published, self.estimate, self.estimate, self.estimate, self.effect.null)
        return None if self.verdict == "reported" else alone == "inside"

    @property
    def right_sign(self) -> bool | None:
        """Whether the estimate has the published sign; None if the published result does not have a sign."""
        sign = published_sign(self.effect.published, self.effect.null)
        if sign == 0 or self.effect.null is None:
            return None
        return not math.isnan(self.estimate) and (self.estimate - self.effect.null) * sign > 0.0

    def record(self) -> dict[str, Any]:
        """Return the finding as a row of a table."""
        published = self.effect.published
        return {
            "fact": self.effect.name,
            "study": self.of.name,
            "family": self.of.family,
            "cluster": self.of.cluster or self.of.name,
            "unit": self.effect.unit,
            "outcome": ", ".join(self.effect.outcomes),
            "week": self.effect.week,
            "published": published.estimate if published.estimate is not None else published.sign,
            "published_low": published.low,
            "published_high": published.high,
            "simulated": self.estimate,
            "simulated_low": self.low,
            "simulated_high": self.high,
            "verdict": self.verdict,
            "inside": self.inside,
            "right_sign": self.right_sign,
            "organisations": self.organisations,
            "source": self.effect.source or self.of.source,
        }


def families(findings: Sequence[Finding]) -> list[dict[str, Any]]:
    """Return one row per family, and one for all, of the effects that were published with an interval or a sign.

    inside: the estimate agrees; edge: of these and of the others, how many replication noise decides; signs, right:
    effects whose published result has a sign, and how many estimates have it.
    """
    compared = [finding for finding in findings if not finding.effect.published.empty]
    groups: dict[str, list[Finding]] = {name: [] for name in sorted({finding.of.family for finding in compared})}
    for finding in compared:
        groups[finding.of.family].append(finding)
    return [_counts(name, group) for name, group in [*groups.items(), ("all", compared)] if group]


def _counts(name: str, findings: Sequence[Finding]) -> dict[str, Any]:
    signs = [finding.right_sign for finding in findings if finding.right_sign is not None]
    return {
        "family": name,
        "rows": len(findings),
        "inside": sum(finding.inside is True for finding in findings),
        "edge": sum(finding.verdict == "edge" for finding in findings),
        "signs": len(signs),
        "right": sum(signs),
    }


def published_sign(published: Published, null: float | None) -> int:
    """Return 1 or -1 for a published result on one side of no effect, and 0 for any other.

    >>> published_sign(Published(low=0.2, high=0.4), 0.0), published_sign(Published(low=-0.2, high=0.4), 0.0)
    (1, 0)
    """
    if published.sign is not None:
        return {"positive": 1, "negative": -1, "none": 0}[published.sign]
    if null is None or published.low is None or published.high is None:
        return 0
    return (published.low > null) - (published.high < null)


def verdict(published: Published, estimate: float, low: float, high: float, null: float | None = 0.0) -> Verdict:
    """Return how a simulated estimate, with its interval, compares with a published result.

    "inside": the estimate lies in the published interval. "edge": an end of the published interval lies in the
    simulated one, so that replication noise decides. "sign only": the estimate lies outside, but with its whole
    interval on the same side of ``null``. "reported": neither is published. "undefined": it cannot be computed.
    If only a sign is published, "inside" means that the whole simulated interval has this sign, and is at least
    ``least`` from ``null``, or nearer than ``least`` for the sign "none".

    >>> verdict(Published(estimate=0.3, low=0.2, high=0.4), 0.5, 0.45, 0.55)
    'sign only'
    >>> verdict(Published(estimate=0.3, low=0.2, high=0.4), 0.5, 0.35, 0.65)
    'edge'
    >>> verdict(Published(sign="none", least=0.1), 0.0, -0.05, 0.05)
    'inside'
    """
    if published.empty:
        return "reported"
    if math.isnan(estimate):
        return "undefined"
    sign = published_sign(published, null)
    same_side = null is not None and ((sign > 0 and low > null) or (sign < 0 and high < null))
    bottom, top = _bounds(published, 0.0 if null is None else null)
    if any(low < end < high for end in (bottom, top)):
        return "edge"
    if bottom <= estimate <= top:
        return "inside"
    return "sign only" if same_side else "outside"


def _bounds(published: Published, null: float) -> tuple[float, float]:
    """Return the interval that the estimate must lie in."""
    if published.low is not None and published.high is not None:
        return published.low, published.high
    least = published.least or 0.0
    above = math.nextafter(null, math.inf) if not least else null + least  # an effect of exactly 0 does not have a sign
    below = math.nextafter(null, -math.inf) if not least else null - least
    return {"positive": (above, math.inf), "negative": (-math.inf, below)}.get(str(published.sign), (below, above))
