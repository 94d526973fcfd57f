"""The page of an uploaded organisation: its address, its files and the report on them."""

import pytest
from playwright.sync_api import Page, Route, expect

from tests.app.pages import SMALL, opened, state_of
from tests.app.test_lessons import opened as at
from tests.app.test_lessons import predict
from tests.app.test_upload import MEMBERS, at_own, choose


def test_names_are_hidden_later_and_side_by_side_goes_on(page: Page, address: str) -> None:
    at_own(page, address)
    choose(page, "members", MEMBERS)
    page.get_by_role("button", name="See it side by side").click()
    expect(page.locator("#setup-said")).to_contain_text("your organisation")
    page.go_back()
    with page.expect_response("**/api/organisation"):
        page.locator("#hide").check()
    expect(page.locator(".said")).to_contain_text("headed by person 1")
    for way in (page.get_by_role("link", name="Side by side").click, page.go_back, page.go_forward):
        way()
        expect(page.get_by_role("alert")).to_be_hidden()
    expect(page.locator("#setup-said")).to_contain_text("your organisation")


def test_the_address_holds_candidates_horizon_and_policies(page: Page, address: str) -> None:
    at(page, address, "view=own&size=40&p=push;mandate=0.4&p=pull")
    mine, lead = (
        page.locator(".candidates label", has_text=text) for text in ("push (changed)", "Set an example, help, open")
    )
    expect(mine.get_by_role("checkbox")).to_be_checked()
    expect(page.locator(".decide")).to_contain_text(
        "No file has been read yet: choose one above. Setting: typical company."
    )
    expect(page.get_by_role("button", name="Which is best?")).to_be_disabled()
    lead.get_by_role("checkbox").uncheck()
    page.locator("#horizon").select_option("26")
    state = state_of(page)
    assert "horizon=26" in state
    assert "candidates=push%20(changed);push;pull;mission_command" in state
    page.reload()
    page.wait_for_selector("body[data-ready=yes]")
    expect(mine.get_by_role("checkbox")).to_be_checked()
    expect(lead.get_by_role("checkbox")).not_to_be_checked()
    expect(page.locator("#horizon")).to_have_value("26")
    assert state_of(page) == state


def test_a_file_that_cannot_be_used_is_said_where_it_is_decided(page: Page, address: str) -> None:
    at_own(page, address)
    choose(page, "members", MEMBERS.replace("dee,bo", "dee,bob"))
    expect(page.locator(".decide")).to_contain_text("The file cannot be used as it is: correct it first.")
    expect(page.get_by_role("button", name="Which is best?")).to_be_disabled()


def test_an_export_is_read_and_the_page_shows_what_was_changed(page: Page, address: str) -> None:
    at_own(page, address)
    people = "1;Ada Holm;NULL;\n2;Ben Rask;Ada Holm;\n3;Cy Tran;Ben Rask;1.1.2026\n"
    text = f"Headcount of 30.06.2026\nNr;Name;Chef;Austritt\n{people}"
    choose(page, "members", text)
    account = page.locator(".account li")
    expect(account.first).to_have_text("4 rows: 2 members, 2 rows left out")
    expect(account.filter(has_text="1 leaver left out, such as 'Cy Tran'")).to_have_count(1)
    assert "--" not in page.locator(".account").inner_text()
    expect(page.get_by_role("button", name="Which is best?")).to_be_enabled()
    with page.expect_response("**/api/organisation"):
        page.locator("#hide").check()
    expect(page.locator(".account")).not_to_contain_text("Cy Tran")


def test_one_column_is_not_proposed_for_two(page: Page, address: str) -> None:
    at_own(page, address)
    choose(page, "members", "Name,Above\nAnn,\nBo,Zoe\n")
    expect(page.locator(".mapping select")).not_to_have_count(0)
    proposed = [pick.input_value() for pick in page.locator(".mapping select").all()]
    assert [column for column in proposed if column] == ["Name"]


def test_a_lessons_link_opens_the_lesson(page: Page, address: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    at(page, address, "view=lessons&lesson=silos")
    expect(page.locator(".predict")).to_be_visible()
    predict(page)
    expect(page.locator("#columns canvas")).to_have_count(3)
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_role("status").first).to_contain_text("opens exactly this")
    link = page.evaluate("navigator.clipboard.readText()")
    page.goto("about:blank")
    page.goto(link)
    page.wait_for_selector("body[data-ready=yes]")
    expect(page.locator("#lesson-title")).to_have_text("Silos")
    expect(page.locator("#guess-0, [name=guess-0]:checked")).to_have_count(1)  # the guess is kept in this tab


@pytest.mark.parametrize("broken", ["catalogue", "lessons"])
def test_an_answer_that_is_none_is_said_in_words(page: Page, address: str, broken: str) -> None:
    def refuse(route: Route) -> None:
        route.fulfill(status=422, body="<html>")

    page.route(f"**/api/{broken}", refuse)
    page.goto(f"{address}#view=lessons")
    expect(page.get_by_role("alert")).to_contain_text("The program could not answer (422")


def test_why_somebody_resists_is_said_in_words(page: Page, address: str) -> None:
    opened(page, address, f"{SMALL}&week=9&person=12")
    pushed, pulled = (page.locator("#story .life").nth(n) for n in (0, 1))
    expect(pushed).to_contain_text("What counts most: ")
    expect(pushed).to_contain_text("resistance is an answer to what is more")
    expect(pulled).to_contain_text("nobody resists what they are used to")


def test_the_story_of_a_member_is_not_told_where_a_survey_was_answered(page: Page, address: str) -> None:
    at_own(page, address)
    choose(page, "members", MEMBERS)
    choose(page, "survey", "department,trust (1-5),respondents\nsales,2,2\ncraft,4,1\nboard,5,1\n", "survey.csv")
    page.get_by_role("button", name="See it side by side").click()
    expect(page.locator("path[data-measure=do]")).to_have_count(3)
    page.locator("#columns canvas").first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("The story of a single member is not shown")
    expect(page.locator("#story")).to_be_hidden()
