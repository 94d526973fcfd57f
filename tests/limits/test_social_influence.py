"""DeGroot (1974), Friedkin & Johnsen (1990): wants follow x(t+1) = L W x(t) + (I - L) u and settle as published."""

import numpy as np

from tests.limits.made import Engine, K, only, organisation, padded, scenario, two_sided, weighted

# nobody accepts, only colleagues are seen, wants jump
PURE = {"acceptance": 0.0, "manager_weight": 0.0, "follow": 0.0, "pace": 1.0}
FREE = {"role_modelling": 0.0}
ON = only("social_influence", "acceptance", "private_agenda")

# Parsegov, Proskurnikov, Tempo & Friedkin (2017), IEEE TAC 62(5): the worked example
W = np.array([[0.220, 0.120, 0.360, 0.300], [0.147, 0.215, 0.344, 0.294], [0, 0, 1, 0], [0.090, 0.178, 0.446, 0.286]])
U = np.array([25.0, 25.0, 75.0, 85.0]) / 100


def settled(u: np.ndarray) -> np.ndarray:
    L = np.eye(4) - np.diag(np.diag(W))
    return np.linalg.solve(np.eye(4) - L @ W, (np.eye(4) - L) @ u)


def test_friedkin_johnsen_worked_example(engine: Engine) -> None:
    people = organisation([0, 0, 0, 0], weighted(W), agenda=two_sided(U), anchor=np.diag(W))
    wants = engine(scenario(ON, PURE, FREE), people, 200, 1).wants
    np.testing.assert_allclose(wants[:, 0] * 100, [60.0208, 59.9840, 75, 74.9862], atol=5e-5)
    np.testing.assert_array_equal(np.round(wants[:, 0] * 100), [60, 60, 75, 75])
    np.testing.assert_allclose(wants[:, 0], settled(U), atol=1e-9)


def test_friedkin_johnsen_on_every_goal(engine: Engine) -> None:
    agenda = np.random.default_rng(1).dirichlet(np.ones(K), 4)
    people = organisation([0, 0, 0, 0], weighted(W), agenda=agenda, anchor=np.diag(W))
    wants = engine(scenario(ON, PURE, FREE), people, 200, 1).wants
    np.testing.assert_allclose(wants, settled(agenda), atol=1e-9)


def test_friedkin_johnsen_on_the_way(engine: Engine) -> None:
    """After 1, 2 and 3 weeks, too; the first week looks at the deeds of the start."""
    people = organisation([0, 0, 0, 0], weighted(W), agenda=two_sided(U), anchor=np.diag(W))
    stubborn, x = np.diag(W), U
    for weeks in (1, 2, 3):
        x = (1 - stubborn) * (W @ x) + stubborn * U
        wants = engine(scenario(ON, PURE, FREE), people, weeks, 1).wants
        np.testing.assert_allclose(wants[:, 0], x, atol=1e-12)


def test_degroot_all_settle_at_the_influence_weighted_mean(engine: Engine) -> None:
    T = [[1 / 3, 1 / 3, 1 / 3], [1 / 2, 1 / 2, 0], [0, 1 / 4, 3 / 4]]
    people = organisation([0, 0, 0], weighted(T), agenda=two_sided([1, 0, 0]))
    wants = engine(scenario(ON, PURE | {"anchor": 0.0}, FREE), people, 200, 1).wants
    np.testing.assert_allclose(wants, two_sided([3 / 11] * 3), atol=1e-9)


def test_degroot_influence_weights(engine: Engine) -> None:
    """(3, 4, 4) / 11: each member's weight shows where that member alone holds a goal."""
    T = [[1 / 3, 1 / 3, 1 / 3], [1 / 2, 1 / 2, 0], [0, 1 / 4, 3 / 4]]
    people = organisation([0, 0, 0], weighted(T), agenda=np.eye(3, K))
    wants = engine(scenario(ON, PURE | {"anchor": 0.0}, FREE), people, 200, 1).wants
    np.testing.assert_allclose(wants, [padded([3 / 11, 4 / 11, 4 / 11])] * 3, atol=1e-9)
