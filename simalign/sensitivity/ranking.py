"""Which factors lead in an analysis, in a sentence."""

import pandas as pd

from simalign.analysis.text import listed
from simalign.sensitivity.studies import VERSUS

LEADING = 3
SHORT = {"compliance_gap": "compliance gap"}


def spoken(outcome: str) -> str:
    """An outcome as people say it.

    >>> spoken("push minus pull: compliance_gap")
    'push minus pull in compliance gap'
    """
    name = SHORT.get(plain := outcome.removeprefix(VERSUS), plain)
    return f"push minus pull in {name}" if outcome.startswith(VERSUS) else name


def factor_words(key: str) -> str:
    """A factor as people say it.

    >>> factor_words("policy.levers.role_modelling")
    'role modelling'
    """
    return key.rpartition(".")[2].replace("_", " ")


def leaders(table: pd.DataFrame, outcome: str, value: str, told: str) -> list[str]:
    """The factors that lead in an outcome and are told from luck, at most three, the first first."""
    own = table[(table["outcome"] == outcome) & table[told]]
    return [factor_words(key) for key in own.sort_values(value, ascending=False)["factor"][:LEADING]]


def headline(table: pd.DataFrame, noise: pd.DataFrame, value: str, told: str) -> str:
    """What value, and push against pull in value, depend on most, and how much of each is luck.

    Where value is not among the outcomes, the same of the first measure.
    """
    shares = noise.set_index("outcome")["noise_share"]
    measure = "value" if "value" in shares else str(shares.index[0])
    parts = []
    for outcome in (measure, f"{VERSUS}{measure}"):
        names = leaders(table, outcome, value, told)
        most = (
            f"depends most on {listed(names)}"
            if names
            else "depends on no factor that stands out from replication noise"
        )
        parts.append(f"{spoken(outcome)} {most} (replication noise: {shares[outcome]:.0%} of its variance)")
    text = "; ".join(parts)
    return f"{text[0].upper()}{text[1:]}."
