"""Uploaded organisations: read, or rejected with the cell at fault; never on disk, never visible to other sessions."""

import base64
import json
import subprocess
import sys
from html import escape
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from simalign.app.http.limits import ALONE
from simalign.app.views.upload import UnreadableUpload, command_parts, nameless, read_upload, upload_report
from simalign.organisation.members import read_organisation
from simalign.scenario.read import load_organisation_spec
from tests.app.pages import shown, watched
from tests.app.test_guards import Stranger
from tests.app.test_side_by_side import drawn, same_as_the_command, saved_data
from tests.patience import PATIENCE, eventually

SHIPPED = Path(__file__).parents[2] / "configs" / "organisations"
MEMBERS = """\
id,manager,name,department
ann,,Ann Zimtsterne,board
bo,ann,Bo Zimtsterne,sales
cy,ann,Cy Zimtsterne,craft
dee,bo,Dee Zimtsterne,sales
"""
TIES = "source,target\nann,bo\nbo,cy\ndee,cy\n"
NAMES = ("Zimtsterne", "ann", "dee")  # the first so long that no coded bytes spell it


def packed(text: str | bytes, name: str = "people Zimtsterne.csv") -> dict[str, str]:
    raw = text if isinstance(text, bytes) else text.encode()
    return {"name": name, "content": base64.b64encode(raw).decode()}


def at_own(page: Page, address: str) -> Page:
    page.goto(f"{address}#view=own")
    page.wait_for_selector("body[data-ready=yes]")
    return page


def choose(page: Page, kind: str, text: str, name: str = "people.csv") -> None:
    file = {"name": name, "mimeType": "text/csv", "buffer": text.encode()}
    with page.expect_response("**/api/organisation"):
        page.locator(f"#file-{kind}").set_input_files(file)  # type: ignore[arg-type]


def test_the_same_is_understood_as_by_the_command_line() -> None:
    for name in ("workshop", "regional_bank"):
        spec = load_organisation_spec(SHIPPED / f"{name}.yaml")
        given: dict[str, Any] = {
            kind: packed((SHIPPED / name / f"{kind}.csv").read_bytes(), f"{kind}.csv") for kind in ("members", "ties")
        }
        own = read_upload(given | {"columns": spec.columns})
        there, _ = read_organisation(spec, [])
        assert own.organisation.ids == there.ids
        assert own.organisation.names == there.names
        for field in ("manager", "department", "role", "level"):
            assert (getattr(own.organisation, field) == getattr(there, field)).all()
        assert (own.organisation.ties.target == there.ties.target).all()
        assert upload_report(own)["people"] == there.size


@pytest.mark.parametrize(
    ("members", "line", "column", "said", "allowed"),
    [
        (
            MEMBERS.replace("dee,bo", "dee,bob"),
            5,
            "manager",
            "not in the file; did you mean 'bo'?",
            "an id of this file",
        ),
        (MEMBERS.replace("dee,", "bo,"), 5, "id", "'bo' is listed again; first on line 3", "each id once"),
        (
            MEMBERS.replace("ann,,", "ann,dee,"),
            2,
            "manager",
            "a cycle of managers: ann -> dee -> bo -> ann",
            "managers without a cycle",
        ),
        (MEMBERS + "eve,bo\n", 6, None, "too few cells in the row of 'eve'", "4 cells"),
        (
            MEMBERS.replace("manager,", "floor,").replace(",ann,", ",1,").replace(",bo,", ",2,"),
            1,
            "manager",
            "no such column",
            "or choose it below",
        ),
        ("", 1, None, "the file is empty", "a header"),
        ("id,manager\nann,\n", None, None, "has only one person", "two people"),
        ("id,manager\n\0", 2, None, "a NUL character", "UTF-8"),
    ],
)
def test_a_broken_file_is_refused_in_its_place_and_without_names_where_they_are_hidden(
    members: str, line: int | None, column: str | None, said: str, allowed: str
) -> None:
    with pytest.raises(UnreadableUpload) as found:
        read_upload({"members": packed(members)})
    problem = next(one for one in found.value.answer["problems"] if said in one["message"])
    assert (problem["line"], problem["column"]) == (line, column)
    assert allowed in problem["allowed"]
    if column and problem["row"] and "no such column" not in said:
        assert [cell["name"] for cell in problem["row"] if cell["wrong"]] == [column]
    with pytest.raises(UnreadableUpload) as hidden:
        read_upload({"members": packed(members), "hidden": True})
    text = json.dumps(hidden.value.answer["problems"])
    assert not [name for name in ("Zimtsterne", "'ann'", "dee", " bo", "eve") if name in text]
    assert [one["line"] for one in hidden.value.answer["problems"]] == [
        one["line"] for one in found.value.answer["problems"]
    ]


