"""Lessons for a class, one YAML file each: a story, predictions, a run and a question, with texts in Markdown.

A lesson never contains results: the page computes them from the run. Markdown is rendered as HTML without active
content: no raw HTML, no images, and no links except http and https.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any, Literal

from markdown_it import MarkdownIt
from pydantic import Field

from simalign.app.http.limits import ALONE, Limits
from simalign.app.views.request import ComparisonRequest, RequestSchema, comparison_request
from simalign.errors import InputError, Problem, nearest
from simalign.files.load import Problems, load, located
from simalign.files.read import path_of
from simalign.files.record import Record
from simalign.files.shipped import configs_folder
from simalign.measures.catalogue import is_share
from simalign.measures.names import MeasureName

KNOTS = 9  # points of a curve that is drawn, evenly spaced from the start to its week
type Guess = str | float | list[float]
FIRST = ("mandate_trap", "tell_and_sell", "shelf_strategy", "busy_or_productive", "silos", "when_management_stops")


class Prediction(Record):
    """A prediction: which policy leads in a measure, the value of a measure under one policy, or its whole curve."""

    ask: str = Field(min_length=1, description="the question, one sentence")
    kind: Literal["leader", "number", "curve"] = Field(
        description="leader: which policy is ahead; number: the value of a measure under one policy; curve: draw the "
        "measure under one policy from the start to the week"
    )
    measure: MeasureName = Field(description="a measure, as in simalign odd, section 6")
    week: int = Field(ge=1, le=520, description="the week; 0 is the start of the policies")
    since: int | None = Field(
        default=None, ge=0, le=520, description="predict the change since this week instead of the value"
    )
    policy: str | None = Field(default=None, description="for a number or a curve: the name of the policy")
    against: str | None = Field(default=None, description="for a number: predict the difference from this policy")
    low: float | None = Field(default=None, allow_inf_nan=False, description="lowest number, or low end of a curve")
    high: float | None = Field(default=None, allow_inf_nan=False, description="highest number, or high end of a curve")
    lowest: bool = Field(
        default=False, description="for a leader: the lowest policy is ahead, for example in resistance"
    )

    def between(self, broken: Collection[str]) -> Iterator[Problem]:
        """Yield problems of keys that are missing, out of order, or of another kind."""
        if self.since is not None and self.since >= self.week:
            yield Problem("is not before the week", key="since", value=self.since, allowed=f"less than {self.week}")
        for name in ("policy", "low", "high"):
            value = getattr(self, name)
            if self.kind != "leader" and value is None and name not in broken:
                yield Problem("is missing", key=name, allowed=f"policy, low and high, which kind: {self.kind} requires")
            if self.kind == "leader" and value is not None:
                yield Problem("requires kind: number", key=name, value=value)
        if self.kind != "number" and self.against is not None:
            yield Problem("requires kind: number", key="against", value=self.against)
        if self.kind == "curve" and self.since is not None:
            yield Problem("cannot be used with kind: curve", key="since", value=self.since)
        if self.low is not None and self.high is not None and self.low >= self.high:
            yield Problem("is not in order", key="low", value=self.low, allowed=f"less than high, {self.high}")


class FurtherMeasure(Record):
    """A further measure to report after the run."""

    measure: MeasureName = Field(description="a measure, as in simalign odd, section 6")
    week: int = Field(ge=0, le=520, description="the week")
    since: int | None = Field(default=None, ge=0, le=520, description="also report the change since this week")


class Finding(Record):
    """A sentence about the run, with the number on which it rests: its 95% interval lies within the bounds.

    The number is the value of a measure under a policy; with ``since`` its change since a week, and with ``against``
    the difference from another policy. The page shows the number behind the sentence, and tests check it.
    """

    text: str = Field(min_length=1, max_length=400, description="one or two sentences")
    measure: MeasureName = Field(description="a measure, as in simalign odd, section 6")
    week: int = Field(ge=0, le=520, description="the week")
    since: int | None = Field(default=None, ge=0, le=520, description="the number is the change since this week")
    policy: str = Field(description="the name of the policy")
    against: str | None = Field(default=None, description="the number is the difference from this policy")
    at_least: float | None = Field(default=None, allow_inf_nan=False, description="the interval lies above this")
    at_most: float | None = Field(default=None, allow_inf_nan=False, description="the interval lies below this")

    def between(self, broken: Collection[str]) -> Iterator[Problem]:
        """Yield the problem of a sentence that rests on nothing."""
        if self.at_least is None and self.at_most is None and not {"at_least", "at_most"} & set(broken):
            yield Problem("rests on nothing", key="at_least", allowed="at_least, at_most or both")


class TeacherNotes(Record):
    """Notes for a teacher, which the page prints with the handout."""

    minutes: int = Field(default=15, ge=1, le=180, description="how long the lesson takes")
    goals: list[str] = Field(strict=False, min_length=1, description="what students can do afterwards")
    expect: str = Field(min_length=1, description="what students usually believe beforehand (Markdown)")


class Lesson(Record):
    """Content of a lesson file; texts are Markdown."""

    title: str = Field(min_length=1, max_length=80, description="title of the lesson")
    summary: str = Field(min_length=1, max_length=300, description="one sentence, for the list of lessons")
    story: str = Field(min_length=1, description="story shown before the predictions (Markdown)")
    run: Annotated[dict[str, Any], RequestSchema()] = Field(
        description="the run: scenario, size, weeks and policies, as in a link to the page"
    )
    predict: list[Prediction] = Field(strict=False, min_length=1, max_length=4, description="questions to predict")
    look: list[FurtherMeasure] = Field(default_factory=list, strict=False, description="further measures to report")
    compare: str = Field(default="", description="what to look at after the run (Markdown)")
    findings: list[Finding] = Field(default_factory=list, strict=False, description="what the run shows")
    teacher: TeacherNotes | None = Field(default=None, description="notes for a teacher")
    question: str = Field(min_length=1, description="question for the discussion at the end (Markdown)")


@dataclass(frozen=True, slots=True)
class LoadedLesson:
    """A lesson with the stem of its file name, its validated run, and the text of its file."""

    name: str
    lesson: Lesson
    request: ComparisonRequest
    source: str


def load_lesson(file: str | Path, limits: Limits = ALONE) -> LoadedLesson:
    """Return the lesson in a file. Raises InputError with everything that is wrong with it, by line.

    ``limits`` apply to the run, so that a lesson that is too large for this server is refused when it is loaded.
    """
    file = path_of(file)
    draft = load(file, Lesson)
    tree, problems = draft.tree, draft.problems
    request = None
    if "run" in tree.items and isinstance(tree.items["run"].value, dict):
        with problems.within(tree, "run"):
            request = comparison_request(tree.items["run"].plain(), limits=limits)
    if draft.record is not None and request is not None:
        problems += [located(problem, tree) for problem in _run_problems(draft.record, request)]
    lesson = draft.finished()
    if request is None:  # a missing or invalid run has been reported
        raise problems.error()
    return LoadedLesson(file.stem, lesson, request, file.read_text(encoding="utf-8"))


def lesson_of(text: str, limits: Limits = ALONE) -> LoadedLesson:
    """Return the lesson in a text. Raises InputError with everything that is wrong with it, by line."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "lesson.yaml"
        file.write_text(text, encoding="utf-8", errors="replace")  # YAML refuses characters that are not text
        try:
            return load_lesson(file, limits)
        except InputError as error:
            raise InputError([replace(problem, file=None) for problem in error.problems]) from None


