"""What a page may have computed: from the JSON that it sends to the bytes of the answer; one function a route.

Each runs in a thread of its own, with the session that asks. All raise InputError where the request makes no sense.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simalign.app.classroom.guesses import A_SEAT, MOST_ENTRIES, Predictions
from simalign.app.classroom.lessons import Loaded, rendered
from simalign.app.classroom.scoring import checked, is_share, result
from simalign.app.http.guards import Refused
from simalign.app.views.catalogue import catalogue
from simalign.app.views.exports import archive
from simalign.app.views.request import MOST_POLICIES, ComparisonRequest, comparison_request
from simalign.app.views.saved import saved_page
from simalign.app.views.session import Session
from simalign.app.views.story import told
from simalign.app.views.upload import NotUnderstood, read, understood
from simalign.comparison.decision import CONTEXTS
from simalign.comparison.decision_report import MOST_CANDIDATES, Question, decision_answer, leaders_by_context
from simalign.errors import InputError, Problem, nearest
from simalign.scenario.posterior import shipped_posterior
from simalign.simulation.ensemble import Execution

BLOCK, JSON, ZIP = "application/octet-stream", "application/json", "application/zip"
Answer = tuple[bytes, str, str]  # body, media type, file name if it is to be kept
Computation = Callable[[Session, Any], Answer]
LONGEST_WORD = 40
CAME_OUT = ("truth", "means", "draw")  # of what a class predicted, kept until the host shows it
WORDS = 64 * 1024  # bytes, about, of what is said of a decision


def computed(session: Session, given: Any) -> Answer:
    """The comparison that the page plays; ``holds``: marks of the policies that it has; ``window``: who asks."""
    given, holds = _apart(given, "holds")
    given, window = _apart(given, "window")
    window = window if isinstance(window, str) and len(window) <= LONGEST_WORD else ""
    return session.block(_asked(session, given), holds if isinstance(holds, list) else (), window), BLOCK, ""


def story_of(session: Session, given: Any) -> Answer:
    """One person's story under every policy."""
    given, member = _apart(given, "member")
    what = _asked(session, given)
    snapshots, _ = session.compared(what)
    size = snapshots.simulations[0].organisation.size if snapshots.simulations else 0
    if type(member) is not int or not 0 <= member < size:
        allowed = f"a whole number from 0 to {size - 1}"
        raise InputError([Problem("is nobody here", key="member", value=member, allowed=allowed)])
    return told(what, snapshots, member), BLOCK, ""


def exported(session: Session, given: Any) -> Answer:
    """Everything that repeats the runs, and their series."""
    what = _asked(session, given)
    _, lived = session.compared(what)
    return archive(what, [own.series for own in lived]), ZIP, f"simalign-seed-{what.seed}.zip"


def kept(session: Session, given: Any) -> Answer:
    """The page with its runs as one file; the story of ``member``, if one is open, goes along."""
    given, address = _apart(given, "address")
    rest, member = _apart(given, "member")
    parts = {"run": computed(session, rest)[0]}
    if member is not None:
        parts["story"] = story_of(session, given)[0]
    texts = {"address": str(address or ""), "catalogue": catalogue(session.limits)}
    return saved_page(parts, texts), "text/html; charset=utf-8", "simalign.html"


def brought(session: Session, given: Any) -> Answer:
    """An organisation from files: what was understood and the word to ask for it by, or what is wrong with them."""
    if not isinstance(given, Mapping):
        raise InputError([Problem("must be a mapping", key="request")])
    try:
        own = read(given, session.limits.members)
    except NotUnderstood as error:
        return _json({"understood": None, **error.answer})
    return _json({"understood": understood(own), "word": session.keep(own)})


def forgotten(session: Session, given: Any) -> Answer:
    """An organisation and all that was computed of it, gone."""
    session.forget(str(_apart(given, "word")[1]))
    return _json({})


def decision(session: Session, given: Any) -> Answer:
    """Which policy to take, in words and numbers."""
    return _json(_decided(session, given)[0])


def flipping(session: Session, given: Any) -> Answer:
    """Where a decision flips along one context."""
    given, context = _apart(given, "context")
    if not isinstance(context, str) or context not in CONTEXTS:
        raise InputError([Problem("no such context", key="context", value=context, allowed=", ".join(CONTEXTS))])
    what, (_, here) = _candidates(session, given), _decided(session, given)
    holder, key = session.holder(what), ("flip", context, _key(given))
    with holder.deciding:
        found = holder.cache.get(holder, key) or leaders_by_context(_question(session, what), context, here)
        holder.put(what, key, found, WORDS)
    return _json(found)


def _decided(session: Session, given: Any) -> tuple[dict[str, Any], NDArray[np.float64]]:
    """A decision, and the worth that it rests on; one at a time, as each takes all cores."""
    what = _candidates(session, given)
    holder, key = session.holder(what), ("decision", _key(given))
    with holder.deciding:
        found: tuple[dict[str, Any], NDArray[np.float64]] = holder.cache.get(holder, key) or decision_answer(
            _question(session, what)
        )
        holder.put(what, key, found, found[1].nbytes + WORDS)
    return found


