"""Organisations and their warm-up, made once and shared by all arms and studies that have the same."""

from simalign.organisation.record import Organisation
from simalign.scenario import Scenario
from simalign.scenario.psychology import Psychology
from simalign.simulation import Simulation
from simalign.start import organise

Warm = dict[str, Simulation]  # simulations at the end of their warm-up, by all that decides it


class Organisations:
    """Organisations of a seed by number, kept, as all studies and arms have the same ones."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self._kept: dict[tuple[str, int], Organisation] = {}

    def one(self, scenario: Scenario, number: int) -> Organisation:
        """Organisation ``number`` of a scenario. Raises InputError where its files cannot be read."""
        key = (scenario.organisation.model_dump_json() + ",".join(scenario.departments), number)
        if key not in self._kept:
            self._kept[key] = organise(scenario, self.seed, number)
        return self._kept[key]


def warmed(scenario: Scenario, number: int, organisations: Organisations, warm: Warm) -> Simulation:
    """The arm's simulation at the end of the warm-up, which arms that differ in policy alone share."""
    key = scenario.model_dump_json(exclude={"policy", "name", "description", "weeks"})
    if key not in warm:
        organisation = organisations.one(scenario, number)
        first = Simulation(scenario, organisations.seed, number, organisation)
        if scenario.warmup:
            first.run(scenario.warmup)
        warm[key] = first
    return warm[key].under(scenario.policy)


def changed(psychology: Psychology, changes: Psychology) -> Psychology:
    """A psychology with what is set in another; raises InputError for parameters that do not go together."""
    if not psychology.model_fields_set:
        return changes
    plain = {name: getattr(psychology, name) for name in psychology.model_fields_set}
    return Psychology(**(plain | {name: getattr(changes, name) for name in changes.model_fields_set}))
