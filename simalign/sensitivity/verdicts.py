"""What trying claims on variants found, a sentence a claim."""

from collections.abc import Mapping, Sequence
from typing import Any

from simalign.analysis.paired import Interval
from simalign.sensitivity.ranking import listed
from simalign.sensitivity.robustness import FLIPS, HOLDS, UNDECIDED, Cell

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
