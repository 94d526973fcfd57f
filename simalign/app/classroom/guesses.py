"""What a class has predicted, in memory: counts and guesses, no names; gone when the program stops."""

from collections import OrderedDict, deque
from collections.abc import Mapping
from threading import Lock
from typing import Any

MOST_ENTRIES, MOST_LESSONS = 500, 50
A_SEAT = 6  # words of one pupil's browser: several may share it


class Predictions:
    """By lesson, the guesses of everybody; whoever predicts again under the same word replaces their own.

    A seat has so many words; one more takes the place of its first, and never that of another seat's.
    """

    def __init__(self) -> None:
        self.lock = Lock()
        self.entries: dict[str, OrderedDict[tuple[str, str], list[str | float]]] = {}
        self.results: dict[str, Mapping[str, Any]] = {}
        self.order: deque[str] = deque()
        self.shown: set[str] = set()  # lessons of which the class sees what came out

    def add(
        self,
        lesson: str,
        word: str,
        guesses: list[str | float],
        result: Mapping[str, Any],
        participant: str = "",
        most: int = MOST_ENTRIES,
    ) -> None:
        """Note the guesses of one, by ``word``, at a ``seat`` of at ``most`` so many; and what came out, for all."""
        with self.lock:
            if lesson not in self.entries:
                self.order.append(lesson)
                if len(self.order) > MOST_LESSONS:
                    gone = self.order.popleft()
                    self.entries.pop(gone, None)
                    self.results.pop(gone, None)
                    self.shown.discard(gone)
            entries = self.entries.setdefault(lesson, OrderedDict())
            entries.pop((participant, word), None)
            own = [key for key in entries if key[0] == participant]
            for key in own[: max(0, len(own) + 1 - most)]:
                del entries[key]
            if len(entries) < MOST_ENTRIES:
                entries[participant, word] = guesses
            self.results[lesson] = result

    def of(self, lesson: str) -> dict[str, Any]:
        """All guesses at each question of a lesson, sorted, beside what came out; empty before anybody predicted."""
        with self.lock:
            entries = list(self.entries.get(lesson, {}).values())
            result = self.results.get(lesson)
        if result is None:
            return {"people": 0, "questions": []}
        questions = []
        for n, outcome in enumerate(result["outcomes"]):
            guesses = sorted((entry[n] for entry in entries), key=lambda one: (isinstance(one, str), one))
            kept = {k: v for k, v in outcome.items() if k not in ("guess", "said", "verdict")}
            draw = outcome["kind"] == "leader" and outcome["verdict"] == "close"  # whoever guessed what
            questions.append(kept | {"guesses": guesses, "draw": draw})
        return {"people": len(entries), "policies": result["policies"], "questions": questions}

    def clear(self, lesson: str) -> None:
        """Begin a lesson anew."""
        with self.lock:
            self.shown.discard(lesson)
            self.entries.pop(lesson, None)
            self.results.pop(lesson, None)
            if lesson in self.order:
                self.order.remove(lesson)
