"""Sets of simulated cases, and the measures of policies in them.

A case has one organisation, one draw of plausible people and one set of random events, the same for all policies. There
are three sets: policies are searched in one, chosen in another, and reported in the third, which is that of
``simalign decide`` with the same seed. The sets have different random numbers. They also have different plausible
people as long as there are enough draws.

With a checkpoint, what is measured is stored. A search that is repeated proposes the same policies, and so continues.
"""

from collections.abc import Callable, Sequence
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from simalign.decision.cases import WORTH, Cases
from simalign.measures.catalogue import NAMES
from simalign.scenario import Policy, Scenario
from simalign.simulation.ensemble import Ensemble, Job, Replication, Run
from simalign.simulation.resume import ARRAY, CHUNK

Floats = NDArray[np.float64]
TRUST, LOAD, DONE = (NAMES.index(name) for name in ("trust", "load", "managing_done"))
WORTHS, TRUSTS, LOADS, DONES = range(4)  # columns of what is measured
QUARTER = 13  # weeks


def derived(seed: int, purpose: str) -> int:
    """Return a seed for a purpose, which differs from that of any other purpose.

    >>> derived(1, "search") != derived(1, "selection")
    True
    """
    return int(np.random.SeedSequence([seed, crc32(purpose.encode())]).generate_state(1, np.uint64)[0] >> 1)


class Sample:
    """A set of cases, whose warm-ups are run once, and what has been measured in it.

    cases: how they are simulated. numbers: of the cases; they decide the posterior draws. tick: called after each case
    with the number of its runs.
    """

    def __init__(
        self, scenario: Scenario, cases: Cases, numbers: range, tick: Callable[[int], None] = lambda runs: None
    ) -> None:
        ensemble = Ensemble(cases.seed, cases.posterior, cases.organisation, cases.execution)
        usual = [scenario]
        arms = [usual if drawn is scenario else [drawn] for drawn in cases.scenarios(scenario, numbers.stop)]
        self._ensemble, self._tick = ensemble, tick
        self._replications = list(ensemble.replications(Job(arms[number], number) for number in numbers))
        members = ensemble.organisations.size(scenario)
        self._size = (scenario.warmup + scenario.weeks) * members  # of a run, in member-weeks
        self._known: dict[str, Floats] = {}

    def __len__(self) -> int:
        return len(self._replications)

    @property
    def tried(self) -> int:
        """Number of different policies that were simulated in some of the cases."""
        return len(self._known)

    def measured(self, policies: Sequence[Policy], count: int | None = None) -> Floats:
        """Return what is measured of policies in the first ``count`` cases (all if None): (cases, policies, 4).

        The columns are worth (mean over all weeks), trust, the load of managers and the share of managing that gets
        done (means over the last quarter). A policy is run once in each case; what is known is not run again.
        """
        count = len(self) if count is None else count
        texts = [_text(policy) for policy in policies]
        by_known: dict[int, dict[str, Policy]] = {}
        for text, policy in zip(texts, policies, strict=True):
            known = len(self._known.get(text, ()))
            if known < count:
                by_known.setdefault(known, {})[text] = policy
        for known, missing in sorted(by_known.items()):
            added = self._run(list(missing.values()), known, count)
            for n, text in enumerate(missing):
                before = [self._known[text]] if known else []
                self._known[text] = np.concatenate([*before, added[:, n]])
        return np.stack([self._known[text][:count] for text in texts], axis=1)

    def gains(self, policies: Sequence[Policy], count: int | None = None) -> Floats:
        """Return the gain of policies over the status quo, as a share of its mean worth: (cases, policies)."""
        worth = self.measured([Policy(), *policies], count)[:, :, WORTHS]
        return np.asarray((worth[:, 1:] - worth[:, :1]) / abs(worth[:, 0].mean()))

    def _run(self, policies: Sequence[Policy], first: int, last: int) -> Floats:
        """Run policies in the cases from ``first`` to ``last`` - 1, and store what is measured chunk by chunk."""
        replications = self._replications[first:last]
        count = max(1, CHUNK // (self._size * len(replications)))
        chunks = [self._run_chunk(policies[n : n + count], replications) for n in range(0, len(policies), count)]
        return np.concatenate(chunks, axis=1)

    def _run_chunk(self, policies: Sequence[Policy], replications: Sequence[Replication]) -> Floats:
        def of_case(replication: Replication) -> Floats:
            (scenario,) = replication.arms
            return np.stack(
                [_measures(replication.run(scenario.unchecked_copy(policy=p)), scenario.warmup) for p in policies]
            )

        label = "\n".join(map(_text, policies))
        rows = []
        for row in self._ensemble.each(replications, of_case, label, ARRAY):
            self._tick(len(policies))
            rows.append(row)
        return np.stack(rows)


def _text(policy: Policy) -> str:
    """Return everything that determines the effects of a policy."""
    return policy.model_dump_json(exclude={"name", "description"})


def _measures(run: Run, warmup: int) -> Floats:
    after = run.series[warmup:]
    last = after[-min(QUARTER, len(after)) :]
    return np.array([after[:, WORTH].mean(), *last[:, (TRUST, LOAD, DONE)].mean(axis=0)])
