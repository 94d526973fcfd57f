"""Value: Euler's theorem, work that fits demand, and two departments (Alonso, Dessein & Matouschek 2008)."""

from itertools import pairwise

import numpy as np
import pytest

from simalign import Scenario, Simulation
from simalign.scenario import Department, Goal
from tests.limits.made import OFF, Engine, K, Outcome, only, organisation, padded, scenario

# ---- the parts add up to the whole

LIVELY = {"turbulence": 0.3, "churn": 0.3, "turnover": 0.02, "variety": 0.7, "productivity": 1.7}


@pytest.mark.parametrize("interdependence", [0.0, 0.4, 1.0])
@pytest.mark.parametrize("reliance", [0.0, 0.15, 1.0])
@pytest.mark.parametrize("stakeholders", [0, 5])
def test_marginal_products_add_up_to_value(
    engine: Engine, interdependence: float, reliance: float, stakeholders: int
) -> None:
    """Value is of degree one in all work (Euler): outputs of members and contributions of partners are all of it."""
    context = LIVELY | {"interdependence": interdependence, "reliance": reliance}
    setting = Scenario(
        organisation={"size": 40, "stakeholders": stakeholders},
        context=context,
        policy={"levers": {"relationship_management": 1.0}},
        warmup=10,
    )
    outcome = engine(setting, Simulation(setting, 1).organisation, 60, 1)
    total = outcome.output.mean() + outcome.measure("partner_value")[-1]
    assert total == pytest.approx(outcome.measure("value")[-1], abs=1e-12)
    contributes = stakeholders > 0 and reliance > 0 and interdependence > 0
    assert (outcome.measure("partner_value")[-1] > 0.001) == contributes


# ---- value is at most the work done

AT_WORK = {"duty": 1.0, "skill_weight": 0.0, "open_part": 1.0}  # everybody's work is their ability
DEMAND = padded([0.4, 0.3, 0.2, 0.1])
TREE = [0, 0, 0, 1, 1, 2, 2]


def working(engine: Engine, does: np.ndarray, **context: float) -> Outcome:
    """Return a week in which everybody works by ``does``, in one department whose trade is demand."""
    named = {f"goal{k}": share for k, share in enumerate(DEMAND)}
    lean = dict.fromkeys(named, 1.0)  # a department that leans to all goals alike trades in demand
    setting = scenario(
        only("local_orders"),
        AT_WORK,
        OFF,
        departments={"all": Department(lean=lean), "management": Department(lean=lean)},
        demand=named,
        context={"reliance": 0.0} | context,
    )
    return engine(setting, organisation(TREE, agenda=does), 1, 1)


@pytest.mark.parametrize("interdependence", [0.0, 0.5, 1.0])
def test_work_as_demanded_is_worth_its_time(engine: Engine, interdependence: float) -> None:
    outcome = working(engine, np.tile(DEMAND, (7, 1)), interdependence=interdependence, variety=0.0)
    assert outcome.measure("value")[0] == pytest.approx(outcome.work.mean(), abs=1e-12)
    np.testing.assert_allclose(outcome.output, outcome.work, atol=1e-12)


@pytest.mark.parametrize("interdependence", [0.0, 0.5, 1.0])
def test_any_other_work_is_worth_less(engine: Engine, interdependence: float) -> None:
    """Hoelder's inequality, with equality only where time is in proportion to demand."""
    for seed in range(5):
        does = np.random.default_rng(seed).dirichlet(np.ones(K), 7)
        outcome = working(engine, does, interdependence=interdependence, variety=0.3)
        assert outcome.measure("value")[0] < 0.99 * outcome.work.mean()


@pytest.mark.parametrize("interdependence", [0.0, 0.5, 1.0])
def test_private_time_is_worth_nothing(engine: Engine, interdependence: float) -> None:
    """Of degree one: a share of the week that nobody pays for takes that share of value."""
    private = 0.3
    does = (1 - private) * DEMAND
    does[K - 1] += private  # a goal that is not in demand
    outcome = working(engine, np.tile(does, (7, 1)), interdependence=interdependence, variety=0.0)
    paid = outcome.work.mean() * (1 - private)
    for name in ("joint_worth", "local_worth", "value"):
        assert outcome.measure(name)[0] == pytest.approx(paid, abs=1e-12)


# ---- two departments: adapting to one's own customers, or fitting together


def q4(w: float, x: float) -> float:
    return w**0.75 * x**0.25


def local(a: float, s: float) -> float:
    """Worth of s on one's own goal to customers who ask for a of it."""
    return (q4(a, s) + q4(1 - a, 1 - s)) ** 4


def joint(s: float) -> float:
    """Worth together of two departments that each give s to their own goal, where both goals are needed alike."""
    return (q4(0.5, s) + q4(0.5, 1 - s)) ** 4


def crossing(a: float, private: float = 0.0) -> float:
    """Interdependence at which freedom and direction are worth the same.

    Freedom is worth (1 - p) (1 - iota + iota G(a)), direction (1 - iota) L(1/2) + iota.
    """
    return (1 - private - local(a, 0.5)) / ((1 - private) * (1 - joint(a)) + 1 - local(a, 0.5))


NAMES = [f"goal{k}" for k in range(K)]
GOALS = [Goal(name=name, external=name != NAMES[-1]) for name in NAMES]
E = K - 1
EVEN = {NAMES[0]: 1.0, NAMES[1]: 1.0}
FREEDOM = {"autonomy": 1.0, "mandate": 0.0}
DIRECTION = {"autonomy": 0.0, "mandate": 1.0, "monitoring": 1.0}
# what is free follows the customers, what is ruled follows the part; work is ability
SIDES = AT_WORK | {"responsiveness": 1.0, "ready": 0.0, "bite": 1.0, "defiance": 0.0, "opacity": 0.0, "shade": 0.0}


