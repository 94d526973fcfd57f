"""Many runs: the same bytes as runs of their own, whatever is shared and however many threads there are."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simalign import InputError, Policy, Scenario, Simulation, load_policy
from simalign.files.shipped import policy_names
from simalign.organisation.record import Organisation
from simalign.scenario.posterior import shipped_posterior
from simalign.simulation import run as run_module
from simalign.simulation.ensemble import Ensemble, Execution, Job, Run
from simalign.simulation.initial import organise

LIVELY: dict[str, Any] = {
    "organisation": {"size": 20, "span": 4, "stakeholders": 3},
    "context": {"turbulence": 0.4, "turnover": 0.01},  # a rate of leaving that suits every posterior draw
}
SHIPPED = {name: load_policy(name) for name in policy_names()}
OWN = {
    "phases": Policy(preset="push", phases=[{"from": 0, "levers": {"voice": 0.9}}, {"from": 4, "preset": "pull"}]),
    "rules": Policy(rules=[{"while": "trust < 0.6", "levers": {"mandate": 1.0}}]),
    "departments": Policy(departments={"operations": {"monitoring": 1.0}}),
    "never": Policy(levers={"review_interval": "never", "feedback_interval": 2}),
}


def digests(scenario: Scenario, policies: dict[str, Policy], ensemble: Ensemble) -> list[tuple[str, bytes]]:
    """Digest and series of each policy in two replications, as the ensemble runs them."""
    arms = [scenario.model_copy(update={"policy": policy}) for policy in policies.values()]
    seen: dict[tuple[int, int], tuple[str, bytes]] = {}

    def keep(run: Run) -> np.ndarray:
        seen[run.simulation.replication, run.arm] = run.simulation.digest(), run.series.tobytes()
        return run.series

    kept = list(ensemble.runs([Job(arms, 0), Job(arms, 1)], keep))
    assert [series.tobytes() for job in kept for series in job] == [seen[key][1] for key in sorted(seen)]
    return [seen[key] for key in sorted(seen)]


def alone(scenario: Scenario, policies: dict[str, Policy], **more: Any) -> list[tuple[str, bytes]]:
    """The same by simulations of their own."""
    found = []
    for replication in (0, 1):
        for policy in policies.values():
            simulation = Simulation(scenario.model_copy(update={"policy": policy}), 3, replication, **more)
            series = simulation.run(scenario.warmup + scenario.weeks)
            found.append((simulation.digest(), series.tobytes()))
    return found


@pytest.mark.parametrize("warmup", [0, 1, 6])
def test_a_shared_warm_up_changes_no_byte(warmup: int) -> None:
    scenario = Scenario(**LIVELY, warmup=warmup, weeks=9)
    policies = SHIPPED | OWN
    found = digests(scenario, policies, Ensemble(3))
    assert found == alone(scenario, policies)
    assert len({digest for digest, _ in found}) == len(found)  # no two policies, and no two replications, are alike


def test_nor_with_own_steps_and_measures() -> None:
    scenario = Scenario(**LIVELY, warmup=3, weeks=5)

    def want(fixed: Any, state: Any, parameters: Any, week: int) -> None:
        state.wants[:] += 0.1 * (state.agenda - state.wants)

    execution = Execution({"want": want}, {"spread": lambda f, s, p, week: s.trust.std()})
    found = digests(scenario, OWN, Ensemble(3, execution=execution))
    assert found == alone(scenario, OWN, steps=execution.steps, measures=execution.measures)
    assert found[0] != digests(scenario, OWN, Ensemble(3))[0]


def test_nor_with_rules_by_which_members_act_in_turn() -> None:
    scenario = Scenario(**LIVELY, warmup=3, weeks=5, rules={"activation": "random"})
    assert digests(scenario, OWN, Ensemble(3)) == alone(scenario, OWN)


@pytest.mark.parametrize("workers", [1, 2, 5])
def test_the_number_of_threads_changes_no_byte(workers: int) -> None:
    scenario = Scenario(**LIVELY, warmup=2, weeks=4)
    arms = [scenario.model_copy(update={"policy": policy}) for policy in OWN.values()]
    ensemble = Ensemble(3, shipped_posterior(), execution=Execution(workers=workers))
    found = np.array(list(ensemble.runs([Job(arms, n) for n in range(9)], lambda run: run.series)))
    drawn = [shipped_posterior().applied(arms[2], n) for n in range(9)]
    expected = np.array([Simulation(one, 3, n).run(6) for n, one in enumerate(drawn)])
    np.testing.assert_array_equal(found[:, 2], expected)


def test_a_warm_up_is_run_once_for_arms_that_differ_in_policy_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    weeks: list[int] = []
    run_weeks = run_module.run_weeks

    def counting(*given: Any) -> None:
        weeks.append(given[5])
        run_weeks(*given)

    monkeypatch.setattr(run_module, "run_weeks", counting)
    scenario = Scenario(**LIVELY, warmup=7, weeks=2)
    arms = [scenario.model_copy(update={"policy": policy}) for policy in OWN.values()]
    other = Scenario(**LIVELY, warmup=7, weeks=2, psychology={"anchor": 0.9})
    list(Ensemble(1).runs([Job([*arms, other], n) for n in range(3)], lambda run: run.series))
    assert sorted(weeks) == sorted(3 * (2 * [7] + 5 * [2]))


def test_parameters_that_are_set_are_not_shared_with_parameters_that_are_drawn() -> None:
    """A parameter that is set to its default is no less set: the draw leaves it, and the warm-up is another."""
    posterior = shipped_posterior()
    free = Scenario(**LIVELY, warmup=2, weeks=2)
    name = posterior.names[0]
    fixed = free.model_copy(update={"psychology": type(free.psychology)(**{name: getattr(free.psychology, name)})})
    assert fixed.model_dump_json() == free.model_dump_json()
    replication = Ensemble(1, posterior).replication(0)
    starts = [replication.start(one).simulation for one in (free, fixed)]
    assert [getattr(start.parameters, name) for start in starts] == [
        posterior.draw(0)[name],
        getattr(free.psychology, name),
    ]


def test_the_arms_of_a_job_may_be_of_other_organisations() -> None:
    """Each has the one that it would have alone."""
    small, large = (Scenario(organisation={"size": size}, warmup=1, weeks=2) for size in (6, 9))
    (kept,) = Ensemble(3).runs([Job([small, large, small], 4)], lambda run: run.series)
    for scenario, series in zip((small, large, small), kept, strict=True):
        np.testing.assert_array_equal(series, Simulation(scenario, 3, 4).run(3))


def test_an_imported_organisation_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "members.csv"
    file.write_text("id,manager\na,\nb,a\nc,a\n")
    read: list[int] = []

    def counting(scenario: Scenario, seed: int, replication: int) -> Organisation:
        read.append(replication)
        return organise(scenario, seed, replication)

    monkeypatch.setattr("simalign.simulation.shared.organise", counting)
    scenario = Scenario(organisation={"members": str(file)}, warmup=0, weeks=1)
    ensemble = Ensemble(1, execution=Execution(workers=4))
    list(ensemble.runs([Job([scenario], n) for n in range(20)], lambda run: run.series))
    assert read == [0]


def test_an_organisation_takes_the_place_of_the_scenarios() -> None:
    scenario = Scenario(organisation={"size": 6}, warmup=1, weeks=1)
    brought = organise(Scenario(organisation={"size": 11}), 9, 0)
    sizes = Ensemble(1, organisation=brought).runs(
        [Job([scenario], 0)], lambda run: np.array(run.simulation.organisation.size)
    )
    assert [kept.tolist() for kept in sizes] == [[11]]


def test_runs_are_counted_and_every_job_may_wait() -> None:
    ticks: list[int] = []
    pauses: list[None] = []
    scenario = Scenario(organisation={"size": 6}, warmup=0, weeks=1)
    ensemble = Ensemble(1, execution=Execution(pause=lambda: pauses.append(None)))
    list(ensemble.runs([Job([scenario, scenario], n) for n in range(3)], lambda run: run.series, tick=ticks.append))
    assert (ticks, len(pauses)) == ([2, 2, 2], 3)


def test_a_policy_that_does_not_fit_is_refused() -> None:
    policy = Policy(departments={"zoo": {"voice": 1.0}})
    scenario = Scenario(organisation={"size": 6}).unchecked_copy(policy=policy)
    with pytest.raises(InputError, match="no such department"):
        list(Ensemble(1).runs([Job([scenario], 0)], lambda run: run.series))


def test_a_run_keeps_the_names_and_weeks_of_its_arm() -> None:
    one = Scenario(organisation={"size": 6}, name="one", warmup=2, weeks=1)
    other = one.model_copy(update={"name": "other", "weeks": 4, "policy": Policy(preset="push")})
    replication = Ensemble(1).replication(0)
    runs = [replication.run(scenario) for scenario in (one, other)]
    assert [run.simulation.scenario for run in runs] == [one, other]
    assert [len(run.series) for run in runs] == [3, 6]
