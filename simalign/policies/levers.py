"""The list of levers: one declaration each, and all that is derived from it.

A lever is a field of ``Levers``: its range, status quo, meaning and cost, and the words of the page. From these
declarations come the columns of compiled code (``L``), the families, the fields of ``Costs``, the tables of ODD.md and
what the page shows. The unit levers are in the order of their columns and of the draws of managers' styles: append a
new one after the last, so that the draws of the others stay.
"""

from collections import namedtuple
from dataclasses import dataclass
from typing import Annotated, Any, Literal, NamedTuple, get_args

from pydantic import Field

from simalign.files.record import Record

Family = Literal["push", "pull", "both"]
Kind = Literal["unit", "letters", "letter", "count", "interval"]
Interval = Annotated[int, Field(ge=1, le=520)] | Literal["never"]


class Plain(NamedTuple):
    """A lever in words for readers who do not know the model: title, what it is, and the two ends of its range."""

    title: str
    text: str
    low: str
    high: str


class Cost(NamedTuple):
    """What a lever costs those involved: a share of the working week at full lever, or for each talk or review."""

    share: float
    meaning: str
    source: str = "guess"
    key: str = ""  # the field of ``Costs``; the lever's name if empty


@dataclass(frozen=True, slots=True, kw_only=True)
class Lever:
    """The declaration of a lever; pydantic calls it to complete the field's JSON Schema.

    kind: ``unit``, a share that managers carry out in their own style; ``letter``, a share, of SMART; ``letters``, a
    share that sets the letters that are not named; ``count``, of goals; ``interval``, in weeks, or never.
    status_quo, cost: None for a letter, which follows ``clarity`` and is paid for with it. unit: of the values.
    slider: the ends of the page's slider. whole_only: whether departments cannot differ in it.
    """

    kind: Kind
    family: Family
    status_quo: float | None
    unit: str
    plain: Plain
    cost: Cost | None
    slider: tuple[int, int] = (0, 1)
    whole_only: bool = False

    def __post_init__(self) -> None:
        """Refuse half a declaration."""
        if self.kind not in get_args(Kind) or self.family not in get_args(Family):
            raise ValueError(f"no such kind or family of lever: {self.kind}, {self.family}")
        letter = self.kind == "letter"
        if not all(self.plain) or (self.cost is None) != letter or (self.status_quo is None) != letter:
            raise ValueError(f"a lever needs plain words and, but for letters, a status quo and a cost: {self.plain}")

    def __call__(self, schema: dict[str, Any]) -> None:
        """Write unit, source, family and status quo into the JSON Schema of the field."""
        schema.update(unit=self.unit, source="status quo", family=self.family, status_quo=self.status_quo)


def _field(lever: Lever, meaning: str, **limits: Any) -> Any:
    return Field(default=None, description=meaning, json_schema_extra=lever, **limits)


def _share(lever: Lever, meaning: str) -> Any:
    return _field(lever, meaning, ge=0, le=1, allow_inf_nan=False)


def _unit(family: Family, status_quo: float, meaning: str, *, cost: Cost, plain: Plain) -> Any:
    lever = Lever(kind="unit", family=family, status_quo=status_quo, unit="share", plain=plain, cost=cost)
    return _share(lever, meaning)


def _letter(meaning: str, *, plain: Plain) -> Any:
    lever = Lever(kind="letter", family="both", status_quo=None, unit="share", plain=plain, cost=None)
    return _share(lever, f"{meaning}; follows clarity unless named")


