"""Handlers of the API routes: one function per route, from the JSON body of a request to the bytes of the answer.

Each runs in a worker thread and receives the session of the browser. All raise InputError for an invalid request.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from matplotlib import rc_context
from numpy.typing import NDArray

from simalign.app.classroom.guesses import MOST_ENTRIES, MOST_PER_PARTICIPANT, Predictions
from simalign.app.classroom.lessons import LoadedLesson, rendered
from simalign.app.classroom.scoring import check_guesses, is_share, lesson_result
from simalign.app.http.guards import Refused
from simalign.app.views.catalogue import catalogue
from simalign.app.views.exports import archive
from simalign.app.views.request import MOST_POLICIES, ComparisonRequest, comparison_request
from simalign.app.views.saved import saved_page
from simalign.app.views.session import Session
from simalign.app.views.story import packed_story
from simalign.app.views.upload import UnreadableUpload, read_upload, upload_report
from simalign.board.decision import board_report
from simalign.board.html import html
from simalign.decision.distance import distance_of
from simalign.decision.ranking import CONTEXTS
from simalign.decision.report import MOST_CANDIDATES, Question, decision_answer, leaders_by_context, margins_of
from simalign.errors import InputError, Problem, nearest
from simalign.scenario.posterior import shipped_posterior
from simalign.simulation.ensemble import Execution

BLOCK, JSON, ZIP = "application/octet-stream", "application/json", "application/zip"
Answer = tuple[bytes, str, str]  # body, media type, and the file name of a download or ""
Handler = Callable[[Session, Any], Answer]
LONGEST_ID, LONGEST_TITLE = 40, 80
PARTS = {"margins": margins_of, "distance": distance_of}  # of a decision, computed after its answer
HIDDEN = ("truth", "means", "draw")  # keys with results, hidden from the class until the host shows them
REPORT_BYTES = 64 * 1024  # bytes, approximately, of the text of a decision


def run_comparison(session: Session, body: Any) -> Answer:
    """Return the packed comparison.

    The body may also have ``holds``, the marks of the policies that the page has already, and ``window``, an identifier
    of the browser window.
    """
    body, holds = _pop(body, "holds")
    body, window = _pop(body, "window")
    window = window if isinstance(window, str) and len(window) <= LONGEST_ID else ""
    return session.block(_request(session, body), holds if isinstance(holds, list) else (), window), BLOCK, ""


def member_story(session: Session, body: Any) -> Answer:
    """Return the packed story of one member under every policy."""
    body, member = _pop(body, "member")
    request = _request(session, body)
    snapshots, _ = session.compare(request)
    size = snapshots.simulations[0].organisation.size if snapshots.simulations else 0
    if type(member) is not int or not 0 <= member < size:
        allowed = f"a whole number from 0 to {size - 1}"
        raise InputError([Problem("is not a member", key="member", value=member, allowed=allowed)])
    return packed_story(request, snapshots, member), BLOCK, ""


def export_archive(session: Session, body: Any) -> Answer:
    """Return a ZIP archive with the series of all runs and the files that reproduce them."""
    request = _request(session, body)
    _, policy_runs = session.compare(request)
    return archive(request, [runs.series for runs in policy_runs]), ZIP, f"simalign-seed-{request.seed}.zip"


def save_page(session: Session, body: Any) -> Answer:
    """Return the page with its runs as one HTML file, and with the story of ``member`` if the body names one."""
    body, address = _pop(body, "address")
    rest, member = _pop(body, "member")
    parts = {"run": run_comparison(session, rest)[0]}
    if member is not None:
        parts["story"] = member_story(session, body)[0]
    texts = {"address": str(address or ""), "catalogue": catalogue(session.limits)}
    return saved_page(parts, texts), "text/html; charset=utf-8", "simalign.html"


def upload_organisation(session: Session, body: Any) -> Answer:
    """Read an uploaded organisation; return how it was read and its token (``word``), or the problems of its files."""
    if not isinstance(body, Mapping):
        raise InputError([Problem("must be a mapping", key="request")])
    try:
        upload = read_upload(body, session.limits.members)
    except UnreadableUpload as error:
        return _json({"understood": None, **error.answer})
    return _json({"understood": upload_report(upload), "word": session.add_upload(upload)})


def forget_organisation(session: Session, body: Any) -> Answer:
    """Delete an uploaded organisation and everything computed from it."""
    session.remove_upload(str(_pop(body, "word")[1]))
    return _json({})


def decide(session: Session, body: Any) -> Answer:
    """Return the decision report: which policy to choose."""
    return _json(_decision(session, body)[0])


def find_flip(session: Session, body: Any) -> Answer:
    """Return at which values of one context variable the best policy changes."""
    body, context = _pop(body, "context")
    if not isinstance(context, str) or context not in CONTEXTS:
        raise InputError(
            [Problem("is not a context variable", key="context", value=context, allowed=", ".join(CONTEXTS))]
        )
    return _json(_part(session, body, context))


def find_part(session: Session, body: Any) -> Answer:
    """Return a further part of a decision: its margins, or its distance from any other organisation (null if usual)."""
    body, part = _pop(body, "part")
    if not isinstance(part, str) or part not in PARTS:
        raise InputError([Problem("is not a part of a decision", key="part", value=part, allowed=", ".join(PARTS))])
    return _json(_part(session, body, part))


def board_page(session: Session, body: Any) -> Answer:
    """Return the report of a decision for a board as a page to save; ``title`` is the name of the organisation."""
    body, title = _pop(body, "title")
    if title is not None and (not isinstance(title, str) or len(title) > LONGEST_TITLE or not title.isprintable()):
        allowed = f"text of at most {LONGEST_TITLE} characters"
        raise InputError([Problem("cannot be used", key="title", value=title, allowed=allowed)])
    request, (answer, _) = _candidates(session, body), _decision(session, body)
    parts = {part: found for part in PARTS if (found := _part(session, body, part)) is not None}
    flips = [_part(session, body, context) for context in CONTEXTS]
    record = {**answer, **parts, "flips": flips, "seed": request.seed}
    named = request.upload is None or not request.upload.hidden
    with rc_context():
        board = board_report(record, _question(session, request), (title or "").strip() or None, named)
    return html(board), "text/html; charset=utf-8", "board.html"


def _part(session: Session, body: Any, part: str) -> Any:
    """Return a part of a decision beside its answer, from the cache if it is there."""
    request, (_, values) = _candidates(session, body), _decision(session, body)
    owner, key = session.owner(request), (part, _cache_key(body))
    question = _question(session, request)
    with owner.decision_lock:
        answer = owner.cache.get(owner, key)
        if answer is None:
            answer = PARTS[part](question, values) if part in PARTS else leaders_by_context(question, part, values)
            owner.store(request, key, answer, REPORT_BYTES)
    return answer


def _decision(session: Session, body: Any) -> tuple[dict[str, Any], NDArray[np.float64]]:
    """Return a decision report and the values behind it. Decisions run one at a time, as each uses all cores."""
    request = _candidates(session, body)
    owner, key = session.owner(request), ("decision", _cache_key(body))
    with owner.decision_lock:
        answer: tuple[dict[str, Any], NDArray[np.float64]] = owner.cache.get(owner, key) or decision_answer(
            _question(session, request)
        )
        owner.store(request, key, answer, answer[1].nbytes + REPORT_BYTES)
    return answer


class LessonHandlers:
    """Handlers for lessons and the predictions of a class."""

    def __init__(self, lessons: Callable[[], Mapping[str, LoadedLesson]]) -> None:
        self.lessons = lessons
        self.predictions = Predictions()

    def predict(self, session: Session, body: Any) -> Answer:
        """Score the guesses of a pupil against the run, and store them for the class."""
        loaded = self._lesson(body)
        body, pupil = _pop(body, "word")
        names = [policy.name for policy in loaded.request.policies]
        guesses = check_guesses(loaded.lesson, names, body.get("guesses"))
        _, policy_runs = session.compare(loaded.request)
        answer = lesson_result(loaded.lesson, names, [runs.series for runs in policy_runs], guesses)
        if isinstance(pupil, str) and 0 < len(pupil) <= LONGEST_ID:
            most = MOST_ENTRIES if session.host else MOST_PER_PARTICIPANT  # a class may use the host's screen together
            self.predictions.add(loaded.name, pupil, guesses, answer, session.participant_id, most)
        texts = {"compare": rendered(loaded.lesson.compare), "question": rendered(loaded.lesson.question)}
        return _json({**answer, **texts})

    def results(self, session: Session, body: Any) -> Answer:
        """Return all predictions of a lesson; its results are included once the host has sent ``show``.

        ``clear`` deletes them. A single user outside a class is the host and always sees the results.
        """
        loaded = self._lesson(body)
        actions = {key for key in ("clear", "show") if body.get(key) is True}
        if actions and not session.host:
            raise Refused(403, "Only the host of the class can show the results of a lesson or start it again.")
        if "clear" in actions:
            self.predictions.clear(loaded.name)
        if "show" in actions:
            self.predictions.shown.add(loaded.name)
        summary = self.predictions.summary(loaded.name)
        shown = session.common is None or loaded.name in self.predictions.shown
        if not shown:
            questions = summary["questions"]
            summary["questions"] = [{k: v for k, v in entry.items() if k not in HIDDEN} for entry in questions]
        return _json(summary | {"host": session.host, "shown": shown})

    def lesson_list(self) -> list[dict[str, Any]]:
        """Return all lessons as the page needs them before a run, without results."""
        return [
            {
                "name": loaded.name,
                "title": loaded.lesson.title,
                "summary": loaded.lesson.summary,
                "story": rendered(loaded.lesson.story),
                "run": loaded.lesson.run,
                "policies": [policy.name for policy in loaded.request.policies],
                "predict": [self._question_fields(question) for question in loaded.lesson.predict],
            }
            for loaded in self.lessons().values()
        ]

    @staticmethod
    def _question_fields(question: Any) -> dict[str, Any]:
        keys = ("ask", "kind", "measure", "week", "since", "policy", "against", "low", "high", "lowest")
        return {name: getattr(question, name) for name in keys} | {"share": is_share(question.measure)}

    def _lesson(self, body: Any) -> LoadedLesson:
        name = body.get("lesson") if isinstance(body, Mapping) else None
        lessons = self.lessons()
        if not isinstance(name, str) or name not in lessons:
            message = f"is not a lesson{nearest(str(name), list(lessons))}"
            raise InputError([Problem(message, key="lesson", value=name, allowed=", ".join(lessons))])
        return lessons[name]


def handlers(lessons: Callable[[], Mapping[str, LoadedLesson]]) -> tuple[dict[str, Handler], LessonHandlers]:
    """Return the handlers by route name, and the handlers of the lessons."""
    of_lessons = LessonHandlers(lessons)
    by_route: dict[str, Handler] = {
        "run": run_comparison,
        "story": member_story,
        "export": export_archive,
        "page": save_page,
        "organisation": upload_organisation,
        "forget": forget_organisation,
        "decide": decide,
        "flip": find_flip,
        "part": find_part,
        "board": board_page,
        "predict": of_lessons.predict,
        "results": of_lessons.results,
    }
    return by_route, of_lessons


def _request(session: Session, body: Any, most: int = MOST_POLICIES) -> ComparisonRequest:
    return comparison_request(body, session.uploads, most, session.limits)


def _candidates(session: Session, body: Any) -> ComparisonRequest:
    """Read the request of a decision: like a comparison, but with more policies and without ``replications``."""
    if isinstance(body, Mapping) and "replications" in body:
        raise InputError([Problem("is not a key of a decision", key="replications", value=body["replications"])])
    return _request(session, dict(body, replications=1) if isinstance(body, Mapping) else body, MOST_CANDIDATES)


def _question(session: Session, request: ComparisonRequest) -> Question:
    by_name = {policy.name: policy for policy in request.policies}
    organisation = request.uploaded
    execution = Execution(pause=session.priority.yield_to_interactive)
    posterior = shipped_posterior()
    return Question(request.scenario, by_name, request.seed, request.size, posterior, organisation, execution)


def _cache_key(body: Any) -> str:
    return json.dumps(body, sort_keys=True)


def _pop(body: Any, key: str) -> tuple[Any, Any]:
    """Return a body without one key, and the value of that key (None if absent)."""
    if not isinstance(body, dict):
        return body, None
    return {name: value for name, value in body.items() if name != key}, body.get(key)


def _json(content: Any) -> Answer:
    return json.dumps(content, allow_nan=False).encode(), JSON, ""
