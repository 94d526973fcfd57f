"""A single run: one scenario in one organisation, week by week. Independent of Mesa, files and screens."""

import hashlib
from collections.abc import Mapping, Sequence
from copy import copy
from itertools import pairwise
from threading import Event
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simalign.errors import InputError, Problem, expect, nearest, whole
from simalign.files.record import expect_record
from simalign.measures.catalogue import FOR_GROUPS, NAMES
from simalign.organisation.record import ROLES, Organisation
from simalign.parallel import Stopped
from simalign.policies.plan import Plan
from simalign.scenario import Policy, Scenario
from simalign.scenario.rules import SYNCHRONOUS
from simalign.simulation.engine import (
    HALF_STEPS,
    TURN_STEPS,
    Step,
    observed,
    observed_each,
    run_weeks,
    shipped_step,
    steps_of_week,
)
from simalign.simulation.events import Situation, checked_events, plan_of, take_effect
from simalign.simulation.given import hold_survey
from simalign.simulation.initial import begin, given_of, organise, terms
from simalign.simulation.own import OwnMeasure, checked_measures, checked_steps, number_of
from simalign.simulation.start import Terms
from simalign.simulation.survey import is_surveyed
from simalign.streams import run_of
from simalign.week.state import SCRATCH, State

Series = NDArray[np.float64]
FROM_FILES = "; for files, load_scenario('default', organisation='members.csv')"
GROUPED = ("department", "level", "role")
STRETCH = 5_000_000  # member-weeks in one compiled call


class Ready(NamedTuple):
    """Objects that all runs of a scenario share if their organisations have the same departments."""

    terms: Terms
    plan: Plan


def made_ready(scenario: Scenario, departments: Sequence[str]) -> Ready:
    """Compute the objects that all runs of a scenario share.

    Raises InputError for a policy with unknown departments.
    """
    return Ready(terms(scenario, departments), plan_of(scenario, departments))


