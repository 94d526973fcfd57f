"""Variants of the model that claims are tried on: one mechanism off, or a rule changed for its rival."""

from pathlib import Path
from typing import Any

from pydantic import Field

from simalign.scenario.fields import Section
from simalign.scenario.mechanisms import Mechanisms
from simalign.sensitivity.listed import Entry, load_listed

FULL = "full model"


class Variant(Entry):
    """A variant: what is other than in the full model."""

    name: str = Field(min_length=1, description="name in tables")
    sentence: str = Field(default="", description="what is other, as it stands in a text")
    settings: dict[str, Any] = Field(alias="set", min_length=1, description="dotted scenario keys: values")


class Rivals(Section):
    """A file of rival rules."""

    rivals: list[Variant] = Field(min_length=1, strict=False, description="the rules, in the order of the tables")


def ablations() -> list[Variant]:
    """Each mechanism off alone, in the order of the scenario's declaration.

    >>> ablations()[0].settings
    {'mechanisms.manager_style': False}
    """
    return [
        Variant(name=name, sentence=f"off: {field.description}", set={f"mechanisms.{name}": False})
        for name, field in Mechanisms.model_fields.items()
    ]


def load_rivals(given: str | Path) -> list[Variant]:
    """The rival rules in a file, or of a shipped name; raises InputError with everything that is wrong with it.

    >>> load_rivals("rules")[0].settings
    {'mechanisms.internalising': False}
    """
    return load_listed("rivals", given, Rivals).rivals
