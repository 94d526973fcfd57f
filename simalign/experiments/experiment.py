"""The declaration of an experiment: question, claim, numbers, finding and figure. It computes nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from simalign.experiments.estimates import Estimate
from simalign.experiments.pictures import Picture
from simalign.experiments.results import Row

SUPPORTED, CONDITIONAL, REJECTED = "supported", "conditional", "not supported"
SIDES = {"above": (1,), "below": (-1,), "not above": (0, -1), "not below": (0, 1)}
Rows = Mapping[str, Row]


@dataclass(frozen=True)
class Sentence:
    """One clause of a finding, chosen by whether the interval of the row ``key`` lies above, below or around a level.

    above, below, open: the three texts, which name rows in braces, such as {lead} or {lead.size:.3f}. level: the value
    that the interval is compared with, 0 by default.

    >>> rows = {"lead": Row("lead", "a lead", 0.06, 0.05, 0.07, 30, 0.01, "share")}
    >>> Sentence("lead", "it leads by {lead.size:.2f}", "it trails", "it draws").text(rows)
    'it leads by 0.06'
    """

    key: str
    above: str
    below: str
    open: str
    level: float = 0.0

    def text(self, rows: Rows) -> str:
        """Choose the text and fill in its numbers."""
        row = rows[self.key]
        text = self.above if row.low > self.level else self.below if row.high < self.level else self.open
        return text.format_map(rows)


@dataclass(frozen=True)
class Claim:
    """A claim of the practice literature or a prediction from theory, with its source and the rows that decide it.

    needs: the side of 0 on which the interval of each row must lie. "not above" and "not below" also accept an interval
    that contains 0: they fit a claim that something does not happen, and hold the more easily the wider the interval.
    """

    text: str
    source: str
    needs: Mapping[str, Literal["above", "below", "not above", "not below"]]

    def verdict(self, rows: Rows) -> str:
        """Supported if all intervals lie on the claimed side, not supported if none does, otherwise conditional.

        >>> rows = {"lead": Row("lead", "a lead", 0.06, 0.05, 0.07, 30, 0.01, "share")}
        >>> Claim("It leads.", "me", {"lead": "above"}).verdict(rows)
        'supported'
        """
        agrees = [rows[key].side in SIDES[side] for key, side in self.needs.items()]
        return SUPPORTED if all(agrees) else CONDITIONAL if any(agrees) else REJECTED


@dataclass(frozen=True)
class Experiment:
    """One question with the claim, the predictions, the numbers that answer it, the finding and the figure.

    predictions: what theory predicts, stated before the runs; their verdicts are computed like that of the claim.
    equal_cost: labels of policies that the main sweep also runs at equal cost, as "NAME at equal cost". discovers:
    whether the experiment needs the extra ``discover``.
    """

    question: str
    claim: Claim
    results: Sequence[Estimate]
    finding: Sequence[Sentence]
    figure: Picture
    predictions: Sequence[Claim] = ()
    equal_cost: Sequence[str] = ()
    discovers: bool = False

    def text(self, rows: Rows) -> str:
        """Return the finding as one sentence."""
        text = "; ".join(clause for clause in (sentence.text(rows) for sentence in self.finding) if clause)
        return f"{text[:1].upper()}{text[1:]}"