def _run_problems(lesson: Lesson, request: ComparisonRequest) -> Iterator[Problem]:
    """Yield problems of weeks and policies that are not in the run."""
    names, weeks = [policy.name for policy in request.policies], request.scenario.weeks
    entries = {f"predict.{n}": prediction.week for n, prediction in enumerate(lesson.predict)}
    entries |= {f"look.{n}": look.week for n, look in enumerate(lesson.look)}
    entries |= {f"findings.{n}": finding.week for n, finding in enumerate(lesson.findings)}
    for key, week in entries.items():
        if week > weeks:
            allowed = f"at most {weeks}, the weeks of the run"
            yield Problem("is after the end", key=f"{key}.week", value=week, allowed=allowed)
    about: dict[str, Prediction | Finding] = {f"predict.{n}": prediction for n, prediction in enumerate(lesson.predict)}
    about |= {f"findings.{n}": finding for n, finding in enumerate(lesson.findings)}
    for place, entry in about.items():
        for key in ("policy", "against"):
            name = getattr(entry, key)
            if name is not None and name not in names:
                message = f"is not the name of a policy of the run{nearest(name, names)}"
                yield Problem(message, key=f"{place}.{key}", value=name, allowed=", ".join(names))
    for n, prediction in enumerate(lesson.predict):
        if prediction.kind == "leader" and len(names) < 2:
            yield Problem("requires two policies", key=f"predict.{n}.kind", value=prediction.kind)


