"""The list of levers: one declaration each, and everything that is derived from it.

A lever is a field of ``Levers``: its range, status quo, meaning and cost, and the texts of the page. From these
declarations come the columns of compiled code (``L``), the families, the fields of ``Costs``, the tables of ODD.md and
what the page shows. The unit levers are in the order of their columns and of the draws of managers' styles: append a
new one after the last, so that the draws of the others stay the same.
"""

from collections import namedtuple
from dataclasses import dataclass
from typing import Annotated, Any, Literal, NamedTuple, get_args

from pydantic import Field

from simalign.files.record import Record

Family = Literal["push", "pull", "lead", "design"]
Kind = Literal["unit", "share", "letters", "letter", "count", "interval"]
Interval = Annotated[int, Field(ge=1, le=520)] | Literal["never"]


class Plain(NamedTuple):
    """A lever for readers who do not know the model: its title, a sentence about it, and the two ends of its range."""

    title: str
    text: str
    low: str
    high: str


class Cost(NamedTuple):
    """The working time that a lever takes.

    share: of a member's week at full lever, or for each talk or review, None if only managers pay; load: of the
    manager's week, for each direct report. meaning: what the time is spent on. key: the name of the fields of
    ``Costs``; the lever's name if empty.
    """

    share: float | None
    meaning: str
    load: float = 0.0
    source: str = "guess"
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lever:
    """The declaration of a lever. pydantic calls it to complete the JSON Schema of the field.

    kind: ``unit``, a share that each manager carries out in a style of their own; ``share``, a share that is set for
    everybody alike; ``letter``, a share, of SMART; ``letters``, a share that sets the letters that are not named;
    ``count``, of goals; ``interval``, in weeks, or never.
    family: push (control), pull (involvement), lead (leadership), or design (how goals and reviews are made).
    status_quo, cost: None for a letter, which follows ``clarity`` and is paid for with it. unit: of the values.
    common: whether managers who carry out one such lever well also carry out the others well.
    slider: the ends of the page's slider. whole_only: whether departments cannot differ in it.
    """

    kind: Kind
    family: Family
    status_quo: float | None
    unit: str
    plain: Plain
    cost: Cost | None
    common: bool = False
    slider: tuple[int, int] = (0, 1)
    whole_only: bool = False

    def __post_init__(self) -> None:
        """Refuse an incomplete declaration."""
        if self.kind not in get_args(Kind) or self.family not in get_args(Family):
            raise ValueError(f"not a kind or family of levers: {self.kind}, {self.family}")
        letter = self.kind == "letter"
        if not all(self.plain) or (self.cost is None) != letter or (self.status_quo is None) != letter:
            raise ValueError(f"a lever needs plain texts and, but for letters, a status quo and a cost: {self.plain}")

    def __call__(self, schema: dict[str, Any]) -> None:
        """Write unit, source, family and status quo into the JSON Schema of the field."""
        schema.update(unit=self.unit, source="status quo", family=self.family, status_quo=self.status_quo)


def _field(lever: Lever, meaning: str, **limits: Any) -> Any:
    return Field(default=None, description=meaning, json_schema_extra=lever, **limits)


def _share(lever: Lever, meaning: str) -> Any:
    return _field(lever, meaning, ge=0, le=1, allow_inf_nan=False)


def _unit(family: Family, status_quo: float, meaning: str, *, cost: Cost, plain: Plain, common: bool = False) -> Any:
    lever = Lever(
        kind="unit", family=family, status_quo=status_quo, unit="share", plain=plain, cost=cost, common=common
    )
    return _share(lever, meaning)


def _letter(meaning: str, *, plain: Plain) -> Any:
    lever = Lever(kind="letter", family="design", status_quo=None, unit="share", plain=plain, cost=None)
    return _share(lever, f"{meaning}; follows clarity unless named")


