"""AlignmentModel: the simulation of an organisation as a Mesa model.

One step of the model is one week, with these steps:

 0. carry     managers implement the policy in force, each in an individual style
    chance    draws the random numbers of each member
 1. market    customer demand changes in random weeks
 2. strategy  leaders and participating members review the strategy
 3. know      members hear of the strategy from their manager or the open channel, or forget it
 4. want      colleagues, the manager, the private agenda and an accepted strategy influence wants
 5. feel      updates reactance, needs, trust and skill; members internalise the strategy
 6. do        members divide the week between goals, under the influence of wants and stakes
 7. deliver   computes the value of the work to customers
 8. relate    updates the organisation's image among members and stakeholders, and relationships
 9. turnover  members leave, and newcomers replace them
10. observe   measures the alignment of the organisation

Each step is a file in ``simalign/week``. ``simalign/week/state.py`` declares the arrays that the steps use, and
``simalign/week/between_steps.py`` lists the arrays that each step must write for the others.
"""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from mesa import Agent, DataCollector, Model

from simalign.errors import InputError, Problem, expect, whole
from simalign.organisation.record import ROLES, Organisation
from simalign.policies.policy import policy_of
from simalign.scenario import Policy, Scenario
from simalign.scenario.read import scenario_of
from simalign.simulation import Series, Simulation
from simalign.simulation.engine import STEPS, Step
from simalign.simulation.own import OwnMeasure, known_measure

HEADLINES = ("know", "want", "do", "do_gain", "value", "resistance", "trust")
POINTS = ("agenda", "knows", "wants", "does", "image", "origin")
SHARES = ("needs", "trust", "reactance", "skill", "effort", "time_cost")
AMOUNTS = ("work", "output", "joined", "occupant")
CLOSE = 1e-9  # largest difference from a sum of 1


def _check(name: str, value: Any) -> None:
    """Raise ValueError if a value is invalid for ``name``: not a simplex point, a share from 0 to 1, or an amount."""
    x = np.asarray(value, float)
    if not (np.isfinite(x).all() and (x >= 0).all()):
        raise ValueError(f"{name} cannot be {value}: every number must be finite and at least 0")
    if name in SHARES and (x > 1).any():
        raise ValueError(f"{name} cannot be {value}: every number must be from 0 to 1")
    if name in POINTS and abs(x.sum() - 1) > CLOSE:
        raise ValueError(f"{name} cannot be {value}: shares of working time must sum to 1")


def _row(name: str) -> property:
    def view(self: "Member") -> Any:
        return getattr(self.model.simulation.state, name)[self.row]

    def write(self: "Member", value: Any) -> None:
        _check(name, value)
        getattr(self.model.simulation.state, name)[self.row] = value

    return property(view, write, doc=f"``{name}`` of ODD.md, read from and written to the model's arrays")


class Member(Agent):  # type: ignore[misc]
    """A seat (position) in the organisation and its current occupant: a view of one row of the model's arrays.

    Raises ValueError when an attribute is set to an invalid value. Elements of an array that an attribute returns can
    also be written, but without this check.
    """

    agenda, knows, wants, does, image, origin = (_row(name) for name in POINTS)
    needs, trust, reactance, skill, effort, time_cost = (_row(name) for name in SHARES)
    work, output, joined, occupant = (_row(name) for name in AMOUNTS)

    def __init__(self, model: "AlignmentModel", row: int) -> None:
        super().__init__(model)
        self.row = row

    @property
    def id(self) -> str:
        """The member's id in the organisation's file."""
        return str(self.model.organisation.ids[self.row])

    @property
    def name(self) -> str:
        """The member's name in the organisation's file."""
        return str(self.model.organisation.names[self.row])

    @property
    def manager(self) -> "Member":
        """The member's manager; the head is their own manager."""
        member: Member = self.model.members[int(self.model.organisation.manager[self.row])]
        return member

    @property
    def department(self) -> str:
        """The name of the member's department."""
        return str(self.model.organisation.departments[int(self.model.organisation.department[self.row])])

    @property
    def role(self) -> str:
        """The member's role: senior_manager, middle_manager or specialist."""
        return ROLES[int(self.model.organisation.role[self.row])]


