"""The list of measures: one record each, and all that is derived from it.

From this list come the columns that ``observe`` fills and that rules watch, the names that sweeps, studies and lessons
may use, the table of measures in ODD.md, and the words of the page. A new measure is one record here and one line in
``measures/observe.py``; its place in the list is its column and decides nothing else.
"""

from collections import namedtuple
from typing import Any, NamedTuple


class Measure(NamedTuple):
    """A quantity that is measured at the end of each week.

    name: the name in files, tables and code. label: the name in figures.
    low, high, unit: the range and scale of its values.
    definition: the equation or sentence of ODD.md, section 6, in the notation of ODD.md.
    title, text: the heading of its chart on the page and what the chart's numbers mean, for readers who do not know
    the model. phrase: the measure inside a sentence, like "the change in doing"; the label if empty.
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
        """The measure as a part of a sentence.

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
        "know", "know", 0, 1, TIME, "mean overlap of knows with the strategy",
        "Know", "how right people are about the strategy", "knowing",
    ),
    Measure(
        "want", "want", 0, 1, TIME, "mean overlap of wants with the strategy",
        "Want", f"{WEEK} they would spend on it", "wanting",
    ),
    Measure(
        "do", "do", 0, 1, TIME, "mean overlap of does with the strategy",
        "Do", f"{WEEK} they do spend on it", "doing",
    ),
    Measure(
        "know_gain", "know, gain", -1, 1, TIME, "know - mean base_i",
        "Know beyond one's own taste", "how much more of it is right than if they took their own tastes for it",
        "knowing better than one's own taste would guess",
    ),
    Measure(
        "want_gain", "want, gain", -1, 1, TIME, "want - mean base_i",
        "Want beyond one's own taste", f"{WEEK} they would spend on it, less what their own tastes alone come to",
    ),
    Measure(
        "do_gain", "do, gain", -1, 1, TIME, "do - mean base_i",
        "Do beyond one's own taste", f"{WEEK} they spend on it, less what their own tastes alone come to",
    ),
    Measure(
        "do_joint", "do, joint", 0, 1, TIME, "overlap(mean does, strategy)",
        "Done together", "how well all work taken together fits the strategy, 1 fully",
    ),
    Measure(
        "compliance_gap", "compliance gap", -1, 1, TIME, "do - want",
        "Done, not wanted", f"{WEEK} spent on it beyond what they want to",
    ),
    Measure(
        "consensus", "consensus", 0, 1, TIME, "mean over i of overlap(wants_i, mean wants)",
        "Agreement on what to want", "0 nothing in common, 1 all want the same", "agreement on what to want",
    ),
    Measure(
        "top3_recall", "top-3 recall", 0, 1, SHARE,
        "share whose n largest `knows` are the strategy's n largest as a set, n = min(3, focus, K) "
        "(of equal entries that of the lower goal key is the larger)",
        "Know the three main goals", "share of people", "people who know the three main goals",
    ),
    Measure(
        "role_clarity", "role clarity", 0, 1, SHARE,
        "share with overlap(knows_i, strategy) > 1/2 and overlap(knows_i, strategy) - base_i > .1",
        "Know it, and not by chance", "share of people", "people who know the strategy, and not by chance,",
    ),
    Measure(
        "claimed_clarity", "claimed clarity", 0, 1, SHARE, "share with overlap(knows_i, wants_i) > 1/2",
        "Think that it asks what they want anyway", "share of people", "thinking that it asks what one wants anyway",
    ),
    Measure(
        "self_perception", "self-perception", 0, 1, TIME,
        "mean over members of overlap(image_i, self), self = mean does",
        "Seen from inside", "how right people are about what is done, 1 fully",
    ),
    Measure(
        "external_perception", "external perception", 0, 1, TIME,
        "mean over stakeholders of overlap(image_s, self); self_perception without stakeholders",
        "Seen from outside", "how right customers, suppliers and owners are about what is done, 1 fully",
        groups=WHOLE_ONLY,
    ),
    Measure(
        "perception_match", "perception match", 0, 1, TIME,
        "mean over stakeholders of overlap(image_s, mean image); self_perception without stakeholders",
        "Inside and outside agree", "on what is done, 1 fully",
        groups=WHOLE_ONLY,
    ),
    Measure(
        "identity", "identity match", 0, 1, TIME, "mean of the three perceptions",
        "What is done is what is seen", "inside and outside, 1 fully",
        groups=WHOLE_ONLY,
    ),
    Measure(
        "fit", "fit", 0, 1, TIME, "overlap(strategy, demand)",
        "Strategy fits customers", "how much of what customers want it asks for, 1 all",
        groups=WHOLE_ONLY,
    ),
    Measure("resistance", "resistance", 0, 1, "mean", "mean reactance", "Resistance", ONE),
    Measure(
        "resistant", "resistant", 0, 1, SHARE, "share with reactance > 1/2",
        "People who resist", "share of people",
    ),
    Measure(
        "resistance_faded", "resistance faded", 0, 1, SHARE,
        "share with defied = 2 among those with defied >= 1; 0 where there are none",
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
        "Time that management takes", WEEK, "time that management takes",
    ),
    Measure(
        "retention", "retention", 0, 1, SHARE,
        "share of members with joined <= max(warmup, 0), that is, there at week 0 of the report",
        "Still there", "share of those who were there at the start",
    ),
    Measure(
        "relationship_depth", "relationship depth", 0, 1, "mean", "mean depth; 0 without stakeholders",
        "Depth of relations outside", f"with customers, suppliers and owners, {ONE}",
        groups=WHOLE_ONLY,
    ),
    Measure(
        "busy", "busy", 0, INFINITY, WEEKS, "sum of A (may pass 1)",
        "Work done", "in weeks of work a week", "work done",
    ),
    Measure(
        "value", "value", 0, INFINITY, WEEKS, "mean output",
        "Value", "worth of a week to customers, in weeks",
    ),
    Measure(
        "value_net", "value, net of pay", -INFINITY, INFINITY, WEEKS, "value - cost(pay) * mean incentive_i",
        "Value, pay taken off", "worth of a week to customers less bonus pay, in weeks", "value, pay taken off",
    ),
    Measure(
        "productive_share", "productive share", 0, 1, SHARE, "S^2 / busy; 0 where busy is 0",
        "Work that customers want", "share of all work done", "the productive share",
        groups=WHOLE_ONLY,
    ),
    Measure(
        "coordination", "coordination", 0, 1, TIME, "C of step 7",
        "Departments agree", "on what the strategy is, 0 nothing in common, 1 the very same",
        "agreement between departments",
        groups=WHOLE_ONLY,
    ),
)  # fmt: skip

NAMES = tuple(measure.name for measure in MEASURES)
FOR_GROUPS = tuple(measure.name for measure in MEASURES if measure.groups)
INDEX = {name: column for column, name in enumerate(NAMES)}
# the columns as constants for compiled code, as in out[M.KNOW]; mypy cannot follow names that are computed
M: Any = namedtuple("M", map(str.upper, NAMES))(*range(len(NAMES)))


def measure(name: str) -> Measure:
    """Look up a measure by its name; raise KeyError if there is none.

    >>> measure("do_gain").low
    -1
    """
    return MEASURES[INDEX[name]]
