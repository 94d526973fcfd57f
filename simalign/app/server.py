"""The server: a few routes at one address, and the computations in threads beside them."""

import asyncio
import gzip
import json
import socket
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from simalign.app.classroom.admission import Admission, address_of
from simalign.app.classroom.lessons import Loaded, shipped_lessons
from simalign.app.handlers import Computation, InClass, computations
from simalign.app.http.assets import static_files
from simalign.app.http.connections import MOST, Gate, watching
from simalign.app.http.guards import Guards, Refused, hosts
from simalign.app.http.limits import ALONE, CLASS
from simalign.app.http.priority import Priority
from simalign.app.http.process import prepare
from simalign.app.startup import Engine
from simalign.app.views.catalogue import catalogue
from simalign.app.views.session import Session, Sessions, Superseded
from simalign.errors import InputError

type Lessons = Mapping[str, Loaded]
HOST = "127.0.0.1"
COOKIE = "simalign-{port}"  # browsers send cookies to all ports of a machine
THREADS = 6  # in which requests are worked on; of those that take long, one after another
LONG, WAITING = ("decide", "flip"), 12  # how many of those may wait
ZIP = "application/zip"
SMALL = 2000  # bytes that are sent as they are
COMPUTED = ("run", "story", "export", "page", "organisation", "forget", "decide", "flip", "predict", "results")


class Page:
    """The routes, and what they share: the engine and the sessions; ``door``: of a class, whoever is let in."""

    def __init__(self, port: int, lessons: Lessons | None = None, admission: Admission | None = None) -> None:
        self.engine = Engine()
        self.cookie = COOKIE.format(port=port)
        self.admission = admission
        self.limits = CLASS if admission else ALONE
        self.threads = ThreadPoolExecutor(THREADS, thread_name_prefix="page")
        self.behind = ThreadPoolExecutor(1, thread_name_prefix="behind")
        self.waiting = 0
        self.priority = Priority()
        self._sessions: Sessions | None = None
        self._given = lessons or {}

    @cached_property
    def computations(self) -> tuple[dict[str, Computation], InClass]:
        """What can be computed; the engine must be ready."""
        return computations(self._lessons)

    @cached_property
    def forms(self) -> bytes:
        """The catalogue, which is the same for everybody."""
        return json.dumps(catalogue(self.limits)).encode()

    @cached_property
    def listed(self) -> bytes:
        """The lessons, which are the same for everybody."""
        return json.dumps(self.computations[1].listed()).encode()

    def _lessons(self) -> Lessons:
        """The lessons that were given, then those that come with the program."""
        return {**self._given, **{k: v for k, v in shipped_lessons().items() if k not in self._given}}

    async def lessons(self, request: Request) -> Response:
        """All lessons, without what comes out of them."""
        await self.warm()
        return await self.aside(lambda: self.packed(request, self.listed, "application/json"))

    async def warm(self) -> None:
        """Wait for the engine, without a thread that waits."""
        while not self.engine.ready.is_set():
            await asyncio.sleep(0.02)

    async def aside[T](self, work: Callable[[], T]) -> T:
        """What comes of work in a thread."""
        with self.priority.ahead():
            return await asyncio.get_running_loop().run_in_executor(self.threads, work)

    async def long[T](self, work: Callable[[], T]) -> T:
        """What comes of work that takes seconds and must not keep others waiting. Raises Refused where many wait."""
        if self.waiting >= WAITING:
            raise Refused(503, "Many decisions are being worked out just now. Please try again in a minute.", 60)
        self.waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self.behind, work)
        finally:
            self.waiting -= 1

    def packed(self, request: Request, body: bytes, kind: str) -> Response:
        """An answer; smaller where it goes through a network, which on this machine would only take time."""
        wanted = self.admission and "gzip" in request.headers.get("accept-encoding", "") and kind != ZIP
        if not wanted or len(body) < SMALL:
            return Response(body, media_type=kind)
        headers = {"content-encoding": "gzip", "vary": "accept-encoding"}
        return Response(gzip.compress(body, 1, mtime=0), headers=headers, media_type=kind)

    @property
    def sessions(self) -> Sessions:
        """All sessions; the engine must be ready, as they import it."""
        if self._sessions is None:
            self._sessions = Sessions(self.limits, self.priority, shared=self.admission is not None)
            if self.admission:
                self.admission.left = self._sessions.left
        return self._sessions

    def session(self, request: Request) -> tuple[str, Session]:
        """Who asks, and the word for their cookie; in a class they have one already."""
        if self.admission:
            participant = request.scope["participant"]
            return "", self.sessions.seated(participant.word, participant.host)
        return self.sessions.of(request.cookies.get(self.cookie))

    async def front(self, request: Request) -> Response:
        """The page, or in a class what comes before it."""
        if self.admission and request.scope["participant"] is None:
            return RedirectResponse("join", 303)
        return await self.file(request)

    async def before(self, request: Request) -> Response:
        """Where a class gives its code."""
        content, kind = static_files()["join.html"]
        return Response(content, media_type=kind)

    async def join(self, request: Request) -> Response:
        """Whether somebody is in; let them in who have the code."""
        assert self.admission is not None
        participant = request.scope["participant"]
        if request.method == "GET":
            return JSONResponse({"joined": participant is not None})
        try:
            given = json.loads(await request.body())
            code = given.get("code") if isinstance(given, dict) else None
            word = self.admission.join(code, address_of(request.scope), participant)
        except (ValueError, RecursionError):
            return JSONResponse({"problems": ["The request is not JSON."]}, 400)
        except Refused as refused:
            return refused.answer()
        answer = JSONResponse({})
        if word:
            answer.set_cookie(self.admission.cookie, word, httponly=True, samesite="strict", path="/")
        return answer

    async def file(self, request: Request) -> Response:
        """A file of the page, by its name."""
        name = request.path_params.get("name", "index.html")
        if name not in static_files():
            return JSONResponse({"problems": ["There is no such page."]}, 404)
        return self.packed(request, *static_files()[name])

    async def ready(self, request: Request) -> Response:
        """Whether the engine is ready."""
        return JSONResponse(self.engine.state())

    async def catalogue(self, request: Request) -> Response:
        """What the forms are made of."""
        return await self.aside(lambda: self.packed(request, self.forms, "application/json"))

    def post(self, name: str) -> Callable[[Request], Awaitable[Response]]:
        """A route that computes what the body of a request asks for."""

        async def answer(request: Request) -> Response:
            await self.warm()
            if self.engine.problem:
                return JSONResponse({"problems": [self.engine.problem]}, 503)
            try:
                given = json.loads(await request.body())
            except (ValueError, RecursionError):
                return JSONResponse({"problems": ["The request is not JSON."]}, 400)
            word, session = self.session(request)

            def made() -> Response:
                body, kind, file = self.computations[0][name](session, given)
                found = self.packed(request, body, kind)
                if file:
                    found.headers["content-disposition"] = f'attachment; filename="{file}"'
                return found

            try:
                found = await (self.long(made) if name in LONG else self.aside(made))
            except InputError as error:
                return JSONResponse({"problems": [str(problem) for problem in error.problems]}, 422)
            except Refused as refused:
                return refused.answer()
            except Superseded:
                return JSONResponse({"problems": ["Something newer was asked for meanwhile."]}, 409)
            except Exception as error:  # a run that fails shows a message, and the page lives on
                return JSONResponse({"problems": [f"The run failed: {type(error).__name__}: {error}"]}, 500)
            if word:
                found.set_cookie(self.cookie, word, httponly=True, samesite="strict", path="/")
            return found

        return answer


