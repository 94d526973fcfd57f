"""Facts as a function of psychological parameters: all studies on the same few organisations."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from simalign.errors import InputError
from simalign.evidence.read import Loaded
from simalign.evidence.study import Effect
from simalign.evidence.units import UNITS
from simalign.evidence.virtual import Observed, VirtualExperiment
from simalign.scenario.psychology import Psychology
from simalign.simulation.ensemble import Ensemble
from simalign.simulation.shared import Organisations

Effects = NDArray[np.float64]


@dataclass(frozen=True)
class Targets:
    """The facts that have an interval, in order."""

    names: tuple[str, ...]
    low: Effects
    high: Effects

    def only(self, facts: Sequence[int]) -> "Targets":
        """Some of the facts."""
        chosen = list(facts)
        return Targets(tuple(self.names[n] for n in chosen), self.low[chosen], self.high[chosen])

    @property
    def middle(self) -> Effects:
        """Middles of the intervals, (facts,)."""
        return (self.low + self.high) / 2.0

    @property
    def half(self) -> Effects:
        """Half-widths of the intervals, (facts,)."""
        return (self.high - self.low) / 2.0


class Evaluator:
    """Studies made ready, with organisations kept; ``effects`` runs them all."""

    def __init__(self, studies: Sequence[Loaded], seed: int, organisations: int, varied: int) -> None:
        """Make the studies ready.

        organisations: of each study; varied: of a study in which organisations differ, or are the cases.
        Raises InputError for an outcome that is not a shipped measure.
        """
        experiments = [VirtualExperiment(study, seed) for study in studies]
        if unknown := [problem for experiment in experiments for problem in experiment.unknown()]:
            raise InputError(unknown)
        self._experiments = [experiment for experiment in experiments if _held(experiment.loaded)]
        self._counts = [varied if _needs_many(e.loaded) else organisations for e in self._experiments]
        self._ensemble = Ensemble(seed, organisations=Organisations(seed, most=None))

    @cached_property
    def held(self) -> list[tuple[int, int, Effect]]:
        """Effects that have an interval: place of the experiment, place in it, the effect."""
        return [
            (n, place, effect)
            for n, experiment in enumerate(self._experiments)
            for place, effect in enumerate(experiment.effects)
            if effect.published.low is not None
        ]

    @property
    def targets(self) -> Targets:
        """What was published of the facts."""
        published = [effect.published for *_, effect in self.held]
        low, high = ([getattr(p, end) for p in published] for end in ("low", "high"))
        return Targets(tuple(effect.name for *_, effect in self.held), np.array(low), np.array(high))

    def effects(self, psychology: Psychology) -> Effects:
        """Effects of the facts under a psychology, (facts,), in the order of ``targets``."""
        observed: list[list[Observed]] = [[] for _ in self._experiments]
        for number in range(max(self._counts)):
            replication = self._ensemble.replication(number)
            for experiment, count, own in zip(self._experiments, self._counts, observed, strict=True):
                if number < count:
                    own.append(experiment.observe(replication, psychology))
        return np.array([self._experiments[n].estimate(place, observed[n]) for n, place, _ in self.held])


def _needs_many(study: Loaded) -> bool:
    units = [UNITS[effect.unit] for effect in study.study.effects if effect.of == "whole"]
    return bool(study.study.vary) or any(unit.spread for unit in units)


def _held(study: Loaded) -> bool:
    return any(effect.published.low is not None for effect in study.study.effects)
