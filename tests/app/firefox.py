"""Firefox without a window, driven by its own protocol, Marionette, which needs no driver.

A message is a JSON list, preceded by its length and a colon. A command is [0, number, name, parameters], its answer
[1, number, error or null, result].
"""

import json
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from time import monotonic, sleep
from typing import Any, BinaryIO

from tests.patience import PATIENCE

FIREFOX = shutil.which("firefox-esr") or shutil.which("firefox")


class Firefox:
    """A session: ``command`` returns the result of a command, and raises RuntimeError for an error."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream
        self.numbers = count()
        self._receive()  # the greeting
        self.command("WebDriver:NewSession")

    def command(self, name: str, **parameters: Any) -> Any:
        """Return the ``value`` of the result."""
        message = json.dumps([0, next(self.numbers), name, parameters]).encode()
        self.stream.write(b"%d:%s" % (len(message), message))
        self.stream.flush()
        _, _, error, result = self._receive()
        if error:
            raise RuntimeError(f"{name}: {error}")
        return result.get("value") if isinstance(result, dict) else result

    def evaluate(self, script: str) -> Any:
        """Return the value of an expression in the page."""
        return self.command("WebDriver:ExecuteScript", script=f"return {script}", args=[])

    def _receive(self) -> Any:
        digits = b""
        while (letter := self.stream.read(1)) != b":":
            digits += letter
        return json.loads(self.stream.read(int(digits)))


@contextmanager
def firefox(profile: Path) -> Iterator[Firefox]:
    """Run Firefox with a new profile in a folder."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (profile / "user.js").write_text(f'user_pref("marionette.port", {port});\n', encoding="utf-8")
    command = [str(FIREFOX), "--headless", "--marionette", "--no-remote", "--profile", str(profile)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            with _connection(port) as connection, connection.makefile("rwb") as stream:
                yield Firefox(stream)
        finally:
            process.terminate()


def _connection(port: int) -> socket.socket:
    """Return a connection to a server that is starting."""
    end = monotonic() + PATIENCE
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        except ConnectionRefusedError:
            if monotonic() > end:
                raise
            sleep(0.1)
