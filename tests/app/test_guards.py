"""Guards: the server as a client without rights meets it."""

import asyncio
import base64
import gzip
import http.client
import json
import re
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from starlette.types import Message

from simalign.app.classroom.lessons import shipped_lessons
from simalign.app.http import guards
from simalign.app.http.assets import static_files, version
from simalign.app.server import listening
from tests.loops import run_in_thread
from tests.patience import PATIENCE

ASK = json.dumps({"text": shipped_lessons()["silos"].source})


class Stranger:
    """A client that sends exactly the given headers."""

    def __init__(self, address: str) -> None:
        self.port = urlsplit(address).port or 0

    def ask(self, method: str, path: str, body: str = "", **headers: str) -> tuple[int, http.client.HTTPMessage, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        given = {"host": f"127.0.0.1:{self.port}"} | ({"content-length": str(len(body))} if body else {})
        for name, value in (given | {k.replace("_", "-"): v for k, v in headers.items()}).items():
            if value:
                connection.putheader(name, value)
        connection.endheaders(body.encode() or None)
        answer = connection.getresponse()
        found = answer.status, answer.headers, answer.read()
        connection.close()
        return found

    def post(
        self, body: str = ASK, path: str = "/api/lesson", **headers: str
    ) -> tuple[int, http.client.HTTPMessage, bytes]:
        usual = {"origin": f"http://127.0.0.1:{self.port}", "content_type": "application/json"}
        return self.ask("POST", path, body, **(usual | headers))


@pytest.fixture(scope="module")
def stranger(address: str) -> Iterator[Stranger]:
    """The stranger; our own page is answered, so that what follows is refused for the reason that is tested."""
    one = Stranger(address)
    status, headers, body = one.post()
    assert (status, json.loads(body)["title"]) == (200, "Silos")
    cookie = headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    yield one


@pytest.mark.parametrize(
    "host", ["", "evil.example", "127.0.0.1", "127.0.0.1:1", "localhost.evil.example:{port}", "evil.example:{port}"]
)
def test_another_host_is_refused(stranger: Stranger, host: str) -> None:
    for path in ("/", f"/static/{version()}/main.js", "/api/catalogue"):
        assert stranger.ask("GET", path, host=host.format(port=stranger.port))[0] in (400, 421)


@pytest.mark.parametrize(
    "origin",
    [
        "",
        "null",
        "https://evil.example",
        "http://evil.example:{port}",
        "https://127.0.0.1:{port}",
        "http://127.0.0.1",
        "http://127.0.0.1:1",
        "http://localhost:{port}",
        "http://127.0.0.1:{port}.evil.example",
        "http://127.0.0.1:{port}/",
        "http://127.0.0.1:{port}@evil.example",
        "file://",
    ],
)
def test_another_origin_is_refused(stranger: Stranger, origin: str) -> None:
    assert stranger.post(origin=origin.format(port=stranger.port))[0] == 403


def test_other_ways_of_asking_are_refused(stranger: Stranger) -> None:
    assert stranger.post(sec_fetch_site="cross-site")[0] == 403
    assert stranger.post(content_type="text/plain")[0] == 415
    for method in ("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"):
        assert stranger.ask(method, "/api/lesson")[0] == 405
    assert stranger.ask("GET", "/api/decide")[0] == 405


PATHS = (
    "../server.py",
    "..%2fserver.py",
    "%2e%2e/server.py",
    "%2e%2e%2fserver.py",
    "..%252fserver.py",
    "....//server.py",
    "..\\server.py",
    "..%5cserver.py",
    "%c0%ae%c0%ae/server.py",
    "/etc/passwd",
    "%2fetc%2fpasswd",
    "main.js/../../server.py",
    "main.js%00.html",
    "index.html%0d%0aset-cookie:a=b",
    ".",
    "",
    "~root",
    "file:///etc/passwd",
    "MAIN.JS",
    "main.js.map",
    "./main.js",
    "main.js/",
    "main.js/.",
    "main.js::$DATA",
    "main.js%20",
    "..;/server.py",
    "..%00/server.py",
    "..%c0%afserver.py",
    "..%ef%bc%8fserver.py",
    "%uff0e%uff0e/server.py",
    "../../../../../../etc/passwd",
    "..%2f..%2f..%2f..%2fetc%2fpasswd",
    "..%5c..%5cwindows%5cwin.ini",
    "%252e%252e%252fserver.py",
    "%2e%2e;/%2e%2e;/etc/passwd",
)
WORDS = (
    "../default",
    "..\\default",
    "./push",
    "push/",
    "push/../pull",
    "push.yaml",
    "push\0",
    "push\0.yaml",
    "push\n",
    " push",
    "../policies/push",
    "../../pyproject.toml",
    "../../simalign/app/server.py",
    "/etc/passwd",
    "//etc/passwd",
    "/proc/self/environ",
    "~/.ssh/id_rsa",
    "$HOME/.bashrc",
    "%2e%2e%2fdefault",
    "..%2fdefault",
    "..\u2215default",
    "\uff0e\uff0e/default",
    "C:\\windows\\win.ini",
    "\\\\evil.example\\share",
    "file:///etc/passwd",
    "http://evil.example/push.yaml",
    "own:../../etc/passwd",
    "*",
)
FIELDS = {
    "organisation": ("/api/decide", lambda word: {"organisation": word, "policies": [{"preset": "push"}]}),
    "scenario": ("/api/decide", lambda word: {"scenario": word, "policies": [{"preset": "push"}]}),
    "preset": ("/api/flip", lambda word: {"policies": [{"preset": word}], "context": "trust"}),
    "context": ("/api/flip", lambda word: {"policies": [{"preset": "push"}], "context": word}),
    "part": ("/api/part", lambda word: {"policies": [{"preset": "push"}], "part": word}),
}


def test_there_are_enough_paths_to_try() -> None:
    assert len({*PATHS, *WORDS}) >= 60


@pytest.mark.parametrize("path", PATHS)
def test_no_path_leads_out_of_the_page(stranger: Stranger, path: str) -> None:
    for start in ("", f"{version()}/"):
        status, headers, body = stranger.ask("GET", f"/static/{start}{path}")
        assert status in (400, 404)
        assert "set-cookie" not in headers
        assert b"import" not in body
        assert b"root:" not in body


def test_files_of_the_page_are_kept_by_browsers_under_the_address_of_their_version(stranger: Stranger) -> None:
    page = stranger.ask("GET", "/")[2].decode()
    for name, (content, kind) in static_files().items():
        status, headers, body = stranger.ask("GET", f"/static/{version()}/{name}")
        assert (status, headers["content-type"], body) == (200, kind, content)
        assert headers["cache-control"] == "public, max-age=31536000, immutable"
        packed = stranger.ask("GET", f"/static/{version()}/{name}", accept_encoding="gzip")
        assert packed[1]["content-encoding"] == "gzip"
        assert packed[1]["vary"] == headers["vary"] == "accept-encoding"
        assert gzip.decompress(packed[2]) == content
    assert set(re.findall(r'"(static/[^"/]*)', page)) == {f"static/{version()}"}
    assert stranger.ask("GET", f"/static/{'0' * len(version())}/main.js")[0] == 404
    assert stranger.ask("GET", "/")[1]["cache-control"] == "no-store"


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("word", WORDS)
def test_no_word_of_a_request_is_a_path(stranger: Stranger, field: str, word: str) -> None:
    path, body = FIELDS[field]
    status, _, answer = stranger.post(json.dumps(body(word)), path)
    assert status == 422
    said = " ".join(json.loads(answer)["problems"])
    assert "allowed: " in said or "is no longer stored" in said
    for told in ("no such file", "cannot be read", "root:", "import", str(Path.cwd())):
        assert told not in said


@pytest.mark.parametrize("word", WORDS)
def test_the_name_of_a_file_that_is_brought_is_no_path(stranger: Stranger, word: str) -> None:
    content = base64.b64encode(b"id,manager\nann,\nbo,ann\n").decode()
    given = {"members": {"name": word, "content": content}, "columns": {}}
    status, _, answer = stranger.post(json.dumps(given), "/api/organisation")
    assert status == 200
    found = json.loads(answer)
    name = found["understood"]["files"]["members"]
    assert name
    assert not set(name) & set("/\\\0\n")
    assert name.strip(". ") == name
    assert found["engine"]["options"] == ["--organisation", name]
    assert found["engine"]["files"] == {}


def test_every_answer_has_the_headers_that_keep_the_page_to_itself(stranger: Stranger) -> None:
    for status, headers, _ in (stranger.ask("GET", "/"), stranger.ask("GET", "/nowhere"), stranger.post(origin="null")):
        policy = dict(part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";"))
        assert status in (200, 404, 403)
        assert policy["default-src"] == "'none'"
        assert policy["script-src"] == "'self' 'wasm-unsafe-eval'"  # the engine is WebAssembly
        assert policy["style-src"] == policy["connect-src"] == "'self'"
        assert policy["frame-ancestors"] == policy["form-action"] == policy["base-uri"] == "'none'"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cross-origin-resource-policy"] == "same-origin"
        assert "server" not in headers
        assert "access-control-allow-origin" not in headers


