"""Generated organisations are those of ODD.md, section 7.2."""

import hashlib
import itertools
import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simalign.organisation.generate import Numbered, distinct, generate
from simalign.organisation.record import MIDDLE, SENIOR, SPECIALIST, Organisation
from simalign.organisation.ties import sources
from simalign.pcg64 import generator

DEPARTMENTS = ("management", "marketing_sales", "operations", "development")


def made(size: int, span: int = 5, degree: float = 6.0, cross: float = 0.2, seed: int = 1) -> Organisation:
    return generate(size, span, DEPARTMENTS, degree, cross, np.random.SeedSequence(seed))


def edges(organisation: Organisation) -> list[tuple[int, int]]:
    return list(zip(sources(organisation.ties).tolist(), organisation.ties.target.tolist(), strict=True))


def rebuilt(size: int, span: int) -> tuple[list[int], list[int], list[str]]:
    """Build manager, depth and department, word for word from the text and one member at a time."""
    levels, left, width = [], size, 1
    while left:
        levels.append(min(width, left))
        left -= levels[-1]
        width *= span
    manager, depth, department = [0], [1], ["management"]
    turn = itertools.cycle(DEPARTMENTS[1:])
    for number in range(1, len(levels)):
        n, above = levels[number], levels[number - 1]
        first_above = sum(levels[: number - 1])
        for j in range(n):
            manager.append(first_above + j * above // n)
            depth.append(number + 1)
            department.append(next(turn) if number == 1 else department[manager[-1]])
    return manager, depth, department


@given(st.integers(1, 400), st.integers(1, 12))
def test_tree_departments_and_roles(size: int, span: int) -> None:
    organisation = made(size, span)
    manager, depth, department = rebuilt(size, span)
    assert organisation.manager.tolist() == manager
    assert organisation.depth.tolist() == organisation.level.tolist() == depth
    assert [organisation.departments[code] for code in organisation.department] == department
    assert organisation.departments == tuple(sorted(set(department)))
    leads = set(manager)
    roles = [SENIOR if d <= 2 else MIDDLE if i in leads else SPECIALIST for i, d in enumerate(depth)]
    assert organisation.role.tolist() == roles
    assert organisation.head == 0


@given(st.integers(1, 60), st.floats(0, 70), st.floats(0, 1), st.integers(0, 2**32))
def test_ties(size: int, degree: float, cross: float, seed: int) -> None:
    organisation = made(size, 4, degree, cross, seed)
    found = edges(organisation)
    pairs = {(min(edge), max(edge)) for edge in found}
    assert found == sorted(set(found))
    assert len(found) == 2 * len(pairs) and all(i != j for i, j in pairs)
    department = organisation.department
    possible = list(itertools.combinations(range(size), 2))
    across = sum(department[i] != department[j] for i, j in possible)
    expected = min(round(size * degree / 2), len(possible))
    assert len(pairs) == expected
    crossing = sum(department[i] != department[j] for i, j in pairs)
    can = [n for n in range(across + 1) if expected - n <= len(possible) - across]
    assert crossing == min(can, key=lambda n: abs(n - round(expected * cross)))


@pytest.mark.parametrize(("size", "manager"), [(1, [0]), (2, [0, 0]), (3, [0, 0, 0])])
def test_the_smallest(size: int, manager: list[int]) -> None:
    organisation = made(size, span=2, degree=100.0)
    assert organisation.manager.tolist() == manager
    assert len(organisation.ties.target) == size * (size - 1)


def test_one_department_has_no_ties_across() -> None:
    organisation = generate(50, 5, ["management"], 4.0, 0.9, np.random.SeedSequence(1))
    assert organisation.departments == ("management",)
    assert len(organisation.ties.target) == 200


def test_all_pairs_have_the_same_chance() -> None:
    size, runs = 9, 4000
    counts = np.zeros((size, size))
    for seed in range(runs):
        organisation = made(size, 3, 2.0, 0.5, seed)
        counts[sources(organisation.ties), organisation.ties.target] += 1
    apart = organisation.department[:, np.newaxis] != organisation.department
    for kind, drawn in ((apart, 4), (~apart & ~np.eye(size, dtype=bool), 5)):
        chance = drawn / (kind.sum() / 2)
        error = np.sqrt(chance * (1 - chance) / runs)
        assert np.abs(counts[kind] / runs - chance).max() < 4.5 * error


def test_every_set_has_the_same_chance() -> None:
    stream = generator(np.random.SeedSequence(1).generate_state(4, np.uint64))
    for count in (2, 4):
        sets = [tuple(distinct(count, 6, stream).tolist()) for _ in range(6000)]
        share = np.array([sets.count(each) for each in itertools.combinations(range(6), count)]) / len(sets)
        assert np.abs(share - 1 / 15).max() < 4.5 * np.sqrt(14 / 15**2 / len(sets))


def test_a_seed_names_the_bytes() -> None:
    seed = np.random.SeedSequence(5)
    first, second = (generate(1000, 6, DEPARTMENTS, 8.0, 0.2, seed) for _ in range(2))
    assert first.ties.target.tobytes() == second.ties.target.tobytes()
    assert made(1000, seed=6).ties.target.tobytes() != made(1000, seed=7).ties.target.tobytes()
    digest = hashlib.sha256(first.ties.start.tobytes() + first.ties.target.tobytes()).hexdigest()
    assert digest == "f6de5ca7b7c5f42b273ee0421f45c6f7a4e9623a1685860bfe3412fd3ef6972c"


@pytest.mark.parametrize(
    "bad",
    [{"size": 0}, {"span": 0}, {"degree": -1.0}, {"degree": np.inf}, {"degree": np.nan}, {"cross": 1.1}],
)
def test_refuses_what_makes_no_sense(bad: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="given"):
        made(**({"size": 9} | bad))  # type: ignore[arg-type]


def test_names_are_made_when_asked_for() -> None:
    names = Numbered(3)
    assert (list(names), names[1:], names.index("2"), "4" in names) == (["1", "2", "3"], ("2", "3"), 1, False)
    assert pickle.loads(pickle.dumps(names)) == names
    with pytest.raises(IndexError):
        names[3]