def two_departments(
    engine: Engine, a: float, iota: float, levers: dict[str, float], agenda: np.ndarray, *on: str
) -> Outcome:
    """Return a week of two departments of three, in each of which one member works and the ability of others is 0.

    Demand is even on two goals, and the customers of a team want a of its own department's goal: its lean x is such
    that (.9 x + .1/E) / (.9 + .2/E) = a.
    """
    x = (a * (0.9 + 0.2 / E) - 0.1 / E) / 0.9
    leans = {
        "management": EVEN,
        "left": {NAMES[0]: x, NAMES[1]: 1 - x},
        "right": {NAMES[0]: 1 - x, NAMES[1]: x},
    }
    setting = scenario(
        only(*on),
        SIDES,
        OFF | levers,
        goals=GOALS,
        departments={name: Department(lean=lean) for name, lean in leans.items()},
        demand=EVEN,
        strategy=EVEN,
        context={"interdependence": iota, "reliance": 0.0, "variety": 0.0},
    )
    people = organisation(
        [0, 0, 0, 1, 2, 2],
        department=[0, 0, 1, 0, 1, 1],
        departments=("left", "right"),
        ability=[0, 0, 0, 1, 1, 0],
        agenda=agenda,
    )
    return engine(setting, people, 2, 1)


def wanted(a: float, private: float = 0.0) -> np.ndarray:
    """Agendas of the six members: a on one's own goal, after a private share."""
    rows = padded(np.array([[a, 1 - a], [a, 1 - a], [1 - a, a], [a, 1 - a], [1 - a, a], [1 - a, a]])) * (1 - private)
    rows[:, K - 1] = private
    return rows


def worth(outcome: Outcome) -> float:
    """Value per head of the two who work."""
    return float(outcome.measure("value")[-1] * 6 / 2)


@pytest.mark.parametrize("iota", [0.0, 0.3, 1.0])
@pytest.mark.parametrize("s", [0.5, 0.65, 0.8, 1.0])
def test_two_departments_by_deeds(engine: Engine, s: float, iota: float) -> None:
    a = 0.8
    outcome = two_departments(engine, a, iota, {}, wanted(s), "local_orders")
    assert worth(outcome) == pytest.approx((1 - iota) * local(a, s) + iota * joint(s), abs=1e-12)


@pytest.mark.parametrize("a", [0.6, 0.8, 0.9])
@pytest.mark.parametrize("private", [0.0, 0.05])
@pytest.mark.parametrize("iota", [0.0, 0.2, 0.6, 1.0])
def test_freedom_adapts_and_direction_fits_together(engine: Engine, a: float, private: float, iota: float) -> None:
    """By levers: freedom with what customers ask and private agendas, direction by full control."""
    agenda = wanted(0.5, private)
    on = ("local_orders", "response", "compliance")
    freedom = worth(two_departments(engine, a, iota, FREEDOM, agenda, *on))
    direction = worth(two_departments(engine, a, iota, DIRECTION, agenda, *on))
    assert freedom == pytest.approx((1 - private) * (1 - iota + iota * joint(a)), abs=1e-12)
    assert direction == pytest.approx((1 - iota) * local(a, 0.5) + iota, abs=1e-12)


@pytest.mark.parametrize(("a", "private"), [(0.8, 0.0), (0.8, 0.05), (0.9, 0.0), (0.9, 0.1)])
def test_freedom_and_direction_cross_where_the_closed_form_says(engine: Engine, a: float, private: float) -> None:
    star, on = crossing(a, private), ("local_orders", "response", "compliance")
    assert 0 < star < 1
    for iota, freer in ((star - 0.001, True), (star + 0.001, False)):
        freedom, direction = (
            worth(two_departments(engine, a, iota, levers, wanted(0.5, private), *on))
            for levers in (FREEDOM, DIRECTION)
        )
        assert (freedom > direction) == freer


def test_the_crossing_in_numbers_falls_with_private_agendas_and_freedom_gains_by_variety() -> None:
    """The formulas that the tests above hold the engines to."""
    assert local(0.8, 0.5) == pytest.approx(0.859294, abs=5e-7)
    assert joint(0.8) == pytest.approx(0.849264, abs=5e-7)
    assert crossing(0.8) == pytest.approx(0.482793, abs=5e-7)
    shares = [crossing(0.8, p) for p in (0.0, 0.03, 0.06, 0.09, 0.12)]
    assert all(second < first for first, second in pairwise(shares))
    lost = [(1 - local(a, 0.5), 1 - joint(a)) for a in (0.5, 0.6, 0.7, 0.8, 0.9)]
    assert lost[0] == pytest.approx((0.0, 0.0), abs=1e-12)
    assert all(b[0] > a[0] and b[1] > a[1] for a, b in pairwise(lost))


def test_the_best_division_moves_from_the_customers_to_the_joint_product(engine: Engine) -> None:
    """The best share of one's own goal falls from a, at no interdependence, to a half, at full."""
    a, grid = 0.8, np.linspace(0.5, 0.8, 13)
    best = []
    for iota in (0.0, 0.25, 0.5, 0.75, 1.0):
        values = [worth(two_departments(engine, a, iota, {}, wanted(s), "local_orders")) for s in grid]
        best.append(grid[int(np.argmax(values))])
    assert best[0] == 0.8 and best[-1] == 0.5
    assert all(second < first for first, second in pairwise(best))