def test_large_and_broken_bodies_are_refused(stranger: Stranger) -> None:
    assert stranger.post("x" * (guards.LARGEST_BODY + 1))[0] == 413
    assert stranger.post("", content_length="99999999999")[0] == 413
    assert stranger.post("", content_length="-1")[0] in (400, 413)
    for broken in ("{", "[" * 5000, "\x00", "NaN,"):
        status, _, body = stranger.post(broken)
        assert status in (400, 422)
        assert json.loads(body)["problems"]


def test_a_body_that_grows_or_dawdles_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    async def endless() -> Message:
        return {"type": "http.request", "body": b"x" * 10_000, "more_body": True}

    async def never() -> Message:
        await asyncio.sleep(PATIENCE)
        raise AssertionError("it waited")

    for most in (guards.LARGEST_BODY, 1024 * 1024):
        for receive, slowest, status in ((endless, PATIENCE, 413), (never, 0.05, 408)):
            monkeypatch.setattr(guards, "SLOWEST_BODY", slowest)
            with pytest.raises(guards.Refused) as refused:
                run_in_thread(guards.body_of(receive, most))
            assert refused.value.status == status


def test_only_a_few_uploads_are_held_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guards, "SLOWEST_BODY", 0.05)
    monkeypatch.setattr(guards, "MOST_UPLOADS", 0)
    sent: list[Message] = []

    async def ask(path: str) -> None:
        async def never() -> Message:
            await asyncio.sleep(PATIENCE)
            raise AssertionError("it waited")

        async def send(message: Message) -> None:
            sent.append(message)

        headers = [
            (b"host", b"localhost:80"),
            (b"origin", b"http://localhost:80"),
            (b"content-type", b"application/json"),
        ]
        scope = {"type": "http", "method": "POST", "path": path, "headers": headers}
        await guards.Guards(never, guards.hosts(80))(scope, never, send)  # type: ignore[arg-type]

    for path, status in ((guards.UPLOADS, 503), ("/api/decide", 408)):
        sent.clear()
        run_in_thread(ask(path))
        assert sent[0]["status"] == status


def test_nothing_of_one_session_is_in_another(stranger: Stranger) -> None:
    words = [stranger.post()[1]["set-cookie"].split(";")[0] for _ in range(2)]
    assert words[0] != words[1]
    assert stranger.post(cookie=words[0])[1]["set-cookie"].split(";")[0] == words[0]
    guessed = f"simalign-{stranger.port}=guessed"
    assert stranger.post(cookie=guessed)[1]["set-cookie"].split(";")[0] != guessed


def test_two_pages_of_one_browser_do_not_take_each_others_place(stranger: Stranger) -> None:
    assert stranger.post()[1]["set-cookie"].startswith(f"simalign-{stranger.port}=")
    mine = stranger.post()[1]["set-cookie"].split(";")[0]
    both = f"{mine}; simalign-{stranger.port + 1}=another"  # a browser sends those of all ports
    assert stranger.post(cookie=both)[1]["set-cookie"].split(";")[0] == mine


def test_small_answers_are_sent_at_once() -> None:
    with listening(0) as found:
        assert found.proto == socket.IPPROTO_TCP  # what asyncio looks at before it sets TCP_NODELAY
        assert found.getsockname()[0] == "127.0.0.1"
