"""The distance of a decision from the answer for any other organisation of the same size.

Any other organisation is that of the default scenario: a generated tree with the usual departments in the default
context. It is simulated in the same cases, with the same people and random numbers, so that the difference is paired.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from simalign.analysis.intervals import interval
from simalign.analysis.text import listed, policy_title
from simalign.decision.cases import Floats, simulate_worth
from simalign.decision.ranking import BASE, leaders, with_base
from simalign.decision.report import Question
from simalign.decision.sentences import signed_percent
from simalign.errors import InputError
from simalign.measures.catalogue import NAMES
from simalign.policies.plan import plan
from simalign.scenario import OrganisationSpec, Policy, Scenario
from simalign.texts.catalogue import ENGLISH, Texts

KEPT = ("psychology", "costs", "mechanisms", "rules", "warmup", "weeks")  # of the scenario, in any other organisation


def distance_of(question: Question, worth: Floats) -> dict[str, Any] | None:
    """Compare the gain of the first policy with its gain in any other organisation of this size.

    The policy is the one with the highest mean worth or, if that is status quo, the next one. Gains are shares of the
    worth of status quo; ``difference`` is yours minus any other, with its 95% interval ``low`` to ``high``.
    worth: over the horizon, (draws, policies), as ``over_horizon`` returns it.
    Returns None if the organisation of the question is the default one.
    """
    if is_usual(question):
        return None
    usual, policies = any_other(question.scenario, question.size), with_base(question.policies)
    if local := _local(policies, usual):
        return {"local": local, "said": distance_sentences(None, local)}
    cases = replace(question.cases, organisation=None, drawn={})
    elsewhere = simulate_worth(usual, policies, cases, len(worth)).mean(axis=2)
    names = list(policies)
    ranked = np.argsort(-worth.mean(axis=0), kind="stable")
    policy = next(int(index) for index in ranked if names[index] != BASE)
    here, there = (_gains(values, policy, names.index(BASE)) for values in (worth, elsewhere))
    difference = interval(here - there)
    (leader,) = leaders(names, elsewhere[:, :, None], [usual.weeks])
    record = {
        "policy": names[policy],
        "here": float(here.mean()),
        "elsewhere": float(there.mean()),
        "difference": difference.mean,
        "low": difference.low,
        "high": difference.high,
        "first": names[ranked[0]],
        "ahead": leader.ahead,
        "leads": leader.policy,
    }
    return record | {"said": distance_sentences(record)}


def is_usual(question: Question) -> bool:
    """Return whether the organisation of a question is the default one, so that a comparison would say nothing."""
    usual = any_other(question.scenario, question.size)
    labels = {name: getattr(usual, name) for name in ("name", "description", "policy")}
    return question.organisation is None and not question.drawn and question.scenario.unchecked_copy(**labels) == usual


def any_other(scenario: Scenario, size: int) -> Scenario:
    """Return the default scenario with a number of members, and with the people, costs and weeks of a scenario.

    >>> any_other(Scenario(context={"trust": 0.1}, weeks=9), 30).context.trust
    0.5
    """
    kept = {name: getattr(scenario, name) for name in KEPT}
    return Scenario().unchecked_copy(organisation=OrganisationSpec(size=size), **kept)


def _gains(worth: Floats, policy: int, base: int) -> Floats:
    """Return the gain of a policy in each draw, as a share of the mean worth of status quo.

    worth: (draws, policies).
    """
    return np.asarray((worth[:, policy] - worth[:, base]) / abs(worth[:, base].mean()))


def _local(policies: Mapping[str, Policy], usual: Scenario) -> list[str]:
    """Return the policies that set levers of departments that the usual organisation does not have."""
    local = []
    for name, policy in policies.items():
        try:
            plan(policy, tuple(sorted(usual.departments)), 0, NAMES)
        except InputError:
            local.append(name)
    return local


def distance_sentences(
    distance: Mapping[str, Any] | None, local: Sequence[str] = (), texts: Texts = ENGLISH
) -> list[str]:
    """State how far the answer is from that for any other organisation of the same size.

    distance: ``policy``, its gain ``here`` and ``elsewhere``, the ``difference`` with its interval ``low`` to ``high``,
    the ``first`` policy here, and the policies that are ``ahead`` and that leads beyond chance (``leads``) elsewhere.
    local: policies that other organisations cannot carry out.

    >>> found = {"policy": "pull", "here": 0.14, "elsewhere": 0.21, "difference": -0.07, "low": -0.09, "high": -0.05,
    ...          "first": "pull", "ahead": "pull", "leads": "pull"}
    >>> print(" ".join(distance_sentences(found)))
    For the default organisation of this size the model expects +21% from pull; for yours +14% (difference −7.0 points,
    likely between −9.0 and −5.0). There, too, pull would be worth most.
    """
    if distance is None:
        titles = [texts.say("report.name", name=policy_title(name, texts)) for name in local]
        policies = listed(titles, texts.say("report.and"))
        return [texts.say("report.distance.local", policies=policies, n=len(local))]
    difference, low, high = (_points(distance[key], texts) for key in ("difference", "low", "high"))
    sentences = [
        texts.say(
            "report.distance",
            elsewhere=signed_percent(distance["elsewhere"], texts),
            policy=policy_title(distance["policy"], texts),
            here=signed_percent(distance["here"], texts),
            difference=difference,
            low=low,
            high=high,
        )
    ]
    if distance["low"] <= 0.0 <= distance["high"]:
        sentences.append(texts.say("report.distance.same"))
    same = distance["ahead"] == distance["first"]
    key = "too" if same else "chance" if distance["leads"] is None else "other"
    return [*sentences, texts.say(f"report.distance.{key}", policy=policy_title(distance["ahead"], texts))]


def _points(share: float, texts: Texts) -> str:
    """Return a difference of shares in percentage points, with one decimal below 9.5 points."""
    return signed_percent(share, texts).removesuffix(texts.figure("%"))
