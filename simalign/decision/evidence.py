"""The evidence and the guesses that a decision between policies rests on."""

from collections.abc import Mapping
from functools import cache

from simalign.analysis.text import listed
from simalign.decision.ranking import NEAR
from simalign.files.read import read_tree
from simalign.files.shipped import shipped_files
from simalign.policies.levers import LETTERS, LEVERS, cost_key, load_key
from simalign.policies.values import lever_values, set_values, status_quo
from simalign.scenario import Policy
from simalign.scenario.posterior import Posterior
from simalign.scenario.psychology import Costs, Psychology


def evidence_sentences(policies: Mapping[str, Policy], draws: int, posterior: Posterior | None) -> list[str]:
    """List in sentences the facts, the theory and the guesses behind a decision between these policies.

    draws: number of parameter draws that were run; posterior: the draws from which they come, if any.
    """
    studies = studies_by_lever()
    levers = set().union(*(changed_levers(policy) for policy in policies.values()))
    moved = [name for name in LEVERS if name in levers]
    untested = [name for name in moved if not studies.get(name)]
    extras = [field.json_schema_extra for field in Psychology.model_fields.values()]
    guesses = sum(isinstance(extra, dict) and str(extra.get("source")).startswith("guess") for extra in extras)
    people = f"of {posterior.people}" if posterior else "all with the same psychology"
    theory = (
        f"No published fact covers {listed([_title(name) for name in untested])}: those effects follow from theory."
    )
    return [
        f"Published studies: {study_count()}; the psychology is fitted to them. "
        f"{draws} parameter draws were run here, {people}.",
        f"These policies move {len(moved)} lever{'' if len(moved) == 1 else 's'}. "
        + (theory if untested else "Published facts cover every one of them."),
        f"Guesses: what levers cost{_prices(policies)}, and {guesses} psychological parameters to which no "
        "published fact speaks.",
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


def _prices(policies: Mapping[str, Policy]) -> str:
    costs = sorted(lever_costs(policies).items(), key=lambda entry: entry[1])
    if not costs:
        return ""
    (cheapest, low), (dearest, high) = costs[0], costs[-1]
    return f" (from {_share(low)} of the week for {_title(cheapest)} at full to {_share(high)} for {_title(dearest)})"


def _title(lever: str) -> str:
    return LEVERS[lever].plain.title.lower()


def _share(share: float) -> str:
    return f"{round(100 * share, 1):g}%"
