"""The report of a decision: its numbers, its sentences, and the evidence that it rests on."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simalign.analysis.text import listed, words
from simalign.comparison.decision import (
    CONTEXTS,
    Decision,
    Leader,
    along,
    decided,
    draws_for,
    lives,
    longest,
    stretches,
    with_base,
)
from simalign.files.read import read_tree
from simalign.files.shipped import shipped_files
from simalign.organisation.record import Organisation
from simalign.policies.levers import LETTERS, LEVERS, cost_key
from simalign.policies.values import lever_values, set_values, status_quo
from simalign.scenario import Policy, Scenario
from simalign.scenario.posterior import Posterior
from simalign.scenario.psychology import Costs, Psychology
from simalign.simulation.ensemble import PLAIN, Execution

MOST_CANDIDATES = 6
PLACES = {
    "trust": ("Trust at the start", "trust in management at the start"),
    "complexity": ("Complexity of the work", "the complexity of the work"),
    "turbulence": ("Turbulence of the market", "the weekly chance that customers want something else"),
}
NEAR = 1e-9


@dataclass(frozen=True)
class Question:
    """A decision to be made: policies by name, in a scenario over its weeks, in an organisation of ``size`` members.

    organisation: takes the place of the scenario's; execution: how runs are carried out; tick: called with the number
    of runs that are done, draw by draw.
    """

    scenario: Scenario
    policies: Mapping[str, Policy]
    seed: int
    size: int
    posterior: Posterior | None
    organisation: Organisation | None = None
    execution: Execution = PLAIN
    tick: Callable[[int], None] = lambda runs: None

    @property
    def draws(self) -> int:
        """How many posterior draws, or replications, there is time for."""
        return draws_for(self.size, longest(self.scenario.weeks), len(with_base(self.policies)))

    def draws_along(self, context: str) -> int:
        """How many there is time for at each value of a context; 1 value of an unknown one."""
        values = max(len(CONTEXTS.get(context, ())), 1)
        return min(self.draws, draws_for(self.size, self.scenario.weeks, len(with_base(self.policies)), values))

    @property
    def runs(self) -> int:
        """Runs of the whole decision, contexts included."""
        draws = self.draws
        for context, values in CONTEXTS.items():
            draws += len(set(values) - {getattr(self.scenario.context, context)}) * self.draws_along(context)
        return len(with_base(self.policies)) * draws


def answered(asked: Question) -> tuple[dict[str, Any], NDArray[np.float64]]:
    """Return the report of a decision, and the worth over its horizon, (draws, policies), for ``flipped``."""
    worth = weekly_worth(asked)
    return report(asked, worth), over_horizon(asked, worth)


def report(asked: Question, worth: NDArray[np.float64]) -> dict[str, Any]:
    """Return the numbers of the figure, sentences, and the evidence that the decision rests on.

    worth: as ``weekly_worth`` returns it.
    """
    found = decided(list(with_base(asked.policies)), worth, asked.scenario.weeks)
    available = len(asked.posterior.draws) if asked.posterior else 0
    told = {"said": said(found), "rests": rests(asked.policies, len(worth), available), "people": asked.size}
    return figure(found) | told


def over_horizon(asked: Question, worth: NDArray[np.float64]) -> NDArray[np.float64]:
    """Mean worth over the weeks of the scenario, (draws, policies)."""
    return worth[:, :, : asked.scenario.weeks].mean(axis=2)


def weekly_worth(asked: Question) -> NDArray[np.float64]:
    """Weekly worth of every policy in every draw, (draws, policies, weeks or more), which a decision rests on."""
    run = asked.scenario.unchecked_copy(weeks=longest(asked.scenario.weeks))
    policies = with_base(asked.policies)
    return lives(
        run, policies, asked.seed, asked.draws, asked.posterior, asked.organisation, asked.execution, asked.tick
    )


def flipped(asked: Question, context: str, here: NDArray[np.float64]) -> dict[str, Any]:
    """Who leads along a context, and what is said of it; ``here``: the worth that the decision rests on.

    Raises InputError for another context.
    """
    draws = min(len(here), asked.draws_along(context))
    leaders = along(
        context,
        asked.scenario,
        with_base(asked.policies),
        asked.seed,
        draws,
        asked.posterior,
        asked.organisation,
        here,
        asked.execution,
        asked.tick,
    )
    own = float(getattr(asked.scenario.context, context))
    return {
        "context": context,
        "title": PLACES[context][0],
        "own": own,
        "draws": draws,
        "leaders": [[one.at, one.policy, one.ahead, one.best] for one in leaders],
        "said": flips(context, own, leaders),
    }


def said(found: Decision) -> list[str]:
    """The decision in sentences that follow from the numbers alone."""
    first, second = found.standings[:2]
    gain = f"{_percent(first.gain)} over carrying on as now" if first.policy != "status_quo" else ""
    spread = f"in nine of ten cases between {_percent(first.low)} and {_percent(first.high)}"
    head = f"Over {found.weeks} weeks, {words(first.policy)} is expected to be worth most"
    head += f": {gain}, {spread}." if gain else ": nothing on the list is expected to beat carrying on as now."
    rest = sorted((one for one in found.standings[1:] if one.best > 0), key=lambda one: -one.best)
    others = "".join(f", {words(one.policy)} in {_of_hundred(one.best)}" for one in rest)
    chance = f"It is the best of the {len(found.standings)} in {_of_hundred(first.best)} cases{others}."
    if not found.sure:
        chance += f" Its lead over {words(second.policy)} may be chance: this is too close to call."
    elif first.best < 0.6:
        chance += " So it leads on average, and far from always."
    return [head, chance, horizons(found)]


def horizons(found: Decision) -> str:
    """Where along the horizon the decision would be another."""
    runs = [one for one in stretches(found.by_horizon) if one[1] - one[0] >= 2 or len(found.by_horizon) < 8]
    first = found.first.policy
    others = [one for one in runs if one[2] not in (None, first)]
    if not others:
        last = round(found.by_horizon[-1].at)
        return f"No horizon up to {last} weeks puts another policy clearly ahead."
    each = [f"{_weeks(low, high)} {words(who or '')} would lead" for low, high, who in others]
    return f"Another horizon decides otherwise: {listed(each)}."


def flips(context: str, own: float, leaders: Sequence[Leader]) -> str:
    """Where along a context the decision would be another."""
    _, what = PLACES[context]
    here = next(one for one in leaders if abs(one.at - own) < NEAR)
    names = {one.policy for one in leaders} - {None}
    if not names:
        return f"With {what} anywhere from {_at(leaders[0].at)} to {_at(leaders[-1].at)} it stays too close to call."
    if here.policy is None:
        each = [f"{words(who)} at {_places(leaders, who)}" for who in sorted(str(name) for name in names)]
        return f"Here, with {what} at {_at(own)}, it is too close to call; {listed(each)} leads clearly."
    others = sorted(str(name) for name in names - {here.policy})
    if not others:
        close = " (in parts too close to call)" if any(one.policy is None for one in leaders) else ""
        return f"With {what} anywhere from {_at(leaders[0].at)} to {_at(leaders[-1].at)} nobody else leads{close}."
    each = [f"{words(who)} leads at {_places(leaders, who)}" for who in others]
    return f"It flips with {what}: {listed(each)}, not {words(here.policy)} as here at {_at(own)}."


def rests(policies: Mapping[str, Policy], draws: int, of: int) -> list[str]:
    """What a decision between these policies rests on: facts, levers without any, guesses."""
    facts = facts_by_lever()
    moved = [name for name in LEVERS if name not in LETTERS and any(name in changed(own) for own in policies.values())]
    without = [name for name in moved if not facts.get(name)]
    guesses = sum((field.json_schema_extra or {}).get("source") == "guess" for field in _fields(Psychology))
    people = f"of the {of} that agree with the facts" if of else "all with the same people: no uncertainty of them"
    theory = (
        f"No published fact speaks of {listed([_title(name) for name in without])}: what those do follows from theory."
    )
    return [
        f"Published studies: {facts_in_all()}, to most of which people were fitted. "
        f"{draws} ways that people may be were run here, {people}.",
        f"These policies move {_count(len(moved), 'lever')}. "
        + (theory if without else "Published facts speak of every one of them."),
        f"Guesses: what levers cost{_prices(policies)}, and {guesses} numbers on people that were not fitted; "
        "of many that were, the facts say little.",
    ]


def changed(policy: Policy) -> set[str]:
    """Levers that a policy moves from status quo, in any phase; letters count as clarity."""
    usual = status_quo()
    values = [lever_values(policy), *(set_values(phase.levers) for phase in policy.phases)]
    moved = {name for part in values for name, value in part.items() if abs(value - usual[name]) > NEAR}
    return {"clarity" if name in LETTERS else name for name in moved}


@cache
def _studies() -> tuple[frozenset[str], ...]:
    """The levers that each shipped fact's arms differ in; none where a fact is about people as they are."""
    found = []
    for file in shipped_files("facts"):
        arms = read_tree(file, []).items["arms"].items.values()
        keys = {key.rpartition(".")[2] for arm in arms for key in arm.items if key.startswith("policy.levers.")}
        found.append(frozenset("clarity" if key in LETTERS else key for key in keys))
    return tuple(found)


