"""The page in German, by the language of the browser or of the address; everything that is declared has a text."""

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from simalign.app.classroom.lessons import lesson_list, shipped_lessons
from simalign.app.http.texts import LANGUAGES, language_of, messages
from simalign.app.views.catalogue import catalogue
from tests.app.pages import SMALL, opened, seek, watched
from tests.app.test_lessons import predict
from tests.app.test_upload import MEMBERS, at_own, choose

PARTS = ("title", "text", "spoken")  # of a measure
TAG = re.compile(r"</?[a-z]+>")
DIGITS = re.compile(r"\d+")


def texts_of(lesson: dict[str, Any]) -> dict[str, str]:
    """The texts of a lesson of the page, by their keys in the catalogue of texts."""
    found = {part: lesson[part] for part in ("title", "summary", "story", "compare", "question")}
    found |= {f"predict.{n}.ask": one["ask"] for n, one in enumerate(lesson["predict"])}
    found |= {f"findings.{n}.text": one["text"] for n, one in enumerate(lesson["findings"])}
    found |= {f"teacher.goals.{n}": goal for n, goal in enumerate(lesson["teacher"]["goals"])}
    found |= {"teacher.expect": lesson["teacher"]["expect"]}
    found |= {f"policy.{n}": one["name"] for n, one in enumerate(lesson["run"]["policies"]) if "name" in one}
    return {f"lesson.{lesson['name']}.{key}": text for key, text in found.items()}


LESSONS = {key: text for lesson in lesson_list(shipped_lessons()) for key, text in texts_of(lesson).items()}


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_what_is_declared_in_english_has_a_text(language: str) -> None:
    known, texts = catalogue(), messages(language)
    wanted = {f"family.{name}" for name in known["families"]}
    wanted |= {f"lever.{one['name']}.{part}" for one in known["levers"] for part in ("title", "text", "low", "high")}
    wanted |= {f"{kind}.{one['name']}.{part}" for kind, all_ in (("policy", "policies"), ("scenario", "scenarios"))
               for one in known[all_] for part in ("title", "text")}  # fmt: skip
    wanted |= {f"measure.{name}.{part}" for name in known["measures"] for part in PARTS}
    wanted |= {f"organisation.{one['name']}.title" for one in known["organisations"]}
    wanted |= set(LESSONS)
    declared = {key for key in texts if key not in messages(LANGUAGES[0])}
    assert wanted - set(texts) == set()
    assert declared - wanted == set()


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_lessons_have_the_paragraphs_emphasis_and_numerals_of_the_english(language: str) -> None:
    texts = messages(language)
    for key, text in LESSONS.items():
        assert TAG.findall(texts[key]) == TAG.findall(text), key
        assert DIGITS.findall(texts[key]) == DIGITS.findall(text), key
        assert not re.search("[{}']", texts[key]), f"{key}: part of a message's notation"


def test_the_address_names_the_language() -> None:
    assert [language_of(address) for address in ("#lang=de", "#size=2&lang=de", "#lang=xx", "")] == [
        "de",
        "de",
        "en",
        "en",
    ]


def test_a_german_browser_sees_german(chromium: Browser, address: str) -> None:
    problems: list[str] = []
    context = chromium.new_context(viewport={"width": 390, "height": 844}, locale="de-DE")
    page = opened(watched(context, problems, (address,)), address, f"{SMALL}&p=status_quo&person=12")
    seek(page, 20)
    expect(page.locator("html")).to_have_attribute("lang", "de")
    expect(page.locator("#finding")).to_contain_text("Nach 20 Wochen, verglichen mit Weiter wie bisher: Drücken bewegt")
    expect(page.locator("#story")).to_contain_text("In 20 Wochen")
    page.get_by_role("button", name="Hebel der Führungsweise 1 ändern").click()
    page.locator("#lever-mandate").fill("0")
    expect(page.locator(".policy .text").first).to_contain_text("Drücken mit Anweisung 0")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    page.get_by_role("link", name="Ihre Organisation").click()
    expect(page.get_by_role("button", name="Welche ist die beste?")).to_be_disabled()
    context.close()
    assert problems == []


