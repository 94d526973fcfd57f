"""Every lever and every mechanism, changed alone, moves what it is there to move, beyond paired noise.

Eight replications, each with the same luck in both arms; measures are means over the year after 52 weeks of status quo.
The mean difference passes 1e-3 and four of its standard errors: of one that does nothing but noise about 1 in 400 would
pass with the right sign (t, 7 degrees of freedom).
"""

from functools import cache
from typing import Any

import numpy as np
import pytest

from simalign import Levers, Scenario, Simulation
from simalign.measures.catalogue import NAMES
from simalign.scenario import Mechanisms

REPLICATIONS, YEAR = 8, 52

# a restless market, for what only matters when demand moves; a policy to be lived through, for what is about change
BASES: dict[str, dict[str, Any]] = {
    "status quo": {},
    "restless": {"context": {"turbulence": 0.2}},
    "push": {"policy": "push"},
    "pull": {"policy": "pull"},
}
LEVERS = [  # lever, its value, measure, direction, base
    ("mandate", 1.0, "resistance", +1, "status quo"),
    ("mandate", 1.0, "compliance_gap", +1, "status quo"),
    ("monitoring", 1.0, "do", +1, "status quo"),
    ("monitoring", 1.0, "need_autonomy", -1, "status quo"),
    ("incentive", 1.0, "effort", +1, "status quo"),
    ("incentive", 1.0, "need_autonomy", -1, "status quo"),
    ("voice", 1.0, "need_autonomy", +1, "status quo"),
    ("voice", 1.0, "trust", +1, "status quo"),
    ("rationale", 1.0, "know", +1, "status quo"),
    ("rationale", 1.0, "trust", +1, "status quo"),
    ("autonomy", 1.0, "need_autonomy", +1, "status quo"),
    ("autonomy", 1.0, "resistance", -1, "status quo"),
    ("feedback_interval", 2, "skill", +1, "status quo"),
    ("feedback_interval", 2, "know", +1, "status quo"),
    ("transparency", 1.0, "know_gain", +1, "status quo"),
    ("transparency", 1.0, "self_perception", +1, "status quo"),
    ("role_modelling", 1.0, "do", +1, "status quo"),
    ("role_modelling", 1.0, "want", +1, "status quo"),
    ("support", 1.0, "skill", +1, "status quo"),
    ("shared_goals", 1.0, "consensus", +1, "status quo"),
    ("focus", 2, "know_gain", +1, "status quo"),
    ("focus", 8, "effort", -1, "status quo"),
    ("clarity", 1.0, "know", +1, "status quo"),
    ("clarity", 1.0, "effort", +1, "status quo"),
    ("specific", 1.0, "know", +1, "status quo"),
    ("measurable", 1.0, "need_competence", +1, "status quo"),
    ("achievable", 1.0, "need_competence", +1, "status quo"),
    ("relevant", 1.0, "want", +1, "status quo"),
    ("time_bound", 1.0, "know", +1, "status quo"),
    ("review_interval", 2, "productive_share", +1, "restless"),
    ("relationship_management", 1.0, "relationship_depth", +1, "status quo"),
]
MECHANISMS = [  # mechanism switched off, measure, direction (0: either), base
    ("time_costs", "busy", +1, "status quo"),
    ("market", "fit", +1, "restless"),
    ("strategy_review", "fit", -1, "restless"),
    ("cascade", "know", -1, "status quo"),
    ("open_channel", "know", -1, "status quo"),
    ("fading", "know", +1, "status quo"),
    ("social_influence", "consensus", -1, "status quo"),
    ("acceptance", "want", -1, "status quo"),
    ("private_agenda", "want", +1, "status quo"),
    ("experience", "trust", -1, "pull"),
    ("reactance", "resistance", -1, "status quo"),
    ("needs", "need_relatedness", 0, "status quo"),
    ("crowding_out", "need_autonomy", +1, "status quo"),
    ("trust", "trust", 0, "status quo"),
    ("skill", "skill", 0, "status quo"),
    ("feedback_talks", "skill", -1, "status quo"),
    ("internalising", "want", -1, "status quo"),
    ("compliance", "compliance_gap", -1, "status quo"),
    ("multitasking", "productive_share", 0, "status quo"),
    ("multitasking", "productive_share", -1, "push"),
    ("walking_the_talk", "do", -1, "status quo"),
    ("goal_setting", "effort", -1, "status quo"),
    ("coordination", "value", +1, "status quo"),
    ("relationships", "value", +1, "status quo"),
    ("image", "self_perception", -1, "status quo"),
    ("turnover", "retention", +1, "status quo"),
]


def year_of(**setting: Any) -> np.ndarray:
    """Mean measures of the first year of the policy, (replications, measures)."""
    scenario = Scenario(**setting)
    return np.stack(
        [Simulation(scenario, 1, replication).run(52 + YEAR)[52:].mean(axis=0) for replication in range(REPLICATIONS)]
    )


@cache
def base_of(base: str) -> np.ndarray:
    return year_of(**BASES[base])


def moved(changed: np.ndarray, base: np.ndarray, direction: int) -> bool:
    """Whether paired values (replications,) differ beyond noise, in the direction given."""
    difference = changed - base
    mean, error = difference.mean(), difference.std(ddof=1) / np.sqrt(len(difference))
    return bool(abs(mean) > max(4 * error, 1e-4) and direction in (0, np.sign(mean)))


@pytest.mark.parametrize(("lever", "value", "measure", "direction", "base"), LEVERS)
def test_levers(lever: str, value: float, measure: str, direction: int, base: str) -> None:
    place = NAMES.index(measure)
    changed = year_of(**BASES[base] | {"policy": {"levers": {lever: value}}})
    assert moved(changed[:, place], base_of(base)[:, place], direction)


@pytest.mark.parametrize(("off", "measure", "direction", "base"), MECHANISMS)
def test_mechanisms(off: str, measure: str, direction: int, base: str) -> None:
    place = NAMES.index(measure)
    changed = year_of(**BASES[base] | {"mechanisms": {off: False}})
    assert moved(changed[:, place], base_of(base)[:, place], direction)


def team_spread(style: bool) -> np.ndarray:
    """Standard deviation between teams of their need for autonomy, (20,): managers are few, so that luck is large."""
    found = []
    for replication in range(20):
        simulation = Simulation(Scenario(mechanisms={"manager_style": style}), 1, replication)
        simulation.run(52 + YEAR)
        manager = simulation.organisation.manager
        teams = [np.flatnonzero(manager == m) for m in np.unique(manager)]
        found.append(np.std([simulation.measure(team)["need_autonomy"] for team in teams]))
    return np.array(found)


def test_managers_styles_make_teams_differ() -> None:
    """The one mechanism that is there to move no mean."""
    assert moved(team_spread(True), team_spread(False), +1)


def test_nothing_is_left_out() -> None:
    assert {lever for lever, *_ in LEVERS} == set(Levers.model_fields)
    assert {off for off, *_ in MECHANISMS} | {"manager_style"} == set(Mechanisms.model_fields)
