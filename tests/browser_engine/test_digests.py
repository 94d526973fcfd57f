"""The engine in WebAssembly computes the same bytes as Python: 50 random scenarios, policies and seeds."""

import hashlib
import json
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser

from simalign.browser.build import FOLDER
from tests.browser import CHROMIUM, MISSING
from tests.browser_engine.cases import cases
from tests.browser_engine.firefox import in_firefox
from tests.browser_engine.pages import DIGESTS, evaluated
from tests.patience import PATIENCE

HERE = Path(__file__).parent
NODE, FIREFOX = shutil.which("node"), shutil.which("firefox-esr")
COUNT = 50

Digests = list[list[str]]


@pytest.fixture(scope="module")
def described() -> tuple[str, Digests]:
    """The cases as JSON, and their digests in Python: of the state, and of the series."""
    described, simulated = cases(COUNT)
    digests = []
    for case, simulation in zip(described, simulated, strict=True):
        series = np.ascontiguousarray(simulation.run(case["weeks"]))
        digests.append([simulation.digest(), hashlib.sha256(series.tobytes()).hexdigest()])
    assert len({digest for digest, _ in digests}) == COUNT
    return json.dumps(described), digests


@pytest.mark.skipif(NODE is None, reason="no node on the PATH (Debian: apt-get install nodejs)")
def test_node_computes_the_same_bytes(described: tuple[str, Digests]) -> None:
    command = [str(NODE), str(HERE / "node.mjs"), str(FOLDER), str(FOLDER)]
    done = subprocess.run(command, input=described[0], capture_output=True, text=True, timeout=PATIENCE, check=True)
    assert json.loads(done.stdout) == described[1]


@pytest.mark.skipif(CHROMIUM is None, reason=MISSING)
def test_chromium_computes_the_same_bytes(described: tuple[str, Digests], chromium: Browser) -> None:
    assert evaluated(chromium, DIGESTS, json.loads(described[0])) == described[1]


@pytest.mark.slow
@pytest.mark.skipif(FIREFOX is None, reason="no firefox-esr on the PATH (Debian: apt-get install firefox-esr)")
def test_firefox_computes_the_same_bytes(described: tuple[str, Digests], tmp_path: Path) -> None:
    assert in_firefox(str(FIREFOX), described[0], tmp_path) == described[1]
