"""The server: a few routes on this machine's own address, and the computations in threads beside them."""

import json
import socket
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from anyio.to_thread import run_sync
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from simalign.app.guards import Guards
from simalign.app.static_files import static_files
from simalign.app.warm import Engine
from simalign.errors import InputError, Problem

if TYPE_CHECKING:
    from simalign.app.session import Session, Sessions

HOST = "127.0.0.1"
COOKIE = "simalign"
BLOCK = "application/octet-stream"
Computation = Callable[["Session", Any], tuple[bytes, str, str]]  # body, media type, file name if it is to be kept


def computed(session: "Session", given: Any) -> tuple[bytes, str, str]:
    """The comparison that the page plays."""
    from simalign.app.asked import asked

    return session.block(asked(given)), BLOCK, ""


def story_of(session: "Session", given: Any) -> tuple[bytes, str, str]:
    """One person's story under every policy."""
    from simalign.app.asked import asked
    from simalign.app.story import told

    given, member = _apart(given, "member")
    what = asked(given)
    stage, _ = session.compared(what)
    size = stage.simulations[0].organisation.size if stage.simulations else 0
    if type(member) is not int or not 0 <= member < size:
        allowed = f"a whole number from 0 to {size - 1}"
        raise InputError([Problem("is nobody here", key="member", value=member, allowed=allowed)])
    return told(what, stage, member), BLOCK, ""


def exported(session: "Session", given: Any) -> tuple[bytes, str, str]:
    """Everything that repeats the runs, and their series."""
    from simalign.app.asked import asked
    from simalign.app.exports import archive

    what = asked(given)
    _, lived = session.compared(what)
    return archive(what, [own.series for own in lived]), "application/zip", f"simalign-seed-{what.seed}.zip"


def kept(session: "Session", given: Any) -> tuple[bytes, str, str]:
    """The page with its runs as one file; the story of ``member``, if one is open, goes along."""
    from simalign.app.catalogue import catalogue
    from simalign.app.saved import saved_page

    given, address = _apart(given, "address")
    rest, member = _apart(given, "member")
    parts = {"run": computed(session, rest)[0]}
    if member is not None:
        parts["story"] = story_of(session, given)[0]
    texts = {"address": str(address or ""), "catalogue": catalogue()}
    return saved_page(parts, texts), "text/html; charset=utf-8", "simalign.html"


def _apart(given: Any, key: str) -> tuple[Any, Any]:
    """What is given without one key, and that key's value."""
    if not isinstance(given, dict):
        return given, None
    return {name: value for name, value in given.items() if name != key}, given.get(key)


class Page:
    """The routes, and what they share: the engine and the sessions."""

    def __init__(self) -> None:
        self.engine = Engine()
        self._sessions: Sessions | None = None

    @property
    def sessions(self) -> "Sessions":
        """All sessions; the engine must be ready, as they import it."""
        if self._sessions is None:
            from simalign.app.session import Sessions

            self._sessions = Sessions()
        return self._sessions

    async def file(self, request: Request) -> Response:
        """A file of the page, by its name."""
        name = request.path_params.get("name", "index.html")
        if name not in static_files():
            return JSONResponse({"problems": ["There is no such page."]}, 404)
        content, kind = static_files()[name]
        return Response(content, media_type=kind)

    async def ready(self, request: Request) -> Response:
        """Whether the engine is ready."""
        return JSONResponse(self.engine.state())

    async def catalogue(self, request: Request) -> Response:
        """What the forms are made of."""
        from simalign.app.catalogue import catalogue

        return JSONResponse(await run_sync(catalogue))

    def post(self, compute: Computation) -> Callable[[Request], Awaitable[Response]]:
        """A route that computes what the body of a request asks for."""

        async def answer(request: Request) -> Response:
            await run_sync(self.engine.ready.wait)
            if self.engine.problem:
                return JSONResponse({"problems": [self.engine.problem]}, 503)
            try:
                given = json.loads(await request.body())
            except (ValueError, RecursionError):
                return JSONResponse({"problems": ["The request is not JSON."]}, 400)
            word, session = self.sessions.of(request.cookies.get(COOKIE))
            try:
                body, kind, name = await run_sync(partial(compute, session, given))
            except InputError as error:
                return JSONResponse({"problems": [str(problem) for problem in error.problems]}, 422)
            except Exception as error:  # a run that fails shows a message, and the page lives on
                return JSONResponse({"problems": [f"The run failed: {type(error).__name__}: {error}"]}, 500)
            answer = Response(body, media_type=kind)
            if name:
                answer.headers["content-disposition"] = f'attachment; filename="{name}"'
            answer.set_cookie(COOKIE, word, httponly=True, samesite="strict", path="/")
            return answer

        return answer


def application(port: int) -> ASGIApp:
    """The application that answers at this port; the engine begins to get ready."""
    page = Page()
    page.engine.start()
    routes = [
        Route("/", page.file),
        Route("/static/{name}", page.file),
        Route("/api/ready", page.ready),
        Route("/api/catalogue", page.catalogue),
        *(
            Route(f"/api/{name}", page.post(compute), methods=["POST"])
            for name, compute in {"run": computed, "story": story_of, "export": exported, "page": kept}.items()
        ),
    ]
    return Guards(Starlette(routes=routes), port)


def listening(port: int) -> socket.socket:
    """A socket that listens on this machine only; port 0 takes any free one. Raises OSError where it is taken."""
    found = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind((HOST, port))
        found.listen(128)
    except OSError:
        found.close()
        raise
    return found


def serve(sock: socket.socket, started: Callable[[], None] = lambda: None) -> None:
    """Answer on a socket until the process is asked to stop; ``started`` is called when the first request will do."""
    import uvicorn

    port = sock.getsockname()[1]
    config = uvicorn.Config(
        application(port),
        log_level="warning",
        access_log=False,
        lifespan="off",
        server_header=False,
        ws="none",
        timeout_graceful_shutdown=1,
        limit_concurrency=128,
        timeout_keep_alive=30,
        h11_max_incomplete_event_size=32 * 1024,
    )
    server = uvicorn.Server(config)
    started()
    server.run(sockets=[sock])