def load_lessons(folder: str | Path, limits: Limits = ALONE) -> dict[str, LoadedLesson]:
    """Return the lessons in a folder, by name.

    Raises InputError with everything that is wrong with any of them, and for a folder without lessons.
    """
    folder = path_of(folder)
    if not folder.is_dir():
        allowed = "a folder of lesson files"
        raise InputError([Problem("is not a folder", key="--lessons", value=folder, allowed=allowed)])
    files = sorted(folder.glob("*.yaml"), key=lambda file: (FIRST.index(file.stem) if file.stem in FIRST else -1, file))
    if not files:
        message, allowed = "does not contain a lesson", "files NAME.yaml"
        raise InputError([Problem(message, key="--lessons", value=folder, allowed=allowed)])
    loaded: dict[str, LoadedLesson] = {}
    problems = Problems()
    for file in files:
        with problems.collect():
            loaded[file.stem] = load_lesson(file, limits)
    if problems:
        raise InputError(problems)
    return loaded


@cache
def shipped_lessons() -> dict[str, LoadedLesson]:
    """Return the shipped lessons, by name."""
    return load_lessons(configs_folder() / "lessons")


def _within(x: object, low: float, high: float) -> bool:
    return type(x) in (int, float) and low <= x <= high  # type: ignore[operator]


def check_guesses(lesson: Lesson, names: Sequence[str], guesses: Any) -> list[Guess]:
    """Return the guesses of a lesson, one per prediction. Raises InputError for guesses that cannot be used."""
    if not isinstance(guesses, list) or len(guesses) != len(lesson.predict):
        allowed = f"a list of {len(lesson.predict)}"
        raise InputError([Problem("must have one guess per question", key="guesses", value=guesses, allowed=allowed)])
    problems: list[Problem] = []
    for n, (asked, guess) in enumerate(zip(lesson.predict, guesses, strict=True)):
        if asked.kind == "leader" and guess not in names:
            problems.append(
                Problem("is not a policy of the lesson", key=f"guesses.{n}", value=guess, allowed=", ".join(names))
            )
        low, high = asked.low or 0.0, asked.high or 0.0
        allowed = f"a number from {low:g} to {high:g}"
        if asked.kind == "curve":
            allowed = f"{KNOTS} numbers from {low:g} to {high:g}"
            fits = isinstance(guess, list) and len(guess) == KNOTS and all(_within(x, low, high) for x in guess)
        else:
            fits = asked.kind == "leader" or _within(guess, low, high)
        if not fits:
            problems.append(Problem("cannot be used", key=f"guesses.{n}", value=guess, allowed=allowed))
    if problems:
        raise InputError(problems)
    return list(guesses)


def lesson_list(lessons: Mapping[str, LoadedLesson]) -> list[dict[str, Any]]:
    """Return lessons as the page needs them, with their texts rendered."""
    return [
        {
            "name": loaded.name,
            "title": loaded.lesson.title,
            "summary": loaded.lesson.summary,
            "source": loaded.source,
            "shipped": _is_shipped(loaded),
            "run": loaded.lesson.run,
            "policies": [policy.name for policy in loaded.request.policies],
            "predict": [
                asked.model_dump(mode="json") | {"share": is_share(asked.measure)} for asked in loaded.lesson.predict
            ],
            "look": [asked.model_dump(mode="json") for asked in loaded.lesson.look],
            "findings": [finding.model_dump(mode="json") for finding in loaded.lesson.findings],
            "teacher": _notes(loaded.lesson.teacher),
            **{name: rendered(getattr(loaded.lesson, name)) for name in ("story", "compare", "question")},
        }
        for loaded in lessons.values()
    ]


def _is_shipped(loaded: LoadedLesson) -> bool:
    """Return whether a lesson is as shipped, so that translations of its texts apply."""
    shipped = shipped_lessons().get(loaded.name)
    return shipped is not None and shipped.source == loaded.source


def _notes(teacher: TeacherNotes | None) -> dict[str, Any] | None:
    if teacher is None:
        return None
    return {"minutes": teacher.minutes, "goals": teacher.goals, "expect": rendered(teacher.expect)}


LINKS = ("https://", "http://")


def rendered(text: str) -> str:
    r"""Render Markdown to HTML: headings, paragraphs, lists, emphasis, quotes, code and links.

    >>> rendered("**So** <script>alert(1)</script> [x](javascript:alert)")
    '<p><strong>So</strong> &lt;script&gt;alert(1)&lt;/script&gt; [x](javascript:alert)</p>\n'
    """
    return str(_renderer().render(text))


@cache
def _renderer() -> MarkdownIt:
    renderer = MarkdownIt("commonmark", {"html": False}).disable("image")
    renderer.validateLink = lambda url: url.lower().startswith(LINKS)  # type: ignore[method-assign]
    return renderer
