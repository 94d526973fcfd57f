"""The values of a survey, which hold when the policy starts (ODD 7.2)."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simalign.errors import Problem
from simalign.organisation.members import read_organisation
from simalign.organisation.record import Organisation
from simalign.organisation.survey.report import FEWEST
from simalign.scenario import Scenario
from simalign.week.feel import WEIGHT_AUTONOMY, WEIGHT_COMPETENCE, WEIGHT_RELATEDNESS
from simalign.week.state import Fixed, Floats, State

NEEDS = ("autonomy", "competence", "relatedness")  # in the order of the columns of the state
NUMBERS = ("trust", "skill", "reactance")
REPLACED = "context.trust"
SURVEYED = (*NUMBERS, *NEEDS, "understanding", "commitment")


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


def hold_survey(organisation: Organisation, f: Fixed, s: State) -> None:
    """Set the surveyed states of members who have a value; understanding comes before commitment (ODD 7-7 to 7-9)."""
    given = organisation.given
    for name in NUMBERS:
        _overwrite(given.get(name), getattr(s, name))
    for column, name in enumerate(NEEDS):
        _overwrite(given.get(name), s.needs[:, column])
    answered = np.zeros(organisation.size, bool)
    for name in set(NEEDS) & set(given):
        answered |= ~np.isnan(given[name])
    autonomy, competence, relatedness = s.needs.T
    total = WEIGHT_AUTONOMY * autonomy + WEIGHT_COMPETENCE * competence + WEIGHT_RELATEDNESS * relatedness
    s.used[answered, 1] = total[answered]
    part = s.part[f.department]
    _move(given.get("understanding"), s.knows, s.wants, part, part.any(axis=1))
    _move(given.get("commitment"), s.wants, s.agenda, s.knows, np.ones(organisation.size, bool))


def _overwrite(given: Floats | None, values: Floats) -> None:
    if given is not None:
        values[:] = np.where(np.isnan(given), values, given)


def _move(given: Floats | None, rows: Floats, low: Floats, high: Floats, applies: NDArray[np.bool_]) -> None:
    """Set rows (N, K) to points between ``low`` at a value of 0 and ``high`` at 1, for members with a value."""
    if given is not None:
        members = np.flatnonzero(~np.isnan(given) & applies)
        share = given[members, None]
        rows[members] = low[members] + share * (high[members] - low[members])
