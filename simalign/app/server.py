"""The web server: routes of the page and of its API. The page computes its runs by itself."""

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
from simalign.app.classroom.course import Course
from simalign.app.classroom.invitation import invitation
from simalign.app.classroom.lessons import LoadedLesson, shipped_lessons
from simalign.app.handlers import Handler, LessonHandlers, handlers
from simalign.app.http.assets import compressed, document, static_files, version
from simalign.app.http.connections import MOST, ConnectionLimiter, limited_protocol
from simalign.app.http.guards import Guards, Refused, hosts
from simalign.app.http.limits import ALONE, CLASS
from simalign.app.http.process import prepare
from simalign.app.startup import EngineStartup
from simalign.app.views.catalogue import catalogue
from simalign.app.views.session import Session, Sessions
from simalign.errors import InputError

type Lessons = Mapping[str, LoadedLesson]
HOST = "127.0.0.1"
COOKIE = "simalign-{port}"  # browsers send cookies to all ports of a machine
THREADS = 2  # worker threads of requests; long jobs run one at a time in another thread
LONG_JOBS, WAITING = ("decide", "flip", "part", "board"), 12  # routes with long jobs, and how many of these may wait
UNCOMPRESSED = 2000  # bytes up to which a response is not compressed
HANDLED = (
    *("page", "organisation", "forget", "class", "predict", "play", "lesson"),
    *LONG_JOBS,
)


class PageServer:
    """The routes and the state they share: sessions and worker threads; ``admission`` is set for a class."""

    def __init__(
        self, port: int, lessons: Lessons | None = None, admission: Admission | None = None, host: str = HOST
    ) -> None:
        self.engine = EngineStartup()
        self.cookie = COOKIE.format(port=port)
        self.admission = admission
        self.limits = CLASS if admission else ALONE
        self.threads = ThreadPoolExecutor(THREADS, thread_name_prefix="page")
        self.long_jobs = ThreadPoolExecutor(1, thread_name_prefix="long-jobs")
        self.waiting = 0
        self.sessions = Sessions(self.limits)
        if admission:
            admission.on_removal = self.sessions.remove
        self._user_lessons = lessons or {}
        self.course = Course(invitation(f"http://{host}:{port}/", admission.code)) if admission else None

    @cached_property
    def handlers(self) -> tuple[dict[str, Handler], LessonHandlers]:
        """Handlers by route, and the handlers of lessons."""
        return handlers(self._lessons, self.course)

    @cached_property
    def catalogue_json(self) -> bytes:
        """JSON of the catalogue, which is the same for everybody."""
        return json.dumps(catalogue(self.limits)).encode()

    @cached_property
    def lessons_json(self) -> bytes:
        """JSON of the list of lessons, which is the same for everybody."""
        return json.dumps(self.handlers[1].lesson_list()).encode()

    def _lessons(self) -> Lessons:
        """Return the lessons of the user, then the shipped ones."""
        return {**self._user_lessons, **{k: v for k, v in shipped_lessons().items() if k not in self._user_lessons}}

    async def lessons(self, request: Request) -> Response:
        """Route of the list of lessons; it has no results."""
        return await self.in_thread(lambda: self.response(request, self.lessons_json, "application/json"))

    async def wait_for_engine(self) -> None:
        """Wait for the engine without occupying a thread."""
        while not self.engine.ready.is_set():
            await asyncio.sleep(0.02)

    async def in_thread[T](self, work: Callable[[], T]) -> T:
        """Run work in a worker thread and return its result."""
        return await asyncio.get_running_loop().run_in_executor(self.threads, work)

    async def in_queue[T](self, work: Callable[[], T]) -> T:
        """Run a long job after those that wait already and return its result. Raises Refused if too many wait."""
        if self.waiting >= WAITING:
            raise Refused(503, "Many decisions are being computed at the moment. Please try again in a minute.", 60)
        self.waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self.long_jobs, work)
        finally:
            self.waiting -= 1

    def response(self, request: Request, body: bytes, kind: str) -> Response:
        """Return a response, compressed if it goes over a network; on this machine compression would only cost time."""
        compress = self.admission and "gzip" in request.headers.get("accept-encoding", "")
        if not compress or len(body) < UNCOMPRESSED:
            return Response(body, media_type=kind)
        headers = {"content-encoding": "gzip", "vary": "accept-encoding"}
        return Response(gzip.compress(body, 1, mtime=0), headers=headers, media_type=kind)

    def session(self, request: Request) -> tuple[str, Session]:
        """Return the token for the cookie (empty in a class, where admission sets it) and the session of a request."""
        if self.admission:
            participant = request.scope["participant"]
            return "", self.sessions.of_participant(participant.session_id, participant.host)
        return self.sessions.of_cookie(request.cookies.get(self.cookie))

    async def page(self, request: Request) -> Response:
        """Route of the page; in a class it redirects to the join page before joining."""
        if self.admission and request.scope["participant"] is None:
            return RedirectResponse("join", 303)
        return self.response(request, *document("index.html"))

    async def join_page(self, request: Request) -> Response:
        """Route of the join page, where participants enter the code."""
        return self.response(request, *document("join.html"))

    async def join(self, request: Request) -> Response:
        """API route of joining: GET reports whether the sender has joined, POST checks a code and sets the cookie."""
        assert self.admission is not None
        participant = request.scope["participant"]
        if request.method == "GET":
            return JSONResponse({"joined": participant is not None})
        try:
            content = json.loads(await request.body())
            code = content.get("code") if isinstance(content, dict) else None
            token = self.admission.join(code, address_of(request.scope), participant)
        except (ValueError, RecursionError):
            return JSONResponse({"problems": ["The request is not JSON."]}, 400)
        except Refused as refused:
            return refused.answer()
        answer = JSONResponse({})
        if token:
            answer.set_cookie(self.admission.cookie, token, httponly=True, samesite="strict", path="/")
        return answer

    async def static_file(self, request: Request) -> Response:
        """Route of a static file, by the version of all of them and its path."""
        name = request.path_params["name"]
        if name not in static_files() or request.path_params["version"] != version():
            return JSONResponse({"problems": ["This address does not exist."]}, 404)
        body, kind = static_files()[name]
        headers = {"cache-control": "public, max-age=31536000, immutable", "vary": "accept-encoding"}
        if "gzip" in request.headers.get("accept-encoding", ""):
            body, headers["content-encoding"] = compressed(name), "gzip"
        return Response(body, headers=headers, media_type=kind)

    async def catalogue(self, request: Request) -> Response:
        """API route of the catalogue."""
        return await self.in_thread(lambda: self.response(request, self.catalogue_json, "application/json"))

    def post(self, name: str) -> Callable[[Request], Awaitable[Response]]:
        """Return the API route of a handler, which computes the response from the body of a request."""

        async def answer(request: Request) -> Response:
            if name in LONG_JOBS:
                await self.wait_for_engine()
                if self.engine.problem:
                    return JSONResponse({"problems": [self.engine.problem]}, 503)
            try:
                content = json.loads(await request.body())
            except (ValueError, RecursionError):
                return JSONResponse({"problems": ["The request is not JSON."]}, 400)
            token, session = self.session(request)

            def handle() -> Response:
                body, kind, file_name = self.handlers[0][name](session, content)
                result = self.response(request, body, kind)
                if file_name:
                    result.headers["content-disposition"] = f'attachment; filename="{file_name}"'
                return result

            try:
                result = await (self.in_queue(handle) if name in LONG_JOBS else self.in_thread(handle))
            except InputError as error:
                return JSONResponse({"problems": [str(problem) for problem in error.problems]}, 422)
            except Refused as refused:
                return refused.answer()
            except Exception as error:  # the page shows the message of a failed run and continues
                return JSONResponse({"problems": [f"The run failed: {type(error).__name__}: {error}"]}, 500)
            if token:
                result.set_cookie(self.cookie, token, httponly=True, samesite="strict", path="/")
            return result

        return answer


