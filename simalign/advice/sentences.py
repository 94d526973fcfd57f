"""Sentences of a policy search, derived from its record alone."""

from collections.abc import Mapping, Sequence
from typing import Any

from simalign.advice.advise import BEST, CAUTIOUS, LEAN, RANDOM
from simalign.advice.examine import HARMS, IDLE, MATTERS, UNCHANGED, UNCLEAR
from simalign.analysis.text import listed, words
from simalign.decision.ranking import BASE
from simalign.decision.sentences import signed_percent
from simalign.policies.levers import STATUS_QUO

LABELS = {
    BEST: "best found",
    LEAN: "fewest levers",
    CAUTIOUS: "least regret",
    "two_phase": "best in two phases",
    "by_department": "best by department",
    RANDOM: "best random one",
}  # of the policies found
COUNTS, LAST = (10, 7, 5, 3, 1), 3  # of levers, in the sentence on policies with fewer levers
UNITS = {"focus": "goal", "feedback_interval": "week", "review_interval": "week"}
TITLES = {
    "answer": "The answer",
    "compared": "Compared with",
    "levers": "Levers of the best policy",
    "budget": "A little more or less budget",
    "flat": "How flat the top is",
    "regret": "Risk and regret",
    "front": "Gain, trust and cost",
}
Record = Mapping[str, Any]


def label(policy: str) -> str:
    """Return the name of a policy for people.

    >>> label("best"), label("tell_and_sell")
    ('best found', 'tell and sell')
    """
    return LABELS.get(policy, words(policy))


def advice_sentences(record: Record) -> dict[str, list[str]]:
    """Return the sentences of a policy search, by the keys of ``TITLES``."""
    return {
        "answer": answer_sentences(record),
        "compared": compared_sentences(record),
        "levers": lever_sentences(record),
        "budget": budget_sentences(record),
        "flat": flat_sentences(record),
        "regret": regret_sentences(record),
        "front": front_sentences(record),
    }


def _row(record: Record, name: str) -> Record:
    return next(row for row in record["policies"] if row["policy"] == name)


def _apart(record: Record, name: str) -> Record:
    return next(row for row in record["against_best"] if row["policy"] == name)


def _interval(row: Record, mean: str = "difference", low: str = "low", high: str = "high") -> str:
    return f"{signed_percent(row[mean])} ({signed_percent(row[low])} to {signed_percent(row[high])})"


def setting(lever: str, value: float) -> str:
    """Return a lever with the value to which it is set, and that of the status quo.

    >>> setting("voice", 0.7), setting("review_interval", 104)
    ('voice 0.7 (now 0.2)', 'review interval 104 weeks (now 26)')
    """
    return f"{words(lever)} {_valued(lever, value)} (now {STATUS_QUO[lever]:g})"


def _valued(lever: str, value: float) -> str:
    unit = UNITS.get(lever)
    return f"{value:g}" if unit is None else f"{value:g} {unit}{'' if value == 1 else 's'}"


def answer_sentences(record: Record) -> list[str]:
    """State the best constant policy, its gain, and the same with fewer levers."""
    best, lean = _row(record, BEST), _row(record, LEAN)
    bound = "" if record["managers_time"] is None else f", with managers' time up to {record['managers_time']:.1%},"
    gain = f"{signed_percent(best['gain'])} over carrying on as now"
    sentences = [
        f"Over {record['weeks']} weeks and with up to {record['budget']:.1%} more time and pay{bound} the best "
        f"constant policy found gains {gain}, with a 95% interval of the mean from "
        f"{signed_percent(best['mean_low'])} to {signed_percent(best['mean_high'])}; in nine of ten cases it gains "
        f"{signed_percent(best['low'])} to {signed_percent(best['high'])}. It takes {signed_percent(best['extra'])} of "
        "working time and pay."
    ]
    if best["gain"] <= 0.0:
        sentences[0] += " Nothing found is expected to beat carrying on as now."
    if lean["changes"] < best["changes"]:
        sentences.append(_enough(record))
    elif best["changes"]:
        fewer = f"; with fewer, it lost more than {record['matters']:.1%} in the selection"
        sentences.append(f"It changes {_count(best['changes'], 'lever')}{fewer if best['changes'] > 1 else ''}.")
    cases = record["cases"]
    sentences.append(
        f"These are values in {cases['reported']} cases that the search has not seen: {record['tried']:,} policies "
        f"were tried in {cases['search']} others, and the best of them compared in another {cases['selection']}."
    )
    return sentences


