"""Lessons: each from start to end, their files, and the predictions of a class."""

import json
import re
from pathlib import Path

import jsonschema
import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from simalign.app.classroom.scoring import score

from simalign import InputError
from simalign.app.classroom.guesses import Predictions
from simalign.app.classroom.lessons import FIRST, Lesson, load_lesson, load_lessons, rendered, shipped_lessons
from simalign.files.read import read_tree
from simalign.files.schema import file_schema
from simalign.measures.catalogue import NAMES
from tests.app.pages import state_of, watched

GOOD = """\
title: Mine
summary: In short.
story: Once upon a **time**.
run: {size: 6, weeks: 8, replications: 3, policies: [{preset: push}, {preset: pull, name: mine}]}
predict:
  - {ask: Who?, kind: leader, measure: do, week: 4}
  - {ask: How much?, kind: number, measure: want, week: 8, policy: mine, low: 0.1, high: 0.9}
question: Why?
"""


def opened(page: Page, address: str, state: str) -> Page:
    page.goto(f"{address}#{state}")
    page.wait_for_selector("body[data-ready=yes]")
    return page


def predict(page: Page) -> None:
    """Answer every question: the first policy, and the left third of each slider."""
    for choices in page.locator(".questions fieldset").all():
        choices.get_by_role("radio").first.check()
    for slider in page.locator(".questions input[type=range]").all():
        slider.fill("30")
    page.get_by_role("button", name="That is my prediction").click()


@pytest.mark.parametrize("name", FIRST)
def test_a_lesson_from_its_story_to_its_question(page: Page, address: str, name: str) -> None:
    lesson = shipped_lessons()[name].lesson
    opened(page, address, "view=lessons")
    page.get_by_role("link", name=lesson.title).click()
    expect(page.get_by_role("heading", name=lesson.title)).to_be_visible()
    assert page.locator(".prose p").count() >= 2
    expect(page.locator("#bench")).to_be_hidden()
    with page.expect_response("**/api/predict") as answer:
        predict(page)
    result = answer.value.json()
    assert len(result["outcomes"]) == len(lesson.predict)
    expect(page.locator(".outcomes li")).to_have_count(len(lesson.predict))
    for place, outcome in zip(page.locator(".outcomes li").all(), result["outcomes"], strict=True):
        expect(place).to_contain_text(outcome["said"])
        expect(place).to_be_visible()  # once the curves have drawn themselves
    expect(page.locator("#columns canvas")).to_have_count(len(result["policies"]))
    expect(page.locator(".read-off tr")).to_have_count(1 + len(lesson.look))
    expect(page.locator(".question")).not_to_be_empty()
    numbers = [one for one in lesson.predict if one.kind == "number"]
    expect(page.locator("#lessons [data-guess]")).to_have_count(len(numbers))
    for one, outcome in zip(lesson.predict, result["outcomes"], strict=True):  # the guess stands where it was made
        if one.kind == "number":
            assert guess_of(page, one.measure) == pytest.approx(outcome["guess"] + before(page, one, result), abs=0.01)
    assert f"lesson={name}" in state_of(page)


def scale(page: Page, measure: str) -> tuple[float, float, float, float]:
    low, high, bottom, top = map(
        float, page.locator(f"#lessons svg:has(path[data-measure={measure}])").first.get_attribute("data-ends").split()
    )
    return low, high, bottom, top


def guess_of(page: Page, measure: str) -> float:
    low, high, bottom, top = scale(page, measure)
    path = page.locator(f"#lessons svg:has(path[data-measure={measure}]) [data-guess]").first.get_attribute("d")
    found = re.match(r"M[\d.]+ (-?[\d.]+)", path)
    assert found
    return low + (bottom - float(found[1]) - 7) / (bottom - top) * (high - low)


def before(page: Page, one: object, result: dict) -> float:
    """Where a change is counted from, read off the lines of the policies."""
    low, high, bottom, top = scale(page, one.measure)

    def at(policy: str, week: int | None) -> float:
        if week is None:
            return 0.0
        n = result["policies"].index(policy)
        line = page.locator(f"#lessons path[data-measure={one.measure}][data-policy='{n}']").first.get_attribute("d")
        y = [float(y) for _, y in re.findall(r"[ML]([\d.]+)[ ,]([\d.]+)", line)]
        return low + (bottom - y[week]) / (bottom - top) * (high - low)

    beyond = 0.0 if one.against is None else at(one.against, one.week) - at(one.against, one.since)
    return at(one.policy, one.since) + beyond


