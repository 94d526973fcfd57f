"""The cases of a decision: simulated histories with plausible people, drawn settings and random events.

Case n has posterior draw n (ODD 7.3), replication n of the random numbers, and value n of every quantity that is drawn
from a range. It is the same under every policy (common random numbers): all policies start from the same organisation
after the same warm-up.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from simalign.errors import InputError
from simalign.measures.catalogue import NAMES
from simalign.organisation.record import Organisation
from simalign.scenario import Policy, Scenario
from simalign.scenario.checks import psychology_problems
from simalign.scenario.posterior import Posterior
from simalign.simulation.ensemble import PLAIN, Ensemble, Execution, Job
from simalign.sweeps.design.factors import Distribution

Floats = NDArray[np.float64]
WORTH = NAMES.index("value_net")
PARTS = ("context", "psychology")  # of a scenario, whose values may be drawn


@dataclass(frozen=True)
class Cases:
    """How the cases of a decision are simulated.

    organisation: replaces that of the scenario. drawn: distributions of scenario values that differ between cases, by
    key, such as ``context.trust``. execution: how runs are carried out. tick: called after each case with the number of
    its runs.
    """

    seed: int
    posterior: Posterior | None = None
    organisation: Organisation | None = None
    drawn: Mapping[str, Distribution] = field(default_factory=dict)
    execution: Execution = PLAIN
    tick: Callable[[int], None] = lambda runs: None

    def values(self, count: int) -> dict[str, Floats]:
        """Return the drawn values of the first ``count`` cases, by key; they do not depend on other keys.

        >>> drawn = {"context.trust": Distribution("uniform", (0.2, 0.4))}
        >>> Cases(1, drawn=drawn).values(2)["context.trust"].round(3).tolist()
        [0.291, 0.216]
        """
        return {
            key: np.array(shape.values(np.random.default_rng([self.seed, *key.encode()]).random(count)))
            for key, shape in self.drawn.items()
        }

    def scenarios(self, scenario: Scenario, count: int) -> list[Scenario]:
        """Return the scenario of each of the first ``count`` cases; without drawn values it is the same object."""
        values = self.values(count)
        return [with_values(scenario, {key: float(x[n]) for key, x in values.items()}) for n in range(count)]

    def check(self, scenario: Scenario, count: int) -> None:
        """Raise InputError if the values of one of the first ``count`` cases contradict each other."""
        for number, changed in enumerate(self.scenarios(scenario, count)):
            if self.posterior is not None:
                self.posterior.applied(changed, number)
            elif problems := psychology_problems(changed):
                raise InputError(problems)


def with_values(scenario: Scenario, values: Mapping[str, float]) -> Scenario:
    """Return a scenario with other, valid values in its context or psychology, by key.

    >>> with_values(Scenario(), {"context.trust": 0.2}).context.trust
    0.2
    """
    changes = {}
    for part in PARTS:
        fields = {key.partition(".")[2]: x for key, x in values.items() if key.startswith(f"{part}.")}
        if fields:
            changes[part] = getattr(scenario, part).unchecked_copy(**fields)
    return scenario.unchecked_copy(**changes) if changes else scenario


def simulate_worth(
    scenario: Scenario, policies: Mapping[str, Policy], cases: Cases, count: int, *, first: int = 0
) -> Floats:
    """Simulate the weekly worth of every policy in the cases from ``first`` to ``count`` - 1.

    Worth is ``value_net``: the value of the work to customers minus the time and pay that the policy takes, in working
    weeks per member-week. Returns (cases, policies, weeks of the scenario).
    """
    shared = [scenario.unchecked_copy(policy=policy) for policy in policies.values()]
    jobs = [Job(shared, n) for n in range(first, count)]
    if cases.drawn:
        changed = cases.scenarios(scenario, count)
        jobs = [Job([changed[n].unchecked_copy(policy=p) for p in policies.values()], n) for n in range(first, count)]
    ensemble = Ensemble(cases.seed, cases.posterior, cases.organisation, cases.execution)
    worth = ensemble.runs(jobs, lambda run: run.series[scenario.warmup :, WORTH], "weekly worth", cases.tick)
    return np.stack(list(worth))
