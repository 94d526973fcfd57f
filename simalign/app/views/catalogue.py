"""What the page can offer: shipped scenarios, organisations and policies, and levers and measures in plain language."""

from typing import Any

from simalign.analysis.figures.palette import COLOURS
from simalign.analysis.text import words
from simalign.app.http.limits import ALONE, Limits
from simalign.app.views.request import LARGEST_SEED, LONGEST_NAME, MOST_PHASES, MOST_POLICIES
from simalign.files.shipped import names, policy_names
from simalign.measures.catalogue import MEASURES
from simalign.policies.levers import LETTERS, LEVERS, Lever
from simalign.policies.policy import load_policy
from simalign.policies.values import lever_values
from simalign.scenario.read import load_scenario

FIRST = ("push", "pull", "hybrid", "tell_and_sell", "status_quo")  # the order in which policies are offered
OMITTED = ("large",)  # scenarios that are a matter of size, which the page sets itself

FAMILIES = {
    "push": "Push: make people do it",
    "pull": "Pull: make people want it",
    "both": "Used by either",
}
TITLES = {"default": "usual"}
TEXTS = {  # of what is shipped, where its own words are for those who know the program
    "default": "Fairly routine work, middling trust.",
    "complex_work": "Complex work; all else as usual.",
    "routine_work": "Routine work; all else as usual.",
    "low_trust": "Little trust in management, which few find legitimate; all else as usual.",
    "status_quo": "Management carries on as it is.",
    "laissez_faire": "Hands off: next to nothing is ordered, explained or helped with.",
}


def catalogue(limits: Limits = ALONE) -> dict[str, Any]:
    """Everything that the page's forms are made of; values of levers where the page shows them."""
    policies = sorted(policy_names(), key=lambda name: (FIRST.index(name) if name in FIRST else len(FIRST), name))
    return {
        "scenarios": [
            {
                "name": name,
                "title": TITLES.get(name, words(name)),
                "text": TEXTS.get(name) or load_scenario(name).description,
            }
            for name in sorted(names("scenarios"), key=lambda name: (name != "default", name))
            if name not in OMITTED
        ],
        "organisations": [{"name": name, "title": words(name)} for name in names("organisations")],
        "policies": [_policy(name) for name in policies],
        "families": FAMILIES,
        "levers": [_lever(name, lever) for name, lever in LEVERS.items()],
        "measures": {one.name: {"title": one.title, "text": one.text} for one in MEASURES},
        "most": {"policies": MOST_POLICIES, "phases": MOST_PHASES, "name": LONGEST_NAME, "seed": LARGEST_SEED}
        | {name: getattr(limits, name) for name in ("members", "weeks", "replications", "upload")},
        "shared": limits != ALONE,
    }


def _policy(name: str) -> dict[str, Any]:
    policy = load_policy(name)
    return {
        "name": name,
        "title": words(name),
        "text": TEXTS.get(name, policy.description),
        "levers": _with_clarity(lever_values(policy)),
        "colour": COLOURS.get(name, ""),
    }


def _with_clarity(levers: dict[str, float]) -> dict[str, float]:
    return levers | {"clarity": sum(levers[name] for name in LETTERS) / len(LETTERS)}


def _lever(name: str, lever: Lever) -> dict[str, Any]:
    low, high = lever.slider
    return {
        "name": name,
        "family": lever.family,
        "letter": lever.kind == "letter",
        "low": low,
        "high": high,
        "step": 0.05 if lever.unit == "share" else 1,
        "unit": lever.unit,
        "interval": lever.kind == "interval",
        "status_quo": lever.status_quo,
        "help": lever.plain._asdict(),
    }