def facts_in_all() -> int:
    """How many shipped studies there are."""
    return len(_studies())


def facts_by_lever() -> dict[str, int]:
    """How many of them vary each lever.

    >>> facts_by_lever()["rationale"] >= 1
    True
    """
    return {name: sum(name in study for study in _studies()) for name in LEVERS if name not in LETTERS}


def costs_of(policies: Mapping[str, Policy]) -> dict[str, float]:
    """Guessed cost at full lever of every lever that these policies move, as a share of the working week."""
    prices = Costs().model_dump()
    moved = set().union(*(changed(own) for own in policies.values())) if policies else set()
    return {name: prices[cost_key(name)] for name in LEVERS if name in moved}


def _prices(policies: Mapping[str, Policy]) -> str:
    costs = sorted(costs_of(policies).items(), key=lambda entry: entry[1])
    if not costs:
        return ""
    (little, low), (much, high) = costs[0], costs[-1]
    return f" (from {_share(low)} of the week for {_title(little)} at full to {_share(high)} for {_title(much)})"


def figure(found: Decision) -> dict[str, Any]:
    """The numbers behind the figure."""
    return {
        "weeks": found.weeks,
        "draws": found.draws,
        "sure": found.sure,
        "standings": [one._asdict() for one in found.standings],
        "horizon": [[one.at, one.policy, one.ahead, one.best] for one in found.by_horizon],
    }


def _fields(section: Any) -> Sequence[Any]:
    return [field for field in section.model_fields.values() if isinstance(field.json_schema_extra or {}, dict)]


def _title(lever: str) -> str:
    return LEVERS[lever].plain.title.lower()


def _percent(share: float) -> str:
    number = round(100 * share, 1 if abs(share) < 0.095 else None)
    return f"{number:+g}%".replace("-", "−").replace("+0%", "±0%")


def _share(share: float) -> str:
    return f"{round(100 * share, 1):g}%"


def _of_hundred(share: float) -> str:
    return f"{round(100 * share)} of 100"


def _at(value: float) -> str:
    return f"{value:g}"


def _places(leaders: Sequence[Leader], who: str) -> str:
    runs = [(low, high) for low, high, policy in stretches(leaders) if policy == who]
    return listed([_at(low) if low == high else f"{_at(low)} to {_at(high)}" for low, high in runs])


def _weeks(low: float, high: float) -> str:
    return f"up to {high:.0f} weeks" if low == 1 else f"from {low:.0f} to {high:.0f} weeks"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
