"""The context of an organisation: conditions that management does not choose."""

from simalign.files.record import Record, number, share


class Context(Record):
    """Properties of work, market and people, and the initial values of trust and skill."""

    home = "under context"

    complexity: float = share(
        0.3, "how far only those who do the work can judge it; monitoring and KPIs see less of complex work", "guess"
    )
    heterogeneity: float = share(
        0.5, "share of the private agenda that is individual, beyond role and department", "guess"
    )
    turbulence: float = number(0.02, 0, 1, "per week", "probability that customer demand changes in a week", "guess")
    shift: float = share(0.3, "how far demand moves when it changes", "guess")
    legitimacy: float = share(0.3, "legitimacy of management without voice and rationale", "guess")
    trust: float = share(0.5, "initial trust of founders and newcomers", "guess")
    skill: float = share(0.5, "initial skill of founders and newcomers", "guess")
    productivity: float = number(
        1.0,
        0.01,
        100,
        "factor",
        "value of work relative to the average organisation, through technology and prices",
        "scale",
    )
    turnover: float = number(
        0.003, 0, 1, "per week", "base rate of leaving (0.003 per week is about 15 % per year)", "guess"
    )
