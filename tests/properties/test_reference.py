"""Any world at all: the package and the independent reading of ODD.md agree."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simalign.measures.catalogue import NAMES
from simalign.scenario import Rules
from simalign.streams import run_of
from tests.properties.worlds import World, often, worlds
from tests.reference.bridge import reference

ROWS = (
    "agenda",
    "knows",
    "wants",
    "does",
    "image",
    "origin",
    "needs",
    "trust",
    "reactance",
    "skill",
    "before",
    "output",
    "peers",
)


CHOICES = {name: st.sampled_from(field.annotation.__args__) for name, field in Rules.model_fields.items()}
RULES = st.builds(Rules, **CHOICES | {"likeness": st.just(Rules().likeness)})


@pytest.mark.slow  # for the week is compiled anew
@often
@given(worlds(), st.builds(Rules, **CHOICES))
def test_the_reference_agrees_whatever_the_likeness(world: World, rules: Rules) -> None:
    agree(world, rules)


@often
@given(worlds(), RULES)
def test_the_reference_agrees(world: World, rules: Rules) -> None:
    agree(world, rules)


def agree(world: World, rules: Rules) -> None:
    world = world._replace(scenario=world.scenario.model_copy(update={"rules": rules}))
    simulation, expected = world.begin(), reference(world.scenario, world.organisation, run_of(world.seed))
    for _ in range(world.weeks):
        simulation.run(1)
        expected.step()
        for name in ROWS:
            theirs = np.array([getattr(member, name) for member in expected.members])
            np.testing.assert_allclose(getattr(simulation.state, name), theirs, rtol=0, atol=1e-12, err_msg=name)
        np.testing.assert_allclose(simulation.state.strategy[0], expected.strategy, rtol=0, atol=1e-12)
        measured = simulation.measure()
        for name in NAMES:
            np.testing.assert_allclose(measured[name], expected.measures[name], rtol=0, atol=1e-12, err_msg=name)
