"""Handlers of the routes of a decision: its answer, its parts one by one, and the report of it for a board.

The body of a request is that of a comparison without ``replications``, with up to six policies, and three further keys:
``answers`` to the three questions, by name, ``budget``, such as "2%", and ``language``, "en" or "de". Numbers are
cached, and sentences are made of them for each answer.
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from matplotlib import rc_context
from numpy.typing import NDArray

from simalign.api.decide import fund, with_surveyed_trust
from simalign.app.views.request import ComparisonRequest, comparison_request
from simalign.app.views.session import Session
from simalign.board.decision import board_report
from simalign.board.html import html
from simalign.decision.distance import distance_of
from simalign.decision.ranking import CONTEXTS
from simalign.decision.report import MOST_CANDIDATES, Question, decision_answer, leaders_by_context, margins_of
from simalign.decision.settings import LEVELS, SETTINGS, UNKNOWN, answered
from simalign.decision.translated import distance_in, flip_in, margins_in, record_in
from simalign.errors import InputError, Problem
from simalign.scenario.posterior import shipped_posterior
from simalign.simulation.ensemble import Ensemble
from simalign.texts.catalogue import LANGUAGES, Texts, texts_in

JSON = "application/json"
Answer = tuple[bytes, str, str]  # body, media type, and the file name of a download or ""
LONGEST_TITLE, LONGEST_BUDGET = 80, 12
PARTS = {  # of a decision, computed after its answer, then with sentences in a language
    "margins": (margins_of, margins_in),
    "distance": (distance_of, distance_in),
}
REPORT_BYTES = 64 * 1024  # bytes, approximately, of the text of a decision


def decide(session: Session, body: Any) -> Answer:
    """Return the decision report: which policy to choose; ``contexts`` are those that can be examined one by one."""
    body, texts = without_language(body)
    answer, _, question = _decision(session, body)
    return to_json(record_in(texts, answer, question))


def find_flip(session: Session, body: Any) -> Answer:
    """Return at which values of one context variable the best policy changes."""
    body, texts = without_language(body)
    body, context = without(body, "context")
    if not isinstance(context, str) or context not in CONTEXTS:
        raise InputError(
            [Problem("is not a context variable", key="context", value=context, allowed=", ".join(CONTEXTS))]
        )
    decision, _, _ = _decision(session, body)  # before the part, since the cache may drop it meanwhile
    return to_json(flip_in(texts, _part(session, body, context), decision["standings"]))


def find_part(session: Session, body: Any) -> Answer:
    """Return a further part of a decision: its margins, or its distance from any other organisation (null if usual)."""
    body, texts = without_language(body)
    body, part = without(body, "part")
    if not isinstance(part, str) or part not in PARTS:
        raise InputError([Problem("is not a part of a decision", key="part", value=part, allowed=", ".join(PARTS))])
    in_language = PARTS[part][1]
    return to_json(in_language(texts, _part(session, body, part)))


def board_page(session: Session, body: Any) -> Answer:
    """Return the report of a decision for a board as a page to save.

    ``title`` is the name of the organisation; with ``code`` it is a code name, and the report names no files. With
    ``payroll``, the yearly pay of all members, the report states the gain in money.
    """
    body, texts = without_language(body)
    body, title = without(body, "title")
    body, code = without(body, "code")
    body, payroll = without(body, "payroll")
    if title is not None and (not isinstance(title, str) or len(title) > LONGEST_TITLE or not title.isprintable()):
        allowed = f"text of at most {LONGEST_TITLE} characters"
        raise InputError([Problem("cannot be used", key="title", value=title, allowed=allowed)])
    _check_payroll(payroll)
    request, (answer, _, question) = _candidates(session, body)[0], _decision(session, body)
    parts = {part: result for part in PARTS if (result := _part(session, body, part)) is not None}
    flips = [_part(session, body, context) for context in answer["contexts"]]
    record = {**answer, **parts, "flips": flips, "seed": request.seed}
    named = code is not True and (request.upload is None or not request.upload.hidden)
    with rc_context():
        board = board_report(record, question, (title or "").strip() or None, named, payroll=payroll, texts=texts)
    return html(board), "text/html; charset=utf-8", "board.html"


def _check_payroll(payroll: Any) -> None:
    number = isinstance(payroll, int | float) and not isinstance(payroll, bool)
    if payroll is not None and not (number and 0 < payroll < float("inf")):
        raise InputError([Problem("cannot be used", key="payroll", value=payroll, allowed="a number above 0")])


def _part(session: Session, body: Any, part: str) -> Any:
    """Return a part of a decision beside its answer, from the cache if it is there."""
    request, (_, values, question) = _candidates(session, body)[0], _decision(session, body)
    key = (part, _cache_key(body))
    with session.decision_lock:
        answer = session.cached(request, key)
        if answer is None:
            answer = PARTS[part][0](question, values) if part in PARTS else leaders_by_context(question, part, values)
            session.store(request, key, answer, REPORT_BYTES)
    return answer


def _decision(session: Session, body: Any) -> tuple[dict[str, Any], NDArray[np.float64], Question]:
    """Return a decision report, the values behind it, and its question.

    Decisions run one at a time, as each uses all cores.
    """
    request = _candidates(session, body)[0]
    key = ("decision", _cache_key(body))
    with session.decision_lock:
        cached: tuple[dict[str, Any], NDArray[np.float64], Question] | None = session.cached(request, key)
        if cached is not None:
            return cached
        question, budget = _question(session, body)
        report, values = decision_answer(question)
        answer = report | {"contexts": question.contexts} | ({} if budget is None else {"budget": budget})
        session.store(request, key, (answer, values, question), values.nbytes + REPORT_BYTES)
    return answer, values, question


def without_language(body: Any) -> tuple[Any, Texts]:
    """Return the body without its language, and the texts of that language, English if it has none."""
    body, language = without(body, "language")
    return body, texts_in(LANGUAGES[0] if language is None else language)


def _candidates(session: Session, body: Any) -> tuple[ComparisonRequest, Mapping[str, str], str | None]:
    """Read the request of a decision, its answers to the three questions, and its budget."""
    if isinstance(body, Mapping) and "replications" in body:
        raise InputError([Problem("is not a key of a decision", key="replications", value=body["replications"])])
    body, answers = without(body, "answers")
    body, budget = without(body, "budget")
    content = dict(body, replications=1) if isinstance(body, Mapping) else body
    request = comparison_request(content, session.uploads, MOST_CANDIDATES, session.limits)
    return request, _answers(answers), _budget(budget)


def _answers(answers: Any) -> Mapping[str, str]:
    allowed = f"a mapping of {', '.join(SETTINGS)} to {', '.join(LEVELS)} or {UNKNOWN}"
    if answers is None:
        return {}
    if not isinstance(answers, Mapping) or any(key not in SETTINGS for key in answers):
        raise InputError([Problem("cannot be used", key="answers", value=str(answers), allowed=allowed)])
    for name, answer in answers.items():
        if answer not in (*LEVELS, UNKNOWN):
            allowed = f"{', '.join(LEVELS)} or {UNKNOWN}"
            raise InputError([Problem("is not an answer", key=name, value=str(answer), allowed=allowed)])
    return answers


def _budget(budget: Any) -> str | None:
    if budget is not None and (not isinstance(budget, str) or len(budget) > LONGEST_BUDGET):
        raise InputError([Problem("cannot be used", key="budget", value=str(budget), allowed="a share, such as 2%")])
    return budget


def _question(session: Session, body: Any) -> tuple[Question, dict[str, Any] | None]:
    """Return the question of a decision, and the record of its budget if it has one."""
    request, given, budget = _candidates(session, body)
    named = {policy.name: policy for policy in request.policies}
    organisation, posterior = request.uploaded, shipped_posterior()
    answers = answered(given)
    scenario = request.scenario.changed(answers.fixed) if answers.fixed else request.scenario
    scenario = with_surveyed_trust(scenario, organisation, given.get("trust"))
    funds = None
    if budget is not None:
        funds = fund(budget, named, scenario, Ensemble(request.seed, posterior, organisation))
        named = {name: each.policy for name, each in funds.policies.items()}
    question = Question(scenario, named, request.seed, request.size, posterior, organisation)
    question = replace(question, answers=answers.fixed, drawn=answers.drawn)
    return question, None if funds is None else funds.record


def _cache_key(body: Any) -> str:
    return json.dumps(body, sort_keys=True)


def without(body: Any, key: str) -> tuple[Any, Any]:
    """Return a body without one key, and the value of that key (None if absent).

    >>> without({"a": 1, "b": 2}, "b")
    ({'a': 1}, 2)
    """
    if not isinstance(body, dict):
        return body, None
    return {name: value for name, value in body.items() if name != key}, body.get(key)


def to_json(content: Any) -> Answer:
    """Return an answer in JSON.

    >>> to_json({"word": "x"})
    (b'{"word": "x"}', 'application/json', '')
    """
    return json.dumps(content, allow_nan=False).encode(), JSON, ""
