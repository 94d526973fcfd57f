"""Evaluation of all facts at a point of the parameter space, in virtual experiments on the same few organisations."""

import math
from collections.abc import Iterable, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from simalign.calibration.targets import Targets, compress
from simalign.errors import InputError
from simalign.evidence.cases import Observed, specs
from simalign.evidence.effect import Effect
from simalign.evidence.observe import observe_all
from simalign.evidence.outcomes import CONSTANT
from simalign.evidence.read import Loaded
from simalign.evidence.study import Study
from simalign.evidence.units import SHARE, UNITS
from simalign.evidence.verdicts import published_sign
from simalign.evidence.virtual import Changes, VirtualExperiment
from simalign.scenario.psychology import Psychology
from simalign.simulation.ensemble import Ensemble
from simalign.simulation.shared import Organisations

Effects = NDArray[np.float64]
TO_HALF_WIDTH = 1.959963984540054


class Evaluator:
    """Virtual experiments of all studies with a published result; generated organisations are cached."""

    def __init__(self, studies: Sequence[Loaded], seed: int, organisations: int, varied: int) -> None:
        """Prepare the experiments.

        organisations: number of organisations in which each study is run. varied: the number for studies that vary
        their organisations or whose cases are organisations. Raises InputError for an outcome that is not a shipped
        measure.
        """
        experiments = [VirtualExperiment(study, seed) for study in studies]
        if unknown := [problem for experiment in experiments for problem in experiment.unknown()]:
            raise InputError(unknown)
        self._experiments = [experiment for experiment in experiments if _is_published(experiment.loaded)]
        self._counts = [varied if _needs_many(e.loaded) else organisations for e in self._experiments]
        self._ensemble = Ensemble(seed, organisations=Organisations(seed, most=None))

    @cached_property
    def facts(self) -> list[tuple[int, int, Effect]]:
        """Effects with a published result, as triples: index of the experiment, index within it, the effect."""
        return [
            (n, index, effect)
            for n, experiment in enumerate(self._experiments)
            for index, effect in enumerate(experiment.effects)
            if not effect.published.empty
        ]

    @cached_property
    def targets(self) -> Targets:
        """The published results of the facts, in common units."""
        effects = [effect for *_, effect in self.facts]
        loaded = [self._experiments[n].loaded for n, *_ in self.facts]
        scale = np.array([scale_of(study.study, effect) for study, effect in zip(loaded, effects, strict=True)])
        origin = np.array([effect.null or 0.0 for effect in effects])
        published = [effect.published for effect in effects]
        low, high = (_numbers(getattr(p, end) for p in published) for end in ("low", "high"))
        middle = ((low + high) / 2.0 - origin) / scale
        error = (high - low) / (2.0 * TO_HALF_WIDTH) / scale
        return Targets(
            names=_labels([study.study.name for study in loaded], [effect.name for effect in effects]),
            families=tuple(study.study.family for study in loaded),
            studies=tuple(study.study.cluster or study.study.name for study in loaded),
            scale=scale,
            origin=origin,
            low=low,
            high=high,
            value=compress(middle),
            error=error / np.sqrt(1.0 + middle**2),  # times the slope of the compression
            sign=np.array([published_sign(effect.published, effect.null) for effect in effects], np.float64),
            smallest=compress(_numbers(p.least or 0.0 for p in published) / scale),
        )

    def effects(self, psychology: Psychology) -> Effects:
        """Simulate the effects of all facts under a psychology, (facts,), in the order of ``targets``."""
        observed: list[list[Observed]] = [[] for _ in self._experiments]
        for number in range(max(self._counts)):
            replication = self._ensemble.replication(number)
            present = [n for n, count in enumerate(self._counts) if number < count]
            changes = Changes(psychology=psychology)
            for n, observation in zip(
                present, observe_all([self._experiments[n] for n in present], replication, changes), strict=True
            ):
                observed[n].append(observation)
        return np.array([self._experiments[n].estimate(index, observed[n]) for n, index, _ in self.facts])


def scale_of(study: Study, effect: Effect) -> float:
    """Return the approximate worth of a standardised difference of 1 in the unit of an effect.

    A ratio of two effects (``over``) counts by itself, so its scale is 1. Most other units have a scale of their own
    (``UNITS``). If the effect is in the unit of its outcome, its scale is the standard deviation that the outcome would
    roughly have between cases: that of a share, times the largest weight of a sum; for an index, whose quantities have
    a standard deviation of 1, the root of the sum of squared weights, as if they were uncorrelated. Shipped measures
    are shares, or amounts per working week, which vary about as much.
    """
    if effect.over is not None:
        return 1.0
    fixed = UNITS[effect.unit].scale
    if fixed is not None:
        return fixed
    (outcome,) = specs(study, effect)
    weights = [abs(weight) for name, weight in outcome.weights.items() if name != CONSTANT]
    if outcome.above is not None or not any(weights):  # a share of cases, or a constant
        return SHARE
    return math.hypot(*weights) if outcome.standardised else SHARE * max(weights)


def _needs_many(study: Loaded) -> bool:
    units = [UNITS[effect.unit] for effect in study.study.effects if effect.of == "whole"]
    return bool(study.study.vary) or any(unit.spread for unit in units)


def _is_published(study: Loaded) -> bool:
    return any(not effect.published.empty for effect in study.study.effects)


def _numbers(values: Iterable[float | None]) -> Effects:
    """Return numbers as an array, with nan for None."""
    return np.array([np.nan if value is None else value for value in values], np.float64)


def _labels(studies: Sequence[str], effects: Sequence[str]) -> tuple[str, ...]:
    """Return the names of effects, preceded by the study where several studies have effects of that name.

    >>> _labels(["one", "two", "two"], ["a", "a", "b"])
    ('one: a', 'two: a', 'b')
    """
    pairs = zip(studies, effects, strict=True)
    return tuple(effect if effects.count(effect) == 1 else f"{study}: {effect}" for study, effect in pairs)
