"""The records that the steps of a week read and write: constants of a run, state variables and parameters.

Arrays have the names of ODD.md. Shapes: N members, K goals, D departments, S stakeholders, L lever columns
(``levers.L``), T ties, H weeks of past demand.
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
UnsignedIndices = NDArray[np.uint32]  # see ``activation.unsigned``
Flags = NDArray[np.int8]

MEMORY = 13  # remembered weeks of total needs


class Fixed(NamedTuple):
    """The constants of a run."""

    K: tuple[int, ...]  # K zeros: its length, the number of goals, is known at compile time
    run: Run
    key: Indices  # (N,) keys of the seats in random draws
    members: Indices  # (N,) 0 to N - 1
    manager: Small  # (N,)
    department: Small  # (N,)
    mix: Small  # (N,) row of ``mixes``
    has_reports: Flags  # (N,)
    leader: Flags  # (N,)
    leaders: Indices  # indices of the leaders
    customer_facing: Flags  # (N,)
    cares: Flags  # (N,) 1 for relationship managers
    tie_start: Indices  # (N+1,) ties of member i are tie_start[i] to tie_start[i + 1] - 1
    tie_target: UnsignedIndices  # (T,)
    tie_weight: Floats  # (T,) or, if all weights are 1, (0,)
    team_start: Indices  # start of each department in ``team``; departments without members are left out
    team: Indices  # (N,) members sorted by department
    kpi: Floats  # (D, K)
    mixes: Floats  # (roles * D, K) shared part of agendas
    meas: Floats  # (K,) measurability after the loss to complexity
    order: Indices  # (K,) goals in the order of their keys
    external: Indices  # external goals in the order of their keys
    carer: Small  # (S,) the relationship manager of each stakeholder


class RuleCodes(NamedTuple):
    """Integer codes of the selected rule variants, fixed at compile time."""

    activation: int
    likeness: tuple[int, ...]  # zeros; its length is the code, known at compile time because inner loops use it
    acceptance: int


SCRATCH = ("said", "chance", "turns", "spare", "marked", "sums")  # state fields that no later week reads


class State(NamedTuple):
    """The state variables: every field is an array that the steps write in place."""

    levers: Floats  # (D+1, L) in force this week; the last row is the whole organisation
    changed: Flags  # (D,) 1 if the levers differ from last week's
    felt: Floats  # (N, unit levers + 1) as experienced; last: own role modelling (``carry.FELT``)
    time_cost: Floats  # (N,)
    chance: Floats  # (N, 5) this week's random numbers
    agenda: Floats  # (N, K)
    knows: Floats  # (N, K)
    said: Floats  # (N, K) last week's ``knows`` of members with reports
    wants: Floats  # (N, K)
    does: Floats  # (N, K)
    image: Floats  # (N, K)
    origin: Floats  # (N, K)
    peers: Floats  # (N, K) colleagues' deeds of last week
    likeness: Floats  # (N,) of own deeds to colleagues' deeds; 0 without colleagues
    needs: Floats  # (N, 3)
    trust: Floats  # (N,)
    reactance: Floats  # (N,)
    skill: Floats  # (N,)
    before: Floats  # (N,) mean total needs before the last change of policy
    past: Floats  # (MEMORY, N) total needs, week t in row t % MEMORY
    distance: Floats  # (N,) between knows and wants
    stakes: Floats  # (N,)
    drive: Floats  # (N,) the part of the stakes that raises effort
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
    turns: UnsignedIndices  # (N,) the order in which members take steps 3 to 6
    demand: Floats  # (1, K)
    demand_past: Floats  # (H, K) past demand, week t in row t % H
    strategy: Floats  # (1, K)
    since: Indices  # (1,) weeks since the last review
    outside: Floats  # (S, K) stakeholders' images
    depth: Floats  # (S,)
    mean_does: Floats  # (1, K) mean of the newest ``does``
    activity: Floats  # (K,) mean work on each goal
    delivered: Floats  # (2,) S and C of step 7
    team_knows: Floats  # (departments with members, K) mean ``knows``
    spare: Floats  # (6, K) scratch memory
    marked: Flags  # (K,) scratch memory
    sums: Floats  # (2, measures + 3) scratch memory
    measures: Floats  # (measures,) of the whole organisation, at the end of last week


if TYPE_CHECKING:  # for the type checker, the records have the fields of the scenario's sections

    class Switches(Mechanisms):
        """The mechanisms that are switched on."""

    class Prices(Costs):
        """The costs of levers; the costs of unit levers come first and can be indexed by column."""

        def __getitem__(self, column: int) -> float: ...

    class Parameters(Psychology):
        """The numbers of a scenario; ``acceptance`` is -1 unless the scenario sets a constant acceptance."""

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
