"""The records that the steps of a week read and write: constants of a run, state variables and parameters.

Arrays are named as in ODD.md. N members, K goals, D departments, U teams, S partners, L lever columns (``levers.L``).
"""

from collections import namedtuple
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simalign.policies.levers import COSTS, UNIT_LEVERS, cost_key, load_key
from simalign.scenario.context import Context
from simalign.scenario.mechanisms import Mechanisms
from simalign.scenario.psychology import Costs, Psychology
from simalign.streams import Run

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]
Small = NDArray[np.int32]
UnsignedIndices = NDArray[np.uint32]  # unsigned, see ``activation.unsigned``
Flags = NDArray[np.int8]


class Fixed(NamedTuple):
    """The constants of a run, which only events replace."""

    K: tuple[int, ...]  # K zeros: its length, the number of goals, is known at compile time
    run: Run
    key: Indices  # (N,) keys of the positions, for random draws
    members: Indices  # (N,) 0 to N - 1
    manager: Small  # (N,)
    department: Small  # (N,)
    team: Small  # (N,) the team that a member works in; the head works in the team that the head leads
    lead: Small  # (U,) the manager of each team
    mix: Small  # (N,) row of ``mixes``
    has_reports: Flags  # (N,)
    leader: Flags  # (N,)
    leaders: Indices  # the leaders' positions
    cares: Flags  # (N,) whether a member is a relationship manager
    tie_start: Indices  # (N+1,)
    tie_target: UnsignedIndices  # (T,)
    tie_weight: Floats  # (T,) or (0,) when all weigh 1
    kpi: Floats  # (D, K)
    omega: Floats  # (D, K) share of each department in each goal; sums to 1 over departments (ODD 2-2)
    outside: Floats  # (D,) share of members who are in other departments (ODD 2-4)
    trade: Floats  # (D, K) weights of external goals in the demand for each department's trade (ODD 2-3)
    mixes: Floats  # (roles * D, K) shared part of agendas
    private_share: Floats  # (roles * D,) sum of ``mixes`` over private goals
    measurability: Floats  # (K,)
    order: Indices  # (K,) goals in the order of their keys
    external: Indices  # external goals in the order of their keys
    private: Indices  # private goals in the order of their keys
    is_external: Floats  # (K,) 1 for external goals, 0 for private ones
    carer: Small  # (S,) the relationship manager of each partner
    partner_agenda: Floats  # (S, K)


class RuleCodes(NamedTuple):
    """Integer codes of the selected rule variants, fixed at compile time."""

    activation: int
    likeness: tuple[int, ...]  # as many zeros as its code: known when compiled, as it is used everywhere
    acceptance: int
    influence: int


SCRATCH = ("chance", "turns", "spoken", "spare", "marked", "sums")  # fields that no later week reads


