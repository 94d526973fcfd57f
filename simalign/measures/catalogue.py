"""Every measure: its name, range, unit and meaning, in the order of the columns that ``observe`` fills."""

from typing import NamedTuple


class Measure(NamedTuple):
    """What is measured. ``groups`` tells whether it is also defined for a department, level or role."""

    name: str
    label: str
    low: float
    high: float
    unit: str
    meaning: str
    groups: bool = True


INFINITY = float("inf")
SHARE, TIME, WEEKS = "share", "share of working time", "working weeks per member-week"

MEASURES = (
    Measure("know", "know", 0, 1, TIME, "mean overlap of what members know of the strategy with it"),
    Measure("want", "want", 0, 1, TIME, "mean overlap of what members want with the strategy"),
    Measure("do", "do", 0, 1, TIME, "mean overlap of what members do with the strategy"),
    Measure("know_gain", "know, gain", -1, 1, TIME, "know minus the overlap of agendas of week 0 with the strategy"),
    Measure("want_gain", "want, gain", -1, 1, TIME, "want minus the overlap of agendas of week 0 with the strategy"),
    Measure("do_gain", "do, gain", -1, 1, TIME, "do minus the overlap of agendas of week 0 with the strategy"),
    Measure("do_joint", "do, joint", 0, 1, TIME, "overlap of the mean of deeds with the strategy"),
    Measure("compliance_gap", "compliance gap", -1, 1, TIME, "do minus want"),
    Measure("consensus", "consensus", 0, 1, TIME, "mean overlap of wants with their mean"),
    Measure("top3_recall", "top-3 recall", 0, 1, SHARE, "members whose three largest knows are the strategy's"),
    Measure("role_clarity", "role clarity", 0, 1, SHARE, "members who know the strategy, and more than by chance"),
    Measure("claimed_clarity", "claimed clarity", 0, 1, SHARE, "members who take the strategy to be what they want"),
    Measure("self_perception", "self-perception", 0, 1, TIME, "overlap of members' images with what is done"),
    Measure("external_perception", "external perception", 0, 1, TIME, "the same of stakeholders' images", False),
    Measure("perception_match", "perception match", 0, 1, TIME, "overlap of stakeholders' images with members'", False),
    Measure("identity", "identity match", 0, 1, TIME, "mean of the three perceptions", False),
    Measure("fit", "fit", 0, 1, TIME, "overlap of strategy and demand", False),
    Measure("resistance", "resistance", 0, 1, "mean", "mean reactance"),
    Measure("resistant", "resistant", 0, 1, SHARE, "members with reactance above 1/2"),
    Measure("resistance_faded", "resistance faded", 0, 1, SHARE, "of those ever above 1/2, who fell below 1/4"),
    Measure("trust", "trust", 0, 1, "mean", "mean trust"),
    Measure("skill", "skill", 0, 1, "mean", "mean skill"),
    Measure("needs", "need satisfaction", 0, 1, "mean", "mean total need satisfaction"),
    Measure("need_autonomy", "need for autonomy", 0, 1, "mean", "mean satisfaction of autonomy"),
    Measure("need_competence", "need for competence", 0, 1, "mean", "mean satisfaction of competence"),
    Measure("need_relatedness", "need for relatedness", 0, 1, "mean", "mean satisfaction of relatedness"),
    Measure("effort", "effort", 0, 1, "mean", "mean effort"),
    Measure("time_cost", "time cost", 0, 1, "share of the week", "mean share of the week that the policy takes"),
    Measure("retention", "retention", 0, 1, SHARE, "members who were there at week 0"),
    Measure("relationship_depth", "relationship depth", 0, 1, "mean", "mean depth of stakeholder relations", False),
    Measure("busy", "busy", 0, INFINITY, WEEKS, "work done"),
    Measure("value", "value", 0, INFINITY, WEEKS, "work as it is worth to customers"),
    Measure("value_net", "value, net of pay", -INFINITY, INFINITY, WEEKS, "value minus what incentives pay"),
    Measure("productive_share", "productive share", 0, 1, SHARE, "worth of the work over the work", False),
    Measure("coordination", "coordination", 0, 1, TIME, "overlap of what departments know", False),
)
NAMES = tuple(measure.name for measure in MEASURES)
INDEX = {name: place for place, name in enumerate(NAMES)}


def measure(name: str) -> Measure:
    """Look a measure up by its name.

    >>> measure("do_gain").low
    -1
    """
    return MEASURES[INDEX[name]]
