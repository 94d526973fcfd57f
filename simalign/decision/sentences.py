"""Sentences of a decision report, derived from its numbers alone, in the language of the texts."""

from collections.abc import Callable, Mapping, Sequence

from simalign.analysis.text import listed, policy_title
from simalign.comparison.cost import Funded
from simalign.decision.ranking import BASE, NEAR, Decision, Leader, Standing, leader_intervals
from simalign.decision.settings import BY_KEY
from simalign.texts.catalogue import ENGLISH, Texts

MOST_NAMED = 5  # policies in one sentence; the others are counted


def decision_sentences(decision: Decision, texts: Texts = ENGLISH) -> list[str]:
    """State the expected best policy, how certain that is, and whether another horizon would change it."""
    first, second = decision.standings[:2]
    gain, low, high = (signed_percent(share, texts) for share in (first.gain, first.low, first.high))
    title, key = policy_title(first.policy, texts), "none" if first.policy == BASE else "gain"
    head = texts.say(f"report.answer.{key}", weeks=decision.weeks, policy=title, gain=gain, low=low, high=high)
    rivals = sorted((s for s in decision.standings[1:] if s.best > 0), key=lambda standing: -standing.best)
    named, rest = _divided(rivals)
    others = [
        texts.say("report.chance.other", policy=policy_title(rival.policy, texts), share=of_hundred(rival.best))
        for rival in named
    ]
    if rest:
        share = of_hundred(sum(rival.best for rival in rest))
        others.append(texts.say("report.chance.rest", n=len(rest), share=share))
    count, share = len(decision.standings), of_hundred(first.best)
    chance = [texts.say("report.chance", n=count, share=share, others="".join(others))]
    if not decision.sure:
        chance.append(texts.say("report.chance.close", policy=policy_title(second.policy, texts)))
    elif first.best < 0.6:
        chance.append(texts.say("report.chance.often"))
    return [head, " ".join(chance), horizon_sentence(decision, texts)]


def risk_sentences(standings: Sequence[Standing], texts: Texts = ENGLISH) -> list[str]:
    """State the chance that the first policy is worth less than status quo, and the expected regret of each policy."""
    first, sentences = standings[0], []
    title = policy_title(first.policy, texts)
    if first.policy != BASE:
        low = signed_percent(first.low, texts)
        sentences.append(texts.say("report.risk.loss", share=of_hundred(first.loss), policy=title, low=low))
    named, rest = _divided(standings)
    regrets = [
        texts.say("report.regret.with", share=percent(each.regret, texts), policy=policy_title(each.policy, texts))
        for each in named
    ]
    if rest:
        low, high = (percent(end(standing.regret for standing in rest), texts) for end in (min, max))
        regrets.append(texts.say("report.regret.rest", low=low, high=high, n=len(rest)))
    sentences.append(texts.say("report.regret", regrets=listed(regrets, texts.say("report.and"))))
    cautious = min(standings, key=lambda standing: standing.regret_high)
    sentences.append(
        texts.say(
            "report.regret.least" if cautious.policy == first.policy else "report.regret.cautious",
            share=percent(first.regret_high, texts),
            policy=title,
            least=percent(cautious.regret_high, texts),
            cautious=policy_title(cautious.policy, texts),
        )
    )
    return sentences


def _divided(standings: Sequence[Standing]) -> tuple[Sequence[Standing], Sequence[Standing]]:
    """Return the policies that a sentence names, and the others, of which there are none or several."""
    most = len(standings) if len(standings) <= MOST_NAMED + 1 else MOST_NAMED
    return standings[:most], standings[most:]


def left_out_sentence(standings: Sequence[Standing], shown: Sequence[Standing], texts: Texts = ENGLISH) -> str:
    """State how many policies a report leaves out, and their places and gains; standings: the best first.

    >>> all_of_them = [Standing(name, 1.0, gain, 0, 0, 0, 0, 0, 0) for name, gain in (("a", 0.2), ("b", -0.1))]
    >>> left_out_sentence(all_of_them, all_of_them[:1])
    '1 more policy is left out: b (place 2 of 2, −10%). The full answer has all of them.'
    """
    listing = [
        texts.say(
            "report.left.one",
            policy=policy_title(standing.policy, texts),
            place=place,
            n=len(standings),
            gain=signed_percent(standing.gain, texts),
        )
        for place, standing in enumerate(standings, 1)
        if standing not in shown
    ]
    return texts.say("report.left", n=len(listing), policies=listed(listing, texts.say("report.and")))


def budget_sentences(budget: float, base: float, funded: Mapping[str, Funded], texts: Texts = ENGLISH) -> list[str]:
    """State what policies may cost, and how far each is carried out for it.

    budget: extra cost over status quo; base: the cost of status quo; in working weeks per member-week.

    >>> from simalign import Policy
    >>> funded = {"push": Funded(Policy(), 0.5, 0.02), "pull": Funded(Policy(), 1.0, 0.004)}
    >>> print(" ".join(budget_sentences(0.02, 0.17, funded)))
    Each policy may take 2% of working time and pay, besides the 17% that management takes as now. Push is carried out
    at 50% of its strength, so that it takes 2%. Pull takes 0.4% more at full strength.
    """
    sentences = [texts.say("report.budget", budget=percent(budget, texts), base=percent(base, texts))]
    for name, each in funded.items():
        if name == BASE:
            continue
        key = "part" if each.share < 1.0 else "more" if each.extra >= 0 else "less"
        strength, extra = texts.figure(f"{100 * each.share:.0f}%"), percent(abs(each.extra), texts)
        title = sentence_start(name, texts)
        sentences.append(texts.say(f"report.budget.{key}", policy=title, share=strength, extra=extra))
    return sentences


