"""How a number is declared: its default, range, meaning, unit and source, all in one place.

The JSON Schema, the tables of ODD.md and the error messages are made from these declarations.
"""

from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from simalign.errors import InputError
from simalign.scenario.wording import odd_keys, problems_of


class Section(BaseModel):
    """A part of a scenario: unknown keys are refused, values never change after validation.

    Numbers are strict: text is no number, true is not 1, and 4.5 is no whole number.
    Whatever is wrong is raised at once, as ``InputError``.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, validate_default=True)
    home: ClassVar[str] = ""  # where the section stands in a scenario, in words

    def __init__(self, /, **values: Any) -> None:
        """Validate; raise ``InputError`` in the project's own words."""
        if odd := odd_keys(values):
            raise InputError(odd)
        try:
            super().__init__(**values)
        except ValidationError as error:
            raise InputError(problems_of(type(self), homes(), error)) from None


def homes() -> dict[str, type[BaseModel]]:
    """The sections that have a place of their own, by that place."""
    return {section.home: section for section in Section.__subclasses__() if section.home}


def number(default: float | None, low: float, high: float, unit: str, meaning: str, source: str = "prior") -> Any:
    """Declare a number in [low, high].

    ``source`` is a reference, or "prior": a starting point for calibration, or "guess".
    """
    return Field(
        default=default,
        ge=low,
        le=high,
        allow_inf_nan=False,
        description=meaning,
        json_schema_extra={"unit": unit, "source": source},
    )


def share(default: float | None, meaning: str, source: str = "prior") -> Any:
    """Declare a number between 0 and 1 without unit."""
    return number(default, 0.0, 1.0, "share", meaning, source)
