"""The bench on which runs are done: one run in, one row out; knows no files but the store's design.

What is observed of a run: all measures of the whole; those of groups and the user's in the weeks that are read.
"""

import json
import traceback
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from simalign.errors import InputError, Problem
from simalign.measures.catalogue import FOR_GROUPS, INDEX, NAMES
from simalign.measures.series import area_under, remains, time_to_reach
from simalign.organisation.record import Organisation
from simalign.scenario import Scenario
from simalign.scenario.posterior import Posterior
from simalign.simulation import Ready, Simulation, made_ready
from simalign.simulation.initial import organise
from simalign.sweeps.custom import NO_FUNCTIONS, Function, Functions
from simalign.sweeps.design.file import ALL, After, Keep
from simalign.sweeps.design.groups import kept_names, seats
from simalign.sweeps.functions import functions_of
from simalign.sweeps.running.row import NOT_FINITE, OK, RAISED, Row, columns_of, failed
from simalign.sweeps.store.identity import digest_of, draw_of, stream_of
from simalign.sweeps.store.points import Points
from simalign.sweeps.store.store import Store

FEW = 30  # members of an organisation that is only run to have the model compiled
POINTS, ORGANISATIONS = 1024, 16  # that are kept at hand


class Runner:
    """Does runs of a sweep, with scenarios and organisations of late at hand."""

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
        """``scenario`` gives the canonical text of a point; ``files``: digests that organisations' files must have.

        ``functions``: steps and measures of the user's. ``posterior``: draws that replications have in turn;
        ``paired``: as ``stream_of`` takes it.
        """
        self._text = scenario
        self._columns = columns_of(keep, functions.measures)
        self._observer = Observer(keep, functions.measures)
        self._seed, self._paired = seed, paired
        self._steps = functions.steps
        self._files = files
        self._posterior = posterior
        self._scenarios: OrderedDict[int, tuple[Scenario, str]] = OrderedDict()
        self._organisations: OrderedDict[tuple[str, int], Organisation] = OrderedDict()
        self._ready: OrderedDict[tuple[int, int, tuple[str, ...]], Ready] = OrderedDict()

    def scenario(self, point: int) -> tuple[Scenario, str]:
        """The scenario of a point, and what decides its organisation."""
        return _kept(self._scenarios, point, lambda: self._read(point), POINTS)

    def _read(self, point: int) -> tuple[Scenario, str]:
        plain = json.loads(self._text(point))
        made = Scenario(**plain)
        decides = [plain["organisation"], list(plain["departments"]), [goal["name"] for goal in plain["goals"]]]
        if made.organisation.committed is not None:
            decides.append(plain["strategy"])
        return made, json.dumps(decides, sort_keys=True)

    def simulation(self, point: int, replication: int) -> Simulation:
        """The run, at its start."""
        scenario, decides = self.scenario(point)
        stream = stream_of(point, replication, self._paired)
        key = (decides, stream if scenario.organisation.members is None else -1)
        organisation = _kept(self._organisations, key, lambda: self._organised(scenario, stream), ORGANISATIONS)
        number = draw_of(point, replication, self._paired)
        draw = -1 if self._posterior is None else self._posterior.index(number)
        if self._posterior is not None:
            scenario = self._posterior.applied(scenario, number)
        names = tuple(organisation.departments)
        ready = _kept(self._ready, (point, draw, names), lambda: made_ready(scenario, names), POINTS)
        return Simulation(scenario, self._seed, stream, organisation, self._steps, ready)

    def _organised(self, scenario: Scenario, stream: int) -> Organisation:
        """The organisation; raises InputError where a file that it is read from is not what it was."""
        for file in (scenario.organisation.members, scenario.organisation.ties):
            if file is not None and self._files is not None and digest_of(file) != self._files.get(str(file)):
                raise InputError([Problem("has changed since the sweep was made", file)])
        return organise(scenario, self._seed, stream)

    def warm(self, point: int) -> None:
        """Have everything compiled that a point needs: one week of it, with no step replaced."""
        scenario, _ = self.scenario(point)
        few = {"size": min(FEW, scenario.organisation.size)} if scenario.organisation.members is None else {}
        spec = scenario.organisation.unchecked_copy(**few)
        small = scenario.unchecked_copy(warmup=0, organisation=spec)
        Simulation(small, self._seed, 0, organise(small, self._seed, 0)).run(1)

    def run(self, point: int, replication: int) -> Row:
        """Do a run; whatever it raises is in its row."""
        try:
            simulation = self.simulation(point, replication)
            return self._row(point, replication, *self._observer.lived(simulation))
        except Exception as error:
            return failed(point, replication, RAISED, "".join(traceback.format_exception(error)))

    def _row(self, point: int, replication: int, series: NDArray[np.float64], start: NDArray[np.float64] | None) -> Row:
        """series: (weeks, measures) of the policy; start: (measures,) at week 0, if there was one."""
        kept, place, finite = self._columns, self._observer.place, self._observer.finite
        final = series[-1, [place[name] for name in kept.final]]
        whole = series if start is None else np.vstack([start, series])
        lines = np.ascontiguousarray(whole[:, [place[name] for name in kept.series]].T)
        read = {*kept.final, *kept.series, *(after.measure for _, after in kept.after)}
        wrong = [name for name in place if name in read and not finite(name, whole, int(start is None))]
        if wrong:
            return failed(point, replication, NOT_FINITE, f"not finite: {', '.join(wrong)}")
        columns = {name: place[after.measure] for name, after in kept.after}
        later = [after_value(after, series[:, columns[name]], whole[0, columns[name]]) for name, after in kept.after]
        return Row(point, replication, OK, np.concatenate([final, later]), lines)


