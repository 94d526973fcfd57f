"""A second chart of the same people: reporting lines, departments and roles change, people and their ties do not."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from simalign.errors import InputError, Problem, nearest
from simalign.organisation.record import Organisation, Ties, by_lowest_key
from simalign.organisation.ties import sources, ties_from_pairs

REORGANISE = "reorganise"


def with_people_of(first: Organisation, second: Organisation, own_ties: bool) -> Organisation:
    """Return the second chart with the members of the first, in their order and with their keys.

    People keep their random numbers, starting values and answers, unless the second chart gives others. own_ties:
    whether the ties of the second chart replace those of the first.
    Raises InputError for members of one chart who are missing in the other.

    >>> from simalign.organisation.generate import generate
    >>> deep, flat = (generate(7, span, ["sales"], 2.0, 0.0, np.random.SeedSequence(1)) for span in (2, 6))
    >>> with_people_of(deep, flat, False).manager
    array([0, 0, 0, 0, 0, 0, 0], dtype=int32)
    """
    _check_same_people(first.ids, second.ids)
    row = {member: index for index, member in enumerate(second.ids)}
    order = np.array([row[member] for member in first.ids], np.int64)
    after = np.empty(len(order), np.int64)
    after[order] = np.arange(len(order))
    facing = second.customer_facing
    return by_lowest_key(
        replace(
            second,
            ids=first.ids,
            names=first.names,
            key=first.key,
            manager=after[second.manager[order]].astype(np.int32),
            depth=second.depth[order],
            level=second.level[order],
            department=second.department[order],
            role=second.role[order],
            ties=_moved(second.ties, after) if own_ties else first.ties,
            drawn=0 if own_ties else first.drawn,
            customer_facing=first.customer_facing if facing is None else facing[order],
            given={**first.given, **{name: values[order] for name, values in second.given.items()}},
        )
    )


def _moved(ties: Ties, after: NDArray[np.int64]) -> Ties:
    """Return ties between members who have other indices; ``after``: by the index before."""
    weight = ties.weight if len(ties.weight) else None
    return ties_from_pairs(len(after), after[sources(ties)], after[ties.target.astype(np.int64)], weight)


def _check_same_people(first: Sequence[str], second: Sequence[str]) -> None:
    both = {"missing in the second chart": (first, second), "not in the first chart": (second, first)}
    problems = []
    for text, (ids, others) in both.items():
        absent = sorted(set(ids) - set(others))
        if absent:
            count = f"{len(absent):,} member{' is' if len(absent) == 1 else 's are'} {text}"
            first_of = "" if len(absent) == 1 else "; the first"
            message = f"{count}{first_of}{nearest(absent[0], others) if len(absent) == 1 else ''}"
            problems.append(Problem(message, key=REORGANISE, value=absent[0], allowed="the same people in both charts"))
    if problems:
        raise InputError(problems)


def chart_changes(first: Organisation, second: Organisation) -> list[str]:
    """Return what changes between two charts of the same people, one clause each."""
    layers = [int(chart.depth.max()) for chart in (first, second)]
    managers = [len(set(chart.manager.tolist())) for chart in (first, second)]
    names = [set(chart.departments) for chart in (first, second)]
    moved = int((first.manager != second.manager).sum())
    between = [[chart.departments[code] for code in chart.department] for chart in (first, second)]
    elsewhere = sum(a != b for a, b in zip(*between, strict=True))
    clauses = [f"layers: {layers[0]} to {layers[1]}", f"managers: {managers[0]} to {managers[1]}"]
    clauses.append(f"departments: {len(names[0])} to {len(names[1])}")
    clauses.append(f"{moved:,} members have another manager, {elsewhere:,} are in another department")
    return clauses
