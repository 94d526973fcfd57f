"""Tables of the levers of policies for the terminal."""

from collections.abc import Iterable, Mapping
from math import isinf
from typing import Any

import pandas as pd
from rich.markup import escape

from simalign.analysis.text import words
from simalign.cli.tables import LINE, console, fresh_table
from simalign.errors import printable
from simalign.policies.levers import FAMILY, LETTERS
from simalign.policies.policy import Policy

FAMILIES = tuple(dict.fromkeys(FAMILY.values()))
UNITS = "Levers are shares from 0 to 1; focus counts goals, and intervals count weeks."


def shown_value(value: float) -> str:
    """Format the value of a lever; an infinite interval is never.

    >>> shown_value(0.5), shown_value(float("inf"))
    ('0.5', 'never')
    """
    return "never" if isinf(value) else f"{value:g}"


def print_policies(policies: Mapping[str, Policy], levers: pd.DataFrame) -> None:
    """Print status quo, then the levers of each policy that differ from it, by family of levers.

    levers: as returned by ``simalign.lever_table``.
    """
    screen = console()
    width = min(screen.width, LINE)
    for name, policy in policies.items():
        screen.print(f"[bold]{escape(name)}[/bold]: {escape(printable(policy.description))}", width=width)
    table = fresh_table()
    table.add_column("policy", overflow="fold", min_width=13)
    for family in FAMILIES:
        table.add_column(family, overflow="fold", min_width=13)
    shown = levers[(levers["value"] != levers["status_quo"]) | (levers["policy"] == "status_quo")]
    for name in sorted(policies, key=lambda name: name != "status_quo"):
        of_policy = shown[shown["policy"] == name]
        cells = [_changes(of_policy[of_policy["family"] == family].itertuples()) for family in FAMILIES]
        table.add_row(escape(words(name)), *cells, end_section=True)
    screen.print(table, width=width)
    note = "A lever that is not shown is at status quo; `simalign policies NAME` shows all levers of a policy"
    screen.print(f"{UNITS} {note}.", markup=False, width=width)


def _changes(rows: Iterable[Any]) -> str:
    """List levers with their values, one per line; five equal letters are shown as clarity."""
    values = {row.lever: row.value for row in rows}
    letters = {values.get(letter) for letter in LETTERS}
    if len(letters) == 1 and None not in letters:
        values = {name: x for name, x in values.items() if name not in LETTERS} | {"clarity": letters.pop()}
    return "\n".join(f"{words(name)} {shown_value(value)}" for name, value in values.items())


def print_policy(name: str, policy: Policy, levers: pd.DataFrame) -> None:
    """Print a policy: its description, its source and all its levers, marking those that differ from status quo.

    levers: as returned by ``simalign.lever_table`` for this policy.
    """
    screen = console()
    width = min(screen.width, LINE)
    bold = screen.color_system is not None
    screen.print(f"[bold]{escape(printable(name))}[/bold]: {escape(printable(policy.description))}", width=width)
    if policy.source:
        screen.print(f"Source: {printable(policy.source)}", markup=False, width=width)
    table = fresh_table()
    for column in ("family", "lever"):
        table.add_column(column, no_wrap=True)
    for column in ("value", "status quo"):
        table.add_column(column, justify="right")
    for row in levers.itertuples():
        value, differs = shown_value(row.value), row.value != row.status_quo
        marked = (f"[bold]{value}[/bold]" if bold else f"*{value}") if differs else value
        table.add_row(row.family, row.lever, marked, shown_value(row.status_quo))
    screen.print(table)
    if not policy.plain:
        screen.print("Phases, rules, events and departments are not shown.", width=width)
    mark = "Bold" if bold else "With *"
    screen.print(f"{UNITS} {mark}: different from status quo.", markup=False, width=width)