def _enough(record: Record) -> str:
    """State which levers of the best policy are enough, and what the others add together."""
    best, lean = _row(record, BEST), _row(record, LEAN)
    settings = record["definitions"][LEAN].get("levers", {})
    enough = [setting(lever, value) for lever, value in settings.items()]
    others = [words(lever) for lever in record["definitions"][BEST].get("levers", {}) if lever not in settings]
    apart = _apart(record, LEAN)
    added = {"difference": -apart["difference"], "low": -apart["high"], "high": -apart["low"]}
    one = len(others) == 1
    if added["high"] < record["matters"]:
        verdict = f"too little to matter, so that {'it is' if one else 'they are'} idle"
    elif added["low"] > record["matters"]:
        verdict = "which matters"
    else:
        verdict = "and whether this matters is unclear"
    left = f"{'The one' if one else 'Those'} left out, {listed(others)}, {'adds' if one else 'together add'}"
    return (
        f"Of its {_count(best['changes'], 'lever')}, {lean['changes']} {'is' if len(enough) == 1 else 'are'} enough to "
        f"gain {signed_percent(lean['gain'])}: {listed(enough)}. {left} {_interval(added)}, {verdict}."
    )


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def compared_sentences(record: Record) -> list[str]:
    """Compare the best policy with presets, random policies, and policies in two phases and by department."""
    presets = [row for row in record["policies"] if row["policy"] not in (BASE, *LABELS)]
    sentences = []
    if presets:
        row = presets[0]
        part = "" if row["share"] == 1.0 else f", carried out at {row['share']:.0%} of its strength,"
        sentences.append(
            f"The best of {len(presets)} given policies within the budget, {words(row['policy'])}{part} gains "
            f"{signed_percent(row['gain'])}; its difference from the best found is "
            f"{_interval(_apart(record, row['policy']))}."
        )
    sentences.append(
        f"The best of {record['randoms']:,} random policies gains {signed_percent(_row(record, RANDOM)['gain'])}, a "
        f"difference of {_interval(_apart(record, RANDOM))}."
    )
    for name, text in {"two_phase": "change once", "by_department": "differ by department"}.items():
        if record["definitions"].get(name) == record["definitions"][BEST]:
            sentences.append(f"No policy whose levers {text} was found to be better in the selection.")
        elif name in record["definitions"]:
            row = _apart(record, name)
            phases = record["definitions"][name].get("phases", [])
            when = f", in week {phases[0]['from']}," if phases else ""
            judged = f"{_judged(row, record['matters'])}"
            sentences.append(f"Levers that {text}{when} add {_interval(row)} to the best constant policy: {judged}.")
    return sentences


def _judged(row: Record, matters: float) -> str:
    """Return what an interval says about a difference."""
    if row["low"] > matters:
        return "more than the smallest gain that matters"
    if row["high"] < matters:
        return "too little to matter" if row["low"] > -matters else "no gain"
    return "whether this matters is unclear"


def lever_sentences(record: Record) -> list[str]:
    """State which levers of the best policy matter and which are idle."""
    smallest = f"{record['matters']:.1%}"
    by_verdict: dict[str, list[Record]] = {}
    for row in record["levers"]:
        by_verdict.setdefault(row["verdict"], []).append(row)

    def with_effect(row: Record) -> str:
        return f"{setting(row['lever'], row['value'])} {_interval(row, 'effect')}"

    texts = {
        MATTERS: f"Put back alone, these levers lose more than {smallest}",
        HARMS: f"The search has not converged, as putting one of these back gains more than {smallest}",
        UNCLEAR: f"It is unclear whether these lose {smallest}",
        IDLE: f"Putting any one of these back changes less than {smallest}",
        UNCHANGED: "These are as now",
    }
    sentences = []
    for verdict, text in texts.items():
        if rows := by_verdict.get(verdict):
            full = verdict in (MATTERS, HARMS)
            names = [with_effect(row) if full else words(row["lever"]) for row in rows]
            sentences.append(f"{text}: {'; '.join(names) if full else listed(names)}.")
    if MATTERS not in by_verdict:
        sentences.insert(0, f"No lever alone loses clearly more than {smallest} when it is put back.")
    return [*sentences, *_fewer(record["fewer"])]


