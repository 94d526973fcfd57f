"""The generated parts of the texts: blocks of a README, which stand between two marks and are replaced as a whole.

The README of an experiment has two: ``question`` (question, claim, predictions and command, from the declaration) and
``answer`` (finding, verdicts and numbers, from the results). The text around them is written by hand and states no
result, so that a new run makes nothing in it wrong.
"""

import re
from collections.abc import Mapping

from simalign.errors import InputError, Problem
from simalign.experiments.catalogue import Shipped
from simalign.experiments.experiment import Claim, Experiment
from simalign.experiments.results import Row, shown


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

**The claim of practice.** {claim.text} Source: {claim.source}.

**What theory predicts**, stated before the runs:

{predictions}

**The command.** `uv run simalign experiment {name}` (`--quick` for a small version)."""


def _answer(experiment: Experiment, rows: Mapping[str, Row], finding: str) -> str:
    verdicts = [("the claim", experiment.claim)]
    verdicts += [(f"prediction {n}", prediction) for n, prediction in enumerate(experiment.predictions, 1)]
    table = "\n".join(_verdict(name, claim, rows) for name, claim in verdicts)
    numbers = "\n".join(_number(row) for row in rows.values())
    return f"""**{finding}.**

| stated before the runs | by the runs | numbers that decide |
|---|---|---|
{table}

| number | estimate | 95% interval | unit | n | detectable | note |
|---|--:|---|---|--:|--:|---|
{numbers}

Detectable: the smallest true difference that n replications or contexts detect with a power of .8."""


def _verdict(name: str, claim: Claim, rows: Mapping[str, Row]) -> str:
    return f"| {name}: {claim.text} | **{claim.verdict(rows)}** | {sizes(claim, rows)} |"


def sizes(claim: Claim, rows: Mapping[str, Row]) -> str:
    """Return the rows that decide a claim, with their intervals."""
    return "; ".join(f"{rows[key].label}: {rows[key].with_interval} {rows[key].unit}" for key in claim.needs)


def _number(row: Row) -> str:
    low, high = shown(row.low, row.unit), shown(row.high, row.unit)
    least = "" if row.smallest != row.smallest else shown(row.smallest, row.unit)
    return f"| {row.label} | {row} | {low} to {high} | {row.unit} | {row.n} | {least} | {row.note} |"
