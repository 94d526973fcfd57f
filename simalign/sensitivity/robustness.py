"""Claims tried on variants of the model: does each hold, flip, or fall to undecided?

Every arm of every variant is run on the same organisations with the same luck, so that a claim's difference, and its
change from the full model, are paired over replications.

What trying claims on variants found, a sentence a claim.
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

HOLDS, FLIPS, UNDECIDED = "holds", "flips", "undecided"


class Cell(NamedTuple):
    """A claim on a variant: its difference, the change of that from the full model, and what it comes to."""

    claim: Claim
    variant: str
    difference: Interval
    change: Interval
    verdict: str


class Arms(NamedTuple):
    """What is run: scenarios by name of the arm, of each variant; which arms a claim compares."""

    scenarios: dict[str, list[Scenario]]
    pairs: dict[str, list[tuple[int, int, int]]]  # of a claim: sign, place of one, place of other

    @property
    def runs(self) -> int:
        """Runs of one replication."""
        return sum(len(own) for own in self.scenarios.values())


def verdict(found: Interval, sign: int) -> str:
    """What a difference says of a claim: it holds or flips where the interval lies on one side of 0.

    >>> verdict(Interval(0.2, 0.1, 0.3), 1), verdict(Interval(0.2, 0.1, 0.3), -1), verdict(Interval(0.2, -0.1, 0.5), 1)
    ('holds', 'flips', 'undecided')
    """
    if found.low > 0:
        return HOLDS if sign > 0 else FLIPS
    if found.high < 0:
        return HOLDS if sign < 0 else FLIPS
    return UNDECIDED


def at_its_cost(claim: Claim, scenario: Scenario, seed: int, replications: int) -> Claim:
    """The claim with its policies at equal cost where it is about that, as ``simalign compare`` scales them.

    They are scaled once, in the full model. Raises InputError where they cannot be made to cost the same.

    >>> both = {"name": "a", "sentence": "A.", "one": "push", "other": "pull", "measure": "do", "weeks": [1, 2]}
    >>> made = at_its_cost(Claim(**both, at="equal cost"), Scenario(), 1, 1)
    >>> made.one.levers.mandate, made.other.levers.voice < 0.8
    (0.8, True)
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
        message = "compares policies that cannot be made to cost the same"
        raise InputError([Problem(message, key=f"claim {claim.name!r}", allowed="at: as set")])
    return claim.unchecked_copy(**equal)


def laid_out(
    scenario: Scenario, claims: Sequence[Claim], variants: Sequence[Variant], measures: Sequence[str] = NAMES
) -> Arms:
    """The runs that claims on variants take, the full model first; arms that several claims share are run once.

    A claim's own settings go on top of the variant's. measures: names of shipped and own measures. Raises InputError
    for claims of other measures and for settings that make no scenario, each with its place in the file of claims or
    variants, or else the name of the variant.
    """
    _check_measures(claims, measures)
    scenario = scenario.unchecked_copy(weeks=max(claim.weeks[1] for claim in claims))
    asked: dict[tuple[str, str], tuple[Mapping[str, Any], Policy]] = {}
    pairs: dict[str, list[tuple[int, int, int]]] = {}
    for claim in claims:
        places = {}
        for where in ({}, claim.where) if claim.where else ({},):
            for policy in claim.policies:
                resolved = resolve(policy)
                key = (repr(sorted(where.items())), resolved.model_dump_json(exclude={"name", "description"}))
                asked.setdefault(key, (where, resolved))
                places[bool(where), policy is claim.one] = list(asked).index(key)
        pairs[claim.name] = [(-1 if claim.where else 1, places[False, True], places[False, False])]
        if claim.where:
            pairs[claim.name].append((1, places[True, True], places[True, False]))
    found: dict[str, list[Scenario]] = {}
    for variant in (None, *variants):
        name, settings = (variant.name, variant.settings) if variant else (FULL, {})
        try:
            own = [scenario.changed({**settings, **where}) for where, _ in asked.values()]
        except InputError as error:
            raise InputError([_placed(problem, variant, claims) for problem in error.problems]) from None
        both = zip(own, asked.values(), strict=True)
        found[name] = [made.unchecked_copy(policy=policy) for made, (_, policy) in both]
    return Arms(found, pairs)


def _check_measures(claims: Sequence[Claim], measures: Sequence[str]) -> None:
    """Raise InputError for claims of a measure that is not among ``measures``."""
    unknown = [claim for claim in claims if claim.measure not in measures]
    if unknown:
        raise InputError([claim.located(unknown_measure(claim.measure, measures, "measure")) for claim in unknown])


def _placed(problem: Problem, variant: Variant | None, claims: Sequence[Claim]) -> Problem:
    """The problem with its place in a file, or the name of the variant that it is in."""
    if problem.file:
        return problem
    places = [claim.blamed(problem, "where") for claim in claims]
    places += [variant.blamed(problem, "set")] if variant else []
    found = next(filter(None, places), None)
    return found or replace(problem, file=f"variant {variant.name if variant else FULL!r}")


