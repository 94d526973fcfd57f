"""simalign app: the page, in the browser, on this machine only."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simalign.cli import app as commands
from simalign.cli.options import tell, whole
from simalign.errors import InputError, Problem

if TYPE_CHECKING:
    from socket import socket

USUAL, TRIED = 8710, 20


@commands.command("app", epilog="Example: simalign app --port 8711 --no-browser")
def app(
    port: Annotated[
        int | None,
        typer.Option(
            parser=whole(0, 65535),
            metavar="N",
            help=f"Port to listen on, 0 for any; {USUAL} or the next free one if not given.",
            show_default=False,
        ),
    ] = None,
    lessons: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Lessons of your own, NAME.yaml each.", show_default=False),
    ] = None,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the page in the browser.")] = True,
) -> None:
    """Open the page: policies side by side on one organisation, lessons for a class, your own organisation.

    It listens on this machine only (127.0.0.1), needs no network, and forgets everything when it stops.
    """
    from simalign.app.server import HOST, serve

    own = None
    if lessons is not None:
        from simalign.app.lessons import load_lessons

        own = load_lessons(lessons)
    sock = _listening(port)
    address = f"http://{HOST}:{sock.getsockname()[1]}/"

    def started() -> None:
        print(f"simalign is at {address} (Ctrl+C stops it)", flush=True)
        if browser:
            import webbrowser
            from threading import Thread

            Thread(target=webbrowser.open, args=[address], daemon=True).start()

    serve(sock, started, own)


def _listening(port: int | None) -> "socket":
    """A socket at this port; where none is given, at the usual one or the next that is free, which is said.

    Raises InputError where it is taken.
    """
    from simalign.app.server import listening

    first = USUAL if port is None else port
    for candidate in range(first, first + (TRIED if port is None else 1)):
        try:
            found = listening(candidate)
        except OSError as error:
            reason = error.strerror or str(error)
            continue
        if candidate != first:
            tell(f"Port {first} is taken; using {candidate}.")
        return found
    allowed = "a free port, or 0 for any"
    raise InputError([Problem(f"cannot be listened on ({reason})", key="--port", value=first, allowed=allowed)])
