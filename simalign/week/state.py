"""The records that the week reads and writes: what is fixed in a run, what changes, and the parameters.

Arrays are named as in ODD.md. N members, K goals, D departments, S stakeholders, L lever columns (``levers.L``).
"""

from collections import namedtuple
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simalign.scenario.context import Context
from simalign.scenario.mechanisms import Mechanisms
from simalign.scenario.psychology import Costs, Psychology
from simalign.streams import Run

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]
Small = NDArray[np.int32]
Places = NDArray[np.uint32]  # unsigned, see ``turns.place``
Flags = NDArray[np.int8]

MEMORY = 13  # weeks of total needs that are remembered


class Fixed(NamedTuple):
    """What does not change while a run goes on."""

    K: tuple[int, ...]  # K zeros: the number of goals, known when compiled
    run: Run
    key: Indices  # (N,)
    members: Indices  # (N,) 0..N-1
    manager: Small  # (N,)
    department: Small  # (N,)
    mix: Small  # (N,) row of ``mixes``
    has_reports: Flags  # (N,)
    leader: Flags  # (N,)
    leaders: Indices  # the leaders' places
    customer_facing: Flags  # (N,)
    cares: Flags  # (N,) is a relationship manager
    tie_start: Indices  # (N+1,)
    tie_target: Places  # (T,)
    tie_weight: Floats  # (T,) or (0,) when all weigh 1
    team_start: Indices  # members by department, those without members left out
    team: Indices  # (N,)
    kpi: Floats  # (D, K)
    mixes: Floats  # (roles * D, K) shared part of agendas
    meas: Floats  # (K,) measurability as complexity leaves it
    order: Indices  # (K,) goals in the order of their keys
    external: Indices  # external goals in the order of their keys
    carer: Small  # (S,) the relationship manager of each stakeholder


class RuleCodes(NamedTuple):
    """Integer codes of the selected rule variants, fixed at compile time."""

    activation: int
    likeness: tuple[int, ...]  # as many zeros as its place: known when compiled, as it is asked for everywhere
    acceptance: int


SCRATCH = ("said", "chance", "turns", "spare", "marked", "sums")  # fields of the state that outlive no week


class State(NamedTuple):
    """What changes; every field is an array that the steps write in place."""

    levers: Floats  # (D+1, L) in force this week; the last row is the whole
    changed: Flags  # (D,) levers differ from those of last week
    felt: Floats  # (N, unit levers + 1) as experienced; the last column is role modelling in person (``carry.FELT``)
    time_cost: Floats  # (N,)
    chance: Floats  # (N, 5) this week's draws
    agenda: Floats  # (N, K)
    knows: Floats  # (N, K)
    said: Floats  # (N, K) knows of last week, of those who have reports
    wants: Floats  # (N, K)
    does: Floats  # (N, K)
    image: Floats  # (N, K)
    origin: Floats  # (N, K)
    peers: Floats  # (N, K) colleagues' deeds of last week
    likeness: Floats  # (N,) of own deeds to colleagues', 0 for who sees none
    needs: Floats  # (N, 3)
    trust: Floats  # (N,)
    reactance: Floats  # (N,)
    skill: Floats  # (N,)
    before: Floats  # (N,) needs before the last change of policy
    past: Floats  # (MEMORY, N) total needs of past weeks, week t in row t % MEMORY
    distance: Floats  # (N,) between knows and wants
    stakes: Floats  # (N,)
    drive: Floats  # (N,) what of the stakes brings effort
    mu: Floats  # (N,) acceptance
    effort: Floats  # (N,)
    work: Floats  # (N,)
    output: Floats  # (N,)
    anchor: Floats  # (N,)
    proneness: Floats  # (N,)
    ability: Floats  # (N,)
    temperament: Floats  # (N, 3)
    offset: Small  # (N,)
    occupant: Small  # (N,)
    joined: Small  # (N,)
    defied: Flags  # (N,)
    turns: Places  # (N,) the order in which members live steps 3 to 6
    demand: Floats  # (1, K)
    demand_past: Floats  # (H, K) week t in row t % H
    strategy: Floats  # (1, K)
    since: Indices  # (1,) weeks since the last review
    outside: Floats  # (S, K) stakeholders' images
    depth: Floats  # (S,)
    mean_does: Floats  # (1, K) of the newest does
    activity: Floats  # (K,)
    delivered: Floats  # (2,) S of step 7, mean overlap of departments
    team_knows: Floats  # (departments with members, K)
    spare: Floats  # (6, K) room to work in
    marked: Flags  # (K,) room to work in
    sums: Floats  # (2, measures + 3) room to work in
    measures: Floats  # (measures,) of the whole, at the end of last week


if TYPE_CHECKING:  # the records below, as the type checker sees them: the very fields of the scenario's sections

    class Switches(Mechanisms):
        """Which mechanisms are on."""

    class Prices(Costs):
        """What levers cost; the first ones, of the unit levers, also by column."""

        def __getitem__(self, column: int) -> float: ...

    class Parameters(Psychology):
        """The scenario's numbers; a constant acceptance that is not given is -1."""

        acceptance: float
        context_complexity: float
        context_heterogeneity: float
        context_turbulence: float
        context_shift: float
        context_legitimacy: float
        context_trust: float
        context_skill: float
        context_productivity: float
        context_turnover: float
        relationship_start: float
        warmup: int
        on: Switches
        rules: RuleCodes
        cost: Prices
else:
    Switches = namedtuple("Switches", list(Mechanisms.model_fields))
    Prices = namedtuple("Prices", list(Costs.model_fields))
    Parameters = namedtuple(
        "Parameters",
        [
            *Psychology.model_fields,
            *(f"context_{name}" for name in Context.model_fields),
            *("relationship_start", "warmup", "on", "rules", "cost"),
        ],
    )
