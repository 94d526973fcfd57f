"""The condition of a rule: a measure of the whole organisation compared with a number."""

import math
import re

from simalign.errors import InputError, Problem, nearest

# what a rule can watch: the measures of ODD.md section 6
RULE_MEASURES = (
    "know",
    "want",
    "do",
    "know_gain",
    "want_gain",
    "do_gain",
    "do_joint",
    "compliance_gap",
    "consensus",
    "top3_recall",
    "role_clarity",
    "claimed_clarity",
    "self_perception",
    "external_perception",
    "perception_match",
    "identity",
    "fit",
    "resistance",
    "resistant",
    "resistance_faded",
    "trust",
    "skill",
    "needs",
    "need_autonomy",
    "need_competence",
    "need_relatedness",
    "effort",
    "time_cost",
    "retention",
    "relationship_depth",
    "busy",
    "value",
    "value_net",
    "productive_share",
    "coordination",
)
NUMBER = r"[-+]?(?:[0-9]{1,20}(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]{1,3})?"
COMPARISON = rf"\s*(>=|<=|>|<)\s*({NUMBER})\s*"
CONDITION = re.compile(rf"\s*([A-Za-z0-9_]+){COMPARISON}")
CONDITION_FORM = "'measure > number' (or >=, <, <=), like 'resistance > 0.5'"


def checked(text: str) -> str:
    """The condition as it is given; raises InputError where it is not one.

    >>> checked("trust < .3")
    'trust < .3'
    """
    match = CONDITION.fullmatch(text)
    if not match or not math.isfinite(float(match[3])):
        raise InputError([Problem("is not a condition", value=text, allowed=CONDITION_FORM)])
    if match[1] not in RULE_MEASURES:
        message = f"no measure is called {match[1]!r}{nearest(match[1], RULE_MEASURES)}"
        raise InputError([Problem(message, value=text, allowed=f"one of {', '.join(RULE_MEASURES)}")])
    return text
