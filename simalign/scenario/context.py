"""The context of an organisation: conditions that management does not choose."""

from simalign.files.record import Record, number, share


class Context(Record):
    """Work, market and people; what is set here lasts, also through the warm-up."""

    home = "under context"

    complexity: float = share(
        0.3, "how far only those who do the work can judge it; monitoring and KPIs see less of complex work", "guess"
    )
    heterogeneity: float = share(
        0.5, "share of the private agenda that is individual, beyond role and department", "guess"
    )
    variety: float = share(0.3, "part of what a team's customers ask that differs from team to team", "guess")
    churn: float = number(
        0.04, 0, 1, "per week", "probability that what the customers of one team ask changes this week", "guess"
    )
    turbulence: float = number(
        0.02, 0, 1, "per week", "probability that what all customers want moves this week", "guess"
    )
    shift: float = share(0.3, "how far demand moves when it moves", "guess")
    interdependence: float = share(
        0.4, "part of value that departments make together, against what teams make for their own customers", "guess"
    )
    reliance: float = share(0.15, "part of what is made together that comes from partners", "guess")
    legitimacy: float = share(0.3, "legitimacy of management before any voice or rationale", "guess")
    trust: float = share(0.5, "trust that people bring along and fall back on", "guess")
    skill: float = share(0.5, "skill of founders and newcomers", "guess")
    capacity: float = share(0.5, "part of a manager's week that there is for managing", "guess")
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
    vacancy: int = number(6, 0, 520, "weeks", "weeks for which a position is vacant after somebody has left", "guess")
