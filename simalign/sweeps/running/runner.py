"""Execution of a single run: from a point and a replication to a row.

The measures of the whole organisation are observed in every week; those of groups, and the user's, only in the weeks
that the sweep records.
"""

import json
import traceback
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from simalign.errors import InputError, Problem
from simalign.measures.catalogue import FOR_GROUPS, INDEX, NAMES
from simalign.measures.series import area_under, remains, time_to_reach
from simalign.organisation.record import Organisation
from simalign.scenario import Scenario
from simalign.scenario.organisation import FILES
from simalign.scenario.posterior import Posterior
from simalign.simulation import Ready, Simulation, made_ready
from simalign.simulation.initial import organise
from simalign.sweeps.design.custom import NO_FUNCTIONS, Function, Functions
from simalign.sweeps.design.file import ALL, After, Keep
from simalign.sweeps.design.functions import functions_of
from simalign.sweeps.design.groups import measure_names, member_indices
from simalign.sweeps.design.identity import digest_of, draw_of, stream_of
from simalign.sweeps.store.parts import NOT_FINITE, OK, RAISED, Row, failed
from simalign.sweeps.store.points import Points
from simalign.sweeps.store.store import Store

FEW = 30  # members of an organisation that is run only to compile the model
POINTS, ORGANISATIONS = 1024, 16  # sizes of the caches


class Runner:
    """Executes runs of a sweep, with caches of recent scenarios and organisations."""

    def __init__(
        self,
        scenario: Callable[[int], str],
        keep: Keep,
        seed: int,
        paired: int,
        functions: Functions = NO_FUNCTIONS,
        files: Mapping[str, str] | None = None,
        posterior: Posterior | None = None,
    ) -> None:
        """Prepare for the runs of a sweep.

        scenario: returns the canonical scenario of a point. keep: the results to record. seed: the sweep's random seed.
        paired: see ``stream_of``. functions: the user's steps and measures. files: the digests that the files of
        organisations must have, by path. posterior: the draws that replications use in turn.
        """
        self._text = scenario
        self._columns = keep.columns(functions.measures)
        self._observer = Observer(keep, functions.measures)
        self._seed, self._paired = seed, paired
        self._steps = functions.steps
        self._files = files
        self._posterior = posterior
        self._scenarios: OrderedDict[int, tuple[Scenario, str]] = OrderedDict()
        self._organisations: OrderedDict[tuple[str, int], Organisation] = OrderedDict()
        self._ready: OrderedDict[tuple[int, int, tuple[str, ...]], Ready] = OrderedDict()

    def scenario(self, point: int) -> tuple[Scenario, str]:
        """Return the scenario of a point, and a key that is equal for equal organisations."""
        return _cached(self._scenarios, point, lambda: self._read(point), POINTS)

    def _read(self, point: int) -> tuple[Scenario, str]:
        plain = json.loads(self._text(point))
        scenario = Scenario(**plain)
        determining = [plain["organisation"], list(plain["departments"]), [goal["name"] for goal in plain["goals"]]]
        if scenario.organisation.committed is not None:
            determining.append(plain["strategy"])
        return scenario, json.dumps(determining, sort_keys=True)

    def simulation(self, point: int, replication: int) -> Simulation:
        """Return the simulation of a run, in its initial state."""
        scenario, organisation_key = self.scenario(point)
        stream = stream_of(point, replication, self._paired)
        key = (organisation_key, stream if scenario.organisation.members is None else -1)
        organisation = _cached(self._organisations, key, lambda: self._organised(scenario, stream), ORGANISATIONS)
        number = draw_of(point, replication, self._paired)
        draw = -1 if self._posterior is None else self._posterior.index(number)
        if self._posterior is not None:
            scenario = self._posterior.applied(scenario, number)
        names = tuple(organisation.departments)
        ready = _cached(self._ready, (point, draw, names), lambda: made_ready(scenario, names), POINTS)
        return Simulation(scenario, self._seed, stream, organisation, self._steps, ready)

    def _organised(self, scenario: Scenario, stream: int) -> Organisation:
        """Generate or read the organisation. Raises InputError if a file of it has changed."""
        for file in scenario.organisation.files():
            if self._files is not None and digest_of(file) != self._files.get(str(file)):
                raise InputError([Problem("has changed since the sweep was made", file)])
        return organise(scenario, self._seed, stream)

    def warm(self, point: int) -> None:
        """Compile the model for a point by running one week of it, with the shipped steps."""
        scenario, _ = self.scenario(point)
        few = {"size": min(FEW, scenario.organisation.size)} if scenario.organisation.members is None else {}
        spec = scenario.organisation.unchecked_copy(**few)
        small = scenario.unchecked_copy(warmup=0, organisation=spec)
        Simulation(small, self._seed, 0, organise(small, self._seed, 0)).run(1)

    def run(self, point: int, replication: int) -> Row:
        """Execute a run and return its row; an exception is recorded in the row."""
        try:
            simulation = self.simulation(point, replication)
            return self._row(point, replication, *self._observer.observe(simulation))
        except Exception as error:
            return failed(point, replication, RAISED, "".join(traceback.format_exception(error)))

    def _row(self, point: int, replication: int, series: NDArray[np.float64], start: NDArray[np.float64] | None) -> Row:
        """Return the row of a completed run, which is a failure if a recorded measure is not finite.

        series: (weeks, measures) in the weeks of the policy; start: (measures,) in week 0, if there is a warm-up.
        """
        recorded, index, finite = self._columns, self._observer.index, self._observer.finite
        final = series[-1, [index[name] for name in recorded.final]]
        all_weeks = series if start is None else np.vstack([start, series])
        weekly = np.ascontiguousarray(all_weeks[:, [index[name] for name in recorded.series]].T)
        used = {*recorded.final, *recorded.series, *(after.measure for _, after in recorded.after)}
        infinite = [name for name in index if name in used and not finite(name, all_weeks, int(start is None))]
        if infinite:
            return failed(point, replication, NOT_FINITE, f"not finite: {', '.join(infinite)}")
        measured = ((after, index[after.measure]) for _, after in recorded.after)
        values = [after_value(after, series[:, column], all_weeks[0, column]) for after, column in measured]
        return Row(point, replication, OK, np.concatenate([final, values]), weekly)


