"""How an uploaded organisation was read, in German: every word of it comes from the catalogue, or from the files."""

import copy
import json
import pickle
import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from simalign.app.views.upload import read_upload, upload_report
from simalign.organisation.reading.repairs import NAMES
from simalign.texts.catalogue import ENGLISH, SERVER_ONLY, Texts, texts_in
from simalign.texts.message import arguments, parse
from simalign.texts.phrase import Phrase, in_language
from tests.app.test_upload import at_own, choose, packed
from tests.board.test_language import marked, outside

WORD = re.compile(r"[^\W\d_]+")
DIGITS = re.compile(r"\d")
MEMBERS = """\
Headcount of 30.06.2026
Nr;Name;Chef;E-Mail;Abteilung;Austritt;Zweitchef;Titel
1;Ada Holm;NULL;ada@x.example;Vorstand;;;Vorstand
2;Ben Rask;Ada Holm;ben@x.example;Vertrieb;;;
3;Cy Tran;ada@x.example;cy@x.example;;1.1.2026;;
4;Dee Lund;Rask, Ben;dee@x.example;;;Ada Holm;
5;Eve Moe;Cy Tran;eve@x.example;Vertrieb;1.1.2027;;
5;Eve Moe;Cy Tran;eve@x.example;Vertrieb;1.1.2027;;
6;Vakant;Ben Rask;;Vertrieb;;;
7;Gro Vik;Aufsichtsrat;gro@x.example;Werk;;;
Summe;;;;;;;
"""
TIES = "Von;Nach;Gewicht\nAda Holm;4;3\n4;1;2\n99;1;1\n"
SURVEY = "Abteilung;Vertrauen (1-5);Respondents;eNPS\nVertrieb;4;3;3\nWerk;2;1;3\nVorstand;3;1;3\n"
FILES = {"members": packed(MEMBERS), "ties": packed(TIES, "wer.csv"), "survey": packed(SURVEY, "antworten.csv")}
OURS = {"id", "name", "manager", "department", "email", "source", "target", "weight", "respondents"}  # our columns
CODES = {"CSV", "UTF", "semicolon", "above", "departments", "no", "repair", *NAMES}  # formats, choices, repairs


def sentences(report: dict[str, Any]) -> Iterator[str]:
    """The sentences of a report on an upload, and the formats of its files."""
    yield report["head"]
    yield from report["given"]
    yield from report["warnings"]
    for reading in report["readings"]:
        yield reading["format"]
        yield from (*reading["account"], *reading["notes"], *reading["survey"])


def values_only(language: str) -> Texts:
    """The texts of a language without their words, so that only the values that are filled in remain."""
    messages = {key: text for key, text in texts_in(language).messages.items() if key.startswith(SERVER_ONLY)}
    return Texts(language, {key: " ".join(f"{{{n}}}" for n in arguments(parse(messages[key]))) for key in messages})


@pytest.mark.parametrize("hidden", [False, True])
def test_every_sentence_comes_from_the_catalogue(hidden: bool) -> None:
    upload = read_upload(FILES | {"hidden": hidden})
    found = list(sentences(upload_report(upload, marked("de"))))
    assert len(found) > 25
    assert [text for text in found if WORD.search(outside(text))] == []
    words = {word for text in sentences(upload_report(upload, values_only("de"))) for word in WORD.findall(text)}
    assert words - set(WORD.findall(MEMBERS + TIES + SURVEY)) - OURS - CODES == set()


def test_numbers_are_the_same_in_both_languages() -> None:
    upload = read_upload(FILES)
    german, english = (list(sentences(upload_report(upload, texts))) for texts in (texts_in("de"), ENGLISH))
    for one, other in zip(german[1:], english[1:], strict=True):  # the first counts one person in words
        assert sorted(DIGITS.findall(one)) == sorted(DIGITS.findall(other))
        assert one != other


def test_a_german_browser_sees_in_german_how_files_were_read(chromium: Browser, address: str) -> None:
    context = chromium.new_context(locale="de-DE")
    page = at_own(context.new_page(), address)
    choose(page, "members", MEMBERS)
    choose(page, "survey", SURVEY, "antworten.csv")
    expect(page.locator(".said")).to_contain_text("geleitet von Ada Holm (1) und einer weiteren Person")
    account = page.locator(".account li")
    expect(account.first).to_have_text("10 Zeilen: 5 Personen, 5 Zeilen ausgelassen")
    expect(account.filter(has_text="1 ausgeschiedene Person ausgelassen, zum Beispiel 'Cy Tran'")).to_have_count(1)
    expect(page.locator(".survey li")).to_have_text(
        "Vertrauen: Mittel 0,60 (0 bis 1), 5 Antworten; nicht gezeigt, damit niemand zu erkennen ist: 3 Abteilungen"
    )
    expect(page.locator("details .help").first).to_contain_text("CSV, UTF-8, Semikolon, Dezimalkomma; verwendete")
    with page.expect_response("**/api/organisation"):
        page.locator("#hide").check()
    expect(page.locator(".said")).to_contain_text("geleitet von Person 1")
    assert not {"Cy", "Tran", "Rask", "Holm"} & set(WORD.findall(page.locator("#own").inner_text()))
    context.close()


def test_a_phrase_is_a_str_in_english_and_survives_copies() -> None:
    phrase = Phrase("report.account.such", text=Phrase("report.account.out.leavers", n=1234), example="'Ada'")
    assert phrase == "1,234 leavers left out, such as 'Ada'"
    assert json.loads(json.dumps([phrase])) == [phrase]
    for same in (copy.deepcopy(phrase), pickle.loads(pickle.dumps(phrase))):
        assert same == phrase
        assert in_language(same, texts_in("de")) == "1.234 Ausgeschiedene ausgelassen, zum Beispiel 'Ada'"
    with pytest.raises(KeyError):
        Phrase("report.account.such", text="x")