def test_a_class_sees_what_it_predicted_and_side_by_side_stays_as_it_was(page: Page, address: str) -> None:
    opened(page, address, "size=20&weeks=20&replications=2&p=lead")
    page.get_by_role("link", name="Lessons").click()
    page.get_by_role("link", name="Silos").click()
    expect(page.get_by_role("link", name="What the class predicted")).to_have_count(0)  # predict first
    predict(page)
    page.get_by_role("link", name="What the class predicted").click()
    page.get_by_role("button", name="Reset").click()
    page.get_by_role("button", name=re.compile(r"Delete \d+ predictions?\?")).click()  # those of other tests as well
    expect(page.locator(".results")).to_contain_text("Nobody has predicted yet")
    page.get_by_role("link", name="To the lesson").click()
    predict(page)
    page.get_by_role("button", name="Somebody else predicts").click()
    predict(page)
    page.get_by_role("link", name="What the class predicted").click()
    expect(page.locator(".results")).to_contain_text("2 predictions so far")
    assert Axe().run(page).violations_count == 0
    votes = page.locator(".votes").first
    expect(votes.locator("li")).to_have_text(
        ["each its own: 2", re.compile("all together: 0 ✓ came out ahead"), "status quo: 0"]
    )
    assert [row.locator("circle").count() for row in votes.locator("li").all()] == [2, 0, 0]
    expect(votes.locator(".truth")).to_have_count(1)
    picture = page.locator("svg.dots")
    expect(picture).to_have_attribute("aria-label", re.compile(r"2 guesses from \d+% to \d+%; it came to \d+%\."))
    expect(page.locator(".dots circle")).to_have_count(2)
    page.get_by_role("link", name="Side by side").click()
    expect(page.locator("article.policy")).to_have_count(1)
    assert "size=20&weeks=20" in state_of(page)


def test_a_lead_that_luck_could_make_is_called_so(page: Page, address: str) -> None:
    outcome = {"ask": "Who?", "kind": "leader", "measure": "do", "week": 9, "truth": "a", "means": [0.5, 0.4]}
    class_of = Predictions()
    for word, guess in (("one", "a"), ("other", "b"), ("third", "b")):
        given = {"policies": ["a", "b"], "outcomes": [outcome | {"guess": guess, "verdict": "close", "said": ""}]}
        class_of.add("silos", word, [guess], given)
    found = class_of.summary("silos")
    assert (found["questions"][0]["draw"], found["questions"][0]["guesses"]) == (True, ["a", "b", "b"])
    page.route("**/api/results", lambda route: route.fulfill(json=found | {"host": False, "shown": True}))
    page.set_viewport_size({"width": 360, "height": 740})
    opened(page, address, "view=lessons&lesson=silos&results=yes")
    rows = page.locator(".votes li")
    expect(rows).to_have_text([re.compile("a: 1 ≈ ahead, but this may be chance"), "b: 2"])
    assert [row.locator("circle").count() for row in rows.all()] == [1, 2]
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert Axe().run(page).violations_count == 0


def test_a_lesson_on_a_phone_in_the_dark_and_saved(chromium: Browser, address: str, tmp_path: Path) -> None:
    problems: list[str] = []
    context = chromium.new_context(viewport={"width": 360, "height": 740}, color_scheme="dark")
    page = opened(watched(context, problems, (address,)), address, "view=lessons&lesson=when_management_stops")
    expect(page.locator(".predict")).to_be_visible()
    assert Axe().run(page).violations_count == 0
    predict(page)
    expect(page.locator("#lessons [data-guess]")).to_have_count(2)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.get_by_role("button", name="Export", exact=True).click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Save page").click()
    file = tmp_path / "lesson.html"
    file.write_bytes(Path(download.value.path()).read_bytes())
    context.close()
    context = chromium.new_context(offline=True)
    saved = watched(context, problems, (file.as_uri(),))
    saved.goto(file.as_uri())
    saved.wait_for_selector("body[data-ready=yes]")
    expect(saved.locator("#legend")).to_contain_text("pull, then nothing")
    expect(saved.locator("#columns canvas")).to_have_count(3)
    context.close()
    assert problems == []


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("title: Mine\n", "", None, "title: is missing"),
        ("summary:", "sumary:", 2, "sumary: unknown key; did you mean 'summary'?"),
        ("kind: leader", "kind: leeder", 6, "predict.0.kind: is not one of the choices; did you mean 'leader'?"),
        ("measure: do", "measure: doing", 6, "predict.0.measure: no measure is called 'doing'"),
        ("week: 4", "week: 9", 6, "predict.0.week: is after the end (given: 9); allowed: at most 8"),
        ("policy: mine", "policy: pull", 7, "predict.1.policy: is not the name of a policy of the run"),
        (", policy: mine", "", 7, "predict.1.policy: is missing"),
        ("low: 0.1", "low: 0.95", 7, "predict.1.low: is not in order (given: 0.95); allowed: less than high, 0.9"),
        ("policy: mine", "policy: mine, against: x", 7, "predict.1.against: is not the name of a policy of the run"),
        ("week: 4", "week: 4, against: push", 6, "predict.0.against: requires kind: number"),
        ("week: 8, ", "week: 8, since: 8, ", 7, "predict.1.since: is not before the week"),
        ("preset: push", "preset: pusch", 4, "run.policies.0.preset: no such name (given: 'pusch')"),
        ("size: 6", "size: 1", 4, "run.size: cannot be used (given: 1); allowed: a whole number from 2 to 5000"),
        ("size: 6", "sise: 6", 4, "run.sise: unknown key; did you mean 'size'?"),
        ("Once upon a **time**.", "&a text", 3, "story: &a is an anchor"),
        ("story: Once", "story: 'Once", None, "is not YAML"),
    ],
)
def test_a_bad_lesson_is_named_with_its_line(tmp_path: Path, old: str, new: str, line: int | None, said: str) -> None:
    file = tmp_path / "mine.yaml"
    assert GOOD.count(old) >= 1
    file.write_text(GOOD.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError) as error:
        load_lesson(file)
    texts = [str(problem) for problem in error.value.problems]
    assert any(said in text for text in texts), texts
    problem = next(p for p in error.value.problems if said in str(p))
    assert problem.file == file
    assert line is None or problem.line == line