class Stakeholder(Agent):  # type: ignore[misc]
    """A customer, supplier or owner: a view of one row of the model's arrays."""

    def __init__(self, model: "AlignmentModel", row: int) -> None:
        super().__init__(model)
        self.row = row

    @property
    def image(self) -> Any:
        """The stakeholder's image of the organisation, (K,): perceived shares of working time."""
        return self.model.simulation.state.outside[self.row]

    @property
    def depth(self) -> float:
        """The depth of the relationship, 0 to 1."""
        return float(self.model.simulation.state.depth[self.row])

    @property
    def rung(self) -> str:
        """The level of the relationship: transactional below a depth of 1/3, added-value below 2/3, joint above."""
        return "transactional" if self.depth < 1 / 3 else "added-value" if self.depth < 2 / 3 else "joint"

    @property
    def relationship_manager(self) -> Member:
        """The member who manages the relationship."""
        member: Member = self.model.members[int(self.model.simulation.fixed.carer[self.row])]
        return member


class AlignmentModel(Model):  # type: ignore[misc]
    """An organisation under a policy, as a Mesa model.

    scenario: a Scenario, the name of a shipped scenario, or the path of a file.
    policy: replaces the scenario's policy; a Policy, the name of a shipped policy, or the path of a file.
    rng: the random seed, a whole number >= 0; None draws one and stores it in ``seed``. Runs with the same seed are
        bit-identical.
    seed: another name for ``rng``, which is Mesa's name; only one of the two can be given.
    replication: a number that selects other random streams, and another generated organisation, under the same seed.
    organisation: replaces the scenario's organisation.
    steps: functions (fixed, state, parameters, week) that replace steps of the week, by name. Methods of a subclass
        with the name of a step replace it as well. ``usual`` returns the shipped step.
    measures: functions (fixed, state, parameters, week) -> float by name, evaluated at the end of each week.
    collect: shipped or user-defined measures that the data collector stores every week. It also stores a seed that was
        drawn, so that the rows of ``batch_run`` without seeds contain the seed of each run.

    The model runs ``warmup`` weeks of the status quo and then ``weeks`` weeks of the policy; then ``running`` is False.
    Raises InputError for invalid files (with all their problems), unknown steps and measures, and invalid seeds.

    >>> model = AlignmentModel(Scenario(organisation={"size": 12}, warmup=0, weeks=4), rng=1)
    >>> model.run_for(4)
    >>> model.running, len(model.members)
    (False, 12)
    """

    def __init__(
        self,
        scenario: Scenario | str | Path = "default",
        policy: Policy | str | Path | None = None,
        rng: int | None = None,
        replication: int = 0,
        organisation: Organisation | None = None,
        steps: Mapping[str, Step] | None = None,
        collect: Iterable[str] = HEADLINES,
        measures: Mapping[str, OwnMeasure] | None = None,
        *,
        seed: int | None = None,
    ) -> None:
        self.seed = _seed_of(rng, seed)
        super().__init__(rng=self.seed)
        design = scenario_of(scenario)
        if policy is not None:
            design = design.unchecked_copy(policy=policy_of(policy))
        methods: dict[str, Step] = {name: getattr(self, name) for name in STEPS if name in _new_methods(type(self))}
        replaced = methods | dict(steps or {})
        self.simulation = Simulation(design, self.seed, replication, organisation, replaced, measures=measures)
        self.organisation = self.simulation.organisation
        self._columns = {name: column for column, name in enumerate(self.simulation.names)}
        self.measures: Series = np.full(len(self._columns), np.nan)
        self._ahead: list[Series] = []
        self._members: list[Member] = []
        expect(collect, Iterable, "collect", "a list of measures")
        collect = [collect] if isinstance(collect, str) else collect
        reporters: dict[str, Any] = {name: [_measured, [self, self._column(name)]] for name in collect}
        if rng is None and seed is None:
            reporters["seed"] = [_seed, [self]]
        self.datacollector = DataCollector(model_reporters=reporters)

    def step(self) -> None:
        """Run one week."""
        self.measures = self._ahead.pop() if self._ahead else self.simulation.run(1)[0]
        if self.organisation is not self.simulation.organisation:
            self._reorganise()
        self.datacollector.collect(self)
        self.running = self.week < self.simulation.scenario.weeks

    def _reorganise(self) -> None:
        """Follow an event that changed the organisation: members are removed, renumbered or added."""
        before, self.organisation = self.organisation, self.simulation.organisation
        if not self._members:
            return
        by_key = dict(zip(before.key.tolist(), self._members, strict=True))
        self._members = [by_key.pop(key, None) or Member(self, row) for row, key in enumerate(self.organisation.key)]
        for row, member in enumerate(self._members):
            member.row = row
        for member in by_key.values():
            member.remove()

    def run_for(self, duration: float) -> None:
        """Run ``duration`` weeks: in one compiled call if nothing reads the state in between, else week by week."""
        whole = float(duration).is_integer() and float(self.time).is_integer()
        if whole and duration > 0 and self._unwatched():
            self._ahead = list(self.simulation.run(int(duration)))[::-1]
        super().run_for(duration)

    def _unwatched(self) -> bool:
        """Return whether no step, collector, event or subscriber reads the state between weeks."""
        plain = type(self).step is AlignmentModel.step and not self.simulation.steps and not self._ahead
        collector = self.datacollector
        per_agent = collector.agent_reporters or collector.agenttype_reporters or collector.tables
        only_measures = all(
            isinstance(r, list) and r[0] in (_measured, _seed) for r in collector.model_reporters.values()
        )
        events = getattr(self, "_event_list", None)
        alone = events is not None and len(events) <= 1 and not any(getattr(self, "subscribers", {}).values())
        return plain and not per_agent and only_measures and alone

    def usual(self, name: str) -> Step:
        """Return the shipped step of this name, so that a user-defined step can call it.

        Raises InputError for an unknown name.
        """
        return self.simulation.usual(name)

    @property
    def week(self) -> int:
        """Number of weeks that the policy has run; negative in the warm-up."""
        return self.simulation.week - len(self._ahead)

    def measure(self, name: str) -> float:
        """Return a shipped or user-defined measure at the end of this week; NaN before the first week.

        Raises InputError, with the most similar name, for an unknown measure.
        """
        return float(self.measures[self._column(name)])

    def _column(self, name: str) -> int:
        return self._columns[known_measure(name, self._columns)]

    @property
    def members(self) -> Sequence[Member]:
        """All members, in the order of the organisation."""
        if not self._members:
            self._members = [Member(self, row) for row in range(self.organisation.size)]
            for row in range(len(self.simulation.state.depth)):
                Stakeholder(self, row)
        return self._members

    @property
    def agents(self) -> Any:
        """All members and stakeholders; the agents are created at the first access."""
        return super().agents if self.members else None

    @property
    def agents_by_type(self) -> Any:
        """Members and stakeholders by class."""
        return super().agents_by_type if self.members else None

    @property
    def agent_types(self) -> Any:
        """The classes of agents."""
        return super().agent_types if self.members else None


def _seed_of(rng: int | None, seed: int | None) -> int:
    """Return the random seed given by either name, or draw one."""
    if rng is not None and seed is not None:
        raise InputError([Problem("is another name for rng; only one of the two can be given", key="seed", value=seed)])
    if rng is None and seed is None:
        return secrets.randbits(32)
    return whole(rng, "rng") if seed is None else whole(seed, "seed")


def _measured(model: AlignmentModel, column: int) -> float:
    return float(model.measures[column])


def _seed(model: AlignmentModel) -> int:
    return model.seed


def _new_methods(kind: type) -> set[str]:
    """Return the names that subclasses of AlignmentModel define."""
    names: set[str] = set()
    for ancestor in kind.__mro__[: kind.__mro__.index(AlignmentModel)]:
        names |= set(vars(ancestor))
    return names
