"""Who is committed, rebuilt from ODD.md 7.2 in plain Python, on plain seats as ``bridge`` gives them."""

from fractions import Fraction
from typing import Any

Seats = list[dict[str, Any]]


def committed(members: Seats, departments: list[str], share: float, where: str) -> set[int]:
    """Places of the committed."""

    def rank(i: int) -> int:
        seat = members[i]
        if where == "top":
            return int(seat["depth"])
        if where == "middle":
            return 0 if seat["role"] == "middle_manager" else 1
        if where == "hubs":
            return -sum(any(to == i for to, _ in other["ties"]) for j, other in enumerate(members) if j != i)
        if where == "spread":
            return 0
        return 0 if departments[seat["department"]] == where else 1

    def place(i: int) -> tuple[int, int, int]:
        return members[i]["depth"], members[i]["department"], members[i]["key"]

    wanted = round(share * len(members))
    found: set[int] = set()
    for level in sorted({rank(i) for i in range(len(members))}):
        there = sorted((i for i in range(len(members)) if rank(i) == level), key=place)
        if len(there) <= wanted - len(found):
            found |= set(there)
            continue
        each = Fraction(wanted - len(found), len(there))
        found |= {i for j, i in enumerate(there) if (j + 1) * each // 1 > j * each // 1}
        break
    return found
