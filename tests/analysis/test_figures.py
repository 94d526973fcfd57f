"""Figures: the same bytes twice, without a display, nothing cut off, the finding on top."""

import os
import subprocess
import sys
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from simalign.analysis.figures import style
from simalign.analysis.figures.boxes import DOTS, _sample
from simalign.analysis.figures.curves import PANELS, draw_curves
from simalign.analysis.figures.organisation import Overlaps, disc, draw_tree, gap_sentence, positions, sectors
from simalign.analysis.figures.palette import COLOURS, policy_styles
from simalign.analysis.text import words
from simalign.comparison.compare import USUAL
from simalign.files.shipped import policy_names

from .made import table

NAMES = ["status_quo", "push", "pull", "lead", "mission_command", "laissez_faire", "x" * 99, "a, $b_{ [bold]"]


def draw(files: list[Path], count: int = 3, weeks: int = 12, replications: int = 2, first: int = -3) -> None:
    """Curves of some policies, made up."""
    rng = np.random.default_rng(1)
    runs = {name: rng.random((replications, weeks - first + 1)).tolist() for name in NAMES[:count]}
    made = table(runs, first=first)
    made = made.assign(**{name: made["value"] for name in PANELS})
    draw_curves(made, NAMES[:count], "status_quo", files, "Value: " + "a long finding, " * 10, "a note")


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The figures that are drawn, to be looked into."""
    figures: list[Any] = []
    made = style.new_figure

    def keep(*arguments: Any, **options: Any) -> Any:
        figure, axes = made(*arguments, **options)
        figures.append(figure)
        return figure, axes

    for module in ("curves", "organisation"):
        monkeypatch.setattr(f"simalign.analysis.figures.{module}.new_figure", keep)
    return figures


def test_same_bytes_in_another_process(tmp_path: Path) -> None:
    here = [tmp_path / "a.png", tmp_path / "a.svg"]
    there = [tmp_path / "b.png", tmp_path / "b.svg"]
    draw(here)
    draw([tmp_path / "again.png"])
    code = (
        "from pathlib import Path; from tests.analysis.test_figures import draw; "
        f"draw([Path(file) for file in {[str(file) for file in there]}])"
    )
    plain = {
        name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY", "MPLBACKEND")
    }
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[2], env=plain)
    assert here[0].read_bytes() == there[0].read_bytes() == (tmp_path / "again.png").read_bytes()
    assert here[1].read_bytes() == there[1].read_bytes()


@pytest.mark.parametrize(("count", "weeks", "first"), [(2, 1, 1), (2, 8, -51), (6, 156, -51), (8, 30, -3)])
def test_nothing_is_cut_off_or_on_top_of_something(
    tmp_path: Path, drawn: list[Any], count: int, weeks: int, first: int
) -> None:
    draw([tmp_path / "a.png"], count, weeks, first=first)
    (figure,) = drawn
    page = figure.bbox
    renderer = figure.canvas.get_renderer()
    title, note = figure.texts[-1], figure.texts[0]
    assert title.get_text().startswith("Value: ")
    boxes = [title, note, *figure.legends, *(ax.title for ax in figure.axes)]
    boxes += [label for ax in figure.axes for label in (ax.xaxis.label, ax.yaxis.label) if label.get_text()]
    extents = [box.get_window_extent(renderer) for box in boxes]
    extents += [ax.get_window_extent(renderer) for ax in figure.axes]
    extents = [box for box in extents if box.width > 0]
    assert all(page.x0 <= box.x0 and box.x1 <= page.x1 and page.y0 <= box.y0 and box.y1 <= page.y1 for box in extents)
    assert not [(a, b) for a, b in combinations(extents, 2) if a.overlaps(b)]
    for ax in figure.axes:
        ticks = [
            tick.label1.get_window_extent(renderer) for tick in ax.xaxis.get_major_ticks() if tick.label1.get_visible()
        ]
        assert not [(a, b) for a, b in combinations(ticks, 2) if a.overlaps(b)]
        assert all(tick.x1 <= page.x1 for tick in ticks)


def test_axes_are_labelled_and_uncertainty_is_shown(tmp_path: Path, drawn: list[Any]) -> None:
    draw([tmp_path / "a.png"])
    axes = np.array(drawn[0].axes).reshape(2, 4)
    assert [ax.get_title(loc="left") for ax in axes[0]] == ["Know", "Want", "Do", "Value"]
    assert all(ax.get_ylabel() for ax in axes.flat)
    assert all("weeks" in ax.get_xlabel() for ax in axes[1])
    assert all(len(ax.collections) == 3 for ax in axes[0])
    assert all(ax.get_xlim()[0] < 0 for ax in axes[0])
    assert all(ax.get_xlim()[0] == 0 for ax in axes[1])


def test_bands_stay_where_the_measure_can_be(tmp_path: Path, drawn: list[Any]) -> None:
    """Two replications far apart have an interval wider than from 0 to 1."""
    draw([tmp_path / "a.png"])
    axes = np.array(drawn[0].axes).reshape(2, 4)
    for row, low, high in ((axes[0], 0, 1), (axes[1], -1, 1)):
        drawn_to = np.concatenate([band.get_paths()[0].vertices[:, 1] for ax in row[:3] for band in ax.collections])
        assert low <= drawn_to.min() and drawn_to.max() <= high
    assert axes[0][3].collections[0].get_paths()[0].vertices[:, 1].min() >= 0
    assert len({ax.get_ylim() for ax in axes[0][:3]}) == 1


def test_colours_are_told_apart_without_colour_vision() -> None:
    """Under deuteranopia and protanopia (Vienot et al. 1999), or else by the dashes of the line.

    The policies that are compared by default differ in both, and no two policies have the same colour.
    """
    deutan = np.array([[0.29275, 0.70725, 0], [0.29275, 0.70725, 0], [-0.02234, 0.02234, 1]])
    protan = np.array([[0.11238, 0.88762, 0], [0.11238, 0.88762, 0], [0.00401, -0.00401, 1]])
    looks = policy_styles(list(COLOURS))
    for one, other in combinations(looks, 2):
        a, b = looks[one], looks[other]
        for seen in (deutan, protan):
            apart = np.abs(seen @ np.array(to_rgb(a["color"])) - seen @ np.array(to_rgb(b["color"]))).max()
            assert apart > 0.1 or a["linestyle"] != b["linestyle"]
            assert apart > 0.1 or not {one, other} <= {"status_quo", *USUAL}
    usual = policy_styles(["status_quo", *USUAL])
    assert len({str(style["linestyle"]) for style in usual.values()}) == len(usual)
    assert len(set(COLOURS.values())) == len(COLOURS)
    assert set(COLOURS) <= set(policy_names())


def test_names_in_figures() -> None:
    assert words("tell_and_sell") == "tell and sell"
    assert len(words("x" * 99)) < 30
    assert words("a\x1b[31m\n") == "a?[31m?"


def company(span: int, levels: int) -> np.ndarray:
    """Managers of a full tree."""
    manager = [0]
    start, size = 0, 1
    for _ in range(levels):
        manager += [start + i // span for i in range(size * span)]
        start, size = start + size, size * span
    return np.array(manager, np.int32)


def test_places_of_a_small_tree() -> None:
    xy = positions(np.array([0, 0, 0, 1], np.int32))
    assert np.hypot(*xy.T).round(9).tolist() == [0, 1, 1, 2]
    assert xy[3].tolist() == pytest.approx((2 * xy[1]).tolist())  # behind its manager


@pytest.mark.parametrize(("span", "levels"), [(1, 0), (1, 3), (3, 1), (6, 2), (4, 4), (30, 1), (8, 3)])
def test_people_hardly_overlap(span: int, levels: int) -> None:
    xy = positions(company(span, levels))
    assert np.isfinite(xy).all()
    edge = max(1.0, float(np.hypot(*xy.T).max())) + 0.3
    unit = 72 * 4.0 / (2 * edge)  # points
    apart = (np.hypot(*(xy[:, None] - xy[None]).T) + 99 * np.eye(len(xy))).min(axis=0)
    assert apart.min() > 0
    if len(xy) < 200:
        assert np.mean(unit * apart < disc(xy, edge, 4.0)) <= 0.1


@pytest.mark.parametrize(("span", "levels", "least"), [(5, 2, 12), (6, 3, 5), (7, 3, 4)])
def test_people_can_be_seen(span: int, levels: int, least: float, tmp_path: Path, drawn: list[Any]) -> None:
    """31, 259 and 400 members: people of so many points, on the page; deeds inside, wants around them."""
    manager = company(span, levels)
    seen = Overlaps(np.full(len(manager), 0.8), np.full(len(manager), 0.5))
    draw_tree(manager, ["sales"] * len(manager), dict.fromkeys(NAMES[:4], seen), 156, [tmp_path / "a.png"])
    layers = [c for c in drawn[0].axes[0].collections if hasattr(c, "get_sizes") and len(c.get_sizes())]
    rim, *_, inside = sorted(layers, key=lambda layer: layer.get_zorder())
    assert np.sqrt(rim.get_sizes()[0]) >= least
    assert set(inside.get_array()) == {0.8}
    if len(layers) > 1:
        assert set(rim.get_array()) == {0.5}
        assert inside.get_sizes()[0] < 0.5 * rim.get_sizes()[0]
    assert len(layers) == (3 if np.sqrt(rim.get_sizes()[0]) >= 6.0 else 1)
    assert drawn[0].get_size_inches().max() < 16


def test_departments_are_named_where_their_heads_are() -> None:
    manager = company(4, 1)
    xy = positions(manager)
    found = sectors(manager, ["all", "sales", "works", "sales", "works"], xy)
    assert {name: len(turns) for name, turns in found.items()} == {"sales": 2, "works": 2}
    crowd = company(60, 1)
    names = sectors(crowd, [f"d{i}" for i in range(61)], positions(crowd))
    turns = np.sort([turn for turns in names.values() for turn in turns])
    assert 4 < len(turns) < 60 and np.diff(turns).min() >= 0.35


def test_finding_of_the_tree() -> None:
    one = Overlaps(np.array([0.5, 0.7]), np.array([0.4, 0.6]))
    other = Overlaps(np.array([0.2, 0.2]), np.array([0.5, 0.5]))
    expected = "One organisation in week 9: doing outruns wanting most under push, by 0.10"
    assert gap_sentence({"push": one}, 9) == expected
    assert gap_sentence({"push": one, "pull": other}, 9).endswith("wanting outruns doing most under pull, by 0.30")


@pytest.mark.parametrize("count", [2, 4, 6])
def test_trees_fit_the_page(tmp_path: Path, drawn: list[Any], count: int) -> None:
    manager = company(5, 2)
    looks = {name: Overlaps(np.full(len(manager), 0.8), np.full(len(manager), 0.5)) for name in NAMES[:count]}
    files = [tmp_path / "a.png", tmp_path / "b.png"]
    for file in files:
        draw_tree(manager, [["all", "sales", "development"][i % 3] for i in range(len(manager))], looks, 156, [file])
    assert files[0].read_bytes() == files[1].read_bytes()
    figure = drawn[0]
    renderer = figure.canvas.get_renderer()
    extents = [
        figure.texts[-1].get_window_extent(renderer),
        *(a.title.get_window_extent(renderer) for a in figure.axes),
    ]
    extents += [text.get_window_extent(renderer) for ax in figure.axes[:count] for text in ax.texts]
    extents.append(figure.axes[-1].get_window_extent(renderer))
    extents = [box for box in extents if box.width > 0]
    page = figure.bbox
    assert all(page.x0 <= box.x0 and box.x1 <= page.x1 and page.y0 <= box.y0 and box.y1 <= page.y1 for box in extents)
    assert not [(a, b) for a, b in combinations(extents, 2) if a.overlaps(b)]


@pytest.mark.parametrize("cycle", range(2, 20))
def test_dots_that_are_drawn_are_in_step_with_no_cycle(cycle: int) -> None:
    """Contexts that come in turns, as horizons do, are all drawn about as often."""
    counts = np.bincount(_sample(10_000) % cycle, minlength=cycle)
    assert counts.sum() == DOTS
    assert counts.min() > 0.8 * DOTS / cycle
