"""The record of a decision in a language: its sentences, written again from its numbers.

Numbers are computed and stored once; sentences come last, so that no result depends on a language.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from simalign.comparison.cost import Funded
from simalign.decision.distance import distance_sentences
from simalign.decision.evidence import evidence_sentences
from simalign.decision.margin_sentences import along_sentence, margin_sentences
from simalign.decision.ranking import Decision, Leader, Standing
from simalign.decision.report import Question
from simalign.decision.sentences import budget_sentences, decision_sentences, risk_sentences
from simalign.decision.settings import BY_KEY
from simalign.decision.sources import source_rows
from simalign.scenario import Policy
from simalign.texts.catalogue import Texts


def record_in(texts: Texts, record: Mapping[str, Any], question: Question) -> dict[str, Any]:
    """Return the record of a decision with sentences in the language of the texts.

    record: as ``DecisionAnalysis.record`` or ``decision_answer`` has it; parts that it lacks are left out.
    """
    rows = record["standings"]
    standings = [Standing(**row) for row in rows]
    leaders = tuple(Leader(*leader) for leader in record["horizon"])
    lead = standings[0].worth - standings[1].worth
    decision = Decision(tuple(standings), record["weeks"], record["draws"], leaders, lead, record["sure"])
    parts: dict[str, Any] = {"said": decision_sentences(decision, texts), "risks": risk_sentences(standings, texts)}
    if "rests" in record:
        parts["rests"] = evidence_sentences(question.policies, record["draws"], question.posterior, texts)
    if "sources" in record:
        parts["sources"] = source_rows(question, texts=texts)
    if "margins" in record:
        parts["margins"] = margins_in(texts, record["margins"])
    if "distance" in record:
        parts["distance"] = distance_in(texts, record["distance"])
    if "budget" in record:
        parts["budget"] = budget_in(texts, record["budget"])
    if "flips" in record:
        parts["flips"] = [flip_in(texts, flip, rows) for flip in record["flips"]]
    return {**record, **parts}


def margins_in(texts: Texts, margins: Mapping[str, Any]) -> dict[str, Any]:
    """Return margins, as ``margins_of`` returns them, with sentences in the language of the texts."""
    return {**margins, "said": margin_sentences(margins, texts)}


def distance_in(texts: Texts, distance: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Return the distance from any other organisation, likewise; None remains None."""
    if distance is None:
        return None
    comparable = distance if "policy" in distance else None
    return {**distance, "said": distance_sentences(comparable, distance.get("local", ()), texts)}


def budget_in(texts: Texts, budget: Mapping[str, Any]) -> dict[str, Any]:
    """Return the record of a budget, likewise."""
    funded = {row["policy"]: Funded(Policy(), row["share"], row["extra"]) for row in budget["policies"]}
    return {**budget, "said": budget_sentences(budget["budget"], budget["base"], funded, texts)}


def flip_in(texts: Texts, flip: Mapping[str, Any], standings: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the leaders along a context, likewise; standings: of the decision."""
    first, second = (standing["policy"] for standing in standings[:2])
    title = BY_KEY[flip["context"]].title(texts)
    return {**flip, "title": title, "said": along_sentence(flip, first, second, texts)}
