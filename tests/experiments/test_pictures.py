"""Figures draw the middle 95% of draws beside the interval of the mean."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.collections import LineCollection

from simalign.analysis.figures import dots, lines
from simalign.experiments import Curves, Dots, Lines, Panel
from simalign.experiments.outcome import Outcome
from simalign.experiments.results import of_differences, of_values

VALUES = np.random.default_rng(3).normal(size=(40, 3))  # replications, doses or weeks


@pytest.fixture
def outcome() -> Outcome:
    cells = [(r, x) for r in range(40) for x in range(3)]
    runs = [{"dose": float(x), "replication": r, "y": VALUES[r, x]} for r, x in cells]
    weeks = [{"dose": 0.0, "replication": r, "week": x, "y": VALUES[r, x]} for r, x in cells]
    return Outcome(("dose",), pd.DataFrame(runs), pd.DataFrame(weeks), {"y": "share"})


def segments(axes: Any) -> list[tuple[float, float, float]]:
    """Return x and the ends of the vertical lines of a panel."""
    parts = [part for drawn in axes.collections if isinstance(drawn, LineCollection) for part in drawn.get_segments()]
    return [(part[0][0], part[0][1], part[1][1]) for part in parts]


def drawn(monkeypatch: pytest.MonkeyPatch, module: Any, picture: Any, *data: Any) -> tuple[Any, str]:
    """Draw a picture; return its first panel and its note."""
    kept: list[Any] = []
    monkeypatch.setattr(module, "save", lambda figure, caption, files: kept.extend((figure, caption.note)))
    picture.draw(*data, "A title", "a note", [Path("none.png")])
    return kept[0].axes[0], kept[1]


def test_curves_have_the_middle_at_each_level(outcome: Outcome, monkeypatch: pytest.MonkeyPatch) -> None:
    picture = Curves([Panel("P", "y", "y, share")], {"all": {}}, along="dose", x="dose")
    axes, note = drawn(monkeypatch, lines, picture, {"sweep": outcome}, {})
    low, high = np.quantile(VALUES, (0.025, 0.975), axis=0)
    expected = [(float(x), low[x], high[x]) for x in range(3)]
    assert np.array(segments(axes)) == pytest.approx(np.array(expected))
    bottom, top = axes.get_ylim()
    assert bottom < low.min() and top > high.max()
    assert note.endswith("a note") and "95% intervals of means" in note and "middle 95% of draws" in note


def test_series_have_it_right_of_the_last_week(outcome: Outcome, monkeypatch: pytest.MonkeyPatch) -> None:
    picture = Lines([Panel("P", "y", "y, share")], {"all": {}})
    axes, note = drawn(monkeypatch, lines, picture, {"sweep": outcome}, {})
    assert segments(axes) == [pytest.approx((2.0, *np.quantile(VALUES[:, 2], (0.025, 0.975))))]
    assert axes.get_xlim()[1] > 2.0 and "at the right, last week" in note


def test_dots_have_thin_lines_unless_they_are_no_differences(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = {
        "gap": of_differences("gap", "a gap", VALUES[:, 0], "share"),
        "level": of_values("level", "a level", VALUES[:, 1], "share"),
    }
    picture = Dots({"P": {"mark": {"a gap": "gap", "a level": "level"}}}, "x")
    axes, note = drawn(monkeypatch, dots, picture, {}, rows)
    thin, thick = (drawn.get_segments() for drawn in axes.collections if isinstance(drawn, LineCollection))
    assert [*thin[0][:, 0]] == pytest.approx([rows["gap"].middle_low, rows["gap"].middle_high])
    assert [len(part) > 0 for part in thin] == [True, False] and len(thick) == 2
    assert "thick lines: 95% intervals of means" in note
