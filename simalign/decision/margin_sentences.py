"""Sentences on the margins of a decision."""

from collections.abc import Mapping, Sequence
from typing import Any

from simalign.analysis.text import listed, policy_title
from simalign.decision.margins import Margin
from simalign.decision.phrases import phrase_of
from simalign.decision.ranking import Leader
from simalign.decision.sentences import context_sentence, of_hundred, sentence_start
from simalign.decision.settings import BY_KEY
from simalign.texts.catalogue import ENGLISH, Texts

MOST_MARGINS = 3  # in the sentences, for each rival


def margin_sentences(margins: Mapping[str, Any], texts: Texts = ENGLISH) -> list[str]:
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
        return [texts.say("report.margin.uncomputed")]
    sentences = [
        _margin_sentence(first, rival["policy"], Margin(**margin), texts)
        for rival in rivals
        for margin in rival["margins"][:MOST_MARGINS]
    ]
    title = policy_title(first, texts)
    titles = {rival["policy"]: policy_title(rival["policy"], texts) for rival in rivals}
    without = [texts.say("report.name", name=titles[rival["policy"]]) for rival in rivals if not rival["margins"]]
    if without:
        either, quantities = listed(without, texts.say("report.or")), margins["quantities"]
        sentences.append(
            texts.say("report.margin.none", quantities=quantities, rivals=either, first=title, draws=draws)
        )
    ahead = [
        texts.say("report.margin.rival", policy=titles[rival["policy"]], share=of_hundred(rival["ahead"]))
        for rival in rivals
    ]
    return [*sentences, texts.say("report.margin.ahead", first=title, rivals=listed(ahead, texts.say("report.and")))]


def along_sentence(answer: Mapping[str, Any], first: str, second: str, texts: Texts = ENGLISH) -> str:
    """State what one context changes.

    answer: as ``leaders_by_context`` returns it. first, second: the policies with the highest worth.
    """
    if answer["margins"]:
        return context_margin_sentence(first, second, [Margin(**margin) for margin in answer["margins"]], texts)
    leaders = [Leader(*leader) for leader in answer["leaders"]]
    return context_sentence(answer["context"], answer["own"], leaders, texts)


def context_margin_sentence(
    first: str, second: str, found: Sequence[Margin], texts: Texts = ENGLISH, key: str = "report.margin.here"
) -> str:
    """State the margins along one context; found: one or two of them. key: of the text.

    >>> print(context_margin_sentence("pull", "push", [Margin("context.trust", 0.3, 0.2, 0.35, 0.5)]))
    Pull stays ahead of push unless trust in management at the start is below 30% (likely between 20% and 35%); here
    it is 50%.
    """
    setting = BY_KEY[found[0].key.partition(".")[2]]
    sides = [
        texts.say(
            "report.margin.side",
            side=_side(margin),
            at=setting.text(margin.at, texts),
            low=setting.text(margin.low, texts),
            high=setting.text(margin.high, texts),
        )
        for margin in found
    ]
    return texts.say(
        key,
        first=sentence_start(first, texts),
        second=policy_title(second, texts),
        phrase=setting.phrase(texts),
        sides=listed(sides, texts.say("report.or")),
        current=setting.text(found[0].assumed, texts),
    )


def _margin_sentence(first: str, rival: str, margin: Margin, texts: Texts) -> str:
    part, _, name = margin.key.partition(".")
    if part == "context":
        return context_margin_sentence(first, rival, [margin], texts, "report.margin.context")
    at, low, high = (
        texts.figure(f"{100 * value / margin.assumed:.0f}%") for value in (margin.at, margin.low, margin.high)
    )
    return texts.say(
        "report.margin.parameter",
        first=sentence_start(first, texts),
        second=policy_title(rival, texts),
        phrase=phrase_of(name, texts),
        side=_side(margin),
        at=at,
        low=low,
        high=high,
    )


def _side(margin: Margin) -> str:
    return "below" if margin.at < margin.assumed else "above"
