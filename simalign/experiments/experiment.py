"""The declaration of an experiment: question, claim, numbers, finding and figure. It computes nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from simalign.experiments.estimates import Estimate
from simalign.experiments.pictures import Picture
from simalign.experiments.results import Row
from simalign.experiments.verdicts import Side, Verdict, combined, size_notes, verdict_on

Rows = Mapping[str, Row]
TITLE = 180  # characters above a figure, about two lines


@dataclass(frozen=True)
class Sentence:
    """One clause of a finding, chosen by whether the interval of the row ``key`` lies above, below or around a level.

    above, below, open: the three texts, which name rows in braces, such as {lead} or {lead.size:.3f}. level: the value
    that the interval is compared with, 0 by default. The text ends with a note in brackets if the difference is, or may
    be, too small to matter, or if many draws have the opposite sign (``verdicts.size_notes``).

    >>> rows = {"lead": Row("lead", "a lead", 0.06, 0.05, 0.07, 30, 0.01, "share", matters=0.1)}
    >>> Sentence("lead", "it leads by {lead.size:.2f}", "it trails", "it draws").text(rows)
    'it leads by 0.06 (too small to matter)'
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
        return text.format_map(rows) + size_notes(row, self.level) if text else ""


@dataclass(frozen=True)
class Claim:
    """A claim of the practice literature or a prediction from theory, with its source and the rows that decide it.

    needs: the side of 0 on which each row must lie. "not above" and "not below" fit a claim that something does not
    happen. ``verdicts`` has the rules.
    """

    text: str
    source: str
    needs: Mapping[str, Side]

    def verdict(self, rows: Rows) -> Verdict:
        """Return the verdict on the claim.

        >>> rows = {"lead": Row("lead", "a lead", 0.06, 0.05, 0.07, 30, 0.01, "share")}
        >>> Claim("It leads.", "me", {"lead": "above"}).verdict(rows)
        'supported'
        """
        return combined(verdict_on(rows[key], side) for key, side in self.needs.items())


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

    @property
    def statements(self) -> dict[str, Claim]:
        """The claim and the predictions, by the names under which the README lists them."""
        return {"the claim": self.claim} | {f"prediction {n}": p for n, p in enumerate(self.predictions, 1)}

    def text(self, rows: Rows) -> str:
        """Return the finding as one sentence."""
        return _joined(self._clauses(rows))

    def title(self, rows: Rows) -> str:
        """Return the beginning of the finding: as many whole clauses as fit above a figure, at least one."""
        clauses = self._clauses(rows)
        return _joined(
            [clause for n, clause in enumerate(clauses) if n == 0 or len(_joined(clauses[: n + 1])) <= TITLE]
        )

    def _clauses(self, rows: Rows) -> list[str]:
        return [clause for clause in (sentence.text(rows) for sentence in self.finding) if clause]


def _joined(clauses: Sequence[str]) -> str:
    text = "; ".join(clauses)
    return f"{text[:1].upper()}{text[1:]}"
