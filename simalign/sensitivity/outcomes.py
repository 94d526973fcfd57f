"""What is asked of each point of a sensitivity design: four levels, and push minus pull in each.

A level is the mean over the last quarter of a year of the horizon, under the scenario's own policy with the point's
levers. Push and pull are the point's levers with those of the shipped policies on top, on the same organisation with
the same luck.
"""

from collections.abc import Callable, Sequence
from functools import cache

import numpy as np

from simalign.analysis.findings import periods
from simalign.measures.catalogue import INDEX
from simalign.policies.plan import nominal
from simalign.scenario import Scenario
from simalign.scenario.levers import PULL, PUSH, Levers
from simalign.scenario.reading import load_policy
from simalign.sensitivity.factors import plain_policy
from simalign.sensitivity.running import Job, Numbers, run_jobs

MEASURED = ("do", "want", "value", "compliance_gap")
VERSUS = "push minus pull: "
OUTCOMES = (*MEASURED, *(VERSUS + name for name in MEASURED))
ARMS = 3  # runs that an outcome takes: the scenario's policy, push, pull
COLUMNS = [INDEX[name] for name in MEASURED]


def arms(point: Scenario) -> list[Scenario]:
    """The scenario as it is, with push on top, and with pull on top.

    >>> [arm.policy.levers.mandate for arm in arms(plain_policy(Scenario()))]
    [None, 0.8, None]
    """
    policy = point.policy
    found = [point]
    for ours in _push_and_pull():
        levers = Levers(**(policy.levers.model_dump(exclude_none=True) | ours))
        found.append(point.unchecked_copy(policy=policy.unchecked_copy(levers=levers)))
    return found


@cache
def _push_and_pull() -> tuple[dict[str, float], dict[str, float]]:
    """What the shipped policies set their own families' levers to."""
    push, pull = nominal(load_policy("push")), nominal(load_policy("pull"))
    return {lever: push[lever] for lever in PUSH}, {lever: pull[lever] for lever in PULL}


def answers(
    points: Sequence[Scenario], replications: int, seed: int, tick: Callable[[int], None] = lambda runs: None
) -> Numbers:
    """The outcomes of every point, (points, replications, outcomes); no two points share their luck.

    Raises InputError where an organisation cannot be read.

    >>> small = Scenario(organisation={"size": 8}, warmup=1, weeks=2)
    >>> answers([small], 2, 1).shape
    (1, 2, 8)
    """
    points = [plain_policy(point) for point in points]
    first, last = list(periods(points[0].weeks).values())[-1]
    start = points[0].warmup

    def kept(series: Numbers) -> Numbers:
        return np.asarray(series[start + first - 1 : start + last, COLUMNS].mean(axis=0))

    jobs = [
        Job(three, place * replications + n)
        for place, three in enumerate(arms(point) for point in points)
        for n in range(replications)
    ]
    levels = np.array(list(run_jobs(jobs, seed, kept, tick)))  # (jobs, arms, measures)
    found = np.concatenate([levels[:, 0], levels[:, 1] - levels[:, 2]], axis=1)
    return found.reshape(len(points), replications, len(OUTCOMES))
