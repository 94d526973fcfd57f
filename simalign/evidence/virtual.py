"""The virtual experiment of a study: its arms on the same organisations with the same luck."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
from scipy.stats import qmc

from simalign.errors import InputError, Problem
from simalign.evidence.cases import Cases, cases, lacking, weeks
from simalign.evidence.read import Loaded
from simalign.evidence.study import Effect
from simalign.evidence.units import UNITS, Data
from simalign.measures.catalogue import NAMES
from simalign.scenario import Scenario
from simalign.scenario.psychology import Psychology
from simalign.simulation.ensemble import Replication
from simalign.simulation.own import unknown_measure
from simalign.simulation.shared import Organisations
from simalign.sweeps.design.factors import Distribution, values_of

MOST_VARYING = 14  # two to this power organisations can differ
VARYING = 3  # spawn key of the generator that draws what organisations differ in


@dataclass(frozen=True)
class VirtualExperiment:
    """A study made ready to run."""

    loaded: Loaded
    seed: int
    _kept: dict[int, tuple[dict[str, Any], dict[str, Scenario]]] = field(default_factory=dict)

    @property
    def effects(self) -> Sequence[Effect]:
        """The effects that it is to show."""
        return self.loaded.study.effects

    @cached_property
    def _same(self) -> dict[str, Scenario]:
        """Each arm's scenario, where organisations do not differ."""
        return {arm: self.loaded.scenario(arm) for arm in self.loaded.study.arms}

    @cached_property
    def _drawn(self) -> dict[str, list[Any]]:
        """What organisations have of their own, by key: a Sobol sequence, so that keys are hardly correlated."""
        vary = self.loaded.study.vary
        if not vary:
            return {}
        rng = np.random.default_rng(np.random.SeedSequence(self.seed, spawn_key=(VARYING,)))
        unit = qmc.Sobol(len(vary), rng=rng).random_base2(MOST_VARYING)
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
            arms = {arm: self.loaded.scenario(arm, varied) for arm in self.loaded.study.arms} if varied else self._same
            self._kept[number] = varied, arms
        return self._kept[number]

    def unknown(self, measures: Sequence[str] = NAMES) -> list[Problem]:
        """Return a problem, with its line, for each outcome that is not among the names of measures."""
        return [
            self._at(place, unknown_measure(name, measures, "outcome"))
            for place, effect in enumerate(self.effects)
            for name in effect.outcomes
            if name not in measures
        ]

    def ready(self, count: int, organisations: Organisations, measures: Sequence[str] = NAMES) -> None:
        """Raise InputError, before anything is run, for an effect that cannot be observed in ``count`` organisations.

        measures: names of shipped and own measures. Reasons are an unknown measure, an organisation that cannot be
        created, and one without cases. Where organisations differ, their members may differ too: then the only cases
        that are checked are departments.
        """
        found = self.unknown(measures)
        for number in range(count):
            _, scenarios = self._scenarios(number)
            for place, effect in enumerate(self.effects if number == 0 else ()):
                for arm in {*(effect.arms or scenarios), *effect.minus}:
                    there = organisations.of(scenarios[arm], number)
                    found += [self._at(place, p) for p in lacking(effect, there, bool(self.loaded.study.vary))]
        if found:
            raise InputError(list(dict.fromkeys(found)))

    def _at(self, place: int, problem: Problem) -> Problem:
        """A problem of effect number ``place``, with its line."""
        key = f"effects.{place}.{problem.key}"
        node = self.loaded.tree.at(key)
        return replace(problem, file=node.file, line=node.line, key=key)

    def arms(self, number: int, psychology: Psychology | None = None) -> dict[str, Scenario]:
        """Each arm's scenario in organisation ``number``.

        psychology: the parameters that it sets replace those of the study's scenarios.
        """
        scenarios = self._scenarios(number)[1]
        if psychology is None:
            return scenarios
        return {
            arm: scenario.unchecked_copy(psychology=changed(scenario.psychology, psychology))
            for arm, scenario in scenarios.items()
        }

    def observe(self, replication: Replication, psychology: Psychology | None = None) -> "Observed":
        """Run all arms in the organisation of a replication: the cases of each effect, by arm.

        Experiments that are observed in the same replication share warm-ups. psychology: as in ``arms``.
        """
        varied = self._scenarios(replication.number)[0]
        looked_at = sorted({week for effect in self.effects for week in weeks(effect)})
        seen: Observed = {}
        for arm, scenario in self.arms(replication.number, psychology).items():
            simulation = replication.branch(scenario)
            done = 0
            for week in looked_at:
                if week > done:
                    simulation.run(week - done, replication.stop)
                    done = week
                for place, effect in enumerate(self.effects):
                    if week in weeks(effect):
                        seen[place, arm, week] = [cases(simulation, effect, name) for name in effect.outcomes]
        for place, effect in enumerate(self.effects):
            if effect.against is not None:
                seen[place, "", 0] = [np.array([float(varied[effect.against])])]
        return seen

    def data(self, place: int, observed: Sequence["Observed"], minus: bool = False) -> Data:
        """The cases of effect number ``place`` in each organisation, as its unit takes them."""
        effect = self.effects[place]
        arms = effect.minus if minus else effect.arms or list(self.loaded.study.arms)
        data = [[_outcomes(effect, place, arm, seen) for arm in arms] for seen in observed]
        return _pooled(data) if effect.of == "whole" and UNITS[effect.unit].spread else data

    def estimate(self, place: int, observed: Sequence["Observed"]) -> float:
        """Effect number ``place`` in these organisations."""
        effect = self.effects[place]
        unit = UNITS[effect.unit].of
        found = unit(self.data(place, observed))
        return found - unit(self.data(place, observed, minus=True)) if effect.minus else found


def changed(psychology: Psychology, changes: Psychology) -> Psychology:
    """A psychology with what is set in another; raises InputError for parameters that do not go together."""
    if not psychology.model_fields_set:
        return changes
    plain = {name: getattr(psychology, name) for name in psychology.model_fields_set}
    return Psychology(**(plain | {name: getattr(changes, name) for name in changes.model_fields_set}))


Observed = dict[tuple[int, str, int], list[Cases]]  # by effect, arm and week: the cases of each outcome


def _pooled(data: Data) -> Data:
    """Organisations as the cases of one."""
    return [[[np.concatenate(y) for y in zip(*of_arm, strict=True)] for of_arm in zip(*data, strict=True)]]


def _outcomes(effect: Effect, place: int, arm: str, seen: Observed) -> list[Cases]:
    """What a unit takes of an arm: outcomes at the horizon, their changes, or their means by week."""
    if UNITS[effect.unit].series:
        series = (seen[place, arm, week][0] for week in weeks(effect))
        return [np.array([np.mean(some) if len(some) else np.nan for some in series])]
    found = seen[place, arm, effect.week]
    if effect.since is not None:
        found = [late - early for late, early in zip(found, seen[place, arm, effect.since], strict=True)]
    return [*seen[place, "", 0], *found] if effect.against is not None else found
