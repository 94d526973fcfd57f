"""Groups: they add up to the whole, and every file of measures is in the catalogue."""

import numpy as np
import pytest

from simalign import InputError, Scenario, Simulation
from simalign.measures import observe
from simalign.measures.catalogue import MEASURES, NAMES

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
        assert total / there.size == pytest.approx(whole[name], abs=1e-12)


def test_measures_of_the_whole_only_are_not_given_for_groups(simulation: Simulation) -> None:
    given = set(next(iter(simulation.groups("role").values())))
    assert given == {measure.name for measure in MEASURES if measure.groups}
    with pytest.raises(InputError, match="did you mean 'department'"):
        simulation.groups("departement")


def test_columns_stand_where_the_catalogue_says() -> None:
    assert len(set(NAMES)) == len(NAMES) == observe.COUNT
    for place, name in enumerate(NAMES):
        assert getattr(observe, name.upper()) == place
    assert np.isfinite([measure.low for measure in MEASURES if measure.name != "value_net"]).all()
