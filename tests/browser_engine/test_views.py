"""What the page shows of a run (ranks, people, one member's life, costs) against the states of the same run in Python.

Organisations from files, with their ties, given values and surveys, begin in the browser as they do in Python.
"""

import json
import shutil
import subprocess
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest

from simalign import Policy, Scenario, Simulation, load_scenario
from simalign.browser.build import FOLDER
from simalign.browser.inputs import imported
from simalign.comparison.cost import mean_cost, payers
from simalign.files.memory import MemoryFile
from simalign.organisation.members import read_members
from simalign.organisation.record import Organisation, by_lowest_key
from simalign.organisation.survey.read import read_survey
from simalign.scenario.organisation import GOALS
from simalign.simulation.initial import organise, with_drawn_ties
from tests.browser_engine.cases import cases
from tests.browser_engine.reference import recorded
from tests.patience import PATIENCE

HERE = Path(__file__).parent
NODE = shutil.which("node")
pytestmark = pytest.mark.skipif(NODE is None, reason="no node on the PATH (Debian: apt-get install nodejs)")
COUNT, WEEKS, SEED = 12, 14, 5
SHOCKED = {
    "preset": "push",
    "phases": [{"from": 6, "levers": {"monitoring": 0.0}}],
    "events": [{"week": 4, "trust": 0.9}],
}
AGENDA = ",".join(f"agenda_{goal.name}" for goal in GOALS)
MEMBERS = f"id,manager,department,trust,skill,{AGENDA}\n" + "".join(
    f"{n},{'' if n == 1 else 1 if n < 5 else 2 + n % 3},{('board', 'sales', 'works')[n % 3]},"
    f"{n / 40 if n % 4 else ''},{0.5 if n % 5 == 0 else ''},{'1,0,2,0,0,3,0,1' if n % 6 == 0 else ',,,,,,,'}\n"
    for n in range(1, 31)
)
ANSWERS = "department,reactance (1-5),autonomy (1-5),understanding (1-5),commitment (1-5),respondents\n"
ANSWERS += "sales,4.4,4,3,3.5,9\nworks,2.1,2,4.5,2,9\n"


def answers(requests: list[dict[str, Any]], organisations: dict[str, Any] | None = None) -> list[dict[str, Any]]:
    """What Node answers to the requests of a page."""
    asked = json.dumps({"requests": requests, "organisations": organisations or {}}, allow_nan=False)
    command = [str(NODE), str(HERE / "views.mjs"), str(FOLDER)]
    done = subprocess.run(command, input=asked, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert not done.returncode, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def requests(world: dict[str, Any], policy: dict[str, Any], seed: int, member: int) -> list[dict[str, Any]]:
    """A run with its people, the life of a member, and the cost of the policy."""
    asked = {"world": world, "policy": policy, "seed": seed, "weeks": WEEKS}
    return [
        {"kind": "runs", **asked, "replications": [0], "people": True},
        {"kind": "story", **asked, "member": member},
        {"kind": "cost", "world": world, "policy": policy, "weeks": WEEKS},
    ]


def check(found: list[dict[str, Any]], simulation: Simulation, member: int) -> None:
    """Compare what the page shows with the states of a simulation that stands before its first week."""
    simulation.run(simulation.scenario.warmup)
    expected = recorded(simulation, WEEKS, member)
    shown, life, _ = found
    N = simulation.organisation.size
    np.testing.assert_allclose(np.reshape(shown["ranks"], (-1, 4)), expected["ranks"], atol=1e-12)
    people = np.reshape(shown["people"], (WEEKS + 1, N, 2))
    assert np.abs(people[:, :, 0] - expected["want"]).max() <= 0.5 + 1e-9
    assert np.abs(people[:, :, 1] - expected["do"]).max() <= 0.5 + 1e-9
    np.testing.assert_allclose(np.reshape(shown["strategy"], (WEEKS + 1, -1)), expected["strategy"], atol=1e-6)
    assert shown["members"]["manager"] == simulation.organisation.manager.tolist()
    assert shown["members"]["department"] == simulation.organisation.department.tolist()
    assert shown["members"]["role"] == simulation.organisation.role.tolist()
    assert life["events"] == expected["events"]
    names = json.loads((FOLDER / "engine.json").read_text(encoding="utf-8"))["lines"]
    lines = np.reshape(life["lines"], (WEEKS + 1, len(names)))
    for column, name in enumerate(names):
        wanted = np.array(expected["lines"])[:, expected["names"].index(name)]
        np.testing.assert_allclose(lines[:, column], wanted, atol=1e-6, err_msg=name)
    np.testing.assert_allclose(np.reshape(life["rows"], (WEEKS + 1, -1)), expected["rows"], atol=1e-6)
    ties = simulation.organisation.ties
    assert life["ties"] == ties.target[ties.start[member] : ties.start[member + 1]].tolist()


def test_generated_organisations_are_shown_as_they_are() -> None:
    described, simulated = cases(COUNT)
    asked, fresh = [], []
    for n, (case, simulation) in enumerate(zip(described, simulated, strict=True)):
        member = Random(n).randrange(simulation.organisation.size)
        asked += requests(case["world"], case["policy"], case["seed"], member)
        fresh.append((Simulation(simulation.scenario, seed=case["seed"], replication=0), member))
    found = answers(asked)
    for n, (simulation, member) in enumerate(fresh):
        cost = mean_cost(simulation.scenario.policy, payers(_of(simulation.scenario), simulation.organisation))
        check(found[3 * n : 3 * n + 3], simulation, member)
        assert found[3 * n + 2]["cost"] == pytest.approx(cost, rel=1e-12)


def _of(scenario: Scenario) -> Scenario:
    return scenario.unchecked_copy(weeks=WEEKS)


@cache
def with_values(survey: bool) -> Organisation:
    """Thirty members of whom some have values at the start or answers to a survey, without ties of their own."""
    organisation, _ = read_members(MemoryFile("members.csv", MEMBERS.encode()), {}, [goal.name for goal in GOALS])
    if survey:
        organisation, _ = read_survey(MemoryFile("answers.csv", ANSWERS.encode()), organisation)
    return by_lowest_key(organisation)


@pytest.mark.parametrize("survey", [False, True])
def test_an_uploaded_organisation_begins_as_in_python(survey: bool) -> None:
    organisation = with_values(survey)
    assert organisation.given
    base = load_scenario("default")
    own = {"own:x": imported(Scenario(), organisation, drawn=True)}
    found = answers(requests({"scenario": "default", "organisation": "own:x"}, SHOCKED, SEED, 7), own)
    drawn = with_drawn_ties(organisation, base.organisation, SEED)
    simulation = Simulation(base.unchecked_copy(policy=Policy(**SHOCKED)), seed=SEED, organisation=drawn)
    check(found, simulation, 7)


@pytest.mark.parametrize("name", ["regional_bank", "workshop"])
def test_a_shipped_organisation_begins_as_in_python(name: str) -> None:
    scenario = load_scenario("low_trust", (), name).unchecked_copy(policy=Policy(**SHOCKED))
    found = answers(requests({"scenario": "low_trust", "organisation": name}, SHOCKED, SEED, 7))
    check(found, Simulation(scenario, seed=SEED, organisation=organise(scenario, SEED, 0)), 7)
