"""Values of members that files give: of the start of a run, and of a survey when the policy starts (ODD 7.2).

These are functions of arrays, which the browser has compiled.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simalign.compiled import compilable
from simalign.week.feel import WEIGHT_AUTONOMY, WEIGHT_COMPETENCE, WEIGHT_RELATEDNESS
from simalign.week.state import Fixed, Floats, State

NUMBERS = (  # the order of the numbers that files give; needs are in the order of the columns of the state
    *("anchor", "proneness", "ability", "trust", "skill", "reactance"),
    *("autonomy", "competence", "relatedness", "understanding", "commitment"),
)
ANCHOR, PRONENESS, ABILITY, TRUST, SKILL, REACTANCE, AUTONOMY, COMPETENCE, RELATEDNESS, UNDERSTANDING, COMMITMENT = (
    range(len(NUMBERS))
)
ROWS = ("agenda", "knows", "wants", "does", "image", "origin")
AGENDA, KNOWS, WANTS, DOES, IMAGE, ORIGIN = range(len(ROWS))


class Given(NamedTuple):
    """The given values of members, NaN for a member without a value; N is 0 if none are given.

    numbers: (NUMBERS, N); rows: (ROWS, N, K), of which those that are given have a sum above 0.
    """

    numbers: Floats
    rows: NDArray[np.float64]


@compilable
def overwrite(values: Floats, given: Floats) -> None:
    """Overwrite values (N,) with those that are given."""
    for i in range(len(given)):
        if not np.isnan(given[i]):
            values[i] = given[i]


@compilable
def overwrite_rows(rows: Floats, given: Floats) -> None:
    """Overwrite rows (N, K) with those that are given, scaled to a sum of 1."""
    for i in range(len(given)):
        if not np.isnan(given[i, 0]):
            total = 0.0
            for k in range(given.shape[1]):
                total += given[i, k]
            for k in range(given.shape[1]):
                rows[i, k] = given[i, k] / total


@compilable
def give_traits(s: State, given: Given) -> None:
    """Overwrite the traits of founders and their agendas, before they follow their agendas."""
    overwrite_rows(s.agenda, given.rows[AGENDA])
    overwrite(s.anchor, given.numbers[ANCHOR])
    overwrite(s.proneness, given.numbers[PRONENESS])
    overwrite(s.ability, given.numbers[ABILITY])
    overwrite(s.trust, given.numbers[TRUST])
    overwrite(s.skill, given.numbers[SKILL])
    overwrite(s.reactance, given.numbers[REACTANCE])


@compilable
def give_goals(s: State, given: Given) -> None:
    """Overwrite the goals that founders know, want, do, show and came with."""
    overwrite_rows(s.knows, given.rows[KNOWS])
    overwrite_rows(s.wants, given.rows[WANTS])
    overwrite_rows(s.does, given.rows[DOES])
    overwrite_rows(s.image, given.rows[IMAGE])
    overwrite_rows(s.origin, given.rows[ORIGIN])


@compilable
def hold_survey(f: Fixed, s: State, given: Given) -> None:
    """Set the states that a survey gives when the policy starts; understanding comes first (ODD 7-7 to 7-9)."""
    overwrite(s.trust, given.numbers[TRUST])
    overwrite(s.skill, given.numbers[SKILL])
    overwrite(s.reactance, given.numbers[REACTANCE])
    needs = given.numbers[AUTONOMY : RELATEDNESS + 1]
    for i in range(needs.shape[1]):
        overwrite(s.needs[i], needs[:, i])
        if not np.all(np.isnan(needs[:, i])):
            autonomy, competence, relatedness = s.needs[i, 0], s.needs[i, 1], s.needs[i, 2]
            total = WEIGHT_AUTONOMY * autonomy + WEIGHT_COMPETENCE * competence
            s.used[i, 1] = total + WEIGHT_RELATEDNESS * relatedness
    understanding, commitment = given.numbers[UNDERSTANDING], given.numbers[COMMITMENT]
    for i in range(len(understanding)):
        part = s.part[f.department[i]]
        if not np.isnan(understanding[i]) and np.any(part != 0.0):
            move(s.knows[i], s.wants[i], part, understanding[i])
    for i in range(len(commitment)):
        if not np.isnan(commitment[i]):
            move(s.wants[i], s.agenda[i], s.knows[i], commitment[i])


@compilable
def move(row: Floats, low: Floats, high: Floats, share: float) -> None:
    """Set a row (K,) to the point between ``low`` at a share of 0 and ``high`` at 1."""
    for k in range(len(row)):
        row[k] = low[k] + share * (high[k] - low[k])
