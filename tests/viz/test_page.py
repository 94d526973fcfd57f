"""The page of simalign viz: it shows the model's numbers, sessions are separate, and no request leaves the machine."""

import signal
import subprocess
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from simalign import AlignmentModel
from simalign.measures.catalogue import measure
from simalign.viz.pictures import SHOWN
from tests.patience import PATIENCE
from tests.viz.conftest import opened

pytestmark = pytest.mark.slow  # and it takes the extra viz


def _numbers(scenario: Path, seed: int, week: int) -> str:
    """What the model itself computes by the end of a week, as the page says it."""
    model = AlignmentModel(scenario, policy="push", rng=seed)
    model.run_for(2 + week)
    return ", ".join(f"{measure(name).label} {model.measure(name):.4f}" for name in SHOWN)


def _press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def test_shows_what_the_model_computes_to_its_end_and_again_and_each_session_its_own(
    visit: Callable[[], Page], scenario: Path
) -> None:
    page, other = visit(), visit()
    assert page.title() == "simalign: an organisation that knows, wants and does"
    expect(page.get_by_text("Week 0 of 4; 12 people, seed 3.")).to_be_visible()
    expect(page.get_by_text(_numbers(scenario, 3, 0))).to_be_visible()
    pictures = page.locator("img[src^='data:image/png']")
    expect(pictures).to_have_count(2)
    before = pictures.first.get_attribute("src")
    _press(page, "Step")
    expect(page.get_by_text(_numbers(scenario, 3, 1))).to_be_visible()
    assert pictures.first.get_attribute("src") != before
    _press(page, "▶")
    expect(page.get_by_text("Week 4 of 4, the end")).to_be_visible()
    expect(page.get_by_text(_numbers(scenario, 3, 4))).to_be_visible()
    expect(page.get_by_role("button", name="Step", exact=True)).to_be_disabled()
    expect(other.get_by_text(_numbers(scenario, 3, 0))).to_be_visible()
    _press(other, "Step")
    expect(other.get_by_text(_numbers(scenario, 3, 1))).to_be_visible()
    expect(page.get_by_text(_numbers(scenario, 3, 4))).to_be_visible()
    _press(page, "Reset")
    expect(page.get_by_text(_numbers(scenario, 3, 0))).to_be_visible()
    _press(page, "Step")
    expect(page.get_by_text(_numbers(scenario, 3, 1))).to_be_visible()


def test_parameters_hold_from_a_reset_on_and_what_cannot_be_used_is_said(
    visit: Callable[[], Page], scenario: Path
) -> None:
    page = visit()
    page.get_by_label("Seed").fill("seven")
    page.get_by_label("Seed").press("Enter")
    expect(page.get_by_text("seed 3.")).to_be_visible()
    _press(page, "Reset")
    expect(page.get_by_text("Seed: cannot be used (given: 'seven'); allowed: a whole number from 0")).to_be_visible()
    expect(page.locator("img[src^='data:image/png']")).to_have_count(0)
    _press(page, "Step")
    expect(page.get_by_role("button", name="Step", exact=True)).to_be_disabled()
    page.get_by_label("Seed").fill("7")
    page.get_by_label("Seed").press("Enter")
    _press(page, "Reset")
    expect(page.get_by_text(_numbers(scenario, 7, 0))).to_be_visible()
    page.get_by_role("button", name="Policy").click()
    page.get_by_role("option", name="own").click()
    _press(page, "Reset")
    expect(page.get_by_alt_text("The organisation in week 0")).to_be_visible()


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("", {"Host": "evil.example"}, 403),
        ("_solara/api/close/x", {"Origin": "https://evil.example"}, 403),
        ("_solara/cdn/nosuch@1.0.0/index.js", {}, 404),  # fetched from nowhere
    ],
)
def test_others_are_not_answered_and_nobody_is_asked(
    address: str, path: str, headers: dict[str, str], status: int
) -> None:
    request = urllib.request.Request(address + path, headers=headers, data=b"" if "Origin" in headers else None)
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=PATIENCE)
    assert refused.value.code == status
    refused.value.close()


def test_stops_at_once_while_a_page_plays(chromium: Browser, address: str, server: subprocess.Popen[str]) -> None:
    """The last of this file, as nobody is served after it."""
    page = opened(chromium.new_context(), [], address)
    _press(page, "▶")
    server.send_signal(signal.SIGINT)
    _, said = server.communicate(timeout=PATIENCE)
    assert server.returncode == 128 + signal.SIGINT
    assert said.endswith("interrupted; nothing was written\n")
    assert "Traceback" not in said
    assert "ERROR" not in said
    page.context.close()
