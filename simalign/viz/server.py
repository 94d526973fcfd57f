"""Solara's server for the page, on this machine only, with its network access switched off."""

import logging
import os
import warnings
from collections.abc import Callable
from socket import socket
from typing import Any, NoReturn

from simalign.app.http.guards import hosts
from simalign.installation import require
from simalign.viz.model import InitialParameters

QUIET = {"SOLARA_TELEMETRY_MIXPANEL_ENABLE": "False", "SOLARA_TELEMETRY_SERVER_USER_ID": "nobody"}
POLICY = (  # content security policy; the page compiles solara's templates, which needs unsafe-eval
    "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:; connect-src 'self' ws://{host}; "
    "base-uri 'self'; form-action 'none'; frame-ancestors 'none'"
)


def check_installed() -> None:
    """Raise InputError if a package of the extra is missing."""
    require("simalign viz", "viz", "solara", "altair", distributions=("solara-assets",))


class OriginGuard:
    """Middleware that rejects requests with a foreign Host header or from a page of another origin.

    ``simalign.app.http.guards`` gives the reasons.
    """

    def __init__(self, app: Any, port: int) -> None:
        self.app = app
        self.allowed = hosts(port)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Pass a request on to the application or reject it."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        host = headers.get("host", "").lower()
        read_only = scope["type"] == "http" and scope["method"] in ("GET", "HEAD")
        if host not in self.allowed or not (read_only or headers.get("origin") == f"http://{host}"):
            await _refused(scope, send)
            return

        async def with_policy(message: Any) -> None:
            if message["type"] == "http.response.start":
                policy = POLICY.format(host=host).encode()
                message["headers"] = [*message["headers"], (b"content-security-policy", policy)]
            await send(message)

        await self.app(scope, receive, with_policy)


async def _refused(scope: Any, send: Any) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
        return
    await send({"type": "http.response.start", "status": 403, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": b"This server answers only to its own page."})


def _no_download(address: str) -> NoReturn:
    raise OSError(f"{address} is not among the installed files, and downloads are disabled")


def serve(sock: socket, first: InitialParameters, started: Callable[[], None] = lambda: None) -> None:
    """Serve on a socket until the process is stopped; ``started`` is called once requests are accepted."""
    os.environ.update(QUIET)  # solara reads them when it is imported
    warnings.filterwarnings(
        "ignore", "Cookies with samesite=none"
    )  # from solara, on each page; cookies are not needed across sites
    import uvicorn
    from solara.server import app, cdn_helper, settings, starlette

    from simalign.viz import page

    page.first = first
    cdn_helper.fetch_from_cdn = _no_download  # what solara-assets lacks would be fetched from a CDN
    settings.theme.title = page.TITLE
    settings.theme.show_banner = False
    app.apps["__default__"] = app.AppScript("simalign.viz.page")
    config = uvicorn.Config(
        OriginGuard(starlette.app, sock.getsockname()[1]),
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=1,
        proxy_headers=False,
    )
    server = uvicorn.Server(config)

    def exit_quietly(number: int, frame: Any) -> None:
        """Stop without log messages about open pages that are disconnected."""
        logging.disable()
        uvicorn.Server.handle_exit(server, number, frame)

    server.handle_exit = exit_quietly  # type: ignore[method-assign, assignment]
    started()
    server.run(sockets=[sock])
