"""The package and an independent reading of ODD.md give the same numbers, every week, in everything that is there."""

from collections.abc import Callable
from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
import pytest

from simalign import Levers, Policy, Scenario, Simulation, load_policy
from simalign.files.shipped import policy_names
from simalign.measures.catalogue import FOR_GROUPS, NAMES
from simalign.organisation.record import Organisation
from simalign.organisation.ties import ties_from_pairs
from simalign.organisation.tree import depths
from simalign.scenario import Department, Goal, Mechanisms, Rules
from simalign.scenario.organisation import DEPARTMENTS, GOALS
from simalign.simulation.survey import SURVEYED
from simalign.streams import run_of
from tests.reference.bridge import levers_of, reference
from tests.reference.model import Reference

SEED, REPLICATION, WEEKS = 7, 2, 28
TOLERANCE = 1e-12
MEMBERS = (
    "agenda", "knows", "said", "wants", "does", "image", "origin", "peers", "likeness", "integrity", "reasons",
    "control", "mu", "able", "stakes", "drive", "pressure", "paid", "needs", "total", "will", "trust", "reactance",
    "used", "skill", "before", "pledge", "heeded", "effort", "commitment", "work", "output", "load", "q", "time_cost",
    "proneness", "ability", "temperament", "anchor", "offset", "occupant", "joined", "present", "vacant", "defied",
)  # fmt: skip
ALL_OFF = Mechanisms(**dict.fromkeys(Mechanisms.model_fields, False))
Change = Callable[[Organisation], Organisation]


def scenario_of(size: int = 30, policy: str | Policy = "push", **more: Any) -> Scenario:
    """A lively scenario: the policy changes in week 6, demand moves, people leave."""
    context = {"turbulence": 0.3, "churn": 0.2, "turnover": 0.02} | more.pop("context", {})
    chosen = load_policy(policy) if isinstance(policy, str) else policy
    organisation = {"size": size, "span": 4} | more.pop("organisation", {})
    return Scenario(**{"policy": chosen, "context": context, "organisation": organisation, "warmup": 6} | more)


def same(ours: Any, theirs: Any, name: str) -> None:
    """Assert that two arrays are equal within the tolerance; NaN equals NaN."""
    ours, theirs = np.asarray(ours), np.array(theirs, float)
    with np.errstate(invalid="ignore"):
        near = ours.shape == theirs.shape and bool((np.abs(ours - theirs) <= TOLERANCE).all())
    if not near:  # NumPy's own assertion takes ten times as long
        np.testing.assert_allclose(ours, theirs, rtol=0.0, atol=TOLERANCE, err_msg=name)


def compare(simulation: Simulation, expected: Reference) -> None:
    """All state and all measures of one week."""
    state, fixed = simulation.state, simulation.fixed
    members = expected.members
    assert fixed.key.tolist() == [i.key for i in members]
    for name in MEMBERS:
        same(getattr(state, name), [getattr(i, name) for i in members], name)
    # -1 stands for newcomers, who find out in their first week
    same(state.accustomed, [-1 if i.accustomed is None else i.accustomed for i in members], "accustomed")
    for name in ("strategy", "demand", "since", "walk"):
        same(getattr(state, name)[0], getattr(expected, name), name)
    teams = [expected.teams[int(fixed.key[lead])] for lead in fixed.lead]
    assert len(teams) == len(expected.teams)
    for name in ("orders", "local", "standing"):
        same(getattr(state, name), [getattr(u, name) for u in teams], name)
    assert list(simulation.organisation.departments) == list(expected.departments)
    departments = list(expected.departments.values())
    same(fixed.omega, [d.omega for d in departments], "omega")
    same(fixed.outside, [d.outside for d in departments], "outside")
    for name in ("part", "joint", "trade"):
        same(getattr(state, name), [getattr(d, name) for d in departments], name)
    partners = expected.partners
    assert [int(fixed.key[c]) for c in fixed.carer] == [s.manager.key for s in partners]
    if partners:
        same(state.outside, [s.image for s in partners], "images of partners")
        same(state.depth, [s.depth for s in partners], "depth")
        same(state.partner_trust, [s.trust for s in partners], "trust of partners")
        same(state.partner_value, [s.value for s in partners], "partner_value")
    assert set(expected.measures) == set(NAMES)
    compare_measures(simulation.measure(), expected.measures, NAMES)


def compare_measures(ours: dict[str, float], theirs: dict[str, float], names: Any) -> None:
    """Measures by name."""
    same([ours[name] for name in names], [theirs[name] for name in names], f"measures {', '.join(names)}")


