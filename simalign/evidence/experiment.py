"""The virtual experiment of a study: its arms on the same organisations with the same luck."""

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simalign.evidence.reading import Loaded
from simalign.evidence.study import Effect
from simalign.evidence.units import UNITS, Data
from simalign.measures.catalogue import INDEX
from simalign.organisation.record import ROLES, Organisation
from simalign.scenario import Scenario
from simalign.scenario.psychology import Psychology
from simalign.simulation import Simulation
from simalign.start import organise
from simalign.sweeps.factors import Distribution, values_of

MOST_VARYING = 14  # two to this power organisations can differ
VARYING = 3  # spawn key of the generator that draws what organisations differ in
Cases = NDArray[np.float64]


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


@dataclass(frozen=True)
class Experiment:
    """A study made ready to run."""

    loaded: Loaded
    seed: int
    _kept: dict[int, tuple[dict[str, Any], dict[str, Scenario]]] = field(default_factory=dict)

    @property
    def effects(self) -> Sequence[Effect]:
        """The effects that it is to show."""
        return self.loaded.study.effects

    @cached_property
    def scenarios(self) -> dict[str, Scenario]:
        """Each arm's scenario, where organisations do not differ."""
        return {arm: self.loaded.scenario(arm) for arm in self.loaded.study.arms}

    @cached_property
    def _drawn(self) -> dict[str, list[Any]]:
        """What organisations have of their own, by key: a Sobol sequence, so that keys are hardly correlated."""
        vary = self.loaded.study.vary
        if not vary:
            return {}
        from scipy.stats import qmc

        luck = np.random.default_rng(np.random.SeedSequence(self.seed, spawn_key=(VARYING,)))
        unit = qmc.Sobol(len(vary), rng=luck).random_base2(MOST_VARYING)
        shapes = {key: values_of(given, key) for key, given in vary.items()}
        return {
            key: shape.values(unit[:, column])
            for column, (key, shape) in enumerate(shapes.items())
            if isinstance(shape, Distribution)
        }

    def _scenarios(self, number: int) -> tuple[dict[str, Any], dict[str, Scenario]]:
        """What organisation ``number`` has of its own, and each arm's scenario there."""
        if number not in self._kept:
            varied = {key: values[number] for key, values in self._drawn.items()}
            arms = {arm: self.loaded.scenario(arm, varied) for arm in self.scenarios} if varied else self.scenarios
            self._kept[number] = varied, arms
        return self._kept[number]

    def observe(
        self,
        number: int,
        organisations: Organisations,
        psychology: Psychology | None = None,
        warm: "Warm | None" = None,
    ) -> "Observed":
        """All arms in organisation ``number``: the cases of each effect, by arm.

        ``warm``: simulations at the end of their warm-up, shared with other experiments on the same organisation and
        psychology.
        """
        warm = {} if warm is None else warm
        varied, scenarios = self._scenarios(number)
        weeks = sorted({week for effect in self.effects for week in _weeks(effect)})
        seen: Observed = {}
        for arm, scenario in scenarios.items():
            if psychology is not None:
                scenario = scenario.model_copy(update={"psychology": psychology})
            simulation = _warmed(scenario, number, organisations, warm)
            done = 0
            for week in weeks:
                if week > done:
                    simulation.run(week - done)
                    done = week
                for place, effect in enumerate(self.effects):
                    if week in _weeks(effect):
                        seen[place, arm, week] = [_cases(simulation, effect, name) for name in effect.outcomes]
        for place, effect in enumerate(self.effects):
            if effect.against is not None:
                seen[place, "", 0] = [np.array([float(varied[effect.against])])]
        return seen

    def data(self, place: int, observed: Sequence["Observed"], minus: bool = False) -> Data:
        """The cases of effect number ``place`` in each organisation, as its unit takes them."""
        effect = self.effects[place]
        arms = effect.minus if minus else effect.arms or list(self.scenarios)
        return [[_outcomes(effect, place, arm, seen) for arm in arms] for seen in observed]

    def estimate(self, place: int, observed: Sequence["Observed"]) -> float:
        """Effect number ``place`` in these organisations."""
        effect = self.effects[place]
        unit = UNITS[effect.unit].of
        found = unit(self.data(place, observed))
        return found - unit(self.data(place, observed, minus=True)) if effect.minus else found


Warm = dict[str, Simulation]
Observed = dict[tuple[int, str, int], list[Cases]]  # by effect, arm and week: the cases of each outcome


def _weeks(effect: Effect) -> Sequence[int]:
    """Weeks in which an effect's outcome is looked at."""
    if UNITS[effect.unit].series:
        return range(1, effect.week + 1)
    return [effect.week] if effect.since is None else [effect.since, effect.week]


def _warmed(scenario: Scenario, number: int, organisations: Organisations, warm: Warm) -> Simulation:
    """The arm's simulation at the end of the warm-up, which arms that differ in policy alone share."""
    key = scenario.model_dump_json(exclude={"policy", "name", "description", "psychology", "weeks"})
    if key not in warm:
        organisation = organisations.one(scenario, number)
        first = Simulation(scenario, organisations.seed, number, organisation)
        if scenario.warmup:
            first.run(scenario.warmup)
        warm[key] = first
    return warm[key].under(scenario.policy)


def _cases(simulation: Simulation, effect: Effect, name: str) -> Cases:
    """An outcome of each case, (cases,)."""
    there = simulation.organisation
    if effect.of == "members":
        cases = simulation.each()[:, INDEX[name]][_chosen(effect, there)]
    elif effect.of == "departments":
        groups = [np.flatnonzero(there.department == d) for d in range(len(there.departments))]
        cases = np.array([simulation.measure(group)[name] for group in groups if len(group)])
    else:
        cases = np.array([simulation.measure()[name]])
    return cases if effect.above is None else (cases > effect.above).astype(float)


def _chosen(effect: Effect, organisation: Organisation) -> NDArray[np.bool_]:
    """Which members are cases."""
    chosen = np.ones(organisation.size, bool)
    if effect.among.role is not None:
        chosen &= organisation.role == ROLES.index(effect.among.role)
    if effect.among.department is not None:
        chosen &= np.array(organisation.departments)[organisation.department] == effect.among.department
    if effect.among.level is not None:
        chosen &= organisation.level == effect.among.level
    return chosen


def _outcomes(effect: Effect, place: int, arm: str, seen: Observed) -> list[Cases]:
    """What a unit takes of an arm: outcomes at the horizon, their changes, or their means by week."""
    if UNITS[effect.unit].series:
        return [np.array([np.mean(seen[place, arm, week][0]) for week in _weeks(effect)])]
    found = seen[place, arm, effect.week]
    if effect.since is not None:
        found = [late - early for late, early in zip(found, seen[place, arm, effect.since], strict=True)]
    return [*seen[place, "", 0], *found] if effect.against is not None else found


def with_psychology(scenario: Scenario, changes: Mapping[str, float]) -> Psychology:
    """The scenario's psychology with some parameters changed. Raises InputError for values that cannot be."""
    plain = copy.deepcopy(scenario.psychology.model_dump())
    return Psychology(**(plain | dict(changes)))