def test_the_language_is_changed_on_the_page_and_stays_in_the_address(page: Page, address: str) -> None:
    opened(page, address)
    page.get_by_role("button", name="Deutsch").click()
    expect(page.locator("html")).to_have_attribute("lang", "de")
    page.wait_for_selector("body[data-ready=yes]")
    assert "lang=de" in page.url
    expect(page.locator("#legend")).to_contain_text("Drücken")
    page.get_by_role("button", name="English").click()
    expect(page.locator("#legend")).to_contain_text("push")


def test_a_lesson_is_german_from_its_story_to_the_notes_for_its_teacher(page: Page, address: str) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.set_viewport_size({"width": 390, "height": 844})
    silos = (text for key, text in LESSONS.items() if key.startswith("lesson.silos."))
    english = {text for text in silos if " " in text and "<" not in text}

    def german(*expected: str) -> None:
        expect(page.locator("#lesson-title")).to_be_visible()
        said = page.locator("#lessons").inner_text()
        assert [text for text in english if text in said] == []
        assert [text for text in expected if text not in said] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 390

    opened(page, address, "#view=lessons&lesson=silos&lang=de")
    german("Silodenken", "Jede für sich", "Weiter wie bisher", "Der Vertrieb wird an neuen Kunden gemessen")
    predict(page, "Das ist meine Schätzung")
    expect(page.locator(".outcomes li")).to_have_count(4)
    german("Sie sagten „Jede für sich“. In Woche 52 liegt Alle gemeinsam am höchsten", "Der Preis ist klein.")
    expect(page.locator("#lesson-figures")).to_contain_text("Wert gemeinsamer Arbeit")
    page.goto("about:blank")
    opened(page, address, "#view=lessons&lesson=silos&sheet=handout&lang=de")
    expect(page.locator(".sheet")).to_contain_text("☐ Alle gemeinsam")
    german("Silodenken")
    page.get_by_role("link", name="Hinweise für Lehrende").click()
    expect(page.locator(".sheet")).to_contain_text("Was meist erwartet wird")
    german("Erklären, wie jeder Teil sein Ziel erreichen kann", "Die meisten erwarten", "Alle gemeinsam")


def test_a_lesson_that_its_author_changes_stays_in_the_words_of_its_author(page: Page, address: str) -> None:
    opened(page, address, "#view=lessons&lang=de")
    page.get_by_role("button", name="Eine Lektion schreiben").click()
    source = page.locator("#lesson-source")
    source.fill(source.input_value().replace("Finally some clarity", "Clarity at last"))
    page.get_by_role("button", name="Durchspielen").click()
    expect(page.locator("#lesson-title")).to_have_text("The mandate trap")
    expect(page.locator(".prose")).to_contain_text("Clarity at last")
    expect(page.locator(".choices")).to_contain_text("order and check")


def test_a_glossary_explains_the_words(page: Page, address: str) -> None:
    opened(page, address)
    page.get_by_role("button", name="Glossary").click()
    dialog = page.get_by_role("dialog")
    assert dialog.locator("dt").count() >= 15
    assert dialog.locator("dt").count() == dialog.locator("dd").count()
    expect(dialog).to_contain_text(re.compile("Differences of percentages"))
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


def test_nothing_is_decided_without_a_file_but_for_an_example_that_says_so(page: Page, address: str) -> None:
    at_own(page, address)
    run = page.get_by_role("button", name="Which is best?")
    expect(run).to_be_disabled()
    page.get_by_role("button", name="Use the example").click()
    expect(run).to_be_enabled()
    expect(page.locator(".decide")).to_contain_text("not your own")
    choose(page, "members", MEMBERS.replace("dee,bo", "dee,bob"))
    expect(run).to_be_disabled()


def test_the_page_asks_for_decisions_in_its_language(chromium: Browser, address: str) -> None:
    context = chromium.new_context(locale="de-DE")
    page = at_own(context.new_page(), address)
    page.route("**/api/decide", lambda route: route.fulfill(status=422, json={"problems": ["genug"]}))
    page.locator(".decide").wait_for()
    page.get_by_role("button", name="Das Beispiel „workshop“ nehmen").click()
    with page.expect_request("**/api/decide") as asked:
        page.get_by_role("button", name="Welche ist die beste?").click()
    assert asked.value.post_data_json["language"] == "de"
    context.close()
