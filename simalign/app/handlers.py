"""Handlers of the API routes: one function per route, from the JSON body of a request to the bytes of the answer.

Each runs in a worker thread and receives the session of the browser. All raise InputError for an invalid request.
"""

from collections.abc import Callable, Mapping
from typing import Any

from simalign.app.classroom.guesses import MOST_ENTRIES, MOST_PER_PARTICIPANT, Predictions
from simalign.app.classroom.lessons import LoadedLesson, check_guesses, lesson_list
from simalign.app.decisions import Answer, board_page, decide, find_flip, find_part, to_json, without
from simalign.app.http.guards import Refused
from simalign.app.site import one_file
from simalign.app.views.request import UPLOADED
from simalign.app.views.session import Session
from simalign.app.views.upload import UnreadableUpload, Upload, command_parts, read_upload, upload_report
from simalign.browser.inputs import imported
from simalign.errors import InputError, Problem, nearest
from simalign.scenario import Scenario

Handler = Callable[[Session, Any], Answer]
LONGEST_ID = 40


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
    """Read an uploaded organisation; return how it was read and its token (``word``), or the problems of its files."""
    if not isinstance(body, Mapping):
        raise InputError([Problem("must be a mapping", key="request")])
    try:
        upload = read_upload(body, session.limits.members)
    except UnreadableUpload as error:
        return to_json({"understood": None, **error.answer})
    answer = {"understood": upload_report(upload), "engine": _for_engine(upload)}
    return to_json(answer | {"word": session.add_upload(upload)})


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
        """Store the guesses of a pupil for the class."""
        loaded = self._lesson(body)
        body, pupil = without(body, "word")
        names = [policy.name for policy in loaded.request.policies]
        guesses = check_guesses(loaded.lesson, names, body.get("guesses"))
        if isinstance(pupil, str) and 0 < len(pupil) <= LONGEST_ID:
            most = MOST_ENTRIES if session.host else MOST_PER_PARTICIPANT  # a class may use the host's screen together
            self.predictions.add(loaded.name, pupil, guesses, session.participant_id, most)
        return to_json({})

    def results(self, session: Session, body: Any) -> Answer:
        """Return all predictions of a lesson: ``guesses`` by question, sorted, and whether the host has sent ``show``.

        ``clear`` deletes them. A single user outside a class is the host.
        """
        loaded = self._lesson(body)
        actions = {key for key in ("clear", "show") if body.get(key) is True}
        if actions and not session.host:
            raise Refused(403, "Only the host of the class can show the results of a lesson or start it again.")
        if "clear" in actions:
            self.predictions.clear(loaded.name)
        if "show" in actions:
            self.predictions.shown.add(loaded.name)
        people, guesses = self.predictions.summary(loaded.name, len(loaded.lesson.predict))
        shown = loaded.name in self.predictions.shown
        return to_json({"people": people, "guesses": guesses, "host": session.host, "shown": shown})

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


def handlers(lessons: Callable[[], Mapping[str, LoadedLesson]]) -> tuple[dict[str, Handler], LessonHandlers]:
    """Return the handlers by route name, and the handlers of the lessons."""
    of_lessons = LessonHandlers(lessons)
    by_route: dict[str, Handler] = {
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