class Levers(Record):
    """Levers that a policy sets; those left out stay at status quo, or as the phase before set them."""

    home = "under policy.levers"

    mandate: float | None = _unit(
        "push",
        0.3,
        "how hard goals are imposed; stakes of not following",
        cost=Cost(0.005, "meetings in which goals are imposed"),
        plain=Plain(
            "Mandate", "Goals are set from above, and not following them has consequences.", "a suggestion", "an order"
        ),
    )
    monitoring: float | None = _unit(
        "push",
        0.3,
        "probability that a week's work is seen and compared with the target",
        cost=Cost(0.03, "reporting and being checked"),
        plain=Plain(
            "Monitoring", "How often somebody checks whether a week's work serves the goals.", "never", "every week"
        ),
    )
    incentive: float | None = _unit(
        "push",
        0.2,
        "reward tied to what is measured",
        cost=Cost(0.005, "administering rewards"),
        plain=Plain(
            "Bonus", "How much pay depends on what is measured. It costs money as well as time.", "none", "most of it"
        ),
    )
    voice: float | None = _unit(
        "pull",
        0.2,
        "participation in setting the strategy",
        cost=Cost(0.03, "workshops and consultation"),
        plain=Plain("A say", "People take part in deciding what the goals are.", "no say", "all take part"),
    )
    rationale: float | None = _unit(
        "pull",
        0.3,
        "the why: sponsorship, communication",
        cost=Cost(0.015, "explaining and listening to explanations"),
        plain=Plain("The why", "Leaders explain why these goals and stand up for them.", "no word", "often, openly"),
    )
    autonomy: float | None = _unit(
        "pull",
        0.5,
        "how far people decide themselves how to contribute",
        cost=Cost(0.01, "finding one's own way and telling others"),
        plain=Plain("Freedom", "People decide themselves how to reach the goals.", "told how", "own choice"),
    )
    transparency: float | None = _unit(
        "pull",
        0.3,
        "goals, results and metrics open to all",
        cost=Cost(0.01, "publishing and reading results"),
        plain=Plain("Openness", "Goals, results and numbers are open to everybody.", "closed", "all open"),
    )
    role_modelling: float | None = _unit(
        "pull",
        0.4,
        "leaders visibly do what they say",
        cost=Cost(0.02, "of those who have reports: being seen to do it"),
        plain=Plain("Leaders' example", "Those who lead visibly do what they ask of others.", "no", "always"),
    )
    support: float | None = _unit(
        "pull",
        0.3,
        "training, resources, initiatives (the how)",
        cost=Cost(0.03, "training and initiatives (about 1 hour a week at full)"),
        plain=Plain("Help", "Training, tools and time to get better at the work.", "none", "plenty"),
    )
    shared_goals: float | None = _unit(
        "pull",
        0.2,
        "shared responsibilities and outcomes across departments",
        cost=Cost(0.015, "agreeing across departments"),
        plain=Plain("Shared goals", "Departments answer for results together.", "each its own", "all shared"),
    )
    relationship_management: float | None = _unit(
        "pull",
        0.2,
        "relationship managers appointed and given time",
        cost=Cost(0.1, "of the relationship managers: time with stakeholders"),
        plain=Plain(
            "Care for relations",
            "Somebody has time to look after each customer, supplier and owner.",
            "nobody",
            "everybody",
        ),
    )
    clarity: float | None = _share(
        Lever(
            kind="letters",
            family="both",
            status_quo=0.5,
            unit="share",
            cost=Cost(0.01, "wording goals well"),
            plain=Plain(
                "Clear goals", "Goals are specific, measurable, within reach, relevant and dated.", "vague", "clear"
            ),
        ),
        "SMART quality of goals; sets the five letters that are not named",
    )
    specific: float | None = _letter(
        "letter S: goals say exactly what",
        plain=Plain("Specific", "Goals say exactly what is meant.", "vague", "exact"),
    )
    measurable: float | None = _letter(
        "letter M: goals can be measured",
        plain=Plain("Measurable", "Progress can be counted.", "not at all", "fully"),
    )
    achievable: float | None = _letter(
        "letter A: goals are within reach",
        plain=Plain(
            "Within reach",
            "Goals can be reached: too easy brings less effort, too hard less heart.",
            "very hard",
            "easy",
        ),
    )
    relevant: float | None = _letter(
        "letter R: goals matter to those who have them",
        plain=Plain("Relevant", "Goals matter to those who have them.", "no matter", "close to heart"),
    )
    time_bound: float | None = _letter(
        "letter T: goals have dates",
        plain=Plain("Dated", "Goals have dates, so that they are forgotten less.", "no dates", "firm dates"),
    )
    focus: int | None = _field(
        Lever(
            kind="count",
            family="both",
            status_quo=4,
            unit="goals",
            slider=(1, 8),
            whole_only=True,
            cost=Cost(0.01, "keeping an eye on goals, at focus on all of them"),
            plain=Plain(
                "Number of goals", "How many goals the strategy keeps. Fewer are easier to carry along.", "1", "8"
            ),
        ),
        "how many goals the strategy keeps; at most all there are",
        ge=1,
        le=62,
    )
    feedback_interval: Interval | None = _field(
        Lever(
            kind="interval",
            family="both",
            status_quo=26,
            unit="weeks",
            slider=(1, 52),
            cost=Cost(0.0375, "one feedback talk: an hour and a half of a week", key="feedback"),
            plain=Plain("Feedback talks", "Weeks between two talks about one's work.", "every week", "once a year"),
        ),
        "weeks between feedback talks, or never",
    )
    review_interval: Interval | None = _field(
        Lever(
            kind="interval",
            family="both",
            status_quo=26,
            unit="weeks",
            slider=(4, 104),
            whole_only=True,
            cost=Cost(0.025, "one strategy review: an hour of everyone's, at full voice", key="review"),
            plain=Plain(
                "Strategy review", "Weeks between two revisions of the strategy.", "every 4 weeks", "every 2 years"
            ),
        ),
        "weeks between revisions of the strategy, or never",
    )


def _declared(name: str) -> Lever:
    lever = Levers.model_fields[name].json_schema_extra
    if not isinstance(lever, Lever):
        raise TypeError(f"the lever {name} is a field without a declaration")
    return lever


def _of_kind(*kinds: Kind) -> tuple[str, ...]:
    return tuple(name for name, lever in LEVERS.items() if lever.kind in kinds)


LEVERS = {name: _declared(name) for name in Levers.model_fields}
STATUS_QUO: dict[str, Any] = {name: lever.status_quo for name, lever in LEVERS.items()}
Levers(**STATUS_QUO)  # refuses one out of range
FAMILY: dict[str, Family] = {name: lever.family for name, lever in LEVERS.items()}
UNIT_LEVERS, LETTERS, COUNTS = _of_kind("unit"), _of_kind("letter"), _of_kind("count", "interval")
PUSH = tuple(name for name in UNIT_LEVERS if FAMILY[name] == "push")
PULL = tuple(name for name in UNIT_LEVERS if FAMILY[name] == "pull")
WHOLE_ONLY = tuple(name for name, lever in LEVERS.items() if lever.whole_only)
COLUMNS = UNIT_LEVERS + LETTERS + COUNTS
# the columns as constants for compiled code, as in felt[i, L.MANDATE]; mypy cannot follow names that are computed
L: Any = namedtuple("L", map(str.upper, COLUMNS))(*range(len(COLUMNS)))
# by lever, the unit levers first and in the order of their columns
COSTS = {name: cost for name in dict.fromkeys((*UNIT_LEVERS, *LEVERS)) if (cost := LEVERS[name].cost)}


def cost_key(name: str) -> str:
    """Return the field of ``Costs`` that holds the cost of a lever.

    >>> cost_key("mandate"), cost_key("feedback_interval")
    ('mandate', 'feedback')
    """
    cost = LEVERS[name].cost
    return (cost.key if cost else "") or name
