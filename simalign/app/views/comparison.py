"""Comparison of two or three policies on the same organisations with common random numbers, as the page shows it.

The numbers equal those of ``simalign compare`` at the same settings: same engine, same seeds, same intervals.
"""

from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from secrets import token_hex
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simalign.analysis.intervals import band
from simalign.analysis.text import words
from simalign.app.views.exports import command_of
from simalign.app.views.payload import packed
from simalign.app.views.people import People, record_people, record_ranks
from simalign.app.views.request import ComparisonRequest, comparison_request
from simalign.app.views.snapshots import Snapshots
from simalign.comparison.cost import mean_cost
from simalign.measures.catalogue import NAMES
from simalign.parallel import in_order
from simalign.scenario import Policy, Scenario
from simalign.simulation.events import STRUCTURAL


@dataclass(frozen=True, slots=True)
class PolicyRuns:
    """The runs of one policy.

    series: (replications, weeks + 1, measures) from week 0 on. people: of the first replication. bands: as returned by
    ``bands``. ranks: what the front line and managers want and do, means over replications, (2, 2, weeks + 1). cost:
    of the policy, in working weeks per member-week.
    """

    series: NDArray[np.float64]
    people: People
    bands: NDArray[np.float32]
    ranks: NDArray[np.float32]
    cost: float
    mark: str  # random identifier; a page names it in ``holds`` when it has these runs already

    @property
    def size(self) -> int:
        """Size in memory, bytes."""
        return self.series.nbytes + self.bands.nbytes + self.ranks.nbytes + sum(array.nbytes for array in self.people)


def run_policy(snapshots: Snapshots, policy: Policy, replications: int, pool: ThreadPoolExecutor) -> PolicyRuns:
    """Run replications from their snapshots under a policy. Raises InputError if it does not fit the organisation."""
    weeks = snapshots.scenario.weeks
    first, *others = snapshots.branches(policy, range(replications))
    recording = pool.submit(record_people, first, weeks)
    others_recorded = list(in_order(lambda simulation: record_ranks(simulation, weeks), others, pool=pool))
    first_series, people, first_ranks = recording.result()
    recorded = [(first_series, first_ranks), *others_recorded]
    complete = [np.vstack([start, weekly]) for start, (weekly, _) in zip(snapshots.last_week, recorded, strict=False)]
    series = np.stack(complete)
    ranks = np.nan_to_num(np.mean([ranks for _, ranks in recorded], axis=0)).transpose(1, 2, 0)
    ranks = np.ascontiguousarray(ranks, np.float32)
    return PolicyRuns(series, people, bands(series), ranks, mean_cost(policy, snapshots.payers), token_hex(8))


def bands(series: NDArray[np.float64]) -> NDArray[np.float32]:
    """Return the mean and the ends of a 95% confidence band over replications, (3, measures, weeks).

    series: (replications, weeks, measures). With one replication both ends are the mean.
    """
    return np.nan_to_num(np.stack(band(np.ascontiguousarray(series.transpose(2, 1, 0))))).astype(np.float32)


def block(
    request: ComparisonRequest, snapshots: Snapshots, policy_runs: list[PolicyRuns], holds: Collection[str] = ()
) -> bytes:
    """Return the packed comparison. Arrays of policies whose marks are in ``holds`` are left out."""
    arrays: dict[str, NDArray[Any]] = {}
    for n, runs in enumerate(policy_runs):
        if runs.mark in holds:
            continue
        arrays |= {f"bands{n}": runs.bands, f"ranks{n}": runs.ranks}
        arrays |= {f"{name}{n}": array for name, array in runs.people._asdict().items()}
    return packed(_header(request, snapshots, policy_runs), arrays)


def _header(request: ComparisonRequest, snapshots: Snapshots, policy_runs: list[PolicyRuns]) -> dict[str, Any]:
    return {
        "weeks": request.scenario.weeks,
        "warmup": request.scenario.warmup,
        "seed": request.seed,
        "replications": request.replications,
        "scenario": request.base,
        "goals": [{"name": words(goal.name), "external": goal.external} for goal in request.scenario.goals],
        "measures": NAMES,
        "policies": [
            {"name": policy.name, "cost": runs.cost, "mark": runs.mark, "events": _events(request.scenario, policy)}
            for policy, runs in zip(request.policies, policy_runs, strict=True)
        ],
        "departments": [words(name) for name in snapshots.displayed.departments],
        "members": snapshots.members,
        "command": command_of(request),
    }


def _events(scenario: Scenario, policy: Policy) -> list[dict[str, Any]]:
    """Return the events of a run in the order of their weeks: week, sentence, and whether positions or teams change."""
    events = sorted([*scenario.events, *policy.events], key=lambda event: event.week)
    return [
        {"week": event.week, "text": event.sentence, "structural": event.kind in STRUCTURAL}
        for event in events
        if event.week < scenario.weeks
    ]


def compile_kernels() -> None:
    """Run a tiny comparison, so that all kernels are compiled before the first request."""
    tiny = comparison_request({"size": 6, "weeks": 4, "policies": [{"preset": "push"}], "replications": 2})
    with ThreadPoolExecutor(1) as pool:
        snapshots = Snapshots(tiny.scenario, tiny.seed)
        snapshots.fill(tiny.replications, pool)
        block(tiny, snapshots, [run_policy(snapshots, policy, tiny.replications, pool) for policy in tiny.policies])
