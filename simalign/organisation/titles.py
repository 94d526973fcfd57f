"""Roles by job titles, where the words of a title have one meaning (ODD 7.5)."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from simalign.files.load import Problems
from simalign.files.read import read_tree
from simalign.organisation.record import MIDDLE, ROLES
from simalign.scenario.kinds import simplified

TABLE = Path(__file__).with_name("titles.yaml")


@cache
def _words() -> tuple[tuple[str, int], ...]:
    """Return simplified words with the codes of their roles, the longest first."""
    problems = Problems()
    table = read_tree(TABLE, problems).plain()
    problems.stop()
    roles: dict[str, int] = {}
    for role, languages in table.items():
        for word in (word for words in languages.values() for word in words):
            roles.setdefault(simplified(word), ROLES.index(role))
    return tuple(sorted(roles.items(), key=lambda item: -len(item[0])))


@cache
def role_by_title(title: str) -> int | None:
    """Return the code of the role in a title; None for a title without a known word.

    >>> [ROLES[code] for code in map(role_by_title, ["Geschäftsführerin", "Chef d'équipe", "Assistant to the CEO"])]
    ['senior_manager', 'middle_manager', 'specialist']
    >>> role_by_title("Key Account Manager") is None
    True
    """
    text = simplified(title)
    return next((role for word, role in _words() if word in text), None)


def with_titles(
    role: NDArray[np.int8], titles: Sequence[str | None], has_reports: NDArray[np.bool_], head: NDArray[np.bool_]
) -> NDArray[np.int8]:
    """Return the roles (N,) that follow from the tree, changed where titles decide.

    A title of a middle manager decides only for members with reports. The head remains a senior manager.

    >>> leads, head = np.array([True, True, False, False]), np.array([True, False, False, False])
    >>> with_titles(np.array([0, 0, 2, 2], np.int8), ["CEO", "Teamleiter", "CFO", "Team lead"], leads, head)
    array([0, 1, 0, 2], dtype=int8)
    """
    changed = role.copy()
    for member, title in enumerate(titles):
        code = role_by_title(title) if title else None
        if code is not None and not head[member] and (has_reports[member] or code != MIDDLE):
            changed[member] = code
    return changed
