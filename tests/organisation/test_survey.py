"""Answers to a survey: scales, files by person, department and team, shrinkage, and nothing about few people."""

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from simalign.app.views.story import packed_story

from simalign.errors import InputError
from simalign.files.memory import MemoryFile
from simalign.files.table import Reading
from simalign.organisation.members import read_organisation
from simalign.organisation.record import Organisation
from simalign.organisation.survey.questionnaire import STATES, states, template_columns
from simalign.organisation.survey.report import shown_groups
from simalign.organisation.survey.shrink import PRIOR
from simalign.scenario import OrganisationSpec, Scenario
from simalign.simulation import Simulation
from simalign.simulation.survey import SURVEYED

SIZES = {"Sales": 12, "Plant": 8, "Board": 3}


def members(extra: str = "", cells: dict[str, str] | None = None) -> MemoryFile:
    """Return a members file of a head in the board and departments of the sizes above; extra: a further column."""
    rows = [f"id,manager,department{extra and ','}{extra}"]
    for name, size in SIZES.items():
        lead = f"{name}0"
        for number in range(size):
            manager = "" if lead == "Board0" and not number else "Board0" if not number else lead
            nothing = "," * extra.count(",")
            cell = f",{(cells or {}).get(f'{name}{number}', nothing)}" if extra else ""
            rows.append(f"{name}{number},{manager},{name}{cell}")
    return MemoryFile("members.csv", "\n".join(rows).encode())


def read(survey: str | None = None, file: MemoryFile | None = None, **more: object) -> tuple[Organisation, Reading]:
    answers = {} if survey is None else {"survey": MemoryFile("survey.csv", survey.encode())}
    organisation, readings = read_organisation(OrganisationSpec(members=file or members(), **answers, **more))
    return organisation, readings[-1]


def by_department(organisation: Organisation, state: str = "trust") -> dict[str, float]:
    """Return the one value of each department."""
    values = {}
    for code, name in enumerate(organisation.departments):
        (values[name],) = set(organisation.given[state][organisation.department == code].tolist())
    return values


def shrunken(mean: float, count: float, overall: float) -> float:
    return overall + count / (count + PRIOR) * (mean - overall)


MEANS = "department,trust (1-5),respondents\nSales,2,9\nPLANT,4,6\n"


def test_means_of_departments_are_shrunken_by_their_numbers_of_answers() -> None:
    values = by_department(read(MEANS)[0])
    overall = (9 * 0.25 + 6 * 0.75) / 15
    assert values["Sales"] == pytest.approx(shrunken(0.25, 9, overall))
    assert values["Plant"] == pytest.approx(shrunken(0.75, 6, overall))
    assert values["Board"] == pytest.approx(overall)
    assert pytest.approx(0.88 / 0.12) == PRIOR


def test_anonymous_rows_are_the_same_as_means_with_numbers() -> None:
    rows = [*["Sales,2"] * 9, *["Plant,4"] * 6]
    single = read("\n".join(["Abteilung,Vertrauen (1-5)", *rows]))[0]
    assert by_department(single) == pytest.approx(by_department(read(MEANS)[0]))


def test_without_a_number_of_answers_everybody_counts() -> None:
    organisation, reading = read("department,trust (1-5)\nSales,2\nPlant,4\nBoard,3\n")
    overall = (12 * 0.25 + 8 * 0.75 + 3 * 0.5) / 23
    assert by_department(organisation)["Plant"] == pytest.approx(shrunken(0.75, 8, overall))
    assert any("all members of a group count as having answered" in note for note in reading.notes)


def test_people_who_answered_have_their_own_value_and_others_that_of_their_department() -> None:
    rows = [f"Sales{n},{answer}" for n, answer in enumerate([10, 0, 5, 5, 5, 5])] + ["plant3,9"]
    organisation, _ = read("\n".join(["id,trust (0-10)", *rows]))
    given = dict(zip(organisation.ids, organisation.given["trust"], strict=True))
    assert (given["Sales0"], given["Sales1"], given["Plant3"]) == (1.0, 0.0, 0.9)
    overall = (10 + 0 + 20 + 9) / 70
    assert given["Sales7"] == pytest.approx(shrunken(0.5, 6, overall))
    assert given["Plant4"] == pytest.approx(shrunken(0.9, 1, overall))
    assert given["Board0"] == pytest.approx(overall)