def money_sentence(standings: Sequence[Standing], payroll: float, texts: Texts = ENGLISH) -> str:
    """State the gain of the first policy in money a year, where a working week is worth its pay.

    payroll: yearly pay of all members, in any currency.

    >>> pull = Standing("pull", 0.55, 0.1, -0.02, 0.2, 0.9, 0.0, 0.0, 0.0)
    >>> usual = Standing("status_quo", 0.5, 0.0, 0.0, 0.0, 0.1, 0.0, 0.0, 0.0)
    >>> print(money_sentence([pull, usual], 1e6))
    At a payroll of 1,000,000 a year, the gain of pull is 50,000 a year, in nine of ten cases
    between −10,000 and 100,000.
    """
    first, pay = standings[0], texts.figure(f"{payroll:,.0f}")
    if first.policy == BASE:
        return texts.say("report.money.none", payroll=pay)
    present = abs(next(standing.worth for standing in standings if standing.policy == BASE))
    gain, low, high = (_money(share * present * payroll, texts) for share in (first.gain, first.low, first.high))
    title = policy_title(first.policy, texts)
    return texts.say("report.money", payroll=pay, policy=title, gain=gain, low=low, high=high)


def _money(amount: float, texts: Texts) -> str:
    """Return an amount with three significant digits."""
    return texts.figure(f"{float(f'{amount:.3g}'):,.0f}")


def horizon_sentence(decision: Decision, texts: Texts = ENGLISH) -> str:
    """State at which horizons another policy would lead."""
    by_horizon = decision.by_horizon
    intervals = [i for i in leader_intervals(by_horizon) if i[1] - i[0] >= 2 or len(by_horizon) < 8]
    others = [interval for interval in intervals if interval[2] not in (None, decision.first.policy)]
    if not others:
        return texts.say("report.horizon.same", weeks=round(by_horizon[-1].at))
    spans: dict[str, list[str]] = {}
    for low, high, policy in others:
        key = "report.horizon.upto" if low == 1 else "report.horizon.span"
        spans.setdefault(policy or "", []).append(texts.say(key, low=f"{low:.0f}", high=f"{high:.0f}"))
    conjunction = texts.say("report.and")
    leaders = [
        texts.say("report.horizon.leads", weeks=listed(weeks, conjunction), policy=policy_title(policy, texts))
        for policy, weeks in spans.items()
    ]
    return texts.say("report.horizon.other", leaders=listed(leaders, conjunction))


def context_sentence(context: str, current: float, leaders: Sequence[Leader], texts: Texts = ENGLISH) -> str:
    """State at which values of a context another policy would lead; current: the scenario's value."""
    setting = BY_KEY[context]

    def text(value: float) -> str:
        return setting.text(value, texts)

    def clauses(key: str, policies: Sequence[str]) -> str:
        each = [
            texts.say(key, policy=policy_title(policy, texts), values=_values(leaders, policy, text, texts))
            for policy in policies
        ]
        return listed(each, texts.say("report.and"))

    at_current = next(leader for leader in leaders if abs(leader.at - current) < NEAR)
    names = {leader.policy for leader in leaders} - {None}
    others = sorted(str(name) for name in names - {at_current.policy})
    phrase, low, high = setting.phrase(texts), text(leaders[0].at), text(leaders[-1].at)
    if not names:
        return texts.say("report.along.close", phrase=phrase, low=low, high=high)
    if at_current.policy is None:
        closest = clauses("report.along.at", others)
        return texts.say("report.along.here", phrase=phrase, current=text(current), leaders=closest)
    if not others:
        close = "yes" if any(leader.policy is None for leader in leaders) else "no"
        return texts.say("report.along.same", phrase=phrase, low=low, high=high, close=close)
    return texts.say(
        "report.along.change",
        phrase=phrase,
        leaders=clauses("report.along.leads", others),
        policy=policy_title(at_current.policy, texts),
        current=text(current),
    )


def _values(leaders: Sequence[Leader], policy: str, text: Callable[[float], str], texts: Texts) -> str:
    """Return the ranges of context values at which a policy leads; text: formats a value."""
    intervals = [(text(low), text(high)) for low, high, name in leader_intervals(leaders) if name == policy]
    ranges = [low if low == high else texts.say("report.range", low=low, high=high) for low, high in intervals]
    return listed(ranges, texts.say("report.and"))


def sentence_start(policy: str, texts: Texts = ENGLISH) -> str:
    """Return the name of a policy at the start of a sentence.

    >>> sentence_start("tell_and_sell")
    'Tell and sell'
    """
    name = policy_title(policy, texts)
    return name[:1].upper() + name[1:]


def signed_percent(share: float, texts: Texts = ENGLISH) -> str:
    """Return a share as a percentage with a sign, and with one decimal below 9.5%.

    >>> signed_percent(0.234), signed_percent(-0.0123), signed_percent(0.0)
    ('+23%', '−1.2%', '±0%')
    """
    number = round(100 * share, 1 if abs(share) < 0.095 else None) + 0.0  # no negative zero
    text = f"{number:+.1f}%" if abs(share) < 0.095 else f"{number:+.0f}%"
    return texts.figure(text.replace("+0.0%", "±0%"))


def percent(share: float, texts: Texts = ENGLISH) -> str:
    """Return a share as a percentage, with one decimal where there is one."""
    return texts.figure(f"{round(100 * share, 1):g}%")


def of_hundred(share: float) -> int:
    """Return a share as a number of 100."""
    return round(100 * share)
