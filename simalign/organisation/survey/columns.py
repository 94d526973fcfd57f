"""Columns of answers in a table, read as shares from 0 to 1."""

import math
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simalign.errors import Problem
from simalign.files.table import Table
from simalign.organisation.survey.questionnaire import STATES, meaning
from simalign.organisation.survey.scales import ALLOWED, SHARE, Scale, named_scale, scale_of

Floats = NDArray[np.float64]
ANSWER = re.compile(r"[+-]?(\d+[.,]?\d*|[.,]\d+)", re.ASCII)
EMPTY = {"", "-", "–", "n/a", "na", "nan", "null", "k.a.", "keine angabe", "don't know", "prefer not to say"}


@dataclass(frozen=True, slots=True)
class Answers:
    """A column of answers: its index in the header, the state, and the scale (None: not known)."""

    index: int
    state: str
    scale: Scale | None


def answer_columns(header: Sequence[str], scales: Mapping[str, str], skip: Collection[int] = ()) -> Iterator[Answers]:
    """Yield the columns that are named after a state.

    scales: by state or column, in place of those in brackets. skip: indices of other columns.
    """
    for index, column in enumerate(header):
        name, scale = named_scale(column)
        state = meaning(name)
        if state in STATES and index not in skip:
            chosen = scales.get(column) or scales.get(state)
            yield Answers(index, state, scale_of(chosen) if chosen else scale)


def check_scales(scales: Mapping[str, str], header: Sequence[str]) -> list[Problem]:
    """Return a problem for each scale that is not one, or of something that is neither a state nor a column."""
    problems = [
        Problem("is not a scale", key=f"scales.{name}", value=text, allowed=ALLOWED)
        for name, text in scales.items()
        if scale_of(text) is None
    ]
    known = ", ".join(STATES)
    return problems + [
        Problem("is neither a state nor a column", key=f"scales.{name}", value=text, allowed=f"{known}, or a column")
        for name, text in scales.items()
        if name not in STATES and name not in header
    ]


def read_states(
    table: Table, columns: Sequence[Answers], problems: list[Problem], sure: bool = True
) -> dict[str, Floats]:
    """Return the mean over the items of each state, (rows,), from 0 to 1; NaN for a row without an answer.

    sure: whether whole numbers on a column without a scale can be shares. There is one problem per column.
    """
    items: dict[str, list[Floats]] = {}
    for column in columns:
        items.setdefault(column.state, []).append(_shares(table, column, problems, sure))
    return {state: _means(values) for state, values in items.items()}


def _means(items: Sequence[Floats]) -> Floats:
    """Return the mean over the items that a row answers."""
    total, count = np.zeros(len(items[0])), np.zeros(len(items[0]))
    for values in items:  # in this order, for the same bytes on any machine
        answered = ~np.isnan(values)
        total[answered] += values[answered]
        count[answered] += 1.0
    return np.asarray(np.divide(total, count, out=np.full(len(total), np.nan), where=count > 0))


def _shares(table: Table, column: Answers, problems: list[Problem], sure: bool) -> Floats:
    cells = [cell or "" for cell in table.column(column.index)]
    answers = np.array([_number(cell) for cell in cells])
    scale = column.scale or SHARE
    wrong = [row for row, cell in enumerate(cells) if not _is_answer(cell, float(answers[row]), scale)]
    name = table.header[column.index]
    if column.scale is None and (wrong or not (sure or (answers % 1.0 > 0.0).any())):
        numeric = np.isnan(answers[wrong]).sum() == 0
        first = wrong[0] if wrong else 0
        if numeric and not np.isnan(answers).all():
            problems.append(unknown_scale(table, table.lines[first], name, column.state, cells[first]))
            return answers
    if wrong:
        count = f"{len(wrong):,} cells are" if len(wrong) > 1 else "a cell is"
        message = f"{count} not an answer on the scale from {scale}"
        allowed = f"a number from {scale}, or empty"
        problems.append(Problem(message, table.file, table.lines[wrong[0]], name, cells[wrong[0]], allowed))
    return scale.shares(answers)


def unknown_scale(table: Table, line: int | None, column: str, state: str, value: object) -> Problem:
    """Return the problem of answers without a scale that are not shares from 0 to 1."""
    message = "the scale of the answers is not known"
    allowed = f"the scale in the name of the column, like '{named_scale(column)[0]} (1-5)', or scales: {{{state}: 1-5}}"
    allowed += " in an organisation YAML; without a scale, shares from 0 to 1"
    return Problem(message, table.file, line, column, value, allowed)


def _number(cell: str) -> float:
    text = cell.rstrip("%").strip()
    return float(text.replace(",", ".")) if ANSWER.fullmatch(text) else math.nan


def _is_answer(cell: str, answer: float, scale: Scale) -> bool:
    return cell.casefold() in EMPTY if math.isnan(answer) else scale.holds(answer)
