"""What an experiment declares: question, claim, numbers, finding and figure. No declaration computes anything."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from simalign.experiments.estimates import Estimate
from simalign.experiments.pictures import Picture
from simalign.experiments.results import Row

SUPPORTED, CONDITIONAL, REJECTED = "supported", "conditional", "not supported"
Rows = Mapping[str, Row]


@dataclass(frozen=True)
class Sentence:
    """A part of a finding, told by where the interval of the number ``key`` lies: above 0, below it, or over it.

    Texts name rows in braces, like {lead} or {lead.size:.3f}. above_level: told against this level in place of 0.

    >>> rows = {"lead": Row("lead", "a lead", 0.06, 0.05, 0.07, 30, 0.01, "share")}
    >>> Sentence("lead", "it leads by {lead.size:.2f}", "it trails", "it draws").told(rows)
    'it leads by 0.06'
    """

    key: str
    above: str
    below: str
    open: str
    level: float = 0.0

    def told(self, rows: Rows) -> str:
        """The text that holds, with its numbers."""
        row = rows[self.key]
        text = self.above if row.low > self.level else self.below if row.high < self.level else self.open
        return text.format_map(rows)


@dataclass(frozen=True)
class Claim:
    """What the practice literature says, where, and which numbers must lie above or below 0 for it to be so."""

    text: str
    source: str
    needs: Mapping[str, Literal["above", "below"]]

    def verdict(self, rows: Rows) -> str:
        """Supported where all numbers that it needs are so beyond chance, where none is, not; else conditional.

        >>> rows = {"lead": Row("lead", "a lead", 0.06, 0.05, 0.07, 30, 0.01, "share")}
        >>> Claim("It leads.", "me", {"lead": "above"}).verdict(rows)
        'supported'
        """
        so = [rows[key].side == (1 if side == "above" else -1) for key, side in self.needs.items()]
        return SUPPORTED if all(so) else CONDITIONAL if any(so) else REJECTED


@dataclass(frozen=True)
class Experiment:
    """One question: what is claimed, which numbers answer it, what they come to in words, how they are drawn.

    equal_cost: labels of the sweep's policies that are also run at equal cost, as "NAME at equal cost". discovers: it
    takes the extra ``simalign-abm[discover]``.
    """

    question: str
    claim: Claim
    results: Sequence[Estimate]
    finding: Sequence[Sentence]
    figure: Picture
    equal_cost: Sequence[str] = ()
    discovers: bool = False

    def told(self, rows: Rows) -> str:
        """The finding in a sentence."""
        text = "; ".join(part for part in (one.told(rows) for one in self.finding) if part)
        return f"{text[:1].upper()}{text[1:]}"
