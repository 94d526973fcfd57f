"""The context of an organisation: conditions that management does not choose."""

from simalign.files.record import Record, number, share


class Context(Record):
    """Properties of work, market and people. They last: the warm-up does not change them."""

    home = "under context"

    complexity: float = share(
        0.3, "how hard it is for others to judge the work; monitoring and KPIs see less of complex work", "guess"
    )
    heterogeneity: float = share(
        0.5, "share of the private agenda that is individual, beyond role and department", "guess"
    )
    variety: float = share(0.3, "share of what a team's customers ask that differs from team to team", "guess")
    churn: float = number(
        0.04, 0, 1, "per week", "probability that the orders of one team's customers change in a week", "guess"
    )
    turbulence: float = number(
        0.02, 0, 1, "per week", "probability that the demand of all customers moves in a week", "guess"
    )
    shift: float = share(0.3, "how far demand moves if it moves", "guess")
    interdependence: float = share(
        0.4, "share of value that departments make together; teams make the rest for their own customers", "guess"
    )
    reliance: float = share(0.15, "weight of partners' work in what is made together", "guess")
    legitimacy: float = share(0.3, "legitimacy of management without voice and rationale", "guess")
    trust: float = share(0.5, "trust of people on arrival, to which trust tends to return", "guess")
    skill: float = share(0.5, "skill of founders and newcomers", "guess")
    capacity: float = share(0.5, "share of a manager's week that managing can take", "guess")
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
    vacancy: int = number(
        6, 0, 520, "weeks", "number of weeks without work from a position after its holder has left", "guess"
    )
