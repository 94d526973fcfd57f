"""Comparisons under what is not known of people: wider where only luck was, paired as before."""

from pathlib import Path

import pandas as pd
import pytest

from simalign import Policy, Scenario
from simalign.comparison.compare import AS_SET, BASE, Arm, arms, compare, pricing, runs
from simalign.scenario.posterior import Posterior, read_posterior
from simalign.simulation.ensemble import Ensemble, Run

REPLICATIONS = 12
POLICIES = {
    "push": Policy(preset="push"),
    "ruled": Policy(rules=[{"while": "trust < 0.5", "levers": {"support": 0.5}}]),
}


@pytest.fixture
def scenario(tmp_path: Path) -> Scenario:
    """One organisation, given, so that replications differ by luck alone."""
    file = tmp_path / "members.csv"
    file.write_text("id,manager\na,\n" + "".join(f"{n},{'a' if n < 3 else n % 3}\n" for n in range(15)))
    return Scenario(organisation={"members": str(file)}, warmup=4, weeks=12)


@pytest.fixture
def posterior(tmp_path: Path) -> Posterior:
    """Draws that lie far apart, fewer than replications."""
    file = tmp_path / "draws.csv"
    file.write_text("draw,chi,bite,duty\n0,0.0,0.1,0.9\n1,3.0,0.9,0.0\n2,0.1,0.5,0.8\n3,2.0,0.8,0.1\n")
    return read_posterior(file)


def gains(table: pd.DataFrame) -> pd.Series:
    last = table[(table["week"] == 12) & (table["basis"] == AS_SET)].pivot(index="replication", columns="policy")
    return last["value"]["push"] - last["value"][BASE]


def test_intervals_hold_more_than_luck(scenario: Scenario, posterior: Posterior) -> None:
    rng = gains(compare(scenario, POLICIES, 3, REPLICATIONS)[1])
    both = gains(compare(scenario, POLICIES, 3, REPLICATIONS, posterior=posterior)[1])
    assert both.std() > 2 * rng.std() > 0
    within = both.groupby(both.index % 4).std()
    assert within.max() < both.std()


def test_the_arms_of_a_replication_share_the_draw(scenario: Scenario, posterior: Posterior) -> None:
    chosen = arms(POLICIES, pricing(scenario, 3, 2, posterior))
    drawn: dict[int, set[tuple[float, ...]]] = {}

    def watch(arm: Arm, run: Run) -> None:
        p = run.simulation.parameters
        drawn.setdefault(run.simulation.replication, set()).add((p.chi, p.bite, p.duty))

    assert len(list(runs(scenario, chosen, Ensemble(3, posterior), range(1, 6), watch))) == 5 * len(chosen)
    assert drawn == {r: {posterior.draws[r % 4]} for r in range(1, 6)}


def test_what_is_set_stays_and_all_set_is_as_without(scenario: Scenario, posterior: Posterior) -> None:
    own = scenario.model_copy(update={"psychology": type(scenario.psychology)(pace=0.1, bite=0.8, duty=0.4)})
    one, other = (compare(own, POLICIES, 3, 2, posterior=given)[1] for given in (None, posterior))
    pd.testing.assert_frame_equal(one, other, check_exact=True)


def test_the_same_bytes_again_and_from_any_replication(scenario: Scenario, posterior: Posterior) -> None:
    one, other = (compare(scenario, POLICIES, 3, 3, posterior=posterior) for _ in range(2))
    pd.testing.assert_frame_equal(one[1], other[1], check_exact=True)
    grown = compare(scenario, POLICIES, 3, 2, more=lambda table: 3, posterior=posterior)[1]
    as_set = [t[t["basis"] == AS_SET].reset_index(drop=True) for t in (one[1], grown)]
    pd.testing.assert_frame_equal(*as_set, check_exact=True)


def test_rules_are_priced_on_the_same_people(scenario: Scenario, posterior: Posterior) -> None:
    """A rule on what people do is met more or less often, as they are."""
    ruled = Policy(rules=[{"while": "do > 0.6", "levers": {"support": 1.0}}])
    assert pricing(scenario, 3, 4, posterior)(ruled) != pricing(scenario, 3, 4)(ruled)
