"""Thirty scripts in the names of people, of policies and in CSV cells: text and nothing else, wherever they come."""

import csv
import io
import json
import re
import zipfile
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.app.pages import shown, watched
from tests.app.test_upload import at_own, choose

MARK = "globalThis.pwned=1"
PAYLOADS = (
    f"<script>{MARK}</script>",
    f"</script><script>{MARK}</script>",
    f"<img src=x onerror={MARK}>",
    f"<svg onload={MARK}>",
    f"<svg><script>{MARK}</script></svg>",
    f"<body onload={MARK}>",
    f"<iframe srcdoc='<script>parent.{MARK}</script>'>",
    f"<a href=javascript:{MARK}>x</a>",
    f"javascript:{MARK}",
    f"data:text/html,<script>{MARK}</script>",
    f'"><script>{MARK}</script>',
    f"'><script>{MARK}</script>",
    f'" onmouseover={MARK} x="',
    f"' autofocus onfocus={MARK} x='",
    f"`${{{MARK}}}`",
    f"${{{MARK}}}",
    f"{{{{constructor.constructor('{MARK}')()}}}}",
    f"<!--<script>-->{MARK}",
    f"]]><script>{MARK}</script>",
    f"</style><script>{MARK}</script>",
    f"</title><script>{MARK}</script>",
    f"</textarea><script>{MARK}</script>",
    f"<math><mtext><script>{MARK}</script>",
    f"<details open ontoggle={MARK}>",
    f"<input autofocus onfocus={MARK}>",
    f"<object data=javascript:{MARK}>",
    f"&lt;script&gt;{MARK}&lt;/script&gt;",
    f"\\u003cscript\\u003e{MARK}\\u003c/script\\u003e",
    f"<scr<script>ipt>{MARK}</scr</script>ipt>",
    f'=HYPERLINK("javascript:{MARK}")',
)


def organisation() -> str:
    """Everybody is called by a payload, and the departments too."""
    out = io.StringIO()
    write = csv.writer(out)
    write.writerow(["id", "manager", "name", "department"])
    for n, payload in enumerate(PAYLOADS):
        write.writerow([f"{n} {payload}", "" if n == 0 else f"0 {PAYLOADS[0]}", payload, PAYLOADS[-1 - n % 5]])
    return out.getvalue()


def inert(page: Page) -> None:
    assert page.evaluate("() => globalThis.pwned === undefined")
    assert page.locator("main script, main iframe, main object, main [onerror], main [onload]").count() == 0


def test_thirty_scripts_are_text_in_the_page_the_saved_page_and_the_exports(
    page: Page, address: str, chromium: Browser, tmp_path: Path
) -> None:
    assert len(set(PAYLOADS)) == 30
    at_own(page, address)
    choose(page, "members", organisation().replace(f'"0 {PAYLOADS[0]}"', "nobody"), f"{PAYLOADS[2]}.csv")
    inert(page)
    choose(page, "members", organisation(), f"{PAYLOADS[2]}.csv")
    expect(page.locator(".said")).to_contain_text(f"headed by {PAYLOADS[0]}")
    page.get_by_role("button", name="See it side by side").click()
    expect(page.locator("#columns canvas")).to_have_count(3)
    page.get_by_role("button", name="Change levers").first.click()
    page.locator(".more > summary").click()
    for payload in (PAYLOADS[0][:40], PAYLOADS[1][:40], PAYLOADS[29][:40]):
        with shown(page):
            page.locator("#policy-name").fill(payload)
            page.locator("#policy-name").blur()
        expect(page.locator("#legend")).to_contain_text(payload.strip())
        inert(page)
    page.locator("#columns canvas").first.focus()
    for _ in range(6):
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.wait_for_timeout(60)
    expect(page.locator("#story-title")).to_be_visible()
    inert(page)
    page.get_by_role("button", name="Export", exact=True).click()
    files = {}
    for button in ("Save page", "Scenario and numbers", "Picture, SVG", "Curves, SVG"):
        with page.expect_download() as download:
            page.get_by_role("button", name=button).click()
        files[button] = Path(download.value.path()).read_bytes()
    for button in ("Picture, SVG", "Curves, SVG"):
        assert not re.findall(rb"<(?:script|img|iframe|foreignObject)|\son\w+=", files[button])
    with zipfile.ZipFile(io.BytesIO(files["Scenario and numbers"])) as archive:
        rows = list(csv.reader(io.StringIO(archive.read("series.csv").decode())))
        assert not [row[0] for row in rows if row[0].startswith(("=", "+", "-", "@"))]
        assert any(row[0] == f"'{PAYLOADS[29][:40]}" for row in rows)
        assert not [name for name in archive.namelist() if not re.fullmatch(r"[\w.-]+", name)]

    problems: list[str] = []
    saved = tmp_path / "saved.html"
    saved.write_bytes(files["Save page"])
    context = chromium.new_context(offline=True)
    other = watched(context, problems, (saved.as_uri(),))
    other.goto(saved.as_uri())
    other.wait_for_selector("body[data-ready=yes]")
    inert(other)
    expect(other.locator("#legend")).to_contain_text(PAYLOADS[29][:40])
    context.close()
    assert problems == []


def test_scripts_in_requests_come_back_as_text(page: Page, address: str) -> None:
    at_own(page, address)
    for payload in PAYLOADS:
        answers = page.evaluate(
            """async (payload) => {
              const ask = async (name, body) => (await fetch(`api/${name}`, {method: "POST", body: JSON.stringify(body),
                headers: {"content-type": "application/json"}}));
              const sent = [await ask("decide", {scenario: payload, policies: [{preset: payload}]}),
                await ask("lesson", {text: payload}), await ask("flip", {context: payload})];
              const read = async (one) => [one.status, one.headers.get("content-type"), await one.text()];
              return Promise.all(sent.map(read));
            }""",
            payload,
        )
        for status, kind, text in answers:
            assert (status, kind) == (422, "application/json")
            assert json.loads(text)["problems"]
    inert(page)
