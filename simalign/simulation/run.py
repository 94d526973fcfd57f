"""One run: a scenario in one organisation with its random streams, week after week; no Mesa, no files, no screen."""

import hashlib
from collections.abc import Mapping, Sequence
from copy import copy
from threading import Event
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simalign.errors import InputError, Problem, expect, nearest, whole
from simalign.files.record import expect_record
from simalign.measures.catalogue import FOR_GROUPS, NAMES
from simalign.organisation.record import ROLES, Organisation
from simalign.parallel import Stopped
from simalign.policies.plan import Plan, plan
from simalign.scenario import Policy, Scenario
from simalign.scenario.rules import SYNCHRONOUS
from simalign.simulation.engine import HALVES, LIVED, Step, live, observed, observed_each, usual, week_of
from simalign.simulation.initial import Terms, begin, organise, terms
from simalign.simulation.own import OwnMeasure, checked_measures, checked_steps, number_of
from simalign.streams import run_of
from simalign.week.state import SCRATCH, State

Series = NDArray[np.float64]
FROM_FILES = "; for files, load_scenario('default', organisation='members.csv')"
GROUPED = ("department", "level", "role")
STRETCH = 5_000_000  # member-weeks of one compiled call


class Ready(NamedTuple):
    """What all runs of a scenario share whose organisations have the same departments."""

    terms: Terms
    plan: Plan


def made_ready(scenario: Scenario, departments: Sequence[str]) -> Ready:
    """Work out once what all runs of a scenario share.

    Raises InputError for a policy that does not fit the departments.
    """
    return Ready(terms(scenario, departments), plan(scenario.policy, departments, scenario.warmup, NAMES))


