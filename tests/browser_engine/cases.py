"""Random scenarios, policies and seeds, as Python and as JavaScript describe them."""

from collections.abc import Sequence
from random import Random
from typing import Any

from simalign import Policy, Scenario, Simulation, load_scenario
from simalign.files.shipped import policy_names
from simalign.policies.levers import LEVERS, WHOLE_ONLY
from simalign.scenario.context import Context
from simalign.scenario.mechanisms import Mechanisms
from simalign.scenario.rules import Rules
from simalign.simulation.initial import organise

BASES = ("default", "complex_work", "routine_work", "low_trust")
CONDITIONS = ("trust < 0.5", "resistance >= .2", "do > 0.45", "quits <= 3e-3")


def cases(count: int) -> tuple[list[dict[str, Any]], list[Simulation]]:
    """Return cases for JavaScript, and simulations of the same in Python that have run their weeks."""
    random = Random(17)
    described, simulated = [], []
    for _ in range(count):
        world, scenario = _scenario(random)
        policy = _policy(random, organise(scenario, 1, 0).departments)
        seed, replication = random.choice((0, 1, random.randrange(2**32), random.randrange(2**53))), random.randrange(9)
        weeks = scenario.warmup + random.randrange(1, 60)
        described.append({"world": world, "policy": policy, "seed": seed, "replication": replication, "weeks": weeks})
        scenario = scenario.unchecked_copy(policy=Policy(**policy))
        simulated.append(Simulation(scenario, seed=seed, replication=replication))
    return described, simulated


def _scenario(random: Random) -> tuple[dict[str, Any], Scenario]:
    base = random.choice(BASES)
    scenario = load_scenario(base)
    spec = {
        "size": random.choice((1, 2, 5, *(random.randrange(6, 200) for _ in range(9)))),
        "span": random.randrange(1, 10),
        "degree": random.choice((0.0, 3.5, random.uniform(0, 12))),
        "cross": random.choice((0.0, 1.0, random.random())),
        "leadership_levels": random.randrange(1, 4),
        "stakeholders": random.choice((0, 1, 8, 20)),
    }
    context = {
        name: random.random()
        for name in ("complexity", "heterogeneity", "turbulence", "trust", "legitimacy", "variety")
    }
    context["turnover"] = random.uniform(0, 0.03)
    context["vacancy"] = random.randrange(6)
    off = {name: False for name in Mechanisms.model_fields if random.random() < 0.15}
    people = {"lag": random.uniform(0, 30), "anchor": random.random(), "style": random.random()}
    rules = {
        "activation": random.choice(("synchronous", "synchronous", "sequential", "random")),
        "acceptance": random.choice(("quadratic", "linear")),
        "influence": random.choice(("average", "threshold")),
    }
    warmup = random.choice((0, 1, 20))
    changed = scenario.unchecked_copy(
        organisation=scenario.organisation.unchecked_copy(**spec),
        context=Context(**{**scenario.context.model_dump(), **context}),
        psychology=scenario.psychology.unchecked_copy(**people),
        mechanisms=Mechanisms(**off),
        rules=Rules(**rules),
        warmup=warmup,
    )
    parameters = {f"context_{name}": value for name, value in context.items()}
    parameters |= people | {f"on.{name}": False for name in off} | {"warmup": warmup}
    parameters |= {f"rules.{name}": number for name, number in changed.rules.numbers().items()}
    return {"scenario": base, **spec, "parameters": parameters}, changed


def _levers(random: Random, local: bool) -> dict[str, Any]:
    levers: dict[str, Any] = {}
    for name, lever in LEVERS.items():
        if random.random() < 0.8 or (local and name in WHOLE_ONLY):
            continue
        if lever.unit == "share":
            levers[name] = random.choice((0.0, 1.0, random.random()))
        elif lever.kind == "interval":
            levers[name] = random.choice(("never", random.randrange(1, 30)))
        else:
            levers[name] = random.randrange(1, 6)
    return levers


def _policy(random: Random, departments: Sequence[str]) -> dict[str, Any]:
    if random.random() < 0.3:
        return {"preset": random.choice(policy_names())}
    policy: dict[str, Any] = {"levers": _levers(random, False)}
    if random.random() < 0.5:
        policy["preset"] = random.choice(("push", "pull", "okr", "mission_command"))
    if random.random() < 0.5:
        policy["departments"] = {random.choice(departments): _levers(random, True)}
    if random.random() < 0.5:
        starts = sorted(random.sample(range(40), random.randrange(1, 4)))
        policy["phases"] = [{"from": week, "levers": _levers(random, False)} for week in starts]
    if random.random() < 0.5:
        policy["rules"] = [
            {"while": random.choice(CONDITIONS), "levers": _levers(random, False)}
            for _ in range(random.randrange(1, 3))
        ]
    if random.random() < 0.4:
        kinds = ({"trust": random.random()}, {"new_head": True}, {"new_carers": True}, {"demand": random.random()})
        policy["events"] = [{"week": random.randrange(30), **random.choice(kinds)} for _ in range(3)]
    return policy
