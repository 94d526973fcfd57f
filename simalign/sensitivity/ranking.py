"""Ranking of factors in a sensitivity analysis, and the sentence that reports it."""

import pandas as pd

from simalign.analysis.text import listed
from simalign.sensitivity.studies import VERSUS

LEADING = 3
SHORT = {"compliance_gap": "compliance gap"}


def spoken(outcome: str) -> str:
    """Return the name of an outcome for sentences.

    >>> spoken("push minus pull: compliance_gap")
    'push minus pull in compliance gap'
    """
    name = SHORT.get(plain := outcome.removeprefix(VERSUS), plain)
    return f"push minus pull in {name}" if outcome.startswith(VERSUS) else name


def factor_words(key: str) -> str:
    """Return the name of a factor for sentences.

    >>> factor_words("policy.levers.role_modelling")
    'role modelling'
    """
    return key.rpartition(".")[2].replace("_", " ")


def leaders(table: pd.DataFrame, outcome: str, value: str, significant: str) -> list[str]:
    """Return the leading factors of an outcome whose effect exceeds replication noise, at most three, in order.

    value: column by which factors are ranked. significant: column of whether the effect exceeds replication noise.
    """
    rows = table[(table["outcome"] == outcome) & table[significant]]
    return [factor_words(key) for key in rows.sort_values(value, ascending=False)["factor"][:LEADING]]


def headline(table: pd.DataFrame, noise: pd.DataFrame, value: str, significant: str) -> str:
    """State the factors that value and push minus pull in value depend on most, and their replication noise.

    If value is not among the outcomes, the sentence is about the first measure. value, significant: as in ``leaders``.
    """
    shares = noise.set_index("outcome")["noise_share"]
    measure = "value" if "value" in shares else str(shares.index[0])
    parts = []
    for outcome in (measure, f"{VERSUS}{measure}"):
        names = leaders(table, outcome, value, significant)
        most = (
            f"depends most on {listed(names)}"
            if names
            else "depends on no factor that stands out from replication noise"
        )
        parts.append(f"{spoken(outcome)} {most} (replication noise: {shares[outcome]:.0%} of its variance)")
    text = "; ".join(parts)
    return f"{text[0].upper()}{text[1:]}."
