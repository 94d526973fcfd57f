"""Control loss down the line (Williamson 1967): at level l the share phi^(l-1) of the strategy is left."""

import numpy as np
import pytest

from simalign import Scenario
from tests.limits.made import Engine, K, independent, only, organisation, package, padded, scenario

PHI = 0.85
# everybody hears the manager, takes it in whole, and passes it on with what they want themselves; wants stay
HEARD = {
    "contact_rationale": 1.0, "kappa": 1.0, "attention": 64.0, "glut": 0.0, "fading": 0.0, "fidelity": PHI,
    "pace": 0.0,
}  # fmt: skip
EXPLAINED = {"rationale": 1.0, "clarity": 0.0, "review_interval": "never", "feedback_interval": "never", "focus": 3}


def chain_of(levels: int) -> list[int]:
    return [max(0, i - 1) for i in range(levels)]


def telling(goals: int = K, **more: object) -> Scenario:
    return scenario(only("cascade"), HEARD, EXPLAINED, goals, strategy={"goal0": 5, "goal1": 3, "goal2": 2}, **more)


def test_fidelity_at_each_level(engine: Engine) -> None:
    """All want the same: fidelity is phi^(l-1) to the last digits, at every level of a chain of eight."""
    agenda = padded([0.1, 0.2, 0.3, 0.4])
    people = organisation(chain_of(8), agenda=np.tile(agenda, (8, 1)))
    setting = telling(organisation={"leadership_levels": 1})
    outcome = engine(setting, people, 10, 1)
    fidelity = (outcome.knows[:, 0] - agenda[0]) / (outcome.strategy[0] - agenda[0])
    np.testing.assert_allclose(fidelity, PHI ** np.arange(8), atol=1e-12)
    np.testing.assert_allclose(outcome.strategy, padded([0.5, 0.3, 0.2]), atol=1e-15)


def test_clarity_widens_the_pipe(engine: Engine) -> None:
    """phi = fidelity + (1 - fidelity) * specific / 2: at full clarity half of what is lost is saved."""
    agenda = padded([0.1, 0.2, 0.3, 0.4])
    people = organisation(chain_of(5), agenda=np.tile(agenda, (5, 1)))
    setting = scenario(
        only("cascade"),
        HEARD,
        EXPLAINED | {"clarity": 1.0},
        strategy={"goal0": 1},
        organisation={"leadership_levels": 1},
    )
    fidelity = (engine(setting, people, 6, 1).knows[:, 0] - 0.1) / 0.9
    np.testing.assert_allclose(fidelity, ((1 + PHI) / 2) ** np.arange(5), atol=1e-12)


@pytest.mark.parametrize(
    ("engine", "chains"),
    [pytest.param(package, 4000, id="package"), pytest.param(independent, 500, id="reference")],
)
def test_control_loss_at_level_five(engine: Engine, chains: int) -> None:
    """Chains of five whose managers bend the word to agendas of their own: fidelity .522 in the mean, sd .243 agendas'.

    Both within five standard errors (of an sd with the sample's kurtosis, 3.5): false alarm about 1e-6 each.
    """
    manager = [0]
    for top in range(1, 5 * chains, 5):
        manager += [0, top, top + 1, top + 2, top + 3]
    setting = telling(8, context={"heterogeneity": 1.0})  # agendas flat on 8 goals: mean 1/8, variance 7/64/9
    outcome = engine(setting, organisation(manager), 6, 1)
    fifth = outcome.knows[5::5]
    agenda_sd = np.sqrt(7 / 64 / 9)
    for k in (0, 3, 7):
        assert fifth[:, k].std() / agenda_sd == pytest.approx(0.243, rel=5 * np.sqrt((3.5 - 1) / (4 * chains)))
    fidelity = (fifth[:, 0] - 1 / 8) / (outcome.strategy[0] - 1 / 8)
    error = 0.243 * agenda_sd / (outcome.strategy[0] - 1 / 8) / np.sqrt(chains)
    assert fidelity.mean() == pytest.approx(0.522, abs=5 * error)
