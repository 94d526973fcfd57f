"""Lessons: each from start to end, their files, and the predictions of a class."""

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from simalign import InputError, Simulation
from simalign.analysis.intervals import interval
from simalign.app.classroom.lessons import (
    FIRST,
    KNOTS,
    Lesson,
    LoadedLesson,
    Prediction,
    load_lesson,
    load_lessons,
    rendered,
    shipped_lessons,
)
from simalign.files.read import read_tree
from simalign.files.schema import file_schema
from simalign.measures.catalogue import NAMES, is_share
from tests.app.pages import called, state_of, watched

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


def predict(page: Page, button: str = "That is my prediction") -> None:
    """Answer every question: the first policy, and the left third of each slider; send it with a button."""
    for choices in page.locator(".questions fieldset").all():
        choices.get_by_role("radio").first.check()
    for slider in page.locator(".questions input[type=range]").all():
        slider.fill("30")
    page.get_by_role("button", name=button).click()


def runs(loaded: LoadedLesson) -> list[np.ndarray]:
    """The measures that Python computes in the run of a lesson: by policy, (replications, weeks + 1, measures)."""
    found = []
    for policy in loaded.request.policies:
        scenario = loaded.request.scenario.unchecked_copy(policy=policy)
        weeks = scenario.warmup + scenario.weeks
        each = [Simulation(scenario, loaded.request.seed, r).run(weeks) for r in range(loaded.request.replications)]
        found.append(np.stack(each)[:, -scenario.weeks - 1 :])
    return found


def values_of(measure: str, week: int, since: int | None, series: list[np.ndarray]) -> np.ndarray:
    """Values of a measure in a week, or changes since another: (policies, replications)."""
    column = np.stack(series)[..., NAMES.index(measure)]
    return column[:, :, week] - (0 if since is None else column[:, :, since])


def outcome(one: Prediction, guess: Any, names: list[str], series: list[np.ndarray]) -> tuple[str, Any, bool]:
    """Verdict, truth, and whether nobody leads, by the intervals of Python."""
    values = values_of(one.measure, one.week, one.since, series)
    if one.kind == "leader":
        sign = -1 if one.lowest else 1
        first, second = np.argsort(-sign * values.mean(axis=1), kind="stable")[:2]
        draw = interval(sign * (values[first] - values[second])).low <= 0
        return "close" if draw else "right" if guess == names[first] else "wrong", names[first], draw
    if one.kind == "curve":
        drawn = np.stack(series)[names.index(str(one.policy)), :, :, NAMES.index(one.measure)].mean(axis=0)
        truth = drawn[np.linspace(0, one.week, KNOTS).astype(int)]
        away = float(np.abs(np.array(guess) - truth).mean() / (one.high - one.low))
        return "right" if away <= 0.05 else "close" if away <= 0.1 else "wrong", away, False
    beyond = 0.0 if one.against is None else values[names.index(one.against)]
    mean, low, high, _ = interval(values[names.index(str(one.policy))] - beyond)
    written = {round(100 * end) for end in (low, high)} if is_share(one.measure) else {f"{low:.3f}", f"{high:.3f}"}
    shown = round(100 * guess) if is_share(one.measure) else f"{guess:.3f}"
    if low <= guess <= high or shown in written:
        return "right", mean, False
    return "close" if abs(guess - mean) <= 0.1 * (one.high - one.low) else "wrong", mean, False


def numbers(text: str) -> list[float]:
    """All numbers in a text of the page."""
    return [float(number.replace("−", "-").lstrip("±")) for number in re.findall(r"[-+−±]?\d+(?:\.\d+)?", text)]


