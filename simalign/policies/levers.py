"""The list of levers, one declaration per lever, and everything derived from it.

A lever is a field of ``Levers`` that declares its range, status quo, meaning and cost, and the texts of the page. From
these declarations come the columns of compiled code (``L``), the families, the fields of ``Costs``, the tables of
ODD.md and the controls of the page. The unit levers are in the order of their columns and of the random draws of
managers' styles. Append a new unit lever after the last one, so that the draws of the others do not change.
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
    """Texts about a lever for readers who do not know the model: title, description, and both ends of its range."""

    title: str
    text: str
    low: str
    high: str


class Cost(NamedTuple):
    """The cost of a lever to those involved: a share of the working week at a lever of 1, or per talk or review."""

    share: float
    meaning: str
    source: str = "guess"
    key: str = ""  # the field of ``Costs``; empty for the name of the lever


@dataclass(frozen=True, slots=True, kw_only=True)
class Lever:
    """The declaration of a lever. pydantic calls it to complete the JSON Schema of the field.

    kind: ``unit``, a share that managers implement in an individual style; ``letter``, a share for one letter of
    SMART; ``letters``, a share for all letters that are not set; ``count``, a number of goals; ``interval``, a number
    of weeks or never. status_quo, cost: None for a letter, which has the value and the cost of ``clarity`` unless it
    is set. unit: the unit of the values. slider: both ends of the page's slider. whole_only: whether the lever has the
    same value in all departments.
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
        """Raise ValueError for an incomplete declaration."""
        if self.kind not in get_args(Kind) or self.family not in get_args(Family):
            raise ValueError(f"a lever has an unknown kind or family: {self.kind}, {self.family}")
        letter = self.kind == "letter"
        if not all(self.plain) or (self.cost is None) != letter or (self.status_quo is None) != letter:
            raise ValueError(
                f"a lever requires plain texts and, unless it is a letter, a status quo and a cost: {self.plain}"
            )

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
    return _share(lever, f"{meaning}; equals clarity unless set")


