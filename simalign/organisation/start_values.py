"""Starting values in a members file: points on the goal simplex and single numbers, for each member."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from simalign.errors import Problem, nearest
from simalign.files.cells import LARGEST, Column, column_of, numbers
from simalign.files.table import Table

PROFILES = ("agenda", "knows", "wants", "does", "image")
NUMBERS = {
    "trust": 1.0,
    "skill": 1.0,
    "reactance": 1.0,
    "anchor": 1.0,
    "proneness": LARGEST,
    "ability": LARGEST,
}


def given_names(goals: Sequence[str]) -> list[str]:
    """Return the names of all columns with starting values.

    >>> given_names(["growth"])[:2], given_names(["growth"])[-2:]
    (['trust', 'skill'], ['does_growth', 'image_growth'])
    """
    return [*NUMBERS, *(f"{profile}_{goal}" for profile in PROFILES for goal in goals)]


def read_given(
    table: Table,
    found: Mapping[str, int],
    goals: Sequence[str],
    whose: Callable[[int], str],
    problems: list[Problem],
) -> dict[str, NDArray[np.float64]]:
    """Return arrays by name: profiles (N, K) with rows that sum to 1, numbers (N,); NaN for members without values."""
    given = {}
    for profile in PROFILES:
        names = [f"{profile}_{goal}" for goal in goals]
        columns = [column_of(table, found[name], whose) for name in names if name in found]
        strange = _strange(table, found, profile, names, problems) if goals else False
        if columns and len(columns) == len(names):
            given[profile] = _profile(columns, problems)
        elif columns and not strange:
            missing = ", ".join(name for name in names if name not in found)
            message = f"weights for only some of the goals; missing: {missing}"
            allowed = f"all of {', '.join(names)}, or none"
            here = ", ".join(column.name for column in columns)
            problems.append(Problem(message, table.file, table.header_line, profile, here, allowed))
    for name, high in NUMBERS.items():
        if name in found:
            given[name] = numbers(column_of(table, found[name], whose), 0, high, problems)
    return given


def goal_columns(table: Table, found: Mapping[str, int]) -> list[str]:
    """Return columns named like weights on goals that do not match a goal."""
    prefixes = tuple(f"{profile}_" for profile in PROFILES)
    return [
        column
        for place, column in enumerate(table.header)
        if column.startswith(prefixes) and place not in found.values()
    ]


def _strange(
    table: Table, found: Mapping[str, int], profile: str, names: Sequence[str], problems: list[Problem]
) -> bool:
    """Return whether a profile has columns for unknown goals; each is a problem."""
    strange = [column for column in goal_columns(table, found) if column.startswith(f"{profile}_")]
    for column in strange:
        message = f"a weight on a goal that is not known{nearest(column, names)}"
        allowed = ", ".join(names)
        problems.append(Problem(message, table.file, table.header_line, column, column, allowed))
    return bool(strange)


def _profile(columns: Sequence[Column], problems: list[Problem]) -> NDArray[np.float64]:
    """Return the weights of one profile, normalised, (N, K); a row of NaN for a member whose cells are all empty."""
    weights = np.stack([numbers(column, 0, LARGEST, problems) for column in columns], axis=1)
    total = np.zeros(len(weights))
    for place in range(len(columns)):  # one after the other: the same bytes on any machine
        total += weights[:, place]
    for row in range(len(weights)):
        empty = [column for column in columns if column.cells[row] == ""]
        if total[row] == 0.0:
            problems.append(columns[0].problem(row, "all weights are zero", "at least one weight above 0"))
        elif 0 < len(empty) < len(columns):
            problems.append(empty[0].problem(row, "some weights are empty", "all weights of a row, or none"))
    total[total == 0.0] = np.nan
    return weights / total[:, np.newaxis]
