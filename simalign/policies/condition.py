"""The condition of a rule: a measure of the whole organisation compared with a number."""

import math
import re
from dataclasses import replace

from simalign.errors import InputError, Problem
from simalign.measures.catalogue import NAMES
from simalign.measures.names import MEASURE

NUMBER = r"[-+]?(?:[0-9]{1,20}(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]{1,3})?"
COMPARISON = rf"\s*(>=|<=|>|<)\s*({NUMBER})\s*"
PATTERN = rf"^\s*({'|'.join(map(re.escape, NAMES))}){COMPARISON}$"  # for the JSON Schema
CONDITION = re.compile(rf"\s*([A-Za-z0-9_]+){COMPARISON}")
CONDITION_FORM = "'measure > number' (or >=, <, <=), like 'resistance > 0.5'"


def checked(text: str) -> str:
    """Return a condition unchanged; raise InputError if it is malformed or names an unknown measure.

    >>> checked("trust < .3")
    'trust < .3'
    """
    match = CONDITION.fullmatch(text)
    if not match or not math.isfinite(float(match[3])):
        raise InputError([Problem("is not a condition", value=text, allowed=CONDITION_FORM)])
    if problem := MEASURE.problem(match[1]):
        raise InputError([replace(problem, value=text)])
    return text
