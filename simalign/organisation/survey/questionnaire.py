"""The questionnaire: the states that a survey can set, their items and sources, and names of columns."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from simalign.files.load import Problems
from simalign.files.read import read_tree
from simalign.scenario.kinds import simplified

TABLE = Path(__file__).with_name("questionnaire.yaml")
SCALE = "1-5"  # of our items


@dataclass(frozen=True, slots=True)
class State:
    """A state of members that a survey can set: its meaning, the source of the construct, and the items."""

    name: str
    meaning: str
    source: str
    items: tuple[str, ...]

    def columns(self) -> Iterator[tuple[str, str]]:
        """Yield the column of each item with the item."""
        for number, item in enumerate(self.items, 1):
            suffix = f"_{number}" if len(self.items) > 1 else ""
            yield f"{self.name}{suffix} ({SCALE})", item


@cache
def _table() -> dict[str, Any]:
    problems = Problems()
    table: dict[str, Any] = read_tree(TABLE, problems).plain()
    problems.stop()
    return table


@cache
def states() -> tuple[State, ...]:
    """Return the states that a survey can set, in the order of the questionnaire."""
    return tuple(
        State(name, entry["meaning"], entry["source"], tuple(entry["items"]))
        for name, entry in _table()["states"].items()
    )


STATES: tuple[str, ...] = tuple(state.name for state in states())


@cache
def _names() -> dict[str, str]:
    """Return the state or key of each simplified name of a column."""
    table = _table()
    names = {simplified(name): name for name in STATES}
    for name, entry in table["states"].items():
        names |= {simplified(column): name for column in entry["columns"]}
    for key, columns in table["keys"].items():
        names |= {simplified(column): key for column in columns}
    return names


def meaning(name: str) -> str | None:
    """Return the state, or one of id, team, department and respondents, that a column is named after; else None.

    >>> meaning("trust_2"), meaning("Vertrauen"), meaning("Dept."), meaning("engagement")
    ('trust', 'trust', 'department', None)
    """
    return _names().get(simplified(name))


def template_columns(by: str) -> tuple[str, ...]:
    """Return the columns of a file of answers to the questionnaire; by: id, department or team.

    >>> template_columns("department")[:3]
    ('department', 'trust_1 (1-5)', 'trust_2 (1-5)')
    """
    return (by, *(column for state in states() for column, _ in state.columns()))


def questionnaire_text(by: str) -> str:
    """Return the questionnaire as Markdown, with the source of each state and the columns of a file of answers."""
    lines = [
        "# Questionnaire",
        "",
        "Please answer each sentence from 1 (do not agree at all) to 5 (agree fully). "
        "Leave out what you cannot answer.",
        "",
    ]
    count = 0
    for state in states():
        for column, item in state.columns():
            count += 1
            lines.append(f"{count}. {item} `{column}`")
    lines += ["", "## What the items measure", ""]
    lines += [f"- `{state.name}`: {state.meaning}. Construct: {state.source}." for state in states()]
    lines += ["", "The wording of the items is simalign's; the published scales have more items.", ""]
    lines += ["## Columns of the file of answers", "", *_columns_text(by)]
    return "\n".join(lines)


def _columns_text(by: str) -> Sequence[str]:
    means = "with means, and `respondents`, the number of answers."
    rows = {
        "id": "One row per person; `id` is the id in the members file.",
        "department": f"One row per anonymous answer; or one row per department {means}",
        "team": f"One row per anonymous answer; `team` is the id of the team's manager; or one row per team {means}",
    }
    return [rows[by], "", f"`{','.join(template_columns(by))}`"]