def _fewer(rows: Sequence[Record]) -> list[str]:
    """State what policies with fewer levers gain, and which levers are left last."""
    few = {row["changes"]: row for row in rows if row["changes"] in COUNTS}
    if not few:
        return []
    (most, first), *rest = few.items()
    gains = [f"With {_count(most, 'lever')} the gain is {signed_percent(first['gain'])}"]
    gains += [f"with {count} {signed_percent(row['gain'])}" for count, row in rest]
    last = next((row for row in rows if row["changes"] == LAST), None)
    names = "" if last is None else f"; the last {LAST} are {listed([words(lever) for lever in last['levers']])}"
    return [f"{', '.join(gains)}{names}."]


def budget_sentences(record: Record) -> list[str]:
    """State what the best policies at less and at more budget gain."""
    rows = {row["factor"]: row for row in record["budgets"]}
    sentences = []
    if rows[1.0]["extra"] < 0.95 * record["budget"]:
        sentences.append(
            f"The budget does not bind: the best policy takes {signed_percent(rows[1.0]['extra'])}, and "
            f"{record['budget']:.1%} is allowed."
        )
    for factor, row in rows.items():
        if factor != 1.0 and row["change_low"] == row["change_high"] == 0.0:
            sentences.append(f"With {row['budget']:.1%} the best policy found is the same.")
        elif factor != 1.0:
            sentences.append(
                f"With {row['budget']:.1%} the best policy gains {signed_percent(row['gain'])}, a difference of "
                f"{_interval(row, 'change', 'change_low', 'change_high')}."
            )
    return sentences


def flat_sentences(record: Record) -> list[str]:
    """State in which ranges levers can be at no loss that matters."""
    rows = [row for row in record["levers"] if row["lowest"] < row["highest"]]
    wide = [f"{words(row['lever'])} {row['lowest']:g} to {_valued(row['lever'], row['highest'])}" for row in rows]
    sentences = [
        f"{_count(record['flat'], 'policy') if record['flat'] == 1 else str(record['flat']) + ' policies'} within "
        f"{record['matters']:.1%} of the best were found and confirmed."
    ]
    if wide:
        sentences.append(f"In these, levers take the values {listed(wide)}.")
    return sentences


def regret_sentences(record: Record) -> list[str]:
    """State the risk of the best policy, and the policy with the least regret in bad cases."""
    best, careful = _row(record, BEST), _row(record, CAUTIOUS)
    sentences = [
        f"In {round(100 * best['loss'])} of 100 cases the best policy is worth less than carrying on as now. Trust is "
        f"{best['trust']:.2f} at the end, and {_row(record, BASE)['trust']:.2f} as now."
    ]
    if record["definitions"][CAUTIOUS] == record["definitions"][BEST]:
        sentences.append("It also has the least regret in bad cases of all that were compared in the selection.")
    else:
        sentences.append(
            f"Another policy was chosen for the least regret in bad cases. In the worst one in twenty its regret is "
            f"{careful['regret_high']:.1%} or more, against {best['regret_high']:.1%}; it gains "
            f"{signed_percent(careful['gain'])}."
        )
    return sentences


def front_sentences(record: Record) -> list[str]:
    """State the ends of the Pareto front."""
    rows: Sequence[Record] = record["front"]
    ends = {
        "the highest gain": max(rows, key=lambda row: row["gain"]),
        "the highest trust": max(rows, key=lambda row: row["trust"]),
        "the lowest cost": min(rows, key=lambda row: row["extra"]),
    }
    count = f"{len(rows)} constant policies that no other one equals in gain, trust and cost at once are in front.csv"
    texts = [
        f"{name}: gain {signed_percent(row['gain'])}, trust {row['trust']:.2f}, cost {signed_percent(row['extra'])}"
        for name, row in ends.items()
    ]
    return [f"{count}; {'; '.join(texts)}."]
