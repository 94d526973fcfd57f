"""The order of the week, and many weeks in one compiled go.

A model whose steps are all our own runs ``live`` over many weeks at once; one with a step of its own runs week by week,
the very same compiled steps and its own in turn. There is no second copy of any rule. What steps hand on to each other
(``week/between_steps.py``) is kept ahead of each step and cannot be replaced.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from simalign.compiled import compiled, kernel
from simalign.measures.observe import observe
from simalign.policies.plan import Plan, put_in_force
from simalign.scenario.rules import SYNCHRONOUS
from simalign.simplex import Rows
from simalign.week.activation import line_up, place
from simalign.week.between_steps import accept, look_around, open_week, proclaim, remember, sum_up, tally, weigh
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
HALVES = 2 * len(STEPS)  # of a week: each step, and what is due ahead of it
LIVED = STEPS[KNOW : DO + 1]  # the steps that members may live through one after another
PARTS = (0, 2 * KNOW + 1, 2 * DO + 2, HALVES)  # the week before those steps, with them, after them, in halves


@kernel
def prepare(f: Fixed, s: State, p: Parameters, plan: Plan, t: int, step: int, first: int, last: int) -> None:
    """Keep what steps hand on to each other: what is due ahead of ``step`` for members ``first`` to ``last`` - 1."""
    if step == CARRY:
        put_in_force(plan, t, s.measures, s.levers, s.changed)
        open_week(f, s, p, t)
    elif step == STRATEGY:
        remember(f, s, t)
    elif step == KNOW:
        proclaim(f, s, t)
        line_up(s, p)
    elif step == WANT:
        look_around(f, s, p, first, last)
        accept(f, s, p, first, last)
    elif step == FEEL:
        weigh(f, s, p, first, last)
    elif step == DO:
        tally(s, p, t, first, last)
    elif step == OBSERVE:
        sum_up(f, s)


@kernel
def act(f: Fixed, s: State, p: Parameters, t: int, step: int, first: int, last: int) -> None:
    """Do one step of week t, for members ``first`` to ``last`` - 1 where it is one that they live through."""
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
        observe(f, s, p, t, f.members, s.measures)


@compiled
def live(
    f: Fixed, s: State, p: Parameters, plan: Plan, first: int, weeks: int, series: Rows, begin: int, end: int
) -> None:
    """Run ``weeks`` weeks from week ``first`` on; row w of ``series`` (weeks, measures) is for week first + w.

    Of each week the halves ``begin`` to ``end``: half 2n is what is due ahead of step n, half 2n + 1 the step.
    """
    N = len(f.members)
    for w in range(weeks):
        for part in range(3):
            here, there = max(begin, PARTS[part]), min(end, PARTS[part + 1])
            apart = part == 1 and p.rules.activation != SYNCHRONOUS
            for n in range(N if apart else 1):
                # not in the calls: all arrays would be counted in and out
                one = place(s.turns[n] if apart else 0)
                to = place(s.turns[n] + 1 if apart else N)
                for half in range(here, there):
                    if half % 2:
                        act(f, s, p, first + w, half // 2, one, to)
                    else:
                        prepare(f, s, p, plan, first + w, half // 2, one, to)
        for n in range(len(s.measures)):  # a loop, for the slice takes two seconds to compile
            series[w, n] = s.measures[n]


def do_halves(begin: int, end: int, plan: Plan, f: Fixed, s: State, p: Parameters, t: int) -> None:
    """Do some halves of week t: of a step of ours what is due ahead of it, or the step, or both."""
    live(f, s, p, plan, t, 1, s.measures[None], begin, end)


def usual(name: str, plan: Plan) -> Step:
    """Our own step of this name, as a function (fixed, state, parameters, week). Raises ValueError for no step."""
    half = 2 * STEPS.index(name) + 1
    return partial(do_halves, half, half + 1, plan)


def week_of(plan: Plan, own: Mapping[str, Step], apart: bool) -> Iterator[Step]:
    """The week, half by half; some steps replaced by somebody's own.

    apart: members live through know, want, feel and do one after another, so that these come in one go.
    """
    for n, name in enumerate(STEPS):
        if not (apart and name in LIVED[1:]):
            yield partial(do_halves, 2 * n, 2 * n + 1, plan)
            in_turn = apart and name == LIVED[0]
            yield partial(do_halves, *PARTS[1:3], plan) if in_turn else own.get(name) or usual(name, plan)


@compiled
def observed(f: Fixed, s: State, p: Parameters, t: int, members: Indices, out: Floats) -> None:
    """Measure a group at the end of week t into ``out`` (measures,)."""
    observe(f, s, p, t, members, out)


@compiled
def observed_each(f: Fixed, s: State, p: Parameters, t: int, out: Rows) -> None:
    """Measure each member alone at the end of week t into ``out`` (members, measures)."""
    for i in range(len(f.members)):
        observe(f, s, p, t, f.members[i : i + 1], out[i])