class Simulation:
    """A run at the end of some week; ``run`` continues it.

    steps: functions (fixed, state, parameters, week) that replace steps of the week, by name.
    measures: functions (fixed, state, parameters, week) -> float by name, evaluated at the end of each week. Their
    columns follow those of the shipped measures in every series; ``names`` holds the names of all columns.
    Weeks are counted from 0, the first week of the warm-up.
    Raises InputError for a policy with departments that the organisation does not have, unknown steps, unusable names
    of measures, and a user-defined know, want, feel or do if members act one after another (rule ``activation``).

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
        """Set up the state before the first week.

        organisation: replaces the organisation of the scenario; ready: the result of ``made_ready``, to share it
        between runs.
        """
        self.scenario = expect_record(scenario, Scenario, "scenario")
        self.seed, self.replication = whole(seed, "seed"), whole(replication, "replication")
        if organisation is not None:
            expect(organisation, Organisation, "organisation", "an Organisation", FROM_FILES)
        self.steps, self.measures = checked_steps(steps or {}), checked_measures(measures or {})
        self.names = (*NAMES, *self.measures)
        self.organisation = organise(scenario, seed, replication) if organisation is None else organisation
        self.surveyed = is_surveyed(self.organisation)  # also after events that change the organisation
        shared = made_ready(scenario, self.organisation.departments) if ready is None else ready
        self.fixed, self.state, self.parameters = begin(
            scenario, self.organisation, run_of(seed, replication), shared.terms
        )
        self.plan = shared.plan
        self.events = checked_events(scenario, self.organisation)
        self.own_values = np.full(len(self.measures), np.nan)  # user-defined measures at the end of last week
        if (replaced := sorted(set(self.steps) & set(TURN_STEPS))) and self.acts_in_turns:
            message = f"lets members take turns, which user-defined steps cannot ({', '.join(replaced)})"
            raise InputError(
                [Problem(message, key="rules.activation", value=scenario.rules.activation, allowed="synchronous")]
            )
        self.weeks_done = 0

    def under(self, policy: Policy, weekly: Plan | None = None) -> "Simulation":
        """Branch at the end of the warm-up: a copy that continues under ``policy``.

        The copy is bit-identical to a run that had the policy from the start. weekly: the plan of the policy, to share
        it between runs. Raises ValueError after the warm-up, and InputError for a policy with departments that the
        organisation does not have.

        >>> first = Simulation(Scenario(organisation={"size": 6}, warmup=2), seed=1)
        >>> first.run(2).shape[0], first.under(Policy(preset="push")).run(1).shape[0]
        (2, 1)
        """
        expect_record(policy, Policy, "policy")
        if self.week > 0:
            raise ValueError(f"cannot change the policy: it has already run for {self.week} weeks")
        branch = copy(self)
        branch.scenario = self.scenario.unchecked_copy(policy=policy)
        branch.plan = plan_of(branch.scenario, self.organisation.departments) if weekly is None else weekly
        branch.events = checked_events(branch.scenario, self.organisation)
        branch.state = State._make(array.copy() for array in self.state)
        branch.own_values = self.own_values.copy()
        return branch

    def run(self, weeks: int, stop: Event | None = None) -> Series:
        """Run further weeks and return the measures at the end of each: (weeks, measures), columns as in ``names``.

        stop: checked every second or two. Raises Stopped once it is set, and InputError for a user-defined measure
        that does not return a number.
        """
        weeks = whole(weeks, "weeks")
        series = np.empty((weeks, len(self.names)))
        done = 0
        for count in [1] * weeks if self.steps or self.measures else self.stretches(weeks):
            if stop is not None and stop.is_set():
                raise Stopped
            self._meet_events()
            rows = series[done : done + count]
            if self.steps or self.measures:
                self._one_week(rows[0])
            else:
                self._run_shipped(count, rows)
            self.weeks_done += count
            done += count
        return series

    def stretches(self, weeks: int) -> list[int]:
        """Split a number of weeks into compiled calls of at most a second or two, each between two events.

        A run can be stopped between two calls.

        >>> Simulation(Scenario(organisation={"size": 6}), seed=1).stretches(260)
        [260]
        """
        longest, last = max(1, STRETCH // self.organisation.size), self.weeks_done + weeks
        stops = {self.scenario.warmup + event.week for event in self.events}
        if self.surveyed:
            stops.add(self.scenario.warmup)
        starts = [self.weeks_done, *sorted(week for week in stops if self.weeks_done < week < last), last]
        return [min(longest, end - start) for first, end in pairwise(starts) for start in range(first, end, longest)]

    def _meet_events(self) -> None:
        """Let the values of a survey and the events of the coming week take effect."""
        if self.weeks_done == self.scenario.warmup:
            hold_survey(self.fixed, self.state, given_of(self.organisation, len(self.fixed.K)))
        for event in self.events:
            if self.scenario.warmup + event.week == self.weeks_done:
                now = Situation(self.organisation, self.fixed, self.state)
                now = take_effect(event, self.scenario, now, self.parameters, self.weeks_done)
                if now.organisation.departments != self.organisation.departments:
                    self.plan = plan_of(self.scenario, now.organisation.departments)
                self.organisation, self.fixed, self.state = now

    def _one_week(self, row: Series) -> None:
        """Run one week and write its measures, the user-defined ones last, into ``row`` (measures,)."""
        if self.steps:
            for step in steps_of_week(self.plan, self.steps, self.acts_in_turns):
                step(self.fixed, self.state, self.parameters, self.weeks_done)
            row[: len(NAMES)] = self.state.measures
        else:
            self._run_shipped(1, row[None, : len(NAMES)])
        for index, (name, function) in enumerate(self.measures.items()):
            value = function(self.fixed, self.state, self.parameters, self.weeks_done)
            self.own_values[index] = number_of(name, value)
        row[len(NAMES) :] = self.own_values

    def _run_shipped(self, weeks: int, rows: Series) -> None:
        """Run weeks with shipped steps only and write the shipped measures into ``rows`` (weeks, measures)."""
        run_weeks(self.fixed, self.state, self.parameters, self.plan, self.weeks_done, weeks, rows, 0, HALF_STEPS)

    def usual(self, name: str) -> Step:
        """Return the shipped step of this name, so that a user-defined step can call it.

        Raises InputError for an unknown name.
        """
        checked_steps([name])
        return shipped_step(name, self.plan)

    @property
    def acts_in_turns(self) -> bool:
        """Whether members take know, want, feel and do one after another (rule ``activation``)."""
        return self.parameters.rules.activation != SYNCHRONOUS

    @property
    def week(self) -> int:
        """Number of weeks that the policy has run; negative in the warm-up, 0 at its end."""
        return self.weeks_done - self.scenario.warmup

    def measure(self, members: NDArray[np.int64] | None = None) -> dict[str, float]:
        """Return the measures at the end of this week, by name.

        members: indices of the members of a group; None for the whole organisation, with user-defined measures.
        For a group, only measures that are defined for groups are correct.
        Raises ValueError before the first week and for an empty group.
        """
        if self.weeks_done == 0 or (members is not None and not len(members)):
            raise ValueError("cannot measure: no week has been run, or the group is empty")
        if members is None:
            return dict(zip(self.names, [*self.state.measures.tolist(), *self.own_values.tolist()], strict=True))
        out = np.empty(len(NAMES))
        observed(self.fixed, self.state, self.parameters, self.weeks_done - 1, np.asarray(members, np.int64), out)
        return dict(zip(NAMES, out.tolist(), strict=True))

    def each(self) -> Series:
        """Return the measures of each single member at the end of this week: (members, measures).

        Columns are as in ``measures.catalogue.NAMES``; only those of measures that are defined for groups are correct.
        Raises ValueError before the first week.
        """
        if self.weeks_done == 0:
            raise ValueError("cannot measure: no week has been run")
        out = np.empty((self.organisation.size, len(NAMES)))
        observed_each(self.fixed, self.state, self.parameters, self.weeks_done - 1, out)
        return out

    def overlaps(self) -> tuple[Series, Series]:
        """Return the overlaps of members' deeds, and wants, with their parts of the strategy: (members,) each.

        >>> do, want = Simulation(Scenario(organisation={"size": 6}), seed=1).overlaps()
        >>> do.shape, want.shape
        ((6,), (6,))
        """
        part = self.state.part[self.fixed.department]
        do: Series = np.minimum(self.state.does, part).sum(axis=1)
        return do, np.minimum(self.state.wants, part).sum(axis=1)

    def groups(self, by: str) -> dict[str, dict[str, float]]:
        """Return the measures of each group, by group name; ``by`` is department, level or role.

        Only measures that are defined for groups are included.
        Raises ValueError before the first week, and InputError for any other ``by``.
        """
        organisation = self.organisation
        if by not in GROUPED:
            message = f"is not a way to group members{nearest(str(by), GROUPED)}"
            raise InputError([Problem(message, key="by", value=by, allowed=", ".join(GROUPED))])
        labels = {
            "department": np.array([organisation.departments[d] for d in organisation.department]),
            "level": organisation.level.astype(str),
            "role": np.array([ROLES[role] for role in organisation.role]),
        }[by]
        groups = {}
        for label in dict.fromkeys(labels.tolist()):
            values = self.measure(np.flatnonzero(labels == label))
            groups[label] = {name: values[name] for name in FOR_GROUPS}
        return groups

    def digest(self) -> str:
        """Return the SHA-256 of the number of weeks done and of the state.

        The digest leaves out scratch arrays, and also the measures: they are functions of the state, and adding a
        measure must not change the digest.
        """
        digest = hashlib.sha256(str(self.weeks_done).encode())
        for name, array in self.state._asdict().items():
            if name in SCRATCH or name == "measures":
                continue
            digest.update(f"{name} {array.dtype.str} {array.shape}".encode())
            digest.update(np.ascontiguousarray(array).tobytes())
        return digest.hexdigest()
