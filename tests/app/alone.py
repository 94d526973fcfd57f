"""How fast the page is for one person on this machine; as a program, a report.

    uv run python -m tests.app.alone              # on a laptop
    uv run python -m tests.app.alone --slower 4   # on a phone: a small screen and a slower processor

It opens the page in Chromium, shows 120 people under two policies with 10 repetitions over three years, moves a lever
again and again until the new curves are drawn, and plays 120, 1,000 and 5,000 people. Times are the browser's own.
"""

import argparse
from time import monotonic

import numpy as np
from playwright.sync_api import Page

from tests.app.conftest import address
from tests.app.pages import opened
from tests.conftest import chromium

USUAL = "#scenario=default&size=120&weeks=156&seed=3&replications=10&p=push&p=pull"
PLAYED = {  # by the number of people
    120: USUAL,
    1000: "#scenario=default&size=1000&weeks=52&seed=3&replications=1&p=push&p=pull",
    5000: "#scenario=default&size=5000&weeks=52&seed=3&replications=1&p=push&p=pull",
}
LAPTOP, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
FIRST_PAINT = "() => performance.getEntriesByName('first-contentful-paint')[0].startTime"
LEVERS = ("monitoring", "mandate")
STEPS = 19  # of a lever, from 5% to 95%
MOVE = """([name, value]) => new Promise(done => {
  const [lever, curves] = [document.querySelector(`#lever-${name}`), document.querySelector('#curves')];
  const drawn = () => document.querySelector("path[data-measure=do][data-policy='0']")?.getAttribute('d');
  const [began, before] = [performance.now(), drawn()];
  new MutationObserver((_, watch) => {
    if (!drawn() || drawn() === before) return;
    watch.disconnect();
    requestAnimationFrame(() => done(performance.now() - began));
  }).observe(curves, {subtree: true, childList: true, attributes: true});
  lever.value = value;
  lever.dispatchEvent(new Event('input', {bubbles: true}));
  lever.dispatchEvent(new Event('change', {bubbles: true}));
})"""
PLAY = """seconds => new Promise(done => {
  const frames = [];
  const step = now => {
    frames.push(now);
    now - frames[0] < 1000 * seconds ? requestAnimationFrame(step) : done(frames);
  };
  requestAnimationFrame(step);
})"""


def shown_anew(page: Page, place: str, comparison: str) -> None:
    """Load the page with a comparison, whatever it shows now."""
    opened(page, place, comparison)
    page.reload()
    page.wait_for_selector("body[data-ready=yes]")


def reported(page: Page, place: str, moves: int) -> None:
    """Print what was measured."""
    page.goto(place)
    print(f"first content: {page.evaluate(FIRST_PAINT):.0f} ms after asking")
    began = monotonic()
    shown_anew(page, place, USUAL)
    print(f"first curves: {1000 * (monotonic() - began):.0f} ms for both loads")
    page.get_by_role("button", name="Change levers").first.click()
    took = [page.evaluate(MOVE, [LEVERS[n % 2], f"{0.05 * (1 + 7 * n % STEPS):.2f}"]) for n in range(moves)]
    middle, most = np.quantile(took, [0.5, 0.95])
    print(f"lever to new curves, 120 people, 10 repetitions: {moves} times, median {middle:.0f} ms, p95 {most:.0f} ms")
    for people, comparison in PLAYED.items():
        shown_anew(page, place, comparison)
        page.locator("#speed").select_option("30")
        page.get_by_role("button", name="Play", exact=True).click()
        frames = np.diff(page.evaluate(PLAY, 1.5))
        rate, longest = 1000 / frames.mean(), np.quantile(frames, 0.95)
        print(f"playing {people:,} people: {rate:.0f} frames a second, p95 {longest:.0f} ms between two")


def program(moves: int, slower: float) -> None:
    """Measure in a page of a laptop, or of a phone whose processor is slower by a factor."""
    server, browser = (fixture.__wrapped__() for fixture in (address, chromium))  # type: ignore[attr-defined]
    place = next(server)
    page = next(browser).new_context(viewport=PHONE if slower > 1 else LAPTOP).new_page()
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slower})
    try:
        reported(page, place, moves)
    finally:
        for one in (browser, server):
            next(one, None)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--moves", type=int, default=2 * STEPS, help="of the lever")
    parser.add_argument("--slower", type=float, default=1.0, help="factor of the processor, as a phone's")
    chosen = parser.parse_args()
    program(chosen.moves, chosen.slower)