class State(NamedTuple):
    """The state variables: every field is an array that the steps write in place."""

    starters: Indices  # (1,) number of members at the end of the warm-up
    levers: Floats  # (D+1, L) in force this week; the last row is the whole organisation
    stale: Flags  # (1,) 1 until the levers in force have been carried out in this organisation
    changed: Flags  # (D,) whether levers differ from those of last week
    felt: Floats  # (N, unit levers + 2) levers as experienced; own role modelling and voice (``carry``)
    style: Floats  # (U, unit levers) of each team's manager
    load: Floats  # (N,) share of the week that managing would take
    q: Floats  # (N,) share of it that the manager's capacity allows
    time_cost: Floats  # (N,)
    chance: Floats  # (N, 4) this week's random numbers
    agenda: Floats  # (N, K)
    knows: Floats  # (N, K)
    spoken: Floats  # (N, K) advice at the draft; after that, managers' knowledge of last week
    said: Floats  # (N, K) the last message heard from the manager
    wants: Floats  # (N, K)
    does: Floats  # (N, K)
    image: Floats  # (N, K)
    origin: Floats  # (N, K) agenda at the start of the report
    peers: Floats  # (N, K) colleagues' deeds of last week
    likeness: Floats  # (N,) likeness of own deeds to colleagues', 0 for members without ties
    integrity: Floats  # (N,) match of management's deeds with its words
    reasons: Floats  # (N,)
    control: Floats  # (N,)
    mu: Floats  # (N,) acceptance
    able: Floats  # (N,) means to do the own part: knowledge of it, and skill
    stakes: Floats  # (N,)
    drive: Floats  # (N,) the part of stakes that raises effort
    pressure: Floats  # (N,) stakes as felt, after wearing off
    paid: Floats  # (N,) stakes by pay
    needs: Floats  # (N, 3)
    total: Floats  # (N,) weighted satisfaction of needs
    will: Floats  # (N,) total needs as felt, after wearing off
    trust: Floats  # (N,)
    reactance: Floats  # (N,)
    accustomed: Floats  # (N,) control that the member is used to; -1 before the first week
    used: Floats  # (N, 2) stakes and total that the member is used to; -1 before the first week
    skill: Floats  # (N,)
    before: Floats  # (N,) competence before the last change of policy
    pledge: Floats  # (N,)
    heeded: Floats  # (N,) overlap of the member's advice with the strategy; -1 without advice
    effort: Floats  # (N,)
    commitment: Floats  # (N,)
    work: Floats  # (N,)
    output: Floats  # (N,)
    anchor: Floats  # (N,)
    proneness: Floats  # (N,)
    ability: Floats  # (N,)
    temperament: Floats  # (N, 3)
    offset: Small  # (N,)
    occupant: Small  # (N,)
    joined: Small  # (N,)
    present: Flags  # (N,) whether the member was in the organisation at the end of the warm-up
    vacant: Small  # (N,) weeks for which the position is still empty
    defied: Flags  # (N,)
    turns: UnsignedIndices  # (N,) the order in which members take steps 3 to 6
    demand: Floats  # (1, K)
    demand_past: Floats  # (H, K) week t in row t % H
    orders: Floats  # (U, K) what each team's customers ask beyond the common market
    local: Floats  # (U, K) all that each team's customers ask
    standing: Floats  # (U, K) standing orders, by which a team works where it is not free
    joint: Floats  # (D, K) each department's part of demand
    trade: Floats  # (D, K) demand for each department's trade
    strategy: Floats  # (1, K)
    part: Floats  # (D, K) each department's part of the strategy
    since: Indices  # (1,) weeks since the last review
    walk: Floats  # (1,) mean overlap of leaders' deeds with their part
    outside: Floats  # (S, K) partners' images
    depth: Floats  # (S,)
    partner_trust: Floats  # (S,)
    deeds: Floats  # (S, K) partners' work on each goal
    partner_value: Floats  # (S,) marginal product of each partner times its work
    mean_does: Floats  # (1, K) of the newest does
    team_work: Floats  # (U, K) work on each goal
    department_work: Floats  # (D, K)
    team_worth: Floats  # (U, K) marginal product of work on each goal, for the team's customers
    department_worth: Floats  # (D, K) the same for joint work
    delivered: Floats  # (3,) value, local and joint worth per head
    spare: Floats  # (6, K) scratch memory
    marked: Flags  # (K,) scratch memory
    sums: Floats  # (2, measures + 4) scratch memory
    measures: Floats  # (measures,) of the whole, at the end of last week


if TYPE_CHECKING:  # for the type checker, the records have the fields of the scenario's sections

    class Switches(Mechanisms):
        """The mechanisms that are switched on."""

        def _replace(self, **changes: bool) -> "Switches": ...

    class Prices(Costs):
        """The costs of levers to members; the costs of unit levers come first and can be indexed by column."""

        _fields: ClassVar[tuple[str, ...]]

        def __getitem__(self, column: int) -> float: ...

    class Loads(Costs):
        """The manager's time for each report that unit levers take, by column, followed by that of a talk."""

        _fields: ClassVar[tuple[str, ...]]

        def __getitem__(self, column: int) -> float: ...

    class Parameters(Psychology):
        """The numbers of a scenario; ``acceptance`` is -1 unless the scenario sets a constant acceptance."""

        acceptance: float
        context_complexity: float
        context_heterogeneity: float
        context_variety: float
        context_churn: float
        context_turbulence: float
        context_shift: float
        context_interdependence: float
        context_reliance: float
        context_legitimacy: float
        context_trust: float
        context_skill: float
        context_capacity: float
        context_productivity: float
        context_turnover: float
        context_vacancy: float
        relationship_start: float
        warmup: int
        on: Switches
        rules: RuleCodes
        price: Prices
        load: Loads

        def _replace(self, **changes: Any) -> "Parameters": ...
else:
    Switches = namedtuple("Switches", list(Mechanisms.model_fields))
    Prices = namedtuple("Prices", [cost_key(name) for name in COSTS] + ["pay"])
    Loads = namedtuple("Loads", [load_key(name) for name in (*UNIT_LEVERS, "feedback_interval")])
    Parameters = namedtuple(
        "Parameters",
        [
            *Psychology.model_fields,
            *(f"context_{name}" for name in Context.model_fields),
            *("relationship_start", "warmup", "on", "rules", "price", "load"),
        ],
    )
