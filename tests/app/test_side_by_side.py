"""The comparison from start to end: the page draws the numbers that the command line computes."""

import io
import re
import shlex
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from playwright.sync_api import Page, Route, expect
from simalign.app.views.payload import unpacked

from tests.app.pages import SMALL, opened, seek, state_of
from tests.patience import PATIENCE

PANELS = ["know", "want", "do", "value", "resistance", "trust"]
RANKS = ("Front line", "Managers")
FIRST = ("mandate", "monitoring", "voice", "rationale", "role_modelling")


def saved_data(page: Page) -> zipfile.ZipFile:
    """The ZIP of scenario and numbers, as the button gives it."""
    if page.locator("#taking").is_hidden():
        page.get_by_role("button", name="Export", exact=True).click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Scenario and numbers").click()
    return zipfile.ZipFile(io.BytesIO(Path(download.value.path()).read_bytes()))


def drawn(page: Page, measure: str, policy: int) -> np.ndarray:
    """A trace read back from the picture: (weeks + 1,)."""
    line = page.locator(f"path[data-measure={measure}][data-policy='{policy}']")
    low, high, bottom, top = map(
        float, line.locator("xpath=ancestor::*[local-name()='svg']").get_attribute("data-ends").split()
    )
    y = np.array([float(y) for _, y in re.findall(r"[ML]([\d.]+)[ ,]([\d.]+)", line.get_attribute("d"))])
    return low + (bottom - y) / (bottom - top) * (high - low)


def test_every_trace_is_that_of_the_command_line(page: Page, address: str, tmp_path: Path) -> None:
    with page.expect_response("**/api/run") as answer:
        opened(page, address)
    header, arrays = unpacked(answer.value.body())
    archive = saved_data(page)
    archive.extractall(tmp_path)
    command = page.locator("#command").text_content()
    assert command == (tmp_path / "command.txt").read_text().strip()

    words = shlex.split(command)
    assert words[0] == "simalign"
    subprocess.run(
        [sys.executable, "-m", *words, "--out", "out"], cwd=tmp_path, check=True, capture_output=True, timeout=PATIENCE
    )
    table = pd.read_parquet(tmp_path / "out" / "series.parquet")
    table = table[(table["basis"] == "as set") & (table["week"] >= 0) & (table["policy"] != "status_quo")]
    own = pd.read_csv(tmp_path / "series.csv", dtype=str)  # pandas' own reading of numbers may be off in the last bit
    own = own.astype({name: int if name in ("replication", "week") else float for name in own.columns[1:]})
    keys = ["policy", "replication", "week"]
    expected = table.drop(columns="basis").sort_values(keys, ignore_index=True)
    pd.testing.assert_frame_equal(
        own.sort_values(keys, ignore_index=True), expected[own.columns], check_exact=True, check_dtype=False
    )

    names = [policy["name"] for policy in header["policies"]]
    assert names == ["push", "pull (changed)"] == list(table["policy"].unique())
    for n, name in enumerate(names):
        wide = expected[expected["policy"] == name].groupby("week").mean(numeric_only=True)
        for m, measure in enumerate(header["measures"]):
            np.testing.assert_allclose(arrays[f"bands{n}"][0, m], wide[measure], rtol=1e-6, atol=1e-7)
        for measure in PANELS:
            np.testing.assert_allclose(drawn(page, measure, n), wide[measure], atol=1e-4)
        first = expected[(expected["policy"] == name) & (expected["replication"] == 0)]
        for measure in ("know", "want", "do"):
            people = arrays[f"{measure}{n}"].mean(axis=1) / 255
            np.testing.assert_allclose(people, first[measure], atol=0.5 / 255)


def shown(text: str) -> int:
    """A signed number of points as the page writes it."""
    return int(text.translate({ord("−"): "-", ord("±"): ""}))


def test_all_numbers_on_the_screen_agree_and_are_those_of_the_run(page: Page, address: str) -> None:
    with page.expect_response("**/api/run") as answer:
        opened(page, address)
    _, arrays = unpacked(answer.value.body())
    seek(page, 20)
    expect(page.locator("#week-said")).to_have_text("week 20")
    for n in (0, 1):
        rows = page.locator("article.policy").nth(n).locator(".gaps > div")
        for rank, name in enumerate(RANKS):
            row = rows.filter(has_text=name)
            does, wants = map(int, re.findall(r"(\d+)%", row.locator(".parts").inner_text()))
            assert shown(row.locator(".gap").inner_text()) == does - wants
            assert [wants, does] == pytest.approx(100 * arrays[f"ranks{n}"][rank, :, 20], abs=0.51)
    moved = [round(100 * own[20]) - round(100 * own[0]) for own in (drawn(page, "do", 0), drawn(page, "want", 0))]
    signed = [f"{'+' if by > 0 else '−'}{abs(by)}" if by else "±0" for by in moved]
    said = f"push moves what people do by {signed[0]} points and what they want by {signed[1]}; pull"
    assert f"After 20 weeks: {said}" in page.locator("#finding").inner_text()


