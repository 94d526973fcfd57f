"""Sentences of a decision report, derived from its numbers alone."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from simalign.analysis.text import listed, words
from simalign.comparison.cost import Funded
from simalign.decision.margins import Margin
from simalign.decision.phrases import phrase_of
from simalign.decision.ranking import BASE, NEAR, Decision, Leader, Standing, leader_intervals
from simalign.decision.settings import BY_KEY

FURTHER = {"budget": "Budget", "distance": "Your organisation and any other"}  # titles of what not every record has
QUESTIONS = {"department_first": "Which department first", "reorganisation": "After a reorganisation"}  # if asked
MOST_MARGINS = 3  # in the sentences, for each rival
MOST_NAMED = 5  # policies in one sentence; the others are counted


def decision_sentences(decision: Decision) -> list[str]:
    """State the expected best policy, how certain that is, and whether another horizon would change it."""
    first, second = decision.standings[:2]
    gain = f"{signed_percent(first.gain)} over carrying on as now" if first.policy != "status_quo" else ""
    spread = f"in nine of ten cases between {signed_percent(first.low)} and {signed_percent(first.high)}"
    head = f"Over {decision.weeks} weeks, {words(first.policy)} is expected to be worth most"
    head += f": {gain}, {spread}." if gain else ": nothing on the list is expected to beat carrying on as now."
    rivals = sorted((s for s in decision.standings[1:] if s.best > 0), key=lambda standing: -standing.best)
    named, rest = _divided(rivals)
    others = "".join(f", {words(rival.policy)} in {_of_hundred(rival.best)}" for rival in named)
    if rest:
        others += f", one of {len(rest)} others in {_of_hundred(sum(rival.best for rival in rest))}"
    chance = f"It is the best of the {len(decision.standings)} in {_of_hundred(first.best)} cases{others}."
    if not decision.sure:
        chance += f" Its lead over {words(second.policy)} may be chance: this is too close to call."
    elif first.best < 0.6:
        chance += " So it leads on average, but far from always."
    return [head, chance, horizon_sentence(decision)]


def risk_sentences(standings: Sequence[Standing]) -> list[str]:
    """State the chance that the first policy is worth less than status quo, and the expected regret of each policy."""
    first = standings[0]
    sentences = []
    if first.policy != BASE:
        sentences.append(
            f"In {_of_hundred(first.loss)} cases {words(first.policy)} is worth less than carrying on as now; "
            f"in the worst one in twenty its gain is {signed_percent(first.low)} or less."
        )
    named, rest = _divided(standings)
    regrets = [f"{_percent(standing.regret)} with {words(standing.policy)}" for standing in named]
    if rest:
        low, high = (_percent(end(standing.regret for standing in rest)) for end in (min, max))
        regrets.append(f"{low} to {high} with the {len(rest)} others")
    sentences.append(
        "Expected regret, which is the loss on average because another policy on the list would have been better, as a "
        f"share of the present worth of work: {listed(regrets)}."
    )
    cautious = min(standings, key=lambda standing: standing.regret_high)
    sentences.append(
        f"In the worst one in twenty cases regret is {_percent(first.regret_high)} or more with {words(first.policy)}"
        + (
            f", and least, {_percent(cautious.regret_high)}, with {words(cautious.policy)}."
            if cautious.policy != first.policy
            else ", and no other policy on the list has less."
        )
    )
    return sentences


def _divided(standings: Sequence[Standing]) -> tuple[Sequence[Standing], Sequence[Standing]]:
    """Return the policies that a sentence names, and the others, of which there are none or several."""
    most = len(standings) if len(standings) <= MOST_NAMED + 1 else MOST_NAMED
    return standings[:most], standings[most:]


def left_out_sentence(standings: Sequence[Standing], shown: Sequence[Standing]) -> str:
    """State how many policies a report leaves out, and their places and gains; standings: the best first.

    >>> all_of_them = [Standing(name, 1.0, gain, 0, 0, 0, 0, 0, 0) for name, gain in (("a", 0.2), ("b", -0.1))]
    >>> left_out_sentence(all_of_them, all_of_them[:1])
    '1 more policy is left out: b (place 2 of 2, −10%). The printed answer and the tables of --out have all.'
    """
    listing = [
        f"{words(standing.policy)} (place {place} of {len(standings)}, {signed_percent(standing.gain)})"
        for place, standing in enumerate(standings, 1)
        if standing not in shown
    ]
    count = f"{len(listing)} more polic{'y is' if len(listing) == 1 else 'ies are'} left out"
    return f"{count}: {listed(listing)}. The printed answer and the tables of --out have all."


def budget_sentences(budget: float, base: float, funded: Mapping[str, Funded]) -> list[str]:
    """State what policies may cost, and how far each is carried out for it.

    budget: extra cost over status quo; base: the cost of status quo; in working weeks per member-week.

    >>> from simalign import Policy
    >>> funded = {"push": Funded(Policy(), 0.5, 0.02), "pull": Funded(Policy(), 1.0, 0.004)}
    >>> print(" ".join(budget_sentences(0.02, 0.17, funded)))
    Each policy may take 2% of working time and pay, besides the 17% that management takes as now. Push is carried out
    at 50% of its strength, so that it takes 2%. Pull takes 0.4% more at full strength.
    """
    sentences = [
        f"Each policy may take {_percent(budget)} of working time and pay, besides the {_percent(base)} that "
        "management takes as now."
    ]
    for name, each in funded.items():
        if name == BASE:
            continue
        if each.share < 1.0:
            strength = f"{100 * each.share:.0f}% of its strength"
            sentences.append(
                f"{sentence_start(name)} is carried out at {strength}, so that it takes {_percent(each.extra)}."
            )
        else:
            takes = f"takes {_percent(each.extra)} more" if each.extra >= 0 else f"saves {_percent(-each.extra)}"
            sentences.append(f"{sentence_start(name)} {takes} at full strength.")
    return sentences


def money_sentence(standings: Sequence[Standing], payroll: float) -> str:
    """State the gain of the first policy in money a year, where a working week is worth its pay.

    payroll: yearly pay of all members, in any currency.

    >>> pull = Standing("pull", 0.55, 0.1, -0.02, 0.2, 0.9, 0.0, 0.0, 0.0)
    >>> usual = Standing("status_quo", 0.5, 0.0, 0.0, 0.0, 0.1, 0.0, 0.0, 0.0)
    >>> print(money_sentence([pull, usual], 1e6))
    At a payroll of 1,000,000 a year, the gain of pull is 50,000 a year, in nine of ten cases
    between −10,000 and 100,000.
    """
    first = standings[0]
    if first.policy == BASE:
        return f"At a payroll of {payroll:,.0f} a year, nothing on the list is expected to gain money."
    present = abs(next(standing.worth for standing in standings if standing.policy == BASE))
    gain, low, high = (_money(share * present * payroll) for share in (first.gain, first.low, first.high))
    return (
        f"At a payroll of {payroll:,.0f} a year, the gain of {words(first.policy)} is {gain} a year, in nine of ten "
        f"cases between {low} and {high}."
    )


def _money(amount: float) -> str:
    """Return an amount with three significant digits."""
    return f"{float(f'{amount:.3g}'):,.0f}".replace("-", "−")


def horizon_sentence(decision: Decision) -> str:
    """State at which horizons another policy would lead."""
    by_horizon = decision.by_horizon
    intervals = [i for i in leader_intervals(by_horizon) if i[1] - i[0] >= 2 or len(by_horizon) < 8]
    others = [interval for interval in intervals if interval[2] not in (None, decision.first.policy)]
    if not others:
        return f"No horizon up to {round(by_horizon[-1].at)} weeks puts another policy clearly ahead."
    clauses = [f"{_weeks(low, high)} {words(policy or '')} would lead" for low, high, policy in others]
    return f"Another horizon decides otherwise: {listed(clauses)}."


def context_sentence(context: str, current: float, leaders: Sequence[Leader]) -> str:
    """State at which values of a context another policy would lead; current: the scenario's value."""
    setting = BY_KEY[context]
    phrase, text = setting.phrase, setting.text
    span = f"With {phrase} anywhere from {text(leaders[0].at)} to {text(leaders[-1].at)}"
    at_current = next(leader for leader in leaders if abs(leader.at - current) < NEAR)
    names = {leader.policy for leader in leaders} - {None}
    if not names:
        return f"{span} it stays too close to call."
    if at_current.policy is None:
        clauses = [f"{words(name)} at {_values(leaders, name, text)}" for name in sorted(str(name) for name in names)]
        return f"Here, with {phrase} at {text(current)}, it is too close to call; {listed(clauses)} leads clearly."
    others = sorted(str(name) for name in names - {at_current.policy})
    if not others:
        close = " (in parts too close to call)" if any(leader.policy is None for leader in leaders) else ""
        return f"{span} no other policy leads{close}."
    clauses = [f"{words(name)} leads at {_values(leaders, name, text)}" for name in others]
    here = f"not {words(at_current.policy)} as at {text(current)}"
    return f"The decision changes with {phrase}: {listed(clauses)}, {here}."