def application(
    port: int, lessons: Lessons | None = None, admission: Admission | None = None, host: str = HOST
) -> ASGIApp:
    """The application that answers at this port, with further lessons; the engine begins to get ready.

    With a ``door`` it answers a class, at exactly the address ``host``; without, this machine by its names.
    """
    page = Page(port, lessons, admission)
    page.engine.start()
    routes = [
        Route("/", page.front),
        Route("/static/{name}", page.file),
        Route("/api/ready", page.ready),
        Route("/api/catalogue", page.catalogue),
        Route("/api/lessons", page.lessons),
        *(Route(f"/api/{name}", page.post(name), methods=["POST"]) for name in COMPUTED),
    ]
    if admission:
        routes += [Route("/join", page.before), Route("/api/join", page.join, methods=["GET", "POST"])]
    app = Starlette(routes=routes)
    app.router.redirect_slashes = False  # there are no other addresses
    if admission:
        return Guards(app, hosts(port, [host]), page.limits.upload, admission.admitted)
    return Guards(app, hosts(port))


def listening(port: int, host: str = HOST) -> socket.socket:
    """A socket that listens at this address only, by default this machine's own; port 0 takes any free one.

    Raises OSError where it is taken, or the address is not this machine's.
    """
    # asyncio sends small answers at once (TCP_NODELAY) only where the protocol is named; otherwise each may wait 40 ms
    found = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind((host, port))
        found.listen(256)
    except OSError:
        found.close()
        raise
    return found


def serve(
    sock: socket.socket,
    started: Callable[[], None] = lambda: None,
    lessons: Lessons | None = None,
    admission: Admission | None = None,
) -> None:
    """Answer on a socket until the process is asked to stop; ``started`` is called when the first request will do."""
    prepare()
    host, port = sock.getsockname()
    config = uvicorn.Config(
        application(port, lessons, admission, host),
        log_level="warning",
        access_log=False,
        lifespan="off",
        server_header=False,
        ws="none",
        http=watching(Gate()),
        timeout_graceful_shutdown=1,
        proxy_headers=False,  # nobody says from where somebody else asks
        limit_concurrency=2 * MOST,  # requests under way; the gate sees to connections
        timeout_keep_alive=30,
        h11_max_incomplete_event_size=32 * 1024,
    )
    server = uvicorn.Server(config)
    started()
    server.run(sockets=[sock])
