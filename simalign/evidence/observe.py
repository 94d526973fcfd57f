"""Run the arms of virtual experiments in one organisation, and observe what their effects require."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from simalign.evidence.cases import Needed, Observed
from simalign.evidence.outcomes import Observation, Values
from simalign.evidence.virtual import UNCHANGED, Changes, VirtualExperiment
from simalign.scenario import Scenario
from simalign.simulation.ensemble import Replication

SAME: Any = {"name": True, "description": True, "weeks": True, "policy": {"name", "description", "source"}}


def observe(experiment: VirtualExperiment, replication: Replication, changes: Changes = UNCHANGED) -> Observed:
    """Run all arms in the organisation of a replication, and return what the effects require."""
    return observe_all([experiment], replication, changes)[0]


def observe_all(
    experiments: Sequence[VirtualExperiment], replication: Replication, changes: Changes = UNCHANGED
) -> list[Observed]:
    """Run the arms of experiments in the organisation of a replication, and return the observations of each.

    Arms of different experiments that are the same scenario are run once.
    """
    weekly: dict[str, Needed] = {}
    scenarios: dict[str, Scenario] = {}
    places: list[list[tuple[str, str, Needed]]] = []
    for experiment in experiments:
        needed_by_arm = experiment.needed(replication.number)
        place = []
        for arm, scenario in experiment.arms(replication.number, changes).items():
            key = scenario.model_dump_json(exclude=SAME) + ",".join(sorted(scenario.psychology.model_fields_set))
            scenarios[key] = scenario
            union = weekly.setdefault(key, defaultdict(set))
            for week, columns in needed_by_arm[arm].items():
                union[week] |= columns
            place.append((arm, key, needed_by_arm[arm]))
        places.append(place)
    runs = {key: _run(scenario, weekly[key], replication) for key, scenario in scenarios.items()}
    return [
        {
            (arm, week, *column): runs[key][week, *column]
            for arm, key, needed_weeks in place
            for week, columns in needed_weeks.items()
            for column in columns
        }
        | experiment.varied(replication.number)
        for experiment, place in zip(experiments, places, strict=True)
    ]


def _run(scenario: Scenario, weekly: Needed, replication: Replication) -> dict[tuple[int, str, str], Values]:
    """Run a scenario and return what must be observed, by week, kind of cases and quantity."""
    simulation = replication.branch(scenario)
    observed: dict[tuple[int, str, str], Values] = {}
    done = 0
    for week in sorted(weekly):
        if week > done:
            simulation.run(week - done, replication.stop)
            done = week
        observation = Observation(simulation)
        for of, name in sorted(weekly[week]):
            observed[week, of, name] = observation.quantity(of, name)
    return observed
