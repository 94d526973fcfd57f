"""The order of the week, and many weeks in one compiled go.

A model whose steps are all our own runs ``live`` over many weeks at once; one with a step of its own runs week by week,
the very same compiled steps and its own in turn. There is no second copy of any rule.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from simalign.compiled import compiled
from simalign.goals import Rows
from simalign.measures.observe import observe
from simalign.policies.force import put_in_force
from simalign.policies.plan import Plan
from simalign.week.carry import carry
from simalign.week.deliver import deliver
from simalign.week.do import do
from simalign.week.feel import feel
from simalign.week.know import know
from simalign.week.luck import luck
from simalign.week.market import market
from simalign.week.relate import relate
from simalign.week.state import Fixed, Floats, Indices, Parameters, State
from simalign.week.strategy import strategy
from simalign.week.turnover import turnover
from simalign.week.want import want

Step = Callable[[Fixed, State, Any, int], None]
STEPS = (
    "carry",
    "luck",
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
ALL = -1


@compiled
def live(f: Fixed, s: State, p: Parameters, plan: Plan, first: int, weeks: int, series: Rows, only: int) -> None:
    """Run ``weeks`` weeks from week ``first`` on; row w of ``series`` (weeks, measures) is for week first + w.

    ``only`` is ALL, or the place in STEPS of the one step to do.
    """
    every = only == ALL
    for w in range(weeks):
        t = first + w
        if every or only == 0:
            put_in_force(plan, t, s.measures, s.levers, s.changed)
            carry(f, s, p, t)
        if every or only == 1:
            luck(f, s, p, t)
        if every or only == 2:
            market(f, s, p, t)
        if every or only == 3:
            strategy(f, s, p, t)
        if every or only == 4:
            know(f, s, p, t)
        if every or only == 5:
            want(f, s, p, t)
        if every or only == 6:
            feel(f, s, p, t)
        if every or only == 7:
            do(f, s, p, t)
        if every or only == 8:
            deliver(f, s, p, t)
        if every or only == 9:
            relate(f, s, p, t)
        if every or only == 10:
            turnover(f, s, p, t)
        if every or only == 11:
            observe(f, s, p, t, f.members, s.measures)
            for n in range(len(s.measures)):  # a loop, for the slice takes two seconds to compile
                series[w, n] = s.measures[n]


def do_step(only: int, plan: Plan, series: Rows, f: Fixed, s: State, p: Parameters, t: int) -> None:
    """Do one of our own steps in week t."""
    live(f, s, p, plan, t, 1, series, only)


def week_of(plan: Plan, series: Rows, own: Mapping[str, Step]) -> dict[str, Step]:
    """The week as steps by name, some replaced by somebody's own; ``series`` (1, measures) gets what is measured."""
    return {name: own.get(name, partial(do_step, place, plan, series)) for place, name in enumerate(STEPS)}


@compiled
def observed(f: Fixed, s: State, p: Parameters, t: int, members: Indices, out: Floats) -> None:
    """Measure a group at the end of week t into ``out`` (measures,)."""
    observe(f, s, p, t, members, out)
