"""The portrait of an organisation: its numbers, its five lines, its figure, and hidden names."""

import json
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

import simalign
from simalign.errors import InputError
from simalign.features.forecast import Forecast
from simalign.features.portrait import paint
from simalign.features.sentences import five_lines, headline
from tests.features.test_network import chain, organisation, two_cliques

MEMBERS = "id,name,manager,department\n" + "\n".join(
    f"{i},Zofia{i} Quux,{'' if i == 1 else 1 if i < 4 else 2 if i < 8 else 3},{'Board' if i == 1 else 'AB'[i % 2]}"
    for i in range(1, 13)
)
TIES = "source,target\n" + "\n".join(f"{i},{i + 2}" for i in range(2, 11)) + "\n2,3\n1,2\n"


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    members, ties = tmp_path / "members.csv", tmp_path / "ties.csv"
    members.write_text(MEMBERS)
    ties.write_text(TIES)
    return members, ties


def painted_lines(forecast: Forecast | None = None) -> dict[str, str]:
    made = two_cliques(6)
    lines = five_lines(paint(made, True, np.ones(made.size), forecast, "push" if forecast else ""))
    return {line.partition(":")[0]: line.partition(": ")[2] for line in lines}


def test_the_five_lines_of_two_cliques() -> None:
    lines = painted_lines()
    assert list(lines) == ["Chart", "Bridges", "Silos", "Word of the strategy", "Resistance and examples"]
    assert lines["Chart"] == (
        "2 layers for 12 members. Of 1 manager, spans outside 4 to 10 reports: 1 with more than 10 (P0: 11)."
    )
    assert lines["Bridges"].startswith("P0 (100%) and P6 (100%) hold departments together")
    assert "D0 (97% of its ties are inside; its size would give 45%)" in lines["Silos"]
    assert lines["Silos"].endswith(
        "keep to themselves. No two departments are without ties whose sizes would give 3 or more."
    )
    assert "the model was not run" in lines["Word of the strategy"]


def test_a_department_is_first_only_beyond_replication_noise() -> None:
    know = np.column_stack([np.ones(24), np.full(24, 0.5)])
    noise = np.random.default_rng(1).normal(0.0, 0.05, 24)
    clear = Forecast(know, know, np.column_stack([np.full(24, 0.1), 0.3 + noise]))
    line = painted_lines(clear)["Resistance and examples"]
    assert line.startswith("under push, D1 would resist first (mean resistance 0.31 of 1")
    unclear = Forecast(know, know, np.column_stack([0.3 + noise[::-1], 0.301 + noise]))
    assert "may not be ahead of" in painted_lines(unclear)["Resistance and examples"]
    word = painted_lines(clear)["Word of the strategy"]
    assert word.startswith("under the status quo, members know 100% of their part of the strategy in layer 1 and 50%")
    assert word.endswith("D1 knows least (50%; next D0: 100%).")


def test_without_ties_the_lines_say_so() -> None:
    made = organisation([0, 0, 0, 1, 2], [0, 1, 2, 1, 2])
    bridges, silos = five_lines(paint(made, False, np.ones(5)))[1:3]
    assert bridges.startswith("Bridges: no working ties are given; along reporting lines, P0 (100%)")
    assert silos == "Silos: not known without a file of working ties (--ties)."


def test_pairs_apart_are_counted_and_ties_of_weight_zero_do_not_count() -> None:
    inside = [pair for d in range(4) for pair in combinations(range(4 * d, 4 * d + 4), 2)]
    made = organisation([0] * 16, np.repeat(range(4), 4).tolist(), [*inside, (0, 4)])
    silos = five_lines(paint(made, True, np.ones(16)))[2]
    pairs = "D0 and D2; D0 and D3; D1 and D2; and 2 more"
    assert silos.endswith(f"5 pairs of departments never meet, though their sizes would give at least 3 ties: {pairs}.")
    weight = np.ones(len(made.ties.target))
    source = np.repeat(np.arange(16), np.diff(made.ties.start))
    weight[(source + made.ties.target == 4) & (np.abs(source - made.ties.target) == 4)] = 0.0
    apart = paint(replace(made, ties=replace(made.ties, weight=weight)), True, np.ones(16)).apart
    assert len(apart) == 6 and apart[0] == ("D0", "D1")


def test_small_departments_without_ties_are_not_worth_a_line() -> None:
    """The head, alone in a department, has no tie to a department of four in which size would give one."""
    made = organisation([0] * 9, [0, *[1] * 4, *[2] * 4], [*combinations(range(1, 9), 2)][:20])
    assert paint(made, True, np.ones(9)).apart == ()


def test_the_model_knows_less_on_lower_layers(files: tuple[Path, Path]) -> None:
    record = simalign.portrait(*files, seed=1, progress=False).record
    known = [layer["know"] for layer in record["layers_in_model"]]
    assert len(known) == 3 and known[0] == known[1] == 1.0 and 0.0 < known[2] < 1.0
    assert {each["department"] for each in record["departments_in_model"]} == {"Board", "A", "B"}
    resistance = {each["department"]: each["resistance"] for each in record["departments_in_model"]}
    assert resistance["Board"] == 0.0  # leaders are not controlled (ODD 5.4-7)
    assert resistance["A"] > 0.0


def test_hidden_names(files: tuple[Path, Path]) -> None:
    assert "Zofia" in simalign.portrait(*files, model=False).finding
    hidden = simalign.portrait(*files, names="hidden", model=False)
    assert "Zofia" not in json.dumps(hidden.record) + hidden.finding
    described = simalign.describe(*files, names="hidden")
    assert "Zofia" not in described.text + described.table.to_csv()
    with pytest.raises(InputError, match="is not a way to show names"):
        simalign.describe(*files, names="secret")  # type: ignore[arg-type]


def test_the_figure_marks_those_who_are_named(files: tuple[Path, Path]) -> None:
    special = simalign.portrait(*files, model=False)
    texts = [text.get_text() for text in special.figure().findobj(lambda artist: hasattr(artist, "get_text"))]
    named = special.record["holders"][0]["name"]
    assert any(text.startswith(f"A  {named}") for text in texts)


def test_a_chain_has_single_reports_only() -> None:
    portrait = paint(chain(3, [0, 1, 2]), True, np.ones(3))
    assert headline(portrait) == "3 members in 3 layers; 2 of 2 managers have fewer than 4 or more than 10 reports"
    line = five_lines(portrait)[0]
    assert line == (
        "Chart: 3 layers for 3 members. Of 2 managers, spans outside 4 to 10 reports: 2 with fewer than 4, of whom 2 "
        "with a single report (P0 and P1)."
    )