def after_value(after: After, values: NDArray[np.float64], start: float) -> float:
    """An after-measure of a series (weeks,) from week 1; NaN where there is none.

    start: the value at week 0, or in week 1 where there is no warm-up.

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


def _kept[K, V](at_hand: "OrderedDict[K, V]", key: K, make: Callable[[], V], most: int) -> V:
    """The value of a key, made if it is not at hand; the one longest not asked for goes."""
    if key in at_hand:
        at_hand.move_to_end(key)
        return at_hand[key]
    value = at_hand[key] = make()
    if len(at_hand) > most:
        at_hand.popitem(last=False)
    return value


def runner_of(store: Store) -> Runner:
    """The bench of an open store, which reads the design as points are asked for.

    Raises InputError where the design is damaged, and where functions of the user's cannot be read here.
    """
    points = Points(store)
    paired, files = store.manifest["sweep"]["paired"], store.manifest["files"]
    return Runner(points.scenario, store.keep, store.seed, paired, functions_of(store), files, store.posterior)


Numbers = NDArray[np.float64]
OF_GROUPS = [INDEX[name] for name in FOR_GROUPS]
COUNT = len(OF_GROUPS)


class Observer:
    """Lives runs and notes their measures; ``place`` says which column is which."""

    def __init__(self, keep: Keep, measures: Mapping[str, Function] | None = None) -> None:
        """Note what ``keep`` names; groups and the user's ``measures`` cost time only where there are some."""
        self._keep = keep
        self._measures = dict(measures or {})
        self.place = {name: n for n, name in enumerate(kept_names(keep.groups, self._measures))}

    def lived(self, simulation: Simulation) -> tuple[Numbers, Numbers | None]:
        """Live a run from its start: measures of each week of the policy (weeks, columns), and those of week 0, if any.

        Columns of groups and of the user's measures are NaN in weeks that nothing reads.
        """
        warmup, weeks = simulation.scenario.warmup, simulation.scenario.weeks
        if not self._keep.groups and not self._measures:
            before = simulation.run(warmup) if warmup else None
            return simulation.run(weeks), None if before is None else before[-1]
        members = [seats(group, simulation.organisation) for group in self._keep.groups.values()]
        series = np.full((warmup + weeks, len(self.place)), np.nan)
        done = 0
        for week in sorted({*(self._weeks(weeks) if warmup else self._weeks(weeks) - {0}), weeks}):
            end = warmup + week
            series[done:end, : len(NAMES)] = simulation.run(end - done)
            for n, those in enumerate(members):
                first = len(NAMES) + n * COUNT
                seen = simulation.measure(those)
                series[end - 1, first : first + COUNT] = [seen[name] for name in FOR_GROUPS]
            at = simulation.fixed, simulation.state, simulation.parameters, simulation.weeks_done - 1
            for name, measure in self._measures.items():
                series[end - 1, self.place[name]] = float(measure(*at))
            done = end
        return series[warmup:], series[warmup - 1] if warmup else None

    def finite(self, name: str, whole: Numbers, first: int) -> bool:
        """Whether a measure is a number wherever it was observed; whole: (weeks, columns) from week ``first`` on."""
        values = whole[:, self.place[name]]
        if name not in INDEX:
            values = values[[week - first for week in sorted(self._weeks(len(whole) - 1 + first)) if week >= first]]
        return bool(np.isfinite(values).all())

    def _weeks(self, weeks: int) -> set[int]:
        """Weeks of the policy in which such measures are read; 0 is the end of the warm-up."""
        keep = self._keep
        everywhere = set(range(weeks + 1))
        if set(keep.series) - set(NAMES) if keep.series != ALL else self._measures:
            return everywhere
        found = {weeks}
        for after in keep.after.values():
            if after.measure not in INDEX:
                found |= set(_span(after)) or everywhere
        return found


def _span(after: After) -> Iterator[int]:
    """The weeks that an after-measure looks at; none where it may be any."""
    ends = after.mean or after.area
    return iter(range(ends[0], ends[1] + 1) if ends else ())
