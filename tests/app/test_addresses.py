"""Addresses and requests that the page checks by itself: every wrong value gets a message, whatever it is."""

from typing import Any

import pytest
from playwright.sync_api import Page, Request, expect

from tests.app.pages import SMALL, asked, called
from tests.app.test_guards import WORDS

ONE = {"preset": "push", "name": "push", "levers": {}, "phases": []}
TRIED = """({ results }, asked) => results.run(asked).then(() => "", (error) => error.message)"""
LINKED = """async ({ fromAddress, request }, hash) => {
  const main = document.querySelector("script[type=module]").src;
  const { results } = await import(new URL("base/results.js", main).href);
  return results.run(request(fromAddress(hash))).then(() => "", (error) => error.message);
}"""


def tried(modules: Page, **more: Any) -> str:
    """The message for a request with other values than usual; empty if it is run."""
    message: str = called(modules, "base/results.js", TRIED, asked(modules) | more)
    return message


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"seed": 1.5}, "seed: cannot be used (given: 1.5); allowed: a whole number"),
        ({"seed": 2**53 + 2}, "seed: cannot be used"),
        ({"weeks": 100_000}, "weeks: cannot be used (given: 100000); allowed: a whole number, 4–520"),
        ({"size": 0}, "size: cannot be used"),
        ({"size": 5000, "weeks": 520, "replications": 200}, "replications: is too much for this page (given: 200)"),
        ({"scenario": "/etc/passwd"}, "scenario: no such name (given: /etc/passwd); allowed: "),
        ({"organisation": "../../secret.csv"}, "organisation: no such name (given: ../../secret.csv); allowed: "),
        ({"organisation": "own:x"}, "The uploaded organisation is no longer stored"),
        ({"policies": [ONE | {"preset": "mine.yaml"}]}, "policies.0.preset: no such name (given: mine.yaml)"),
        ({"policies": [ONE] * 4}, "policies: too few or too many (given: 4); allowed: 1–3"),
        ({"policies": []}, "policies: too few or too many (given: 0)"),
        ({"policies": [ONE, ONE]}, "policies.1.name: is also the name of another policy (given: push)"),
        ({"policies": [ONE | {"name": "x" * 41}]}, "policies.0.name: cannot be used"),
        ({"policies": [ONE | {"levers": {"mandat": 1}}]}, "policies.0.levers.mandat: no such name"),
        ({"policies": [ONE | {"levers": {"mandate": 2}}]}, "policies.0.levers.mandate: cannot be used (given: 2)"),
        ({"policies": [ONE | {"levers": {"mandate": "never"}}]}, "policies.0.levers.mandate: cannot be used"),
        ({"policies": [ONE | {"phases": [{"from": -1, "levers": {}}]}]}, "policies.0.phases.0.from: cannot be used"),
        (
            {"policies": [ONE | {"phases": [{"from": 9, "levers": {}}, {"from": 4, "levers": {}}]}]},
            "policies.0.phases.1.from: is not after the phase before (given: 4); allowed: 10 or later",
        ),
        ({"policies": [ONE | {"phases": [{"from": 1, "levers": {}}] * 13}]}, "policies.0.phases: too few or too many"),
    ],
)
def test_what_cannot_be_run_is_named(modules: Page, more: dict[str, Any], said: str) -> None:
    assert tried(modules, **more).startswith(said)


def test_shipped_organisations_count_as_many_people_as_work_there(modules: Page) -> None:
    assert "is too much for this page" in tried(modules, organisation="regional_bank", weeks=520, replications=200)


def test_all_that_is_wrong_is_said_at_once(modules: Page) -> None:
    said = tried(modules, size=1, seed=-1, policies=[ONE | {"levers": {"voice": 2}, "phases": [{"from": -1}]}])
    assert [line.split(":")[0] for line in said.splitlines()] == [
        *("size", "seed", "policies.0.levers.voice", "policies.0.phases.0.from")
    ]


@pytest.mark.parametrize("key", ["scenario", "organisation", "p"])
def test_no_word_of_an_address_is_a_path(modules: Page, key: str) -> None:
    """The page asks for no file by such a word: any request beyond those of its start would be reported."""
    heard: list[str] = []

    def note(request: Request) -> None:
        heard.append(request.url)

    modules.on("request", note)
    for word in WORDS:
        coded = called(modules, "base/address.js", "(it, word) => encodeURIComponent(word)", word)
        said = called(modules, "base/address.js", LINKED, f"{SMALL.split('&p=')[0]}&{key}={coded}")
        assert said, word
        assert "allowed: " in said or "is no longer stored" in said
    modules.remove_listener("request", note)
    assert heard == []


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ("#size=1&p=push", "People: cannot be used (given: 1); allowed: a whole number"),
        ("#scenario=nowhere&p=push", "no such name (given: nowhere)"),
        ("#organisation=own:gone&p=push", "is no longer stored"),
        ("#p=push;mandat=1", "no such name (given: mandat); allowed: mandate"),
        ("#p=push;mandate=7", "cannot be used (given: 7); allowed: a number, 0–1"),
        ("#p=push;@9;voice=0;@4;voice=1", "is not after the phase before (given: 4)"),
        ("#size=5000&weeks=520&replications=200&p=push", "is too much for this page"),
        ("#view=class", "does not belong to a class"),
    ],
)
def test_a_bad_link_is_explained_and_the_page_goes_on(page: Page, address: str, link: str, said: str) -> None:
    page.goto(f"{address}{link}")
    page.wait_for_selector("body[data-ready=yes]")
    expect(page.get_by_role("alert")).to_contain_text(said)
    page.evaluate("location.hash = '#size=20&weeks=12&replications=1&p=pull'")
    expect(page.locator("path[data-measure=do]")).to_have_count(1)
    expect(page.get_by_role("alert")).to_be_hidden()


OTHERS = (
    "[]",
    "{}",
    "null",
    '""',
    "-1",
    "1.5",
    "true",
    "[[]]",
    "1e30",
    "NaN",
    "constructor",
    "__proto__",
    "\ud800x",
    "%",
)


def test_any_value_in_an_address_is_run_or_explained(modules: Page) -> None:
    start = "size=6&weeks=4&replications=1&p=push"
    keys = ("scenario", "organisation", "size", "weeks", "seed", "replications", "p", "week", "person", "department")
    places = [*(f"{key}=" for key in keys), *(f"p=push;{rest}" for rest in ("voice=", "@", "@2;voice=", "name=", ""))]
    links = [f"#{start}&{place}{other}" for place in places for other in OTHERS]
    said = [called(modules, "base/address.js", LINKED, link) for link in links]
    assert len(said) == len(links)
    assert "" in said
    unknown = ("TypeError", "is not a function", "undefined", "Cannot read", "the engine stopped")
    assert not [(link, text) for link, text in zip(links, said, strict=True) if any(one in text for one in unknown)]