def test_with_few_answers_the_others_have_no_value() -> None:
    organisation, reading = read("id,trust (1-5)\nSales1,1\nPlant1,5\n")
    assert np.isnan(organisation.given["trust"]).sum() == 21
    assert reading.survey == ("trust: 2 answers, so that no value is shown (fewer than 5)",)
    with pytest.raises(InputError, match=r"survey\.csv:1: trust: too few answers for 23 members \(given: 4\)"):
        read("department,trust (1-5),respondents\nSales,2,4\n")


def test_teams_are_named_by_their_managers() -> None:
    organisation, reading = read("team,skill (%),respondents\nSales0,40%,11\nBoard0,80%,5\n")
    given = dict(zip(organisation.ids, organisation.given["skill"], strict=True))
    overall = (11 * 0.4 + 5 * 0.8) / 16
    assert given["Sales5"] == pytest.approx(shrunken(0.4, 11, overall))
    assert given["Sales0"] == given["Board1"] == given["Board0"] == pytest.approx(shrunken(0.8, 5, overall))
    assert given["Plant5"] == pytest.approx(overall)
    assert "Sales0" not in str(reading.survey)


@pytest.mark.parametrize(
    ("scale", "answer", "share"),
    [("1-5", "4", 0.75), ("0-10", "7,5", 0.75), ("1 to 7", "4", 0.5), ("%", "62", 0.62), ("per cent", "62%", 0.62),
     ("eNPS", "-20", 0.4), ("5-1", "2", 0.75), ("-3 to 3", "0", 0.5)],
)  # fmt: skip
def test_scales(scale: str, answer: str, share: float) -> None:
    file = members(f"trust ({scale})", {f"Sales{n}": f'"{answer}"' for n in range(12)})
    given = read(file=file)[0].given["trust"]
    assert given == pytest.approx(np.full(23, share))
    named = members("trust", {f"Sales{n}": f'"{answer}"' for n in range(12)})
    assert read(file=named, scales={"trust": scale})[0].given["trust"] == pytest.approx(np.full(23, share))


def test_several_items_count_by_their_mean() -> None:
    text = "department,trust_1 (1-5),trust_2 (0-10),respondents\nSales,5,5,8\nPlant,1,-,8\n"
    values = by_department(read(text)[0])
    assert values["Sales"] == pytest.approx(shrunken(0.75, 8, 0.375))
    assert values["Plant"] == pytest.approx(shrunken(0.0, 8, 0.375))


def test_a_template_that_is_filled_in_is_read() -> None:
    columns = template_columns("department")
    rows = [",".join(["Sales", *"3" * (len(columns) - 1)])] * 6 + [",".join(["Plant", *"5" * (len(columns) - 1)])] * 6
    organisation, reading = read("\n".join([",".join(columns), *rows]))
    assert set(organisation.given) == set(STATES) == set(SURVEYED)
    assert by_department(organisation, "commitment")["Board"] == pytest.approx(0.75)
    assert reading.unused == () and len(reading.survey) == len(STATES)
    assert sum(len(state.items) for state in states()) == 12 and all(state.source for state in states())


BAD = {
    "name,trust (1-5)\nx,3": "survey.csv:1: does not say whose answers these are (given: 'name, trust (1-5)')",
    "department,engagement (1-5)\nSales,3": "survey.csv:1: has no column that is named after a state of the model",
    "department,trust (1-5)\n": "survey.csv:1: has no answers below the header",
    "department,trust\nSales,3\nPlant,4": "survey.csv:2: trust: the scale of the answers is not known (given: '3')",
    "department,trust\nSales,1\nPlant,1": "survey.csv:2: trust: the scale of the answers is not known (given: '1')",
    "department,trust (1-5)\nSales,3\nPlant,0\nBoard,6": "survey.csv:3: trust (1-5): 2 cells are not an answer",
    "department,trust (1-5)\nSales,agree\nPlant,3": "survey.csv:2: trust (1-5): a cell is not an answer on the scale "
    "from 1 to 5 (given: 'agree'); allowed: a number from 1 to 5, or empty",
    "department,trust (1-5)\nSails,3\nPlant,4": "survey.csv:2: department: 1 row of departments without members; did "
    "you mean 'Sales'? (given: 'Sails')",
    "team,trust (1-5)\nSales3,3\nBoard0,4": "survey.csv:2: team: 1 row of managers with reports who are not in the",
    "id,trust (1-5)\nx,3\ny,4": "survey.csv:2: id: 2 rows of members who are not in the members file; the first",
    "id,trust (1-5)\nSales1,3\nSales1,4": "survey.csv:3: id: 1 row of people who have a row above; allowed: one row",
    "department,trust (1-5)\nSales,\nPlant,-": "survey.csv:1: contains no answers of members",
    "department,trust (1-5),n\nSales,3,0\nPlant,4,0": "survey.csv:1: contains no answers of members",
    "department,trust (1-5),n\nSales,3,13\nPlant,4,8": "survey.csv:1: trust: more answers than members in one of the "
    "departments, 'Sales' (given: 13); allowed: at most 12",
    "department,trust (1-5),n\nSales,3,many": "survey.csv:2: n: 1 cell not a number of answers (given: 'many')",
}


