"""An organisation at the end of its warm-up, once for each replication: where every policy starts from.

The warm-up is the same under every policy, so it is run once and kept: a lever that is moved costs no warm-up again.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from simalign.measures.catalogue import NAMES
from simalign.organisation.record import Organisation
from simalign.policies.plan import plan
from simalign.scenario import Policy, Scenario
from simalign.simulation import Ready, Simulation, made_ready
from simalign.start import organise


@dataclass(slots=True)
class Stage:
    """The replications of a scenario under a seed, at the end of the warm-up; more are run when asked for."""

    scenario: Scenario
    seed: int
    organisation: Organisation | None = None  # in place of the scenario's
    simulations: list[Simulation] = field(default_factory=list)
    last: list[NDArray[np.float64]] = field(default_factory=list)  # measures (measures,) of the warm-up's last week
    lock: Lock = field(default_factory=Lock)

    def fill(self, replications: int, pool: ThreadPoolExecutor) -> None:
        """Have at least so many replications."""
        with self.lock:
            more = range(len(self.simulations), replications)
            ready: dict[tuple[str, ...], Ready] = {}
            seated = [self.organisation or organise(self.scenario, self.seed, replication) for replication in more]
            for organisation in seated:
                if organisation.departments not in ready:
                    ready[organisation.departments] = made_ready(self.scenario, organisation.departments)

            def warm(replication: int) -> tuple[Simulation, NDArray[np.float64]]:
                organisation = seated[replication - more.start]
                shared = ready[organisation.departments]
                simulation = Simulation(self.scenario, self.seed, replication, organisation, ready=shared)
                series = simulation.run(self.scenario.warmup)
                return simulation, series[-1] if len(series) else np.full(len(NAMES), np.nan)

            for simulation, row in pool.map(warm, more):
                self.simulations.append(simulation)
                self.last.append(row)

    def under(self, policy: Policy, replications: Sequence[int]) -> list[Simulation]:
        """These replications, about to live under another policy."""
        first = self.simulations[0]
        laid = {
            first.organisation.departments: plan(policy, first.organisation.departments, first.scenario.warmup, NAMES)
        }
        found = []
        for replication in replications:
            simulation = self.simulations[replication]
            departments = simulation.organisation.departments
            if departments not in laid:
                laid[departments] = plan(policy, departments, first.scenario.warmup, NAMES)
            found.append(simulation.under(policy, laid[departments]))
        return found
