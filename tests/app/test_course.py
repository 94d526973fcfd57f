"""The course of a class: who may do what in which stage, and what each page is sent."""

import json
from types import SimpleNamespace
from typing import Any

import pytest

from simalign.app.classroom.course import STAGES, Course
from simalign.app.classroom.lessons import shipped_lessons
from simalign.app.game import PASS, deck
from simalign.app.handlers import LessonHandlers
from simalign.app.http.guards import Refused
from simalign.app.http.limits import CLASS
from simalign.errors import InputError

LESSON = "busy_or_productive"
GUESSES = ["bonus", "bonus", 0.7]
CARDS = ["why", *[PASS] * 7]
INVITATION = {"address": "http://10.0.0.1/", "code": "ABCD-EFGH", "qr": ["01"]}
HOST_ONLY = {"votes", "games", "invitation"}


class Class:
    """A class without a server: the answers that the pages of its host and its students receive."""

    def __init__(self) -> None:
        self.time = 0.0
        self.course = Course(INVITATION, clock=lambda: self.time)
        self.handlers = LessonHandlers(shipped_lessons, self.course)

    def ask(self, who: str, route: str, body: Any) -> dict[str, Any]:
        """Return the answer to a page; ``who`` is "host" or the name of a student."""
        session: Any = SimpleNamespace(host=who == "host", participant_id=who, limits=CLASS)
        answer = getattr(self.handlers, route)(session, body)
        content: dict[str, Any] = json.loads(answer[0])
        return content

    def open(self, stage: str, game: int = 7) -> dict[str, Any]:
        """Open a stage."""
        return self.ask("host", "course_state", {"stage": stage, "lesson": LESSON, "game": game})

    def state(self, who: str) -> dict[str, Any]:
        """Return the state that a page receives."""
        return self.ask(who, "course_state", {})


@pytest.fixture
def own() -> Class:
    return Class()


def vote(guesses: Any = None, lesson: str = LESSON) -> dict[str, Any]:
    return {"lesson": lesson, "guesses": GUESSES if guesses is None else guesses}


def game(**changes: Any) -> dict[str, Any]:
    return {"game": 7, "cards": CARDS, "team": "Owls"} | changes


def test_students_see_nothing_before_the_host_opens_it(own: Class) -> None:
    for stage in STAGES:
        own.open(stage)
        shown = own.state("ann")
        assert not HOST_ONLY & set(shown)
        assert ("guesses" in shown) == (stage in ("reveal", "discuss"))
        assert "ABCD-EFGH" not in json.dumps(shown)
    assert set(own.state("host")) >= HOST_ONLY


def test_only_the_host_opens_stages_and_begins_again(own: Class) -> None:
    for body in ({"stage": "reveal"}, {"again": True}, {"stage": "lobby", "host": True}):
        with pytest.raises(Refused, match="Only the host"):
            own.ask("ann", "course_state", body)
    with pytest.raises(InputError, match="is not a stage"):
        own.open("recess")
    with pytest.raises(InputError, match="is not a game"):
        own.open("play", 0)
    assert own.state("host")["stage"] == "lobby"


def test_a_seat_has_one_vote_which_it_can_change_until_the_result_is_revealed(own: Class) -> None:
    with pytest.raises(Refused, match="not opened"):
        own.ask("ann", "predict", vote())
    own.open("predict")
    own.ask("ann", "predict", vote())
    own.ask("ann", "predict", vote(["help and freedom", "bonus", 0.5]))
    own.ask("bob", "predict", vote())
    assert own.state("host")["predicted"] == 2
    assert own.state("ann")["mine"]["guesses"] == ["help and freedom", "bonus", 0.5]
    shown = own.open("reveal")
    assert shown["guesses"] == [["bonus", "help and freedom"], ["bonus", "bonus"], [0.5, 0.7]]
    with pytest.raises(Refused, match="closed"):
        own.ask("ann", "predict", vote())
    own.open("predict")
    with pytest.raises(Refused, match="this lesson"):
        own.ask("ann", "predict", vote(["each its own", 0.5, "each its own", "each its own"], "silos"))


