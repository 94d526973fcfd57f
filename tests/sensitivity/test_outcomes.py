"""What is asked of each point: the runs behind it, and whose luck they have."""

import numpy as np
import pytest

from simalign import Scenario
from simalign.measures.catalogue import INDEX
from simalign.policies.policy import Policy
from simalign.sensitivity.factors import factors_of, keys_of
from simalign.sensitivity.sobol_indices import design
from simalign.sensitivity.studies import (
    MEASURED,
    NOISE,
    OUTCOMES,
    answers,
    morris_study,
    runs_of_morris,
    runs_of_sobol,
    sobol_study,
)
from simalign.simulation import Simulation
from simalign.simulation.ensemble import Ensemble, Job
from simalign.simulation.initial import organise

from .made import SMALL


def level(policy: Policy, replication: int) -> np.ndarray:
    """The outcomes' levels of one run, by hand."""
    scenario = SMALL.model_copy(update={"policy": policy})
    run = Simulation(scenario, 5, replication, organise(scenario, 5, replication)).run(33)
    return np.asarray(run[20:, [INDEX[name] for name in MEASURED]].mean(axis=0))  # weeks 8 to 20: the last quarter


def test_outcomes_are_those_of_the_runs() -> None:
    found = answers([SMALL, SMALL], 2, 5)
    assert found.shape == (2, 2, len(OUTCOMES))
    for place in range(4):  # points in turn, each with lucks of its own
        own = found[place // 2, place % 2]
        push, pull = (level(Policy(preset=name), place) for name in ("push", "pull"))
        assert np.array_equal(own, np.concatenate([level(Policy(), place), push - pull]))


def test_no_two_points_or_replications_share_their_luck() -> None:
    found = answers([SMALL, SMALL, SMALL], 2, 5)
    assert len({run.tobytes() for point in found for run in point}) == 6


def test_results_come_in_order_however_they_are_done() -> None:
    jobs = [Job([SMALL], replication) for replication in range(8)]
    found = [kept.tobytes() for kept in Ensemble(3).runs(jobs, lambda run: run.series)]
    turned = [kept.tobytes() for kept in Ensemble(3).runs(jobs[::-1], lambda run: run.series)]
    assert found == turned[::-1]
    assert len(set(found)) == 8


def test_a_study_holds_every_factor_and_luck_and_counts_its_runs() -> None:
    runs: list[int] = []
    factors = factors_of(keys_of("context.trust,policy.levers.mandate", SMALL), SMALL)
    study = sobol_study(SMALL, factors, 4, 2, 1, runs.append)
    assert sum(runs) == runs_of_sobol(2, 4, 2)
    assert set(study.indices["factor"]) == {"context.trust", "policy.levers.mandate", NOISE}
    assert len(study.indices) == 3 * len(OUTCOMES)
    assert np.allclose(study.points["context.trust"], design(2, 4, 1)[..., 0].ravel())
    assert study.noise["noise_share"].between(0, 1).all()
    assert (study.noise["noise_share"] <= study.noise["noise_share_of_one_run"]).all()


def test_a_screening_finds_what_matters_and_counts_its_runs() -> None:
    """The mandate moves resistance's twin, the compliance gap, more than what a tie is worth; seed fixed."""
    runs: list[int] = []
    factors = factors_of(keys_of("policy.levers.mandate,policy.levers.relationship_management", SMALL), SMALL)
    study = morris_study(SMALL, factors, 4, 2, 1, runs.append)
    assert sum(runs) == runs_of_morris(2, 4, 2)
    gap = study.indices[study.indices["outcome"] == "compliance_gap"].set_index("factor")["mu_star"]
    assert gap["policy.levers.mandate"] > gap["policy.levers.relationship_management"]


@pytest.mark.parametrize("analysis", [sobol_study, morris_study])
def test_a_study_is_the_same_to_the_byte_under_one_seed(analysis: object) -> None:
    base = Scenario(organisation={"size": 8}, warmup=1, weeks=3)
    factors = factors_of(keys_of("context.trust,context.complexity", base), base)
    once, again, other = (analysis(base, factors, 4, 2, seed) for seed in (1, 1, 2))  # type: ignore[operator]
    for name in ("indices", "noise", "points"):
        texts = [getattr(study, name).to_csv(float_format="%.17g") for study in (once, again, other)]
        assert texts[0] == texts[1] != texts[2]
