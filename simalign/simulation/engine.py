"""The order of the steps in a week, and the compiled loop over weeks.

Without user-defined steps, one call of ``run_weeks`` runs many weeks. With user-defined steps the model runs week by
week and calls the same compiled functions, so that no rule is implemented twice. Each step is preceded by a
preparation (``week/between_steps.py``), which users cannot replace.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from simalign.compiled import compiled, inlined
from simalign.measures.observe import observe
from simalign.policies.plan import Plan, put_in_force
from simalign.scenario.rules import SYNCHRONOUS
from simalign.simplex import Rows
from simalign.week.activation import order_members, unsigned
from simalign.week.between_steps import (
    add_work,
    average_deeds,
    compute_acceptance,
    compute_orders,
    compute_parts,
    compute_stakes,
    observe_peers,
    start_week,
    update_resistance,
)
from simalign.week.carry import carry
from simalign.week.chance import chance
from simalign.week.deliver import deliver
from simalign.week.do import do
from simalign.week.feel import feel
from simalign.week.know import know
from simalign.week.market import market
from simalign.week.relate import relate
from simalign.week.state import Fixed, Floats, Indices, Parameters, State
from simalign.week.strategy import strategy
from simalign.week.turnover import turnover
from simalign.week.want import want

Step = Callable[[Fixed, State, Any, int], None]
STEPS = (
    "carry",
    "chance",
    "market",
    "strategy",
    "know",
    "want",
    "feel",
    "do",
    "deliver",
    "relate",
    "turnover",
    "observe",
)
CARRY, CHANCE, MARKET, STRATEGY, KNOW, WANT, FEEL, DO, DELIVER, RELATE, TURNOVER, OBSERVE = range(len(STEPS))
HALF_STEPS = 2 * len(STEPS)  # half-step 2n is the preparation of step n, half-step 2n + 1 is step n itself
TURN_STEPS = STEPS[KNOW : DO + 1]  # the steps that members may take one after another (rule ``activation``)
PARTS = (0, 2 * KNOW + 1, 2 * DO + 2, HALF_STEPS)  # half-steps at which the parts before, in and after turns start


@inlined
def prepare(f: Fixed, s: State, p: Parameters, plan: Plan, t: int, step: int, first: int, last: int) -> None:
    """Compute the quantities that ``step`` needs, for members ``first`` to ``last`` - 1."""
    if step == CARRY:
        put_in_force(plan, t, s.measures, s.levers, s.changed)
        start_week(f, s, p, t)
    elif step == STRATEGY:
        compute_orders(f, s, p, t)
    elif step == KNOW:
        compute_parts(f, s, t)
        order_members(s, p)
    elif step == WANT:
        observe_peers(f, s, p, first, last)
        compute_acceptance(f, s, p, first, last)
    elif step == FEEL:
        compute_stakes(f, s, p, first, last)
    elif step == DO:
        update_resistance(s, p, first, last)
    elif step == DELIVER:
        add_work(f, s)
    elif step == RELATE:
        average_deeds(f, s)


@inlined
def act(f: Fixed, s: State, p: Parameters, t: int, step: int, first: int, last: int) -> None:
    """Execute one step of week t; know, want, feel and do for members ``first`` to ``last`` - 1, others for all."""
    if step == CARRY:
        carry(f, s, p, t)
    elif step == CHANCE:
        chance(f, s, p, t)
    elif step == MARKET:
        market(f, s, p, t)
    elif step == STRATEGY:
        strategy(f, s, p, t)
    elif step == KNOW:
        know(f, s, p, t, first, last)
    elif step == WANT:
        want(f, s, p, t, first, last)
    elif step == FEEL:
        feel(f, s, p, t, first, last)
    elif step == DO:
        do(f, s, p, t, first, last)
    elif step == DELIVER:
        deliver(f, s, p, t)
    elif step == RELATE:
        relate(f, s, p, t)
    elif step == TURNOVER:
        turnover(f, s, p, t)
    elif step == OBSERVE:
        observe(f, s, p, t, f.members, True, s.measures)


@compiled
def run_weeks(
    f: Fixed, s: State, p: Parameters, plan: Plan, first: int, weeks: int, series: Rows, begin: int, end: int
) -> None:
    """Run the half-steps ``begin`` to ``end`` - 1 of ``weeks`` weeks, starting in week ``first``.

    Row w of ``series`` (weeks, measures) receives the measures at the end of week first + w. If members take turns
    (rule ``activation``), one member takes all steps from know to do before the next member starts (ODD 5.10).
    """
    N = len(f.members)
    for w in range(weeks):
        for part in range(3):
            start, stop = max(begin, PARTS[part]), min(end, PARTS[part + 1])
            in_turns = part == 1 and p.rules.activation != SYNCHRONOUS
            for n in range(N if in_turns else 1):
                # outside of the calls: inside, Numba would count references to all arrays
                member = unsigned(s.turns[n] if in_turns else 0)
                after = unsigned(s.turns[n] + 1 if in_turns else N)
                for half_step in range(start, stop):
                    if half_step % 2:
                        act(f, s, p, first + w, half_step // 2, member, after)
                    else:
                        prepare(f, s, p, plan, first + w, half_step // 2, member, after)
        for n in range(len(s.measures)):  # a loop, because a slice takes two seconds to compile
            series[w, n] = s.measures[n]


def run_half_steps(begin: int, end: int, plan: Plan, f: Fixed, s: State, p: Parameters, t: int) -> None:
    """Run the half-steps ``begin`` to ``end`` - 1 of week t."""
    run_weeks(f, s, p, plan, t, 1, s.measures[None], begin, end)


def shipped_step(name: str, plan: Plan) -> Step:
    """Return the shipped step of this name as a function (fixed, state, parameters, week).

    Raises ValueError for an unknown name.
    """
    half_step = 2 * STEPS.index(name) + 1
    return partial(run_half_steps, half_step, half_step + 1, plan)


def steps_of_week(plan: Plan, own: Mapping[str, Step], in_turns: bool) -> Iterator[Step]:
    """Yield the preparations and steps of one week in order, with the user-defined steps ``own`` in their place.

    in_turns: whether members take know, want, feel and do one after another; these steps then come as one function.
    """
    for n, name in enumerate(STEPS):
        if not (in_turns and name in TURN_STEPS[1:]):
            yield partial(run_half_steps, 2 * n, 2 * n + 1, plan)
            all_turns = in_turns and name == TURN_STEPS[0]
            yield partial(run_half_steps, *PARTS[1:3], plan) if all_turns else own.get(name) or shipped_step(name, plan)


@compiled
def observed(f: Fixed, s: State, p: Parameters, t: int, members: Indices, out: Floats) -> None:
    """Write the measures of a group of members at the end of week t into ``out`` (measures,)."""
    observe(f, s, p, t, members, False, out)


@compiled
def observed_each(f: Fixed, s: State, p: Parameters, t: int, out: Rows) -> None:
    """Write the measures of each single member at the end of week t into ``out`` (members, measures)."""
    for i in range(len(f.members)):
        observe(f, s, p, t, f.members[i : i + 1], False, out[i])
