"""The rows of the collection of exports that are about the meaning of departments and of surveys."""

import numpy as np
import pytest

import simalign
from simalign.errors import InputError
from simalign.organisation.members import read_organisation
from simalign.scenario import OrganisationSpec
from tests.organisation.reading.test_cases import FOLDER

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="the collection does not come with the package")


def simulation(name: str, weeks: int) -> simalign.Simulation:
    scenario = simalign.load_scenario("default", ["warmup=3", "policy=pull"], FOLDER / name)
    made = simalign.Simulation(scenario, seed=1)
    made.run(weeks)
    return made


def test_the_scale_that_the_message_names_is_used() -> None:
    """b40_trust_likert.csv."""
    file = FOLDER / "b40_trust_likert.csv"
    with pytest.raises(InputError, match=r"trust \(1-5\)', or scales: \{trust: 1-5\}"):
        simalign.load_organisation(file)
    organisation, _ = read_organisation(OrganisationSpec(members=file, scales={"trust": "1-5"}))
    assert organisation.given["trust"].tolist() == [0.75, 0.25, 1.0]


def test_a_survey_by_department_beside_its_members() -> None:
    """d17_survey_by_department.csv: read with its scale; engagement, which is no state of the model, is reported."""
    spec = OrganisationSpec(members=FOLDER / "members.csv", survey=FOLDER / "d17_survey_by_department.csv")
    organisation, (_, reading) = read_organisation(spec)
    trust = dict(zip(organisation.ids, organisation.given["trust"], strict=True))
    assert trust["2"] == trust["4"] < trust["3"] < trust["1"] < 0.8
    assert "not states of the model, so not used: engagement (1-5)" in reading.notes


def test_numbers_before_the_names_of_departments_change_nothing() -> None:
    """s01a_departments.csv and s01b_same_departments_numbered.csv."""
    plain, numbered = (simulation(f"s01{name}.csv", 8) for name in ("a_departments", "b_same_departments_numbered"))
    assert plain.organisation.departments != numbered.organisation.departments
    assert plain.digest() == numbered.digest()


def test_measured_trust_holds_when_the_policy_starts() -> None:
    """s02_survey_trust_low.csv."""
    start = simulation("s02_survey_trust_low.csv", 3)
    assert start.organisation.size == 46
    start._meet_events()  # as at the start of the next week, the first of the policy
    assert np.allclose(start.state.trust, 0.1)
    usual = simulation("s01a_departments.csv", 3)
    usual._meet_events()
    assert not np.allclose(usual.state.trust, 0.1, atol=0.2)