def context_margin_sentence(first: str, second: str, found: Sequence[Margin]) -> str:
    """State the margins along one context; found: one or two of them.

    >>> print(context_margin_sentence("pull", "push", [Margin("context.trust", 0.3, 0.2, 0.35, 0.5)]))
    Pull stays ahead of push unless trust in management at the start is below 30% (likely between 20% and 35%); here
    it is 50%.
    """
    setting = BY_KEY[found[0].key.partition(".")[2]]
    sides = [
        f"{_side(margin)} {setting.text(margin.at)} "
        f"(likely between {setting.text(margin.low)} and {setting.text(margin.high)})"
        for margin in found
    ]
    head = f"{sentence_start(first)} stays ahead of {words(second)} unless {setting.phrase} is {' or '.join(sides)}"
    return f"{head}; here it is {setting.text(found[0].assumed)}."


def margin_sentences(margins: Mapping[str, Any]) -> list[str]:
    r"""State the margins of a decision, or that there are none.

    margins: ``first`` policy, number of ``draws`` in which all uncertain ``quantities`` varied, and ``rivals``: each
    with its ``policy``, its ``margins``, and ``ahead``, the share of draws in which the first policy is worth more.

    >>> margin = Margin("psychology.follow", 0.16, 0.10, 0.24, 0.4)._asdict()
    >>> rivals = [{"policy": "push", "ahead": 0.83, "margins": [margin]}]
    >>> found = {"first": "pull", "draws": 200, "quantities": 78, "rivals": rivals}
    >>> print("\n".join(margin_sentences(found)))
    Pull stays ahead of push unless the effect of leaders' example is below 40% of what is assumed (likely between 25%
    and 60%).
    With every uncertain quantity anywhere in its plausible range, pull is worth more than push in 83 of 100 cases.
    """
    first, rivals, draws = margins["first"], margins["rivals"], margins["draws"]
    if not draws:
        return ["Margins were not computed, because people do not vary in this analysis."]
    sentences = [
        _margin_sentence(first, rival["policy"], Margin(**margin))
        for rival in rivals
        for margin in rival["margins"][:MOST_MARGINS]
    ]
    without = [words(rival["policy"]) for rival in rivals if not rival["margins"]]
    if without:
        sentences.append(
            f"No uncertain quantity ({margins['quantities']} were examined) would by itself put "
            f"{listed(without, 'or')} ahead of {words(first)} within its plausible range, as far as {draws} cases can "
            "tell."
        )
    ahead = [f"{words(rival['policy'])} in {_of_hundred(rival['ahead'])}" for rival in rivals]
    return [
        *sentences,
        f"With every uncertain quantity anywhere in its plausible range, {words(first)} is worth more than "
        f"{listed(ahead)} cases.",
    ]


