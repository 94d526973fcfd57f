"""Time from a moved lever to curves, and the size of the engine: ``python -m tests.browser_engine.timing``.

120 people, 10 replications, one year and three; in Chromium with two workers, and in Node in one thread. The first
number includes the start of the organisations and their warm-up; the others are medians and 95th percentiles of 40
further levers.
"""

import gzip
import json
import subprocess
from pathlib import Path

from playwright.sync_api import sync_playwright

from simalign.browser.build import FOLDER
from tests.browser import CHROMIUM, QUIET
from tests.browser_engine.pages import evaluated

LEVERS = 40
TIMES = """async ([levers, workers]) => {
  const { start } = await import("/engine.js");
  const began = performance.now();
  const engine = await start({ workers });
  const loaded = performance.now() - began;
  const found = [];
  for (const weeks of [52, 156]) {
    const times = [];
    for (let n = 0; n <= levers; n++) {
      const policy = { preset: "push", levers: { monitoring: n / levers } };
      const from = performance.now();
      await engine.curves({ policy, seed: 1 + weeks, replications: 10, weeks });
      times.push(performance.now() - from);
    }
    const [first, ...rest] = times;
    rest.sort((a, b) => a - b);
    found.push({ weeks, first, median: rest[levers / 2], p95: rest[Math.floor(0.95 * levers)] });
  }
  engine.close();
  return { loaded, found };
}"""


def main() -> None:
    """Print sizes and times."""
    for name in ("engine.wasm", "engine.json"):
        content = (FOLDER / name).read_bytes()
        print(f"{name}: {len(content):,} bytes, {len(gzip.compress(content, 9)):,} gzipped")
    node = subprocess.run(
        ["node", str(Path(__file__).with_name("timing.mjs")), str(FOLDER), str(LEVERS)],
        capture_output=True,
        text=True,
        check=True,
    )
    print("Node, one thread, ms:", json.loads(node.stdout))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        for workers in (2, 1):
            print(f"Chromium, workers: {workers}, ms:", evaluated(browser, TIMES, [LEVERS, workers]))
        browser.close()


if __name__ == "__main__":
    main()