class Simulation:
    """A run at the end of some week; ``run`` takes it further.

    steps: functions (fixed, state, parameters, week) that replace steps of the week, by name.
    measures: functions (fixed, state, parameters, week) -> float by name, evaluated at the end of each week; their
    columns follow those of the shipped measures in every series. ``names`` holds the names of all columns.
    Weeks are counted from 0, the first week of the warm-up.
    Raises InputError for a policy that does not fit the organisation, for a step that does not exist, for names of
    measures that cannot be used, and for an own know, want, feel or do where members act in turns (rule
    ``activation``).

    >>> Simulation(Scenario(organisation={"size": 6}), seed=1).run(2).shape[0]
    2
    >>> own = {"head": lambda fixed, state, parameters, week: state.trust[0]}
    >>> Simulation(Scenario(organisation={"size": 6}), seed=1, measures=own).names[-1]
    'head'
    """

    def __init__(
        self,
        scenario: Scenario,
        seed: int,
        replication: int = 0,
        organisation: Organisation | None = None,
        steps: Mapping[str, Step] | None = None,
        ready: Ready | None = None,
        measures: Mapping[str, OwnMeasure] | None = None,
    ) -> None:
        """Prepare the first week.

        organisation: used in place of the scenario's; ready: the result of ``made_ready``, where many runs share it.
        """
        self.scenario = expect_record(scenario, Scenario, "scenario")
        self.seed, self.replication = whole(seed, "seed"), whole(replication, "replication")
        if organisation is not None:
            expect(organisation, Organisation, "organisation", "an Organisation", FROM_FILES)
        self.steps, self.measures = checked_steps(steps or {}), checked_measures(measures or {})
        self.names = (*NAMES, *self.measures)
        self.organisation = organise(scenario, seed, replication) if organisation is None else organisation
        shared = made_ready(scenario, self.organisation.departments) if ready is None else ready
        self.fixed, self.state, self.parameters = begin(
            scenario, self.organisation, run_of(seed, replication), shared.terms
        )
        self.plan = shared.plan
        self.own_values = np.full(len(self.measures), np.nan)  # of the own measures at the end of last week
        if (lived := sorted(set(self.steps) & set(LIVED))) and self.apart:
            message = f"lets members take turns, which steps of one's own cannot ({', '.join(lived)})"
            raise InputError(
                [Problem(message, key="rules.activation", value=scenario.rules.activation, allowed="synchronous")]
            )
        self.weeks_done = 0

    def under(self, policy: Policy, laid: Plan | None = None) -> "Simulation":
        """Branch at the end of the warm-up: a copy that continues under ``policy``.

        The copy is identical to the byte to a run that had the policy from the start. laid: the policy's plan, where
        many runs share it. Raises ValueError after the warm-up, InputError for a policy that does not fit the
        organisation.

        >>> first = Simulation(Scenario(organisation={"size": 6}, warmup=2), seed=1)
        >>> first.run(2).shape[0], first.under(Policy(preset="push")).run(1).shape[0]
        (2, 1)
        """
        expect_record(policy, Policy, "policy")
        if self.week > 0:
            raise ValueError(f"the policy has run for {self.week} weeks; another can only start where none has")
        other = copy(self)
        other.scenario = self.scenario.unchecked_copy(policy=policy)
        departments = self.organisation.departments
        other.plan = plan(policy, departments, self.scenario.warmup, NAMES) if laid is None else laid
        other.state = State._make(array.copy() for array in self.state)
        other.own_values = self.own_values.copy()
        return other

    def run(self, weeks: int, stop: Event | None = None) -> Series:
        """Run further weeks and return the measures at the end of each: (weeks, measures), columns as in ``names``.

        stop: looked at every second or two. Raises Stopped once it is set, and InputError for an own measure that
        does not return a number.
        """
        weeks = whole(weeks, "weeks")
        series = np.empty((weeks, len(self.names)))
        done = 0
        for some in [1] * weeks if self.steps or self.measures else self.stretches(weeks):
            if stop is not None and stop.is_set():
                raise Stopped
            rows = series[done : done + some]
            if self.steps or self.measures:
                self._one_week(rows[0])
            else:
                live(self.fixed, self.state, self.parameters, self.plan, self.weeks_done, some, rows, 0, HALVES)
            self.weeks_done += some
            done += some
        return series

    def stretches(self, weeks: int) -> list[int]:
        """Cut weeks into numbers of weeks for compiled calls of a second or two, between which a run can be stopped.

        >>> Simulation(Scenario(organisation={"size": 6}), seed=1).stretches(260)
        [260]
        """
        longest = max(1, STRETCH // self.organisation.size)
        return [min(longest, weeks - start) for start in range(0, weeks, longest)]

    def _one_week(self, row: Series) -> None:
        """Run a week with own steps, and write its measures, the own ones last, into ``row`` (measures,)."""
        if self.steps:
            for step in week_of(self.plan, self.steps, self.apart):
                step(self.fixed, self.state, self.parameters, self.weeks_done)
            row[: len(NAMES)] = self.state.measures
        else:
            shipped = row[None, : len(NAMES)]
            live(self.fixed, self.state, self.parameters, self.plan, self.weeks_done, 1, shipped, 0, HALVES)
        for place, (name, function) in enumerate(self.measures.items()):
            value = function(self.fixed, self.state, self.parameters, self.weeks_done)
            self.own_values[place] = number_of(name, value)
        row[len(NAMES) :] = self.own_values

    def usual(self, name: str) -> Step:
        """Return the shipped step of this name, for an own step that wraps it.

        Raises InputError for a step that does not exist.
        """
        checked_steps([name])
        return usual(name, self.plan)

    @property
    def apart(self) -> bool:
        """Whether members live through know, want, feel and do one after another."""
        return self.parameters.rules.activation != SYNCHRONOUS

    @property
    def week(self) -> int:
        """Weeks that the policy has run; negative in the warm-up, 0 at its end."""
        return self.weeks_done - self.scenario.warmup

    def measure(self, members: NDArray[np.int64] | None = None) -> dict[str, float]:
        """Measures at the end of this week, of all or of the members with these places in the organisation.

        Own measures are included where no members are given. Of a group, the measures that are defined for groups are
        right. Raises ValueError before the first week and for an empty group.
        """
        if self.weeks_done == 0 or (members is not None and not len(members)):
            raise ValueError("nothing to measure: no week has passed, or the group is empty")
        if members is None:
            return dict(zip(self.names, [*self.state.measures.tolist(), *self.own_values.tolist()], strict=True))
        out = np.empty(len(NAMES))
        observed(self.fixed, self.state, self.parameters, self.weeks_done - 1, np.asarray(members, np.int64), out)
        return dict(zip(NAMES, out.tolist(), strict=True))

    def each(self) -> Series:
        """Measures of each member alone at the end of this week: (members, measures), columns as in ``measures.NAMES``.

        Of one member those are right that are defined for groups. Raises ValueError before the first week.
        """
        if self.weeks_done == 0:
            raise ValueError("nothing to measure: no week has passed")
        out = np.empty((self.organisation.size, len(NAMES)))
        observed_each(self.fixed, self.state, self.parameters, self.weeks_done - 1, out)
        return out

    def overlaps(self) -> tuple[Series, Series]:
        """Overlaps of each member's deeds and wants with the strategy at the end of this week, (members,) each.

        >>> do, want = Simulation(Scenario(organisation={"size": 6}), seed=1).overlaps()
        >>> do.shape, want.shape
        ((6,), (6,))
        """
        strategy = self.state.strategy[0]
        do: Series = np.minimum(self.state.does, strategy).sum(axis=1)
        return do, np.minimum(self.state.wants, strategy).sum(axis=1)

    def groups(self, by: str) -> dict[str, dict[str, float]]:
        """Measures that are defined for groups, by group name; ``by`` is department, level or role.

        Raises ValueError before the first week, InputError for another ``by``.
        """
        there = self.organisation
        if by not in GROUPED:
            message = f"members are not grouped that way{nearest(str(by), GROUPED)}"
            raise InputError([Problem(message, key="by", value=by, allowed=", ".join(GROUPED))])
        labels = {
            "department": np.array([there.departments[d] for d in there.department]),
            "level": there.level.astype(str),
            "role": np.array([ROLES[role] for role in there.role]),
        }[by]
        found = {}
        for label in dict.fromkeys(labels.tolist()):
            values = self.measure(np.flatnonzero(labels == label))
            found[label] = {name: values[name] for name in FOR_GROUPS}
        return found

    def digest(self) -> str:
        """SHA-256 of the number of weeks done and of the state.

        Scratch arrays are left out, and so are the measures: they are functions of the state, and a further measure
        must not change the digest.
        """
        digest = hashlib.sha256(str(self.weeks_done).encode())
        for name, array in self.state._asdict().items():
            if name in SCRATCH or name == "measures":
                continue
            digest.update(f"{name} {array.dtype.str} {array.shape}".encode())
            digest.update(np.ascontiguousarray(array).tobytes())
        return digest.hexdigest()