class Levers(Record):
    """The levers that a policy or phase sets; all others keep the status quo or the value of the phase before."""

    home = "under policy.levers"

    mandate: float | None = _unit(
        "push",
        0.3,
        "how strictly goals are imposed: the stakes of not following them",
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
        "pay that depends on measured results",
        cost=Cost(0.005, "administering rewards"),
        plain=Plain(
            "Bonus", "How much pay depends on measured results. It costs money as well as time.", "none", "most of it"
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
        "explaining why: sponsorship and communication",
        cost=Cost(0.015, "explaining and listening to explanations"),
        plain=Plain(
            "Explaining why", "Leaders explain the reasons for the goals and stand up for them.", "never", "often"
        ),
    )
    autonomy: float | None = _unit(
        "pull",
        0.5,
        "how far people decide for themselves how to contribute",
        cost=Cost(0.01, "finding a way to contribute and informing others"),
        plain=Plain("Freedom", "People decide for themselves how to reach the goals.", "none", "full"),
    )
    transparency: float | None = _unit(
        "pull",
        0.3,
        "goals, results and metrics that everybody can see",
        cost=Cost(0.01, "publishing and reading results"),
        plain=Plain("Openness", "Everybody can see goals, results and numbers.", "closed", "all open"),
    )
    role_modelling: float | None = _unit(
        "pull",
        0.4,
        "leaders who visibly do what they say",
        cost=Cost(0.02, "for members with reports: acting visibly as role models"),
        plain=Plain("Leaders' example", "Leaders visibly do what they ask of others.", "never", "always"),
    )
    support: float | None = _unit(
        "pull",
        0.3,
        "training, resources and initiatives",
        cost=Cost(0.03, "training and initiatives (about 1 hour per week at 1)"),
        plain=Plain("Help", "Training, tools and time to get better at the work.", "none", "plenty"),
    )
    shared_goals: float | None = _unit(
        "pull",
        0.2,
        "responsibilities and outcomes that departments share",
        cost=Cost(0.015, "agreement between departments"),
        plain=Plain("Shared goals", "Departments are responsible for results together.", "separate", "all shared"),
    )
    relationship_management: float | None = _unit(
        "pull",
        0.2,
        "relationship managers with time for stakeholders",
        cost=Cost(0.1, "for relationship managers: time with stakeholders"),
        plain=Plain("Relationship care", "Somebody has time for each customer, supplier and owner.", "none", "full"),
    )
    clarity: float | None = _share(
        Lever(
            kind="letters",
            family="both",
            status_quo=0.5,
            unit="share",
            cost=Cost(0.01, "formulating goals well"),
            plain=Plain(
                "Clear goals", "Goals are specific, measurable, within reach, relevant and dated.", "vague", "clear"
            ),
        ),
        "SMART quality of goals: the value of all five letters that are not set",
    )
    specific: float | None = _letter(
        "letter S: goals are specific",
        plain=Plain("Specific", "Goals say exactly what should be done.", "vague", "exact"),
    )
    measurable: float | None = _letter(
        "letter M: goals are measurable",
        plain=Plain("Measurable", "Progress can be counted.", "not at all", "fully"),
    )
    achievable: float | None = _letter(
        "letter A: goals are achievable",
        plain=Plain(
            "Within reach", "Goals can be reached. Easy goals bring less effort, hard ones discourage.", "hard", "easy"
        ),
    )
    relevant: float | None = _letter(
        "letter R: goals are relevant to those who pursue them",
        plain=Plain("Relevant", "Goals matter to the people who pursue them.", "not at all", "very much"),
    )
    time_bound: float | None = _letter(
        "letter T: goals have deadlines",
        plain=Plain("Dated", "Goals have deadlines, so that people forget them less.", "no dates", "firm dates"),
    )
    focus: int | None = _field(
        Lever(
            kind="count",
            family="both",
            status_quo=4,
            unit="goals",
            slider=(1, 8),
            whole_only=True,
            cost=Cost(0.01, "keeping track of goals, if the strategy has all of them"),
            plain=Plain("Number of goals", "How many goals the strategy has. Fewer are easier to share.", "1", "8"),
        ),
        "number of goals in the strategy, at most all goals",
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
            cost=Cost(0.0375, "one feedback talk: one and a half hours of a week", key="feedback"),
            plain=Plain("Feedback talks", "Weeks between two talks about performance.", "every week", "once a year"),
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
            cost=Cost(0.025, "one strategy review: one hour of everybody's time, at a voice of 1", key="review"),
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
Levers(**STATUS_QUO)  # raises InputError for a status quo out of range
FAMILY: dict[str, Family] = {name: lever.family for name, lever in LEVERS.items()}
UNIT_LEVERS, LETTERS, COUNTS = _of_kind("unit"), _of_kind("letter"), _of_kind("count", "interval")
PUSH = tuple(name for name in UNIT_LEVERS if FAMILY[name] == "push")
PULL = tuple(name for name in UNIT_LEVERS if FAMILY[name] == "pull")
WHOLE_ONLY = tuple(name for name, lever in LEVERS.items() if lever.whole_only)
COLUMNS = UNIT_LEVERS + LETTERS + COUNTS
# column constants for compiled code, as in felt[i, L.MANDATE]; typed Any because mypy cannot follow computed names
L: Any = namedtuple("L", map(str.upper, COLUMNS))(*range(len(COLUMNS)))
# costs by lever; unit levers come first, in the order of their columns
COSTS = {name: cost for name in dict.fromkeys((*UNIT_LEVERS, *LEVERS)) if (cost := LEVERS[name].cost)}


def cost_key(name: str) -> str:
    """Return the field of ``Costs`` that holds the cost of a lever.

    >>> cost_key("mandate"), cost_key("feedback_interval")
    ('mandate', 'feedback')
    """
    cost = LEVERS[name].cost
    return (cost.key if cost else "") or name
