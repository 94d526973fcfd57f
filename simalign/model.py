"""AlignmentModel: an organisation that knows, wants and does, as a Mesa model.

One step is one week:

 0. carry     managers carry out the policy in force, each in their own style
    chance    draws each member's random events of the week
 1. market    what customers want moves, now and then
 2. strategy  leaders, and those they ask, review the strategy
 3. know      word of it comes down the line and through the open channel, and fades
 4. want      colleagues, managers, the private agenda and an acceptable strategy draw what is wanted
 5. feel      reactance, needs, trust, skill; what becomes one's own
 6. do        the week is spent, as wanted or as told
 7. deliver   what the work is worth to customers
 8. relate    what members and stakeholders take the organisation to be
 9. turnover  some leave, and newcomers take their seats
10. observe   how aligned is it?

The steps are the files of ``simalign/week``; the arrays they work on are in ``simalign/week/state.py``, and what each
must write for the others in ``simalign/week/between_steps.py``.
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
CLOSE = 1e-9  # to a sum of 1


def _check(name: str, value: Any) -> None:
    """Raise ValueError for what ``name`` cannot be: a point on the goal simplex, shares from 0 to 1, an amount."""
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
    """A seat in the organisation and who sits there now: a view of one row of the model's arrays.

    Raises ValueError for a value that does not fit; what is written into an array that was read is not checked.
    """

    agenda, knows, wants, does, image, origin = (_row(name) for name in POINTS)
    needs, trust, reactance, skill, effort, time_cost = (_row(name) for name in SHARES)
    work, output, joined, occupant = (_row(name) for name in AMOUNTS)

    def __init__(self, model: "AlignmentModel", row: int) -> None:
        super().__init__(model)
        self.row = row

    @property
    def id(self) -> str:
        """Id in the organisation's file."""
        return str(self.model.organisation.ids[self.row])

    @property
    def name(self) -> str:
        """Name in the organisation's file."""
        return str(self.model.organisation.names[self.row])

    @property
    def manager(self) -> "Member":
        """The member reported to; the head's own."""
        member: Member = self.model.members[int(self.model.organisation.manager[self.row])]
        return member

    @property
    def department(self) -> str:
        """Name of the department."""
        return str(self.model.organisation.departments[int(self.model.organisation.department[self.row])])

    @property
    def role(self) -> str:
        """senior_manager, middle_manager or specialist."""
        return ROLES[int(self.model.organisation.role[self.row])]


class Stakeholder(Agent):  # type: ignore[misc]
    """A stakeholder: a view of one row of the model's arrays."""

    def __init__(self, model: "AlignmentModel", row: int) -> None:
        super().__init__(model)
        self.row = row

    @property
    def image(self) -> Any:
        """What the organisation is taken to be from outside (K,)."""
        return self.model.simulation.state.outside[self.row]

    @property
    def depth(self) -> float:
        """Depth of the relation, 0 to 1."""
        return float(self.model.simulation.state.depth[self.row])

    @property
    def rung(self) -> str:
        """The ladder: transactional below 1/3, added-value below 2/3, joint above."""
        return "transactional" if self.depth < 1 / 3 else "added-value" if self.depth < 2 / 3 else "joint"

    @property
    def relationship_manager(self) -> Member:
        """The member who looks after the relation."""
        member: Member = self.model.members[int(self.model.simulation.fixed.carer[self.row])]
        return member