NAMED = "Name,Manager\nAnn Zimtsterne,\nBo Zimtsterne,Ann Zimtsterne\n"


def test_people_may_be_known_by_their_names_alone() -> None:
    columns = {"id": "Name", "name": "Name", "manager": "Manager"}
    own = read_upload({"members": packed(NAMED), "columns": columns})
    assert own.organisation.ids == own.organisation.names == ("Ann Zimtsterne", "Bo Zimtsterne")
    hidden = read_upload({"members": packed(NAMED), "columns": columns, "hidden": True})
    assert "Zimtsterne" not in json.dumps(upload_report(hidden))
    (text,) = command_parts(own)["files"].values()
    assert "columns:\n  id: Name\n  name: Name\n  manager: Manager\n" in text  # as `org` reads it
    with pytest.raises(UnreadableUpload) as found:
        read_upload({"members": packed(NAMED), "columns": columns | {"manager": "Name"}})
    said = [(one["column"], one["message"]) for one in found.value.answer["problems"]]
    assert said[0][0] == "id"  # as the page calls it
    assert "is also the column of manager" in said[0][1]


@pytest.mark.parametrize("first", ["ann,,Ann Zimtsterne", "dee,bo,Dee Zimtsterne"])
def test_a_first_row_of_people_is_not_taken_for_names_of_columns(first: str) -> None:
    rows = [first, *(row for row in ("ann,,Ann Zimtsterne", "bo,ann,B", "dee,bo,D") if row[:2] != first[:2])]
    given = {"members": packed("\n".join(rows) + "\n")}
    with pytest.raises(UnreadableUpload) as shown:
        read_upload(given)
    (problem,) = shown.value.answer["problems"]
    assert "the first row must contain the names of the columns" in problem["message"]
    assert problem["allowed"] == "columns called id and manager; or choose them below"
    assert shown.value.answer["header"][0] == first.split(",")[0]
    with pytest.raises(UnreadableUpload) as hidden:
        read_upload(given | {"hidden": True})
    assert hidden.value.answer["header"] == []
    assert hidden.value.answer["problems"][0]["allowed"] == "columns called id and manager"
    with pytest.raises(UnreadableUpload) as chosen:
        read_upload(given | {"hidden": True, "columns": {"id": first.split(",")[0], "manager": first.split(",")[2]}})
    assert chosen.value.answer == hidden.value.answer
    text = json.dumps(hidden.value.answer)
    assert not [name for name in ("Zimtsterne", '"ann"', '"dee"', '"bo"') if name in text]


@pytest.mark.parametrize("name", ["data.csv", "x" * 100 + ".csv", ""])
def test_two_files_of_one_name_are_told_apart(name: str) -> None:
    given = {"members": packed(MEMBERS, name), "ties": packed(TIES, name)}
    own = read_upload(given)
    assert own.files["members"] != own.files["ties"]
    with pytest.raises(UnreadableUpload) as found:
        read_upload(given | {"ties": packed(TIES.replace("dee,cy", "dee"), name)})
    (problem,) = found.value.answer["problems"]
    assert (problem["file"], problem["line"]) == (own.files["ties"], 4)
    assert [cell["text"] for cell in problem["row"]] == ["dee"]
    assert found.value.answer["header"] == ["id", "manager", "name", "department"]


def test_hidden_names_do_not_show_as_columns_and_other_names_of_columns_do() -> None:
    with pytest.raises(UnreadableUpload) as twice:
        read_upload({"members": packed("Zimtsterne,Zimtsterne\nBo,Zimtsterne\n"), "hidden": True})
    assert "Zimtsterne" not in json.dumps(twice.value.answer)
    with pytest.raises(UnreadableUpload) as other:
        read_upload({"members": packed("Nr,Etage\n1,3\n2,4\n"), "hidden": True})
    assert other.value.answer["header"] == ["Nr", "Etage"]