def compare_groups(simulation: Simulation, expected: Reference) -> None:
    """Every department, role and level, measured by itself."""
    organisation = simulation.organisation
    for labels in (organisation.department, organisation.role, organisation.level):
        for label in np.unique(labels):
            group = np.flatnonzero(labels == label)
            compare_measures(simulation.measure(group), expected.measure(group.tolist()), FOR_GROUPS)


def live_both(scenario: Scenario, change: Change | None = None, weeks: int = WEEKS) -> Simulation:
    """Run both week by week, comparing at the end of each."""
    organisation = Simulation(scenario, SEED, REPLICATION).organisation
    organisation = change(organisation) if change else organisation
    simulation = Simulation(scenario, SEED, REPLICATION, organisation)
    expected = reference(scenario, organisation, run_of(SEED, REPLICATION))
    for _ in range(weeks):
        simulation.run(1)
        expected.step()
        compare(simulation, expected)
    compare_groups(simulation, expected)
    return simulation


@pytest.mark.parametrize("size", [1, 2, 30, 85])
@pytest.mark.parametrize("policy", policy_names())
def test_every_preset_at_every_size(policy: str, size: int) -> None:
    live_both(scenario_of(size, policy))


@pytest.mark.parametrize("off", Mechanisms.model_fields)
def test_every_mechanism_off_alone(off: str) -> None:
    live_both(scenario_of(mechanisms={off: False}))


@pytest.mark.slow
@pytest.mark.parametrize("size", [1, 2, 30, 85])
@pytest.mark.parametrize(("policy", "off"), list(product(policy_names(), Mechanisms.model_fields)))
def test_every_mechanism_off_alone_under_every_preset_at_every_size(policy: str, off: str, size: int) -> None:
    live_both(scenario_of(size, policy, mechanisms={off: False}))


