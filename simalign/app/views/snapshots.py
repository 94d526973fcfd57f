"""Snapshots of the replications at the end of the warm-up, from which the runs under every policy start.

The warm-up is the same under every policy. It is run once and stored, so that changing a lever does not repeat it.
"""

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simalign.app.views.people import member_records
from simalign.comparison.cost import Payers, payers
from simalign.measures.catalogue import NAMES
from simalign.organisation.record import Organisation
from simalign.parallel import in_order
from simalign.scenario import Policy, Scenario
from simalign.simulation import Simulation
from simalign.simulation.ensemble import Ensemble, Job, Replication


@dataclass(eq=False)
class Snapshots:
    """The replications of a scenario and a seed at the end of the warm-up; ``fill`` adds more.

    The page shows the members of the first replication, so ``fill`` must have been called before they are read.
    """

    scenario: Scenario
    seed: int
    organisation: Organisation | None = None  # replaces the scenario's
    replications: list[Replication] = field(default_factory=list)
    simulations: list[Simulation] = field(default_factory=list)
    last_week: list[NDArray[np.float64]] = field(default_factory=list)  # of the warm-up, (measures,) each
    lock: Lock = field(default_factory=Lock)

    @property
    def displayed(self) -> Organisation:
        """Organisation of the first replication, which the page shows."""
        return self.simulations[0].organisation

    @cached_property
    def members(self) -> list[dict[str, Any]]:
        """Records of the members, in row order."""
        return member_records(self.displayed)

    @cached_property
    def payers(self) -> Payers:
        """Members who bear the costs of policies."""
        return payers(self.scenario, self.displayed)

    @property
    def size(self) -> int:
        """Size of the replications in memory, bytes."""
        first = self.simulations[0]
        arrays = [array for array in (*first.fixed, *first.state) if isinstance(array, np.ndarray)]
        return len(self.simulations) * sum(array.nbytes for array in arrays)

    @cached_property
    def ensemble(self) -> Ensemble:
        """Source of the replications."""
        return Ensemble(self.seed, organisation=self.organisation)

    def fill(self, replications: int, pool: Executor) -> None:
        """Add replications up to the given number; their warm-ups run in the pool."""
        with self.lock:
            numbers = range(len(self.replications), replications)
            arms = [self.scenario]
            added = list(self.ensemble.replications(Job(arms, number) for number in numbers))
            starts = in_order(lambda replication: replication.start(self.scenario), added, pool=pool)
            for replication, (simulation, series) in zip(added, starts, strict=True):
                self.replications.append(replication)
                self.simulations.append(simulation)
                self.last_week.append(series[-1] if len(series) else np.full(len(NAMES), np.nan))

    def branches(self, policy: Policy, replications: Sequence[int]) -> list[Simulation]:
        """Return copies of replications, by number, that continue under a policy."""
        scenario = self.scenario.unchecked_copy(policy=policy)
        return [self.replications[number].branch(scenario) for number in replications]
