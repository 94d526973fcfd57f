"""simalign app: the page for comparing policies, served on this machine only unless a class joins."""

import webbrowser
from errno import EADDRNOTAVAIL
from pathlib import Path
from socket import socket
from threading import Thread
from typing import Annotated

import typer

from simalign.app.classroom.admission import Admission
from simalign.app.classroom.invitation import address as address_in
from simalign.app.classroom.lessons import load_lessons
from simalign.app.http.limits import ALONE, CLASS
from simalign.app.server import HOST, listening, serve
from simalign.cli.lazy import command
from simalign.cli.options import tell, whole_option
from simalign.errors import InputError, Problem

USUAL, TRIED = 8710, 20
PortOption = Annotated[
    int | None,
    whole_option(0, 65535, f"Port to listen on, 0 for any; default: {USUAL} or the next free one."),
]
BrowserOption = Annotated[bool, typer.Option("--browser/--no-browser", help="Open the page in the browser.")]


@command(epilog="Example: simalign app --port 8711 --no-browser")
def app(
    port: PortOption = None,
    lessons: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Folder of your lessons, one YAML file each.", show_default=False),
    ] = None,
    classroom: Annotated[
        bool, typer.Option("--classroom", help="Admit a class from the network with a code (at most 60 people).")
    ] = False,
    host: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS", help="With --classroom: this machine's address in the network.", show_default=False
        ),
    ] = None,
    browser: BrowserOption = True,
) -> None:
    """Open the page for comparing policies, in the browser.

    The page shows policies side by side, lessons for a class, and reports on your organisation. The server listens on
    this machine only (127.0.0.1), needs no network, and forgets everything when it stops.

    With --classroom it listens on the network and admits people who enter the code that it prints. The connection is
    not encrypted: use a network that you trust, and do not upload a real organisation.
    """
    if host is not None and not classroom:
        raise InputError(
            [Problem("requires --classroom; otherwise the page is at 127.0.0.1", key="--host", value=host)]
        )
    if classroom:
        host = address_in(host)
    loaded_lessons = None
    if lessons is not None:
        loaded_lessons = load_lessons(lessons, CLASS if classroom else ALONE)
    sock = listening_at(port, host or HOST)
    admission = None
    if classroom:
        admission = Admission(sock.getsockname()[1])
    address = f"http://{host or HOST}:{sock.getsockname()[1]}/"

    def started() -> None:
        print(f"simalign is at {address} (Ctrl+C stops it)", flush=True)
        if admission:
            _invite(address, admission)
        if browser:
            link = f"{address}join#code={admission.host_code}" if admission else address
            Thread(target=webbrowser.open, args=[link], daemon=True).start()

    serve(sock, started, loaded_lessons, admission)


def _invite(address: str, admission: Admission) -> None:
    """Print the host's link, and where the class finds how to join."""
    print(f"Your screen, for you alone: {address}join#code={admission.host_code}")
    print("Open it and project that page, not this terminal: it shows the class the address, the code and a QR code")
    print(f"The class joins at {address} with the code {admission.code}")
    print("The connection is not encrypted: use a network that you trust, with no real organisation", flush=True)


def listening_at(port: int | None, host: str = "127.0.0.1") -> socket:
    """Return a socket that listens at a port; without one, at the usual port or the next free one, which is printed.

    Raises InputError if the port is taken or the address does not belong to this machine.
    """
    first = USUAL if port is None else port
    for candidate in range(first, first + (TRIED if port is None else 1)):
        try:
            sock = listening(candidate, host)
        except OSError as error:
            if error.errno == EADDRNOTAVAIL:
                raise InputError([Problem("is not an address of this machine", key="--host", value=host)]) from None
            reason = error.strerror or str(error)
            continue
        if candidate != first:
            tell(f"Port {first} is taken; using {candidate}.")
        return sock
    allowed = "a free port, or 0 for any"
    raise InputError([Problem(f"cannot be used ({reason})", key="--port", value=first, allowed=allowed)])
