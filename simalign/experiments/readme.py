"""The generated parts of the texts: blocks of a README, which stand between two marks and are replaced as a whole.

The README of an experiment has two: ``question`` (question, claim, predictions and command, from the declaration) and
``answer`` (finding, where it turns round, verdicts and numbers, from the results). The text around them is written by
hand and states no result, so that a new run makes nothing in it wrong.
"""

import re
from collections.abc import Collection, Mapping

from simalign.errors import InputError, Problem
from simalign.experiments.catalogue import Shipped
from simalign.experiments.experiment import Claim, Experiment
from simalign.experiments.results import Row, shown
from simalign.experiments.verdicts import MANY, REJECTED, verdict_on


def filled(text: str, blocks: Mapping[str, str]) -> str:
    r"""Replace the blocks of a text. Raises InputError for a block whose marks the text does not have.

    >>> filled("<!-- sum -->2<!-- end of sum -->.", {"sum": "3"})
    '<!-- sum -->\n3\n<!-- end of sum -->.'
    """
    for name, block in blocks.items():
        begin, end = f"<!-- {name} -->", f"<!-- end of {name} -->"
        pattern = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.DOTALL)
        if not pattern.search(text):
            raise InputError([Problem("has no place for a generated block", key=name, allowed=f"{begin} ... {end}")])
        text = pattern.sub(lambda _, new=f"{begin}\n{block}\n{end}": new, text)  # type: ignore[misc]
    return text


def outside(text: str) -> str:
    r"""Return a text without its generated blocks.

    >>> outside("a <!-- sum -->\n3\n<!-- end of sum -->b")
    'a b'
    """
    return re.sub(r"<!-- (\w+) -->.*?<!-- end of \1 -->", "", text, flags=re.DOTALL)


def blocks_of(shipped: Shipped, rows: Mapping[str, Row], finding: str) -> dict[str, str]:
    """Return the blocks of an experiment's README by name."""
    experiment = shipped.experiment
    return {"question": _question(shipped.name, experiment), "answer": _answer(experiment, rows, finding)}


def _question(name: str, experiment: Experiment) -> str:
    claim = experiment.claim
    predictions = "\n".join(
        f"{n}. {prediction.text} Source: {prediction.source}." for n, prediction in enumerate(experiment.predictions, 1)
    )
    return f"""**Question.** {experiment.question}

**What people claim.** {claim.text} Source: {claim.source}.

**What theory says**, stated before the runs:

{predictions}

**The command.** `uv run simalign experiment {name}` (`--quick` for a small version)."""


def _answer(experiment: Experiment, rows: Mapping[str, Row], finding: str) -> str:
    table = "\n".join(decided(f"{name}: {claim.text}", claim, rows) for name, claim in experiment.statements.items())
    numbers = "\n".join(_number(row) for row in rows.values())
    return f"""**{finding}.**

**Where it turns round.** {turns(experiment, rows)}

|stated before the runs|{DECIDED}
{table}

| number | estimate | 95% interval of the mean | middle 95% | opposite sign | matters | unit | n | detectable | note |
|---|--:|---|---|--:|--:|---|--:|--:|---|
{numbers}

{LEGEND}"""


DECIDED = """verdict|number|effect [95% interval of the mean]|middle 95%|opposite sign|its verdict|
|---|---|---|---|---|--:|---|"""
LEGEND = """The 95% interval of the mean narrows with more replications. The middle 95% and the share with the opposite
sign do not: they compare the arms in each draw. A draw is one replication, or one context where n counts contexts.
Draws differ in their people (a posterior draw of the parameters) and in their organisations and events (replication
noise), so that both show more disagreement than people alone would. Matters: the smallest effect that matters.
Detectable: the smallest true difference that n draws detect with a power of .8. Numbers that do not compare arms have
empty cells. The [gallery](../README.md#verdicts) has the rules of the verdicts."""


def decided(text: str, claim: Claim, rows: Mapping[str, Row], keys: Collection[str] = ()) -> str:
    """Return the lines of a table on a claim: its verdict, and effect and verdict of each number that it needs.

    keys: the numbers that are shown, all by default.
    """
    head = f"{text}|**{claim.verdict(rows)}**"
    lines = []
    for key in keys or claim.needs:
        row = rows[key]
        lines.append(
            "|".join((head, row.label, row.effect, row.middle, row.reverse, verdict_on(row, claim.needs[key])))
        )
        head = "|"
    return "\n".join(f"|{line}|" for line in lines)


def turns(experiment: Experiment, rows: Mapping[str, Row]) -> str:
    """Return where the answer turns round: which numbers are not as claimed, and which means many draws reverse."""
    needs = experiment.claim.needs
    against = [
        f"{rows[key].label} ({rows[key].effect})"
        for key, side in needs.items()
        if verdict_on(rows[key], side) == REJECTED
    ]
    clear = [row for row in rows.values() if row.low > 0 or row.high < 0]
    reverse = [f"{row.label} ({row.reverse})" for row in clear if row.opposite > MANY]
    parts = {"Not as claimed": against, "Measurable, but the reverse in many draws": reverse}
    texts = [f"{head}: {'; '.join(labels)}." for head, labels in parts.items() if labels]
    nowhere = "In none of these numbers: none is against the claim, and many draws reverse none that is measurable."
    return " ".join(texts) or nowhere


def _number(row: Row) -> str:
    low, high, matters, least = (shown(x, row.unit) for x in (row.low, row.high, row.matters, row.smallest))
    numbers = f"{row} | {low} to {high} | {row.middle} | {row.reverse} | {matters}"
    return f"| {row.label} | {numbers} | {row.unit} | {row.n} | {least} | {row.note} |"
