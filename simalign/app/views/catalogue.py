"""Catalogue for the forms of the page: shipped scenarios, organisations and policies, levers and measures."""

from typing import Any

from simalign.analysis.figures.palette import COLOURS
from simalign.analysis.text import words
from simalign.app.http.limits import ALONE, Limits
from simalign.app.views.request import LARGEST_SEED, LONGEST_NAME, MOST_PHASES, MOST_POLICIES
from simalign.files.shipped import names, policy_names
from simalign.measures.catalogue import MEASURES, Measure, is_share
from simalign.policies.levers import LETTERS, LEVERS, Lever
from simalign.policies.policy import load_policy
from simalign.policies.values import lever_values
from simalign.scenario.read import load_scenario

# the policies listed first, in this order
FIRST = ("push", "pull", "lead", "push_lead", "pull_lead", "mission_command", "tell_and_sell", "status_quo")
OMITTED = ("large",)  # scenarios that differ only in size, which the page sets itself

FAMILIES = {
    "push": "Push: make people do it",
    "pull": "Pull: make people want it",
    "lead": "Lead: set an example, help and open up",
    "design": "Design: how goals are made, measured and reviewed",
}
TITLES = {"default": "typical company"}
TEXTS = {  # descriptions that replace the files' own where those assume knowledge of the program
    "default": "Fairly routine work, medium trust.",
    "complex_work": "Complex work; everything else is typical.",
    "routine_work": "Routine work; everything else is typical.",
    "low_trust": "Little trust in management, which few see as legitimate, and both last; everything else is typical.",
    "status_quo": "Management carries on as it is.",
    "laissez_faire": "Hands off: nothing is ordered, checked, explained or supported, and all decide for themselves.",
}


def catalogue(limits: Limits = ALONE) -> dict[str, Any]:
    """Return the content of all forms of the page; policies come with the lever values that the page shows."""
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
        "measures": {measure.name: _measure(measure) for measure in MEASURES},
        "most": {"policies": MOST_POLICIES, "phases": MOST_PHASES, "name": LONGEST_NAME, "seed": LARGEST_SEED}
        | {name: getattr(limits, name) for name in ("members", "weeks", "replications", "work", "upload")},
        "shared": limits != ALONE,
    }


def _measure(measure: Measure) -> dict[str, Any]:
    texts = {"title": measure.title, "text": measure.text, "spoken": measure.spoken}
    return texts | {"share": is_share(measure.name)}


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