class InClass:
    """Lessons, and what was predicted in them."""

    def __init__(self, lessons: Callable[[], Mapping[str, Loaded]]) -> None:
        self.lessons = lessons
        self.predictions = Predictions()

    def predicted(self, session: Session, given: Any) -> Answer:
        """The guesses beside the run."""
        loaded = self._lesson(given)
        given, word = _apart(given, "word")
        names = [policy.name for policy in loaded.request.policies]
        guesses = checked(loaded.lesson, names, given.get("guesses"))
        _, lived = session.compared(loaded.request)
        found = result(loaded.lesson, names, [own.series for own in lived], guesses)
        if isinstance(word, str) and 0 < len(word) <= LONGEST_WORD:
            most = MOST_ENTRIES if session.host else A_SEAT  # a class may share the host's screen
            self.predictions.add(loaded.name, word, guesses, found, session.mark, most)
        texts = {"compare": rendered(loaded.lesson.compare), "question": rendered(loaded.lesson.question)}
        return _json({**found, **texts})

    def results(self, session: Session, given: Any) -> Answer:
        """What everybody predicted in a lesson; what came out of it once the host says ``show``; ``clear`` begins anew.

        Who is alone is the host, and has predicted where anybody has.
        """
        loaded = self._lesson(given)
        asks = {key for key in ("clear", "show") if given.get(key) is True}
        if asks and not session.host:
            raise Refused(403, "Only the host of the class can show what came out, or begin anew.")
        if "clear" in asks:
            self.predictions.clear(loaded.name)
        if "show" in asks:
            self.predictions.shown.add(loaded.name)
        found = self.predictions.of(loaded.name)
        shown = session.common is None or loaded.name in self.predictions.shown
        if not shown:
            found["questions"] = [{k: v for k, v in one.items() if k not in CAME_OUT} for one in found["questions"]]
        return _json(found | {"host": session.host, "shown": shown})

    def listed(self) -> list[dict[str, Any]]:
        """All lessons as the page needs them before anything is run."""
        return [
            {
                "name": loaded.name,
                "title": loaded.lesson.title,
                "summary": loaded.lesson.summary,
                "story": rendered(loaded.lesson.story),
                "run": loaded.lesson.run,
                "policies": [policy.name for policy in loaded.request.policies],
                "predict": [self._asking(one) for one in loaded.lesson.predict],
            }
            for loaded in self.lessons().values()
        ]

    @staticmethod
    def _asking(one: Any) -> dict[str, Any]:
        kept = ("ask", "kind", "measure", "week", "since", "policy", "against", "low", "high", "lowest")
        return {name: getattr(one, name) for name in kept} | {"share": is_share(one.measure)}

    def _lesson(self, given: Any) -> Loaded:
        name = given.get("lesson") if isinstance(given, Mapping) else None
        lessons = self.lessons()
        if not isinstance(name, str) or name not in lessons:
            message = f"no such lesson{nearest(str(name), list(lessons))}"
            raise InputError([Problem(message, key="lesson", value=name, allowed=", ".join(lessons))])
        return lessons[name]


def computations(lessons: Callable[[], Mapping[str, Loaded]]) -> tuple[dict[str, Computation], InClass]:
    """All computations by the name of their route, and the lessons' own."""
    own = InClass(lessons)
    found: dict[str, Computation] = {
        "run": computed,
        "story": story_of,
        "export": exported,
        "page": kept,
        "organisation": brought,
        "forget": forgotten,
        "decide": decision,
        "flip": flipping,
        "predict": own.predicted,
        "results": own.results,
    }
    return found, own


def _asked(session: Session, given: Any, most: int = MOST_POLICIES) -> ComparisonRequest:
    return comparison_request(given, session.uploads, most, session.limits)


def _candidates(session: Session, given: Any) -> ComparisonRequest:
    """A decision is asked for like a comparison, of more policies and with no number of repetitions of its own."""
    if isinstance(given, Mapping) and "replications" in given:
        raise InputError([Problem("is not of a decision", key="replications", value=given["replications"])])
    return _asked(session, dict(given, replications=1) if isinstance(given, Mapping) else given, MOST_CANDIDATES)


def _question(session: Session, what: ComparisonRequest) -> Question:
    named = {policy.name: policy for policy in what.policies}
    brought = what.upload.organisation if what.upload else None
    execution = Execution(pause=session.priority.let_pass)
    return Question(what.scenario, named, what.seed, what.size, shipped_posterior(), brought, execution)


def _key(given: Any) -> str:
    return json.dumps(given, sort_keys=True)


def _apart(given: Any, key: str) -> tuple[Any, Any]:
    """What is given without one key, and that key's value."""
    if not isinstance(given, dict):
        return given, None
    return {name: value for name, value in given.items() if name != key}, given.get(key)


def _json(content: Any) -> Answer:
    return json.dumps(content, allow_nan=False).encode(), JSON, ""
