"""Score predictions against a run. Every number and sentence is computed from the run, none is written beforehand."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simalign.analysis.intervals import Interval, interval
from simalign.analysis.text import words
from simalign.app.classroom.lessons import FurtherMeasure, Lesson, Prediction
from simalign.errors import InputError, Problem
from simalign.measures.catalogue import NAMES, SHARE
from simalign.measures.catalogue import measure as measure_of

Runs = Sequence[NDArray[np.float64]]  # one array per policy, (replications, weeks + 1, measures)


class ScoredPrediction(NamedTuple):
    """A prediction with its outcome in the run; ``verdict`` is right, wrong or close (too close to call).

    means: of each policy; truth: the leading policy or the mean that was to be guessed; said: the verdict as text.
    """

    ask: str
    kind: str
    measure: str
    week: int
    since: int | None
    policy: str | None
    against: str | None
    guess: str | float
    verdict: str
    said: str
    means: list[float]
    truth: float | str


def is_share(measure: str) -> bool:
    """Return whether a measure is a share or lies within -1 and 1, so that it is shown as a percentage."""
    about = measure_of(measure)
    return about.unit == SHARE or (about.low >= -1 and about.high <= 1)


def display(measure: str, value: float, change: bool = False) -> str:
    """Format a value for display: shares as percentages, changes of shares as percentage points.

    >>> display("do", 0.523), display("do", -0.04, True), display("value", 0.5)
    ('52%', '−4 points', '0.500')
    """
    if is_share(measure):
        number = round(100 * value)
        if not change:
            return f"{number}%"
        return f"{_signed(number)} point{'' if abs(number) == 1 else 's'}"
    return f"{value:+.3f}".replace("-", "−") if change else f"{value:.3f}"


def _signed(number: int) -> str:
    return "±0" if number == 0 else f"+{number}" if number > 0 else f"−{-number}"


def values_of(runs: Runs, asked: Prediction | FurtherMeasure) -> NDArray[np.float64]:
    """Return the values, or the changes since a week, of one measure in one week, (policies, replications)."""
    m = NAMES.index(asked.measure)
    values = np.stack([runs_of_policy[:, asked.week, m] for runs_of_policy in runs])
    if asked.since is not None:
        values = values - np.stack([runs_of_policy[:, asked.since, m] for runs_of_policy in runs])
    return np.asarray(values)


def check_guesses(lesson: Lesson, names: Sequence[str], guesses: Any) -> list[str | float]:
    """Return the guesses of a lesson, one per prediction. Raises InputError for guesses that cannot be used."""
    if not isinstance(guesses, list) or len(guesses) != len(lesson.predict):
        allowed = f"a list of {len(lesson.predict)}"
        raise InputError([Problem("must have one guess per question", key="guesses", value=guesses, allowed=allowed)])
    problems: list[Problem] = []
    for n, (asked, guess) in enumerate(zip(lesson.predict, guesses, strict=True)):
        if asked.kind == "leader" and guess not in names:
            problems.append(
                Problem("is not a policy of the lesson", key=f"guesses.{n}", value=guess, allowed=", ".join(names))
            )
        if asked.kind == "number":
            low, high = asked.low or 0.0, asked.high or 0.0
            if type(guess) not in (int, float) or not low <= guess <= high:
                allowed = f"a number from {low:g} to {high:g}"
                problems.append(Problem("cannot be used", key=f"guesses.{n}", value=guess, allowed=allowed))
    if problems:
        raise InputError(problems)
    return list(guesses)


def score(asked: Prediction, guess: str | float, names: Sequence[str], runs: Runs) -> ScoredPrediction:
    """Score one guess against the run. names: of the policies, in the order of ``runs``."""
    values = values_of(runs, asked)
    if asked.kind == "leader":
        verdict, said, truth = _leader(asked, str(guess), names, values)
    else:
        runs_of_policy = values[names.index(asked.policy or "")]
        compared = runs_of_policy if asked.against is None else runs_of_policy - values[names.index(asked.against)]
        verdict, said, truth = _number(asked, float(guess), compared)
    means = [float(mean) for mean in values.mean(axis=1)]
    fields = (asked.ask, asked.kind, asked.measure, asked.week, asked.since, asked.policy, asked.against)
    return ScoredPrediction(*fields, guess, verdict, said, means, truth)


def _leader(
    asked: Prediction, guess: str, names: Sequence[str], values: NDArray[np.float64]
) -> tuple[str, str, float | str]:
    sign = -1.0 if asked.lowest else 1.0
    means = values.mean(axis=1)
    order = np.argsort(-sign * means, kind="stable")
    first, second = int(order[0]), int(order[1])
    gap = interval(sign * (values[first] - values[second]))
    change = asked.since is not None
    listing = _and([f"{words(names[n])} {display(asked.measure, float(means[n]), change)}" for n in order])
    adjective = "lowest" if asked.lowest else "highest"
    phrase = measure_of(asked.measure).spoken
    subject = f"the change in {phrase}" if change else phrase
    finding = f"In week {asked.week} {subject} is {adjective} under {words(names[first])}"
    said = f"You said {words(guess)}. {finding}: {listing}."
    if np.isnan(gap.low):
        return _right(guess == names[first]), f"{said} A single run cannot distinguish this from chance.", names[first]
    if gap.low <= 0:
        return "close", f"{said} {_doubt(asked, gap)} So call it a draw.", names[first]
    lead = display(asked.measure, gap.mean, True).lstrip("+")
    return _right(guess == names[first]), f"{said} The lead of {lead} is larger than chance explains.", names[first]


def _doubt(asked: Prediction, gap: Interval) -> str:
    low, high = (display(asked.measure, end, True) for end in (gap.low, gap.high))
    return f"But this may be chance: the lead lies between {low} and {high}."


def _number(asked: Prediction, guess: float, runs_of_policy: NDArray[np.float64]) -> tuple[str, str, float]:
    change = asked.since is not None or asked.against is not None
    band = interval(runs_of_policy)
    than = "" if asked.against is None else f", counted from {words(asked.against)}"
    mean = display(asked.measure, band.mean, change)
    said = f"You said {display(asked.measure, guess, change)}{than}. It came to {mean}"
    if np.isnan(band.low):
        return "close", f"{said}, in one run.", band.mean
    low, high = (display(asked.measure, end, change) for end in (band.low, band.high))
    said += ", and hardly varies." if low == high else f", with a band from {low} to {high}."
    within = band.low <= guess <= band.high or display(asked.measure, guess, change) in (low, high)
    if within:
        return "right", f"{said} Your guess is within the band.", band.mean
    error = display(asked.measure, abs(guess - band.mean), True).lstrip("+")
    side = "high" if guess > band.mean else "low"
    is_near = abs(guess - band.mean) <= ((asked.high or 0.0) - (asked.low or 0.0)) / 10
    return "close" if is_near else "wrong", f"{said} Your guess is {error} too {side}.", band.mean


def _right(same: bool) -> str:
    return "right" if same else "wrong"


def look_table(lesson: Lesson, names: Sequence[str], runs: Runs) -> list[dict[str, Any]]:
    """Return the further measures of a lesson: one row per measure and week, one cell per policy."""
    rows = []
    for asked in lesson.look:
        values = values_of(runs, asked.unchecked_copy(since=None)).mean(axis=1)
        cells = [display(asked.measure, float(mean)) for mean in values]
        if asked.since is not None:
            changes = values_of(runs, asked).mean(axis=1)
            cells = [
                f"{cell} ({display(asked.measure, float(change_by), True)})"
                for cell, change_by in zip(cells, changes, strict=True)
            ]
        since = "" if asked.since is None else f", and since week {asked.since}"
        phrase = measure_of(asked.measure).spoken
        rows.append({"title": f"{phrase[:1].upper()}{phrase[1:]} in week {asked.week}{since}", "cells": cells})
    return rows


def _and(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def lesson_result(
    lesson: Lesson, names: Sequence[str], runs: Runs, guesses: Sequence[str | float]
) -> Mapping[str, Any]:
    """Return the scored predictions and further measures of a lesson, as the page shows them beside the run."""
    outcomes = [score(asked, guess, names, runs) for asked, guess in zip(lesson.predict, guesses, strict=True)]
    return {
        "policies": list(names),
        "outcomes": [outcome._asdict() for outcome in outcomes],
        "look": look_table(lesson, names, runs),
    }
