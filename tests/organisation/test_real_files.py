"""The organisations that come with the package, and one that does not: Krackhardt's 21 managers."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from simalign.organisation.describe import describe
from simalign.organisation.members import read_members
from simalign.organisation.ties import read_ties

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "configs" / "organisations"
KRACKHARDT = ROOT.parent / "shared" / "data" / "krackhardt1987"
BANK = {
    "id": "Employee number",
    "manager": "Reports to",
    "name": "Name",
    "department": "Unit",
    "title": "Title",
    "level": "Band",
    "customer_facing": "Meets customers",
}
krackhardt = pytest.mark.skipif(not KRACKHARDT.is_dir(), reason="the data do not come with the package")


@pytest.mark.parametrize(
    ("name", "columns", "size", "depth", "ties"),
    [("workshop", {}, 60, 4, 306), ("regional_bank", BANK, 374, 5, 2124)],
)
def test_examples(name: str, columns: dict[str, str], size: int, depth: int, ties: int) -> None:
    organisation, members = read_members(EXAMPLES / name / "members.csv", columns)
    network, edges = read_ties(EXAMPLES / name / "ties.csv", organisation.ids, mutual=True)
    described = describe(replace(organisation, ties=network), [members, edges])
    assert (described.size, len(described.seats_by_depth), described.network.ties) == (size, depth, ties)
    assert {"management", "marketing_sales", "operations", "development"} < set(organisation.departments)
    assert len(set(organisation.names)) == size
    assert (described.network.mutual_share, described.network.isolated) == (1.0, 0)
    assert (described.warnings, members.notes, edges.notes) == ((), (), ())


@krackhardt
def test_krackhardt_members() -> None:
    organisation, reading = read_members(KRACKHARDT / "members.csv")
    assert organisation.size == 21
    assert organisation.ids[organisation.head] == "A07"
    np.testing.assert_array_equal(organisation.level, organisation.depth)
    assert np.bincount(organisation.depth).tolist() == [0, 1, 4, 16]
    assert organisation.departments == ("CEO", "Dept 1", "Dept 2", "Dept 3", "Dept 4")
    assert np.bincount(organisation.department).tolist() == [1, 5, 8, 3, 4]
    assert reading.unused == ("age", "tenure_years")


@krackhardt
@pytest.mark.parametrize(("name", "count", "mutual"), [("advice", 190, 45), ("friendship", 102, 23)])
def test_krackhardt_ties(name: str, count: int, mutual: int) -> None:
    """Numbers of ties and of mutual pairs as in Wasserman and Faust (1994)."""
    organisation, _ = read_members(KRACKHARDT / "members.csv")
    ties, _ = read_ties(KRACKHARDT / f"{name}.csv", organisation.ids, mutual=False)
    network = describe(replace(organisation, ties=ties)).network
    assert (network.ties, network.loops) == (count, 0)
    assert round(network.mutual_share * count / 2) == mutual
