"""Nothing is dead: every lever, mechanism and rule moves what it is for, and every number changes some measure.

Levers, mechanisms and rules are contrasts of the first year of the policy under common random numbers, by at least .001
and five standard errors (see ``contrasts``). Numbers are compared run by run: where one has no effect at all, both runs
are the same to the last digit, so that this test has no false alarms.
"""

from functools import cache
from typing import Any

import numpy as np
import pytest

from simalign import Levers, Scenario, Simulation
from simalign.scenario import Context, Costs, Mechanisms, Psychology, Rules
from tests.model.contrasts import Contrast, mean_of, paired

RESTLESS = {"context": {"turbulence": 0.2, "churn": 0.2, "variety": 0.8}}
IMPOSED = {"mandate": 1.0, "monitoring": 1.0, "incentive": 0.8, "autonomy": 0.0}
INVOLVED = {"voice": 1.0, "rationale": 1.0, "autonomy": 1.0}
BASES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "status quo": ({}, {}),
    "restless": ({}, RESTLESS),
    "interdependent": ({}, {"context": {"interdependence": 1.0}}),
    "imposed": (IMPOSED, {}),
    "involved": (INVOLVED, {}),
    "narrow": (INVOLVED, {"psychology": {"latitude": 0.4}}),
    "imposed, helped": (IMPOSED | {"support": 1.0, "feedback_interval": 2}, {}),
    "status quo, often": ({}, {"replications": 24}),
    "restless, often": ({}, RESTLESS | {"replications": 36}),
    "imposed, restless": (IMPOSED | {"outcome_kpis": 0.0}, RESTLESS),
}
LEVERS = [  # lever, its value, measure, direction, base
    ("mandate", 1.0, "resistance", +1, "status quo"),
    ("mandate", 1.0, "compliance_gap", +1, "status quo"),
    ("mandate", 1.0, "know", +1, "status quo"),
    ("mandate", 1.0, "needs", -1, "status quo"),
    ("monitoring", 1.0, "do", +1, "status quo"),
    ("monitoring", 1.0, "need_autonomy", -1, "status quo"),
    ("monitoring", 1.0, "trust", -1, "status quo"),
    ("incentive", 1.0, "effort", +1, "status quo"),
    ("incentive", 1.0, "need_autonomy", -1, "status quo"),
    ("incentive", 1.0, "value_net", -1, "status quo"),
    ("voice", 1.0, "need_autonomy", +1, "status quo"),
    ("voice", 1.0, "trust", +1, "status quo"),
    ("voice", 1.0, "control", -1, "status quo"),
    ("voice", 1.0, "time_cost", +1, "status quo"),
    ("rationale", 1.0, "know", +1, "status quo"),
    ("rationale", 1.0, "trust", +1, "status quo"),
    ("autonomy", 1.0, "need_autonomy", +1, "status quo"),
    ("autonomy", 1.0, "resistance", -1, "imposed"),
    ("autonomy", 1.0, "do", -1, "status quo"),
    ("role_modelling", 1.0, "do", +1, "status quo"),
    ("role_modelling", 1.0, "want", +1, "status quo"),
    ("role_modelling", 1.0, "trust", +1, "status quo"),
    ("role_modelling", 1.0, "load", +1, "status quo"),
    ("support", 1.0, "skill", +1, "status quo"),
    ("support", 1.0, "time_cost", +1, "status quo"),
    ("transparency", 1.0, "know_gain", +1, "status quo"),
    ("transparency", 1.0, "self_perception", +1, "status quo"),
    ("transparency", 1.0, "trust", +1, "status quo"),
    ("shared_goals", 1.0, "joint_worth", +1, "interdependent"),
    ("shared_goals", 1.0, "local_fit", -1, "status quo"),
    ("shared_goals", 1.0, "pressure", -1, "imposed"),
    ("relationship_management", 1.0, "relationship_depth", +1, "status quo"),
    ("relationship_management", 1.0, "partner_value", +1, "status quo"),
    ("outcome_kpis", 1.0, "local_fit", +1, "imposed, restless"),
    ("outcome_kpis", 1.0, "pressure", -1, "imposed"),
    ("focus", 2, "fit", -1, "status quo"),
    ("focus", 5, "time_cost", +1, "status quo"),
    ("clarity", 1.0, "know", +1, "status quo"),
    ("clarity", 1.0, "effort", +1, "status quo"),
    ("specific", 1.0, "know", +1, "status quo"),
    ("specific", 1.0, "skill", -1, "status quo"),
    ("measurable", 1.0, "need_competence", +1, "status quo"),
    ("measurable", 1.0, "pressure", +1, "imposed"),
    ("achievable", 1.0, "need_competence", +1, "status quo"),
    ("relevant", 1.0, "want", +1, "narrow"),
    ("time_bound", 1.0, "know", +1, "status quo"),
    ("feedback_interval", 2, "skill", +1, "status quo"),
    ("feedback_interval", 2, "know", +1, "status quo"),
    ("feedback_interval", 2, "load", +1, "status quo"),
    ("review_interval", 4, "fit", +1, "restless, often"),
    ("review_interval", 1, "time_cost", +1, "status quo"),
]
MECHANISMS = [  # mechanism switched off, measure, direction (0: either), base
    ("time_costs", "busy", +1, "status quo"),
    ("market", "fit", +1, "restless"),
    ("local_orders", "local_fit", +1, "restless"),
    ("strategy_review", "fit", -1, "restless, often"),
    ("cascade", "know", -1, "status quo"),
    ("open_channel", "know", -1, "status quo"),
    ("fading", "know", +1, "status quo"),
    ("social_influence", "consensus", -1, "status quo"),
    ("acceptance", "want", -1, "status quo"),
    ("private_agenda", "want", +1, "status quo"),
    ("reactance", "resistance", -1, "imposed"),
    ("habituation", "resistance", +1, "imposed"),
    ("experience", "accustomed", -1, "imposed, helped"),
    ("needs", "need_relatedness", 0, "status quo"),
    ("crowding_out", "need_autonomy", +1, "status quo"),
    ("strain", "needs", +1, "imposed"),
    ("trust", "trust", -1, "involved"),
    ("skill", "skill", -1, "status quo"),
    ("feedback_talks", "skill", -1, "status quo"),
    ("internalising", "want", -1, "status quo"),
    ("response", "local_fit", -1, "status quo"),
    ("compliance", "compliance_gap", -1, "status quo"),
    ("multitasking", "private_time", +1, "imposed"),
    ("walking_the_talk", "do", -1, "status quo"),
    ("goal_setting", "effort", -1, "status quo"),
    ("pledge", "effort", -1, "involved"),
    ("switching", "busy", +1, "restless"),
    ("relationships", "value", 0, "status quo"),
    ("image", "self_perception", -1, "status quo"),
    ("turnover", "retention", +1, "status quo"),
]
NOT_A_MEAN = "manager_style"  # the one mechanism that makes teams differ and need not move any mean
RIVALS = [  # rule, variant, measure, direction, base
    ("activation", "sequential", "know", +1, "status quo, often"),
    ("activation", "random", "know", +1, "status quo, often"),
    ("likeness", "cosine", "need_relatedness", +1, "status quo"),
    ("acceptance", "linear", "want", -1, "status quo"),
    ("influence", "threshold", "consensus", -1, "status quo"),
]


