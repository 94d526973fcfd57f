"""Groups: they add up to the whole, and every file of measures is in the catalogue."""

import pytest

from simalign import InputError, Scenario, Simulation
from simalign.measures.catalogue import FOR_GROUPS, INDEX, MEASURES, NAMES, M, measure

MEANS = ("know", "want", "do", "do_gain", "role_clarity", "resistance", "trust", "needs", "effort", "busy", "value")


@pytest.fixture(scope="module")
def simulation() -> Simulation:
    simulation = Simulation(Scenario(organisation={"size": 40}, warmup=3), 1)
    simulation.run(9)
    return simulation


@pytest.mark.parametrize("by", ["department", "level", "role"])
def test_means_of_groups_weighted_by_size_are_the_mean_of_all(simulation: Simulation, by: str) -> None:
    there = simulation.organisation
    labels = {
        "department": [there.departments[d] for d in there.department],
        "level": [str(level) for level in there.level],
        "role": [("senior_manager", "middle_manager", "specialist")[role] for role in there.role],
    }[by]
    groups, whole = simulation.groups(by), simulation.measure()
    assert set(groups) == set(labels)
    for name in MEANS:
        total = sum(labels.count(group) * values[name] for group, values in groups.items())
        partners = whole["partner_value"] if name == "value" else 0.0  # value includes what partners add
        assert total / there.size + partners == pytest.approx(whole[name], abs=1e-12)


def test_measures_of_the_whole_only_are_not_given_for_groups(simulation: Simulation) -> None:
    given = set(next(iter(simulation.groups("role").values())))
    assert given == set(FOR_GROUPS)
    assert set(NAMES) - given >= {"fit", "joint_worth"}
    with pytest.raises(InputError, match="did you mean 'department'"):
        simulation.groups("departement")


def test_columns_are_those_of_the_list() -> None:
    assert M._asdict() == {name.upper(): column for column, name in enumerate(NAMES)}
    assert all(measure(name) is MEASURES[INDEX[name]] for name in NAMES)


def test_every_measure_is_worded_for_the_page() -> None:
    texts = [(one.title, one.text, one.definition, one.label) for one in MEASURES]
    assert all(text.strip() for row in texts for text in row)
    assert len({one.title for one in MEASURES}) == len(MEASURES)


def test_every_measure_is_computed() -> None:
    """One that the week leaves out would stay at 0: in a lively run each takes several values."""
    scenario = Scenario(
        organisation={"size": 60},
        context={"turbulence": 0.3, "turnover": 0.005, "legitimacy": 0, "trust": 0.1},
        # many come to resist, and some then resist no longer; managers lack time
        psychology={"react": 0.8, "calm": 0.05, "cost": 2.0},
        policy={
            "dials": {"push": 1},
            "levers": {"autonomy": 0, "mandate": 1},
            "phases": [{"from": 30, "levers": {"mandate": 0}}],
        },
        warmup=4,
    )
    series = Simulation(scenario, 1).run(80)
    assert [name for name in NAMES if len(set(series[:, INDEX[name]])) < 3] == []