def test_the_first_finished_game_of_a_seat_counts_and_no_score_is_taken(own: Class) -> None:
    own.open("predict")
    with pytest.raises(Refused, match="not opened this game"):
        own.ask("ann", "play", game())
    own.open("play")
    own.ask("ann", "play", game(score=99))
    own.ask("ann", "play", game(cards=["say", *[PASS] * 7]))
    with pytest.raises(Refused, match="not opened this game"):
        own.ask("bob", "play", game(game=8))
    assert own.state("host")["games"] == [{"seat": 1, "team": "Owls", "cards": CARDS}]
    assert own.state("ann")["mine"]["cards"] == CARDS
    assert own.state("bob")["mine"]["cards"] is None


@pytest.mark.parametrize(
    "changes",
    [
        {"cards": CARDS[1:]},
        {"cards": ["nonsense", *CARDS[1:]]},
        {"cards": "why"},
        {"cards": [["why"], *CARDS[1:]]},
        {"team": "x" * 25},
        {"team": "a\nb"},
        {"team": 5},
    ],
)
def test_what_is_not_a_game_is_refused(own: Class, changes: dict[str, Any]) -> None:
    own.open("play")
    with pytest.raises(InputError):
        own.ask("ann", "play", game(**changes))
    assert own.state("host")["played"] == 0


def test_beginning_again_deletes_votes_and_games_of_all_lessons_and_keeps_seats(own: Class) -> None:
    own.open("predict")
    own.ask("ann", "predict", vote())
    own.open("play")
    own.ask("ann", "play", game())
    shown = own.ask("host", "course_state", {"again": True})
    assert (shown["stage"], shown["predicted"], shown["played"]) == ("lobby", 0, 0)
    assert own.state("ann")["seat"] == 1
    assert own.state("ann")["mine"] == {"guesses": None, "cards": None}


def test_seats_are_filled_by_those_who_are_here(own: Class) -> None:
    assert [own.state(name)["seat"] for name in ("ann", "bob", "ann")] == [1, 2, 1]
    assert own.state("host")["seats"] == 2
    own.time = 21.0
    own.state("bob")
    assert own.state("host")["seats"] == 1


def test_a_drawn_curve_is_a_vote_of_nine_points(own: Class) -> None:
    own.ask("host", "course_state", {"stage": "predict", "lesson": "mandate_trap"})
    curve = [0.1 * n for n in range(9)]
    own.ask("ann", "predict", vote(["order and check", 0.0, curve], "mandate_trap"))
    assert own.state("ann")["mine"]["guesses"][2] == curve
    for wrong in (curve[:8], [*curve[:8], 1.5], [*curve[:8], "x"], 0.5):
        with pytest.raises(InputError, match="9 numbers from 0 to 1"):
            own.ask("ann", "predict", vote(["order and check", 0.0, wrong], "mandate_trap"))


def test_a_lesson_is_written_by_the_host_and_its_problems_have_lines(own: Class) -> None:
    source = shipped_lessons()[LESSON].source
    assert own.ask("host", "write", {"text": source})["title"] == "Busy or productive"
    with pytest.raises(InputError) as caught:
        own.ask("host", "write", {"text": source.replace("week: 52", "week: 1300", 1)})
    assert [(problem.file, problem.key) for problem in caught.value.problems] == [(None, "predict.0.week")]
    assert caught.value.problems[0].line is not None
    with pytest.raises(Refused, match="Only the host"):
        own.ask("ann", "write", {"text": source})


def test_cards_of_the_deck_and_no_card_are_known(own: Class) -> None:
    assert own.handlers.cards == {card["id"] for card in deck()["cards"]} | {PASS}