PHASES = [
    {"from": 5, "preset": "pull"},
    {"from": 9, "levers": {"focus": 2, "feedback_interval": "never"}},
    {"from": 15, "dials": {"push": 1.0}, "levers": {"specific": 0.9, "review_interval": 3}},
]
SCRAMBLED = [goal.model_copy(update={"key": key}) for goal, key in zip(GOALS, (9, 4, 70, 1, 3, 8, 0, 5), strict=True)]
POLICIES = {
    "phases": {"policy": Policy(preset="push", phases=PHASES)},
    "departments": {
        "policy": Policy(
            levers={"mandate": 0.9, "focus": 3},
            departments={
                "operations": Levers(voice=1.0, clarity=0.9, achievable=0.1, feedback_interval=1),
                "marketing_sales": Levers(transparency=0.0, autonomy=0.0, feedback_interval="never"),
            },
            phases=[{"from": 8, "departments": {"development": {"mandate": 0.0}}}],
        )
    },
    "focus 1": {"policy": Policy(levers={"focus": 1, "clarity": 1.0})},
    "focus on all": {"policy": Policy(levers={"focus": 62, "voice": 1.0, "rationale": 1.0})},
    "never": {"policy": Policy(levers={"feedback_interval": "never", "review_interval": "never"})},
    "every week": {"policy": Policy(levers={"feedback_interval": 1, "review_interval": 1, "voice": 0.7})},
    "lead": {"policy": Policy(dials={"lead": 0.9})},
    "no lead": {"policy": Policy(dials={"push": 1.0, "lead": 0.0})},
    "all full": {"policy": Policy(dials={"push": 1.0, "pull": 1.0, "lead": 1.0}, levers={"clarity": 1.0})},
    "all none": {"policy": Policy(dials={"push": 0.0, "pull": 0.0, "lead": 0.0}, levers={"clarity": 0.0})},
}
OFTEN = {"quit_needs": 0.1, "quit_reactance": 0.5}  # those who leave often may not leave for much besides
SETTINGS = {
    "no warm-up": {"warmup": 0},
    "warm-up longer than the run": {"warmup": 52},
    "everything off": {"mechanisms": ALL_OFF},
    "constant acceptance": {"psychology": {"acceptance": 0.4}},
    "peer latitude": {"psychology": {"peer_latitude": 0.45}},
    "no stakeholders": {"organisation": {"stakeholders": 0}},
    "many stakeholders": {"organisation": {"stakeholders": 40}, "context": {"turnover": 0.1}, "psychology": OFTEN},
    "nobody meets customers": {
        "departments": {name: d.model_copy(update={"customer_facing": False}) for name, d in DEPARTMENTS.items()},
        "policy": Policy(levers={"voice": 0.8, "review_interval": 2}),
    },
    "departments with KPIs": {
        "departments": {
            name: Department(lean=d.lean, kpi={"efficiency": 2.0, "returns": 1.0}, customer_facing=name == "operations")
            for name, d in DEPARTMENTS.items()
        }
    },
    "goals in another order": {"goals": SCRAMBLED, "policy": Policy(preset="pull", levers={"review_interval": 2})},
    "goals the other way round": {"goals": SCRAMBLED[::-1]},
    "one external goal": {"goals": [Goal(name=goal.name, external=goal.name == "service") for goal in GOALS]},
    "given strategy and demand": {"strategy": {"service": 3, "craft": 2, "returns": 1}, "demand": {"delivery": 1}},
    "one leader": {"organisation": {"leadership_levels": 1}},
    "leaders all the way down": {"organisation": {"leadership_levels": 3}},
    "complex work": {"context": {"complexity": 1.0, "heterogeneity": 1.0}},
    "one culture": {"context": {"heterogeneity": 0.0}, "role_share": 1.0},
    "no ties": {"organisation": {"degree": 0}},
    "silos": {"psychology": {"silo": 1.0}, "policy": Policy(dials={"pull": 0.0})},
    "late and with error": {
        "psychology": {"lag": 5.7, "error": 1.0, "confirm": 1.0, "lobbying": 1.0},
        "policy": Policy(levers={"voice": 0.6, "review_interval": 1}),
        "context": {"turbulence": 0.9},
    },
    "at once": {"psychology": {"lag": 0}, "policy": Policy(levers={"review_interval": 1})},
    "resentful": {
        "psychology": {"react": 1.0, "proneness_spread": 0.0, "calm": 0.2, "relief": 1.0, "numb": 1.0},
        "policy": Policy(dials={"push": 1.0}, levers={"autonomy": 0.0}, phases=[{"from": 9, "preset": "pull"}]),
        "context": {"trust": 0.1, "legitimacy": 0.0},
    },
    "hire and fire": {"context": {"turnover": 0.2}, "psychology": OFTEN},
    "chain": {"organisation": {"span": 1}},
    "everything costs": {"psychology": {"cost": 10.0, "switch": 20.0, "trust_up": 0.5, "trust_down": 20.0}},
    "managers without time": {"context": {"capacity": 0.0}},
    "overloaded managers": {"context": {"capacity": 0.05}},
    "no vacancy": {"context": {"vacancy": 0, "turnover": 0.02}},
    "only external goals": {"goals": [Goal(name=goal.name, external=True) for goal in GOALS]},
    "one private goal": {"goals": [Goal(name=goal.name, external=goal.name != "craft") for goal in GOALS]},
} | {
    f"{name} {value}": {"context": {name: value}}
    for name in ("interdependence", "reliance", "variety", "heterogeneity")
    for value in (0.0, 1.0)
}  # fmt: skip


@pytest.mark.parametrize("name", [*POLICIES, *SETTINGS])
def test_settings(name: str) -> None:
    live_both(scenario_of(**({**POLICIES, **SETTINGS}[name])))


def given_states(organisation: Organisation) -> Organisation:
    """Founders with a past; of every third nothing is known."""
    rng = np.random.default_rng(1)
    rows = {
        name: rng.dirichlet(np.ones(8), organisation.size) * 3 for name in ("agenda", "knows", "wants", "does", "image")
    }
    lines = {
        name: rng.random(organisation.size)
        for name in ("trust", "skill", "reactance", "anchor", "proneness", "ability")
    }
    given = rows | lines
    for n, values in enumerate(given.values()):
        values[n % 3 :: 3] = np.nan
    return replace(organisation, given=given)


def surveyed(organisation: Organisation) -> Organisation:
    """Answers to a survey; every fourth member, another one for each state, has no value."""
    rng = np.random.default_rng(4)
    given = {name: rng.random(organisation.size) for name in SURVEYED}
    for n, values in enumerate(given.values()):
        values[n % 4 :: 4] = np.nan
    return replace(organisation, given=given)


def weighted_ties(organisation: Organisation) -> Organisation:
    """One-way ties of unequal weight, to oneself too; some weigh nothing, some members have none."""
    rng = np.random.default_rng(2)
    source, target = np.nonzero(rng.random((organisation.size, organisation.size)) < 0.2)
    weight = np.where(rng.random(len(source)) < 0.2, 0.0, rng.random(len(source)) * 5)
    return replace(organisation, ties=ties_from_pairs(organisation.size, source, target, weight))


