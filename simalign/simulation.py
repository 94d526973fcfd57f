"""One run: a scenario on an organisation with one luck, week after week; no Mesa, no files, no screen."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simalign.engine import HALVES, LIVED, STEPS, Step, live, observed, observed_each, usual, week_of
from simalign.errors import InputError, Problem
from simalign.measures.catalogue import FOR_GROUPS, NAMES
from simalign.organisation.record import ROLES, Organisation
from simalign.policies.plan import Plan, plan
from simalign.scenario import Policy, Scenario
from simalign.scenario.rules import SYNCHRONOUS
from simalign.start import Terms, begin, organise, terms
from simalign.streams import run_of
from simalign.week.state import SCRATCH, State

Series = NDArray[np.float64]
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

    ``steps`` replaces steps of the week, by name, with functions of (fixed, state, parameters, week).
    Raises InputError for a policy that does not fit the organisation and for know, want, feel or do of one's own
    where members live through them in turns (rule ``activation``), KeyError for a step that is not there.

    >>> Simulation(Scenario(organisation={"size": 6}), seed=1).run(2).shape[0]
    2
    """

    def __init__(
        self,
        scenario: Scenario,
        seed: int,
        replication: int = 0,
        organisation: Organisation | None = None,
        steps: Mapping[str, Step] | None = None,
        ready: Ready | None = None,
    ) -> None:
        """Seat the organisation and lay the policy out.

        ``organisation`` takes the place of the scenario's own; ``ready`` saves time where there are many runs.
        """
        self.scenario = scenario
        self.seed, self.replication = seed, replication
        self.organisation = organise(scenario, seed, replication) if organisation is None else organisation
        given = made_ready(scenario, self.organisation.departments) if ready is None else ready
        run = run_of(seed, replication)
        self.fixed, self.state, self.parameters = begin(scenario, self.organisation, run, given.terms)
        self.plan = given.plan
        self.steps = dict(steps or {})
        self._check(self.steps)
        if (lived := sorted(set(self.steps) & set(LIVED))) and self.apart:
            message = f"lets members take turns, which steps of one's own cannot ({', '.join(lived)})"
            raise InputError(
                [Problem(message, key="rules.activation", value=scenario.rules.activation, allowed="synchronous")]
            )
        self.weeks_done = 0

    def under(self, policy: Policy, laid: Plan | None = None) -> "Simulation":
        """The same run as far as it has come, to go on under another policy, as if that had been its own all along.

        ``laid``, the policy's plan, saves time where many runs go on under the same one.

        Raises ValueError after the warm-up, InputError for a policy that does not fit the organisation.

        >>> first = Simulation(Scenario(organisation={"size": 6}, warmup=2), seed=1)
        >>> first.run(2).shape[0], first.under(Policy(preset="push")).run(1).shape[0]
        (2, 1)
        """
        if self.week > 0:
            raise ValueError(f"the policy has run for {self.week} weeks; another can only start where none has")
        other = copy(self)
        other.scenario = self.scenario.model_copy(update={"policy": policy})
        departments = self.organisation.departments
        other.plan = plan(policy, departments, self.scenario.warmup, NAMES) if laid is None else laid
        other.state = State._make(array.copy() for array in self.state)
        return other

    def run(self, weeks: int) -> Series:
        """Run further weeks and return the measures of each: (weeks, measures), columns as in ``measures.NAMES``."""
        series = np.empty((weeks, len(NAMES)))
        done = 0
        for some in self.stretches(weeks):
            here = series[done : done + some]
            if self.steps:
                self._step_by_step(here)
            else:
                live(self.fixed, self.state, self.parameters, self.plan, self.weeks_done, some, here, 0, HALVES)
                self.weeks_done += some
            done += some
        return series

    def stretches(self, weeks: int) -> list[int]:
        """Weeks cut into such numbers as are compiled calls of a second or two: an interrupt waits no longer.

        >>> Simulation(Scenario(organisation={"size": 6}), seed=1).stretches(260)
        [260]
        """
        longest = max(1, STRETCH // self.organisation.size)
        return [min(longest, weeks - start) for start in range(0, weeks, longest)]

    def _step_by_step(self, series: Series) -> None:
        """Run a week for each row of ``series``, with steps of somebody's own."""
        for row in series:
            for step in week_of(self.plan, self.steps, self.apart):
                step(self.fixed, self.state, self.parameters, self.weeks_done)
            row[:] = self.state.measures
            self.weeks_done += 1

    def usual(self, name: str) -> Step:
        """The package's own step of this name, for a step that wraps it. Raises KeyError for one that is not there."""
        self._check([name])
        return usual(name, self.plan)

    @staticmethod
    def _check(names: Iterable[str]) -> None:
        if strangers := sorted(set(names) - set(STEPS)):
            raise KeyError(f"no such step: {', '.join(strangers)}; the steps are {', '.join(STEPS)}")

    @property
    def apart(self) -> bool:
        """Whether members live through know, want, feel and do one after another."""
        return self.parameters.by.activation != SYNCHRONOUS

    @property
    def week(self) -> int:
        """Weeks that the policy has run; negative in the warm-up, 0 at its end."""
        return self.weeks_done - self.scenario.warmup

    def measure(self, members: NDArray[np.int64] | None = None) -> dict[str, float]:
        """Measures at the end of this week, of all or of the members with these places in the organisation.

        Of a group, the measures that are defined for groups are right.
        Raises ValueError before the first week and for an empty group.
        """
        if self.weeks_done == 0 or (members is not None and not len(members)):
            raise ValueError("nothing to measure: no week has passed, or the group is empty")
        if members is None:
            return dict(zip(NAMES, self.state.measures.tolist(), strict=True))
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

        Raises ValueError before the first week, KeyError for another ``by``.
        """
        there = self.organisation
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
