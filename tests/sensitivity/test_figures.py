"""Figures of the group: the same bytes twice, nothing cut off, whatever the numbers."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from simalign.analysis.figures import style
from simalign.analysis.paired import Interval
from simalign.scenario import Scenario
from simalign.sensitivity.claims import FULL, ablations
from simalign.sensitivity.factors import GROUPS, keys_of
from simalign.sensitivity.figures.claims import draw_matrix
from simalign.sensitivity.figures.horizon import draw_long_run
from simalign.sensitivity.figures.indices import Mark, draw_dots
from simalign.sensitivity.long_run import MEASURED, settling
from simalign.sensitivity.robustness import FLIPS, HOLDS, UNDECIDED, Cell
from simalign.sensitivity.studies import OUTCOMES

from .made import claim

TITLE = "A finding " * 12


def dots(file: Path) -> None:
    rng = np.random.default_rng(1)
    keys = [key for group in GROUPS if group != "all" for key in keys_of(group, Scenario())]
    rows = [{"outcome": outcome, "factor": key, "value": rng.random()} for outcome in OUTCOMES for key in keys]
    table = pd.DataFrame(rows).assign(low=lambda t: t["value"] - 0.2, high=lambda t: t["value"] + 0.3)
    marks = [Mark("value", "an index", "low", "high"), Mark("low", "another", None, None)]
    draw_dots(table, dict.fromkeys(OUTCOMES, 0.4), marks, "share of variance", [file], TITLE, "a note")


def matrix(file: Path) -> None:
    rng = np.random.default_rng(1)
    cells = []
    for n, first in enumerate((HOLDS, HOLDS, UNDECIDED, FLIPS)):
        own = claim(
            name=str(n), sentence="A claim that takes many words to say, and so two lines or three of the figure"
        )
        for variant in (FULL, *(one.name for one in ablations())):
            around = Interval(*np.sort(rng.normal(size=3))[[1, 0, 2]].tolist())
            cells.append(Cell(own, variant, around, around, first if variant == FULL else (HOLDS, FLIPS)[n % 2]))
    draw_matrix(cells, [file], TITLE, "a note")


def long_run(file: Path) -> None:
    series = np.random.default_rng(1).random((4, 3, 13 + 104, len(MEASURED)))
    names = ["status_quo", "push", "tell_and_sell"]
    found = settling(series, names, 13, [52, 104], 0.05, 1)
    draw_long_run(series, names, found, 13, [52, 104], [file], TITLE, "a note")


DRAWN = {"indices": dots, "claims": matrix, "horizon": long_run}


@pytest.mark.parametrize("name", DRAWN)
def test_the_same_bytes_and_nothing_cut_off(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    figures: list[Any] = []

    def keep(*arguments: Any, **options: Any) -> Any:
        figure, axes = style.new_figure(*arguments, **options)
        figures.append(figure)
        return figure, axes

    monkeypatch.setattr(f"simalign.sensitivity.figures.{name}.new_figure", keep)
    DRAWN[name](tmp_path / "a.png")
    DRAWN[name](tmp_path / "b.png")
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()
    figure = figures[0]
    inside, whole = figure.get_tightbbox(), figure.get_size_inches()
    assert inside.x0 >= 0.0
    assert inside.y0 >= 0.0
    assert inside.x1 <= whole[0]
    assert inside.y1 <= whole[1]