def only_self_ties(organisation: Organisation) -> Organisation:
    everyone = np.arange(organisation.size)
    return replace(organisation, ties=ties_from_pairs(organisation.size, everyone, everyone))


def other_keys(organisation: Organisation) -> Organisation:
    keys = np.random.default_rng(3).permutation(organisation.size) + 2**32 - 500
    return replace(organisation, key=keys, level=organisation.depth[::-1].copy())


def strange_departments(organisation: Organisation) -> Organisation:
    """Departments that the scenario does not describe."""
    return replace(organisation, departments=tuple(f"unit {name}" for name in organisation.departments))


def empty_department(organisation: Organisation) -> Organisation:
    """A department that everybody has left."""
    return replace(organisation, departments=(*organisation.departments, "zeppelins"))


CHANGES = [given_states, surveyed, weighted_ties, only_self_ties, other_keys, strange_departments, empty_department]


@pytest.mark.parametrize("change", CHANGES)
def test_given_organisations(change: Change) -> None:
    live_both(scenario_of(policy="push_lead"), change)


@pytest.mark.parametrize("latitude", [0.3, 0.6])
def test_weighted_ties_and_peer_latitude(latitude: float) -> None:
    live_both(scenario_of(psychology={"peer_latitude": latitude}), lambda o: weighted_ties(given_states(o)))


TURNS = {
    "push": scenario_of(),
    "pull": scenario_of(85, "pull"),
    "hire and fire": scenario_of(**SETTINGS["hire and fire"]),
    "resentful": scenario_of(**SETTINGS["resentful"]),
    "leaders all the way down": scenario_of(**SETTINGS["leaders all the way down"]),
    "everything off": scenario_of(**SETTINGS["everything off"]),
}


@pytest.mark.parametrize("activation", ["sequential", "random"])
@pytest.mark.parametrize("name", TURNS)
def test_turns(name: str, activation: str) -> None:
    live_both(TURNS[name].model_copy(update={"rules": Rules(activation=activation)}))


@pytest.mark.parametrize("activation", ["sequential", "random"])
def test_turns_where_members_are_not_listed_from_the_head_down(activation: str) -> None:
    """Weighted ties, some to oneself; colleagues too far off unheeded; strange keys, given states."""
    live_both(
        scenario_of(psychology={"peer_latitude": 0.6}, rules={"activation": activation}),
        lambda o: other_keys(weighted_ties(given_states(upside_down(o)))),
    )


def upside_down(organisation: Organisation) -> Organisation:
    """The same people, listed from the last to the first."""
    last = organisation.size - 1
    back = {name: getattr(organisation, name)[::-1].copy() for name in ("key", "depth", "level", "department", "role")}
    return replace(organisation, manager=(last - organisation.manager[::-1]).astype(np.int32), **back)


@pytest.mark.parametrize("policy", ["push", "pull", "status_quo"])
def test_linear_acceptance(policy: str) -> None:
    live_both(scenario_of(policy=policy, rules={"acceptance": "linear"}))


@pytest.mark.slow  # for the week is compiled anew
@pytest.mark.parametrize("activation", ["synchronous", "sequential", "random"])
def test_likeness_by_cosine(activation: str) -> None:
    rules = Rules(likeness="cosine", activation=activation, acceptance="linear")
    live_both(scenario_of(rules=rules))
    live_both(scenario_of(psychology={"peer_latitude": 0.5}, rules=rules), lambda o: weighted_ties(given_states(o)))


def test_leaders_who_look_after_stakeholders_leave() -> None:
    departments = {name: d.model_copy(update={"customer_facing": False}) for name, d in DEPARTMENTS.items()}
    simulation = live_both(scenario_of(departments=departments, context={"turnover": 0.15}, psychology=OFTEN))
    assert simulation.state.occupant[simulation.fixed.carer].max() > 0


def test_rules() -> None:
    """A rule holds while the measure of last week meets its condition, and only once the policy runs."""
    plain = scenario_of()
    ruled = plain.model_copy(
        update={
            "policy": Policy(preset="push", rules=[{"while": "know >= 0.42", "levers": {"mandate": 0.1, "focus": 2}}])
        }
    )
    held = plain.model_copy(update={"policy": Policy(preset="push", levers={"mandate": 0.1, "focus": 2})})
    simulation = Simulation(ruled, SEED, REPLICATION)
    expected = reference(plain, simulation.organisation, run_of(SEED, REPLICATION))
    without, within = (levers_of(s, simulation.organisation) for s in (plain, held))
    used = []

    def levers(t: int) -> Any:
        used.append(t >= 6 and expected.measures["know"] >= 0.42)
        return (within if used[-1] else without)(t)

    expected.levers = levers
    for _ in range(WEEKS):
        simulation.run(1)
        expected.step()
        compare(simulation, expected)
    assert 5 < sum(used) < WEEKS - 5


