"""The tables of ODD.md are those that the declarations give."""

import re
from pathlib import Path

import pytest

from simalign.measures.catalogue import NAMES
from simalign.scenario import Context, Costs, Levers, Mechanisms, Psychology
from simalign.scenario.odd_tables import (
    BLOCKS,
    filled,
    lever_table,
    main,
    measure_table,
    mechanism_table,
    parameter_table,
)

ODD = Path(__file__).parents[2] / "simalign" / "ODD.md"


@pytest.mark.parametrize("block", BLOCKS)
def test_description_is_up_to_date(block: str) -> None:
    """Renew with `python -m simalign.scenario.odd_tables simalign/ODD.md`."""
    text = ODD.read_text(encoding="utf-8")
    begin, end = f"<!-- {block} -->", f"<!-- /{block} -->"
    assert end in text, f"{ODD} has no tables yet: python -m simalign.scenario.odd_tables {ODD}"
    assert text.split(begin)[1].split(end)[0].strip() == BLOCKS[block]()


def test_every_parameter_is_there() -> None:
    """The tables have one row for each parameter, mechanism, lever and measure."""
    parameters, levers, measures = parameter_table(), lever_table(), measure_table()
    assert all(f"\n| `{name}` |" in parameters for name in (*Psychology.model_fields, *Costs.model_fields))
    assert all(f"\n| `{name}` |" in parameters for name in Context.model_fields)
    assert all(f"\n| `{name}` |" in mechanism_table() for name in Mechanisms.model_fields)
    assert all(f"\n| `{name}` |" in levers for name in Levers.model_fields)
    assert all(f"\n| `{name}` |" in measures for name in NAMES)


def test_filling_again_changes_nothing(tmp_path: Path) -> None:
    """Text around the markers stays; a second filling finds the tables as they are."""
    file = tmp_path / "odd.md"
    markers = "<!-- measures -->\n\n<!-- mechanisms -->\n\n<!-- parameters -->"
    file.write_text(f"a\n\n{markers}\n\nb\n\n<!-- levers -->\nc\n", encoding="utf-8")
    main(str(file))
    once = file.read_text(encoding="utf-8")
    assert filled(once) == once
    assert once.startswith("a\n\n<!-- measures -->\n")
    assert "<!-- /parameters -->\n\nb\n\n<!-- levers -->" in once
    assert once.endswith("<!-- /levers -->\nc\n")


EQUATION = re.compile(r"\b(?:N|\d(?:\.\d+)?)-\d+\b")
CITATION = re.compile(r"ODD ((?:N|\d(?:\.\d+)?)-\d+(?:(?:, | to | and )(?:N|\d(?:\.\d+)?)-\d+)*)")


def test_equations_have_different_numbers_and_code_cites_those_that_exist() -> None:
    lines = [line for line in ODD.read_text(encoding="utf-8").splitlines() if line.startswith("    ")]
    numbers = [found[-1] for line in lines if (found := re.findall(r"\(((?:N|\d(?:\.\d+)?)-\d+)\)", line))]
    assert len(set(numbers)) == len(numbers) > 100
    sources = [file.read_text(encoding="utf-8") for file in ODD.parent.rglob("*.py")]
    cited = {number for text in sources for cite in CITATION.findall(text) for number in EQUATION.findall(cite)}
    assert len(cited) > 50
    assert cited <= set(numbers)


def test_code_cites_sections_that_exist() -> None:
    headings = set(re.findall(r"^#+ (\d+(?:\.\d+)?)[. ]", ODD.read_text(encoding="utf-8"), re.MULTILINE))
    sources = [file.read_text(encoding="utf-8") for file in ODD.parent.rglob("*.py")]
    cited = {number for text in sources for number in re.findall(r"\(ODD (\d+(?:\.\d+)?)(?![-.\d])", text)}
    assert len(cited) > 10
    assert cited <= headings
