"""Constant acceptance and stubbornness: wants settle at (I - (I-A)(I-M) W)^-1 (A agenda + (I-A) M knows)."""

from dataclasses import replace

import numpy as np
import pytest

from simalign import Scenario, Simulation
from simalign.organisation.record import Organisation
from tests.limits.made import DIRECT, Engine, only

SILO = 0.5


def hierarchy() -> Organisation:
    """Of 85 members, 1 + 4 + 16 + 64, with working ties."""
    made = Simulation(Scenario(organisation={"size": 85, "span": 4}), seed=3).organisation
    rng = np.random.default_rng(5)
    given = {"agenda": rng.dirichlet(np.ones(8), 85), "knows": rng.dirichlet(np.ones(8), 85)}
    return replace(made, given=given | {"anchor": rng.random(85)})


def seen(organisation: Organisation) -> np.ndarray:
    """W: colleagues' weights, less across departments; oneself where there are none."""
    W = np.zeros((85, 85))
    for i in range(85):
        colleagues = organisation.ties.target[organisation.ties.start[i] : organisation.ties.start[i + 1]]
        same = organisation.department[colleagues] == organisation.department[i]
        W[i, colleagues] = np.where(same, 1.0, 1.0 - SILO)
        W[i, i] += len(colleagues) == 0
    return W / W.sum(axis=1, keepdims=True)


@pytest.mark.parametrize("pace", [1.0, 0.3])
@pytest.mark.parametrize("acceptance", [0.35, 0.9])
def test_wants_settle_where_the_closed_form_says(engine: Engine, pace: float, acceptance: float) -> None:
    organisation = hierarchy()
    assert organisation.depth.max() == 4
    setting = Scenario(
        mechanisms=only("social_influence", "acceptance", "private_agenda"),
        psychology=DIRECT
        | {"acceptance": acceptance, "pace": pace, "manager_weight": 0.0, "follow": 0.0, "silo": SILO},
        policy={"levers": {"shared_goals": 0.0}},
        warmup=0,
    )
    outcome = engine(setting, organisation, 250, 1)
    agenda, knows, anchor = (organisation.given[name] for name in ("agenda", "knows", "anchor"))
    A, M, I = np.diag(anchor), acceptance * np.eye(85), np.eye(85)  # noqa: E741
    expected = np.linalg.solve(I - (I - A) @ (I - M) @ seen(organisation), A @ agenda + (I - A) @ M @ knows)
    np.testing.assert_allclose(outcome.wants, expected, atol=1e-9)
    np.testing.assert_allclose(outcome.knows, knows, atol=1e-12)
    np.testing.assert_allclose(outcome.does, outcome.wants, atol=1e-12)
