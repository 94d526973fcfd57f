"""Robustness of claims: whether each claim holds, flips or is undecided on variants of the model, and in which words.

Every arm of every variant runs on the same organisations with common random numbers. The difference of a claim and its
change from the full model are therefore paired over replications.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simalign.analysis.paired import Interval, interval
from simalign.analysis.text import listed
from simalign.comparison.compare import AS_SET, EQUAL_COST, arms, pricing
from simalign.errors import InputError, Problem
from simalign.measures.catalogue import NAMES
from simalign.policies.values import resolve
from simalign.scenario import Policy, Scenario
from simalign.sensitivity.claims import FULL, Claim, Variant
from simalign.simulation.ensemble import PLAIN, Ensemble, Execution, Job, Run
from simalign.simulation.own import unknown_measure
from simalign.simulation.survey import replaced_settings

HOLDS, FLIPS, UNDECIDED = "holds", "flips", "undecided"


class Cell(NamedTuple):
    """A claim on a variant: its paired difference, the change from the full model, and the verdict."""

    claim: Claim
    variant: str
    difference: Interval
    change: Interval
    verdict: str


class Arms(NamedTuple):
    """The arms to run: scenarios by name of the variant, and the pairs of arms that each claim compares.

    pairs: by name of the claim; each is a sign, the index of the first arm and that of the second.
    """

    scenarios: dict[str, list[Scenario]]
    pairs: dict[str, list[tuple[int, int, int]]]

    @property
    def runs(self) -> int:
        """Number of runs of one replication."""
        return sum(len(arms_of_variant) for arms_of_variant in self.scenarios.values())


def verdict(difference: Interval, sign: int) -> str:
    """Return whether a claim holds, flips or is undecided, from the position of its interval relative to 0.

    >>> verdict(Interval(0.2, 0.1, 0.3), 1), verdict(Interval(0.2, 0.1, 0.3), -1), verdict(Interval(0.2, -0.1, 0.5), 1)
    ('holds', 'flips', 'undecided')
    """
    if difference.low > 0:
        return HOLDS if sign > 0 else FLIPS
    if difference.high < 0:
        return HOLDS if sign < 0 else FLIPS
    return UNDECIDED


def at_equal_cost(claim: Claim, scenario: Scenario, seed: int, replications: int) -> Claim:
    """Return a claim with its policies scaled to equal cost, if it refers to it, as ``simalign compare`` scales them.

    The policies are scaled once, in the full model. Raises InputError if they cannot be scaled to equal cost.

    >>> fields = {"name": "a", "sentence": "A.", "one": "push", "other": "pull", "measure": "do", "weeks": [1, 2]}
    >>> claim = at_equal_cost(Claim(**fields, at="equal cost"), Scenario(), 1, 1)
    >>> claim.one.levers.mandate < 0.6, claim.other.levers.voice
    (True, 0.6)
    """
    if claim.at == AS_SET:
        return claim
    named = dict(zip(("one", "other"), claim.policies, strict=True))
    equal = {
        arm.name: arm.policy
        for arm in arms(named, pricing(scenario, seed, replications))
        if arm.basis == EQUAL_COST and arm.name in named
    }
    if set(equal) != set(named):
        message = "compares policies that cannot be scaled to equal cost"
        raise InputError([Problem(message, key=f"claim {claim.name!r}", allowed="at: as set")])
    return claim.unchecked_copy(**equal)


def plan_arms(
    scenario: Scenario, claims: Sequence[Claim], variants: Sequence[Variant], measures: Sequence[str] = NAMES
) -> Arms:
    """Return the runs that the claims need, the full model first; arms that several claims share are run once.

    A claim's own settings go on top of the variant's. measures: names of shipped and own measures. Raises InputError
    for claims about unknown measures and for settings that are not a valid scenario, each with its place in the file of
    claims or variants, or else the name of the variant.
    """
    _check_measures(claims, measures)
    scenario = scenario.unchecked_copy(weeks=max(claim.weeks[1] for claim in claims))
    distinct: dict[tuple[str, str], tuple[Mapping[str, Any], Policy]] = {}
    pairs: dict[str, list[tuple[int, int, int]]] = {}
    for claim in claims:
        indices = {}
        for where in ({}, claim.where) if claim.where else ({},):
            for policy in claim.policies:
                resolved = resolve(policy)
                key = (repr(sorted(where.items())), resolved.model_dump_json(exclude={"name", "description"}))
                distinct.setdefault(key, (where, resolved))
                indices[bool(where), policy is claim.one] = list(distinct).index(key)
        pairs[claim.name] = [(-1 if claim.where else 1, indices[False, True], indices[False, False])]
        if claim.where:
            pairs[claim.name].append((1, indices[True, True], indices[True, False]))
    scenarios: dict[str, list[Scenario]] = {}
    for variant in (None, *variants):
        name, settings = (variant.name, variant.settings) if variant else (FULL, {})
        try:
            changed = [scenario.changed({**settings, **where}) for where, _ in distinct.values()]
            for settings_of_claim, _ in distinct.values():
                if problems := replaced_settings(scenario, {**settings, **settings_of_claim}):
                    raise InputError(problems)
        except InputError as error:
            raise InputError([_placed(problem, variant, claims) for problem in error.problems]) from None
        policies = [policy for _, policy in distinct.values()]
        scenarios[name] = [s.unchecked_copy(policy=policy) for s, policy in zip(changed, policies, strict=True)]
    return Arms(scenarios, pairs)


def _check_measures(claims: Sequence[Claim], measures: Sequence[str]) -> None:
    """Raise InputError for claims of a measure that is not among ``measures``."""
    unknown = [claim for claim in claims if claim.measure not in measures]
    if unknown:
        raise InputError([claim.located(unknown_measure(claim.measure, measures, "measure")) for claim in unknown])


def _placed(problem: Problem, variant: Variant | None, claims: Sequence[Claim]) -> Problem:
    """Return the problem with its file and line or, if it has none, with the name of the variant."""
    if problem.file:
        return problem
    located = [claim.blamed(problem, "where") for claim in claims]
    located += [variant.blamed(problem, "set")] if variant else []
    first = next(filter(None, located), None)
    return first or replace(problem, file=f"variant {variant.name if variant else FULL!r}")


def evaluate_claims(
    arms: Arms,
    claims: Sequence[Claim],
    seed: int,
    replications: int,
    tick: Callable[[int], None] = lambda runs: None,
    execution: Execution = PLAIN,
) -> list[Cell]:
    """Test every claim on every variant; cells are in the order of the claims, with the full model first in each.

    arms: the runs, from ``plan_arms``. tick: called after each replication with its number of runs.
    """
    windows = sorted({(claim.weeks[0], claim.weeks[1]) for claim in claims})
    warmup = next(iter(arms.scenarios.values()))[0].warmup

    def window_means(run: Run) -> NDArray[np.float64]:
        return np.array([run.series[warmup + first - 1 : warmup + last].mean(axis=0) for first, last in windows])

    jobs = [Job(variant, replication) for variant in arms.scenarios.values() for replication in range(replications)]
    ensemble = Ensemble(seed, execution=execution)
    # (variants * replications, arms, windows, measures)
    means = np.array(list(ensemble.runs(jobs, window_means, f"means in weeks {windows}", tick)))
    means = means.reshape(len(arms.scenarios), replications, *means.shape[1:])
    cells = []
    for claim in claims:
        window, measure = windows.index((claim.weeks[0], claim.weeks[1])), execution.names.index(claim.measure)
        values = means[:, :, :, window, measure]  # (variants, replications, arms)
        pairs = arms.pairs[claim.name]
        differences = sum(sign * (values[:, :, one] - values[:, :, other]) for sign, one, other in pairs)
        assert isinstance(differences, np.ndarray)
        for name, values_of_variant in zip(arms.scenarios, differences, strict=True):
            difference, change = interval(values_of_variant), interval(values_of_variant - differences[0])
            cells.append(Cell(claim, name, difference, change, verdict(difference, claim.sign)))
    return cells


NAMED = 3  # variants for which a sentence gives numbers


def of_claim(cells: Sequence[Cell]) -> dict[str, list[Cell]]:
    """Group cells by the name of the claim, with the full model first.

    >>> of_claim([])
    {}
    """
    by_claim: dict[str, list[Cell]] = {}
    for cell in cells:
        by_claim.setdefault(cell.claim.name, []).append(cell)
    return by_claim


def number(difference: Interval) -> str:
    """Format a difference with its interval for a sentence.

    >>> number(Interval(0.05, 0.04, 0.06))
    '+0.050 [+0.040, +0.060]'
    """
    return f"{difference.mean:+.3f} [{difference.low:+.3f}, {difference.high:+.3f}]"


def sentence(cells: Sequence[Cell], preposition: str) -> str:
    """State on which variants a claim depends.

    cells: of one claim, the full model first. preposition: before the name of a variant, "without" for a mechanism or
    "under" for a rule.
    """
    full, *others = cells
    quoted = f"“{full.claim.sentence}”"
    if full.verdict != HOLDS:
        status = "is undecided" if full.verdict == UNDECIDED else "is false: the opposite holds"
        holding = [_name(cell) for cell in others if cell.verdict == HOLDS]
        names = listed(holding, "or")
        only = f"; it holds only {preposition} {names}" if holding else f", nor does it hold {preposition} any"
        return f"{quoted} {status} in the full model ({number(full.difference)}){only}."
    lost = sorted((cell for cell in others if cell.verdict != HOLDS), key=_claimed_difference)
    if not lost:
        weakest = min(others, key=_claimed_difference)
        return (
            f"{quoted} ({number(full.difference)}) holds throughout; it is weakest {preposition} {_name(weakest)} "
            f"({number(weakest.difference)})."
        )
    parts = [f"{preposition} {_name(cell)} {_outcome(cell)}" for cell in lost[:NAMED]]
    more = f"{len(lost) - NAMED} more" if len(lost) > NAMED else ""
    depends = "depends on" if preposition == "without" else "is lost under"
    listing = listed([*(_name(cell) for cell in lost[:NAMED]), *([more] if more else [])])
    return f"{quoted} ({number(full.difference)}) {depends} {listing}: {'; '.join(parts)}."


def _outcome(cell: Cell) -> str:
    """Describe a claim on a variant on which it does not hold."""
    if cell.difference.low == cell.difference.high == 0.0:
        return "there is no difference"
    return f"it {'flips to' if cell.verdict == FLIPS else 'is undecided at'} {number(cell.difference)}"


def _name(cell: Cell) -> str:
    return cell.variant.replace("_", " ")


def _claimed_difference(cell: Cell) -> float:
    """Return the mean difference, positive in the direction of the claim."""
    return cell.claim.sign * cell.difference.mean


def headline(cells: Sequence[Cell], one_of: str, preposition: str) -> str:
    """State how many claims hold in the full model and on every variant, and on which variants most are lost.

    one_of: the noun for a variant. preposition: before its name, as in ``sentence``.
    """
    by_claim = of_claim(cells).values()
    holding = [claim_cells for claim_cells in by_claim if claim_cells[0].verdict == HOLDS]
    robust = sum(all(cell.verdict == HOLDS for cell in claim_cells) for claim_cells in holding)
    text = f"{len(holding)} of {len(by_claim)} claims hold in the full model, {robust} of them under every {one_of}"
    losses: dict[str, int] = {}
    for _, *others in holding:
        for cell in others:
            losses[_name(cell)] = losses.get(_name(cell), 0) + (cell.verdict != HOLDS)
    most = max(losses.values(), default=0)
    names = [name for name, count in losses.items() if count == most]
    if most > 1 and len(names) <= NAMED:
        text += f"; most are lost {preposition} {' or '.join(names)} ({most})"
    return f"{text}."


def records(cells: Sequence[Cell]) -> list[dict[str, Any]]:
    """Return one record per claim and variant: difference and change with their intervals, and the verdict."""
    rows: list[Mapping[str, Any]] = []
    for cell in cells:
        d, c = cell.difference, cell.change
        rows.append(
            {"claim": cell.claim.name, "variant": cell.variant, "measure": cell.claim.measure}
            | {"claimed": cell.claim.is_, "difference": d.mean, "low": d.low, "high": d.high}
            | {"change": c.mean, "change_low": c.low, "change_high": c.high, "verdict": cell.verdict}
        )
    return [dict(row) for row in rows]
