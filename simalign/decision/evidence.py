"""The evidence and the guesses that a decision between policies rests on."""

from collections.abc import Mapping
from functools import cache

from simalign.analysis.text import listed
from simalign.decision.phrases import lever_title
from simalign.decision.ranking import NEAR
from simalign.decision.sentences import percent
from simalign.files.read import read_tree
from simalign.files.shipped import shipped_files
from simalign.policies.levers import LETTERS, LEVERS, cost_key, load_key
from simalign.policies.values import lever_values, set_values, status_quo
from simalign.scenario import Policy
from simalign.scenario.posterior import Posterior
from simalign.scenario.psychology import Costs, Psychology
from simalign.texts.catalogue import ENGLISH, Texts


def evidence_sentences(
    policies: Mapping[str, Policy], draws: int, posterior: Posterior | None, texts: Texts = ENGLISH
) -> list[str]:
    """List in sentences the facts, the theory and the guesses behind a decision between these policies.

    draws: number of parameter draws that were run; posterior: the draws from which they come, if any.
    """
    studies = studies_by_lever()
    levers = set().union(*(changed_levers(policy) for policy in policies.values()))
    moved = [name for name in LEVERS if name in levers]
    untested = listed([lever_title(name, texts) for name in moved if not studies.get(name)], texts.say("report.and"))
    extras = [field.json_schema_extra for field in Psychology.model_fields.values()]
    guesses = sum(isinstance(extra, dict) and str(extra.get("source")).startswith("guess") for extra in extras)
    people = posterior.described(texts) if posterior else "none"
    return [
        texts.say("report.rests.studies", studies=study_count(), draws=draws, people=people),
        texts.say("report.rests.levers", n=len(moved), untested=untested or "none"),
        texts.say("report.rests.guesses", n=guesses, **_prices(policies, texts)),
    ]


def changed_levers(policy: Policy) -> set[str]:
    """Return the levers that a policy moves from status quo in any phase; goal letters count as ``clarity``."""
    usual = status_quo()
    values = [lever_values(policy), *(set_values(phase.levers) for phase in policy.phases)]
    moved = {name for part in values for name, value in part.items() if abs(value - usual[name]) > NEAR}
    return {"clarity" if name in LETTERS else name for name in moved}


@cache
def _levers_by_study() -> tuple[frozenset[str], ...]:
    """Return, for each shipped study, the levers in which its arms differ; an empty set for an observational fact."""
    studies = []
    for file in shipped_files("facts"):
        arms = read_tree(file, []).items["arms"].items.values()
        keys = {key.rpartition(".")[2] for arm in arms for key in arm.items if key.startswith("policy.levers.")}
        studies.append(frozenset("clarity" if key in LETTERS else key for key in keys))
    return tuple(studies)


def study_count() -> int:
    """Return the number of shipped studies."""
    return len(_levers_by_study())


def studies_by_lever() -> dict[str, int]:
    """Return the number of shipped studies that vary each lever.

    >>> studies_by_lever()["rationale"] >= 1
    True
    """
    return {name: sum(name in levers for levers in _levers_by_study()) for name in LEVERS if name not in LETTERS}


def lever_costs(policies: Mapping[str, Policy]) -> dict[str, float]:
    """Return the guessed cost of each lever that these policies move: share of the working week at full lever.

    It is the time of a member plus that of the manager for this member; some levers cost managers only.
    """
    prices = Costs().model_dump()
    moved = set().union(*(changed_levers(policy) for policy in policies.values()))
    keys = {name: (cost_key(name), load_key(name)) for name in LEVERS if name in moved}
    return {name: sum(prices.get(key, 0.0) for key in pair) for name, pair in keys.items()}


def _prices(policies: Mapping[str, Policy], texts: Texts) -> dict[str, str]:
    """Return the cheapest and the dearest lever with their costs, as values of a text."""
    costs = sorted(lever_costs(policies).items(), key=lambda entry: entry[1])
    if not costs:
        return {"cheapest": "none"}
    (cheapest, low), (dearest, high) = costs[0], costs[-1]
    prices = {"low": percent(low, texts), "high": percent(high, texts)}
    return prices | {"cheapest": lever_title(cheapest, texts), "dearest": lever_title(dearest, texts)}