@pytest.mark.parametrize("name", FIRST)
def test_a_lesson_from_its_story_to_its_question(page: Page, address: str, name: str) -> None:
    loaded = shipped_lessons()[name]
    lesson, series, names = loaded.lesson, runs(loaded), [policy.name for policy in loaded.request.policies]
    if name != FIRST[0]:  # in one of them, the curves draw themselves
        page.emulate_media(reduced_motion="reduce")
    opened(page, address, "view=lessons")
    page.get_by_role("link", name=lesson.title).click()
    expect(page.get_by_role("heading", name=lesson.title)).to_be_visible()
    assert page.locator(".prose p").count() >= 2
    expect(page.locator("#bench")).to_be_hidden()
    predict(page)
    expect(page.locator(".outcomes li")).to_have_count(len(lesson.predict))
    third = [(one.low or 0.0) + 0.3 * ((one.high or 0.0) - (one.low or 0.0)) for one in lesson.predict]
    of_kind = {"leader": lambda _: names[0], "number": lambda value: value, "curve": lambda value: [value] * KNOTS}
    guesses = [of_kind[one.kind](value) for one, value in zip(lesson.predict, third, strict=True)]
    for place, one, guess in zip(page.locator(".outcomes li").all(), lesson.predict, guesses, strict=True):
        expect(place).to_be_visible()  # once the curves have drawn themselves
        verdict, truth, draw = outcome(one, guess, names, series)
        assert place.get_attribute("class") == verdict
        said = place.inner_text()
        assert ("call it a draw" in said) == draw
        if one.kind == "leader":
            best = "lowest" if one.lowest else "highest"
            assert f"{best} under {truth.replace('_', ' ')}: {truth.replace('_', ' ')} " in said
        elif one.kind == "curve":
            away = numbers(said.split("Your curve is ")[1])[0]
            assert away == pytest.approx(100 * truth * (one.high - one.low), abs=0.51)
        else:
            unit = 100 if is_share(one.measure) else 1
            after = numbers(said.split("It came to ")[1])
            assert after[0] == pytest.approx(unit * truth, abs=0.51 if unit == 100 else 0.00051)
    expect(page.locator("#columns canvas")).to_have_count(len(names))
    expect(page.locator(".read-off tr")).to_have_count(1 + len(lesson.look))
    for row, look in zip(page.locator(".read-off tr").all()[1:], lesson.look, strict=True):
        unit, exact = (100, 0.51) if is_share(look.measure) else (1, 0.00051)
        now = values_of(look.measure, look.week, None, series).mean(axis=1)
        change = values_of(look.measure, look.week, look.since, series).mean(axis=1)
        for n, cell in enumerate(row.locator("td").all_inner_texts()):
            expected = [now[n]] if look.since is None else [now[n], change[n]]
            assert numbers(cell) == pytest.approx([unit * value for value in expected], abs=exact)
    expect(page.locator(".question")).not_to_be_empty()
    asked = [(one, guess) for one, guess in zip(lesson.predict, guesses, strict=True) if one.kind == "number"]
    expect(page.locator("#lessons [data-guess]")).to_have_count(len(asked))
    curves = sum(one.kind == "curve" for one in lesson.predict)
    expect(page.locator("#lessons [data-drawn=mine]")).to_have_count(curves)
    expect(page.locator(".findings li")).to_have_count(len(lesson.findings))
    for one, guess in asked:  # the guess stands where it was made
        assert guess_of(page, one.measure) == pytest.approx(guess + before(page, one, names), abs=0.01)
    assert f"lesson={name}" in state_of(page)


def test_a_lead_that_may_be_chance_is_marked_beside_the_votes_of_a_class(page: Page, address: str) -> None:
    opened(page, address, "view=lessons")
    script = """({ votes }, draw) => {
      const asked = { guesses: ["push", "push", "pull"], truth: "pull", draw };
      const element = votes(asked, ["push", "pull"], document.body);
      return [...element.children].map((row) => row.textContent.trim());
    }"""
    assert called(page, "charts/tallies.js", script, True) == ["push: 2", "pull: 1 ≈ ahead, but this may be chance"]
    assert called(page, "charts/tallies.js", script, False) == ["push: 2", "pull: 1 ✓ came out ahead"]


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


def before(page: Page, one: Prediction, names: list[str]) -> float:
    """Where a change is counted from, read off the lines of the policies."""
    low, high, bottom, top = scale(page, one.measure)

    def at(policy: str | None, week: int | None) -> float:
        if policy is None or week is None:
            return 0.0
        n = names.index(policy)
        line = page.locator(f"#lessons path[data-measure={one.measure}][data-policy='{n}']").first.get_attribute("d")
        y = [float(y) for _, y in re.findall(r"[ML]([\d.]+)[ ,]([\d.]+)", line)]
        return low + (bottom - y[week]) / (bottom - top) * (high - low)

    beyond = 0.0 if one.against is None else at(one.against, one.week) - at(one.against, one.since)
    return at(one.policy, one.since) + beyond