def test_the_ranks_add_up_to_the_measures(page: Page, address: str) -> None:
    """Means over everybody are those of the ranks, weighed by how many they are."""
    with page.expect_response("**/api/run") as answer:
        opened(page, address)
    header, arrays = unpacked(answer.value.body())
    front = np.mean([member["front"] for member in header["members"]])
    for n in (0, 1):
        whole = front * arrays[f"ranks{n}"][0] + (1 - front) * arrays[f"ranks{n}"][1]
        for row, name in enumerate(("want", "do")):
            expected = arrays[f"bands{n}"][0, header["measures"].index(name)]
            np.testing.assert_allclose(whole[row], expected, atol=0.02)  # replications have other shares of managers


def test_where_status_quo_is_shown_all_else_is_said_beyond_it(page: Page, address: str) -> None:
    opened(page, address, f"{SMALL}&p=status_quo&week=20")
    pushed, usual = (round(100 * drawn(page, "do", n)[20]) for n in (0, 2))
    said = page.locator("#finding").inner_text()
    found = re.match(r"After 20 weeks, compared with status quo: push moves what people do by ([+−±]\d+)", said)
    assert found
    assert shown(found[1]) == pytest.approx(pushed - usual, abs=1)  # the lines are read back from pixels
    assert "status quo by" not in said


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (1920, 1080), (360, 740)])
def test_people_are_seen_on_opening(page: Page, address: str, width: int, height: int) -> None:
    page.set_viewport_size({"width": width, "height": height})
    opened(page, address)
    box, bar = page.locator("canvas").first.bounding_box(), page.locator("#play").bounding_box()
    assert box
    assert bar
    assert bar["y"] - box["y"] > 0.4 * box["height"]


def test_play_pause_step_and_scrub(page: Page, address: str) -> None:
    opened(page, address)
    page.get_by_role("button", name="Play", exact=True).click()
    expect(page.locator("#week-said")).to_have_text(re.compile(r"week ([3-9]|\d\d)"))
    page.get_by_role("button", name="Pause").click()
    week = int(page.locator("#week").input_value())
    page.get_by_role("button", name="One week on").click()
    expect(page.locator("#week-said")).to_have_text(f"week {week + 1}")
    page.locator("#curves svg").first.click(position={"x": 230, "y": 60})  # near the end
    assert int(page.locator("#week").input_value()) not in (week, week + 1)
    page.get_by_role("button", name="Back to the start").click()
    expect(page.locator("#week-said")).to_have_text("week 0")
    page.locator("#speed").select_option("30")
    page.get_by_role("button", name="Play", exact=True).click()
    expect(page.locator("#week-said")).to_have_text("week 30")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()


def test_a_lever_moves_the_curves_and_the_address(page: Page, address: str) -> None:
    opened(page, address)
    before = drawn(page, "do", 0)
    page.get_by_role("button", name="Change levers").first.click()
    with page.expect_response("**/api/run"):
        page.locator("#lever-mandate").fill("0")
    expect(page.locator(".policy .text").first).to_contain_text("mandate 0%")
    after = drawn(page, "do", 0)
    assert after[0] == pytest.approx(before[0], abs=1e-4)
    assert (after[1:] < before[1:]).all()
    assert "p=push;mandate=0&" in state_of(page)


def test_a_policy_has_a_name_of_its_own_and_talks_that_are_never_held(page: Page, address: str) -> None:
    opened(page, address)
    before = drawn(page, "know", 0), drawn(page, "know", 1)
    page.get_by_role("button", name="Change levers").first.click()
    page.locator(".more > summary").click()
    with page.expect_response("**/api/run") as answer:
        page.get_by_label("never: no feedback talks at all").check()
    header, arrays = unpacked(answer.value.body())
    assert "bands0" in arrays
    assert "bands1" not in arrays  # the page has that one already
    assert header["policies"][1]["name"] == "pull (changed)"
    expect(page.locator(".policy .text").first).to_contain_text("feedback talks never")
    expect(page.locator("#lever-feedback_interval")).to_be_disabled()
    assert drawn(page, "know", 0)[1:] != pytest.approx(before[0][1:], abs=1e-4)
    assert drawn(page, "know", 1) == pytest.approx(before[1], abs=2e-3)  # another scale, perhaps
    with page.expect_response("**/api/run"):
        page.locator("#policy-name").fill(" no  talks ")
        page.locator("#policy-name").blur()
    expect(page.locator("#legend")).to_contain_text("no talks")
    assert "p=push;feedback_interval=never;name=no%20talks&" in state_of(page)
    page.reload()
    page.wait_for_selector("body[data-ready=yes]")
    expect(page.locator("#legend")).to_contain_text("no talks")


