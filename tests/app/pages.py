"""The page in a browser: opened in a state, scrubbed, asked for its runs, and watched for what goes wrong."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, expect

from tests.patience import PATIENCE

expect.set_options(timeout=1000 * PATIENCE)

SMALL = "#scenario=default&size=30&weeks=30&seed=3&replications=4&p=push&p=pull;@13;monitoring=0;voice=0.1"
REFUSED = "the server responded with a status of 422"  # a browser's own words for an answer that says what is wrong
# a module of the page, the same one that the page uses
MODULE = """(name) => {
  const main = document.querySelector("script[type=module]").src;
  return import(main ? new URL(name, main).href : `inside:${name}`);
}"""
SHOWN = "Number(document.body?.dataset.runs ?? 0)"


def watched(context: BrowserContext, problems: list[str], allowed: tuple[str, ...]) -> Page:
    """A page of a context; what it says is wrong, and requests to anywhere else, are added to ``problems``."""
    page = context.new_page()
    page.set_default_timeout(1000 * PATIENCE)
    page.on("pageerror", lambda error: problems.append(f"error: {error}"))
    page.on("console", lambda m: problems.append(f"{m.type}: {m.text}") if _wrong(m) else None)
    context.on(
        "request", lambda r: None if r.url.startswith((*allowed, "data:", "blob:")) else problems.append(f"to {r.url}")
    )
    return page


def _wrong(message: ConsoleMessage) -> bool:
    return message.type in ("error", "warning") and REFUSED not in message.text


def opened(page: Page, address: str, state: str = SMALL) -> Page:
    """The page in this state, its first runs shown."""
    page.goto(f"{address}{state}")
    page.wait_for_selector("body[data-ready=yes]")
    return page


@contextmanager
def shown(page: Page) -> Iterator[None]:
    """Wait at the end until a further run is shown."""
    before = page.evaluate(SHOWN)
    yield
    page.wait_for_function(f"(before) => {SHOWN} > before", arg=before)


def seek(page: Page, week: int) -> None:
    """Scrub to a week."""
    page.locator("#week").fill(str(week))


def state_of(page: Page) -> str:
    """The page's address after the #, once it has been written, which the page puts off by 150 ms of its own clock."""
    written: str = page.evaluate("new Promise((done) => setTimeout(() => done(location.hash.slice(1)), 200))")
    return written


def called(page: Page, module: str, script: str, argument: Any = None) -> Any:
    """The result of a function of a module of the page and an argument."""
    return page.evaluate(
        f"async ([name, argument]) => ({script})(await ({MODULE})(name), argument)", [module, argument]
    )


def asked(page: Page, state: str = SMALL) -> dict[str, Any]:
    """What the page asks its engine for in a state."""
    found: dict[str, Any] = called(page, "base/address.js", "(it, state) => it.request(it.fromAddress(state))", state)
    return found


def run_of(page: Page, request: dict[str, Any]) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """The run of a request as the page's engine computes it: all but the arrays, and the arrays in their shapes."""
    run: dict[str, Any] = called(
        page,
        "base/results.js",
        """async ({ results }, asked) => {
          const run = await results.run(asked);
          const plain = Object.entries(run.arrays).map(([name, values]) => [name, Array.from(values)]);
          return { ...run, arrays: Object.fromEntries(plain) };
        }""",
        request,
    )
    weeks, shapes = run["weeks"] + 1, {"bands": (3, len(run["measures"])), "ranks": (2, 2)}
    arrays = {}
    for name, values in run.pop("arrays").items():
        kind = name.rstrip("0123456789")
        shape = (*shapes[kind], weeks) if kind in shapes else (weeks, -1)
        arrays[name] = np.array(values).reshape(shape)
    return run, arrays
