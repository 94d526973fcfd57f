"""A class: who joins, how much each may ask, who is host; the application asked without a network in between."""

import json
import re
from base64 import b64encode
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.types import ASGIApp, Message

from simalign.app.classroom import admission as admission_module
from simalign.app.classroom.admission import Admission, normalised
from simalign.app.http.assets import version
from simalign.app.http.guards import Refused
from simalign.app.http.limits import CLASS, HOSTS, PEOPLE
from simalign.app.server import application
from tests.loops import run_in_thread

PORT = 8710
HERE = f"127.0.0.1:{PORT}"
SMALL = {"size": 6, "weeks": 4, "policies": [{"preset": "push"}]}
STATIC = f"/static/{version()}"


class Clock:
    """Time that passes when it is told to."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


class Answer:
    """Status, headers and body of an answer."""

    def __init__(self, sent: list[Message]) -> None:
        self.status: int = sent[0]["status"]
        self.headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
        self.body = b"".join(one.get("body", b"") for one in sent[1:])

    def said(self) -> str:
        return " ".join(json.loads(self.body)["problems"])


class Browser:
    """Somebody's browser: an address, and the cookie that it was given."""

    def __init__(self, app: ASGIApp, address: str = "127.0.0.1") -> None:
        self.app, self.address, self.cookie = app, address, ""

    def ask(self, path: str, given: Any = None, **headers: str) -> Answer:
        usual = {"host": HERE, "cookie": self.cookie}
        if given is not None:
            usual |= {"origin": f"http://{HERE}", "content-type": "application/json"}
        raw = [(name.encode(), value.encode()) for name, value in (usual | headers).items() if value]
        body = b"" if given is None else json.dumps(given).encode()
        scope = {
            "type": "http",
            "method": "GET" if given is None else "POST",
            "path": path,
            "raw_path": path.encode(),
            "query_string": b"",
            "headers": raw,
            "client": (self.address, 50000),
            "server": ("127.0.0.1", PORT),
            "scheme": "http",
        }
        sent: list[Message] = []

        async def receive() -> Message:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Message) -> None:
            sent.append(message)

        run_in_thread(self.app(scope, receive, send))
        found = Answer(sent)
        if "set-cookie" in found.headers:
            self.cookie = found.headers["set-cookie"].split(";")[0]
        return found

    def join(self, code: str) -> Answer:
        return self.ask("/api/join", {"code": code})


@pytest.fixture
def admission() -> Admission:
    return Admission(PORT, Clock())


@pytest.fixture
def app(admission: Admission) -> ASGIApp:
    return application(PORT, admission=admission)


@pytest.fixture
def pupil(app: ASGIApp, admission: Admission) -> Iterator[Browser]:
    one = Browser(app)
    assert one.join(admission.code).status == 200
    yield one


def passes(admission: Admission, seconds: float) -> None:
    assert isinstance(admission.clock, Clock)
    admission.clock.now += seconds


def all_use(admission: Admission) -> None:
    for participant in admission.participants.values():
        participant.used = True


def test_without_the_code_there_is_only_the_way_in(app: ASGIApp) -> None:
    stranger = Browser(app)
    front = stranger.ask("/")
    assert (front.status, front.headers["location"]) == (303, "join")
    assert b'id="code"' in stranger.ask("/join").body
    assert stranger.ask(f"{STATIC}/join.js").status == 200
    for path in ("/api/catalogue", "/api/lessons", "/api/nowhere"):
        refused = stranger.ask(path)
        assert (refused.status, "Please join first" in refused.said()) == (401, True)
    for path in ("/api/decide", "/api/predict", "/api/class", "/api/organisation", "/api/page"):
        assert stranger.ask(path, SMALL).status == 401


def test_whoever_has_the_code_is_asked_once(pupil: Browser, admission: Admission) -> None:
    assert re.fullmatch(r"[B-Z]{4}-[B-Z]{4}", admission.code)
    assert pupil.ask("/").body.startswith(b"<!doctype html>")
    assert json.loads(pupil.ask("/api/class", {}).body)["seat"] == 1
    assert json.loads(pupil.ask("/api/join").body) == {"joined": True}
    again = pupil.join(admission.code)
    assert (again.status, "set-cookie" in again.headers, len(admission.participants)) == (200, False, 1)