def application(
    port: int, lessons: Lessons | None = None, admission: Admission | None = None, host: str = HOST
) -> ASGIApp:
    """Build the ASGI application and start compiling the engine.

    port: where it will be served, for the checks of Host headers. lessons: shown before the shipped ones. admission:
    serve a class, on the address ``host`` only; without it, serve this machine under its local names.
    """
    server = PageServer(port, lessons, admission, host)
    server.engine.start()
    routes = [
        Route("/", server.page),
        Route("/static/{version}/{name:path}", server.static_file),
        Route("/api/catalogue", server.catalogue),
        Route("/api/lessons", server.lessons),
        *(Route(f"/api/{name}", server.post(name), methods=["POST"]) for name in HANDLED),
    ]
    if admission:
        routes += [Route("/join", server.join_page), Route("/api/join", server.join, methods=["GET", "POST"])]
    app = Starlette(routes=routes)
    app.router.redirect_slashes = False  # there are no routes that end with a slash
    if admission:
        return Guards(app, hosts(port, [host]), server.limits.upload, admission.admit)
    return Guards(app, hosts(port))


def listening(port: int, host: str = HOST) -> socket.socket:
    """Return a socket that listens on one address only, by default the loopback address; port 0 takes any free port.

    Raises OSError if the port is in use or the address does not belong to this machine.
    """
    # asyncio sets TCP_NODELAY only if the protocol is given; without it, a small response may wait 40 ms
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((host, port))
        sock.listen(256)
    except OSError:
        sock.close()
        raise
    return sock


def serve(
    sock: socket.socket,
    started: Callable[[], None] = lambda: None,
    lessons: Lessons | None = None,
    admission: Admission | None = None,
) -> None:
    """Serve on a socket until the process is stopped; ``started`` is called once requests are accepted."""
    prepare()
    host, port = sock.getsockname()
    config = uvicorn.Config(
        application(port, lessons, admission, host),
        log_level="warning",
        access_log=False,
        lifespan="off",
        server_header=False,
        ws="none",
        http=limited_protocol(ConnectionLimiter()),
        timeout_graceful_shutdown=1,
        proxy_headers=False,  # a client cannot claim another address
        limit_concurrency=2 * MOST,  # requests in progress; the limiter caps connections
        timeout_keep_alive=30,
        h11_max_incomplete_event_size=32 * 1024,
    )
    server = uvicorn.Server(config)
    started()
    server.run(sockets=[sock])
