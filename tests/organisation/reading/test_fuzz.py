"""Mutated tables, records and networks: no exception but InputError, and no row is lost without a report.

The seeds are fixed, so nothing here is random from one run to the next.
"""

import random

import pytest

from tests.organisation.reading.mutants import NETWORKS, attempt, check_people, check_ties


@pytest.mark.parametrize("kind", range(3))
@pytest.mark.parametrize("seed", range(6))
def test_mutated_files(kind: int, seed: int) -> None:
    rng = random.Random(f"{kind} {seed}")
    read = [attempt(kind, rng) for _ in range(25)]
    assert any(read)
    assert not all(read)


@pytest.mark.parametrize("network", NETWORKS)
def test_the_networks_that_are_mutated_can_be_read(network: bytes) -> None:
    assert check_ties(network) is not None


@pytest.mark.parametrize(
    "data",
    [
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b'[{"children":' * 50_000,
        b"- " * 50_000 + b"a: 1",
        b"(" * 100_000,
        b"\xff" * 1000,
    ],
)
def test_deep_or_odd_files(data: bytes) -> None:
    assert check_people(data, "people.json") is None


def test_a_deep_chart_is_read() -> None:
    size = 300
    text = "".join(f'{{"id": {n}, "children": [' for n in range(size)) + "]}" * size
    organisation = check_people(text.encode(), "people.json")
    assert organisation is not None
    assert organisation.depth.max() == size
