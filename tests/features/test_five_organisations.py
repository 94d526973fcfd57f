"""What is special is right for five organisations that differ, and none of it is reported where it is absent."""

from dataclasses import replace

import numpy as np
import pytest

from simalign.features.portrait import Portrait, paint
from simalign.organisation.generate import generate
from simalign.organisation.record import Organisation
from simalign.organisation.ties import ties_from_pairs

DEPARTMENTS = ["sales", "production", "service", "finance"]


def made(size: int, span: int, cross: float, departments: list[str] = DEPARTMENTS) -> Organisation:
    return generate(size, span, departments, 6.0, cross, np.random.SeedSequence(1))


def broker(organisation: Organisation) -> Organisation:
    """Cut all ties between departments except those of one member, the last one, who gets a tie to each lead."""
    source = np.repeat(np.arange(organisation.size), np.diff(organisation.ties.start))
    target, department = organisation.ties.target.astype(np.int64), organisation.department
    inside = department[source] == department[target]
    last = organisation.size - 1
    leads = np.array([i for i in range(1, 5) if department[i] != department[last]])
    ends = np.column_stack([np.full(len(leads), last), leads])
    both = np.concatenate([np.column_stack([source, target])[inside], ends, ends[:, ::-1]])
    return replace(organisation, ties=ties_from_pairs(organisation.size, both[:, 0], both[:, 1]))


FIVE = {
    "flat firm": made(1 + 8 + 64, 8, 0.6),
    "deep ministry": made(127, 2, 0.3),
    "partnership": made(41, 40, 0.75),
    "bank with silos": broker(made(200, 6, 0.1)),
    "call centre": made(1 + 4 + 80, 20, 0.5),
}


@pytest.fixture(scope="module")
def portraits() -> dict[str, Portrait]:
    return {name: paint(each, True, np.ones(each.size)) for name, each in FIVE.items()}


def test_layers_and_spans(portraits: dict[str, Portrait]) -> None:
    assert {name: each.layers for name, each in portraits.items()} == {
        "flat firm": 3,
        "deep ministry": 7,
        "partnership": 2,
        "bank with silos": 4,
        "call centre": 3,
    }
    flat, deep = portraits["flat firm"], portraits["deep ministry"]
    assert (flat.narrow_count, flat.wide_count, flat.single_count) == (0, 0, 0)
    assert (deep.narrow_count, deep.managers, deep.wide_count) == (63, 63, 0)
    assert portraits["partnership"].wide[0].value == 40.0


def test_only_the_bank_has_silos_and_a_broker(portraits: dict[str, Portrait]) -> None:
    closed = {name: sorted(unit.department for unit in each.units if unit.closed) for name, each in portraits.items()}
    assert closed.pop("bank with silos") == sorted(DEPARTMENTS)
    assert set(map(len, closed.values())) == {0}
    bank = portraits["bank with silos"]
    assert bank.holders[0].name == "200" and bank.holders[0].value > 0.9
    assert all(each.holders == () or each.holders[0].value < 0.5 for name, each in portraits.items() if each != bank)
    met = {"sales", "production", "service", "finance"} - {bank.holders[0].department}
    apart = {frozenset(pair) for pair in bank.apart}
    assert all(frozenset((a, b)) in apart for a in met for b in met if a < b)
