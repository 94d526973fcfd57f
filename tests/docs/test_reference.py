"""The reference pages of the site have everything that they are about, and what they say agrees with the results."""

import re
from pathlib import Path

import pytest

from docs.site import reference
from simalign.cli import COMMANDS
from simalign.cli.commands.show import KINDS
from simalign.files.messages import schema_of
from simalign.files.shipped import policy_names
from simalign.measures.catalogue import NAMES
from simalign.policies.levers import LEVERS
from simalign.scenario.odd_tables import SECTIONS

ROOT = Path(__file__).parents[2]
KNOWN = (ROOT / "docs" / "explanation" / "known.md").read_text(encoding="utf-8")
ROWS = re.findall(r"\(\[[^]]*\]\((\S+)\)\) \| (\S+)% \[(\S+), (\S+)\] \| (\S+) to (\S+) \|", KNOWN)

FIELDS = [item for _, section in SECTIONS for item in schema_of(section)["properties"].items()]
KEYS = [key for key, field in FIELDS if "unit" in field]


@pytest.mark.parametrize(
    ("page", "names"),
    [
        ("levers", list(LEVERS)),
        ("measures", list(NAMES)),
        ("commands", [f"simalign {name}" for name in COMMANDS]),
        (
            "scenario",
            [
                key
                for _, section in SECTIONS
                for key, field in schema_of(section)["properties"].items()
                if "unit" in field
            ],
        ),
    ],
)
def test_everything_is_on_its_page(page: str, names: list[str]) -> None:
    text = reference.PAGES[f"reference/{page}.md"]()
    assert [name for name in names if f"`{name}`" not in text] == []


def test_every_key_of_every_file_is_on_the_page_of_forms() -> None:
    text = reference.PAGES["reference/files.md"]()
    for name, kind in KINDS.items():
        section = text.split(f"\n## {name}\n")[1].split("\n## ")[0]
        assert [key for key in schema_of(kind)["properties"] if f"| `{key}` |" not in section] == []


def test_every_shipped_policy_has_a_section() -> None:
    text = reference.PAGES["reference/policies.md"]()
    assert re.findall(r"^## (.*)$", text, re.MULTILINE) == list(policy_names())


def test_the_page_of_the_store_describes_what_a_store_has() -> None:
    """Building the page fails for a column or entry without a description."""
    text = reference.PAGES["reference/store.md"]()
    assert "| `run` | `fixed_size_binary[16]` |" in text
    assert "| `context.trust` | `float64` |" in text


@pytest.mark.parametrize("row", ROWS, ids=lambda row: Path(row[0]).parent.name)
def test_what_is_known_has_the_stored_numbers(row: tuple[str, ...]) -> None:
    """The rows of the table, each with the report to which it links."""
    file, estimate, low, high, middle_low, middle_high = row
    report = (ROOT / "docs" / "explanation" / file).read_text(encoding="utf-8")
    assert re.search(
        rf"\| ?{estimate}%? ?(?:\[{low}, {high}\]|\| {low} to {high}) ?\| ?{middle_low} to {middle_high} ?\|", report
    ), row


def test_the_table_of_what_is_known_has_rows() -> None:
    assert len(ROWS) == 5


def test_an_example_in_a_docstring_becomes_a_block_of_code() -> None:
    fenced = pytest.importorskip("docs.site.examples", exc_type=ImportError).fenced  # requires the group docs
    assert fenced("Add.\n\n>>> 1 + 1\n2\n\nEnd.") == "Add.\n\n```pycon\n>>> 1 + 1\n2\n```\n\nEnd."