def test_a_change_on_the_way_is_dragged(page: Page, address: str) -> None:
    opened(page, address)
    page.get_by_role("button", name="Change levers").first.click()
    page.get_by_role("button", name="Add a change").click()
    mark = page.get_by_role("slider", name="Change 1 starts in week")
    before = drawn(page, "do", 0)
    start = int(mark.get_attribute("aria-valuenow"))
    line = page.locator(".timeline svg").bounding_box()
    assert line
    a_week = line["width"] / 30 * (1 - 28 / float(page.locator(".timeline svg").get_attribute("viewBox").split()[2]))
    week = start + 7
    for by, expected in ((1, start), (7 * a_week, week)):
        box = mark.bounding_box()
        assert box
        x, y = box["x"] + box["width"] / 2 + 4, box["y"] + box["height"] / 2
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x + by, y + 20, steps=4)
        page.mouse.up()
        assert int(mark.get_attribute("aria-valuenow")) == expected
    page.mouse.move(40, 40)
    assert int(mark.get_attribute("aria-valuenow")) == week
    box = mark.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.evaluate("dispatchEvent(new PointerEvent('pointercancel'))")  # the system takes the finger for itself
    page.mouse.move(40, 40)
    page.mouse.up()
    assert int(mark.get_attribute("aria-valuenow")) == week
    page.locator("#lever-monitoring").fill("0")
    expect(page.locator(".policy .text").first).to_contain_text(f"from week {week}: monitoring 0%")
    assert f"p=push;@{week};monitoring=0&" in state_of(page)
    after = drawn(page, "do", 0)
    assert after[:week] == pytest.approx(before[:week], abs=1e-4)
    assert after[week:] != pytest.approx(before[week:], abs=1e-4)


def test_a_change_after_the_end_is_flagged_and_the_line_keeps_to_its_width(page: Page, address: str) -> None:
    opened(page, address, SMALL.replace("p=push", "p=push;@40;mandate=0"))
    page.get_by_role("button", name="Change levers").first.click()
    expect(page.locator(".timeline .help")).to_have_text(re.compile("The run ends with week 30, .* from week 40 on"))
    page.set_viewport_size({"width": 400, "height": 800})
    line = page.locator(".timeline svg")
    expect(line).to_have_attribute("viewBox", re.compile(r"0 0 [23]\d\d 52"))


def test_a_person_is_described_under_the_pointer(page: Page, address: str) -> None:
    opened(page, address, f"{SMALL}&week=9")
    box = page.locator("canvas").first.bounding_box()
    assert box
    for step in range(20, 80):  # up the diagonal, near which people are
        share = step / 100
        page.mouse.move(box["x"] + share * box["width"], box["y"] + (1 - share) * 0.85 * box["height"])
        if page.locator("#tip").is_visible():
            break
    expect(page.locator("#tip")).to_have_text(
        re.compile(r"^Person \d+, .*: does \d+%, wants \d+% \([+−±]\d+ points\)\.")
    )
    page.mouse.move(1, 1)
    expect(page.locator("#tip")).to_be_hidden()


def test_curves_tell_their_values_under_the_pointer(page: Page, address: str) -> None:
    opened(page, address)
    figure = page.locator("#curves svg").first
    figure.hover(position={"x": 150, "y": 60})
    tip = page.locator("#tip")
    expect(tip).to_contain_text(re.compile(r"week \d+"))
    week = int(re.search(r"week (\d+)", tip.inner_text())[1])
    values = [int(value) for value in re.findall(r" (\d+)% \(", tip.inner_text())]
    assert values == [pytest.approx(100 * drawn(page, "do", n)[week], abs=0.6) for n in (0, 1)]


