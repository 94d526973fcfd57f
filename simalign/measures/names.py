"""The name of a measure as a type: of fields in studies, claims and lessons, and in the conditions of rules."""

from typing import Annotated

from simalign.files.record import OneOf
from simalign.measures.catalogue import NAMES

MEASURE = OneOf(NAMES, "measure")
MeasureName = Annotated[str, MEASURE]
