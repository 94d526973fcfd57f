"""A page that can load the engine's files, in a browser: served from disk, under the page's own security policy."""

import mimetypes
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, Route

from simalign.app.http.guards import POLICY
from simalign.browser.build import FOLDER

HERE = Path(__file__).parent
ADDRESS = "http://localhost/"  # a secure context, as the hash functions of browsers require
KINDS = {".wasm": "application/wasm", ".mjs": "text/javascript"}


def engine_page(browser: Browser) -> Page:
    """An empty page whose origin has the engine's files and those of this folder."""

    def answer(route: Route) -> None:
        name = route.request.url.removeprefix(ADDRESS)
        file = next((folder / name for folder in (FOLDER, HERE) if name and (folder / name).is_file()), None)
        body = file.read_bytes() if file else b"<!doctype html><title>engine</title>"
        suffix = file.suffix if file else ".html"
        kind = KINDS.get(suffix) or mimetypes.guess_type(f"x{suffix}")[0]
        route.fulfill(body=body, headers={"content-type": str(kind), "content-security-policy": POLICY})

    context = browser.new_context()
    context.route("**/*", answer)
    page = context.new_page()
    page.set_default_timeout(0)
    page.goto(ADDRESS)
    return page


DIGESTS = """async (cases) => {
  const [core, { digests }] = await Promise.all([import("/engine_core.js"), import("/digests.mjs")]);
  const bytes = await (await fetch("/engine.wasm")).arrayBuffer();
  return digests(core, bytes, await (await fetch("/engine.json")).json(), cases);
}"""
CURVES = """async ([request, workers]) => {
  const { start } = await import("/engine.js");
  const engine = await start({ workers });
  const { weeks, measures } = await engine.curves(request);
  engine.close();
  const list = ({ mean, low, high }) => [mean, low, high].map((end) => Array.from(end));
  const plain = Object.entries(measures).map(([name, ends]) => [name, list(ends)]);
  return { weeks, measures: Object.fromEntries(plain) };
}"""
REFUSED = """async (request) => {
  const { start } = await import("/engine.js");
  const engine = await start({ workers: 1 });
  try { await engine.curves(request); return ""; } catch (error) { return error.message; } finally { engine.close(); }
}"""


def evaluated(browser: Browser, script: str, argument: Any) -> Any:
    """The result of a script in a fresh page."""
    page = engine_page(browser)
    try:
        return page.evaluate(script, argument)
    finally:
        page.context.close()
