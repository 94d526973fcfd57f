"""ASGI middleware that checks the Host, Origin and size of requests and adds security headers to responses.

A page on another site can make a browser send requests to this server, and a foreign domain name can be pointed at
this machine (DNS rebinding). Therefore the Host header must be one of the names of this machine, and every request that
computes or changes something must come from the page of this server (Origin header). The content security policy
prevents the page from loading, sending or running anything else.
"""

import asyncio
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from simalign.app.http.limits import ALONE, files_in

LARGEST_BODY = 64 * 1024  # bytes
UPLOADS = "/api/organisation"  # route that accepts files
MOST_UPLOADS = 4  # received at the same time
SLOWEST_BODY = 10.0  # seconds within which a body must arrive
NAMES = ("127.0.0.1", "localhost", "[::1]")
READING = ("GET", "HEAD")
POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' blob: data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
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


type Admit = Callable[[Scope], AbstractContextManager[None]]


class Refused(Exception):
    """Rejection of a request: HTTP status, reason and, if a retry can succeed, the seconds to ``wait`` before it."""

    def __init__(self, status: int, reason: str, wait: int = 0) -> None:
        super().__init__(reason)
        self.status = status
        self.wait = wait

    def answer(self) -> JSONResponse:
        """Return the JSON response that reports the rejection."""
        return JSONResponse(
            {"problems": [str(self)]}, self.status, {"retry-after": str(self.wait)} if self.wait else {}
        )


def hosts(port: int, names: Iterable[str] = NAMES) -> frozenset[str]:
    """Return the Host headers that this server accepts.

    >>> sorted(hosts(8000))
    ['127.0.0.1:8000', '[::1]:8000', 'localhost:8000']
    """
    return frozenset(f"{name}:{port}" for name in names) | (frozenset(names) if port == 80 else frozenset())


def check(
    method: str, headers: Iterable[tuple[bytes, bytes]], allowed: frozenset[str], most: int = LARGEST_BODY
) -> None:
    """Raise Refused unless a request is addressed to this server and, if it is a POST, sent by its own page.

    >>> check("POST", [(b"host", b"localhost:80"), (b"origin", b"https://evil.example")], hosts(80))
    Traceback (most recent call last):
    simalign.app.http.guards.Refused: This request came from another site; open the page at simalign's own address.
    """
    values: dict[str, list[str]] = {}
    for name, value in headers:
        values.setdefault(name.decode("latin-1").lower(), []).append(value.decode("latin-1"))
    host = values.get("host", [])
    if len(host) != 1 or host[0].lower() not in allowed:
        raise Refused(421, "This server answers only to its own address. Open the one that simalign printed.")
    site = values.get("sec-fetch-site", ["none"])
    if method in READING:
        return
    if method != "POST":
        raise Refused(405, f"The method {method} is not supported.")
    if values.get("origin") != [f"http://{host[0]}"] or site[0] not in ("same-origin", "none"):
        raise Refused(403, "This request came from another site; open the page at simalign's own address.")
    if values.get("content-type", [""])[0].split(";")[0].strip() != "application/json":
        raise Refused(415, "The content type must be application/json.")
    length = values.get("content-length", ["0"])[0]
    if not length.isdecimal() or len(length) > 12 or int(length) > most:
        raise Refused(413, _too_large(most))


def _too_large(most: int) -> str:
    if most == LARGEST_BODY:
        return f"The request is too large; at most {most // 1024:,} KB are accepted."
    return f"The files are too large; together they may have at most {files_in(most) // 1024:,} KB."


async def body_of(receive: Receive, most: int = LARGEST_BODY) -> bytes:
    """Return the whole body of a request. Raises Refused if it is too large or arrives too slowly."""
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


def _admit_all(scope: Scope) -> AbstractContextManager[None]:
    return nullcontext()


class Guards:
    """Middleware that checks every request before it reaches the application.

    allowed: accepted Host headers. upload: largest request with files, bytes. admit: a further check, entered as a
    context before the body is read; it raises Refused to reject the request.
    """

    def __init__(
        self, app: ASGIApp, allowed: frozenset[str], upload: int = ALONE.upload, admit: Admit = _admit_all
    ) -> None:
        self.app = app
        self.allowed = allowed
        self.upload = upload
        self.admit = admit
        self.uploads = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on to the application or reject it. Websockets are always rejected."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                present = {name.lower() for name, _ in message["headers"]}
                missing = [(k.encode(), v.encode()) for k, v in HEADERS.items() if k.encode() not in present]
                message = {**message, "headers": [*message["headers"], *missing]}
            await send(message)

        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return
        try:
            most = self.upload if scope["path"] == UPLOADS else LARGEST_BODY
            check(scope["method"], scope["headers"], self.allowed, most)
            with self.admit(scope):
                body = await self._body(receive, scope["path"]) if scope["method"] == "POST" else b""

                async def receive_body() -> Message:
                    return {"type": "http.request", "body": body, "more_body": False}

                await self.app(scope, receive_body, send_with_headers)
        except Refused as refused:  # raised by the checks above; routes answer their own refusals
            answer = refused.answer()
            answer.headers["connection"] = "close"
            await answer(scope, receive, send_with_headers)

    async def _body(self, receive: Receive, path: str) -> bytes:
        """Return the body of a request. At most ``MOST_UPLOADS`` large bodies are in memory at the same time."""
        if path != UPLOADS:
            return await body_of(receive)
        if self.uploads >= MOST_UPLOADS:
            raise Refused(503, "Other participants are uploading organisations at the moment. Please try again.")
        self.uploads += 1
        try:
            return await body_of(receive, self.upload)
        finally:
            self.uploads -= 1
