"""Who may ask, how much, and what the browser may do with the answer; ahead of every route.

A page on another site can make a browser send requests here, and a name of its own can be pointed at this machine
(DNS rebinding): so the Host must be this machine by one of its names, and what computes or changes anything must come
from our own page (Origin). The content security policy keeps the page from loading, sending or running anything else.
"""

import asyncio
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from simalign.app.http.limits import ALONE, files_in

LARGEST_BODY = 64 * 1024  # bytes
UPLOADS = "/api/organisation"  # where files are brought along
MOST_UPLOADS = 4  # under way at once
SLOWEST_BODY = 10.0  # seconds
NAMES = ("127.0.0.1", "localhost", "[::1]")
READING = ("GET", "HEAD")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "cache-control": "no-store",
}


type Admitted = Callable[[Scope], AbstractContextManager[None]]


class Refused(Exception):
    """A request that is not answered; ``status`` is HTTP's, ``wait`` in how many seconds it would be, if it ever is."""

    def __init__(self, status: int, reason: str, wait: int = 0) -> None:
        super().__init__(reason)
        self.status = status
        self.wait = wait

    def answer(self) -> JSONResponse:
        """What is said instead."""
        return JSONResponse(
            {"problems": [str(self)]}, self.status, {"retry-after": str(self.wait)} if self.wait else {}
        )


def hosts(port: int, names: Iterable[str] = NAMES) -> frozenset[str]:
    """The Host headers by which this server is asked.

    >>> sorted(hosts(8000))
    ['127.0.0.1:8000', '[::1]:8000', 'localhost:8000']
    """
    return frozenset(f"{name}:{port}" for name in names) | (frozenset(names) if port == 80 else frozenset())


def check(
    method: str, headers: Iterable[tuple[bytes, bytes]], allowed: frozenset[str], largest: int = LARGEST_BODY
) -> None:
    """Raise Refused for a request that did not come from our own page to our own name.

    >>> check("POST", [(b"host", b"localhost:80"), (b"origin", b"https://evil.example")], hosts(80))
    Traceback (most recent call last):
    simalign.app.http.guards.Refused: This request came from another site; open the page at simalign's own address.
    """
    found: dict[str, list[str]] = {}
    for name, value in headers:
        found.setdefault(name.decode("latin-1").lower(), []).append(value.decode("latin-1"))
    host = found.get("host", [])
    if len(host) != 1 or host[0].lower() not in allowed:
        raise Refused(421, "This server answers only to its own address. Open the one that simalign printed.")
    site = found.get("sec-fetch-site", ["none"])
    if method in READING:
        return
    if method != "POST":
        raise Refused(405, f"{method} is not answered here.")
    if found.get("origin") != [f"http://{host[0]}"] or site[0] not in ("same-origin", "none"):
        raise Refused(403, "This request came from another site; open the page at simalign's own address.")
    if found.get("content-type", [""])[0].split(";")[0].strip() != "application/json":
        raise Refused(415, "Only application/json is read here.")
    length = found.get("content-length", ["0"])[0]
    if not length.isdecimal() or len(length) > 12 or int(length) > largest:
        raise Refused(413, _too_large(largest))


def _too_large(most: int) -> str:
    if most == LARGEST_BODY:
        return f"This is too large; at most {most // 1024:,} KB are read."
    return f"The files are too large; together they may have {files_in(most) // 1024:,} KB."


async def body_of(receive: Receive, most: int = LARGEST_BODY) -> bytes:
    """The whole body of a request. Raises Refused where it is too large or too slow in coming."""
    body = bytearray()
    try:
        async with asyncio.timeout(SLOWEST_BODY):
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise Refused(400, "The request ended early.")
                body += message.get("body", b"")
                if len(body) > most:
                    raise Refused(413, _too_large(most))
                if not message.get("more_body"):
                    return bytes(body)
    except TimeoutError:
        raise Refused(408, "The request took too long to arrive.") from None


def _anybody(scope: Scope) -> AbstractContextManager[None]:
    return nullcontext()


class Guards:
    """The outermost layer of the application.

    ``allowed``: the Host headers; ``upload``: bytes of a request with files; ``admitted``: who else is asked,
    before a body is read, whether a request may come in (it raises Refused where not).
    """

    def __init__(
        self, app: ASGIApp, allowed: frozenset[str], upload: int = ALONE.upload, admitted: Admitted = _anybody
    ) -> None:
        self.app = app
        self.allowed = allowed
        self.upload = upload
        self.admitted = admitted
        self.uploads = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or refuse; websockets are refused."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = {name.lower() for name, _ in message["headers"]}
                more = [(k.encode(), v.encode()) for k, v in HEADERS.items() if k.encode() not in own]
                message = {**message, "headers": [*message["headers"], *more]}
            await send(message)

        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return
        try:
            largest = self.upload if scope["path"] == UPLOADS else LARGEST_BODY
            check(scope["method"], scope["headers"], self.allowed, largest)
            with self.admitted(scope):
                body = await self._body(receive, scope["path"]) if scope["method"] == "POST" else b""

                async def whole() -> Message:
                    return {"type": "http.request", "body": body, "more_body": False}

                await self.app(scope, whole, guarded)
        except Refused as refused:  # ours: a route answers its own
            answer = refused.answer()
            answer.headers["connection"] = "close"
            await answer(scope, receive, guarded)

    async def _body(self, receive: Receive, path: str) -> bytes:
        """The body of a request; only a few large ones are in memory at once."""
        if path != UPLOADS:
            return await body_of(receive)
        if self.uploads >= MOST_UPLOADS:
            raise Refused(503, "Others are bringing their organisations just now; please try again.")
        self.uploads += 1
        try:
            return await body_of(receive, self.upload)
        finally:
            self.uploads -= 1
