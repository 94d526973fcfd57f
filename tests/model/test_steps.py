"""Any one step can be somebody's own: the others then are, and measure, what they always do."""

import re
from typing import Any

import numpy as np
import pytest

from simalign import AlignmentModel, InputError, Scenario, Simulation
from simalign.measures.catalogue import NAMES
from simalign.policies.levers import L
from simalign.simulation.engine import STEPS, Step
from simalign.week import between_steps
from simalign.week.market import market
from simalign.week.state import SCRATCH
from simalign.week.want import want

LIVELY = Scenario(
    organisation={"size": 20, "span": 4, "stakeholders": 3},
    context={"turbulence": 0.4, "turnover": 0.02},
    policy={"preset": "push", "rules": [{"while": "trust < 0.5", "levers": {"voice": 0.9}}]},
    warmup=4,
    weeks=16,
)
ARRIVE = (
    "agenda knows said wants does image origin needs total will trust skill reactance defied pledge heeded before "
    "accustomed used vacant present proneness ability anchor offset temperament depth"
)
# What a step leaves for others, as simalign/week/between_steps.py says.
WRITES = {
    "carry": "felt load q time_cost",
    "chance": "chance",
    "market": "demand orders",
    "strategy": "strategy since standing heeded",
    "know": "knows said",
    "want": "wants",
    "feel": "reactance accustomed needs total trust skill agenda pressure will drive used",
    "do": "does effort commitment pledge work",
    "deliver": "output delivered partner_value",
    "relate": "image outside depth partner_trust",
    "turnover": f"occupant joined {ARRIVE}",
    "observe": "measures",
}

# What only the step itself reads: somebody else's need not write it.
MEMORY = {"carry": "style stale", "deliver": "deeds team_worth department_worth"}


def lived(**steps: Step) -> tuple[np.ndarray, str]:
    """Series and digest of twenty weeks with steps of one's own."""
    simulation = Simulation(LIVELY, 5, steps=steps)
    return simulation.run(20), simulation.digest()


@pytest.fixture(scope="module")
def plain() -> tuple[np.ndarray, str]:
    """The same without any."""
    return lived()


def same(one: tuple[np.ndarray, str], other: tuple[np.ndarray, str]) -> bool:
    return np.array_equal(one[0], other[0]) and one[1] == other[1]


@pytest.mark.parametrize("name", STEPS)
def test_a_step_hands_on_only_what_it_is_said_to(name: str, plain: tuple[np.ndarray, str]) -> None:
    """Ours, and all that it writes beyond its own arrays undone: so may anybody's be that writes these alone."""
    ours = Simulation(LIVELY, 5).usual(name)

    def own(fixed: Any, state: Any, parameters: Any, week: int) -> None:
        before = {field: array.copy() for field, array in state._asdict().items()}
        ours(fixed, state, parameters, week)
        for field in set(before) - set(WRITES[name].split()):
            getattr(state, field)[:] = before[field]

    simulation, usual = Simulation(LIVELY, 5, steps={name: own}), Simulation(LIVELY, 5)
    assert np.array_equal(simulation.run(20), plain[0])
    usual.run(20)
    different = [
        field
        for field, array in usual.state._asdict().items()
        if not np.array_equal(array, getattr(simulation.state, field), equal_nan=True)
    ]
    assert set(different) <= {*MEMORY.get(name, "").split(), *SCRATCH}


@pytest.mark.parametrize(("name", "ours"), [("market", market), ("want", want)])
def test_a_copy_in_plain_python(name: str, ours: Any, plain: tuple[np.ndarray, str]) -> None:
    def own(fixed: Any, state: Any, parameters: Any, week: int) -> None:
        ours.py_func(fixed, state, parameters, week, *((0, 20) if name == "want" else ()))

    assert same(lived(**{name: own}), plain)


def test_wants_in_numpy(plain: tuple[np.ndarray, str]) -> None:
    def own(f: Any, s: Any, p: Any, week: int) -> None:
        mu, alpha, modelled = s.mu[:, None], s.anchor[:, None], s.felt[:, L.ROLE_MODELLING]
        lam = (p.manager_weight + (1 - p.manager_weight) * p.follow * modelled * (2 - modelled))[:, None]
        seen = (1 - lam) * s.peers + lam * s.does[f.manager]
        s.wants[:] += p.pace * (alpha * s.agenda + (1 - alpha) * ((1 - mu) * seen + mu * s.knows) - s.wants)

    np.testing.assert_allclose(lived(want=own)[0], plain[0], rtol=0, atol=1e-9)


def test_measures_of_ones_own_are_kept() -> None:
    """And a rule that watches them works."""

    def own(fixed: Any, state: Any, parameters: Any, week: int) -> None:
        state.measures[:] = week

    series, _ = lived(observe=own)
    np.testing.assert_array_equal(series, np.repeat(np.arange(20.0)[:, None], len(NAMES), axis=1))


def test_nobody_carries_the_policy_out() -> None:
    """The policy is in force all the same, though nobody feels it."""
    simulation = Simulation(LIVELY, 5, steps={"carry": lambda fixed, state, parameters, week: None})
    series = simulation.run(20)
    assert np.isfinite(series).all()
    assert simulation.state.levers[-1, L.MANDATE] == 0.6
    assert not simulation.state.felt.any()


def test_vacant_positions_do_no_work_whatever_a_step_of_ones_own_does() -> None:
    def work(fixed: Any, state: Any, parameters: Any, week: int) -> None:
        state.work[:] = 1.0

    leaving = LIVELY.model_copy(update={"context": type(LIVELY.context)(turnover=0.02, vacancy=2)})
    simulation = Simulation(leaving, 5, steps={"do": work})
    simulation.run(1)
    seen = 0
    for _ in range(19):
        vacant = simulation.state.vacant.copy()
        simulation.run(1)
        assert np.array_equal(simulation.state.work, (vacant == 0).astype(float))
        seen += int((vacant > 0).sum())
    assert seen > 0


class Doubled(AlignmentModel):
    """Talks about strategy twice a week."""

    def know(self, fixed: Any, state: Any, parameters: Any, week: int) -> None:
        for _ in range(2):
            self.usual("know")(fixed, state, parameters, week)


def test_a_step_can_be_wrapped() -> None:
    usual, twice = AlignmentModel(LIVELY, rng=5), Doubled(LIVELY, rng=5)
    for model in (usual, twice):
        model.run_for(4)
    assert twice.measure("know") > usual.measure("know") + 0.02
    with pytest.raises(InputError, match="no step is called 'dream'"):
        usual.usual("dream")


def test_the_table_of_what_steps_write() -> None:
    text = " ".join((between_steps.__doc__ or "").split())
    fields = {name: WRITES[name].split() for name in STEPS if name not in ("turnover", "observe")}
    assert [field for name in fields for field in fields[name] if not re.search(rf"\b{field}\b", text)] == []