def test_a_lever_is_undone_and_reset_and_the_preset_stays_in_sight(page: Page, address: str) -> None:
    opened(page, address)
    before = drawn(page, "do", 0)
    for value in ("0", "0.2"):
        with page.expect_response("**/api/run"):
            page.locator("#lever-mandate").fill(value)
        page.wait_for_timeout(800)  # two changes, not one drag
    ghost = page.locator("path[data-ghost='0']").first
    expect(ghost).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#lever-mandate")).to_have_value("0")
    page.get_by_role("button", name="Back to the preset: Mandate").click()
    expect(page.locator(".policy .text").first).not_to_contain_text(re.compile("mandate \\d"))
    assert drawn(page, "do", 0) == pytest.approx(before, abs=1e-3)
    page.locator("#lever-mandate").fill("1")
    expect(page.locator(".policy .text").first).to_contain_text("mandate 100%")
    page.get_by_role("button", name="Reset", exact=True).click()
    expect(page.locator(".policy .text").first).not_to_contain_text(re.compile("mandate \\d"))
    expect(page.locator("path[data-ghost='0']")).to_have_count(0)


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (1920, 1080)])
def test_levers_and_their_effect_are_on_one_screen(page: Page, address: str, width: int, height: int) -> None:
    page.set_viewport_size({"width": width, "height": height})
    opened(page, address, "#size=30&weeks=52&replications=2")
    bar = page.locator("#play").bounding_box()
    assert bar
    for part in (".policy canvas", ".gaps", *(f"#lever-{name}" for name in FIRST)):
        box = page.locator(part).first.bounding_box()
        assert box and box["y"] + box["height"] <= bar["y"], part
    curve = page.locator("#curves svg").first.bounding_box()
    assert curve and bar["y"] - curve["y"] > 0.6 * curve["height"]


def test_a_person_tells_their_story_under_each_policy(page: Page, address: str) -> None:
    opened(page, address, f"{SMALL}&person=12&week=20")
    story = page.locator("#story")
    expect(story.get_by_role("heading", name="Person 13")).to_be_visible()
    expect(story.locator(".life")).to_have_count(2)
    for heading in ("What they heard", "What they want and do", "Why they resist, or not"):
        expect(story.get_by_text(heading)).to_have_count(2)
    expect(story).to_contain_text("In 20 weeks")
    seek(page, 0)
    expect(story).to_contain_text("The policy has not started yet.")
    story.get_by_role("button", name="Close").click()
    expect(story).to_be_hidden()


def test_a_run_that_cannot_be_shows_a_message_and_the_page_lives_on(page: Page, address: str) -> None:
    opened(page, address)
    page.locator("#setup summary").click()
    page.evaluate("document.getElementById('setup-form').noValidate = true")
    page.locator("#size").fill("1")
    with page.expect_response("**/api/run"):
        page.get_by_role("button", name="Run", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("People: cannot be used (given: 1)")
    page.locator("#size").fill("20")
    page.get_by_role("button", name="Run", exact=True).click()
    expect(page.get_by_role("alert")).to_be_hidden()
    expect(page.locator("#setup-said")).to_contain_text("20 people")


def test_the_same_policy_twice_has_two_names(page: Page, address: str) -> None:
    opened(page, address, f"{SMALL}&p=push&week=9".replace("&p=pull;@13;monitoring=0;voice=0.1", ""))
    expect(page.locator("#legend span")).to_have_text(["push", "push 2"])
    expect(page.locator("#finding")).to_contain_text("; push 2 by")
    expect(page.locator(".policy select").nth(1).locator("option:checked")).to_have_text("push 2")


def test_a_long_run_is_seen_to_be_under_way(page: Page, address: str) -> None:
    opened(page, address)
    expect(page.locator("path[data-ghost]").first).to_be_attached()  # the last request of opening
    held: list[Route] = []
    page.route("**/api/run", lambda route: held.append(route))
    page.get_by_role("button", name="Remove policy 2").click()
    expect(page.get_by_role("status")).to_contain_text(re.compile(r"Running: \d+ s so far"))
    held[0].continue_()
    expect(page.get_by_role("status")).to_have_text("")


def test_policies_come_and_go_while_it_plays(page: Page, address: str) -> None:
    opened(page, address)
    page.locator("#speed").select_option("4")
    page.get_by_role("button", name="Play", exact=True).click()
    page.get_by_role("button", name="Remove policy 2").click()
    expect(page.locator("article.policy")).to_have_count(1)
    for _ in range(2):
        with page.expect_response("**/api/run"):
            page.locator("#add").click()
    expect(page.locator("article.policy")).to_have_count(3)
    expect(page.locator("#add")).to_be_hidden()
    expect(page.locator("path[data-measure=do]")).to_have_count(3)
    page.get_by_role("button", name="Pause").click()
    assert page.locator("#finding").inner_text().count(" by ") == 4
