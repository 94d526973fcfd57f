"""A report in German: every word of it comes from the catalogue, and English remains what it was."""

import re
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Browser

import simalign
from simalign import InputError
from simalign.analysis.figures.decision import draw_decision
from simalign.api.decision import DecisionAnalysis
from simalign.api.portrait import OrganisationPortrait
from simalign.board.content import Board
from simalign.board.decision import board_report
from simalign.cli.commands.decide import _lines
from simalign.decision.translated import record_in
from simalign.texts.catalogue import Texts, texts_in

OPEN, CLOSE = "⟦", "⟧"
POLICIES = ["push", "pull", "lead", "mission_command"]


@pytest.fixture(scope="module")
def analysis() -> DecisionAnalysis:
    return simalign.decide(
        organisation="workshop",
        policies=POLICIES,
        seed=1,
        factors={"warmup": 2, "weeks": 6},
        budget="1%",
        trust="unknown",
        routine="low",
        progress=False,
    )


def marked(language: str) -> Texts:
    """The texts of a language, each between brackets."""
    return Texts(language, {key: f"{OPEN}{text}{CLOSE}" for key, text in texts_in(language).messages.items()})


def outside(text: str) -> str:
    """Return what is not inside of any bracket."""
    depth, rest = 0, ""
    for letter in text:
        depth += (letter == OPEN) - (letter == CLOSE)
        rest += "" if depth or letter == CLOSE else letter
    return rest


def lines(board: Board) -> list[str]:
    sections = [text for section in board.sections for text in (section.title, *section.sentences)]
    tables = [board.table, *(section.table for section in board.sections)]
    cells = [cell for table in tables for row in table for cell in row]
    return [board.title, board.question, board.answer, *board.certainty, board.picture.alt, *sections, *cells]


def test_every_word_of_a_report_comes_from_the_catalogue(analysis: DecisionAnalysis) -> None:
    texts = marked("de")
    question, record = analysis._question, {**analysis.record}
    for key in ("department_first", "reorganisation"):
        assert key not in record
    found = lines(board_report(record, question, payroll=1e6, command=["simalign"], texts=texts))
    assert analysis.portrait is not None
    portrait = OrganisationPortrait(analysis.portrait.organisation, analysis.portrait._painter, texts)
    found += [*portrait.lines, *portrait.without_names().lines]
    found += [text.partition(": ")[2] for text in portrait._marked().values()]  # after the name of a person
    found += [text for bars in portrait._panels() for text in (bars.title, bars.axis)]
    said = record_in(texts, record, question)
    found += [*said["rests"], *(flip["title"] for flip in said["flips"])]
    assert len(found) > 80
    assert [text for text in found if re.search(r"[^\W\d_]", outside(text))] == []
    axes = draw_decision(record["standings"], "", texts=texts).axes[0]
    labels = [axes.get_xlabel(), *(label.get_text() for label in axes.get_yticklabels())]
    assert len(labels) == 6 and [text for text in labels if re.search(r"[^\W\d_]", outside(text))] == []


def test_numbers_do_not_depend_on_the_language(analysis: DecisionAnalysis) -> None:
    german = analysis.record_in("de")
    assert analysis.record_in("en") == analysis.record
    same = ("standings", "horizon", "weeks", "draws", "sure", "seed")
    assert all(german[key] == analysis.record[key] for key in same)
    assert german["said"] != analysis.record["said"]
    digits = [re.sub(r"[^\d−]", "", " ".join(record["said"])) for record in (german, analysis.record)]
    assert digits[0] == digits[1]


def test_german_numbers_have_a_decimal_comma_and_a_space_before_the_sign_of_per_cent(
    analysis: DecisionAnalysis, tmp_path: Path
) -> None:
    text = analysis.report(tmp_path / "vorstand.html", "Larch", language="de").read_text(encoding="utf-8")
    assert '<html lang="de">' in text
    assert "Welche Führungsweise für Larch?" in text
    body = re.sub(r"<style>.*?</style>|<section><h2>Wie man|base64,[^\"]+", "", text, flags=re.DOTALL)
    assert re.search(r"\d,\d\u202f%", body)
    assert not re.search(r"\d%|\d\.\d\u202f%", re.sub(r'(src|alt)="[^"]*"', "", body))
    assert analysis.money(1e6, "de").startswith("Bei einer Gehaltssumme von 1.000.000 im Jahr")


def test_the_printed_table_has_the_names_of_the_sentences_above_it(analysis: DecisionAnalysis) -> None:
    for language, name in (("en", "mission command"), ("de", "Auftragstaktik")):
        rows = _lines(analysis.record_in(language), texts_in(language))[3:]
        assert len(rows) == len(POLICIES) + 1
        assert sum(row.startswith(f"  {name}  ") for row in rows) == 1
        assert len({len(row) for row in rows}) == 1


def test_a_german_report_has_two_pages(chromium: Browser, analysis: DecisionAnalysis, tmp_path: Path) -> None:
    page = chromium.new_page()
    page.goto(analysis.report(tmp_path / "vorstand.html", "Larch", payroll=3e6, language="de").as_uri())
    printed = [page.pdf(prefer_css_page_size=True), analysis.report(tmp_path / "vorstand.pdf", "Larch", language="de")]
    page.close()
    for file in printed:
        pdf = pypdfium2.PdfDocument(file)
        assert len(pdf) == 2
        pdf.close()


@pytest.mark.parametrize("numbered", [False, True])
def test_hidden_names_are_german_whichever_comes_first(numbered: bool) -> None:
    shown = simalign.portrait("workshop", model=False)
    hidden = shown.without_names() if numbered else simalign.portrait("workshop", names="hidden", model=False)
    lines = hidden.in_language("de").lines
    assert re.search(r"Führungskraft \d+ \(", lines[1])
    assert re.search(r"\(Abteilung \d", lines[1]) if numbered else "(operations)" in lines[1]
    assert not re.search(r"manager|department|the head|Nowak", " ".join(lines), re.IGNORECASE)
    if numbered:
        assert lines == shown.in_language("de").without_names().lines


def test_another_language_is_refused_before_a_file_is_written(analysis: DecisionAnalysis, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"language: is not a language of reports .*'fr'.*allowed: en or de"):
        analysis.report(tmp_path / "board.html", language="fr")
    assert list(tmp_path.iterdir()) == []


def test_a_code_name_hides_names_in_german_too(tmp_path: Path) -> None:
    mine = simalign.load_policy("push").model_copy(update={"name": "plan", "description": "The way of Acme."})
    result = simalign.decide(
        policies={"plan": mine, "pull": simalign.load_policy("pull")}, seed=1,
        factors={"organisation.size": 8, "warmup": 2, "weeks": 4}, progress=False,
    )  # fmt: skip
    text = result.report(tmp_path / "hidden.html", code_name="Larch", language="de").read_text(encoding="utf-8")
    assert "„Führungsweise A“" in text
    assert not re.search(r"acme|„plan“|posterior\.csv", text, re.IGNORECASE)