def test_the_cookie_is_for_this_page_alone(app: ASGIApp, admission: Admission) -> None:
    given = Browser(app).join(admission.code.lower().replace("-", " ")).headers["set-cookie"].lower()
    assert "httponly" in given
    assert "samesite=strict" in given
    assert given.startswith(f"simalign-class-{PORT}=")
    token = given.split("=")[1].split(";")[0]
    assert len(token) >= 32
    assert not any(
        token in str(key) + participant.session_id.lower() for key, participant in admission.participants.items()
    )


@pytest.mark.parametrize("code", ["", "AAA-AAA", None, 7, ["x"], "\x00", "é" * 40, "B" * 5000])
def test_wrong_codes_do_not_open(app: ASGIApp, admission: Admission, code: Any) -> None:
    stranger = Browser(app)
    refused = stranger.ask("/api/join", {"code": code})
    assert (refused.status, "not the code" in refused.said()) == (403, True)
    assert "set-cookie" not in refused.headers
    assert stranger.ask("/api/join", [code]).status == 403
    assert not admission.participants


def test_wrong_codes_are_slowed_down_and_others_are_not(app: ASGIApp, admission: Admission) -> None:
    stranger, pupil = Browser(app, "192.168.1.66"), Browser(app, "192.168.1.5")
    tried = [stranger.join("AAA-AAA").status for _ in range(int(admission_module.WRONG_CODE_RATE.burst) + 1)]
    assert tried == [403] * int(admission_module.WRONG_CODE_RATE.burst) + [429]
    slowed = stranger.join("AAA-AAA")
    assert slowed.status == 429
    assert 0 < int(slowed.headers["retry-after"]) <= 10
    assert slowed.headers["retry-after"] in slowed.said()
    assert pupil.join(admission.code).status == 200
    passes(admission, int(slowed.headers["retry-after"]))
    assert stranger.join("AAA-AAA").status == 403


@pytest.mark.parametrize("host", [False, True])
def test_a_right_code_gets_in_after_wrong_ones_from_the_same_address(
    app: ASGIApp, admission: Admission, host: bool
) -> None:
    """A class behind one address shares its rates, so that one who guesses must not lock the others out."""
    for _ in range(200):
        assert Browser(app, "192.168.1.66").join("AAA-AAA").status in (403, 429)
    assert Browser(app, "192.168.1.66").join(admission.host_code if host else admission.code).status == 200


def test_trying_does_not_pay(admission: Admission) -> None:
    """In two hours, all tries that an address has find the pupils' code once in 20,000 times."""
    tries = admission_module.ADDRESS_RATE.burst + 2 * 3600 * admission_module.ADDRESS_RATE.second
    assert tries / len(admission_module.LETTERS) ** len(normalised(admission.code)) < 1 / 20_000
    assert len(normalised(admission.host_code)) > len(normalised(admission.code))


def test_a_whole_class_behind_one_address_joins_at_once(admission: Admission) -> None:
    words = {admission.join(admission.code, "192.168.1.1") for _ in range(PEOPLE)}
    assert len(words) == len(admission.participants) == PEOPLE


def test_the_sixty_first_is_told_that_the_class_is_full(app: ASGIApp, admission: Admission) -> None:
    first = Browser(app)
    first.join(admission.code)
    for _ in range(PEOPLE - 1):
        admission.join(admission.code, first.address)
    all_use(admission)
    late = Browser(app)
    refused = late.join(admission.code)
    assert (refused.status, f"{PEOPLE} have joined" in refused.said()) == (503, True)
    assert "retry-after" in refused.headers
    assert late.join(admission.host_code).status == 200  # the host has a seat of their own
    passes(admission, admission_module.IDLE - 1)
    assert late.join(admission.host_code).status == 200
    assert Browser(app).join(admission.code).status == 503  # whose address has no more than its share
    passes(admission, 2)
    assert Browser(app).join(admission.code).status == 200  # in the seat of who was away for longest
    assert first.ask("/api/catalogue").status == 401
    assert sum(not participant.host for participant in admission.participants.values()) == PEOPLE


def test_seats_that_nobody_uses_keep_nobody_out(app: ASGIApp, admission: Admission, pupil: Browser) -> None:
    assert pupil.ask("/api/catalogue").status == 200
    for _ in range(PEOPLE - 1):
        admission.join(admission.code, "192.168.1.66")
    assert Browser(app).join(admission.code).status == 503
    passes(admission, admission_module.UNUSED)
    for n in range(3):
        assert Browser(app, f"192.168.1.{n}").join(admission.code).status == 200
    assert pupil.ask("/api/catalogue").status == 200