def _margin_sentence(first: str, rival: str, margin: Margin) -> str:
    part, _, name = margin.key.partition(".")
    if part == "context":
        return context_margin_sentence(first, rival, [margin]).partition(";")[0] + "."
    at, low, high = (f"{100 * value / margin.assumed:.0f}%" for value in (margin.at, margin.low, margin.high))
    return (
        f"{sentence_start(first)} stays ahead of {words(rival)} unless {phrase_of(name)} is {_side(margin)} {at} of "
        f"what is assumed (likely between {low} and {high})."
    )


def _side(margin: Margin) -> str:
    return "below" if margin.at < margin.assumed else "above"


def sentence_start(policy: str) -> str:
    """Return the name of a policy at the start of a sentence.

    >>> sentence_start("tell_and_sell")
    'Tell and sell'
    """
    name = words(policy)
    return name[:1].upper() + name[1:]


def signed_percent(share: float) -> str:
    """Return a share as a percentage with a sign, and with one decimal below 9.5%.

    >>> signed_percent(0.234), signed_percent(-0.0123), signed_percent(0.0)
    ('+23%', '−1.2%', '±0%')
    """
    number = round(100 * share, 1 if abs(share) < 0.095 else None) + 0.0  # no negative zero
    text = f"{number:+.1f}%" if abs(share) < 0.095 else f"{number:+.0f}%"
    return text.replace("-", "−").replace("+0.0%", "±0%")


def _percent(share: float) -> str:
    return f"{round(100 * share, 1):g}%"


def _of_hundred(share: float) -> str:
    return f"{round(100 * share)} of 100"


def _values(leaders: Sequence[Leader], policy: str, text: Callable[[float], str]) -> str:
    """Return the ranges of context values at which a policy leads; text: formats a value."""
    intervals = [(low, high) for low, high, name in leader_intervals(leaders) if name == policy]
    return listed([text(low) if low == high else f"{text(low)} to {text(high)}" for low, high in intervals])


def _weeks(low: float, high: float) -> str:
    return f"up to {high:.0f} weeks" if low == 1 else f"from {low:.0f} to {high:.0f} weeks"
