"""Rules that could be others: at some steps the model takes one of several known ways; ODD.md says what each is.

The first way of each rule is the model's own; what rests on it is found by taking another.
"""

from typing import Any, Literal, get_args

from pydantic import Field

from simalign.files.record import Record

# numbers of the ways in compiled code: their places below
SYNCHRONOUS, SEQUENTIAL, RANDOM = range(3)
OVERLAP, COSINE = range(2)
QUADRATIC, LINEAR = range(2)


def _rule(default: str, meaning: str, source: str) -> Any:
    return Field(default=default, description=meaning, json_schema_extra={"unit": "rule", "source": source})


class Rules(Record):
    """Each the model's own by default."""

    home = "under rules"

    activation: Literal["synchronous", "sequential", "random"] = _rule(
        "synchronous",
        "members live a week (steps 3 to 6) at once, one after another as listed, or so in an order drawn each week",
        "Huberman & Glance 1993",
    )
    likeness: Literal["overlap", "cosine"] = _rule(
        "overlap", "how alike two points are to members (steps 3 to 6); measures are overlaps always", "design"
    )
    acceptance: Literal["quadratic", "linear"] = _rule(
        "quadratic", "how acceptance falls with distance, from 1 at none to 0 at the latitude", "design"
    )

    def numbers(self) -> dict[str, int]:
        """The way that each rule takes, by its place among the ways.

        >>> Rules(activation="random").numbers()
        {'activation': 2, 'likeness': 0, 'acceptance': 0}
        """
        fields = type(self).model_fields.items()
        return {name: get_args(field.annotation).index(getattr(self, name)) for name, field in fields}
