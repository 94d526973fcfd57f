"""What is always true of the state and of what is measured, whatever the world."""

import numpy as np
from hypothesis import given

from simalign.measures.catalogue import MEASURES, NAMES
from tests.properties.worlds import World, often, worlds

ROWS = (
    *("agenda", "knows", "said", "wants", "does", "image", "origin", "outside", "demand", "strategy", "part"),
    *("orders", "local", "standing", "joint", "trade"),
)
SHARES = (
    "needs",
    "trust",
    "reactance",
    "skill",
    "effort",
    "time_cost",
    "before",
    "mu",
    "depth",
    "partner_trust",
    "anchor",
    "stakes",
    "drive",
    "pressure",
    "paid",
    "control",
    "reasons",
    "integrity",
    "able",
    "total",
    "will",
    "pledge",
    "commitment",
    "q",
    "used",
)
LOW = np.array([measure.low for measure in MEASURES])
HIGH = np.array([measure.high for measure in MEASURES])


@often
@given(worlds())
def test_points_stay_on_the_goal_simplex_and_shares_stay_shares(world: World) -> None:
    simulation = world.begin()
    private = [k for k, goal in enumerate(world.scenario.goals) if not goal.external]
    for _ in range(world.weeks):
        simulation.run(1)
        state = simulation.state
        for name in ROWS:
            rows = getattr(state, name)
            assert (rows >= 0).all(), name
            np.testing.assert_allclose(rows.sum(axis=1), 1, rtol=0, atol=1e-12, err_msg=name)
        for name in ("demand", "orders", "local", "standing", "joint", "trade"):
            assert not getattr(state, name)[:, private].any(), name
        for name in SHARES:
            values = getattr(state, name)
            assert (values >= -1e-15).all() and (values <= 1 + 1e-15).all(), name
        assert (state.felt >= 0).all() and (state.felt <= 1).all()
        newcomers = state.accustomed == -1  # they get used to what they find in their first week
        assert ((state.accustomed[~newcomers] >= 0) & (state.accustomed[~newcomers] <= 1)).all()
        assert (state.joined[newcomers] == simulation.weeks_done).all()
        assert (state.work >= 0).all() and (state.output >= 0).all()


@often
@given(worlds())
def test_measures_stay_in_their_ranges(world: World) -> None:
    series = world.begin().run(world.weeks)
    assert np.isfinite(series).all()
    if world.scenario.organisation.stakeholders:  # of whose work ``busy`` knows nothing
        series = np.delete(series, NAMES.index("productive_share"), axis=1)
        assert (series >= np.delete(LOW, NAMES.index("productive_share")) - 1e-12).all()
        assert (series <= np.delete(HIGH, NAMES.index("productive_share")) + 1e-12).all()
        return
    assert (series >= LOW - 1e-12).all() and (series <= HIGH + 1e-12).all()


@often
@given(worlds())
def test_outputs_and_partners_contributions_add_up_to_value(world: World) -> None:
    """Euler's theorem in any state: value is of degree one in the work of members and partners."""
    simulation = world.lived()
    measured = simulation.measure()
    assert abs(measured["value"] - simulation.state.output.mean() - measured["partner_value"]) <= 1e-12
    assert abs(measured["busy"] - simulation.state.work.mean()) <= 1e-12


@often
@given(worlds(organisation={"stakeholders": 0}, context={"turnover": 0.0}))
def test_value_is_never_more_than_the_work(world: World) -> None:
    """Without partners, of whose work ``busy`` knows nothing."""
    measured = world.lived().measure()
    assert measured["productive_share"] <= 1 + 1e-12
    assert measured["value"] <= world.scenario.context.productivity * measured["busy"] + 1e-12


@often
@given(worlds())
def test_the_whole_is_the_mean_of_its_groups(world: World) -> None:
    """Of what is a mean over members, and exactly the whole when the group is everybody; value includes partners."""
    simulation = world.lived()
    whole, everybody = simulation.measure(), np.arange(world.organisation.size)
    same = simulation.measure(everybody)
    values = ("value", "value_net")
    assert all(same[m.name] == whole[m.name] for m in MEASURES if m.groups and m.name not in values)
    assert all(abs(same[name] + whole["partner_value"] - whole[name]) <= 1e-12 for name in values)
    halves = [part for part in (everybody[::2], everybody[1::2]) if len(part)]
    for name in (
        "know",
        "want",
        "do",
        "do_gain",
        "trust",
        "resistance",
        "needs",
        "effort",
        "busy",
        "control",
        "accustomed",
        "retention",
        "role_clarity",
    ):
        mean = np.average([simulation.measure(part)[name] for part in halves], weights=[len(part) for part in halves])
        assert abs(mean - whole[name]) <= 1e-12, name


@often
@given(worlds(context={"turnover": 0.0}, mechanisms={"reactance": False}))
def test_who_does_not_resist_at_the_start_and_cannot_never_does(world: World) -> None:
    series = world.begin().run(world.weeks)
    given = world.organisation.given.get("reactance")
    if given is None or not (given > 0).any():
        assert not series[:, NAMES.index("resistance")].any()
    assert (series[:, NAMES.index("retention")] == 1).all()


@often
@given(worlds(policy={"levers": {"mandate": 0.0}}, warmup=0))
def test_without_a_mandate_reactance_only_falls(world: World) -> None:
    simulation = world.begin()
    before = simulation.state.reactance.copy()
    for _ in range(world.weeks):
        simulation.run(1)
        assert (simulation.state.reactance <= before).all()
        before = simulation.state.reactance.copy()
