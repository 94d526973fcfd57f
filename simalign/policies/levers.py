"""The levers of management: what each is, its status quo, its family. A policy names some of them."""

from typing import Annotated, Any, Literal

from pydantic import Field

from simalign.files.record import Section

Family = Literal["push", "pull", "both"]
Interval = Annotated[int, Field(ge=1, le=520)] | Literal["never"]

# levers that managers carry out in their own style, in the order of ODD.md step 0; then the letters of SMART
UNIT_LEVERS = (
    "mandate",
    "monitoring",
    "incentive",
    "voice",
    "rationale",
    "autonomy",
    "transparency",
    "role_modelling",
    "support",
    "shared_goals",
    "relationship_management",
)
LETTERS = ("specific", "measurable", "achievable", "relevant", "time_bound")
COUNTS = ("focus", "feedback_interval", "review_interval")
COLUMNS = UNIT_LEVERS + LETTERS + COUNTS


def _extra(family: Family, status_quo: float | None, unit: str) -> dict[str, Any]:
    return {"unit": unit, "source": "status quo", "family": family, "status_quo": status_quo}


def _lever(family: Family, status_quo: float | None, meaning: str) -> Any:
    extra = _extra(family, status_quo, "share")
    return Field(default=None, ge=0, le=1, allow_inf_nan=False, description=meaning, json_schema_extra=extra)


def _interval(status_quo: int, meaning: str) -> Any:
    return Field(default=None, description=meaning, json_schema_extra=_extra("both", status_quo, "weeks"))


def _letter(meaning: str) -> Any:
    return _lever("both", None, f"{meaning}; follows clarity unless named")


class Levers(Section):
    """Levers that a policy sets; those left out stay at status quo, or as the phase before set them."""

    home = "under policy.levers"

    mandate: float | None = _lever("push", 0.3, "how hard goals are imposed; stakes of not following")
    monitoring: float | None = _lever(
        "push", 0.3, "probability that a week's work is seen and compared with the target"
    )
    incentive: float | None = _lever("push", 0.2, "reward tied to what is measured")
    voice: float | None = _lever("pull", 0.2, "participation in setting the strategy")
    rationale: float | None = _lever("pull", 0.3, "the why: sponsorship, communication")
    autonomy: float | None = _lever("pull", 0.5, "how far people decide themselves how to contribute")
    transparency: float | None = _lever("pull", 0.3, "goals, results and metrics open to all")
    role_modelling: float | None = _lever("pull", 0.4, "leaders visibly do what they say")
    support: float | None = _lever("pull", 0.3, "training, resources, initiatives (the how)")
    shared_goals: float | None = _lever("pull", 0.2, "shared responsibilities and outcomes across departments")
    relationship_management: float | None = _lever("pull", 0.2, "relationship managers appointed and given time")
    clarity: float | None = _lever("both", 0.5, "SMART quality of goals; sets the five letters that are not named")
    specific: float | None = _letter("letter S: goals say exactly what")
    measurable: float | None = _letter("letter M: goals can be measured")
    achievable: float | None = _letter("letter A: goals are within reach")
    relevant: float | None = _letter("letter R: goals matter to those who have them")
    time_bound: float | None = _letter("letter T: goals have dates")
    focus: int | None = Field(
        default=None,
        ge=1,
        le=62,
        description="how many goals the strategy keeps; at most all there are",
        json_schema_extra=_extra("both", 4, "goals"),
    )
    feedback_interval: Interval | None = _interval(26, "weeks between feedback talks, or never")
    review_interval: Interval | None = _interval(26, "weeks between revisions of the strategy, or never")


def _declared(name: str, what: str) -> Any:
    extra = Levers.model_fields[name].json_schema_extra
    assert isinstance(extra, dict)
    return extra[what]


STATUS_QUO: dict[str, Any] = {name: _declared(name, "status_quo") for name in Levers.model_fields}
FAMILY: dict[str, Family] = {name: _declared(name, "family") for name in Levers.model_fields}
PUSH = tuple(n for n in UNIT_LEVERS if FAMILY[n] == "push")
PULL = tuple(n for n in UNIT_LEVERS if FAMILY[n] == "pull")
WHOLE_ONLY = ("focus", "review_interval")