def moved(measure: str, direction: int, base: str, levers: dict[str, Any], **setting: Any) -> Contrast:
    """Check that a change of levers or of the setting moves a measure in a direction; return the contrast."""
    policy, rest = BASES[base]
    before = mean_of(measure, policy, year=1, **rest)
    difference = paired(mean_of(measure, policy | levers, year=1, **rest | setting), before)
    assert difference.beyond(0.001 * (direction or np.sign(difference.mean))), difference
    return difference


@pytest.mark.parametrize(("lever", "value", "measure", "direction", "base"), LEVERS)
def test_levers(lever: str, value: float, measure: str, direction: int, base: str) -> None:
    moved(measure, direction, base, {lever: value})


@pytest.mark.parametrize(("off", "measure", "direction", "base"), MECHANISMS)
def test_mechanisms(off: str, measure: str, direction: int, base: str) -> None:
    moved(measure, direction, base, {}, mechanisms={off: False})


RECOMPILED = {"cosine": [pytest.mark.slow]}  # the week is compiled for this likeness


@pytest.mark.parametrize(
    ("rule", "variant", "measure", "direction", "base"),
    [pytest.param(*row, marks=RECOMPILED.get(row[1], [])) for row in RIVALS],
)
def test_rules(rule: str, variant: str, measure: str, direction: int, base: str) -> None:
    moved(measure, direction, base, {}, rules={rule: variant})


