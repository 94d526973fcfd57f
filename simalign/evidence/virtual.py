"""The virtual experiment of a study: its arms run on the same organisations with common random numbers."""

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

MOST_VARYING = 14  # base-2 logarithm of the maximum number of organisations that differ
VARYING = 3  # spawn key of the random generator of the varied values


@dataclass(frozen=True)
class VirtualExperiment:
    """A study with the scenarios of its arms in every organisation."""

    loaded: Loaded
    seed: int
    _by_number: dict[int, tuple[dict[str, Any], dict[str, Scenario]]] = field(default_factory=dict)

    @property
    def effects(self) -> Sequence[Effect]:
        """The effects that the study reports."""
        return self.loaded.study.effects

    @cached_property
    def _same(self) -> dict[str, Scenario]:
        """Scenario of each arm if organisations do not differ."""
        return {arm: self.loaded.scenario(arm) for arm in self.loaded.study.arms}

    @cached_property
    def _drawn(self) -> dict[str, list[Any]]:
        """Varied values of all organisations, by key, from a Sobol sequence, so that keys are nearly uncorrelated."""
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
        """Return the varied values of organisation ``number``, and the scenario of each arm in it."""
        if number not in self._by_number:
            varied = {key: values[number] for key, values in self._drawn.items()}
            arms = {arm: self.loaded.scenario(arm, varied) for arm in self.loaded.study.arms} if varied else self._same
            self._by_number[number] = varied, arms
        return self._by_number[number]

    def unknown(self, measures: Sequence[str] = NAMES) -> list[Problem]:
        """Return a problem, with its line, for each outcome that is not among the names of measures."""
        return [
            self._at(index, unknown_measure(name, measures, "outcome"))
            for index, effect in enumerate(self.effects)
            for name in effect.outcomes
            if name not in measures
        ]

    def ready(self, count: int, organisations: Organisations, measures: Sequence[str] = NAMES) -> None:
        """Raise InputError, before anything is run, for an effect that cannot be observed in ``count`` organisations.

        measures: names of shipped and custom measures. An effect cannot be observed if its measure is unknown, its
        organisation cannot be created, or it has no cases. If organisations differ, only departments are checked,
        because their members may differ.
        """
        problems, differs = self.unknown(measures), bool(self.loaded.study.vary)
        for number in range(count):
            _, scenarios = self._scenarios(number)
            for index, effect in enumerate(self.effects if number == 0 else ()):
                for arm in {*(effect.arms or scenarios), *effect.minus}:
                    organisation = organisations.of(scenarios[arm], number)
                    problems += [self._at(index, p) for p in lacking(effect, organisation, differs)]
        if problems:
            raise InputError(list(dict.fromkeys(problems)))

    def _at(self, index: int, problem: Problem) -> Problem:
        """Return a problem with effect number ``index``, with its file, line and key."""
        key = f"effects.{index}.{problem.key}"
        node = self.loaded.tree.at(key)
        return replace(problem, file=node.file, line=node.line, key=key)

    def arms(self, number: int, psychology: Psychology | None = None) -> dict[str, Scenario]:
        """Return the scenario of each arm in organisation ``number``.

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
        """Run all arms in the organisation of a replication, and return the cases of each effect by arm and week.

        Experiments that are observed in the same replication share warm-ups. psychology: as in ``arms``.
        """
        varied = self._scenarios(replication.number)[0]
        observed_weeks = sorted({week for effect in self.effects for week in weeks(effect)})
        observed: Observed = {}
        for arm, scenario in self.arms(replication.number, psychology).items():
            simulation = replication.branch(scenario)
            done = 0
            for week in observed_weeks:
                if week > done:
                    simulation.run(week - done, replication.stop)
                    done = week
                for n, effect in enumerate(self.effects):
                    if week in weeks(effect):
                        observed[n, arm, week] = [cases(simulation, effect, name) for name in effect.outcomes]
        for n, effect in enumerate(self.effects):
            if effect.indicators:
                observed[n, "", 0] = [np.array([float(sum(varied[key] for key in effect.indicators))])]
        return observed

    def data(self, index: int, observed: Sequence["Observed"], minus: bool = False) -> Data:
        """Return the data of effect number ``index`` for its unit; minus: those of the subtracted arms."""
        effect = self.effects[index]
        arms = effect.minus if minus else effect.arms or list(self.loaded.study.arms)
        data = [[_outcomes(effect, index, arm, cases_of) for arm in arms] for cases_of in observed]
        return _pooled(data) if effect.of == "whole" and UNITS[effect.unit].spread else data

    def estimate(self, index: int, observed: Sequence["Observed"]) -> float:
        """Estimate effect number ``index`` from the observed organisations."""
        effect = self.effects[index]
        unit = UNITS[effect.unit].of
        estimate = unit(self.data(index, observed))
        return estimate - unit(self.data(index, observed, minus=True)) if effect.minus else estimate


def changed(psychology: Psychology, changes: Psychology) -> Psychology:
    """Return a psychology with the parameters that ``changes`` sets. Raises InputError if parameters conflict."""
    if not psychology.model_fields_set:
        return changes
    plain = {name: getattr(psychology, name) for name in psychology.model_fields_set}
    return Psychology(**(plain | {name: getattr(changes, name) for name in changes.model_fields_set}))


Observed = dict[tuple[int, str, int], list[Cases]]  # by effect, arm and week: the cases of each outcome


def _pooled(data: Data) -> Data:
    """Return data of a single organisation whose cases are all organisations."""
    return [[[np.concatenate(y) for y in zip(*of_arm, strict=True)] for of_arm in zip(*data, strict=True)]]


def _outcomes(effect: Effect, index: int, arm: str, observed: Observed) -> list[Cases]:
    """Return the outcomes of an arm for its unit: values at the horizon, their changes, or means by week."""
    if UNITS[effect.unit].series:
        series = (observed[index, arm, week][0] for week in weeks(effect))
        return [np.array([np.mean(weekly) if len(weekly) else np.nan for weekly in series])]
    outcomes = observed[index, arm, effect.week]
    if effect.since is not None:
        outcomes = [late - early for late, early in zip(outcomes, observed[index, arm, effect.since], strict=True)]
    return [*observed[index, "", 0], *outcomes] if effect.indicators else outcomes
