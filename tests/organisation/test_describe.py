"""What is said about an organisation before a run, against a hand-made one."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np

from simalign.organisation.describe import Department, describe
from simalign.organisation.generate import generate
from simalign.organisation.members import read_members
from simalign.organisation.overview import overview
from simalign.organisation.ties import complete_ties, read_ties

MEMBERS = """id;manager;name;department;role;level;trust;shoe size
1;;Ann Lee;top;;1;0,5;38
2;1;Bo Ray;sales;;2;;41
3;1;Cy;craft;;2;;40
4;2;Dee;sales;middle_manager;2;;39
5;3;Eve;craft;;3;;37
6;3;Flo;craft;;3;;36
"""
TIES = "source;target;weight\n1;2;1\n2;1;1\n1;3;2\n2;2;1\n4;2;1\n"

TEXT = """6 members, headed by Ann Lee (1)

Levels: 3
  1  1  #############
  2  2  ###########################
  3  3  ########################################

Span of control: 3 managers, mean 1.7, median 2, largest 2 (Ann Lee (1))
  1 report   1  ####################
  2 reports  2  ########################################

Departments: 3
  craft  3  led by Cy (3)
  sales  2  led by Bo Ray (2)
  top    1  led by Ann Lee (1)

Roles
  senior_manager   3
  middle_manager   1
  specialist       2
  customer facing  -  determined by the scenario
  trust given      1

Working ties: 5 (directed), weighted
  ties from a member    0.8  0 to 2
  mutual                50%
  across departments    75%
  to oneself              1
  connected groups        1  4 members in the largest
  members without ties    2  Eve (5), Flo (6)

{members}
  format            CSV, UTF-8, semicolon, decimal comma
  columns used      id, manager, name, department, role, level, trust
  columns not used  shoe size
  answers           trust: 1 answer, so that no value is shown (fewer than 5)

{ties}
  format            CSV, UTF-8, semicolon, decimal comma
  columns used      source, target, weight
  columns not used  none

Unusual values
  1 with a single report: Bo Ray (2)
  1 with a level not below their manager's (1 is the top): Dee (4)
  1 with the role middle_manager and no reports: Dee (4)"""


def test_the_text_and_the_numbers(tmp_path: Path) -> None:
    members, edges = tmp_path / "members.csv", tmp_path / "ties.csv"
    members.write_text(MEMBERS)
    edges.write_text(TIES)
    organisation, read = read_members(members)
    ties, also_read = read_ties(edges, organisation.ids, mutual=False)
    described = describe(replace(organisation, ties=ties), [read, also_read])
    assert overview(described) == TEXT.format(members=members, ties=edges)
    assert described.departments[1] == Department("sales", 2, "Bo Ray (2)")
    assert described.network.mutual_share == 0.5
    numbers = json.loads(json.dumps(described.as_dict()))
    assert numbers["span"]["distribution"] == {"1": 1, "2": 2}
    assert numbers["files"][0]["unused"] == ["shoe size"]


def test_the_smallest_has_nothing_to_count() -> None:
    alone = describe(generate(1, 5, ["sales"], 3.0, 0.5, np.random.SeedSequence(1)))
    assert (alone.span, alone.network.ties, alone.network.isolated, alone.warnings) == (None, 0, 1, ())
    assert overview(alone).startswith("1 member, headed by 1\n\nLevels: 1\n")
    assert overview(alone).endswith("a run draws them as for a generated organisation")


def test_everyone_tied_to_everyone() -> None:
    organisation = generate(6, 5, ["sales", "craft"], 0.0, 0.0, np.random.SeedSequence(1))
    network = describe(replace(organisation, ties=complete_ties(6, loops=True))).network
    assert (network.ties, network.loops, network.mutual_share) == (36, 6, 1.0)
    assert (network.looks_at_least, network.looks_at_most, network.components, network.largest) == (
        6,
        6,
        1,
        6,
    )
    across = 1 - (3 + 1) / 15  # three in sales, two in craft, the head alone
    assert np.isclose(network.cross_share, across)


def test_at_most_ten_are_named() -> None:
    described = describe(generate(40, 3, ["sales"], 0.0, 0.0, np.random.SeedSequence(1)))
    assert (described.network.isolated, len(described.network.isolated_named)) == (40, 10)


def test_kinds_of_work_are_shown() -> None:
    described = describe(
        generate(7, 2, ["sales", "craft"], 2.0, 0.5, np.random.SeedSequence(1)), (), {"sales": "sales"}
    )
    assert "  sales       3  led by 2  kind of work: sales\n" in overview(described)
    assert "  craft       3  led by 3\n" in overview(described)
