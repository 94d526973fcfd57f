"""The guide lists what the code does: the repairs, and the order in which managers are matched."""

import re
from pathlib import Path

from simalign.organisation.reading.matching import People
from simalign.organisation.reading.repairs import ON, described

GUIDE = Path(__file__).parents[3] / "docs" / "organisations.md"


def test_the_table_of_repairs() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (on|off) \| (.*) \|$", GUIDE.read_text(encoding="utf-8"), re.MULTILINE)
    assert [(name, text) for name, _, text in rows] == list(described().items())
    assert {name: state for name, state, _ in rows} == {name: "on" if name in ON else "off" for name in described()}


def test_the_order_of_matching() -> None:
    """Each cell also fits people further down in the list, and means the first."""
    people = People(
        ids=["7", "ADA", "x3", "x4", "x5", "x6", "x7"],
        names=["", "", "ada", "7", "Cy Holm", "Ben Holm", "Holm, Dee M."],
        emails=["", "", "", "e@x.example", "", "", ""],
        dns=["", "", "", "", "cn=Ben Holm,ou=x", "", ""],
    )
    cells = {"7": (0, "exact"), "ada": (1, "folded"), "007.0": (0, "number"), "E@x.example": (3, "email")}
    cells |= {"CN=Ben Holm,OU=x": (4, "dn"), "ben holm": (5, "name"), "Dee Holm": (6, "order")}
    cells |= {"Dee Holm (x3)": (2, "bracket")}
    assert {cell: people.find(cell) for cell in cells} == cells
