"""The page in a browser: opened in a state, scrubbed, and watched for what goes wrong."""

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, expect

from tests.patience import PATIENCE

expect.set_options(timeout=1000 * PATIENCE)

SMALL = "#scenario=default&size=30&weeks=30&seed=3&replications=4&p=push&p=pull;@13;monitoring=0;voice=0.1"
REFUSED = "the server responded with a status of 422"  # a browser's own words for an answer that says what is wrong


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


def seek(page: Page, week: int) -> None:
    """Scrub to a week."""
    page.locator("#week").fill(str(week))


def state_of(page: Page) -> str:
    """The page's address after the #, once it has been written, which the page puts off by 150 ms of its own clock."""
    written: str = page.evaluate("new Promise((done) => setTimeout(() => done(location.hash.slice(1)), 200))")
    return written