def after_value(after: After, values: NDArray[np.float64], start: float) -> float:
    """Compute an after-measure of a series (weeks,) that starts in week 1; NaN if it is undefined.

    start: the value in week 0, or in week 1 if there is no warm-up.

    >>> import numpy as np
    >>> after_value(After(measure="do", area=[2, 3]), np.array([1.0, 2.0, 3.0]), 0.0)
    5.0
    """
    if after.reaches is not None:
        return time_to_reach(values, after.reaches)
    if after.remains is not None:
        return remains(values, after.remains[0], after.remains[1], start)
    first, last = after.area or after.mean or (1, len(values))
    area = area_under(values[first - 1 : last])
    return area if after.area else area / (last - first + 1)


def _cached[K, V](cache: "OrderedDict[K, V]", key: K, make: Callable[[], V], most: int) -> V:
    """Return the value of a key from a cache of ``most`` values, or make it; the least recently used one is dropped."""
    if key in cache:
        cache.move_to_end(key)
        return cache[key]
    value = cache[key] = make()
    if len(cache) > most:
        cache.popitem(last=False)
    return value


def runner_of(store: Store, moved: Mapping[str, str] = MappingProxyType({})) -> Runner:
    """Return a runner for an open store.

    moved: the present paths of files of organisations, by the paths that the store has.
    Raises InputError if a design file is damaged, or the user's functions cannot be read here.
    """
    points = Points(store)
    paired = store.manifest["sweep"]["paired"]
    files = {moved.get(file, file): digest for file, digest in store.manifest["files"].items()}
    return Runner(
        (lambda point: _with_moved(points.scenario(point), moved)) if moved else points.scenario,
        store.keep,
        store.seed,
        paired,
        functions_of(store.path, store.manifest),
        files,
        store.posterior,
    )


def _with_moved(text: str, moved: Mapping[str, str]) -> str:
    """Return a canonical scenario with the present paths of the files of its organisation."""
    plain = json.loads(text)
    organisation = plain["organisation"]
    organisation |= {role: moved.get(organisation[role], organisation[role]) for role in FILES if role in organisation}
    return json.dumps(plain)


Numbers = NDArray[np.float64]
COUNT = len(FOR_GROUPS)


class Observer:
    """Executes simulations and records their measures; ``index`` maps names to columns."""

    def __init__(self, keep: Keep, measures: Mapping[str, Function] | None = None) -> None:
        """Record the measures that ``keep`` names, with those of groups and the user's ``measures``."""
        self._keep = keep
        self._measures = dict(measures or {})
        self.index = {name: n for n, name in enumerate(measure_names(keep.groups, self._measures))}

    def observe(self, simulation: Simulation) -> tuple[Numbers, Numbers | None]:
        """Execute a run from its initial state.

        Returns the measures in each week of the policy (weeks, columns), and those in week 0 (columns,) if there is a
        warm-up. Columns of groups and of the user's measures are NaN in weeks that the sweep does not use.
        """
        warmup, weeks = simulation.scenario.warmup, simulation.scenario.weeks
        if not self._keep.groups and not self._measures:
            warm = simulation.run(warmup) if warmup else None
            return simulation.run(weeks), None if warm is None else warm[-1]
        groups = [member_indices(group, simulation.organisation) for group in self._keep.groups.values()]
        series = np.full((warmup + weeks, len(self.index)), np.nan)
        done = 0
        for week in sorted({*(self._weeks(weeks) if warmup else self._weeks(weeks) - {0}), weeks}):
            end = warmup + week
            series[done:end, : len(NAMES)] = simulation.run(end - done)
            for n, members in enumerate(groups):
                first = len(NAMES) + n * COUNT
                values = simulation.measure(members)
                series[end - 1, first : first + COUNT] = [values[name] for name in FOR_GROUPS]
            arguments = simulation.fixed, simulation.state, simulation.parameters, simulation.weeks_done - 1
            for name, measure in self._measures.items():
                series[end - 1, self.index[name]] = float(measure(*arguments))
            done = end
        return series[warmup:], series[warmup - 1] if warmup else None

    def finite(self, name: str, series: Numbers, first: int) -> bool:
        """Return whether a measure is finite in all weeks in which it was observed.

        series: (weeks, columns), starting in week ``first``.
        """
        values = series[:, self.index[name]]
        if name not in INDEX:
            weeks = sorted(self._weeks(len(series) - 1 + first))
            values = values[[week - first for week in weeks if week >= first]]
        return bool(np.isfinite(values).all())

    def _weeks(self, weeks: int) -> set[int]:
        """Return the weeks in which measures of groups and of the user are used; 0 is the end of the warm-up."""
        keep = self._keep
        all_weeks = set(range(weeks + 1))
        if set(keep.series) - set(NAMES) if keep.series != ALL else self._measures:
            return all_weeks
        used = {weeks}
        for after in keep.after.values():
            if after.measure not in INDEX:
                used |= set(_span(after)) or all_weeks
        return used


def _span(after: After) -> Iterator[int]:
    """Yield the weeks that an after-measure uses; none if it may use all."""
    ends = after.mean or after.area
    return iter(range(ends[0], ends[1] + 1) if ends else ())
