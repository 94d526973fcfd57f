"""Starting values in a members file: points on the goal simplex, and single numbers, for each member."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from simalign.errors import Problem, nearest
from simalign.files.cells import LARGEST, Column, column_of, numbers
from simalign.files.table import Table
from simalign.organisation.columns import without
from simalign.organisation.survey.columns import Answers, answer_columns, read_states, unknown_scale
from simalign.organisation.survey.questionnaire import STATES
from simalign.organisation.survey.scales import scale_of

PROFILES = ("agenda", "knows", "wants", "does", "image")
NUMBERS = {
    "trust": 1.0,
    "skill": 1.0,
    "reactance": 1.0,
    "understanding": 1.0,
    "commitment": 1.0,
    "autonomy": 1.0,
    "competence": 1.0,
    "relatedness": 1.0,
    "anchor": 1.0,
    "proneness": LARGEST,
    "ability": LARGEST,
}


def start_value_names(goals: Sequence[str]) -> list[str]:
    """Return the names of all columns of starting values.

    >>> start_value_names(["growth"])[:2], start_value_names(["growth"])[-2:]
    (['trust', 'skill'], ['does_growth', 'image_growth'])
    """
    return [*NUMBERS, *(f"{profile}_{goal}" for profile in PROFILES for goal in goals)]


def read_start_values(
    table: Table,
    indices: Mapping[str, int],
    goals: Sequence[str],
    owner: Callable[[int], str],
    problems: list[Problem],
    scales: Mapping[str, str],
) -> dict[str, NDArray[np.float64]]:
    """Return arrays by name: profiles (N, K) whose rows sum to 1, and numbers (N,), with NaN for missing values.

    indices: of columns in the header, by our names. owner: describes the member of a row. scales: of answers to a
    survey, by state or column. Problems of the cells are added to ``problems``.
    """
    start_values = {}
    for profile in PROFILES:
        names = [f"{profile}_{goal}" for goal in goals]
        columns = [column_of(table, indices[name], owner) for name in names if name in indices]
        unknown = _report_unknown_goals(table, indices, profile, names, problems) if goals else False
        if columns and len(columns) == len(names):
            start_values[profile] = _profile(columns, problems)
        elif columns and not unknown:
            missing = ", ".join(name for name in names if name not in indices)
            message = f"weights for only some of the goals; missing: {missing}"
            allowed = f"all of {', '.join(names)}, or none"
            present = ", ".join(column.name for column in columns)
            problems.append(Problem(message, table.file, table.header_line, profile, present, allowed))
    scaled = scaled_columns(table, indices, scales)
    start_values |= read_states(table, scaled, problems)
    for name, high in NUMBERS.items():
        if name in indices and name not in start_values:
            column = column_of(table, indices[name], owner, without(name))
            start_values[name] = _single_numbers(table, column, name, high, problems)
    return start_values


def scaled_columns(table: Table, indices: Mapping[str, int], scales: Mapping[str, str]) -> list[Answers]:
    """Return the columns of answers whose scale is known, with all other columns of the same states.

    A column has its scale in the brackets of its name or in ``scales``.
    """
    ours = {index: name for name, index in indices.items()}
    mapped = [Answers(index, name, scale_of(scales.get(name, ""))) for index, name in ours.items() if name in STATES]
    columns = [*mapped, *answer_columns(table.header, scales, ours)]
    known = {column.state for column in columns if column.scale is not None}
    named = {column.index for column in columns if column.scale is not None or column.index in ours}
    return [column for column in columns if column.state in known and column.index in named]


def _single_numbers(
    table: Table, column: Column, name: str, high: float, problems: list[Problem]
) -> NDArray[np.float64]:
    """Return one number per member, (N,); several answers of a survey outside 0 to 1 are one problem."""
    own: list[Problem] = []
    values = numbers(column, 0, high, own)
    outside = [problem for problem in own if "out of range" in problem.message]
    if name in STATES and len(outside) > 1:
        own = [problem for problem in own if problem not in outside]
        own.append(unknown_scale(table, outside[0].line, column.name, name, outside[0].value))
    problems += own
    return values


def goal_columns(table: Table, indices: Mapping[str, int]) -> list[str]:
    """Return the columns whose names have the form of weights on goals, but that belong to no known goal."""
    prefixes = tuple(f"{profile}_" for profile in PROFILES)
    return [
        column
        for index, column in enumerate(table.header)
        if column.startswith(prefixes) and index not in indices.values()
    ]


def _report_unknown_goals(
    table: Table, indices: Mapping[str, int], profile: str, names: Sequence[str], problems: list[Problem]
) -> bool:
    """Add a problem for each column of a profile for an unknown goal, and return whether there are any."""
    unknown = [column for column in goal_columns(table, indices) if column.startswith(f"{profile}_")]
    for column in unknown:
        message = f"a weight on an unknown goal{nearest(column, names)}"
        allowed = ", ".join(names)
        problems.append(Problem(message, table.file, table.header_line, column, column, allowed))
    return bool(unknown)


def _profile(columns: Sequence[Column], problems: list[Problem]) -> NDArray[np.float64]:
    """Return the normalised weights of one profile, (N, K), with a row of NaN for a member without weights."""
    weights = np.stack([numbers(column, 0, LARGEST, problems) for column in columns], axis=1)
    total = np.zeros(len(weights))
    for k in range(len(columns)):  # in this order, for the same bytes on any machine
        total += weights[:, k]
    for row in range(len(weights)):
        empty = [column for column in columns if column.cells[row] == ""]
        if total[row] == 0.0:
            problems.append(columns[0].problem(row, "all weights are zero", "at least one weight above 0"))
        elif 0 < len(empty) < len(columns):
            problems.append(empty[0].problem(row, "some weights are empty", "all weights of a row, or none"))
    total[total == 0.0] = np.nan
    return weights / total[:, np.newaxis]
