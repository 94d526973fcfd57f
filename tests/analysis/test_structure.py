"""The picture of an organisation: all labels inside the figure, units beyond 1,000 people."""

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from simalign.analysis.figures.structure import draw_organisation
from simalign.analysis.figures.units import READABLE, units_of
from simalign.organisation.generate import generate

LONG = "Abteilung für die außerordentlich langen Namen von Organisationseinheiten Nummer {} in der Hauptverwaltung"


def generated(size: int, names: list[str]) -> tuple[NDArray[np.int32], list[str]]:
    made = generate(size, max(6, len(names)), names, 0.0, 0.0, np.random.SeedSequence(1))
    return made.manager, [made.departments[code] for code in made.department]


CASES: dict[str, tuple[NDArray[np.int32], list[str]]] = {
    "alone": (np.zeros(1, np.int32), ["all"]),
    "chain": (np.maximum(np.arange(12) - 1, 0).astype(np.int32), ["a", "b", "c"] * 4),
    "star": (np.zeros(40, np.int32), ["head", *["x", "y", "z"] * 13]),
    "12": generated(12, ["sales", "craft"]),
    "120": generated(120, ["sales", LONG.format(1), "craft"]),
    "1000": generated(1000, ["sales", "craft", "support"]),
    "5000": generated(5000, ["sales", "craft", "support"]),
    "long names": generated(300, [LONG.format(i) for i in range(26)]),
    "150 departments": generated(900, [f"department {i}" for i in range(150)]),
}


def outside(figure: Any) -> list[str]:
    """Return the texts of a figure that do not lie inside it."""
    figure.canvas.draw()
    renderer, (width, height) = figure.canvas.get_renderer(), figure.canvas.get_width_height()
    texts = [artist for artist in figure.findobj(lambda artist: hasattr(artist, "get_text")) if artist.get_text()]
    boxes = {text.get_text(): text.get_window_extent(renderer) for text in texts if text.get_visible()}
    return [
        text for text, box in boxes.items() if box.x0 < -1 or box.y0 < -1 or box.x1 > width + 1 or box.y1 > height + 1
    ]


@pytest.mark.parametrize("case", CASES)
def test_no_label_is_cut_off(case: str) -> None:
    manager, departments = CASES[case]
    figure = draw_organisation(manager, departments, f"{len(manager)} members and a title of some length " * 3)
    texts = "".join(
        artist.get_text().replace("\n", " ") for artist in figure.findobj(lambda artist: hasattr(artist, "get_text"))
    )
    if len(set(departments)) <= 60:
        assert all(name in texts for name in set(departments))
    else:
        assert "smaller departments" in texts
    assert outside(figure) == []


def test_a_label_outside_would_be_noticed() -> None:
    figure = draw_organisation(*CASES["12"], "title")
    figure.text(0.95, 0.5, "a label that does not fit")
    assert outside(figure) == ["a label that does not fit"]


@pytest.mark.parametrize("size", [12, READABLE, READABLE + 1, 5000, 20_000])
def test_units_hold_everybody_once(size: int) -> None:
    made = generate(size, 6, ["sales", "craft"], 0.0, 0.0, np.random.SeedSequence(1))
    units = units_of(made.manager, made.department.astype(np.int64))
    assert len(units.manager) <= READABLE and units.people.sum() == size
    assert np.array_equal(units.people, np.bincount(units.unit))
    assert (units.manager == np.arange(len(units.manager))).sum() == 1
    if size <= READABLE:
        assert np.array_equal(units.manager, made.manager)
    departments = np.array([np.bincount(units.department, units.people)])
    assert np.array_equal(departments[0], np.bincount(made.department))


def test_a_wide_and_a_deep_tree_become_few_units() -> None:
    wide = units_of(np.zeros(5000, np.int32), np.arange(5000) % 7)
    assert len(wide.manager) == 8 and wide.people.max() == 715
    deep = units_of(np.maximum(np.arange(5000) - 1, 0).astype(np.int32), np.zeros(5000, np.int64))
    assert len(deep.manager) == READABLE