EVENTS: dict[str, list[dict[str, Any]]] = {
    "trust": [{"week": 2, "trust": 0.1}],
    "new head": [{"week": 0, "new_head": True}],
    "new relationship managers": [{"week": 2, "new_carers": True}],
    "layoffs by chance": [{"week": 2, "layoffs": 0.2}],
    "layoffs by output": [{"week": 2, "layoffs": 0.2, "by": "output"}],
    "merge": [{"week": 2, "merge": "operations", "into": "development"}],
    "split": [{"week": 2, "split": "operations", "into": "development"}],
    "split into a new one": [{"week": 2, "split": "operations", "into": "zeta"}],
    "hire": [{"week": 2, "hire": 7}],
    "hire for a department": [{"week": 2, "hire": 7, "department": "operations"}],
    "hire where nobody has a team": [{"week": 2, "hire": 3, "department": "management"}],
    "remove the second layer": [{"week": 2, "remove_layer": 2}],
    "remove the third layer": [{"week": 2, "remove_layer": 3}],
    "demand": [{"week": 2, "demand": 0.7}],
    "several": [
        {"week": 0, "layoffs": 0.2},
        {"week": 1, "hire": 9},
        {"week": 1, "split": "operations", "into": "alpha"},
        {"week": 3, "remove_layer": 2},
        {"week": 4, "merge": "alpha", "into": "development"},
        {"week": 4, "new_head": True},
        {"week": 5, "layoffs": 0.3, "by": "output"},
        {"week": 5, "hire": 3},
        {"week": 6, "demand": 0.5},
        {"week": 6, "trust": 0.9},
    ],
}


@pytest.mark.parametrize("name", EVENTS)
def test_events(name: str) -> None:
    live_both(scenario_of(events=EVENTS[name]), weeks=20)


@pytest.mark.parametrize("size", [1, 2, 3, 6])
def test_hiring_in_small_organisations(size: int) -> None:
    live_both(scenario_of(size, events=EVENTS["hire"]), weeks=12)


def test_events_in_an_imported_organisation() -> None:
    """Levels that differ from depths, weighted ties, given states."""
    live_both(scenario_of(events=EVENTS["several"]), lambda o: other_keys(weighted_ties(given_states(o))), weeks=20)


def several_heads(organisation: Organisation) -> Organisation:
    """The head's direct reports, but for the first two, are heads themselves."""
    below = np.flatnonzero(organisation.depth == 2)[2:]
    manager = organisation.manager.copy()
    manager[below] = below
    assert len(below) > 0
    return replace(organisation, manager=manager, depth=depths(manager.tolist())[0])


@pytest.mark.parametrize("events", [[], EVENTS["several"]])
def test_several_heads(events: list[dict[str, Any]]) -> None:
    live_both(scenario_of(events=events), several_heads, weeks=20)


@pytest.mark.slow
@pytest.mark.parametrize("activation", ["sequential", "random"])
def test_events_in_turns(activation: str) -> None:
    live_both(scenario_of(85, "pull", events=EVENTS["several"], rules={"activation": activation}), weeks=20)


@pytest.mark.slow  # for the week is compiled anew
@pytest.mark.parametrize("likeness", ["overlap", "cosine"])
def test_influence_by_threshold(likeness: str) -> None:
    rules = Rules(influence="threshold", likeness=likeness)
    live_both(scenario_of(rules=rules))
    live_both(scenario_of(psychology={"peer_latitude": 0.5}, rules=rules), lambda o: weighted_ties(given_states(o)))


def test_what_is_compared_comes_about() -> None:
    """Demand moves, the strategy is reviewed, people leave, resist and relent: nothing is equal for being idle."""
    scenario = scenario_of(85, **SETTINGS["resentful"])
    simulation = live_both(scenario, given_states)
    start = Simulation(scenario, SEED, REPLICATION)
    start.run(1)
    assert simulation.state.occupant.max() >= 1
    assert (simulation.state.defied == 2).any()
    assert simulation.state.since[0] < WEEKS - 1
    assert (simulation.state.before != 1.0).any()
    assert np.abs(simulation.state.demand - start.state.demand).max() > 0.05