class AlignmentModel(Model):  # type: ignore[misc]
    """An organisation under a policy.

    scenario: a Scenario, the name of a shipped one, or the path of a file.
    policy: one to take the place of the scenario's, likewise.
    rng: the random seed, a whole number >= 0; drawn and kept in ``seed`` when None. The same seed gives the same bytes.
    seed: the same as ``rng``, which is Mesa's name for it; one of the two may be given.
    replication: another luck, and another generated organisation, under the same seed.
    organisation: one to take the place of the scenario's.
    steps: functions (fixed, state, parameters, week) that take the place of steps of the week, by name; so do methods
        of a subclass with such a name. ``usual`` gives the step that they take the place of.
    measures: functions (fixed, state, parameters, week) -> float by name, evaluated at the end of each week.
    collect: measures that the data collector keeps every week, shipped or own. It keeps a seed that was drawn as well,
        so that the rows of ``batch_run`` without seeds say which seed each run had.

    The model runs ``warmup`` weeks of status quo, then ``weeks`` of policy; then ``running`` is False.
    Raises InputError for what cannot be used: files with everything that is wrong, unknown steps and measures, seeds.

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
        own: dict[str, Step] = {name: getattr(self, name) for name in STEPS if name in _own_methods(type(self))}
        replaced = own | dict(steps or {})
        self.simulation = Simulation(design, self.seed, replication, organisation, replaced, measures=measures)
        self.organisation = self.simulation.organisation
        self._places = {name: place for place, name in enumerate(self.simulation.names)}
        self.measures: Series = np.full(len(self._places), np.nan)
        self._ahead: list[Series] = []
        self._members: list[Member] = []
        expect(collect, Iterable, "collect", "a list of measures")
        collect = [collect] if isinstance(collect, str) else collect
        reporters: dict[str, Any] = {name: [_measured, [self, self._place(name)]] for name in collect}
        if rng is None and seed is None:
            reporters["seed"] = [_seed, [self]]
        self.datacollector = DataCollector(model_reporters=reporters)

    def step(self) -> None:
        """Live one week."""
        self.measures = self._ahead.pop() if self._ahead else self.simulation.run(1)[0]
        self.datacollector.collect(self)
        self.running = self.week < self.simulation.scenario.weeks

    def run_for(self, duration: float) -> None:
        """Live ``duration`` weeks: in one compiled go where nobody looks on in between, else week by week."""
        whole = float(duration).is_integer() and float(self.time).is_integer()
        if whole and duration > 0 and self._unwatched():
            self._ahead = list(self.simulation.run(int(duration)))[::-1]
        super().run_for(duration)

    def _unwatched(self) -> bool:
        plain = type(self).step is AlignmentModel.step and not self.simulation.steps and not self._ahead
        collector = self.datacollector
        per_agent = collector.agent_reporters or collector.agenttype_reporters or collector.tables
        ours = all(isinstance(r, list) and r[0] in (_measured, _seed) for r in collector.model_reporters.values())
        events = getattr(self, "_event_list", None)
        alone = events is not None and len(events) <= 1 and not any(getattr(self, "subscribers", {}).values())
        return plain and not per_agent and ours and alone

    def usual(self, name: str) -> Step:
        """Return the shipped step of this name, for an own step that wraps it.

        Raises InputError for a step that does not exist.
        """
        return self.simulation.usual(name)

    @property
    def week(self) -> int:
        """Weeks that the policy has run; negative in the warm-up."""
        return self.simulation.week - len(self._ahead)

    def measure(self, name: str) -> float:
        """A measure at the end of this week, shipped or own; NaN before the first.

        Raises InputError, which names the nearest measure, for one that does not exist.
        """
        return float(self.measures[self._place(name)])

    def _place(self, name: str) -> int:
        return self._places[known_measure(name, self._places)]

    @property
    def members(self) -> Sequence[Member]:
        """All members, in the organisation's order."""
        if not self._members:
            self._members = [Member(self, row) for row in range(self.organisation.size)]
            for row in range(len(self.simulation.state.depth)):
                Stakeholder(self, row)
        return self._members

    @property
    def agents(self) -> Any:
        """All members and stakeholders; made when first asked for."""
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
    """The random seed that was given by either name, or a new one."""
    if rng is not None and seed is not None:
        raise InputError([Problem("is another name for rng; give one of the two", key="seed", value=seed)])
    if rng is None and seed is None:
        return secrets.randbits(32)
    return whole(rng, "rng") if seed is None else whole(seed, "seed")


def _measured(model: AlignmentModel, place: int) -> float:
    return float(model.measures[place])


def _seed(model: AlignmentModel) -> int:
    return model.seed


def _own_methods(kind: type) -> set[str]:
    own: set[str] = set()
    for ancestor in kind.__mro__[: kind.__mro__.index(AlignmentModel)]:
        own |= set(vars(ancestor))
    return own
