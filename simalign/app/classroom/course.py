"""The course of a class: the stage that its host has opened, the seats, their predictions and games, in memory only.

A seat is a browser that has joined as a participant. It has one vote per lesson, which can be changed until the host
reveals the result, and one game per number, the first that it finishes. The server stores plans and never scores: who
shows a score computes it from the plan, so that nobody can claim one.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Lock
from time import monotonic
from typing import Any, Literal, NamedTuple, get_args

from simalign.app.classroom.lessons import Guess
from simalign.app.http.guards import Refused
from simalign.app.http.limits import PEOPLE
from simalign.errors import InputError, Problem

Stage = Literal["lobby", "predict", "reveal", "play", "discuss"]
STAGES: tuple[Stage, ...] = get_args(Stage)
OPEN = ("reveal", "discuss")  # stages in which the class sees what it predicted
PRESENT = 20.0  # seconds since the last request of a seat that counts as filled
LARGEST_GAME, LONGEST_NAME, LONGEST_ID, QUARTERS = 9999, 24, 12, 8


class PlayedGame(NamedTuple):
    """A finished game of a seat: the name that its team chose, and its cards."""

    team: str
    cards: tuple[str, ...]


@dataclass
class Seat:
    """A participant's browser: its number, the time of its last request, and what it has sent."""

    number: int
    seen: float
    guesses: dict[str, list[Guess]] = field(default_factory=dict)  # by lesson
    games: dict[int, PlayedGame] = field(default_factory=dict)  # by number


class Course:
    """The state of a class, which its pages ask for every few seconds.

    invitation: address, code and QR code of the class, for the host's page.
    """

    def __init__(self, invitation: Mapping[str, Any], clock: Callable[[], float] = monotonic) -> None:
        self.invitation = invitation
        self.clock = clock
        self.lock = Lock()
        self.stage: Stage = "lobby"
        self.lesson, self.game = "", 1
        self.seats: dict[str, Seat] = {}

    def open(self, stage: object, lesson: object, game: object, lessons: Mapping[str, Any]) -> None:
        """Open a stage with a lesson and a game. Raises InputError for what does not exist."""
        problems = []
        if stage not in STAGES:
            problems.append(Problem("is not a stage", key="stage", value=stage, allowed=", ".join(STAGES)))
        if not isinstance(lesson, str) or lesson not in lessons:
            problems.append(Problem("is not a lesson", key="lesson", value=lesson, allowed=", ".join(lessons)))
        if type(game) is not int or not 1 <= game <= LARGEST_GAME:
            allowed = f"a whole number from 1 to {LARGEST_GAME}"
            problems.append(Problem("is not a game", key="game", value=game, allowed=allowed))
        if problems:
            raise InputError(problems)
        with self.lock:
            self.stage, self.lesson, self.game = stage, str(lesson), int(str(game))  # type: ignore[assignment]

    def again(self) -> None:
        """Delete all predictions and games and go back to the lobby."""
        with self.lock:
            self.stage = "lobby"
            for seat in self.seats.values():
                seat.guesses.clear()
                seat.games.clear()

    def seat(self, participant: str) -> Seat:
        """Return the seat of a participant, who is present from now on."""
        with self.lock:
            seat = self.seats.setdefault(participant, Seat(len(self.seats) + 1, 0.0))
            seat.seen = self.clock()
            return seat

    def predict(self, participant: str, lesson: str, guesses: list[Guess]) -> None:
        """Store the vote of a seat. Raises Refused unless the host has opened the predictions of this lesson."""
        if self.stage != "predict" or lesson != self.lesson:
            raise Refused(403, "The host has not opened the predictions of this lesson, or has closed them.")
        self.seat(participant).guesses[lesson] = guesses

    def play(self, participant: str, game: object, cards: object, team: object, known: frozenset[str]) -> None:
        """Store the first finished game of a seat. Raises Refused if it is not open, InputError if it is not a game."""
        if self.stage != "play" or game != self.game:
            raise Refused(403, "The host has not opened this game, or has closed it.")
        if (
            not isinstance(cards, list)
            or len(cards) != QUARTERS
            or not all(isinstance(card, str) and card in known for card in cards)
        ):
            allowed = f"a list of {QUARTERS} of {', '.join(sorted(known))}"
            raise InputError([Problem("is not a finished game", key="cards", value=cards, allowed=allowed)])
        if not isinstance(team, str) or len(team) > LONGEST_NAME or not (team.isprintable() or not team):
            allowed = f"text of at most {LONGEST_NAME} characters"
            raise InputError([Problem("cannot be used", key="team", value=team, allowed=allowed)])
        self.seat(participant).games.setdefault(self.game, PlayedGame(team.strip(), tuple(cards)))

    def state(self, participant: str, host: bool, questions: int) -> dict[str, Any]:
        """Return the state for one page. Only a host receives the games, the votes by seat, and the invitation.

        questions: of the current lesson.
        """
        own = None if host else self.seat(participant)
        with self.lock:
            seats = list(self.seats.values())
            votes = [(seat.number, seat.guesses[self.lesson]) for seat in seats if self.lesson in seat.guesses]
            games = [(seat.number, seat.games[self.game]) for seat in seats if self.game in seat.games]
        present = sum(self.clock() - seat.seen < PRESENT for seat in seats)
        state: dict[str, Any] = {"host": host, "stage": self.stage, "lesson": self.lesson, "game": self.game}
        state |= {"seats": present, "most": PEOPLE, "predicted": len(votes), "played": len(games)}
        if self.stage in OPEN:
            ordered = [sorted((vote[n] for _, vote in votes), key=_order) for n in range(questions)]
            state["guesses"] = ordered
        if own is not None:
            mine = own.games.get(self.game)
            state["mine"] = {"guesses": own.guesses.get(self.lesson), "cards": mine and list(mine.cards)}
            state["seat"] = own.number
        if host:
            state["votes"] = [{"seat": number, "guesses": vote} for number, vote in votes]
            state["games"] = [{"seat": number, "team": one.team, "cards": list(one.cards)} for number, one in games]
            state["invitation"] = dict(self.invitation)
        return state


def _order(guess: Guess) -> tuple[bool, Guess]:
    return isinstance(guess, str), guess
