"""Events: what they change, and what they leave as it is."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from simalign import AlignmentModel, InputError, Scenario, Simulation
from simalign.measures.catalogue import INDEX
from simalign.organisation.change import NEW, cut, hire, merge, split
from simalign.policies.events import KINDS, Event
from simalign.policies.levers import COLUMNS
from simalign.simulation.initial import BY_DEPARTMENT, BY_MEMBER, BY_TEAM, MADE_AGAIN, WHOLE, organise
from simalign.week.state import State

WEEK, WARMUP, WEEKS = 3, 4, 8
ONE_OF_EACH: Mapping[str, Mapping[str, Any]] = {
    "trust": {"trust": 0.1},
    "new_head": {"new_head": True},
    "new_carers": {"new_carers": True},
    "layoffs": {"layoffs": 0.25},
    "merge": {"merge": "operations", "into": "development"},
    "split": {"split": "development", "into": "research"},
    "hire": {"hire": 7},
    "remove_layer": {"remove_layer": 2},
    "demand": {"demand": 1.0},
}


def scenario(*events: Mapping[str, Any], **further: Any) -> Scenario:
    return Scenario(
        organisation={"size": 40}, warmup=WARMUP, weeks=WEEKS, events=[{"week": WEEK, **e} for e in events], **further
    )


def run(*events: Mapping[str, Any], weeks: int = WARMUP + WEEKS, **further: Any) -> tuple[Simulation, Any]:
    simulation = Simulation(scenario(*events, **further), seed=5)
    return simulation, simulation.run(weeks)


def test_every_kind_is_tried() -> None:
    assert set(ONE_OF_EACH) == set(KINDS)


def test_every_kind_has_a_sentence_of_its_own() -> None:
    sentences = {Event(week=WEEK, **event).sentence for event in ONE_OF_EACH.values()}
    assert len(sentences) == len(KINDS)
    assert all(sentence[0].isupper() or sentence[0].isdigit() for sentence in sentences)


@pytest.mark.parametrize("kind", KINDS)
def test_the_weeks_before_an_event_are_the_same_bytes_and_later_ones_are_not(kind: str) -> None:
    before, after = run()[1], run(ONE_OF_EACH[kind])[1]
    assert before[: WARMUP + WEEK].tobytes() == after[: WARMUP + WEEK].tobytes()
    assert (before[WARMUP + WEEK :] != after[WARMUP + WEEK :]).any()
    assert np.isfinite(after).all()


@pytest.mark.parametrize("kind", KINDS)
def test_week_by_week_is_the_same_as_at_once(kind: str) -> None:
    stepped = Simulation(scenario(ONE_OF_EACH[kind]), seed=5)
    rows = [stepped.run(1)[0] for _ in range(WARMUP + WEEKS)]
    assert np.array(rows).tobytes() == run(ONE_OF_EACH[kind])[1].tobytes()


@pytest.mark.parametrize("kind", KINDS)
def test_a_policy_can_bring_the_event_too(kind: str) -> None:
    by_policy = run(policy={"events": [{"week": WEEK, **ONE_OF_EACH[kind]}]})[1]
    assert by_policy.tobytes() == run(ONE_OF_EACH[kind])[1].tobytes()


def test_a_branch_is_the_run_from_the_start() -> None:
    events = {"events": [{"week": WEEK, **ONE_OF_EACH["split"]}, {"week": WEEK + 1, **ONE_OF_EACH["layoffs"]}]}
    policy = Scenario(policy=events).policy
    start = Simulation(scenario(), seed=5)
    start.run(WARMUP)
    unchanged = start.digest()
    branch = start.under(policy)
    later = branch.run(WEEKS)
    assert later.tobytes() == run(policy=events)[1][WARMUP:].tobytes()
    assert start.digest() == unchanged
    assert (start.organisation.size, branch.organisation.size) == (40, 30)


@pytest.mark.parametrize("kind", ["layoffs", "hire", "remove_layer", "merge", "split"])
def test_those_who_remain_are_the_same_people(kind: str) -> None:
    (plain, _), (changed, _) = run(context={"turnover": 0}), run(ONE_OF_EACH[kind], context={"turnover": 0})
    rows = {int(key): row for row, key in enumerate(plain.fixed.key)}
    remain = [(row, rows[int(key)]) for row, key in enumerate(changed.fixed.key) if int(key) in rows]
    assert len(remain) >= 30
    for name in ("ability", "proneness", "temperament", "offset", "occupant"):
        mine, theirs = getattr(changed.state, name), getattr(plain.state, name)
        assert all((mine[now] == theirs[then]).all() for now, then in remain)


def test_trust_is_set_by_temperament() -> None:
    simulation, _ = run(weeks=WARMUP + WEEK)
    simulation.events = [Event(week=WEEK, trust=0.3)]
    simulation._meet_events()
    spread = 0.3 * simulation.parameters.temper / 2
    assert simulation.state.trust == pytest.approx(0.3 + spread * simulation.state.temperament[:, 2], abs=1e-15)
    assert simulation.state.trust.std() > 0.01


def test_only_the_head_is_new() -> None:
    (plain, _), (changed, _) = (
        run(*e, weeks=WARMUP + WEEK + 1, context={"turnover": 0}) for e in ((), ({"new_head": True},))
    )
    differs = np.flatnonzero(plain.state.occupant != changed.state.occupant)
    assert differs.tolist() == [plain.organisation.head]
    assert changed.state.joined[plain.organisation.head] == WARMUP + WEEK


def test_relations_lose_half_of_their_depth_with_their_managers() -> None:
    """Those who look after partners are new, and nobody else; the depth of week 4 after one week without care."""
    (plain, _), (changed, _) = (
        run(*e, weeks=WARMUP + WEEK + 1, context={"turnover": 0}) for e in ((), ({"new_carers": True},))
    )
    differs = np.flatnonzero(plain.state.occupant != changed.state.occupant)
    assert differs.tolist() == np.flatnonzero(plain.fixed.cares).tolist() != []
    before, _ = run(weeks=WARMUP + WEEK, context={"turnover": 0})
    before.events = [Event(week=WEEK, new_carers=True)]
    depth = before.state.depth.copy()
    before._meet_events()
    assert np.array_equal(before.state.depth, depth / 2)


@pytest.mark.parametrize("warmup", [0, 4])
@pytest.mark.parametrize("week", [0, 3])
@pytest.mark.parametrize(
    ("kind", "stay"),
    [("layoffs", 30), ("hire", 40), ("remove_layer", 34), ("new_head", 39), ("merge", 40), ("demand", 40)],
)
def test_retention_is_the_share_of_those_present_before_the_first_event(
    kind: str, stay: int, week: int, warmup: int
) -> None:
    """Whether somebody leaves by an event of week 0 or a later one; new positions are not counted."""
    setting = {"context": {"turnover": 0.0}, "organisation": {"size": 40}, "warmup": warmup}
    simulation = Simulation(Scenario(**setting, events=[{"week": week, **ONE_OF_EACH[kind]}]), seed=5)
    retention = simulation.run(warmup + week + 2)[:, INDEX["retention"]]
    assert retention.tolist() == pytest.approx([1.0] * (warmup + week) + [stay / 40] * 2, abs=1e-12)


def test_those_who_come_in_the_warm_up_are_present_at_its_end() -> None:
    setting = {"context": {"turnover": 0.02}, "organisation": {"size": 200}, "warmup": 20}
    simulation = Simulation(Scenario(**setting), seed=5)
    assert (simulation.run(20)[:, INDEX["retention"]] == 1.0).all()
    assert (simulation.state.joined == 20).any()  # in the last week of the warm-up, for week 0
    later = simulation.run(20)[:, INDEX["retention"]]
    assert later[-1] == pytest.approx((simulation.state.joined <= 20).mean()) and later[-1] < 1.0


def test_layoffs_by_output_cut_the_lowest() -> None:
    simulation, _ = run(weeks=WARMUP + WEEK)
    output, key = simulation.state.output.copy(), simulation.fixed.key.copy()
    simulation.events = [Event(week=WEEK, layoffs=0.25, by="output")]
    head = int(key[simulation.organisation.head])
    simulation._meet_events()
    gone = ~np.isin(key, simulation.fixed.key)
    assert gone.sum() == 10
    stays = ~gone & (key != head)
    assert output[gone].max() <= output[stays].min()


def test_layoffs_by_chance_differ_between_replications() -> None:
    remaining = {tuple(Simulation(scenario({"layoffs": 0.25}), 5, r).fixed.key) for r in range(2)}
    assert len(remaining) == 1  # before the event
    ends = []
    for replication in range(3):
        simulation = Simulation(scenario({"layoffs": 0.25}), 5, replication)
        simulation.run(WARMUP + WEEK + 1)
        ends.append(tuple(simulation.fixed.key))
    assert len(set(ends)) == 3  # the same 10 of 39 by chance: 2e-9


def test_somebody_can_be_hired_where_there_is_nobody_but_the_head() -> None:
    simulation, series = run({"layoffs": 1.0}, {"hire": 3})
    assert simulation.organisation.manager.tolist() == [0, 0, 0, 0]
    assert np.isfinite(series).all()


def test_hundred_per_cent_leaves_the_head() -> None:
    simulation, series = run({"layoffs": 1.0})
    assert simulation.organisation.size == 1
    assert np.isfinite(series).all()


def test_reports_of_a_cut_position_go_to_the_next_manager_above() -> None:
    organisation = organise(Scenario(organisation={"size": 40, "span": 3}), 1, 0)
    remains = organisation.depth != 2
    remains &= organisation.depth != 3
    changed, before = cut(organisation, remains)
    for new, old in enumerate(before):
        above = int(organisation.manager[old])
        while not remains[above]:
            above = int(organisation.manager[above])
        assert before[changed.manager[new]] == above
    with pytest.raises(ValueError, match="head"):
        cut(organisation, organisation.depth > 1)


def test_ties_to_those_who_are_gone_end() -> None:
    organisation = organise(Scenario(organisation={"size": 40}), 1, 0)
    remains = np.arange(40) % 3 == 0
    changed, before = cut(organisation, remains)

    def pairs(of: Any, names: Any) -> set[tuple[int, int]]:
        source = np.repeat(np.arange(of.size), np.diff(of.ties.start))
        return {(int(names[i]), int(names[j])) for i, j in zip(source, of.ties.target, strict=True)}

    expected = {(i, j) for i, j in pairs(organisation, np.arange(40)) if remains[i] and remains[j]}
    assert pairs(changed, before) == expected


def test_hiring_adds_specialists_to_teams_with_keys_of_their_own() -> None:
    organisation = organise(Scenario(organisation={"size": 40}), 1, 0)
    development = organisation.departments.index("development")
    changed, before = hire(organisation, 5, development, 7)
    changed, again = hire(changed, 5, None, 7)
    assert len(set(changed.key.tolist())) == 50 == changed.size
    assert (before == NEW).sum() == 5 and (again == NEW).sum() == 5
    assert (changed.department[40:45] == development).all()
    assert (changed.depth[40:] == changed.depth[changed.manager[40:]] + 1).all()
    assert set(changed.role[40:].tolist()) == {2}


def test_departments_merge_and_split() -> None:
    organisation = organise(Scenario(organisation={"size": 40}), 1, 0)
    sizes = np.bincount(organisation.department)
    operations, development = (organisation.departments.index(d) for d in ("operations", "development"))
    merged = merge(organisation, "operations", "development").organisation
    assert "operations" not in merged.departments
    together = np.bincount(merged.department)[merged.departments.index("development")]
    assert together == sizes[operations] + sizes[development]
    parted = split(organisation, "development", "research").organisation
    assert np.bincount(parted.department)[parted.departments.index("research")] == sizes[development] // 2


def test_levers_of_a_department_that_comes_later() -> None:
    policy = {"events": [{"week": WEEK, **ONE_OF_EACH["split"]}], "departments": {"research": {"autonomy": 0.9}}}
    simulation, _ = run(policy=policy)
    names = simulation.organisation.departments
    assert simulation.state.levers[names.index("research"), column("autonomy")] == 0.9
    assert simulation.state.levers[names.index("development"), column("autonomy")] == 0.5


def column(name: str) -> int:
    return COLUMNS.index(name)


def test_crisis_moves_demand_at_once() -> None:
    (plain, _), (changed, _) = (run(*e, weeks=WARMUP + WEEK + 1) for e in ((), ({"demand": 1.0},)))
    assert np.minimum(plain.state.demand[0], changed.state.demand[0]).sum() < 0.9
    assert changed.state.demand[0].sum() == pytest.approx(1)


def test_mesa_follows_the_organisation() -> None:
    model = AlignmentModel(scenario({"layoffs": 0.25}, {"hire": 4}), rng=5)
    first = list(model.members)
    model.run_for(WARMUP + WEEKS)
    assert len(model.members) == 34
    assert [member.row for member in model.members] == list(range(34))
    assert len([member for member in first if member in model.members]) == 30
    assert {type(agent).__name__ for agent in model.agents} == {"Member", "Stakeholder"}
    assert len(model.agents) == 34 + len(model.simulation.state.depth)


def test_every_field_of_the_state_is_carried_over_or_made_again() -> None:
    groups = (*BY_MEMBER, *BY_DEPARTMENT, *BY_TEAM, *WHOLE, *MADE_AGAIN)
    assert sorted(groups) == sorted(State._fields)


@pytest.mark.parametrize(
    ("event", "message"),
    [
        ({}, "an event is exactly one change .*trust, new_head"),
        ({"hire": 3, "demand": 0.5}, "an event is exactly one change"),
        ({"merge": "operations"}, "into: is required for merge"),
        ({"merge": "operations", "into": "operations"}, "into: must differ from merge"),
        ({"hire": 3, "by": "output"}, "by: cannot be used with hire"),
        ({"layoffs": 1.5}, "layoffs: .*1"),
        ({"merge": "operation", "into": "development"}, "no such department in week 3; did you mean 'operations'"),
        ({"split": "marketing", "into": "sales"}, "split: no such department in week 3"),
        ({"hire": 2, "department": "x"}, "department: no such department"),
        ({"remove_layer": 9}, "does not have this level in week 3 .*allowed: 2 to 3"),
        ({"new_head": False}, "new_head"),
        ({"leyoffs": 0.1}, "leyoffs: unknown key; did you mean 'layoffs'"),
    ],
)
def test_bad_events_are_refused(event: Mapping[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=f"(?s){message}"):
        run(event)
