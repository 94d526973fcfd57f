"""Small worlds by chance: an organisation of a few members, eight goals, and any parameters, mechanisms and levers."""

from typing import Any, NamedTuple

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st

from simalign import Policy, Scenario, Simulation
from simalign.organisation.record import Organisation
from simalign.organisation.ties import ties_from_pairs
from simalign.policies.levers import LETTERS, UNIT_LEVERS
from simalign.policies.levers import SHARES as SHARES_ALIKE
from simalign.scenario import Context, Department, Goal, Mechanisms, Psychology

often = settings.default  # as often as the profile says

GOALS = [
    Goal(name="service", key=7, measurability=0.4),
    Goal(name="output", key=2, measurability=0.9),
    Goal(name="career", key=5, external=False, measurability=0.2),
    Goal(name="growth", key=3, measurability=0.6),
    Goal(name="safety", key=11, measurability=0.8),
    Goal(name="craft", key=1, external=False, measurability=0.0),
    Goal(name="reach", key=9, measurability=1.0),
    Goal(name="returns", key=12, external=False, measurability=0.5),
]  # as many as shipped, for the week is compiled for each number of goals
ROLES = {
    "senior_manager": {"growth": 1.0},
    "middle_manager": {"career": 1.0},
    "specialist": {"career": 1.0, "service": 1.0},
}
DEPARTMENTS = {
    "management": Department(lean={"service": 1.0, "output": 1.0}),
    "sales": Department(lean={"service": 1.0}, kpi={"output": 1.0, "service": 2.0}, customer_facing=True),
    "works": Department(lean={"output": 0.6, "growth": 0.4}),
}
# the upper end of what is no share, and of what is bounded together with others
RANGE = {
    "react": 0.3, "calm": 0.1, "relief": 1.0, "trust_deeds": 0.5, "trust_open": 0.5, "skill_share": 0.5,
    "progress_share": 0.3, "ability_spread": 0.2, "ability_complexity": 1.5, "quit_reactance": 2.0, "quit_needs": 0.2,
    "turnover": 0.02, "lag": 9.0, "attention": 6.0, "launch": 9.0, "pulse": 9.0, "vacancy": 4.0, "eta": 3.0,
    "switch": 3.0, "accept": 2.0, "glut": 4.0, "chi": 2.0, "sour": 2.0,
}  # fmt: skip
LEAST = dict.fromkeys(("attention", "launch", "pulse", "latitude", "productivity", "open_part"), 0.1)
WHOLE = {"vacancy"}
SHARES = st.floats(0, 1) | st.sampled_from([0.0, 1.0])
NUMBERS = st.dictionaries(st.sampled_from([*Context.model_fields, *Psychology.model_fields]), SHARES, max_size=8)
LEVER = st.sampled_from([*UNIT_LEVERS, *SHARES_ALIKE, *LETTERS, "clarity"])
LEVERS, FEW = (st.dictionaries(LEVER, SHARES, max_size=most) for most in (5, 2))
FOCUS = st.sampled_from([None, 1, 2, 3, 4, 6, 8])
INTERVAL = st.sampled_from([None, "never", 1, 2, 5])
PRESETS = st.sampled_from([None, "push", "pull", "laissez_faire"])
OFF = st.lists(st.sampled_from(sorted(Mechanisms.model_fields)), max_size=4)
ROWS, LINES = ("agenda", "knows", "wants", "does", "image"), ("trust", "skill", "reactance", "anchor")
GIVEN = st.sets(st.sampled_from(ROWS + LINES), max_size=4)


def ranged(section: type[Any], shares: dict[str, float]) -> dict[str, float]:
    """Shares of a section, each as far into its parameter's range."""
    mine = {name: x for name, x in shares.items() if name in section.model_fields}
    numbers = {name: max(LEAST.get(name, 0.0), x * RANGE.get(name, 1.0)) for name, x in mine.items()}
    return {name: int(x) if name in WHOLE else x for name, x in numbers.items()}


@st.composite
def policies(draw: st.DrawFn, department: str | None = None) -> Policy:
    """Levers over a preset, a department's own, and a phase."""
    counts = {"focus": draw(FOCUS), "feedback_interval": draw(INTERVAL), "review_interval": draw(INTERVAL)}
    return Policy(
        preset=draw(PRESETS),
        levers=draw(LEVERS) | counts,
        departments={department: draw(FEW)} if department else {},
        phases=[{"from": 2, "levers": draw(FEW)}],
    )


@st.composite
def organisations(draw: st.DrawFn) -> Organisation:
    """One to twelve members in a tree, with ties and starting states of their own."""
    N = draw(st.integers(1, 12))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    manager = np.array([0] + [rng.integers(0, i) for i in range(1, N)], np.int32)
    depth = np.ones(N, np.int32)
    for i in range(1, N):
        depth[i] = depth[manager[i]] + 1
    source, target = np.nonzero(rng.random((N, N)) < rng.choice([0.0, 0.3, 1.0]))
    weight = rng.random(len(source)) * 3 if rng.random() < 0.5 else None
    given = {}
    for name in sorted(draw(GIVEN)):
        given[name] = rng.dirichlet(np.full(len(GOALS), 0.3), N) + 1e-9 if name in ROWS else rng.random(N)
        given[name][rng.random(N) < 0.3] = np.nan
    names = [f"m{i}" for i in range(N)]
    used, department = np.unique(rng.integers(0, len(DEPARTMENTS), N), return_inverse=True)
    return Organisation(
        ids=names, names=names, key=rng.permutation(N) * 3 + 2**31, manager=manager, depth=depth, level=depth,
        department=department.astype(np.int32), departments=tuple(list(DEPARTMENTS)[d] for d in used),
        role=rng.integers(0, 3, N).astype(np.int8), ties=ties_from_pairs(N, source, target, weight), given=given,
    )  # fmt: skip


class World(NamedTuple):
    """All that a run is made from, and how long it lasts."""

    scenario: Scenario
    organisation: Organisation
    seed: int
    weeks: int

    def begin(self, **changed: Any) -> Simulation:
        """The run at its start; some of the scenario changed."""
        scenario = self.scenario.model_copy(update=changed) if changed else self.scenario
        return Simulation(scenario, self.seed, organisation=self.organisation)

    def lived(self, **changed: Any) -> Simulation:
        """The run at its end."""
        simulation = self.begin(**changed)
        simulation.run(self.weeks)
        return simulation


@st.composite
def worlds(draw: st.DrawFn, **fixed: Any) -> World:
    """A world; ``fixed`` parts of the scenario are as they are given."""
    organisation, numbers = draw(organisations()), draw(NUMBERS)
    parts = {
        "goals": GOALS,
        "roles": ROLES,
        "departments": DEPARTMENTS,
        "organisation": {"stakeholders": draw(st.integers(0, 3)), "leadership_levels": draw(st.integers(1, 3))},
        "context": {"turbulence": 0.4, "turnover": 0.02, "churn": 0.3} | ranged(Context, numbers),
        "psychology": ranged(Psychology, numbers),
        "mechanisms": dict.fromkeys(draw(OFF), False),
        "policy": draw(policies(draw(st.sampled_from(organisation.departments)))),
        "warmup": draw(st.integers(0, 3)),
        "weeks": 8,
    }
    return World(Scenario(**parts | fixed), organisation, draw(st.integers(0, 2**40)), draw(st.integers(1, 8)))
