"""The list of measures, one record per measure, and everything derived from it.

From this list come the columns that ``observe`` fills and that the conditions of policy rules read, the names that
sweeps, studies and lessons may use, the table of measures in ODD.md, and the texts of the page. A new measure is one
record here and one line in ``measures/observe.py``; the position of its record decides its column and nothing else.
"""

from collections import namedtuple
from typing import Any, NamedTuple


class Measure(NamedTuple):
    """A quantity that is measured at the end of each week.

    name: the name in files, tables and code. label: the name in figures.
    low, high, unit: the range and unit of its values.
    definition: the equation or sentence in section 6 of ODD.md, in its notation.
    title, text: the heading of its chart on the page and the meaning of the chart's numbers, for readers who do not
    know the model. phrase: its name inside a sentence, as in "the change in doing"; the label if empty.
    groups: whether it is also defined for a department, level or role.
    """

    name: str
    label: str
    low: float
    high: float
    unit: str
    definition: str
    title: str
    text: str
    phrase: str = ""
    groups: bool = True

    @property
    def spoken(self) -> str:
        """The name of the measure inside a sentence.

        >>> measure("do").spoken, measure("trust").spoken
        ('doing', 'trust')
        """
        return self.phrase or self.label


INFINITY = float("inf")
SHARE, TIME, WEEKS = "share", "share of working time", "working weeks per member-week"
ONE = "0 none, 1 full"
WEEK = "share of the week"
WHOLE_ONLY = False