def test_from_a_broken_file_to_a_decision(page: Page, address: str) -> None:
    at_own(page, address)
    choose(page, "members", MEMBERS.replace("dee,bo", "dee,bob").replace("manager", "above"))
    expect(page.get_by_role("button", name="Which is best?")).to_be_disabled()
    expect(page.get_by_role("alert").filter(has_text="1 problem in the file")).to_contain_text("no such column")
    page.locator("#column-manager").select_option("above")
    page.get_by_role("button", name="Use these columns").click()
    wrong = page.locator(".wrongs")
    expect(wrong).to_contain_text("line 5, column above")
    expect(wrong.locator("td.wrong")).to_have_text("bob")
    assert Axe().run(page).violations_count == 0
    expect(page.get_by_role("button", name="Which is best?")).to_be_disabled()
    choose(page, "members", MEMBERS)
    choose(page, "ties", TIES, "ties.csv")
    expect(page.locator(".said")).to_contain_text("4 people, headed by Ann Zimtsterne (ann)")
    expect(page.locator(".said")).to_contain_text("6 working ties")
    page.locator("#horizon").select_option("26")
    page.locator("#question-trust").select_option("medium")
    page.locator("#question-routine").select_option("low")
    parts: list[Any] = []
    page.on("response", lambda r: parts.append(r.json()) if "/api/flip" in r.url or "/api/part" in r.url else None)
    report = page.get_by_role("button", name="Report for a board")
    expect(report).to_be_disabled()
    with page.expect_response("**/api/decide") as answer:
        page.get_by_role("button", name="Which is best?").click()
    found = answer.value.json()
    expect(page.locator(".verdict")).to_have_text(found["said"][0])
    expect(report).to_be_enabled(timeout=PATIENCE * 1000)
    *flips, margins, distance = parts
    for sentence in (*margins["said"], *distance["said"], *found["risks"], *(flip["said"] for flip in flips)):
        expect(page.locator("#decision")).to_contain_text(sentence)
    along = [found["horizon"], *(flip["leaders"] for flip in flips)]
    strips = sum(len({leader[1] for leader in leaders}) > 1 for leaders in along)
    expect(page.locator("[data-own]")).to_have_count(strips)
    expect(page.locator("circle[data-standing]")).to_have_count(5)
    assert sum(one["best"] for one in found["standings"]) == pytest.approx(1)
    assert page.locator("#decision-figure rect[data-leader]").count() >= 2 * strips
    page.get_by_label("Name or code name").fill("Zimt & Söhne")
    with page.expect_download() as download:
        report.click()
    board = Path(download.value.path()).read_text(encoding="utf-8")
    assert "Which policy for Zimt &amp; Söhne?" in board
    assert escape(found["said"][0]) in board
    assert all(escape(sentence) in board for sentence in (*margins["said"], *distance["said"]))
    page.set_viewport_size({"width": 360, "height": 740})
    page.get_by_role("button", name="Dark").click()  # drawn anew, as wide as there is room
    assert Axe().run(page).violations_count == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    deleted(page)


def deleted(page: Page) -> None:
    """Side by side shows an uploaded organisation until it is deleted, and says so from then on."""
    page.get_by_role("button", name="See it side by side").click()
    expect(page.locator("#setup-said")).to_contain_text("your organisation")
    page.get_by_role("link", name="Your organisation").click()
    page.get_by_role("button", name="Delete it").click()
    expect(page.locator(".said")).to_have_count(0)
    page.get_by_role("link", name="Side by side").click()
    expect(page.get_by_role("alert")).to_contain_text("is no longer stored")
    page.locator("#setup summary").click()
    page.locator("#organisation").select_option("workshop")
    expect(page.get_by_role("alert")).to_be_hidden()
    expect(page.locator("#setup-said")).to_contain_text("workshop")


