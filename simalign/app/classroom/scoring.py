"""What was predicted beside what came out: every number and every word is read off the run."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simalign.analysis.intervals import Interval, interval
from simalign.analysis.text import words
from simalign.app.classroom.lessons import Lesson, Look, Prediction
from simalign.errors import InputError, Problem
from simalign.measures.catalogue import NAMES
from simalign.measures.catalogue import measure as measure_of

Runs = Sequence[NDArray[np.float64]]  # of each policy (replications, weeks + 1, measures)


class Outcome(NamedTuple):
    """One prediction met by the run; ``verdict``: right, wrong or close (too close to call)."""

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
    """Whether a measure lies between 0 and 1, or -1 and 1, and so is read as percent."""
    about = measure_of(measure)
    return about.low >= -1 and about.high <= 1


def shown(measure: str, value: float, change: bool = False) -> str:
    """A value as people read it: shares as percent, changes of them as points.

    >>> shown("do", 0.523), shown("do", -0.04, True), shown("value", 0.5)
    ('52%', '−4 points', '0.50')
    """
    if is_share(measure):
        number = round(100 * value)
        if not change:
            return f"{number}%"
        return f"{_signed(number)} point{'' if abs(number) == 1 else 's'}"
    return f"{value:+.2f}".replace("-", "−") if change else f"{value:.2f}"


def _signed(number: int) -> str:
    return "±0" if number == 0 else f"+{number}" if number > 0 else f"−{-number}"


def values(runs: Runs, one: Prediction | Look) -> NDArray[np.float64]:
    """What is asked for, (policies, replications)."""
    m = NAMES.index(one.measure)
    found = np.stack([own[:, one.week, m] for own in runs])
    if one.since is not None:
        found = found - np.stack([own[:, one.since, m] for own in runs])
    return np.asarray(found)


def checked(lesson: Lesson, names: Sequence[str], guesses: Any) -> list[str | float]:
    """The guesses, one for each prediction. Raises InputError for what is none."""
    if not isinstance(guesses, list) or len(guesses) != len(lesson.predict):
        allowed = f"a list of {len(lesson.predict)}"
        raise InputError([Problem("is not one for each question", key="guesses", value=guesses, allowed=allowed)])
    found: list[Problem] = []
    for n, (one, guess) in enumerate(zip(lesson.predict, guesses, strict=True)):
        if one.kind == "leader" and guess not in names:
            found.append(Problem("is no policy", key=f"guesses.{n}", value=guess, allowed=", ".join(names)))
        if one.kind == "number":
            low, high = one.low or 0.0, one.high or 0.0
            if type(guess) not in (int, float) or not low <= guess <= high:
                allowed = f"a number from {low:g} to {high:g}"
                found.append(Problem("cannot be used", key=f"guesses.{n}", value=guess, allowed=allowed))
    if found:
        raise InputError(found)
    return list(guesses)


def met(one: Prediction, guess: str | float, names: Sequence[str], runs: Runs) -> Outcome:
    """A prediction beside the run."""
    found = values(runs, one)
    if one.kind == "leader":
        verdict, said, truth = _leader(one, str(guess), names, found)
    else:
        own = found[names.index(one.policy or "")]
        beyond = own if one.against is None else own - found[names.index(one.against)]
        verdict, said, truth = _number(one, float(guess), beyond)
    means = [float(mean) for mean in found.mean(axis=1)]
    given = (one.ask, one.kind, one.measure, one.week, one.since, one.policy, one.against)
    return Outcome(*given, guess, verdict, said, means, truth)


def _leader(
    one: Prediction, guess: str, names: Sequence[str], found: NDArray[np.float64]
) -> tuple[str, str, float | str]:
    sign = -1.0 if one.lowest else 1.0
    means = found.mean(axis=1)
    order = np.argsort(-sign * means, kind="stable")
    first, second = int(order[0]), int(order[1])
    apart = interval(sign * (found[first] - found[second]))
    change = one.since is not None
    each = _and([f"{words(names[n])} {shown(one.measure, float(means[n]), change)}" for n in order])
    word = "lowest" if one.lowest else "highest"
    phrase = measure_of(one.measure).spoken
    what = f"the change in {phrase}" if change else phrase
    said = f"You said {words(guess)}. In week {one.week} {what} is {word} under {words(names[first])}: {each}."
    if np.isnan(apart.low):
        return _right(guess == names[first]), f"{said} A single run cannot tell this from chance.", names[first]
    if apart.low <= 0:
        return "close", f"{said} {_doubt(one, apart)} So call it a draw.", names[first]
    lead = shown(one.measure, apart.mean, True).lstrip("+")
    return _right(guess == names[first]), f"{said} The lead of {lead} is larger than chance explains.", names[first]


def _doubt(one: Prediction, apart: Interval) -> str:
    low, high = (shown(one.measure, end, True) for end in (apart.low, apart.high))
    return f"But this may be chance: the lead lies between {low} and {high}."


def _number(one: Prediction, guess: float, own: NDArray[np.float64]) -> tuple[str, str, float]:
    change = one.since is not None or one.against is not None
    band = interval(own)
    than = "" if one.against is None else f", counted from {words(one.against)}"
    said = f"You said {shown(one.measure, guess, change)}{than}. It came to {shown(one.measure, band.mean, change)}"
    if np.isnan(band.low):
        return "close", f"{said}, in one run.", band.mean
    low, high = (shown(one.measure, end, change) for end in (band.low, band.high))
    said += ", and hardly varies." if low == high else f", with a band from {low} to {high}."
    within = band.low <= guess <= band.high or shown(one.measure, guess, change) in (low, high)
    if within:
        return "right", f"{said} Your guess is right on it.", band.mean
    off = shown(one.measure, abs(guess - band.mean), True).lstrip("+")
    side = "high" if guess > band.mean else "low"
    near = abs(guess - band.mean) <= ((one.high or 0.0) - (one.low or 0.0)) / 10
    return "close" if near else "wrong", f"{said} Your guess is {off} too {side}.", band.mean


def _right(same: bool) -> str:
    return "right" if same else "wrong"


def looked(lesson: Lesson, names: Sequence[str], runs: Runs) -> list[dict[str, Any]]:
    """What else is read off the run: a row a measure and week, a cell a policy."""
    rows = []
    for one in lesson.look:
        found = values(runs, one.unchecked_copy(since=None)).mean(axis=1)
        cells = [shown(one.measure, float(mean)) for mean in found]
        if one.since is not None:
            moved = values(runs, one).mean(axis=1)
            cells = [f"{c} ({shown(one.measure, float(by), True)})" for c, by in zip(cells, moved, strict=True)]
        since = "" if one.since is None else f", and since week {one.since}"
        phrase = measure_of(one.measure).spoken
        rows.append({"title": f"{phrase[:1].upper()}{phrase[1:]} in week {one.week}{since}", "cells": cells})
    return rows


def _and(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def result(lesson: Lesson, names: Sequence[str], runs: Runs, guesses: Sequence[str | float]) -> Mapping[str, Any]:
    """Everything that a page shows beside a run."""
    outcomes = [met(one, guess, names, runs) for one, guess in zip(lesson.predict, guesses, strict=True)]
    return {
        "policies": list(names),
        "outcomes": [outcome._asdict() for outcome in outcomes],
        "look": looked(lesson, names, runs),
    }
