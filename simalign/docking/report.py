"""Tables and sentences of reproductions: records with one row per number, arm or classic, and what was found."""

from collections.abc import Sequence
from math import isnan
from typing import Any

from simalign.analysis.text import listed
from simalign.docking.alike import Agreement
from simalign.docking.run import Reproduction
from simalign.docking.verdicts import NOT_FOUND, NOT_REPRODUCED, REPRODUCED, UNDECIDED, Check

VERDICTS = (REPRODUCED, UNDECIDED, NOT_REPRODUCED, NOT_FOUND)
ARM_COLUMNS = (
    *("classic", "x", "measure", "classic_mean", "classic_error", "ours", "low", "high"),
    *("tau", "tau_low", "tau_high", "verdict", "spread_classic", "spread_ours", "steepest_classic", "steepest_ours"),
)
COUNTED = {
    "published": ("published number or claim", "published numbers and claims"),
    "closed form": ("closed form", "closed forms"),
    "replication": ("number of a replication", "numbers of replications"),
    "independent program": ("number of another program", "numbers of other programs"),
}


def counts(checks: Sequence[Check]) -> list[str]:
    """Return a sentence for each kind of number: how many are reproduced; and how many numbers were not found."""
    sentences = []
    for kind, (singular, plural) in COUNTED.items():
        verdicts = [check.verdict for check in checks if check.target.kind == kind]
        if verdicts:
            noun = singular if len(verdicts) == 1 else plural
            sentences.append(f"{verdicts.count(REPRODUCED)} of {len(verdicts)} {noun} reproduced.")
    return sentences


def agreements(reproductions: Sequence[Reproduction]) -> list[str]:
    """Return sentences on where this model orders arms as the classic does."""
    phrases = {
        "agrees": "This model orders its arms like {}.",
        "undecided": "Whether it does like {} is undecided.",
        "disagrees": "It orders them the other way round than {}.",
    }
    sentences = []
    for verdict, phrase in phrases.items():
        titles = [each.file.title for each in reproductions if each.agreement and each.agreement.verdict == verdict]
        if titles:
            sentences.append(phrase.format(listed(titles)))
    return sentences


def counted(checks: Sequence[Check]) -> str:
    """Return how many of the numbers and claims that have a source are reproduced."""
    verdicts = [check.verdict for check in checks if check.verdict != NOT_FOUND]
    return f"{verdicts.count(REPRODUCED)} of {len(verdicts)} numbers and claims reproduced"


def title(each: Reproduction) -> str:
    """Return the finding of one classic, the title of its figure."""
    start = f"{each.file.title}: {counted(each.checks)}"
    if each.agreement is None:
        return f"{start}; this model contains the classic exactly" if each.file.contained else start
    verbs = {
        "agrees": "set up alike, this model ranks the arms like the classic",
        "disagrees": "set up alike, this model ranks the arms the other way round",
        "undecided": "set up alike, this model shows no clear rank agreement",
    }
    return f"{start}; {verbs[each.agreement.verdict]}"


def overall(reproductions: Sequence[Reproduction]) -> str:
    """Return the finding on all classics in one sentence, the title of the overview."""
    checks = [check for each in reproductions for check in each.checks]
    compared = [each.agreement.verdict for each in reproductions if each.agreement is not None]
    if not compared:
        return counted(checks)
    agreed = f"{compared.count('agrees')} of {len(compared)} classics"
    return f"{counted(checks)}; set up alike, this model ranks arms like {agreed}"


def arms_heading(agreement: Agreement) -> str:
    """Return the heading of the arms: rank agreement, and the range over arms here and in the classic."""
    there, here = ("undefined" if isnan(spread) else f"{spread:.0%}" for spread in agreement.spread)
    return (
        f"This model: τ = {agreement.tau:.2f} [{agreement.low:.2f}, {agreement.high:.2f}]\n"
        f"range {here} of the mean; the classic's {there}"
    )


def check_records(each: Reproduction) -> list[dict[str, Any]]:
    """Return one record for each published number or claim."""
    return [
        {
            "classic": each.file.name,
            "quantity": check.target.quantity,
            "series": check.target.series,
            "x": check.target.x,
            "kind": check.target.kind,
            "published": check.target.value,
            "above": check.target.above,
            "below": check.target.below,
            "ours": check.ours,
            "error": check.error,
            "tolerance": check.target.tolerance,
            "verdict": check.verdict,
            "false_alarm": check.false_alarm,
            "rules_from": each.file.rules_from,
            "source": check.target.source,
        }
        for check in each.checks
    ]


def arm_records(each: Reproduction) -> list[dict[str, Any]]:
    """Return one record for each arm of this model, with the rank agreement of its classic."""
    agreement = each.agreement
    if agreement is None or each.file.alike is None:
        return []
    spread, steepest = agreement.spread, agreement.steepest or (None, None)
    shared = {
        "tau": agreement.tau,
        "tau_low": agreement.low,
        "tau_high": agreement.high,
        "verdict": agreement.verdict,
        "spread_classic": spread[0],
        "spread_ours": spread[1],
        "steepest_classic": steepest[0],
        "steepest_ours": steepest[1],
    }
    return [
        {
            "classic": each.file.name,
            "x": arm.x,
            "measure": each.file.alike.measure,
            "classic_mean": arm.classic,
            "classic_error": arm.classic_error,
            "ours": arm.ours,
            "low": arm.low,
            "high": arm.high,
            **shared,
        }
        for arm in agreement.arms
    ]


def summary_record(each: Reproduction) -> dict[str, Any]:
    """Return the record of a classic: its numbers by verdict, and the rank agreement."""
    verdicts = [check.verdict for check in each.checks]
    agreement = each.agreement
    return {
        "classic": each.file.name,
        "title": each.file.title,
        "rules_from": each.file.rules_from,
        **{verdict: verdicts.count(verdict) for verdict in VERDICTS},
        "contained": each.file.contained,
        "tau": None if agreement is None else agreement.tau,
        "low": None if agreement is None else agreement.low,
        "high": None if agreement is None else agreement.high,
        "agreement": "" if agreement is None else agreement.verdict,
    }


def curve_records(each: Reproduction) -> list[dict[str, Any]]:
    """Return one record for each of our numbers."""
    return [
        {
            "classic": each.file.name,
            "quantity": row.quantity,
            "series": row.series,
            "x": row.x,
            "ours": row.mean,
            "error": row.error,
            "runs": len(row.samples),
        }
        for row in each.rows
    ]
