"""Sentences on the answers to a survey, without anything about fewer than five answers."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from simalign.organisation.survey.shrink import overall_mean, shrunken

FEWEST = 5  # answers behind a number that is shown


def shown_groups(count: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return whether the mean of each group can be shown, (G,), also given the mean of all answers.

    At least ``FEWEST`` answered in a group that is shown, and in all groups together that are not shown.

    >>> shown_groups(np.array([9.0, 5.0, 3.0])), shown_groups(np.array([9.0, 5.0, 0.0]))
    (array([ True, False, False]), array([ True,  True, False]))
    """
    shown = count >= FEWEST
    if 0 < count[~shown].sum() < FEWEST and shown.any():
        candidates = np.flatnonzero(shown)
        shown[candidates[np.argmin(count[candidates])]] = False
    return shown


def state_sentence(
    state: str, mean: NDArray[np.float64], count: NDArray[np.float64], names: Sequence[str], groups: str
) -> str:
    """Return a sentence on the answers about one state.

    mean, count: (G,) of the answers in each group; names: of groups, which are ``groups``; empty: groups are not named.
    """
    total = round(float(count.sum()))
    answers = f"{total:,} answer{'' if total == 1 else 's'}"
    if total < FEWEST:
        return f"{state}: {answers}, so that no value is shown (fewer than {FEWEST})"
    sentence = f"{state}: mean {overall_mean(mean, count):.2f} (0 to 1), {answers}"
    if not names:
        return f"{sentence} from {len(count):,} {groups}"
    shown, values = shown_groups(count), shrunken(mean, count)
    parts = [f"{names[g]} {values[g]:.2f} ({count[g]:.0f})" for g in np.flatnonzero(shown).tolist()]
    hidden = int((~shown & (count > 0)).sum())
    if parts:
        sentence += f"; by department, towards the mean where few answered: {', '.join(parts)}"
    if hidden:
        sentence += f"; not shown, so that nobody can be recognised: {hidden:,} {groups}"
    return sentence