def tried(
    laid: Arms,
    claims: Sequence[Claim],
    seed: int,
    replications: int,
    tick: Callable[[int], None] = lambda runs: None,
    execution: Execution = PLAIN,
) -> list[Cell]:
    """Every claim on every variant, claims in turn, the full model first."""
    windows = sorted({(claim.weeks[0], claim.weeks[1]) for claim in claims})
    warmup = next(iter(laid.scenarios.values()))[0].warmup

    def keep(run: Run) -> NDArray[np.float64]:
        return np.array([run.series[warmup + first - 1 : warmup + last].mean(axis=0) for first, last in windows])

    jobs = [Job(own, replication) for own in laid.scenarios.values() for replication in range(replications)]
    ensemble = Ensemble(seed, execution=execution)
    # (variants * replications, arms, windows, measures)
    means = np.array(list(ensemble.runs(jobs, keep, f"means in weeks {windows}", tick)))
    means = means.reshape(len(laid.scenarios), replications, *means.shape[1:])
    cells = []
    for claim in claims:
        place, measure = windows.index((claim.weeks[0], claim.weeks[1])), execution.names.index(claim.measure)
        values = means[:, :, :, place, measure]  # (variants, replications, arms)
        pairs = laid.pairs[claim.name]
        differences = sum(sign * (values[:, :, one] - values[:, :, other]) for sign, one, other in pairs)
        assert isinstance(differences, np.ndarray)
        for name, own in zip(laid.scenarios, differences, strict=True):
            found = interval(own)
            cells.append(Cell(claim, name, found, interval(own - differences[0]), verdict(found, claim.sign)))
    return cells


SAID = 3  # variants that a sentence gives numbers for


def of_claim(cells: Sequence[Cell]) -> dict[str, list[Cell]]:
    """Cells by the name of the claim, the full model first.

    >>> of_claim([])
    {}
    """
    found: dict[str, list[Cell]] = {}
    for cell in cells:
        found.setdefault(cell.claim.name, []).append(cell)
    return found


def number(found: Interval) -> str:
    """A difference with its interval, as a sentence has it.

    >>> number(Interval(0.05, 0.04, 0.06))
    '+0.050 [+0.040, +0.060]'
    """
    return f"{found.mean:+.3f} [{found.low:+.3f}, {found.high:+.3f}]"


def sentence(cells: Sequence[Cell], preposition: str) -> str:
    """What a claim rests on; ``cells`` are those of one claim, the full model first.

    preposition: what goes ahead of a variant's name, "without" a mechanism or "under" a rule.
    """
    full, *others = cells
    told = f"“{full.claim.sentence}”"
    if full.verdict != HOLDS:
        said = "is undecided" if full.verdict == UNDECIDED else "is not so: the opposite holds"
        saved = [_name(cell) for cell in others if cell.verdict == HOLDS]
        only = (
            f"; it holds only {preposition} {listed(saved, 'or')}" if saved else f", nor does it hold {preposition} any"
        )
        return f"{told} {said} in the full model ({number(full.difference)}){only}."
    lost = sorted((cell for cell in others if cell.verdict != HOLDS), key=lambda cell: _sided(cell))
    if not lost:
        least = min(others, key=_sided)
        return (
            f"{told} ({number(full.difference)}) holds throughout; the least is left {preposition} {_name(least)} "
            f"({number(least.difference)})."
        )
    parts = [f"{preposition} {_name(cell)} {_fate(cell)}" for cell in lost[:SAID]]
    more = f"{len(lost) - SAID} more" if len(lost) > SAID else ""
    rests = "rests on" if preposition == "without" else "is lost under"
    names = [_name(cell) for cell in lost[:SAID]]
    return (
        f"{told} ({number(full.difference)}) {rests} {listed([*names, more] if more else names)}: {'; '.join(parts)}."
    )


def _fate(cell: Cell) -> str:
    """What becomes of a claim that no longer holds."""
    if cell.difference.low == cell.difference.high == 0.0:
        return "nothing is left of it"
    return f"it {'flips to' if cell.verdict == FLIPS else 'is undecided at'} {number(cell.difference)}"


def _name(cell: Cell) -> str:
    return cell.variant.replace("_", " ")


def _sided(cell: Cell) -> float:
    """The difference on the side that is claimed."""
    return cell.claim.sign * cell.difference.mean


def headline(cells: Sequence[Cell], one_of: str, preposition: str) -> str:
    """How many claims hold in the full model, and throughout; and what most are lost by.

    one_of: what a variant is; preposition: what goes ahead of its name.
    """
    by = of_claim(cells).values()
    held = [own for own in by if own[0].verdict == HOLDS]
    whole = sum(all(cell.verdict == HOLDS for cell in own) for own in held)
    text = f"{len(held)} of {len(by)} claims hold in the full model, {whole} of them under every {one_of}"
    losses: dict[str, int] = {}
    for own in held:
        for cell in own[1:]:
            losses[_name(cell)] = losses.get(_name(cell), 0) + (cell.verdict != HOLDS)
    most = max(losses.values(), default=0)
    names = [name for name, count in losses.items() if count == most]
    if most > 1 and len(names) <= SAID:
        text += f"; most are lost {preposition} {' or '.join(names)} ({most})"
    return f"{text}."


def records(cells: Sequence[Cell]) -> list[dict[str, Any]]:
    """One record a claim and variant: difference and change with their intervals, and the verdict."""
    found: list[Mapping[str, Any]] = []
    for cell in cells:
        d, c = cell.difference, cell.change
        found.append(
            {"claim": cell.claim.name, "variant": cell.variant, "measure": cell.claim.measure}
            | {"claimed": cell.claim.is_, "difference": d.mean, "low": d.low, "high": d.high}
            | {"change": c.mean, "change_low": c.low, "change_high": c.high, "verdict": cell.verdict}
        )
    return [dict(record) for record in found]
