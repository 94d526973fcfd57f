"""The first screen of the gallery is chosen from results by its rules."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from simalign.experiments.catalogue import FINDING, RESULTS, Shipped
from simalign.experiments.experiment import Claim, Experiment
from simalign.experiments.gallery import contradicted, gallery, largest
from simalign.experiments.pictures import Dots
from simalign.experiments.readme import turns
from simalign.experiments.results import PERCENT, Row, of_differences, table_of
from simalign.files.spreadsheet import write_csv

SPREAD = np.linspace(-0.1, 0.1, 30)  # of differences around their mean


def shipped(
    folder: Path, name: str, claim: Mapping[str, str], prediction: Mapping[str, str], **means: float
) -> Shipped:
    """Store an experiment's results: a row in per cent for each mean, or in shares if its key starts with s."""
    rows = [of(key, mean) for key, mean in means.items()]
    (folder / name).mkdir()
    write_csv(table_of(rows), folder / name / RESULTS)
    (folder / name / FINDING).write_text("It is so.\n", encoding="utf-8")
    claims = [Claim(f"{kind} of {name}.", "me", needs) for kind, needs in (("Claim", claim), ("Guess", prediction))]  # type: ignore[arg-type]
    stored = Shipped(name, folder / name)
    stored.__dict__["experiment"] = Experiment("Is it?", claims[0], [], [], Dots({}, ""), predictions=claims[1:])
    return stored


def of(key: str, mean: float) -> Row:
    share = key.startswith("s")
    return of_differences(key, f"row {key}", mean + SPREAD * (0.01 if share else 1), "share" if share else PERCENT)


@pytest.fixture
def stored(tmp_path: Path) -> list[Shipped]:
    up, down = {"a": "above"}, {"a": "below"}
    return [
        shipped(tmp_path, "big", up, {"b": "above"}, a=9.0, b=12.0),  # two supported statements: the larger is shown
        shipped(tmp_path, "small", up, {"b": "below"}, a=0.5, b=-3.0),  # claim too small, prediction supported
        shipped(tmp_path, "wrong", down, {"b": "above"}, a=2.0, b=30.0),
        shipped(tmp_path, "worse", {"s": "above"}, up, s=-0.2, a=4.0),  # ten effects that matter on the other side
        shipped(tmp_path, "guess", up, {"b": "above"}, a=1.5, b=-40.0),  # only the prediction is contradicted
        shipped(tmp_path, "mixed", {"a": "above", "b": "above"}, up, a=50.0, b=-50.0),  # conditional: in neither list
    ]


def test_the_largest_supported_effects_on_value_come_first(stored: list[Shipped]) -> None:
    shown = [(one.shipped.name, one.claim.text, one.key) for one in largest(stored)]
    assert shown == [
        ("mixed", "Guess of mixed.", "a"),
        ("wrong", "Guess of wrong.", "b"),
        ("big", "Guess of big.", "b"),
    ]


def test_the_most_contradicted_claims_of_practice_come_before_predictions(stored: list[Shipped]) -> None:
    shown = [(one.shipped.name, one.claim.text) for one in contradicted(stored)]
    assert shown == [("worse", "Claim of worse."), ("wrong", "Claim of wrong."), ("small", "Claim of small.")]
    fewer = [one for one in stored if one.name in ("small", "guess")]
    assert [one.claim.text for one in contradicted(fewer)] == ["Claim of small.", "Guess of guess."]


def test_the_gallery_opens_with_both_and_shows_the_three_numbers(stored: list[Shipped]) -> None:
    text = gallery(stored)
    assert text.index("To remember") < text.index("Against the textbook") < text.index("<table>")
    first = text[: text.index("<table>")]
    assert "|Claim of worse. ([worse](worse/README.md))|**not supported**|row s|-0.200 share [" in first
    line = next(line for line in text.splitlines() if line.startswith("|Claim of big."))
    assert line.count("|") == 8 and "9.0% [9.0, 9.0]|8.9 to 9.1|0%|supported|" in line
    assert text.count("Claim of mixed.") == 1 and "|||row b|-50.0% " in text


def test_the_readme_says_where_the_answer_turns_round(stored: list[Shipped]) -> None:
    mixed = stored[-1].experiment
    rows = {"a": of("a", 50.0), "b": of("b", -50.0), "c": of("c", 0.02), "d": of("d", 0.05)}
    assert turns(mixed, {**rows, "c": of("c", 9.0), "d": of("d", 9.0)}) == (
        "Not as claimed: row b (-50.0% [-50.0, -50.0])."
    )
    assert rows["c"].low < 0 < rows["d"].low and rows["d"].opposite == pytest.approx(100 * 8 / 30)
    assert turns(mixed, rows).endswith("Measurable, but the reverse in many draws: row d (27%).")
    assert turns(stored[0].experiment, {"a": of("a", 9.0)}).startswith("In none of these numbers")
