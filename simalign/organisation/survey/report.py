"""Sentences on the answers to a survey, without anything about fewer than five answers."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from simalign.organisation.survey.shrink import overall_mean, shrunken
from simalign.texts.phrase import Figure, Phrase

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
) -> Phrase:
    """Return a sentence on the answers about one state.

    mean, count: (G,) of the answers in each group; names: of groups, which are ``groups``, "teams" or "departments";
    empty: groups are not named.
    """
    total, title = round(float(count.sum())), Phrase(f"report.value.{state}")
    if total < FEWEST:
        return Phrase("report.survey.few", state=title, n=total, least=str(FEWEST))
    sentence = Phrase("report.survey.mean", state=title, mean=_share(overall_mean(mean, count)), n=total)
    if not names:
        return Phrase("report.survey.from", sentence=sentence, count=len(count), kind=groups)
    shown, values = shown_groups(count), shrunken(mean, count)
    parts = tuple(
        Phrase("report.survey.group", name=names[g], mean=_share(values[g]), n=f"{count[g]:.0f}")
        for g in np.flatnonzero(shown).tolist()
    )
    hidden = int((~shown & (count > 0)).sum())
    if parts:
        sentence = Phrase("report.survey.groups", sentence=sentence, groups=parts)
    if hidden:
        sentence = Phrase("report.survey.hidden", sentence=sentence, count=hidden, kind=groups)
    return sentence


def _share(value: float) -> Figure:
    return Figure(f"{value:.2f}")
