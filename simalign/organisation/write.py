"""Writing of an organisation as a members file and a ties file, which read back as the same organisation.

Cells that a spreadsheet would evaluate as formulas are preceded by an apostrophe, which reading removes.
"""

import csv
import io
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from simalign.files.spreadsheet import neutral
from simalign.organisation.record import ROLES, Organisation
from simalign.organisation.ties import sources


def members_text(organisation: Organisation, goals: Sequence[str]) -> str:
    r"""Return the members as CSV, with all columns that have values.

    goals: names of the goals, in the order of the columns of starting values (N, K).
    Weights on goals are normalised again when they are read, and may then differ in the last digit.

    >>> from simalign.organisation.generate import generate
    >>> made = generate(2, 2, ["sales"], 0.0, 0.0, np.random.SeedSequence(1))
    >>> members_text(made, []).splitlines()[0]
    'id,name,manager,department,role,level,key'
    """
    rows = range(organisation.size)
    ids = list(organisation.ids)
    manager = [ids[above] if above != row else "" for row, above in enumerate(organisation.manager.tolist())]
    columns: dict[str, Iterable[object]] = {
        "id": ids,
        "name": list(organisation.names),
        "manager": manager,
        "department": [organisation.departments[code] for code in organisation.department],
        "role": [ROLES[code] for code in organisation.role],
        "level": organisation.level.tolist(),
        "key": organisation.key.tolist(),
    }
    if organisation.customer_facing is not None:
        columns["customer_facing"] = ["yes" if facing else "no" for facing in organisation.customer_facing]
    for name, values in organisation.given.items():
        if values.ndim == 1:
            columns[name] = _numbers(values)
        else:
            columns |= {f"{name}_{goal}": _numbers(values[:, k]) for k, goal in enumerate(goals)}
    listed = [list(column) for column in columns.values()]
    return _text(columns, ([column[row] for column in listed] for row in rows))


def ties_text(organisation: Organisation) -> str | None:
    """Return the working ties as CSV, one row per direction, to be read with ``mutual`` false; None without ties."""
    ties = organisation.ties
    if not len(ties.target):
        return None
    ids = list(organisation.ids)
    ends = [(ids[i], ids[j]) for i, j in zip(sources(ties).tolist(), ties.target.tolist(), strict=True)]
    if not len(ties.weight):
        return _text(("source", "target"), ends)
    weights = _numbers(ties.weight)
    return _text(("source", "target", "weight"), ((*pair, w) for pair, w in zip(ends, weights, strict=True)))


def _numbers(values: NDArray[np.float64]) -> list[str]:
    return ["" if np.isnan(value) else repr(value) for value in values.tolist()]


def _text(header: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(map(neutral, header))
    writer.writerows([neutral(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return text.getvalue()
