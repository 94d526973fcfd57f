"""``simalign.discover``: the conditions under which something happens at the design points of a sweep."""

from collections import Counter
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from simalign.analysis.discovery.box import OPEN, Box, Condition, Range, coverage, density, describe_box
from simalign.analysis.discovery.encode import Choice, encoded
from simalign.analysis.discovery.search import Discovery, check_installed, search
from simalign.analysis.discovery.tree import in_any
from simalign.analysis.discovery.when import When, parse
from simalign.analysis.figures.boxes import Scene, boxes_figure, draw_scene
from simalign.analysis.figures.palette import COLOURS
from simalign.analysis.figures.panels import Caption
from simalign.analysis.figures.style import finish
from simalign.analysis.text import listed, words
from simalign.api.result import Result
from simalign.api.sweep import Sweep
from simalign.errors import InputError, Problem, expect
from simalign.sweeps.store.results import Results, open_sweep

FEWEST = 60  # design points
RAREST = 12  # design points with the event, and without it
ALARMS = 0.01  # probability of a box by chance, if no factor matters
ORDER = 3  # random seed of the order of the points, every second of which is held out
HAPPENS, NOT = "it happens", "it does not"


def discover(store: "str | PathLike[str] | Sweep", when: str) -> "ScenarioDiscovery":
    """Find the conditions on the factors of a sweep under which an event happens.

    Args:
        store: the folder of a store, or the result of ``simalign.sweep``.
        when: the event, as conditions on the means of measures over the replications of a design point, such as
            ``"value < 0.4"`` or ``"value > 0.4 and trust >= 0.5"``.

    Returns:
        The box of limits by PRIM, the leaves of a decision tree, and how stable they are, with ``finding``, ``table``
        and ``figure()``. All frequencies are of the design points that were held out from the search.

    Raises:
        InputError: for an event that cannot be read, for fewer than 60 design points with completed runs, for an event
            that happens at fewer than 12 of them or does not happen at fewer than 12, and if the extra
            ``simalign-abm[discover]`` is not installed.

    """
    check_installed()
    expect(store, (str, PathLike, Sweep), "store", "the folder of a store, or the result of simalign.sweep")
    expect(when, str, "when", 'text, such as "value < 0.4"')
    results = store.results if isinstance(store, Sweep) else open_sweep(Path(store))
    return ScenarioDiscovery(results, parse(when, results.measures))


