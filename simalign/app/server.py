"""The server: a few routes on this machine's own address, and the computations in threads beside them."""

import json
import socket
from collections.abc import Awaitable, Callable, Mapping
from functools import cached_property, partial
from typing import TYPE_CHECKING

from anyio.to_thread import run_sync
from starlette.applications import Starlette
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from simalign.app.guards import Guards
from simalign.app.static_files import static_files
from simalign.app.warm import Engine
from simalign.errors import InputError

if TYPE_CHECKING:
    from simalign.app.computations import Computation, InClass
    from simalign.app.lessons import Loaded
    from simalign.app.session import Sessions

    type Lessons = Mapping[str, Loaded]

HOST = "127.0.0.1"
COOKIE = "simalign"
COMPUTED = ("run", "story", "export", "page", "organisation", "forget", "decide", "flip", "predict", "results")


class Page:
    """The routes, and what they share: the engine and the sessions."""

    def __init__(self, lessons: "Lessons | None" = None) -> None:
        self.engine = Engine()
        self._sessions: Sessions | None = None
        self._given = lessons or {}

    @cached_property
    def computations(self) -> "tuple[dict[str, Computation], InClass]":
        """What can be computed; the engine must be ready."""
        from simalign.app.computations import computations

        return computations(self._lessons)

    def _lessons(self) -> "Lessons":
        """The lessons that were given, then those that come with the program."""
        from simalign.app.lessons import shipped_lessons

        return {**self._given, **{k: v for k, v in shipped_lessons().items() if k not in self._given}}

    async def lessons(self, request: Request) -> Response:
        """All lessons, without what comes out of them."""
        await run_sync(self.engine.ready.wait)
        return JSONResponse(await run_sync(lambda: self.computations[1].listed()))

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

    def post(self, name: str) -> Callable[[Request], Awaitable[Response]]:
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
                compute = self.computations[0][name]
                body, kind, file = await run_sync(partial(compute, session, given))
            except InputError as error:
                return JSONResponse({"problems": [str(problem) for problem in error.problems]}, 422)
            except Exception as error:  # a run that fails shows a message, and the page lives on
                return JSONResponse({"problems": [f"The run failed: {type(error).__name__}: {error}"]}, 500)
            answer = Response(body, media_type=kind)
            if file:
                answer.headers["content-disposition"] = f'attachment; filename="{file}"'
            answer.set_cookie(COOKIE, word, httponly=True, samesite="strict", path="/")
            return answer

        return answer


def application(port: int, lessons: "Lessons | None" = None) -> ASGIApp:
    """The application that answers at this port, with further lessons; the engine begins to get ready."""
    page = Page(lessons)
    page.engine.start()
    routes = [
        Route("/", page.file),
        Route("/static/{name}", page.file),
        Route("/api/ready", page.ready),
        Route("/api/catalogue", page.catalogue),
        Route("/api/lessons", page.lessons),
        *(Route(f"/api/{name}", page.post(name), methods=["POST"]) for name in COMPUTED),
    ]
    return Guards(GZipMiddleware(Starlette(routes=routes), minimum_size=2000, compresslevel=1), port)


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


def serve(sock: socket.socket, started: Callable[[], None] = lambda: None, lessons: "Lessons | None" = None) -> None:
    """Answer on a socket until the process is asked to stop; ``started`` is called when the first request will do."""
    import uvicorn

    port = sock.getsockname()[1]
    config = uvicorn.Config(
        application(port, lessons),
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
