"""The virtual experiment of a study: its arms run on the same organisations with common random numbers."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from scipy.stats import qmc

from simalign.errors import InputError, Problem
from simalign.evidence.cases import Needed, Observed, cases, combined, lacking, needed, specs
from simalign.evidence.effect import Effect
from simalign.evidence.outcomes import Values, unknown_goal
from simalign.evidence.read import Loaded
from simalign.evidence.units import UNITS
from simalign.evidence.vary import correlated
from simalign.measures.catalogue import NAMES
from simalign.scenario import Scenario
from simalign.scenario.mechanisms import Mechanisms
from simalign.scenario.psychology import Psychology
from simalign.simulation.own import unknown_measure
from simalign.simulation.shared import Organisations
from simalign.sweeps.design.factors import Distribution, values_of

MOST_VARYING = 14  # base-2 logarithm of the maximum number of organisations that differ
VARYING = 3  # spawn key of the random generator of the varied values
VARIED = ""  # in the place of an arm, for the values of varied keys
Row = dict[str, list[list[Values]]]  # of one organisation: by second effect, arms and outcomes of its cases


class Changes(NamedTuple):
    """Parameters and switches that replace those of all studies."""

    psychology: Psychology | None = None
    mechanisms: Mechanisms | None = None

    def applied(self, scenario: Scenario) -> Scenario:
        """Return the scenario with the changes. Raises InputError if they conflict with it."""
        if self.psychology is not None:
            scenario = scenario.unchecked_copy(psychology=changed(scenario.psychology, self.psychology))
        if self.mechanisms is not None:
            scenario = scenario.unchecked_copy(mechanisms=changed(scenario.mechanisms, self.mechanisms))
        return scenario


UNCHANGED = Changes()


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
        """Varied values of all organisations, by key, from a Sobol sequence."""
        study = self.loaded.study
        if not study.vary:
            return {}
        keys = list(study.vary)
        rng = np.random.default_rng(np.random.SeedSequence(self.seed, spawn_key=(VARYING,)))
        groups = study.correlated
        independent = qmc.Sobol(len(keys) + len(groups), rng=rng).random_base2(MOST_VARYING)
        unit = correlated(independent, keys, groups)
        shapes = {key: values_of(form, key) for key, form in study.vary.items()}
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
        """Return a problem, with its line, for each outcome that is neither shipped nor among the names of measures."""
        return [
            self._at(index, unknown_measure(name, measures, f"{start}.outcome" if start else "outcome"))
            for index, effect in enumerate(self.effects)
            for start, part in effect.parts.items()
            for name in part.outcomes
            if part.of == "whole" and name.isidentifier() and name not in {*measures, *self._shipped}
        ]

    @property
    def _shipped(self) -> set[str]:
        return {"integrity", "left", "moved", "constant", *self.loaded.study.outcomes}

    def ready(self, count: int, organisations: Organisations, measures: Sequence[str] = NAMES) -> None:
        """Raise InputError, before anything is run, for an effect that cannot be observed in ``count`` organisations.

        measures: names of shipped and custom measures. An effect cannot be observed if its measure is unknown, its
        organisation cannot be created, or it has no cases. If organisations differ, only departments are checked,
        because their members may differ.
        """
        problems, differs = [*self.unknown(measures), *self._unknown_goals()], bool(self.loaded.study.vary)
        for number in range(count):
            _, scenarios = self._scenarios(number)
            for index, effect in enumerate(self.effects if number == 0 else ()):
                for start, part in effect.parts.items():
                    for arm in part.arms or scenarios:
                        organisation = organisations.of(scenarios[arm], number)
                        for problem in lacking(part, organisation, differs):
                            key = f"{start}.{problem.key}" if start else problem.key
                            problems.append(self._at(index, replace(problem, key=key)))
        if problems:
            raise InputError(list(dict.fromkeys(problems)))

    def _unknown_goals(self) -> Iterator[Problem]:
        """Yield a problem for each weight on a goal that the scenario does not have."""
        study = self.loaded.study
        goals = [goal.name for goal in next(iter(self._scenarios(0)[1].values())).goals]
        for name, outcome in study.outcomes.items():
            for quantity in outcome.weights:
                if problem := unknown_goal(quantity, goals):
                    yield self._placed(f"outcomes.{name}.{'index' if outcome.index else 'sum'}", problem)
        for index, effect in enumerate(self.effects):
            for start, part in effect.parts.items():
                for name in part.outcomes:
                    if name not in study.outcomes and (problem := unknown_goal(name, goals)):
                        yield self._at(index, replace(problem, key=f"{start}.outcome" if start else "outcome"))

    def _at(self, index: int, problem: Problem) -> Problem:
        """Return a problem with effect number ``index``, with its file, line and key."""
        return self._placed(f"effects.{index}.{problem.key}", problem)

    def _placed(self, key: str, problem: Problem) -> Problem:
        node = self.loaded.tree.at(key)
        return replace(problem, file=node.file, line=node.line, key=key)

    def arms(self, number: int, changes: Changes = UNCHANGED) -> dict[str, Scenario]:
        """Return the scenario of each arm in organisation ``number``, with changes on top of the study's settings."""
        return {arm: changes.applied(scenario) for arm, scenario in self._scenarios(number)[1].items()}

    def needed(self, number: int) -> dict[str, Needed]:
        """Return what must be observed in each arm in organisation ``number``, by week."""
        study, scenarios = self.loaded.study, self._scenarios(number)[1]
        weekly: dict[str, Needed] = {arm: defaultdict(set) for arm in study.arms}
        for effect in self.effects:
            for part in effect.parts.values():
                for arm in part.arms or study.arms:
                    goals = [goal.name for goal in scenarios[arm].goals]
                    for week, columns in needed(study, part, goals).items():
                        weekly[arm][week] |= columns
        return weekly

    def varied(self, number: int) -> Observed:
        """Return the values of the varied keys with which effects are correlated, in the form of observations."""
        varied = self._scenarios(number)[0]
        keys = {key for effect in self.effects for part in effect.parts.values() for key in part.indicators}
        return {(VARIED, 0, "whole", key): np.array([float(varied[key])]) for key in keys}

    def row(self, index: int, observed: Observed) -> Row:
        """Return the cases of effect number ``index`` in one organisation."""
        study = self.loaded.study
        row: Row = {}
        for start, part in self.effects[index].parts.items():
            arms = [group for arm in part.arms or study.arms for group in cases(study, part, arm, observed)]
            if part.indicators:
                total = sum(observed[VARIED, 0, "whole", key][0] for key in part.indicators)
                arms = [[np.array([total]), *outcomes] for outcomes in arms]
            row[start] = arms
        return row

    def value(self, index: int, rows: Sequence[Row]) -> float:
        """Estimate effect number ``index`` from its cases in some organisations."""
        effect = self.effects[index]
        values = {start: self._value(part, [row[start] for row in rows]) for start, part in effect.parts.items()}
        difference = values[""] - values["minus"] if "minus" in values else values[""]
        if "over" not in values:
            return difference
        return difference / values["over"] if values["over"] else float("nan")

    def _value(self, part: Effect, rows: Sequence[list[list[Values]]]) -> float:
        """Return the estimate of an effect without its second effects."""
        unit, outcomes = UNITS[part.unit], specs(self.loaded.study, part)
        data = [[list(arm) for arm in arms] for arms in rows]
        combined(data, part, outcomes)
        if part.of == "whole" and unit.spread:
            data = _pooled(data)
        if unit.dosed:
            return unit.of(data, part.dose, part.reach)
        return unit.of(data)

    def estimate(self, index: int, observed: Sequence[Observed]) -> float:
        """Estimate effect number ``index`` from the observed organisations."""
        return self.value(index, [self.row(index, each) for each in observed])


def changed[Section: (Psychology, Mechanisms)](section: Section, changes: Section) -> Section:
    """Return a section of a scenario with the values that ``changes`` sets. Raises InputError if values conflict."""
    if not section.model_fields_set:
        return changes
    plain = {name: getattr(section, name) for name in section.model_fields_set}
    return type(section)(**(plain | {name: getattr(changes, name) for name in changes.model_fields_set}))


def _pooled(data: Sequence[list[list[Values]]]) -> list[list[list[Values]]]:
    """Return data of a single organisation whose cases are all organisations."""
    return [[[np.concatenate(y) for y in zip(*of_arm, strict=True)] for of_arm in zip(*data, strict=True)]]
