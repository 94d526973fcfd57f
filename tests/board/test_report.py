"""The board report: the same content in four formats, of two pages, and one message for each thing that prevents it."""

import re
from base64 import b64decode
from collections.abc import Callable
from html.parser import HTMLParser
from importlib.util import find_spec
from pathlib import Path

import pypdfium2
import pytest
from docx import Document
from matplotlib.figure import Figure
from playwright.sync_api import Browser
from pptx import Presentation

import simalign
from simalign import InputError
from simalign.api.decision import DecisionAnalysis
from simalign.installation import DISTRIBUTION, versions
from simalign.scenario.posterior import shipped_posterior
from simalign.scenario.psychology import Psychology

SMALL = {"organisation.size": 10, "warmup": 2, "weeks": 6}
NAME = "Müller & <Söhne> Łódź"
TWELVE = [
    *("push", "pull", "lead", "mission_command", "annual_review", "balanced_scorecard", "continuous_feedback"),
    *("laissez_faire", "mbo", "okr", "participative_management", "tell_and_sell"),
]
SPECIAL = ["Sales keeps to itself.", "Ada holds two departments together."]


@pytest.fixture(scope="module")
def analysis() -> DecisionAnalysis:
    return simalign.decide(policies=["push", "pull"], seed=3, factors=SMALL, progress=False)


def drawn() -> Figure:
    figure = Figure(figsize=(6, 3))
    figure.subplots().plot([1, 2])
    return figure


