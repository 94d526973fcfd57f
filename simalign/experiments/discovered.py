"""Scenario discovery as rows of results: the contexts in which one arm is ahead of others.

A ``Search`` declares the question and ``discovered`` the rows that answer it. All rows except rates are computed on the
half of the contexts that was held out from the search. The notes of the densities describe box and tree in words.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
import pandas as pd

from simalign.analysis.discovery.box import Condition, Flags, describe_box
from simalign.analysis.discovery.search import Discovery, search
from simalign.analysis.discovery.tree import in_any
from simalign.analysis.intervals import Interval
from simalign.experiments.bootstrap import bootstrap_interval
from simalign.experiments.estimates import MAIN, percentage_row
from simalign.experiments.outcome import Arm, Numbers, Outcome
from simalign.experiments.results import MATTERS, NONE, PERCENT, Row, of_differences, of_interval

HORIZON = "horizon"
Part = Literal[
    "rate",
    "lead",
    "density",
    "lift",
    "coverage",
    "mass",
    "inside",
    "same",
    "moves",
    "tree",
    "tree_lift",
    "tree_coverage",
]
PARTS: dict[Part, str] = {
    "rate": "of all contexts",
    "lead": "by how much, all contexts",
    "density": "in the box",
    "lift": "how much more often in the box than usual",
    "coverage": "how much of it the box holds",
    "mass": "how many contexts the box holds",
    "inside": "by how much, in the box",
    "same": "resamples whose box limits the same conditions",
    "moves": "how far limits move in resamples",
    "tree": "in the leaves of the tree",
    "tree_lift": "how much more often in these leaves than usual",
    "tree_coverage": "how much of it these leaves hold",
}


@dataclass(frozen=True)
class Search:
    """A search for the contexts in which ``one`` is ahead of each of ``others`` in a measure.

    event: the event in words. conditions: the factors that describe a context. horizons: measures by week, in place of
    one measure; contexts take them in turn, and the horizon becomes a condition. percent_of: as in ``estimates``.
    """

    key: str
    event: str
    one: Arm
    others: Sequence[Arm]
    conditions: Sequence[Condition]
    measure: str = ""
    horizons: Mapping[int, str] = field(default_factory=dict)
    percent_of: Arm | None = None
    sweep: str = MAIN

    def all_conditions(self) -> list[Condition]:
        """The conditions, including the horizon if there are several."""
        return [*self.conditions, *([Condition(HORIZON, "the horizon", "weeks", 0)] if self.horizons else [])]

    def cases(self, outcome: Outcome) -> tuple[pd.DataFrame, Numbers]:
        """Contexts, one row each, and the lead of ``one`` over the best other arm in each (contexts,).

        Raises InputError and ValueError as ``Outcome.paired`` does.
        """
        measures = list(self.horizons.values()) or [self.measure]
        values = outcome.values(self.one, measures[0])
        cases = values.index.to_frame(index=False)[[condition.key for condition in self.conditions]].astype(float)
        ahead = np.column_stack(
            [
                np.min([outcome.gaps(self.one, other, name, self.percent_of) for other in self.others], axis=0)
                for name in measures
            ]
        )
        # Pairs of consecutive contexts share a horizon, so that each half of the contexts has all horizons.
        column = (np.arange(len(cases)) // 2) % len(measures)
        if self.horizons:
            cases[HORIZON] = np.array(list(self.horizons), float)[column]
        return cases, np.asarray(ahead[np.arange(len(cases)), column])

    def unit(self, outcome: Outcome) -> str:
        """Return the unit of leads."""
        measure = self.measure or next(iter(self.horizons.values()))
        return outcome.units[measure] if self.percent_of is None else PERCENT

    def found(self, outcome: Outcome) -> Discovery:
        """Return the result of the search, which is computed once per outcome."""
        if self.key not in outcome.memo:
            cases, ahead = self.cases(outcome)
            outcome.memo[self.key] = search(cases, ahead > 0)
        result: Discovery = outcome.memo[self.key]
        return result


@dataclass(frozen=True)
class Discovered:
    """One number of a search."""

    search: Search
    part: Part

    @property
    def key(self) -> str:
        """Name in ``results.csv``."""
        return f"{self.search.key}_{self.part}"

    @property
    def label(self) -> str:
        """Description in words."""
        return f"{self.search.event}: {PARTS[self.part]}"

    @property
    def sweep(self) -> str:
        """Name of the sweep."""
        return self.search.sweep

    def of(self, outcome: Outcome) -> Row:
        """Compute the row."""
        _, ahead = self.search.cases(outcome)
        if self.part == "rate":
            return percentage_row(self.key, self.label, ahead > 0)
        if self.part == "lead":
            return of_differences(self.key, self.label, ahead, self.search.unit(outcome))
        found = self.search.found(outcome)
        if self.part in ("same", "moves"):
            return self._stability(found)
        tree = self.part.startswith("tree")
        inside = in_any(found.tree, found.cases) if tree else found.box.inside(found.cases)
        if self.part == "inside":
            values = ahead[1::2][inside]
            return of_differences(
                self.key, self.label, values if len(values) else np.zeros(1), self.search.unit(outcome)
            )
        if self.part == "mass":
            return percentage_row(self.key, self.label, inside)
        return self._share(found, inside, tree)

    def _share(self, found: Discovery, inside: Flags, tree: bool) -> Row:
        """Compute density, lift or coverage, with a bootstrap interval over contexts."""
        event = found.event
        columns = np.column_stack([inside & event, inside, event]).astype(float)
        part = self.part.removeprefix("tree_")
        number = {"lift": _lift, "coverage": lambda means: _ratio(means, 0, 2)}.get(part, lambda m: _ratio(m, 0, 1))
        result = bootstrap_interval(columns, number)
        if part in ("density", "tree"):
            conditions = self.search.all_conditions()
            boxes = found.tree[:2] if tree else [found.box]
            description = ", or where ".join(describe_box(box, conditions) for box in boxes)
            result = result._replace(warning=description)
        n = int(event.sum() if part == "coverage" else inside.sum())
        return of_interval(self.key, self.label, result, n, "%")

    def _stability(self, found: Discovery) -> Row:
        """Compute how often resamples limit the same conditions, or how far they move the limits."""
        if self.part == "same":
            known = {condition.key: condition.words for condition in self.search.all_conditions()}
            each = [f"{known[name]} {100 * found.share(name):.0f} %" for name in found.box.limits]
            return replace(percentage_row(self.key, self.label, found.recurs), note=", ".join(each))
        moves = 100 * found.shifts if len(found.shifts) else np.zeros(1)
        mean, low, high = (float(x) for x in (moves.mean(), *np.quantile(moves, (0.025, 0.975))))
        interval = Interval(mean, min(low, mean), max(high, mean), "the mean, and the middle 95 % of limits")
        return of_interval(self.key, self.label, interval, len(found.resampled), "% of contexts")


@dataclass(frozen=True)
class Tilt:
    """How much larger the mean lead is in contexts above the median of a condition than in those below."""

    search: Search
    condition: str

    @property
    def key(self) -> str:
        """Name in ``results.csv``."""
        return f"{self.search.key}_{self.condition.rpartition('.')[2]}"

    @property
    def label(self) -> str:
        """Description in words."""
        words = {condition.key: condition.words for condition in self.search.conditions}
        return f"{self.search.event}: by how much more where {words[self.condition]} is above its median"

    @property
    def sweep(self) -> str:
        """Name of the sweep."""
        return self.search.sweep

    def of(self, outcome: Outcome) -> Row:
        """Compute the row, with a bootstrap interval over contexts."""
        cases, ahead = self.search.cases(outcome)
        above = (cases[self.condition] > cases[self.condition].median()).to_numpy(float)
        columns = np.column_stack([ahead * above, above, ahead * (1 - above), 1 - above])
        result = bootstrap_interval(columns, lambda m: m[..., 0] / m[..., 1] - m[..., 2] / m[..., 3])
        unit = self.search.unit(outcome)
        return replace(of_interval(self.key, self.label, result, len(ahead), unit), matters=MATTERS.get(unit, NONE))


def discovered(search: Search, *parts: Part) -> list[Discovered]:
    """Return the rows of a search: the given parts, or all of them.

    >>> [row.key for row in discovered(Search("a", "it wins", {}, [], []), "rate", "density")]
    ['a_rate', 'a_density']
    """
    return [Discovered(search, part) for part in parts or PARTS]


def _ratio(means: Numbers, one: int, other: int) -> Numbers:
    """Return one column of means as a percentage of another, 0 where the other is 0."""
    divisor = means[..., other]
    return np.asarray(100.0 * np.divide(means[..., one], divisor, out=np.zeros_like(divisor), where=divisor > 0))


def _lift(means: Numbers) -> Numbers:
    """Return by how many percentage points the event is more frequent inside the box than in all contexts."""
    return np.asarray(_ratio(means, 0, 1) - 100.0 * means[..., 2])
