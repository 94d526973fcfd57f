"""Firefox without a driver: it opens a page of a server on this machine, which sends its results back."""

import json
import subprocess
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import Queue
from threading import Thread
from typing import Any

from simalign.app.http.guards import POLICY
from simalign.browser.build import FOLDER
from tests.patience import PATIENCE

HERE = Path(__file__).parent
KINDS = {".wasm": "application/wasm", ".json": "application/json"}
SCRIPT = b"""import * as core from "/engine_core.js";
import { digests } from "/digests.mjs";
const read = async (name) => (await fetch(name)).json();
const bytes = await (await fetch("/engine.wasm")).arrayBuffer();
let result;
try {
  result = await digests(core, bytes, await read("/engine.json"), await read("/cases.json"));
} catch (error) {
  result = String(error);
}
await fetch("/result", { method: "POST", body: JSON.stringify(result) });
"""
PAGE = b"<!doctype html><title>engine</title><script type=module src=/run.js></script>"


class Handler(BaseHTTPRequestHandler):
    """Serves the page, and takes its result."""

    def __init__(self, made: dict[str, bytes], results: Queue[Any], *arguments: Any) -> None:
        self.made, self.results = made, results
        super().__init__(*arguments)

    def do_GET(self) -> None:
        name = self.path.lstrip("/")
        file = next((folder / name for folder in (FOLDER, HERE) if name and (folder / name).is_file()), None)
        body = self.made.get(name, file.read_bytes() if file else b"")
        self.send_response(200 if body else 404)
        kind = "text/html" if not name else KINDS.get(Path(name).suffix, "text/javascript")
        self.send_header("content-type", kind)
        self.send_header("content-security-policy", POLICY)
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        self.results.put(json.loads(self.rfile.read(int(self.headers["content-length"]))))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


def in_firefox(firefox: str, cases: str, profile: Path) -> Any:
    """The digests of cases (JSON) in Firefox; profile: an empty folder."""
    results: Queue[Any] = Queue()
    made = {"": PAGE, "run.js": SCRIPT, "cases.json": cases.encode()}
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, made, results))
    Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}/"
    command = [firefox, "--headless", "--no-remote", "--profile", str(profile), address]
    browser = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        return results.get(timeout=PATIENCE)
    finally:
        browser.terminate()
        browser.wait(PATIENCE)
        server.shutdown()
        server.server_close()
