"""Two or three policies on the same organisations with the same luck, as the page shows them.

The numbers are those of ``simalign compare``, as set: the same engine, the same seeds, the same intervals.
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
from simalign.app.views.people import People, watched
from simalign.app.views.request import ComparisonRequest, comparison_request
from simalign.app.views.snapshots import Snapshots
from simalign.comparison.cost import mean_cost
from simalign.measures.catalogue import NAMES
from simalign.parallel import in_order
from simalign.scenario import Policy


@dataclass(frozen=True, slots=True)
class Lived:
    """A policy's runs: series (replications, weeks + 1, measures) from week 0 on, and the people of the first.

    ``bands`` as the function of that name gives them; ``cost``: what the policy costs, weeks per member-week.
    """

    series: NDArray[np.float64]
    people: People
    bands: NDArray[np.float32]
    cost: float
    mark: str  # by which a page says that it has this one already

    @property
    def size(self) -> int:
        """How many bytes it takes."""
        return self.series.nbytes + self.bands.nbytes + sum(own.nbytes for own in self.people)


def live_under(snapshots: Snapshots, policy: Policy, replications: int, pool: ThreadPoolExecutor) -> Lived:
    """Run the replications of a stage under a policy. Raises InputError where it does not fit the organisation."""
    weeks = snapshots.scenario.weeks
    first, *others = snapshots.under(policy, range(replications))
    watching = pool.submit(watched, first, weeks)
    rest = list(in_order(lambda simulation: simulation.run(weeks), others, pool=pool))
    shown, people = watching.result()
    rows = [np.vstack([start, own]) for start, own in zip(snapshots.last, [shown, *rest], strict=False)]
    series = np.stack(rows)
    return Lived(series, people, bands(series), mean_cost(policy, snapshots.payers), token_hex(8))


def bands(series: NDArray[np.float64]) -> NDArray[np.float32]:
    """Mean, low and high end over replications of (replications, weeks, measures): (3, measures, weeks).

    Ends are those of a 95% confidence band; with one replication, the mean itself.
    """
    return np.nan_to_num(np.stack(band(np.ascontiguousarray(series.transpose(2, 1, 0))))).astype(np.float32)


def block(what: ComparisonRequest, snapshots: Snapshots, lived: list[Lived], holds: Collection[str] = ()) -> bytes:
    """Everything the page shows, packed; of policies whose marks it ``holds``, only their names."""
    arrays: dict[str, NDArray[Any]] = {"places": snapshots.places}
    for n, own in enumerate(lived):
        if own.mark in holds:
            continue
        arrays[f"bands{n}"] = own.bands
        arrays |= {f"{name}{n}": array for name, array in own.people._asdict().items()}
    return packed(_header(what, snapshots, lived), arrays)


def _header(what: ComparisonRequest, snapshots: Snapshots, lived: list[Lived]) -> dict[str, Any]:
    return {
        "weeks": what.scenario.weeks,
        "warmup": what.scenario.warmup,
        "seed": what.seed,
        "replications": what.replications,
        "scenario": what.base,
        "goals": [{"name": words(goal.name), "external": goal.external} for goal in what.scenario.goals],
        "measures": NAMES,
        "policies": [
            {"name": policy.name, "cost": own.cost, "mark": own.mark}
            for policy, own in zip(what.policies, lived, strict=True)
        ],
        "departments": [words(name) for name in snapshots.seen.departments],
        "members": snapshots.members,
        "command": command_of(what),
    }


def warm_up() -> None:
    """Run something very small, so that whoever asks next finds everything compiled."""
    tiny = comparison_request({"size": 6, "weeks": 4, "policies": [{"preset": "push"}], "replications": 2})
    with ThreadPoolExecutor(1) as pool:
        snapshots = Snapshots(tiny.scenario, tiny.seed)
        snapshots.fill(tiny.replications, pool)
        block(tiny, snapshots, [live_under(snapshots, policy, tiny.replications, pool) for policy in tiny.policies])
