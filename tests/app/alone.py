"""How fast the page is for one person on this machine; as a program, a report.

    uv run python -m tests.app.alone

It opens the page in Chromium, shows 200 people under two policies with 10 repetitions over three years, moves a lever
again and again until the new curves are drawn, and plays. Times are the browser's own.
"""

import argparse
from time import monotonic

import numpy as np
from playwright.sync_api import Page

from tests.app.conftest import address
from tests.app.pages import opened
from tests.conftest import chromium

LARGE = "#scenario=default&size=200&weeks=156&seed=3&replications=10&p=push&p=pull"
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


def reported(page: Page, place: str, moves: int) -> None:
    """Print what was measured."""
    page.goto(place)
    print(f"first content: {page.evaluate(FIRST_PAINT):.0f} ms after asking")
    began = monotonic()
    opened(page, place, LARGE)
    page.reload()
    page.wait_for_selector("body[data-ready=yes]")
    print(f"first curves: {1000 * (monotonic() - began):.0f} ms for both loads")
    page.get_by_role("button", name="Change levers").first.click()
    took = [page.evaluate(MOVE, [LEVERS[n % 2], f"{0.05 * (1 + 7 * n % STEPS):.2f}"]) for n in range(moves)]
    middle, most = np.quantile(took, [0.5, 0.95])
    print(f"lever to new curves, 200 people, 10 repetitions: {moves} times, median {middle:.0f} ms, p95 {most:.0f} ms")
    page.locator("#speed").select_option("30")
    page.get_by_role("button", name="Play", exact=True).click()
    frames = np.diff(page.evaluate(PLAY, 4))
    print(f"playing: {1000 / frames.mean():.0f} frames a second, p95 {np.quantile(frames, 0.95):.0f} ms between two")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--moves", type=int, default=60, help="of the lever")
    chosen = parser.parse_args()
    server, browser = (fixture.__wrapped__() for fixture in (address, chromium))  # type: ignore[attr-defined]
    place = next(server)
    shown = next(browser).new_context(viewport={"width": 1280, "height": 900}).new_page()
    try:
        reported(shown, place, chosen.moves)
    finally:
        for one in (browser, server):
            next(one, None)