class Words(HTMLParser):
    """Collect the text and the tags of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.text, self.tags = "", []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += f" {data}"


def html_text(file: Path) -> str:
    return Words(file.read_text(encoding="utf-8")).text


def docx_text(file: Path) -> str:
    document = Document(str(file))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in document.paragraphs] + cells)


def pptx_text(file: Path) -> str:
    texts = []
    for slide in Presentation(str(file)).slides:
        for shape in slide.shapes:
            if shape.has_text_frame:
                texts.append(shape.text_frame.text)
            if shape.has_table:
                texts += [cell.text for row in shape.table.rows for cell in row.cells]
    return "\n".join(texts)


def pdf_text(file: Path) -> str:
    pdf = pypdfium2.PdfDocument(file)
    text = "\n".join(pdf[number].get_textpage().get_text_range() for number in range(len(pdf)))
    pdf.close()
    return text


READERS: dict[str, Callable[[Path], str]] = {
    ".html": html_text, ".docx": docx_text, ".pptx": pptx_text, ".pdf": pdf_text,
}  # fmt: skip


def one_line(text: str) -> str:
    return "".join(text.replace("￾", "").split())  # formats break lines differently


@pytest.mark.parametrize("suffix", READERS)
def test_every_format_has_the_whole_content(suffix: str, analysis: DecisionAnalysis, tmp_path: Path) -> None:
    file = analysis.report(
        tmp_path / f"board{suffix}", NAME, SPECIAL, drawn(), command=["simalign", "decide", "--seed", "3"]
    )
    text = one_line(READERS[suffix](file))
    record = analysis.record
    flips = [flip["said"] for flip in record["flips"]]
    repeat = ["Command: simalign decide --seed 3", "Random seed: 3", versions()[DISTRIBUTION]]
    for sentence in [
        NAME,
        *SPECIAL,
        *record["said"],
        *record["margins"]["said"],
        *record["risks"],
        *flips,
        *repeat,
    ]:
        assert one_line(sentence) in text
    for row in record["sources"]:
        assert all(one_line(cell) in text for cell in row)
    for standing in record["standings"]:
        assert one_line(f"{standing['regret']:.1%}") in text


def test_printed_reports_have_two_pages(analysis: DecisionAnalysis, tmp_path: Path) -> None:
    pdf = pypdfium2.PdfDocument(analysis.report(tmp_path / "board.pdf", NAME, SPECIAL, drawn()))
    assert len(pdf) == 2
    pdf.close()
    assert len(Presentation(str(analysis.report(tmp_path / "board.pptx", NAME, SPECIAL, drawn()))).slides) == 2


@pytest.fixture(scope="module")
def many() -> DecisionAnalysis:
    """A decision between twelve policies and status quo, within a budget."""
    return simalign.decide(policies=TWELVE, budget="10%", seed=3, factors=SMALL, progress=False)


def test_twelve_policies_fit_on_two_pages(chromium: Browser, many: DecisionAnalysis, tmp_path: Path) -> None:
    page = chromium.new_page()
    page.goto(many.report(tmp_path / "board.html", NAME, SPECIAL, drawn()).as_uri())
    printed = {
        "html": pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True)),
        "pdf": pypdfium2.PdfDocument(many.report(tmp_path / "board.pdf", NAME, SPECIAL, drawn())),
    }
    page.close()
    assert {name: len(pdf) for name, pdf in printed.items()} == {"html": 2, "pdf": 2}
    for pdf in printed.values():
        pdf.close()


@pytest.mark.parametrize("suffix", READERS)
def test_the_best_policies_are_shown_and_the_others_listed(suffix: str, many: DecisionAnalysis, tmp_path: Path) -> None:
    text = one_line(READERS[suffix](many.report(tmp_path / f"board{suffix}")))
    ranked = [standing["policy"] for standing in many.record["standings"]]
    best = [name for name in ranked if name != "status_quo"][:5]
    left_out = [name for name in ranked if name not in (*best, "status_quo")]
    assert len(left_out) == 7 and "7morepoliciesareleftout:" in text
    for name in left_out:
        words = name.replace("_", "")
        assert f"{words}(place{ranked.index(name) + 1}of13," in text
        assert f"{words.capitalize()}:" not in text  # nor what it does
    if suffix == ".docx":
        rows = [row.cells[0].text for row in Document(str(tmp_path / "board.docx")).tables[0].rows]
        assert rows[1:] == [name.replace("_", " ") for name in ranked if name not in left_out]


def test_few_policies_are_all_shown(analysis: DecisionAnalysis, tmp_path: Path) -> None:
    assert "left out" not in html_text(analysis.report(tmp_path / "board.html"))


def test_html_prints_on_two_pages(chromium: Browser, analysis: DecisionAnalysis, tmp_path: Path) -> None:
    page = chromium.new_page()
    page.goto(analysis.report(tmp_path / "board.html", NAME, SPECIAL, drawn()).as_uri())
    pdf = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))
    page.close()
    assert len(pdf) == 2
    pdf.close()


def test_slides_hold_their_shapes(analysis: DecisionAnalysis, tmp_path: Path) -> None:
    slides = Presentation(str(analysis.report(tmp_path / "board.pptx", NAME, SPECIAL, drawn())))
    for slide in slides.slides:
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.left + shape.width <= slides.slide_width
            assert shape.top + shape.height <= slides.slide_height


def test_html_stands_alone_and_pictures_have_alternatives(analysis: DecisionAnalysis, tmp_path: Path) -> None:
    words = Words(analysis.report(tmp_path / "board.html", NAME, SPECIAL, drawn()).read_text(encoding="utf-8"))
    tags = {tag for tag, _ in words.tags}
    assert not tags & {"script", "link", "iframe"}
    pictures = [attributes for tag, attributes in words.tags if tag == "img"]
    assert len(pictures) == 2
    assert all(picture["src"].startswith("data:image/svg+xml;base64,") and picture["alt"] for picture in pictures)
    headings = [tag for tag, _ in words.tags if tag in ("h1", "h2")]
    assert headings[0] == "h1"
    assert headings.count("h1") == 1
    html = next(attributes for tag, attributes in words.tags if tag == "html")
    assert html["lang"] == "en"


def test_without_what_is_special_the_section_is_left_out(analysis: DecisionAnalysis, tmp_path: Path) -> None:
    assert "What is special" not in html_text(analysis.report(tmp_path / "board.html"))


def test_payroll_turns_the_gain_into_money(analysis: DecisionAnalysis, tmp_path: Path) -> None:
    said = analysis.money(2e6)
    assert said.startswith("At a payroll of 2,000,000 a year")
    assert one_line(said) in one_line(html_text(analysis.report(tmp_path / "board.html", payroll=2e6)))
    for payroll in (0, -1.0, float("nan"), True, "1"):
        with pytest.raises(InputError, match="payroll: cannot be used"):
            analysis.money(payroll)  # type: ignore[arg-type]


def test_a_code_name_hides_files_and_departments(tmp_path: Path) -> None:
    members = tmp_path / "acme_staff.csv"
    rows = [f"{n},0,{'office' if n < 6 else 'foundry'},Person {n}\n" for n in range(1, 13)]
    members.write_text("id,manager,department,name\n0,,office,Ada Lovelace\n" + "".join(rows))
    mine = simalign.load_policy("push").model_copy(update={"name": "plan", "description": "The way of Acme."})
    work = {name: {"lean": {"service": 1}} for name in ("management", "office", "foundry")}
    result = simalign.decide(
        organisation=members, policies={"plan": mine, "pull": simalign.load_policy("pull")}, seed=1,
        factors={"warmup": 2, "weeks": 4, "departments": work}, progress=False,
        which_department_first=True,
    )  # fmt: skip
    special = ["Foundry keeps to itself; the head of foundry leads the office."]
    named = html_text(result.report(tmp_path / "named.html", "Acme", special))
    assert all(word in named for word in ("acme_staff.csv", "Foundry", "The way of Acme", "posterior.csv"))
    file = result.report(tmp_path / "hidden.html", special=special, code_name="Larch")
    text = file.read_text(encoding="utf-8")
    assert not re.search(r"acme|foundry|office|posterior\.csv", text, re.IGNORECASE)
    assert "department 2 keeps to itself; the head of department 2 leads the department 1." in text
    assert "Motivate: let people take part" in text
    shown = result.report(tmp_path / "special.html").read_text(encoding="utf-8")
    hidden = result.report(tmp_path / "all_hidden.html", code_name="Larch").read_text(encoding="utf-8")
    titles = [f"{title}</h2>" for title in ("What is special here", "Which department first")]
    assert [title in shown for title in titles] == [True, True] and [title in hidden for title in titles] == [
        True,
        False,
    ]
    pictures = [b64decode(data).decode() for data in re.findall(r"base64,([^\"]+)", hidden)]
    assert len(pictures) == 2 and "Department 1" in pictures[1]
    assert not re.search(r"acme|foundry|office|ada lovelace", hidden + "".join(pictures), re.IGNORECASE)
    assert "Ada Lovelace" in b64decode(re.findall(r"base64,([^\"]+)", shown)[1]).decode()
    with pytest.raises(InputError, match="code_name: cannot be used with name"):
        result.report(tmp_path / "both.html", "Acme", code_name="Larch")


def test_sources_name_data_answers_and_guesses() -> None:
    result = simalign.decide(
        organisation="workshop", policies="push", seed=1, factors={"warmup": 2, "weeks": 4}, routine="80%",
        trust="unknown", progress=False,
    )  # fmt: skip
    rows = {(what, source): details for what, source, details in result.record["sources"]}
    assert rows["Members and reporting lines", "your data"].startswith("60 people in 5 departments, from ")
    answers = "How routine is the work? 80%; How far do people trust management? not known: from 20% to 80%"
    assert rows["Three questions", "your answers"] == answers
    guessed = rows["Settings of the scenario", "guesses"]
    assert guessed == "How often do customers change their minds? once a year; 14% of the people leave in a year"
    fitted, guesses = rows["How people react", "published effects"], rows["How people react", "guesses"]
    sources = {name: str(field.json_schema_extra["source"]) for name, field in Psychology.model_fields.items()}
    drawn = [sources[name].split()[0] for name in shipped_posterior().names]
    assert int(fitted.split()[0]) == drawn.count("prior") and int(guesses.split()[0]) == drawn.count("guess")
    assert drawn.count("prior") + drawn.count("guess") == len(drawn)
    assert "at one value" not in guesses  # the shipped draws have every parameter
    prices = rows["Time and pay that policies take", "guesses"]
    assert prices.startswith("of the working week, at full: monitoring 6%")


def test_refusals(analysis: DecisionAnalysis, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"is not a format of reports .*\.html, \.docx, \.pptx, \.pdf"):
        analysis.report(tmp_path / "board.txt")
    with pytest.raises(InputError, match="folder that does not exist"):
        analysis.report(tmp_path / "nowhere" / "board.html")
    file = tmp_path / "board.html"
    file.write_text("mine")
    with pytest.raises(InputError, match="already exists"):
        analysis.report(file)
    assert file.read_text() == "mine"


def test_a_missing_extra_is_one_message(
    analysis: DecisionAnalysis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without = lambda name: None if name in ("docx", "pptx", "reportlab") else find_spec(name)  # noqa: E731
    monkeypatch.setattr("simalign.installation.find_spec", without)
    for suffix in (".docx", ".pptx", ".pdf"):
        with pytest.raises(InputError, match=rf"\{suffix} needs .*simalign-abm\[report\]"):
            analysis.report(tmp_path / f"board{suffix}")
    assert analysis.report(tmp_path / "board.html").exists()
