"""Handlers of the API routes: one function per route, from the JSON body of a request to the bytes of the answer.

Each runs in a worker thread and receives the session of the browser. All raise InputError for an invalid request.
"""

from collections.abc import Callable, Mapping
from typing import Any

from simalign.app.classroom.course import Course
from simalign.app.classroom.lessons import LoadedLesson, check_guesses, lesson_list, lesson_of
from simalign.app.decisions import Answer, board_page, decide, find_flip, find_part, to_json, without, without_language
from simalign.app.game import PASS, deck
from simalign.app.http.guards import Refused
from simalign.app.site import one_file
from simalign.app.views.request import UPLOADED
from simalign.app.views.session import Session
from simalign.app.views.upload import UnreadableUpload, Upload, command_parts, read_upload, upload_report
from simalign.browser.inputs import imported
from simalign.errors import InputError, Problem, nearest
from simalign.scenario import Scenario

Handler = Callable[[Session, Any], Answer]
LONGEST_LESSON = 40_000


def save_page(session: Session, body: Any) -> Answer:
    """Return the page as one HTML file without server or network, which opens at the ``address`` of the body.

    An uploaded organisation that the address names is in the file.
    """
    address = without(body, "address")[1]
    if not isinstance(address, str):
        allowed = "the address of the page after #, as text"
        raise InputError([Problem("cannot be used", key="address", value=str(address), allowed=allowed)])
    named = {f"{UPLOADED}{token}": upload for token, upload in list(session.uploads.items())}
    organisations = {name: _for_engine(one) for name, one in named.items() if f"organisation={name}&" in f"{address}&"}
    return one_file(address, organisations), "text/html; charset=utf-8", "simalign.html"


def _for_engine(upload: Upload) -> dict[str, Any]:
    """Return an uploaded organisation as the engine of the page takes it."""
    return imported(Scenario(), upload.organisation, drawn="ties" not in upload.files) | command_parts(upload)


def upload_organisation(session: Session, body: Any) -> Answer:
    """Read an uploaded organisation; return how it was read and its token (``word``), or the problems of its files.

    How it was read is in the ``language`` of the body; problems are in English.
    """
    if not isinstance(body, Mapping):
        raise InputError([Problem("must be a mapping", key="request")])
    body, texts = without_language(body)
    try:
        upload = read_upload(body, session.limits.members)
    except UnreadableUpload as error:
        return to_json({"understood": None, **error.answer})
    answer = {"understood": upload_report(upload, texts), "engine": _for_engine(upload)}
    return to_json(answer | {"word": session.add_upload(upload)})


def forget_organisation(session: Session, body: Any) -> Answer:
    """Delete an uploaded organisation and everything computed from it."""
    session.remove_upload(str(without(body, "word")[1]))
    return to_json({})


class LessonHandlers:
    """Handlers for lessons and the course of a class; ``course`` is None outside a class."""

    def __init__(self, lessons: Callable[[], Mapping[str, LoadedLesson]], course: Course | None) -> None:
        self.lessons = lessons
        self.course = course
        self.cards = frozenset({PASS, *(card["id"] for card in deck()["cards"])})

    def course_state(self, session: Session, body: Any) -> Answer:
        """Return the state of the class for a page. The host's body may open a stage, or ask to begin ``again``."""
        course, lessons = self._course(), self.lessons()
        course.lesson = course.lesson or next(iter(lessons))
        asked = dict(body) if isinstance(body, Mapping) else {}
        if asked and not session.host:
            raise Refused(403, "Only the host of the class can open a stage or begin again.")
        if asked.get("again") is True:
            course.again()
        elif "stage" in asked:
            lesson, game = asked.get("lesson", course.lesson), asked.get("game", course.game)
            course.open(asked["stage"], lesson, game, lessons)
        questions = len(lessons[course.lesson].lesson.predict)
        return to_json(course.state(session.participant_id, session.host, questions))

    def predict(self, session: Session, body: Any) -> Answer:
        """Store the vote of a seat."""
        course, loaded = self._course(), self._lesson(body)
        names = [policy.name for policy in loaded.request.policies]
        guesses = check_guesses(loaded.lesson, names, body.get("guesses"))
        course.predict(session.participant_id, loaded.name, guesses)
        return to_json({})

    def play(self, session: Session, body: Any) -> Answer:
        """Store the finished game of a seat."""
        asked = body if isinstance(body, Mapping) else {}
        team = asked.get("team", "")
        self._course().play(session.participant_id, asked.get("game"), asked.get("cards"), team, self.cards)
        return to_json({})

    def _course(self) -> Course:
        if self.course is None:
            raise Refused(404, "This server does not run a class. To start one, use simalign app --classroom.")
        return self.course

    def write(self, session: Session, body: Any) -> Answer:
        """Return a lesson that is being written, from its text, as ``lesson_list`` does. Raises InputError by line."""
        text = without(body, "text")[1]
        if self.course and not session.host:
            raise Refused(403, "Only the host of a class can write a lesson.")
        if not isinstance(text, str) or len(text) > LONGEST_LESSON:
            allowed = f"text of at most {LONGEST_LESSON:,} characters"
            raise InputError([Problem("is not the text of a lesson", key="text", allowed=allowed)])
        loaded = lesson_of(text, session.limits)
        return to_json(lesson_list({loaded.name: loaded})[0])

    def lesson_list(self) -> list[dict[str, Any]]:
        """Return all lessons as the page needs them; they have no results, which the page computes."""
        return lesson_list(self.lessons())

    def _lesson(self, body: Any) -> LoadedLesson:
        name = body.get("lesson") if isinstance(body, Mapping) else None
        lessons = self.lessons()
        if not isinstance(name, str) or name not in lessons:
            message = f"is not a lesson{nearest(str(name), list(lessons))}"
            raise InputError([Problem(message, key="lesson", value=name, allowed=", ".join(lessons))])
        return lessons[name]


def handlers(
    lessons: Callable[[], Mapping[str, LoadedLesson]], course: Course | None = None
) -> tuple[dict[str, Handler], LessonHandlers]:
    """Return the handlers by route name, and the handlers of the lessons. course: of a class."""
    of_lessons = LessonHandlers(lessons, course)
    by_route: dict[str, Handler] = {
        "page": save_page,
        "organisation": upload_organisation,
        "forget": forget_organisation,
        "decide": decide,
        "flip": find_flip,
        "part": find_part,
        "board": board_page,
        "predict": of_lessons.predict,
        "class": of_lessons.course_state,
        "play": of_lessons.play,
        "lesson": of_lessons.write,
    }
    return by_route, of_lessons