class Levers(Record):
    """The levers that a policy or phase sets; all others keep the status quo or the value of the phase before."""

    home = "under policy.levers"

    mandate: float | None = _unit(
        "push",
        0.3,
        "how hard goals are imposed; the stakes of not following them",
        cost=Cost(0.005, "meetings in which goals are imposed", load=0.02),
        plain=Plain(
            "Mandate", "Goals are set from above, and not following them has consequences.", "a suggestion", "an order"
        ),
    )
    monitoring: float | None = _unit(
        "push",
        0.3,
        "how far the work of a week is watched and compared with the target",
        cost=Cost(0.03, "reporting and being checked", load=0.03),
        plain=Plain(
            "Monitoring", "How closely managers check whether a week's work serves the goals.", "never", "every week"
        ),
    )
    incentive: float | None = _unit(
        "push",
        0.2,
        "reward tied to measured results",
        cost=Cost(0.005, "administering rewards"),
        common=True,
        plain=Plain(
            "Bonus", "How much pay depends on measured results. It costs money as well as time.", "none", "most of it"
        ),
    )
    voice: float | None = _unit(
        "pull",
        0.2,
        "participation in setting the strategy",
        cost=Cost(0.015, "workshops and consultation", load=0.025),
        common=True,
        plain=Plain("A say", "People take part in deciding on the goals.", "no say", "all take part"),
    )
    rationale: float | None = _unit(
        "pull",
        0.3,
        "how far managers explain the reasons for the goals and stand up for them",
        cost=Cost(0.01, "explaining and listening to explanations", load=0.015),
        common=True,
        plain=Plain("The why", "Leaders explain why these goals and stand up for them.", "no word", "often, openly"),
    )
    autonomy: float | None = _unit(
        "pull",
        0.5,
        "how far people decide themselves how to contribute",
        cost=Cost(0.05, "mutual adjustment, in proportion to interdependence"),
        plain=Plain("Freedom", "People decide themselves how to reach the goals.", "instructed", "own choice"),
    )
    role_modelling: float | None = _unit(
        "lead",
        0.4,
        "leaders visibly do what they say",
        cost=Cost(None, "being seen to do it", load=0.03),
        common=True,
        plain=Plain("Leaders' example", "Those who lead visibly do what they ask of others.", "no", "always"),
    )
    support: float | None = _unit(
        "lead",
        0.3,
        "training, resources and coaching for the work",
        cost=Cost(0.03, "training and initiatives (about 1 hour a week at full)", load=0.04),
        common=True,
        plain=Plain("Help", "Training, tools and time to get better at the work.", "none", "plenty"),
    )
    transparency: float | None = _unit(
        "lead",
        0.3,
        "goals, results and metrics open to all",
        cost=Cost(0.015, "publishing and reading results"),
        common=True,
        plain=Plain("Openness", "Goals, results and numbers are open to everybody.", "closed", "all open"),
    )
    shared_goals: float | None = _unit(
        "lead",
        0.2,
        "shared responsibility for outcomes across departments",
        cost=Cost(0.015, "agreeing across departments"),
        common=True,
        plain=Plain("Shared goals", "Departments answer for results together.", "each its own", "all shared"),
    )
    relationship_management: float | None = _unit(
        "lead",
        0.2,
        "time that relationship managers have for partners outside",
        cost=Cost(0.15, "of the relationship managers: time with partners"),
        common=True,
        plain=Plain(
            "Care for relations",
            "Somebody has time to look after each customer, supplier and owner.",
            "nobody",
            "everybody",
        ),
    )
    outcome_kpis: float | None = _share(
        Lever(
            kind="share",
            family="design",
            status_quo=0.3,
            unit="share",
            cost=Cost(0.0, "measuring outcomes in place of activity"),
            plain=Plain(
                "Outcomes measured", "What is measured: activity, or outcomes for customers.", "activity", "outcomes"
            ),
        ),
        "share of what is watched that is outcomes for customers and not activity",
    )
    clarity: float | None = _share(
        Lever(
            kind="letters",
            family="design",
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
            family="design",
            status_quo=4,
            unit="goals",
            slider=(1, 5),
            whole_only=True,
            cost=Cost(0.03, "changing between goals, for each goal beyond the first"),
            plain=Plain("Number of goals", "How many goals the strategy has. Fewer are easier to share.", "1", "5"),
        ),
        "number of goals in the strategy; from the number of external goals on, all of them",
        ge=1,
        le=62,
    )
    feedback_interval: Interval | None = _field(
        Lever(
            kind="interval",
            family="design",
            status_quo=26,
            unit="weeks",
            slider=(1, 52),
            cost=Cost(0.018, "one feedback talk: 45 minutes of a week", load=0.018, key="feedback"),
            plain=Plain("Feedback talks", "Weeks between two talks about one's work.", "every week", "once a year"),
        ),
        "weeks between feedback talks, or never",
    )
    review_interval: Interval | None = _field(
        Lever(
            kind="interval",
            family="design",
            status_quo=26,
            unit="weeks",
            slider=(4, 104),
            whole_only=True,
            cost=Cost(
                0.025,
                "one strategy review: an hour of everybody's week at full voice, a fifth of it without",
                key="review",
            ),
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
UNIT_LEVERS, SHARES, LETTERS = _of_kind("unit"), _of_kind("share"), _of_kind("letter")
COUNTS = _of_kind("count", "interval")
PUSH = tuple(name for name in UNIT_LEVERS if FAMILY[name] == "push")
PULL = tuple(name for name in UNIT_LEVERS if FAMILY[name] == "pull")
LEAD = tuple(name for name in UNIT_LEVERS if FAMILY[name] == "lead")
COMMON = tuple(LEVERS[name].common for name in UNIT_LEVERS)
WHOLE_ONLY = tuple(name for name, lever in LEVERS.items() if lever.whole_only)
COLUMNS = UNIT_LEVERS + SHARES + LETTERS + COUNTS
# the columns as constants for compiled code, as in felt[i, L.MANDATE]; mypy cannot follow names that are computed
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


def load_key(name: str) -> str:
    """Return the field of ``Costs`` that holds the time of a manager for each direct report.

    >>> load_key("mandate")
    'managing_mandate'
    """
    return f"managing_{cost_key(name)}"
