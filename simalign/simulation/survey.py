"""Answers to a survey as settings of a run: the trust that they replace, and whether there are any (ODD 7.2)."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from simalign.errors import Problem
from simalign.organisation.members import read_organisation
from simalign.organisation.record import Organisation
from simalign.organisation.survey.report import FEWEST
from simalign.scenario import Scenario

REPLACED = "context.trust"
NEEDS = ("autonomy", "competence", "relatedness")
SURVEYED = ("trust", "skill", "reactance", *NEEDS, "understanding", "commitment")


def surveyed_trust(organisation: Organisation) -> float | None:
    """Return the mean trust that the organisation's files give, which replaces the context's trust.

    None if fewer than ``FEWEST`` members, and not all of them, have a value.

    >>> from simalign.organisation.generate import generate
    >>> from dataclasses import replace
    >>> made = generate(3, 2, ["sales"], 1.0, 0.0, np.random.SeedSequence(1))
    >>> surveyed_trust(replace(made, given={"trust": np.array([0.25, 0.5, 0.75])}))
    0.5
    >>> surveyed_trust(replace(made, given={"trust": np.array([0.25, np.nan, 0.75])})) is None
    True
    """
    given = organisation.given.get("trust")
    values = given[~np.isnan(given)] if given is not None else np.zeros(0)
    return float(np.cumsum(values)[-1] / len(values)) if len(values) >= min(FEWEST, organisation.size) else None


def replaced_settings(scenario: Scenario, settings: Mapping[str, Any]) -> list[Problem]:
    """Return the problem of settings that change the trust of the context although members' answers replace it.

    settings: values, or lists of values, by dotted or nested key. Raises InputError if the files of the organisation
    cannot be read.
    """
    context = settings.get("context")
    contexts = context if isinstance(context, list) else [context]
    changes = REPLACED in settings or any(isinstance(each, Mapping) and "trust" in each for each in contexts)
    spec = scenario.organisation
    if not changes or spec.members is None:
        return []
    organisation, readings = read_organisation(spec, [goal.name for goal in scenario.goals])
    if surveyed_trust(organisation) is None:
        return []
    answered = (reading.file for reading in readings if any(line.startswith("trust:") for line in reading.survey))
    message = f"has no effect, because the members' trust in {next(answered, spec.members)} replaces it"
    return [Problem(message, key=REPLACED, allowed="other keys, or a file without a column of trust")]


def is_surveyed(organisation: Organisation) -> bool:
    """Return whether the organisation has answers to a survey, so that nothing is reported about few people."""
    return bool(set(SURVEYED) & set(organisation.given))
