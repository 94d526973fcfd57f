"""The context of an organisation: what surrounds the policy and is not chosen by it."""

from simalign.files.record import Record, number, share


class Context(Record):
    """Work, market and starting point."""

    home = "under context"

    complexity: float = share(
        0.3, "how far only the doer can judge the work; monitoring and KPIs catch less of it", "guess"
    )
    heterogeneity: float = share(
        0.5, "share of the private agenda that is a person's own, beyond role and department", "guess"
    )
    turbulence: float = number(0.02, 0, 1, "per week", "probability that what customers want moves this week", "guess")
    shift: float = share(0.3, "how far demand moves when it moves", "guess")
    legitimacy: float = share(0.3, "legitimacy of management before any voice or rationale", "guess")
    trust: float = share(0.5, "trust at the start, of founders and of newcomers", "guess")
    skill: float = share(0.5, "skill at the start, of founders and of newcomers", "guess")
    productivity: float = number(
        1.0,
        0.01,
        100,
        "factor",
        "worth of work here against that of organisations on average: technology, prices",
        "scale",
    )
    turnover: float = number(
        0.003, 0, 1, "per week", "base rate of leaving (0.003 a week is about 15 % a year)", "guess"
    )