@pytest.mark.parametrize("text", BAD)
def test_bad_files(text: str) -> None:
    with pytest.raises(InputError) as error:
        read(text)
    assert len(error.value.problems) == 1 and str(error.value).startswith(BAD[text])


def test_bad_choices() -> None:
    for scales, message in {
        "trust: from bad to good": "scales.trust: is not a scale (given: 'from bad to good')",
        "morale: 1-5": "scales.morale: is neither a state nor a column (given: '1-5')",
    }.items():
        with pytest.raises(InputError) as error:
            read(MEANS, scales=dict([scales.split(": ")]))
        assert str(error.value).startswith(message)
    with pytest.raises(InputError, match="trust: is also given in the members file"):
        read(MEANS, file=members("trust", {"Sales1": "0.5"}))
    with pytest.raises(InputError, match="survey: requires members"):
        OrganisationSpec(survey=Path("survey.csv"))


def test_people_who_left_and_rows_without_a_department_are_counted() -> None:
    notes = read("id,trust (1-5)\n" + "\n".join(f"Sales{n},3" for n in range(9)) + "\nleft,3\n")[1].notes
    assert notes == ("1 row of people who are not in the members file left out",)
    notes = read(f"{MEANS},3,1\n")[1].notes
    assert notes == ("1 row without department left out",)


def test_nothing_is_printed_about_fewer_than_five_answers() -> None:
    rows = [*["Sales,2"] * 9, *["Plant,4"] * 6, *["Board,5"] * 2]
    (sentence,) = read("\n".join(["department,trust (1-5)", *rows]))[1].survey
    assert sentence.startswith("trust: mean 0.51 (0 to 1), 17 answers; by department") and "Sales 0.37 (9)" in sentence
    assert "Plant" not in sentence and "Board" not in sentence  # from all and all others, the two would follow
    assert sentence.endswith("not shown, so that nobody can be recognised: 2 departments")


@pytest.mark.parametrize("seed", range(20))
def test_groups_that_are_not_shown_have_five_answers_together(seed: int) -> None:
    count = np.random.default_rng(seed).integers(0, 12, 6).astype(float)
    shown = shown_groups(count)
    hidden = count[~shown].sum()
    assert (count[shown] >= 5).all() and (hidden == 0 or hidden >= 5 or not shown.any())


def test_the_page_does_not_tell_the_story_of_a_member() -> None:
    snapshots = SimpleNamespace(displayed=read(MEANS)[0])
    with pytest.raises(InputError, match="member: the story of a single member is not shown"):
        packed_story(SimpleNamespace(), snapshots, 3)  # type: ignore[arg-type]


def started(**cells: str) -> Simulation:
    """Return a run at the end of the warm-up in which all members of Sales gave these answers."""
    file = members(",".join(cells), {f"Sales{n}": ",".join(cells.values()) for n in range(12)})
    simulation = Simulation(Scenario(organisation=OrganisationSpec(members=file), warmup=20), seed=3)
    simulation.run(20)
    return simulation


def test_all_answers_hold_when_the_policy_starts() -> None:
    simulation = started(
        **{name: "0.3" for name in ("trust", "skill", "reactance", "autonomy", "competence", "relatedness")}
    )
    simulation._meet_events()
    state = simulation.state
    for values in (state.trust, state.skill, state.reactance, *state.needs.T, state.used[:, 1]):
        np.testing.assert_allclose(values, 0.3)
    assert simulation.parameters.context_trust == pytest.approx(0.3)


@pytest.mark.parametrize("share", [0.0, 0.25, 1.0])
def test_understanding_and_commitment_place_members_between_the_ends(share: float) -> None:
    simulation = started(understanding=str(share), commitment=str(share))
    wants, state = simulation.state.wants.copy(), simulation.state
    part = state.part[simulation.fixed.department]
    simulation._meet_events()
    np.testing.assert_allclose(state.knows, (1 - share) * wants + share * part)
    np.testing.assert_allclose(state.wants, (1 - share) * state.agenda + share * state.knows)
    np.testing.assert_allclose(state.knows.sum(axis=1), 1.0)