def test_alone_there_is_no_class_to_compare_with(page: Page, address: str) -> None:
    page.emulate_media(reduced_motion="reduce")
    opened(page, address, "size=20&weeks=20&replications=2&p=lead")
    page.get_by_role("link", name="Lessons").click()
    page.get_by_role("link", name="Silos").click()
    predict(page)
    expect(page.locator(".question")).to_be_visible()
    again = page.get_by_role("button", name="Somebody else predicts")
    again.click()
    expect(page.locator("#columns")).to_be_hidden()
    predict(page)
    expect(again).to_be_visible()
    expect(page.get_by_role("link", name="What the class predicted")).to_have_count(0)
    page.get_by_role("link", name="All lessons").click()
    page.get_by_role("link", name="Silos").click()
    expect(page.locator(".predict")).to_be_visible()
    expect(page.get_by_role("link", name="What the class predicted")).to_have_count(0)
    page.get_by_role("link", name="Side by side").click()
    expect(page.locator("article.policy")).to_have_count(1)  # side by side is as it was
    assert "size=20&weeks=20" in state_of(page)


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


SCORED = """({ Scoring }, [asked, guess, names, runs, measures]) => {
  const quantiles = [NaN, 12.706204736432095, 4.302652729911275];  // Student's t for 97.5%
  const about = Object.fromEntries(measures.map((name) => [name, { share: true, spoken: name }]));
  const series = runs.map((policy) => policy.map((run) => Float64Array.from(run.flat())));
  return new Scoring({ about, measures, quantiles }).outcome(asked, guess, names, series);
}"""


def test_what_is_said_of_a_prediction_is_what_the_run_says(modules: Page) -> None:
    names, measures = ["push", "mine"], ["do", "want"]
    given = [np.zeros((3, 9, 2)) for _ in names]
    given[0][:, 4, 0] = [0.5, 0.6, 0.7]
    given[1][:, 4, 0] = [0.3, 0.4, 0.5]
    given[1][:, 8, 1] = [0.5, 0.52, 0.54]
    leader = {"kind": "leader", "measure": "do", "week": 4}
    number = {"kind": "number", "measure": "want", "week": 8, "policy": "mine", "low": 0.1, "high": 0.9}

    def score(asked: dict[str, Any], guess: str | float, series: list[np.ndarray] = given) -> tuple[str, Any, str]:
        sent = [asked, guess, names, [own.tolist() for own in series], measures]
        found = called(modules, "lessons/scoring.js", SCORED, sent)
        return found["verdict"], found["truth"], found["said"]

    verdict, truth, said = score(leader, "push")
    assert (verdict, truth) == ("right", "push")
    assert "highest under push: push 60% and mine 40%. The lead of 20 points is larger than chance explains." in said
    assert score(leader, "mine")[0] == "wrong"
    level = [given[0], given[0] + np.array([0.01, -0.01, 0.0])[:, None, None]]
    assert score(leader, "mine", level)[0] == "close"
    verdict, truth, said = score(number, 0.2)
    assert (verdict, truth) == ("wrong", pytest.approx(0.52))
    assert "It came to 52%, with a band from 47% to 57%. Your guess is 32 points too low." in said
    assert score(number, 0.5)[0] == "right"
    assert score(number, 0.59)[0] == "close"
    given[0][:, 8, 1] = [0.4, 0.42, 0.44]
    verdict, truth, said = score(number | {"against": "push"}, 0.1)
    assert (verdict, truth) == ("right", pytest.approx(0.1))
    assert "You said +10 points, counted from push. It came to +10 points, and hardly varies." in said
    lone = [own[:1] for own in given]
    assert "A single run cannot distinguish" in score(leader, "push", lone)[2]
    assert score(number, 0.5, lone)[0] == "close"


def test_markdown_cannot_carry_a_script() -> None:
    text = (
        "<script>x</script>\n\n<img src=x onerror=x>\n\n[a](javascript:x) [b](data:text/html,x) ![c](https://e.example/p)"
        "\n\n[d](https://e.example) <https://e.example>\n\n`<b>`"
    )
    made = rendered(text)
    assert re.findall(r"<(\w+)", made).count("a") == 3
    assert set(re.findall(r"<(\w+)", made)) == {"p", "a", "code"}
    assert set(re.findall(r'href="([^"]*)', made)) == {"https://e.example", "https://e.example/p"}