def test_hidden_names_are_nowhere(page: Page, address: str) -> None:
    heard: list[str] = []
    page.on("response", lambda r: heard.append(r.body().decode("latin-1")) if "/api/" in r.url and r.ok else None)
    at_own(page, address)
    page.locator("#hide").check()
    choose(page, "members", MEMBERS, "Zimtsterne.csv")
    choose(page, "ties", TIES, "Zimtsterne ties.csv")
    expect(page.locator(".said")).to_contain_text("headed by person 1")
    page.locator("#horizon").select_option("13")
    page.get_by_role("button", name="See it side by side").click()
    expect(page.locator("path[data-measure=do]")).to_have_count(3)
    page.locator("#columns canvas").first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.locator("#story-title")).to_contain_text("Person")
    page.get_by_role("button", name="Export", exact=True).click()
    for button in ("Save page", "Scenario and numbers", "Picture, SVG"):
        with page.expect_download() as download:
            page.get_by_role("button", name=button).click()
        heard.append(Path(download.value.path()).read_bytes().decode("latin-1"))
    heard.append(page.content())
    assert len(heard) > 7
    for name in NAMES:
        assert not [
            text[:60] for text in heard if f'"{name}"' in text or f" {name} " in text or "Zimtsterne" in text
        ], name


def test_uploads_never_touch_the_disk(tmp_path: Path) -> None:
    code = """
import json, sys
from simalign.app.handlers import decide, save_page, upload_organisation
from simalign.app.views.session import Sessions
session = Sessions().of_cookie(None)[1]
given, ask = json.load(sys.stdin)
written = []
def note(event, args):
    if event == "open" and (args[2] or 0) & 3 or event == "open" and set(str(args[1])) & set("wax+"):
        written.append(str(args[0]))
for turn in range(2):  # the second one finds everything compiled
    written.clear()
    if not turn:
        sys.addaudithook(note)
    for broken in (given, dict(given, members=dict(given["members"], content="aWQsbWFuYWdlcgpheDEs"))):
        answer = json.loads(upload_organisation(session, broken)[0])
        if answer["understood"]:
            ask["organisation"] = "own:" + answer["word"]
    save_page(session, {"address": "#organisation=" + ask["organisation"]})
    decide(session, ask)
print(json.dumps(written))
"""
    given = {"members": packed(MEMBERS), "ties": packed(TIES, "ties.csv")}
    ask = {"weeks": 4, "policies": [{"preset": "push"}]}
    done = subprocess.run(
        [sys.executable, "-c", code], input=json.dumps([given, ask]), capture_output=True, text=True, timeout=PATIENCE
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == []


def test_hidden_names_are_hidden_in_a_cell_that_is_too_long_to_be_shown() -> None:
    names = [f"{name} Zimtsterne" for name in ("Ann", "Bo", "Cy", "Dee", "Eve")]
    rows = [f"{name},{'' if name == names[0] else names[0]}" for name in names]
    members = "\n".join(["name,manager", *rows, f"Flo,{'; '.join(names)}"])
    shown, hidden = (
        json.dumps(upload_report(read_upload({"members": packed(members), "hidden": hidden}))["readings"])
        for hidden in (False, True)
    )
    assert "several managers" in shown
    assert "several managers" in hidden
    assert "Zimtsterne; " in shown
    assert "Zimtsterne" not in hidden


def test_two_sessions_see_nothing_of_each_other(stranger_pair: tuple[Stranger, str, str]) -> None:
    stranger, mine, other = stranger_pair
    status, _, body = stranger.post(json.dumps({"members": packed(MEMBERS)}), "/api/organisation", cookie=mine)
    assert status == 200
    word = json.loads(body)["word"]
    ask = {"organisation": f"own:{word}", "weeks": 4, "policies": [{"preset": "push"}]}
    page = json.dumps({"address": f"#organisation=own:{word}"})
    for path, more in (("decide", {}), ("flip", {"context": "trust"}), ("part", {"part": "margins"}), ("board", {})):
        status, _, body = stranger.post(json.dumps(ask | more), f"/api/{path}", cookie=other)
        assert status == 422
        assert b"is no longer stored" in body
        assert b"Zimtsterne" not in body
    assert b"Zimtsterne" not in stranger.post(page, "/api/page", cookie=other)[2]
    stranger.post(json.dumps({"word": word}), "/api/forget", cookie=other)  # a stranger cannot make me forget either
    assert b"Zimtsterne" in stranger.post(page, "/api/page", cookie=mine)[2]
    stranger.post(json.dumps({"word": word}), "/api/forget", cookie=mine)
    assert stranger.post(json.dumps(ask), "/api/decide", cookie=mine)[0] == 422
    assert b"Zimtsterne" not in stranger.post(page, "/api/page", cookie=mine)[2]


@pytest.fixture
def stranger_pair(address: str) -> tuple[Stranger, str, str]:
    one = Stranger(address)
    first, second = (one.post()[1]["set-cookie"].split(";")[0] for _ in range(2))
    return one, first, second


def test_closing_the_window_forgets(chromium: Browser, address: str) -> None:
    problems: list[str] = []
    context = chromium.new_context()
    page = at_own(watched(context, problems, (address,)), address)
    with page.expect_response("**/api/organisation") as answer:
        page.locator("#file-members").set_input_files(
            {"name": "people.csv", "mimeType": "text/csv", "buffer": MEMBERS.encode()}
        )
    expect(page.locator(".said")).to_be_visible()
    ask = json.dumps({"address": f"#organisation=own:{answer.value.json()['word']}"})
    cookie = "; ".join(f"{one['name']}={one['value']}" for one in context.cookies())
    stranger = Stranger(address)
    assert b"Zimtsterne" in stranger.post(ask, "/api/page", cookie=cookie)[2]
    page.goto("about:blank")
    eventually(lambda: b"Zimtsterne" not in stranger.post(ask, "/api/page", cookie=cookie)[2])
    context.close()
    assert problems == []


def test_what_makes_no_sense_is_refused(stranger_pair: tuple[Stranger, str, str]) -> None:
    stranger, mine, _ = stranger_pair
    for body in (
        [],
        {},
        {"members": 1},
        {"members": {"name": "x", "content": "%"}},
        {"members": packed(""), "columns": {"x": "y"}},
    ):
        status, _, answer = stranger.post(json.dumps(body), "/api/organisation", cookie=mine)
        assert status == 422
        assert json.loads(answer)["problems"]
    assert stranger.post("{}", "/api/organisation", content_length=str(ALONE.upload + 1))[0] == 413
    for body in ({"policies": []}, {"policies": [{"preset": "push"}], "replications": 3}):
        assert stranger.post(json.dumps(body), "/api/decide", cookie=mine)[0] == 422
    given = {"policies": [{"preset": "push"}], "context": "luck"}
    assert b"allowed: trust, complexity" in stranger.post(json.dumps(given), "/api/flip", cookie=mine)[2]


def test_nameless_people_are_the_same_people() -> None:
    own = read_upload({"members": packed(MEMBERS)}).organisation
    hidden = nameless(own)
    assert hidden.names == hidden.ids == ("1", "2", "3", "4")
    assert (hidden.manager == own.manager).all()
    assert (hidden.key == own.key).all()


def test_what_is_exported_repeats_the_runs_from_the_files_themselves(
    page: Page, address: str, chromium: Browser, tmp_path: Path
) -> None:
    people = "id,above,beside,name\nann,,bo,Ann\nbo,ann,,Bo\ncy,ann,ann,Cy\ndee,bo,ann,Dee\n"  # two may be managers
    at_own(page, address)
    choose(page, "members", people)
    page.locator("#column-manager").select_option("above")
    with page.expect_response("**/api/organisation"):
        page.get_by_role("button", name="Use these columns").click()
    choose(page, "ties", TIES, "who.csv")
    page.get_by_role("button", name="See it side by side").click()
    page.locator("#setup summary").click()
    for field, value in (("weeks", "26"), ("replications", "5")):
        with shown(page):
            page.locator(f"#{field}").select_option(value)
    before = drawn(page, "do", 0)
    with saved_data(page) as archive:
        archive.extractall(tmp_path)
    command = (tmp_path / "command.txt").read_text()
    assert "--organisation organisation.yaml" in command
    (tmp_path / "people.csv").write_text(people, encoding="utf-8")
    (tmp_path / "who.csv").write_text(TIES, encoding="utf-8")
    same_as_the_command(tmp_path)
    with page.expect_download() as download:
        page.get_by_role("button", name="Save page").click()
    file = tmp_path / "mine.html"
    file.write_bytes(Path(download.value.path()).read_bytes())

    problems: list[str] = []
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, offline=True)
    saved = watched(context, problems, (file.as_uri(),))
    saved.goto(file.as_uri())
    saved.wait_for_selector("body[data-ready=yes]")
    expect(saved.locator("#setup-said")).to_contain_text("your organisation")
    assert drawn(saved, "do", 0) == pytest.approx(before)
    context.close()
    assert problems == []
