"""Handlers of the API routes: one function per route, from the JSON body of a request to the bytes of the answer.

Each runs in a worker thread and receives the session of the browser. All raise InputError for an invalid request.
"""

from collections.abc import Callable, Mapping
from typing import Any

from simalign.app.classroom.guesses import MOST_ENTRIES, MOST_PER_PARTICIPANT, Predictions
from simalign.app.classroom.lessons import LoadedLesson, rendered
from simalign.app.classroom.scoring import check_guesses, is_share, lesson_result
from simalign.app.decisions import Answer, board_page, decide, find_flip, find_part, to_json, without
from simalign.app.http.guards import Refused
from simalign.app.http.texts import language_of, messages
from simalign.app.views.catalogue import catalogue
from simalign.app.views.exports import archive
from simalign.app.views.request import ComparisonRequest, comparison_request
from simalign.app.views.saved import saved_page
from simalign.app.views.session import Session
from simalign.app.views.story import packed_story
from simalign.app.views.upload import UnreadableUpload, read_upload, upload_report
from simalign.errors import InputError, Problem, nearest

BLOCK, ZIP = "application/octet-stream", "application/zip"
Handler = Callable[[Session, Any], Answer]
LONGEST_ID = 40
HIDDEN = ("truth", "means", "draw")  # keys with results, hidden from the class until the host shows them


def run_comparison(session: Session, body: Any) -> Answer:
    """Return the packed comparison.

    The body may also have ``holds``, the marks of the policies that the page has already, and ``window``, an identifier
    of the browser window.
    """
    body, holds = without(body, "holds")
    body, window = without(body, "window")
    window = window if isinstance(window, str) and len(window) <= LONGEST_ID else ""
    return session.block(_request(session, body), holds if isinstance(holds, list) else (), window), BLOCK, ""


def member_story(session: Session, body: Any) -> Answer:
    """Return the packed story of one member under every policy."""
    body, member = without(body, "member")
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
    body, address = without(body, "address")
    rest, member = without(body, "member")
    parts = {"run": run_comparison(session, rest)[0]}
    if member is not None:
        parts["story"] = member_story(session, body)[0]
    address = str(address or "")
    language = language_of(address)
    texts = {"address": address, "catalogue": catalogue(session.limits), "language": language}
    texts |= {"messages": messages(language)}
    return saved_page(parts, texts), "text/html; charset=utf-8", "simalign.html"


def upload_organisation(session: Session, body: Any) -> Answer:
    """Read an uploaded organisation; return how it was read and its token (``word``), or the problems of its files."""
    if not isinstance(body, Mapping):
        raise InputError([Problem("must be a mapping", key="request")])
    try:
        upload = read_upload(body, session.limits.members)
    except UnreadableUpload as error:
        return to_json({"understood": None, **error.answer})
    return to_json({"understood": upload_report(upload), "word": session.add_upload(upload)})


def forget_organisation(session: Session, body: Any) -> Answer:
    """Delete an uploaded organisation and everything computed from it."""
    session.remove_upload(str(without(body, "word")[1]))
    return to_json({})


class LessonHandlers:
    """Handlers for lessons and the predictions of a class."""

    def __init__(self, lessons: Callable[[], Mapping[str, LoadedLesson]]) -> None:
        self.lessons = lessons
        self.predictions = Predictions()

    def predict(self, session: Session, body: Any) -> Answer:
        """Score the guesses of a pupil against the run, and store them for the class."""
        loaded = self._lesson(body)
        body, pupil = without(body, "word")
        names = [policy.name for policy in loaded.request.policies]
        guesses = check_guesses(loaded.lesson, names, body.get("guesses"))
        _, policy_runs = session.compare(loaded.request)
        answer = lesson_result(loaded.lesson, names, [runs.series for runs in policy_runs], guesses)
        if isinstance(pupil, str) and 0 < len(pupil) <= LONGEST_ID:
            most = MOST_ENTRIES if session.host else MOST_PER_PARTICIPANT  # a class may use the host's screen together
            self.predictions.add(loaded.name, pupil, guesses, answer, session.participant_id, most)
        texts = {"compare": rendered(loaded.lesson.compare), "question": rendered(loaded.lesson.question)}
        return to_json({**answer, **texts})

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
        return to_json(summary | {"host": session.host, "shown": shown})

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


def _request(session: Session, body: Any) -> ComparisonRequest:
    return comparison_request(body, session.uploads, limits=session.limits)