def test_an_address_with_many_seats_gives_some_to_others(app: ASGIApp, admission: Admission, pupil: Browser) -> None:
    for _ in range(PEOPLE - 1):
        admission.join(admission.code, "192.168.1.66")
    all_use(admission)
    other, same = Browser(app, "192.168.1.5"), Browser(app, "192.168.1.66")
    assert other.join(admission.code).status == 503
    passes(admission, admission_module.CROWDED)
    assert same.join(admission.code).status == 503
    assert other.join(admission.code).status == 200
    assert pupil.ask("/api/catalogue").status == 200


def test_an_address_that_joins_again_and_again_is_slowed_down(
    app: ASGIApp, admission: Admission, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert admission_module.JOIN_RATE.burst >= PEOPLE  # a whole class behind it
    monkeypatch.setattr(admission.join_rate, "rate", admission_module.Rate(3, 0.1))
    assert [Browser(app, "192.168.1.66").join(admission.code).status for _ in range(4)] == [200, 200, 200, 429]
    slowed = Browser(app, "192.168.1.66").join(admission.code)
    assert ("Too many people have joined" in slowed.said(), slowed.headers["retry-after"]) == (True, "10")
    assert Browser(app, "192.168.1.5").join(admission.code).status == 200
    passes(admission, 10)
    assert Browser(app, "192.168.1.66").join(admission.code).status == 200


def test_hosts_are_few(admission: Admission) -> None:
    for _ in range(HOSTS):
        admission.join(admission.host_code, "127.0.0.1")
    with pytest.raises(Refused, match="full"):
        admission.join(admission.host_code, "127.0.0.1")


def test_who_gives_the_code_of_the_host_is_host_from_then_on(pupil: Browser, admission: Admission) -> None:
    assert "invitation" not in json.loads(pupil.ask("/api/class", {}).body)
    assert pupil.join(admission.host_code).status == 200
    shown = pupil.ask("/api/class", {})
    assert json.loads(shown.body)["invitation"]["code"] == admission.code
    assert admission.host_code not in shown.body.decode()


def test_a_session_that_asks_too_fast_waits_and_others_do_not(
    app: ASGIApp, admission: Admission, pupil: Browser
) -> None:
    other = Browser(app)
    other.join(admission.code)
    answers = [pupil.ask("/api/catalogue") for _ in range(int(admission_module.SESSION_RATE.burst) + 1)]
    assert [one.status for one in answers] == [200] * int(admission_module.SESSION_RATE.burst) + [429]
    assert answers[-1].headers["retry-after"] == "1"
    assert "wait 1 s" in answers[-1].said()
    assert other.ask("/api/catalogue").status == 200
    passes(admission, 1)
    assert pupil.ask("/api/catalogue").status == 200


def test_what_costs_most_has_a_rate_of_its_own(pupil: Browser, admission: Admission) -> None:
    most = int(admission_module.HEAVY_RATE.burst)
    for route in ("organisation", "decide", "flip", "part", "board", "page"):
        passes(admission, most / admission_module.HEAVY_RATE.second)
        tried = [pupil.ask(f"/api/{route}", []).status for _ in range(most + 1)]
        assert tried == [422] * most + [429], route
    assert pupil.ask("/api/class", {}).status == 200


def test_an_address_that_floods_is_slowed_down(
    app: ASGIApp, admission: Admission, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(admission.address_rate, "rate", admission_module.Rate(3, 1))
    stranger = Browser(app, "192.168.1.66")
    assert [stranger.ask("/join").status for _ in range(4)] == [200, 200, 200, 429]
    assert Browser(app, "192.168.1.5").ask("/join").status == 200


def test_a_session_has_only_a_few_requests_under_way(admission: Admission) -> None:
    cookie = f"{admission.cookie}={admission.join(admission.code, 'here')}".encode()

    def scope() -> dict[str, Any]:
        return {"path": "/api/class", "headers": [(b"cookie", cookie)], "client": ("here", 1)}

    held = [admission.admit(scope()) for _ in range(admission_module.MOST_IN_PROGRESS)]
    for one in held:
        one.__enter__()
    with pytest.raises(Refused, match="Too many requests") as refused, admission.admit(scope()):
        raise AssertionError("it was let in")
    assert (refused.value.status, refused.value.wait) == (429, 1)
    held[0].__exit__(None, None, None)
    with admission.admit(scope()):
        assert next(iter(admission.participants.values())).in_progress == admission_module.MOST_IN_PROGRESS


@pytest.mark.parametrize(
    ("more", "word"),
    [
        ({"size": CLASS.members + 1}, "size"),
        ({"weeks": CLASS.weeks + 1}, "weeks"),
    ],
)
def test_a_class_asks_for_less_than_somebody_alone(pupil: Browser, more: dict[str, Any], word: str) -> None:
    refused = pupil.ask("/api/decide", SMALL | more)
    assert (refused.status, word in refused.said()) == (422, True)


def test_files_are_smaller_in_a_class(pupil: Browser) -> None:
    refused = pupil.ask("/api/organisation", {"members": {"name": "m.csv", "content": "A" * CLASS.upload}})
    assert (refused.status, "together they may have at most 378 KB" in refused.said()) == (413, True)
    members, ties = (b64encode(b"x" * size).decode() for size in (350 * 1024, 28 * 1024))
    both = {"members": {"name": "m.csv", "content": members}, "ties": {"name": "t.csv", "content": ties}}
    assert pupil.ask("/api/organisation", both).status == 200  # as much as was said, be it nonsense
    most = json.loads(pupil.ask("/api/catalogue").body)
    assert most["shared"]
    assert most["most"]["members"] == CLASS.members


def test_nothing_of_one_pupil_is_in_anothers_hands(app: ASGIApp, admission: Admission, pupil: Browser) -> None:
    content = b64encode(b"id,manager\nZimtsterne,\nBob,Zimtsterne\n").decode()
    brought = json.loads(pupil.ask("/api/organisation", {"members": {"name": "m.csv", "content": content}}).body)
    asked = {k: v for k, v in SMALL.items() if k != "size"} | {"organisation": f"own:{brought['word']}"}
    page = {"address": f"#organisation={asked['organisation']}"}
    assert b"Zimtsterne" in pupil.ask("/api/page", page).body
    other = Browser(app)
    other.join(admission.code)
    assert b"Zimtsterne" not in other.ask("/api/page", page).body
    refused = other.ask("/api/decide", asked)
    assert (refused.status, "no longer stored" in refused.said()) == (422, True)
    guessed = Browser(app)
    guessed.cookie = f"{admission.cookie}=guessed"
    assert guessed.ask("/api/page", page).status == 401


@pytest.mark.parametrize(
    "host", ["localhost:8710", "127.0.0.1", "evil.example:8710", "[::1]:8710", "192.168.1.20:8710"]
)
def test_it_answers_at_exactly_the_address_served(pupil: Browser, host: str) -> None:
    assert pupil.ask("/api/catalogue", host=host).status == 421
    assert pupil.ask("/api/class", {}, host=host, origin=f"http://{host}").status == 421
    assert pupil.ask("/api/class", {}, origin=f"http://{host}").status == 403
    assert pupil.ask("/api/join", {"code": "x"}, origin=f"http://{host}").status == 403


def test_a_run_that_fails_is_said_and_the_page_lives_on(pupil: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: object) -> None:
        raise MemoryError("no room")

    with monkeypatch.context() as patched:
        patched.setattr("simalign.app.decisions.decision_answer", broken)
        failed = pupil.ask("/api/decide", SMALL)
    assert (failed.status, failed.said()) == (500, "The run failed: MemoryError: no room")
    assert pupil.ask("/api/class", {}).status == 200


def test_a_seat_given_away_takes_its_session_along(app: ASGIApp, admission: Admission, pupil: Browser) -> None:
    pupil.ask("/api/class", {})
    token = next(iter(admission.participants.values())).session_id
    assert admission.on_removal.__self__.sessions.keys() == {token}  # type: ignore[attr-defined]
    for _ in range(PEOPLE - 1):
        admission.join(admission.code, "192.168.1.1")
    all_use(admission)
    passes(admission, admission_module.IDLE + 1)
    admission.join(admission.code, "192.168.1.1")
    assert not admission.on_removal.__self__.sessions  # type: ignore[attr-defined]


def test_everything_has_the_headers_that_keep_the_page_to_itself(app: ASGIApp, pupil: Browser) -> None:
    for answer in (
        Browser(app).ask("/"),
        Browser(app).ask("/join"),
        Browser(app).ask("/api/catalogue"),
        pupil.join("x"),
    ):
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")
        assert answer.headers["cache-control"] == "no-store"
