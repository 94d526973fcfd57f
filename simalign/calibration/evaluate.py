"""Evaluation of all facts at a point of the parameter space, in virtual experiments on the same few organisations."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from simalign.errors import InputError
from simalign.evidence.cases import Observed
from simalign.evidence.effect import Effect
from simalign.evidence.observe import observe_all
from simalign.evidence.read import Loaded
from simalign.evidence.units import UNITS
from simalign.evidence.virtual import Changes, VirtualExperiment
from simalign.scenario.psychology import Psychology
from simalign.simulation.ensemble import Ensemble
from simalign.simulation.shared import Organisations

Effects = NDArray[np.float64]


SCALES = {"d": 1.0, "r": 0.5, "correlation": 0.5, "percent": 40.0, "ratio": 0.4}  # of one common unit, by unit
SCALE = 0.25  # of other units, most of which are shares
LEAST = 0.05  # smallest size that counts for a sign, in common units, unless the study states one


class Evaluator:
    """Virtual experiments of all studies that have facts with an interval; generated organisations are cached."""

    def __init__(self, studies: Sequence[Loaded], seed: int, organisations: int, varied: int) -> None:
        """Prepare the experiments.

        organisations: number of organisations in which each study is run. varied: the number for studies that vary
        their organisations or whose cases are organisations. Raises InputError for an outcome that is not a shipped
        measure.
        """
        experiments = [VirtualExperiment(study, seed) for study in studies]
        if unknown := [problem for experiment in experiments for problem in experiment.unknown()]:
            raise InputError(unknown)
        self._experiments = [experiment for experiment in experiments if _has_interval(experiment.loaded)]
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
        studies = [self._experiments[n].loaded.study for n, *_ in self.facts]
        scale = np.array([SCALES.get(effect.unit, SCALE) for effect in effects])
        ends = np.array([_ends(effect.published) for effect in effects]).reshape(-1, 2) / scale[:, None]
        return Targets(
            names=tuple(effect.name for effect in effects),
            families=tuple(study.family for study in studies),
            studies=tuple(study.cluster or study.name for study in studies),
            scale=scale,
            value=ends.mean(axis=1),
            error=(ends[:, 1] - ends[:, 0]) / (2 * TO_HALF_WIDTH),
            sign=np.array([SIGNS.get(effect.published.sign, np.nan) for effect in effects]),
            smallest=np.array([_least(effect.published) for effect in effects]) / scale,
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


def _needs_many(study: Loaded) -> bool:
    units = [UNITS[effect.unit] for effect in study.study.effects if effect.of == "whole"]
    return bool(study.study.vary) or any(unit.spread for unit in units)


def _has_interval(study: Loaded) -> bool:
    return any(effect.published.low is not None for effect in study.study.effects)
