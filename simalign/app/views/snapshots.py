"""An organisation at the end of its warm-up, once for each replication: where every policy starts from.

The warm-up is the same under every policy, so it is run once and kept: a lever that is moved costs no warm-up again.
"""

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simalign.analysis.figures.organisation import places
from simalign.app.views.people import members
from simalign.comparison.cost import Payers, payers
from simalign.measures.catalogue import NAMES
from simalign.organisation.record import Organisation
from simalign.parallel import in_order
from simalign.scenario import Policy, Scenario
from simalign.simulation import Simulation
from simalign.simulation.ensemble import Ensemble, Job, Replication


@dataclass(eq=False)
class Snapshots:
    """The replications of a scenario under a seed, at the end of the warm-up; more are run when asked for.

    What the page shows of the people who work there is that of the first replication, as long as there is one.
    """

    scenario: Scenario
    seed: int
    organisation: Organisation | None = None  # in place of the scenario's
    replications: list[Replication] = field(default_factory=list)
    simulations: list[Simulation] = field(default_factory=list)
    last: list[NDArray[np.float64]] = field(default_factory=list)  # measures (measures,) of the warm-up's last week
    lock: Lock = field(default_factory=Lock)

    @property
    def seen(self) -> Organisation:
        """The organisation that the page shows."""
        return self.simulations[0].organisation

    @cached_property
    def places(self) -> NDArray[np.float32]:
        """Where everybody stands in the picture of it, (N, 2)."""
        return places(self.seen.manager).astype(np.float32)

    @cached_property
    def members(self) -> list[dict[str, Any]]:
        """Who works there."""
        return members(self.seen)

    @cached_property
    def payers(self) -> Payers:
        """Who bears what policies cost there."""
        return payers(self.scenario, self.seen)

    @property
    def size(self) -> int:
        """How many bytes the replications take."""
        first = self.simulations[0]
        arrays = [own for own in (*first.fixed, *first.state) if isinstance(own, np.ndarray)]
        return len(self.simulations) * sum(own.nbytes for own in arrays)

    @cached_property
    def ensemble(self) -> Ensemble:
        """What the replications are made by."""
        return Ensemble(self.seed, organisation=self.organisation)

    def fill(self, replications: int, pool: Executor) -> None:
        """Have at least so many replications, their warm-ups run in the pool."""
        with self.lock:
            numbers = range(len(self.replications), replications)
            arms = [self.scenario]
            fresh = list(self.ensemble.replications(Job(arms, number) for number in numbers))
            starts = in_order(lambda replication: replication.start(self.scenario), fresh, pool=pool)
            for replication, (simulation, series) in zip(fresh, starts, strict=True):
                self.replications.append(replication)
                self.simulations.append(simulation)
                self.last.append(series[-1] if len(series) else np.full(len(NAMES), np.nan))

    def under(self, policy: Policy, replications: Sequence[int]) -> list[Simulation]:
        """These replications, about to live under another policy."""
        design = self.scenario.unchecked_copy(policy=policy)
        return [self.replications[number].branch(design) for number in replications]
