"""Predictions of a class, in memory only: guesses without names, lost when the program stops."""

from collections import OrderedDict, deque
from threading import Lock

MOST_ENTRIES, MOST_LESSONS = 500, 50
MOST_PER_PARTICIPANT = 6  # pupils who may share the browser of one participant


class Predictions:
    """Guesses of all pupils, by lesson. A pupil who predicts again replaces the earlier guesses.

    A participant may enter guesses for a limited number of pupils. One more replaces the oldest entry of the same
    participant, never an entry of another.
    """

    def __init__(self) -> None:
        self.lock = Lock()
        self.entries: dict[str, OrderedDict[tuple[str, str], list[str | float]]] = {}
        self.order: deque[str] = deque()
        self.shown: set[str] = set()  # lessons whose results the host has shown to the class

    def add(
        self,
        lesson: str,
        pupil: str,
        guesses: list[str | float],
        participant: str = "",
        most: int = MOST_ENTRIES,
    ) -> None:
        """Store the guesses of one pupil.

        pupil: identifier that the page of the pupil chose. participant: the browser that sent the guesses. most:
        pupils per participant.
        """
        with self.lock:
            if lesson not in self.entries:
                self.order.append(lesson)
                if len(self.order) > MOST_LESSONS:
                    oldest = self.order.popleft()
                    self.entries.pop(oldest, None)
                    self.shown.discard(oldest)
            entries = self.entries.setdefault(lesson, OrderedDict())
            entries.pop((participant, pupil), None)
            earlier = [key for key in entries if key[0] == participant]
            for key in earlier[: max(0, len(earlier) + 1 - most)]:
                del entries[key]
            if len(entries) < MOST_ENTRIES:
                entries[participant, pupil] = guesses

    def summary(self, lesson: str, questions: int) -> tuple[int, list[list[str | float]]]:
        """Return the number of pupils, and all guesses for each of the questions of a lesson, sorted."""
        with self.lock:
            entries = list(self.entries.get(lesson, {}).values())
        return len(entries), [sorted((entry[n] for entry in entries), key=_order) for n in range(questions)]

    def clear(self, lesson: str) -> None:
        """Delete the guesses of a lesson."""
        with self.lock:
            self.shown.discard(lesson)
            self.entries.pop(lesson, None)
            if lesson in self.order:
                self.order.remove(lesson)


def _order(guess: str | float) -> tuple[bool, str | float]:
    return isinstance(guess, str), guess
