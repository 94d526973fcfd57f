"""Declarations of figures: which arms of which sweep appear in which figure of ``simalign.analysis.figures``."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import numpy as np
import pandas as pd

from simalign.analysis.discovery.box import OPEN, Range
from simalign.analysis.figures.boxes import Scene, draw_boxes
from simalign.analysis.figures.dots import draw_dots
from simalign.analysis.figures.lines import draw_lines
from simalign.analysis.figures.palette import COLOURS
from simalign.analysis.figures.panels import Caption
from simalign.analysis.intervals import Ends, band, ends
from simalign.analysis.percent import QUANTILES
from simalign.experiments.discovered import Search
from simalign.experiments.estimates import MAIN
from simalign.experiments.outcome import Arm, Numbers, Outcome
from simalign.experiments.results import Row


class Picture(Protocol):
    """A declared figure."""

    def draw(
        self, outcomes: Mapping[str, Outcome], rows: Mapping[str, Row], title: str, note: str, files: Sequence[Path]
    ) -> None:
        """Draw the figure into files, whose suffixes set the format."""


@dataclass(frozen=True)
class Panel:
    """One panel: its name, its measure, and the label of its vertical axis with the unit.

    start: the level of the factor at which each arm is the baseline of itself. base: the baseline arm at the same
    level, in place of the figure's. sweep: the sweep, in place of the figure's. over: measures by position along x, in
    place of one measure over the levels of a factor; for measures of groups. percent_of, divisor: as in ``estimates``,
    for values in per cent of status quo. arm: factors that override those of the lines of a ``Curves``.
    """

    name: str
    measure: str
    y: str
    start: float | None = None
    sweep: str = ""
    base: Arm | None = None
    over: Mapping[float, str] = field(default_factory=dict)
    percent_of: Arm | None = None
    divisor: str = ""
    arm: Arm = field(default_factory=dict)


@dataclass(frozen=True)
class Lines:
    """Time series by arm, as differences from ``base`` if it is given.

    marks: labels of events, by week.
    """

    panels: Sequence[Panel]
    arms: Mapping[str, Arm]
    base: Arm | None = None
    marks: Mapping[float, str] = field(default_factory=dict)
    sweep: str = MAIN

    def draw(
        self, outcomes: Mapping[str, Outcome], rows: Mapping[str, Row], title: str, note: str, files: Sequence[Path]
    ) -> None:
        """Draw the figure."""
        outcome = outcomes[self.sweep]
        parts = [
            _frame(panel.name, name, *outcome.weekly(arm, self.base, panel.measure, panel.percent_of), band)
            for panel in self.panels
            for name, arm in self.arms.items()
        ]
        caption = Caption(title, note, "weeks since the policy started")
        draw_lines(pd.concat(parts), _axes(self.panels), caption, files, self.marks, weeks=True)


@dataclass(frozen=True)
class Curves:
    """A measure over the levels of a factor, by arm, as differences from ``base`` at the same level if it is given.

    log: whether the horizontal axis is logarithmic.
    """

    panels: Sequence[Panel]
    arms: Mapping[str, Arm]
    along: str
    x: str
    base: Arm | None = None
    log: bool = False
    marks: Mapping[float, str] = field(default_factory=dict)
    sweep: str = MAIN

    def draw(
        self, outcomes: Mapping[str, Outcome], rows: Mapping[str, Row], title: str, note: str, files: Sequence[Path]
    ) -> None:
        """Draw the figure."""
        parts = []
        for panel in self.panels:
            outcome, base = outcomes[panel.sweep or self.sweep], panel.base or self.base
            for name, line in self.arms.items():
                arm = {**line, **panel.arm}
                if panel.over:
                    levels = np.array(list(panel.over), float)
                    values = np.column_stack([outcome.paired(arm, base, name) for name in panel.over.values()])
                else:
                    levels = np.array(outcome.levels(arm, self.along), float)
                    values = outcome.along(arm, base, self.along, panel.measure, panel.percent_of, panel.divisor)
                if panel.start is not None:
                    values = values - values[:, levels == panel.start]
                parts.append(_frame(panel.name, name, levels, values))
        draw_lines(pd.concat(parts), _axes(self.panels), Caption(title, note, self.x), files, self.marks, log=self.log)


@dataclass(frozen=True)
class Dots:
    """Rows of results with their intervals, by panel and marker: names of rows and their keys."""

    panels: Mapping[str, Mapping[str, Mapping[str, str]]]
    x: str

    def draw(
        self, outcomes: Mapping[str, Outcome], rows: Mapping[str, Row], title: str, note: str, files: Sequence[Path]
    ) -> None:
        """Draw the figure."""
        records = [
            {"panel": panel, "row": name, "mark": mark}
            | {"mean": rows[key].estimate, "low": rows[key].low, "high": rows[key].high}
            | {"middle_low": rows[key].middle_low, "middle_high": rows[key].middle_high}
            for panel, marks in self.panels.items()
            for mark, keys in marks.items()
            for name, key in keys.items()
        ]
        draw_dots(pd.DataFrame(records), Caption(title, note, self.x), files)


class Worded(Protocol):
    """A text that depends on rows, such as a ``Sentence``."""

    def text(self, rows: Mapping[str, Row]) -> str:
        """Choose the text."""


@dataclass(frozen=True)
class BoxMap:
    """The boxes of several searches, and the contexts of one search over its two most informative conditions.

    heads: the title of each box. colours: the policy whose colour each box has. scene: the search whose contexts are
    drawn. kinds: names of the contexts in which its event happens and of the others, each with a policy for the colour.
    """

    searches: Sequence[Search]
    heads: Sequence[Worded]
    colours: Sequence[str]
    scene: Search
    title: str
    kinds: tuple[tuple[str, str], tuple[str, str]]

    def draw(
        self, outcomes: Mapping[str, Outcome], rows: Mapping[str, Row], title: str, note: str, files: Sequence[Path]
    ) -> None:
        """Draw the figure."""
        found = {search.key: search.found(outcomes[search.sweep]) for search in self.searches}
        parts = [
            {"box": search.key, "row": condition.words, "low": max(0.0, ends.low), "high": min(1.0, ends.high)}
            | {"text": condition.limits(found[search.key].box.limits[name])}
            for search in self.searches
            for name in found[search.key].box.limits
            for condition in search.all_conditions()
            if condition.key == name
            for ends in [found[search.key].ranks(name)]
        ]
        heads = {search.key: head.text(rows) for search, head in zip(self.searches, self.heads, strict=True)}
        colours = {search.key: COLOURS[name] for search, name in zip(self.searches, self.colours, strict=True)}
        colours |= {kind: COLOURS[name] for kind, name in self.kinds}
        table = pd.DataFrame(parts, columns=["box", "row", "low", "high", "text"])
        caption = Caption(title, note, "all contexts, from lowest to highest; coloured: inside the box")
        draw_boxes(table, heads, self._scene(outcomes[self.scene.sweep]), colours, caption, files)

    def _scene(self, outcome: Outcome) -> Scene:
        """The held-out contexts over the two conditions that the box, or otherwise the tree, limits first."""
        found = self.scene.found(outcome)
        limits = found.box.limits
        known = {condition.key: condition for condition in self.scene.all_conditions()}
        x, y, *_ = dict.fromkeys([*limits, *(name for leaf in found.tree for name in leaf.limits), *known])
        kinds = np.where(found.event, *(kind for kind, _ in self.kinds))
        dots = pd.DataFrame({"x": found.cases[x], "y": found.cases[y], "kind": kinds})
        free = Range(-OPEN, OPEN)
        return Scene(dots, known[x].axis, known[y].axis, limits.get(x, free), limits.get(y, free), self.title)


def _frame(
    panel: str, line: str, x: Numbers, values: Numbers, around: Callable[[Numbers], Ends] = ends
) -> pd.DataFrame:
    """Return a table of the means of values (units, X) at x (X,), with the interval of the mean and the middle 95%.

    around: computes the interval or band.
    """
    mean, low, high = around(values.T)
    low, high = (np.where(np.isnan(end), mean, end) for end in (low, high))
    middle_low, middle_high = np.quantile(values, QUANTILES, axis=0)
    ends_of_both = {"low": low, "high": high, "middle_low": middle_low, "middle_high": middle_high}
    return pd.DataFrame({"panel": panel, "line": line, "x": x, "mean": mean} | ends_of_both)


def _axes(panels: Sequence[Panel]) -> dict[str, str]:
    return {panel.name: panel.y for panel in panels}
