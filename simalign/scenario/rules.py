"""Rule variants: alternative formulations of single rules of the model (ODD 5.10).

The first variant of each rule is the default of the model. Comparing it with the others shows which results depend on
the choice.
"""

from typing import Any, Literal, get_args

from pydantic import Field

from simalign.files.record import Record

# codes of the variants in compiled code: their positions in the declarations below
SYNCHRONOUS, SEQUENTIAL, RANDOM = range(3)
OVERLAP, COSINE = range(2)
QUADRATIC, LINEAR = range(2)
AVERAGE, THRESHOLD = range(2)


def _rule(default: str, meaning: str, source: str) -> Any:
    return Field(default=default, description=meaning, json_schema_extra={"unit": "rule", "source": source})


class Rules(Record):
    """The variant of each rule."""

    home = "under rules"

    activation: Literal["synchronous", "sequential", "random"] = _rule(
        "synchronous",
        "whether members take steps 3 to 6 at once, one after another as listed, or in a random order each week",
        "Huberman & Glance 1993",
    )
    likeness: Literal["overlap", "cosine"] = _rule(
        "overlap",
        "how alike members find deeds, and what they know and want; all other comparisons are overlaps",
        "design",
    )
    acceptance: Literal["quadratic", "linear"] = _rule(
        "quadratic", "how acceptance falls with distance, from 1 at distance 0 to 0 at the latitude", "design"
    )
    influence: Literal["average", "threshold"] = _rule(
        "average",
        "deeds that members follow: the mean of colleagues, or for each goal the share that half of them reach",
        "Granovetter 1978",
    )

    def numbers(self) -> dict[str, int]:
        """Return the code of the selected variant of each rule: its position among the variants.

        >>> Rules(activation="random").numbers()
        {'activation': 2, 'likeness': 0, 'acceptance': 0, 'influence': 0}
        """
        fields = type(self).model_fields.items()
        return {name: get_args(field.annotation).index(getattr(self, name)) for name, field in fields}