def test_lessons_of_ones_own_are_read_and_their_schema_agrees(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(GOOD, encoding="utf-8")
    found = load_lessons(tmp_path)
    assert [policy.name for policy in found["mine"].request.policies] == ["push", "mine"]
    schema = file_schema(Lesson)
    jsonschema.Draft202012Validator.check_schema(schema)
    check = jsonschema.Draft202012Validator(schema)
    for loaded in shipped_lessons().values():
        check.validate(json.loads(loaded.lesson.model_dump_json(exclude_unset=True)))
    assert not check.is_valid(read_tree_of(tmp_path, GOOD.replace("kind: leader", "kind: x")))
    for empty in (tmp_path / "none", tmp_path):
        (tmp_path / "mine.yaml").unlink(missing_ok=True)
        with pytest.raises(InputError, match="--lessons"):
            load_lessons(empty)


def read_tree_of(folder: Path, text: str) -> object:
    file = folder / "other.yaml"
    file.write_text(text, encoding="utf-8")
    plain = read_tree(file, []).plain()
    file.unlink()
    return plain


def test_what_is_said_of_a_prediction_is_what_the_run_says() -> None:
    lesson = Lesson(**json.loads(json.dumps(LESSON)))
    runs = [np.zeros((3, 9, len(NAMES))) for _ in range(2)]
    runs[0][:, 4, NAMES.index("do")] = [0.5, 0.6, 0.7]
    runs[1][:, 4, NAMES.index("do")] = [0.3, 0.4, 0.5]
    runs[1][:, 8, NAMES.index("want")] = [0.5, 0.52, 0.54]
    leader, number = lesson.predict
    one = score(leader, "push", ["push", "mine"], runs)
    assert (one.verdict, one.truth) == ("right", "push")
    assert (
        "highest under push: push 60% and mine 40%. The lead of 20 points is larger than chance explains." in one.said
    )
    assert score(leader, "mine", ["push", "mine"], runs).verdict == "wrong"
    level = [runs[0], runs[0] + np.array([0.01, -0.01, 0.0])[:, None, None]]
    assert score(leader, "mine", ["push", "mine"], level).verdict == "close"
    low = score(number, 0.2, ["push", "mine"], runs)
    assert (low.verdict, low.truth) == ("wrong", pytest.approx(0.52))
    assert "It came to 52%, with a band from 47% to 57%. Your guess is 32 points too low." in low.said
    assert score(number, 0.5, ["push", "mine"], runs).verdict == "right"
    runs[0][:, 8, NAMES.index("want")] = [0.4, 0.42, 0.44]
    beyond = score(number.model_copy(update={"against": "push"}), 0.1, ["push", "mine"], runs)
    assert (beyond.verdict, beyond.truth) == ("right", pytest.approx(0.1))
    assert "You said +10 points, counted from push. It came to +10 points, and hardly varies." in beyond.said
    lone = [own[:1] for own in runs]
    assert "A single run cannot distinguish" in score(leader, "push", ["push", "mine"], lone).said


LESSON = {
    "title": "t",
    "summary": "s",
    "story": "s",
    "question": "q",
    "run": {},
    "predict": [
        {"ask": "a", "kind": "leader", "measure": "do", "week": 4},
        {"ask": "a", "kind": "number", "measure": "want", "week": 8, "policy": "mine", "low": 0.1, "high": 0.9},
    ],
}


def test_markdown_cannot_carry_a_script() -> None:
    text = (
        "<script>x</script>\n\n<img src=x onerror=x>\n\n[a](javascript:x) [b](data:text/html,x) ![c](https://e.example/p)"
        "\n\n[d](https://e.example) <https://e.example>\n\n`<b>`"
    )
    made = rendered(text)
    assert re.findall(r"<(\w+)", made).count("a") == 3
    assert set(re.findall(r"<(\w+)", made)) == {"p", "a", "code"}
    assert set(re.findall(r'href="([^"]*)', made)) == {"https://e.example", "https://e.example/p"}