class ScenarioDiscovery(Result):
    """The conditions under which an event happens.

    ``table`` has one row per region: all held-out design points, the box, and the leaves of the tree, each with its
    conditions in words, its number of points, the share of them at which the event happens (density), and the share of
    all points with the event that lie in it (coverage).
    """

    def __init__(self, results: Results, event: When) -> None:
        self.event = event
        self.path = results.store.path
        summary = results.summary(event.names)
        points = summary[summary["runs"] > 0].dropna(subset=event.names)
        self._left_out = len(summary) - len(points)
        points = points.iloc[np.random.default_rng(ORDER).permutation(len(points))].reset_index(drop=True)
        happens = event.holds(points)
        _check(self.path, len(points), int(happens.sum()), event)
        self._points, self._happens = points, happens
        factors = results.store.factors
        short = {factor: words(factor.rpartition(".")[2]) for factor in factors}
        known = Counter(short.values())
        names = {factor: text if known[text] == 1 else words(factor) for factor, text in short.items()}
        training = np.arange(len(points)) % 2 == 0
        cases, self.conditions = encoded(points[factors], happens, training, names.__getitem__)
        if cases.empty:
            raise InputError([Problem("has no factor with two values or more", self.path, allowed="factors that vary")])
        self.discovery: Discovery = search(cases, happens)

    @property
    def found(self) -> bool:
        """Whether the box is more than chance: if no factor matters, this is true in at most 1% of sweeps."""
        return bool(self.discovery.box.limits) and self.discovery.p_value < ALARMS

    @property
    def finding(self) -> str:
        """The result in a few sentences."""
        found, share = self.discovery, float(self._happens.mean())
        sentences = [f"{str(self.event).capitalize()} at {share:.0%} of {len(self._points):,} design points."]
        if not self.found:
            sentences.append("No limits on the factors make this more frequent, beyond chance.")
            return " ".join(sentences)
        inside = found.box.inside(found.cases)
        where = describe_box(found.box, self.conditions)
        dense, covered = density(inside, found.event), coverage(inside, found.event)
        sentences.append(
            f"Where {where}, this happens at {dense:.0%} of the points that were held out from the search; "
            f"this region contains {covered:.0%} of the points at which it happens."
        )
        names = {condition.key: condition.words for condition in self.conditions}
        shares = [f"{names[name]} in {found.share(name):.0%}" for name in found.box.limits]
        sentences.append(f"Of {len(found.resampled)} resamples, the search limits {listed(shares)}.")
        return " ".join(sentences)

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row per region."""
        leaves = [(f"leaf {n}", leaf) for n, leaf in enumerate(self.discovery.tree, start=1)]
        regions = [("all points", Box({})), ("box", self.discovery.box), *leaves]
        return pd.DataFrame([{"region": name, **self._row(box)} for name, box in regions])

    def _row(self, box: Box) -> dict[str, Any]:
        inside = box.inside(self.discovery.cases)
        event = self.discovery.event
        where = describe_box(box, self.conditions) or "everywhere"
        counts = {"points": int(inside.sum()), "density": density(inside, event), "coverage": coverage(inside, event)}
        return {"where": where, **counts}

    @cached_property
    def record(self) -> dict[str, Any]:
        """All results as values for JSON."""
        found = self.discovery
        tree = in_any(found.tree, found.cases)
        return {
            "finding": self.finding,
            "store": str(self.path),
            "event": str(self.event),
            "points": len(self._points),
            "points_left_out": self._left_out,
            "rate": float(self._happens.mean()),
            "found": self.found,
            "p_value": found.p_value,
            "regions": self.table.to_dict("records"),
            "tree": {"density": density(tree, found.event), "coverage": coverage(tree, found.event)},
            "resamples": len(found.resampled),
            "resamples_with_the_same_conditions": float(found.recurs.mean()),
            "resamples_by_condition": {name: found.share(name) for name in found.box.limits},
            "mean_shift_of_limits": float(found.shifts.mean()) if len(found.shifts) else None,
        }

    def _scene(self) -> tuple[Scene, Condition, Condition]:
        """Return the held-out points over the two conditions that box and tree limit first, and these conditions."""
        found = self.discovery
        known: dict[str, Condition] = {condition.key: condition for condition in self.conditions}
        names = [*dict.fromkeys([*found.box.limits, *(n for leaf in found.tree for n in leaf.limits), *known])]
        x, y = (names * 2)[:2]
        dots = pd.DataFrame({"x": found.cases[x], "y": found.cases[y], "kind": np.where(found.event, HAPPENS, NOT)})
        free = Range(-OPEN, OPEN)
        limits = found.box.limits
        title = f"held-out points: {self.event}"
        return (
            Scene(dots, known[x].words, known[y].words, limits.get(x, free), limits.get(y, free), title),
            known[x],
            known[y],
        )

    def _draw(self, ax: Any | None) -> Any:
        found = self.discovery
        known = {condition.key: condition for condition in self.conditions}
        colours = {"box": COLOURS["push"], HAPPENS: COLOURS["push"], NOT: COLOURS["status_quo"]}
        scene, x, y = self._scene()
        if ax is not None:
            draw_scene(ax, scene, colours)
            _name_categories(ax, x, y)
            return None
        parts = [
            {"box": "box", "row": known[name].words, "low": max(0.0, ends.low), "high": min(1.0, ends.high)}
            | {"text": known[name].limits(found.box.limits[name])}
            for name in found.box.limits
            for ends in [found.ranks(name)]
        ]
        ranges = pd.DataFrame(parts, columns=["box", "row", "low", "high", "text"])
        inside = found.box.inside(found.cases)
        head = f"the box: {density(inside, found.event):.0%} of {inside.sum():,} points"
        where = describe_box(found.box, self.conditions)
        title = f"{str(self.event).capitalize()}: {f'most often where {where}' if self.found else 'no box found'}"
        caption = Caption(title, "", "all points, from lowest to highest; coloured: inside the box")
        figure = boxes_figure(ranges, {"box": head}, scene, colours, caption)
        _name_categories(figure.axes[1], x, y)
        return finish(figure, title, [])

    def _arrays(self) -> tuple[pd.DataFrame, list[str]]:
        return self.table, ["region"]


def _name_categories(ax: Any, x: Condition, y: Condition) -> None:
    """Write the names of categories at the ticks of an axis of categories."""
    for condition, axis in ((x, ax.xaxis), (y, ax.yaxis)):
        if isinstance(condition, Choice):
            axis.set_ticks(range(len(condition.labels)), [words(label) for label in condition.labels])


def _check(path: Path, points: int, happening: int, event: When) -> None:
    """Raise InputError for too few design points, and for an event that happens too rarely or nearly always."""
    if points < FEWEST:
        message = f"has {points} design points with completed runs"
        raise InputError([Problem(message, path, allowed=f"{FEWEST} or more; a sample gives many")])
    if not RAREST <= happening <= points - RAREST:
        message = f"happens at {happening} of {points} design points"
        allowed = f"an event that happens at {RAREST} or more, and does not happen at {RAREST} or more"
        raise InputError([Problem(message, key="when", value=str(event), allowed=allowed)])
