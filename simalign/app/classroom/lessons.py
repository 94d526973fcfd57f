"""Lessons for a class: a story, a prediction, a run, and what to ask of it; a YAML file each, with text in Markdown.

What came out of a run is never in a lesson: ``predictions.py`` reads it off the run.

Markdown as HTML that can do nothing: no HTML of its own, no pictures, no address that is not http or https.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt
from pydantic import Field

from simalign.app.http.limits import ALONE, Limits
from simalign.app.views.request import ComparisonRequest, comparison_request
from simalign.errors import InputError, Problem, nearest
from simalign.files.read import path_of, read_tree
from simalign.files.record import Record
from simalign.files.shipped import configs_folder
from simalign.measures.catalogue import NAMES

KINDS = ("leader", "number")
FIRST = ("mandate_trap", "tell_and_sell", "shelf_strategy", "busy_or_productive", "silos", "when_management_stops")


class Prediction(Record):
    """A prediction: which policy leads in a measure in a given week, or the value of a measure under one policy."""

    ask: str = Field(min_length=1, description="the question, one sentence")
    kind: str = Field(description="leader: which policy is ahead; number: how high a measure is under one policy")
    measure: str = Field(description="a measure, as in simalign odd, section 6")
    week: int = Field(ge=1, le=520, description="in which week; 0 is the start of the policies")
    since: int | None = Field(
        default=None, ge=0, le=520, description="predict the change since this week instead of the value"
    )
    policy: str | None = Field(default=None, description="for a number: the name of the policy")
    against: str | None = Field(default=None, description="for a number: predict the difference from this policy")
    low: float | None = Field(default=None, allow_inf_nan=False, description="for a number: left end of the slider")
    high: float | None = Field(default=None, allow_inf_nan=False, description="for a number: right end of the slider")
    lowest: bool = Field(
        default=False, description="for a leader: the lowest policy is ahead, for example in resistance"
    )

    def between(self, broken: Collection[str]) -> Iterator[Problem]:
        """Words that are not known, and keys that belong to the other kind."""
        yield from _listed("kind", self.kind, KINDS)
        yield from _listed("measure", self.measure, NAMES)
        if self.since is not None and self.since >= self.week:
            yield Problem("is not before the week", key="since", value=self.since, allowed=f"less than {self.week}")
        given = {name: getattr(self, name) for name in ("policy", "low", "high")}
        for name, value in given.items():
            if self.kind == "number" and value is None and name not in broken:
                yield Problem("is missing", key=name, allowed="policy, low and high, as a number is asked for")
            if self.kind == "leader" and value is not None:
                yield Problem("goes with kind: number", key=name, value=value)
        if self.kind == "leader" and self.against is not None:
            yield Problem("goes with kind: number", key="against", value=self.against)
        if self.low is not None and self.high is not None and self.low >= self.high:
            yield Problem("is not in order", key="low", value=self.low, allowed=f"less than high, {self.high}")


class Look(Record):
    """A further measure to report after the run."""

    measure: str = Field(description="a measure, as in simalign odd, section 6")
    week: int = Field(ge=0, le=520, description="in which week")
    since: int | None = Field(default=None, ge=0, le=520, description="the change since this week, beside the value")

    def between(self, broken: Collection[str]) -> Iterator[Problem]:
        """A measure that is none."""
        yield from _listed("measure", self.measure, NAMES)


class Lesson(Record):
    """Content of a lesson file; texts are Markdown."""

    title: str = Field(min_length=1, max_length=80, description="title of the lesson")
    summary: str = Field(min_length=1, max_length=300, description="one sentence, for the list of lessons")
    story: str = Field(min_length=1, description="story shown before the predictions (Markdown)")
    run: dict[str, Any] = Field(
        description="what is run: scenario, size, weeks, policies, as a link to the page has it"
    )
    predict: list[Prediction] = Field(strict=False, min_length=1, max_length=4, description="questions to predict")
    look: list[Look] = Field(default_factory=list, strict=False, description="further measures to report")
    compare: str = Field(default="", description="what to look at after the run (Markdown)")
    question: str = Field(min_length=1, description="question for the discussion at the end (Markdown)")


@dataclass(frozen=True, slots=True)
class Loaded:
    """A lesson with the stem of its file name and its validated run."""

    name: str
    lesson: Lesson
    request: ComparisonRequest


def _listed(key: str, given: str, known: Collection[str]) -> Iterator[Problem]:
    if given not in known:
        yield Problem(f"there is no {given!r}{nearest(given, known)}", key=key, value=given, allowed=", ".join(known))


def load_lesson(file: str | Path, limits: Limits = ALONE) -> Loaded:
    """The lesson in a file. Raises InputError with everything that is wrong with it, by line.

    ``limits``: how much a run may be where it is shown, so that no lesson is too much only once somebody opens it.
    """
    file = path_of(file)
    found: list[Problem] = []
    tree = read_tree(file, found)
    given = tree.plain()
    lesson, what = None, None

    def placed(problem: Problem) -> Problem:
        return replace(problem, file=file, line=tree.at(problem.key or "").line)

    try:
        lesson = Lesson(**given)
    except InputError as error:
        found += map(placed, error.problems)
    if isinstance(given.get("run"), Mapping):
        try:
            what = comparison_request(given["run"], limits=limits)
        except InputError as error:
            found += [placed(replace(p, key=f"run.{p.key}" if p.key != "request" else "run")) for p in error.problems]
    if lesson is not None and what is not None:
        found += map(placed, _apart(lesson, what))
    if found or lesson is None or what is None:
        raise InputError(sorted(found, key=lambda problem: problem.line or 0))
    return Loaded(file.stem, lesson, what)


def _apart(lesson: Lesson, what: ComparisonRequest) -> Iterator[Problem]:
    """What predictions ask for that the run has not."""
    names, weeks = [policy.name for policy in what.policies], what.scenario.weeks
    entries = {f"predict.{n}": one.week for n, one in enumerate(lesson.predict)}
    entries |= {f"look.{n}": one.week for n, one in enumerate(lesson.look)}
    for key, week in entries.items():
        if week > weeks:
            allowed = f"at most {weeks}, the weeks of the run"
            yield Problem("is after the end", key=f"{key}.week", value=week, allowed=allowed)
    for n, one in enumerate(lesson.predict):
        for key in ("policy", "against"):
            given = getattr(one, key)
            if given is not None and given not in names:
                message = f"is the name of no policy of the run{nearest(given, names)}"
                yield Problem(message, key=f"predict.{n}.{key}", value=given, allowed=", ".join(names))
        if one.kind == "leader" and len(names) < 2:
            yield Problem("needs two policies to lead", key=f"predict.{n}.kind", value=one.kind)


def load_lessons(folder: str | Path, limits: Limits = ALONE) -> dict[str, Loaded]:
    """The lessons in a folder, by name. Raises InputError with all that is wrong with any, or where there is none."""
    folder = path_of(folder)
    if not folder.is_dir():
        raise InputError([Problem("is no folder", key="--lessons", value=folder, allowed="a folder of lesson files")])
    files = sorted(folder.glob("*.yaml"), key=lambda file: (FIRST.index(file.stem) if file.stem in FIRST else -1, file))
    if not files:
        raise InputError([Problem("holds no lesson", key="--lessons", value=folder, allowed="files NAME.yaml")])
    loaded: dict[str, Loaded] = {}
    found: list[Problem] = []
    for file in files:
        try:
            loaded[file.stem] = load_lesson(file, limits)
        except InputError as error:
            found += error.problems
    if found:
        raise InputError(found)
    return loaded


@cache
def shipped_lessons() -> dict[str, Loaded]:
    """The lessons that come with the program."""
    return load_lessons(configs_folder() / "lessons")


LINKS = ("https://", "http://")


def rendered(text: str) -> str:
    r"""Render Markdown to HTML: headings, paragraphs, lists, emphasis, quotes, code and links.

    >>> rendered("**So** <script>alert(1)</script> [x](javascript:alert)")
    '<p><strong>So</strong> &lt;script&gt;alert(1)&lt;/script&gt; [x](javascript:alert)</p>\n'
    """
    return str(_renderer().render(text))


@cache
def _renderer() -> MarkdownIt:
    found = MarkdownIt("commonmark", {"html": False}).disable("image")
    found.validateLink = lambda url: url.lower().startswith(LINKS)  # type: ignore[method-assign]
    return found