MEASURES = (
    Measure(
        "know", "know", 0, 1, TIME, "mean overlap of knows_i with part_i",
        "Know", "how right people are about their part of the strategy", "knowing",
    ),
    Measure(
        "want", "want", 0, 1, TIME, "mean overlap of wants_i with part_i",
        "Want", f"{WEEK} people want to spend on their part", "wanting",
    ),
    Measure(
        "do", "do", 0, 1, TIME, "mean overlap of does_i with part_i",
        "Do", f"{WEEK} people spend on their part", "doing",
    ),
    Measure(
        "know_gain", "know, gain", -1, 1, TIME, "know - mean base_i",
        "Know, beyond private preferences", "how right people are about their part, minus what preferences alone give",
        "knowing beyond private preferences",
    ),
    Measure(
        "want_gain", "want, gain", -1, 1, TIME, "want - mean base_i",
        "Want, beyond private preferences", f"{WEEK} wanted for their part, minus what preferences alone give",
    ),
    Measure(
        "do_gain", "do, gain", -1, 1, TIME, "do - mean base_i",
        "Do, beyond private preferences", f"{WEEK} spent on their part, minus what preferences alone give",
    ),
    Measure(
        "do_joint", "do, joint", 0, 1, TIME, "overlap(mean does, strategy)",
        "Done together", "how well all work together fits the strategy, 1 fully",
    ),
    Measure(
        "compliance_gap", "compliance gap", -1, 1, TIME, "do - want",
        "Done, not wanted", f"{WEEK} spent on their part beyond what people want",
    ),
    Measure(
        "consensus", "consensus", 0, 1, TIME, "mean over i of overlap(wants_i, mean wants)",
        "Agreement on what to want", "0 nothing in common, 1 everybody wants the same", "agreement on what to want",
    ),
    Measure(
        "top3_recall", "top-3 recall", 0, 1, SHARE,
        "share whose n largest `knows` are their part's n largest as a set, n = min(3, focus, external goals) "
        "(of equal entries that of the lower goal key is the larger)",
        "Know the three main goals", "share of people", "the share who know the three main goals",
    ),
    Measure(
        "role_clarity", "role clarity", 0, 1, SHARE,
        "share with overlap(knows_i, part_i) > 1/2 and overlap(knows_i, part_i) - base_i > .1",
        "Know their part, beyond chance", "share of people", "the share who know their part beyond chance",
    ),
    Measure(
        "claimed_clarity", "claimed clarity", 0, 1, SHARE, "share with overlap(knows_i, wants_i) > 1/2",
        "Believe the strategy is what they want", "share of people",
        "the share who believe the strategy is what they want",
    ),
    Measure(
        "self_perception", "self-perception", 0, 1, TIME,
        "mean over members of overlap(image_i, self), self = mean does",
        "Seen from inside", "how well people know what is done, 1 fully",
    ),
    Measure(
        "external_perception", "external perception", 0, 1, TIME,
        "mean over partners of overlap(image_s, self); self_perception without partners",
        "Seen from outside", "how right customers, suppliers and owners are about what is done, 1 fully",
        groups=WHOLE_ONLY,
    ),
    Measure(
        "perception_match", "perception match", 0, 1, TIME,
        "mean over partners of overlap(image_s, mean image); self_perception without partners",
        "Inside and outside agree", "on what is done, 1 fully",
        groups=WHOLE_ONLY,
    ),
    Measure(
        "identity", "identity match", 0, 1, TIME, "mean of the three perceptions",
        "Image matches deeds", "inside and outside, 1 fully",
        groups=WHOLE_ONLY,
    ),
    Measure(
        "fit", "fit", 0, 1, TIME, "overlap(strategy, demand)",
        "Strategy fits customers", "how well the strategy matches what customers want, 1 fully",
        groups=WHOLE_ONLY,
    ),
    Measure("resistance", "resistance", 0, 1, "mean", "mean reactance", "Resistance", ONE),
    Measure(
        "resistant", "resistant", 0, 1, SHARE, "share with reactance > 1/2",
        "People who resist", "share of people",
    ),
    Measure(
        "resistance_faded", "resistance faded", 0, 1, SHARE,
        "share with defied = 2 among those with defied >= 1; 0 if nobody has",
        "Resistance that has faded", "share of those who ever resisted",
    ),
    Measure("trust", "trust", 0, 1, "mean", "mean trust", "Trust", f"in management, {ONE}"),
    Measure("skill", "skill", 0, 1, "mean", "mean skill", "Skill", ONE),
    Measure(
        "needs", "need satisfaction", 0, 1, "mean", "mean total",
        "Needs met", f"freedom, mastery and company at work, {ONE}",
    ),
    Measure(
        "need_autonomy", "need for autonomy", 0, 1, "mean", "mean of needs_i, autonomy",
        "Freedom felt", ONE,
    ),
    Measure(
        "need_competence", "need for competence", 0, 1, "mean", "mean of needs_i, competence",
        "Mastery felt", ONE,
    ),
    Measure(
        "need_relatedness", "need for relatedness", 0, 1, "mean", "mean of needs_i, relatedness",
        "Company felt", ONE,
    ),
    Measure("effort", "effort", 0, 1, "mean", "mean effort", "Effort", ONE),
    Measure(
        "time_cost", "time cost", 0, 1, "share of the week", "mean time_cost",
        "Time that management takes", WEEK, "the time that management takes",
    ),
    Measure(
        "retention", "retention", 0, 1, SHARE,
        "number of members with present_i = 1 / number of members at the end of the warm-up; "
        "of a group: share of its members with present_i = 1",
        "Still in the organisation", "share of those present at the start",
    ),
    Measure(
        "relationship_depth", "relationship depth", 0, 1, "mean", "mean depth; 0 without partners",
        "Depth of relations outside", f"with customers, suppliers and owners, {ONE}",
        groups=WHOLE_ONLY,
    ),
    Measure(
        "busy", "busy", 0, INFINITY, WEEKS, "mean work_i (can exceed 1)",
        "Work done", "in weeks of work per week", "work done",
    ),
    Measure(
        "value", "value", 0, INFINITY, WEEKS,
        "value (5.7-9); of a group: mean output_i",
        "Value", "value of a week of work to customers, in weeks",
    ),
    Measure(
        "value_net", "value, net of pay", -INFINITY, INFINITY, WEEKS, "value - c(pay) * mean incentive_i",
        "Value, net of pay", "value of a week of work to customers minus bonus pay, in weeks", "value net of pay",
    ),
    Measure(
        "productive_share", "productive share", 0, INFINITY, SHARE,
        "value / (productivity * busy), with the work of partners in value only; 0 where busy is 0",
        "Work that customers want", "share of all work done", "the productive share",
        groups=WHOLE_ONLY,
    ),
    Measure(
        "local_worth", "local worth", 0, INFINITY, WEEKS, "sum of L_u / N",
        "Value to own customers", "of the work of teams for their own customers, in weeks", groups=WHOLE_ONLY,
    ),
    Measure(
        "joint_worth", "joint worth", 0, INFINITY, WEEKS, "G / N",
        "Value of joint work", "of departments and partners, in weeks", groups=WHOLE_ONLY,
    ),
    Measure(
        "partner_value", "partners' value", 0, INFINITY, WEEKS, "sum of partner_value_s / N",
        "Value that partners add", "in weeks", groups=WHOLE_ONLY,
    ),
    Measure(
        "private_time", "private time", 0, 1, TIME, "mean over i of the sum of does_i over private goals",
        "Time on private goals", WEEK, "time on private goals",
    ),
    Measure(
        "local_fit", "local fit", 0, 1, TIME, "mean overlap of does_i with local_u(i)",
        "Fits own customers", f"{WEEK} spent as the team's customers ask", "fitting the team's customers",
    ),
    Measure("control", "control", 0, 1, "mean", "mean control_i", "Control", f"by management, {ONE}"),
    Measure(
        "accustomed", "accustomed control", 0, 1, "mean", "mean accustomed_i; control_i for newcomers of this week",
        "Control people are used to", ONE,
    ),
    Measure(
        "pressure", "pressure", 0, 1, "mean", "mean pressure_i", "Pressure felt", f"from orders and pay, {ONE}",
    ),
    Measure(
        "commitment", "goal commitment", 0, 1, "mean", "mean commitment_i",
        "Commitment", f"to goals, as far as known, {ONE}", "commitment to goals",
    ),
    Measure(
        "quits", "quits", 0, 1, "per week", "mean hazard_i (5.9-1); 0 where `turnover` is off",
        "Leaving", "share of people who leave in a week", "the rate of leaving",
    ),
    Measure(
        "load", "managers' load", 0, INFINITY, "share of the week", "mean load_i of members with reports",
        "Load of managers", "share of their week that their reports take",
    ),
    Measure(
        "managing_done", "managing done", 0, 1, SHARE, "mean q_i of members with reports; 1 where there are none",
        "Managing that gets done", "share of the managing that the policy requires",
    ),
)  # fmt: skip

NAMES = tuple(measure.name for measure in MEASURES)
FOR_GROUPS = tuple(measure.name for measure in MEASURES if measure.groups)
INDEX = {name: column for column, name in enumerate(NAMES)}
# column constants for compiled code, as in out[M.KNOW]; typed Any because mypy cannot follow computed names
M: Any = namedtuple("M", map(str.upper, NAMES))(*range(len(NAMES)))


def measure(name: str) -> Measure:
    """Return the measure of this name; raise KeyError if there is none.

    >>> measure("do_gain").low
    -1
    """
    return MEASURES[INDEX[name]]


def is_share(name: str) -> bool:
    """Return whether a measure is a share or lies within -1 and 1, so that it is shown as a percentage."""
    about = measure(name)
    return about.unit == SHARE or (about.low >= -1 and about.high <= 1)