def team_spread(style: bool) -> np.ndarray:
    """Return the standard deviation between teams of their skill, (20,) replications."""
    spreads = []
    for replication in range(20):
        simulation = Simulation(Scenario(mechanisms={NOT_A_MEAN: style}), 1, replication)
        simulation.run(104)
        manager = simulation.organisation.manager
        teams = [np.flatnonzero(manager == m) for m in np.unique(manager)]
        spreads.append(np.std([simulation.measure(team)["skill"] for team in teams]))
    return np.array(spreads)


def test_styles_of_managers_make_teams_differ() -> None:
    assert paired(team_spread(True), team_spread(False)).beyond(0.001)


def test_no_lever_mechanism_or_rule_is_left_out() -> None:
    variants = {(name, way) for name, field in Rules.model_fields.items() for way in field.annotation.__args__[1:]}
    assert {lever for lever, *_ in LEVERS} == set(Levers.model_fields)
    assert {off for off, *_ in MECHANISMS} | {NOT_A_MEAN} == set(Mechanisms.model_fields)
    assert {(rule, variant) for rule, variant, *_ in RIVALS} == variants


# ---- every number

EVENTFUL = {"turbulence": 0.2, "churn": 0.2, "turnover": 0.01, "complexity": 0.5}
EVERYTHING = {
    "mandate": 0.6, "monitoring": 0.6, "incentive": 0.5, "voice": 0.6, "rationale": 0.6, "autonomy": 0.4,
    "role_modelling": 0.6, "support": 0.6, "transparency": 0.6, "shared_goals": 0.4, "relationship_management": 0.6,
    "outcome_kpis": 0.5, "clarity": 0.6, "feedback_interval": 6, "review_interval": 9,
}  # fmt: skip
SECTIONS = {"context": Context, "psychology": Psychology, "costs": Costs}
FIELDS = [(section, name) for section, record in SECTIONS.items() for name in record.model_fields]
OTHER = {"attention": 3.0, "ability_complexity": 1.0, "peer_latitude": 0.3, "acceptance": 0.2, "trust_down": 2.0}


@cache
def eventful(section: str = "", name: str = "", value: float = 0.0) -> np.ndarray:
    """Return the measures of a run in which much happens, with one number changed."""
    parts: dict[str, dict[str, float]] = {"context": dict(EVENTFUL), "psychology": {}, "costs": {}}
    if section:
        parts[section][name] = value
    setting = Scenario(organisation={"size": 60, "span": 12}, policy={"levers": EVERYTHING}, warmup=10, **parts)
    return Simulation(setting, 1).run(60)


@pytest.mark.parametrize(("section", "name"), FIELDS)
def test_every_number_changes_some_measure(section: str, name: str) -> None:
    """At eight tenths of its value, or another value where that is not a number of its kind."""
    usual = EVENTFUL.get(name, getattr(SECTIONS[section](), name))
    value = OTHER.get(name, 0.8 * usual if usual else 0.5)
    changed = eventful(section, name, int(value) if name == "vacancy" else value)
    assert np.abs(changed - eventful()).max() > 1e-6
