"""The game: its data follow from the shipped files, and a whole game in Chromium equals the model in Python."""

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from simalign.analysis.intervals import interval
from simalign.app.game import WORLD, deck, text, world
from simalign.comparison.cost import mean_cost, payers
from simalign.measures.catalogue import NAMES
from simalign.policies.levers import STATUS_QUO
from simalign.policies.policy import load_policy
from simalign.scenario import Policy, Scenario
from simalign.scenario.read import load_scenario
from simalign.simulation.initial import organise
from simalign.simulation.run import Simulation
from tests.app.pages import state_of, watched
from tests.app.test_for_everybody import tab_to

PLAN = ("example", "why", "help", "nocheck", "pass", "pass", "free", "pass")
GAME = "#view=game&game=7"


def test_the_world_of_games_follows_from_the_shipped_posterior_and_costs() -> None:
    assert WORLD.read_text(encoding="utf-8") == text(world())


def test_prices_add_up_to_the_cost_of_a_policy() -> None:
    """The price of several cards together differs from the cost of their levers by less than 0.6 of a day."""
    cards, prices = deck(), world()["prices"]
    days = cards["quarters"] * cards["weeks"] * cards["workdays"]
    scenario = load_scenario(cards["scenario"], ["weeks=104"])
    by = payers(scenario, organise(scenario, 1, 0))
    draw = np.random.Generator(np.random.PCG64(5))
    for _ in range(10):
        chosen = draw.choice(len(cards["cards"]), 4, replace=False)
        levers = {name: x for n in chosen for name, x in cards["cards"][n]["levers"].items()}
        price = sum(prices[name] * (x - STATUS_QUO[name]) for name, x in levers.items())
        exact = mean_cost(Policy(levers=levers), by) - mean_cost(Policy(), by)
        assert abs(price - exact) * days < 0.6


def played(page: Page, address: str, begun: int = 6) -> None:
    """Play the plan by its cards, from a link to a game with some choices."""
    page.goto(f"{address}{GAME}&cards={'.'.join(PLAN[:begun])}")
    for n, card in enumerate(PLAN[begun:], begun):
        page.wait_for_selector(f"#game[data-quarter='{n}']")
        page.locator(f"[data-card={card}]").click()
    page.wait_for_selector("#game[data-score]")


@pytest.fixture
def still(chromium: Browser, address: str, tmp_path: Path) -> Iterator[Page]:
    """A page without animation."""
    problems: list[str] = []
    context = chromium.new_context(viewport={"width": 390, "height": 844}, reduced_motion="reduce")
    yield watched(context, problems, (address,))
    context.close()
    assert problems == []


def test_a_game_is_played_and_its_files_give_the_same_score(still: Page, address: str, tmp_path: Path) -> None:
    played(still, address)
    expect(still.locator(".verdict")).to_contain_text("against carrying on as usual")
    expect(still.locator(".result")).to_contain_text("What they want can be moved.")
    assert state_of(still) == f"view=game&game=7&cards={'.'.join(PLAN)}"
    assert still.evaluate("document.documentElement.scrollWidth") <= 390
    found = Axe().run(still)
    assert found.violations_count == 0, found.generate_report()
    shown = json.loads(still.locator("#game").get_attribute("data-score") or "")
    still.locator(".result summary").click()
    files = []
    for name in ("People and surprises", "Your plan"):
        with still.expect_download() as saving:
            still.get_by_role("button", name=name).click()
        files.append(tmp_path / saving.value.suggested_filename)
        saving.value.save_as(files[-1])
    score = scored(load_scenario(files[0]), load_policy(files[1]))
    assert np.allclose([shown["gain"], shown["low"], shown["high"]], score, rtol=0, atol=1e-12)


def scored(scenario: Scenario, plan: Policy) -> list[float]:
    """Return gain, low and high of a plan against the status quo, by the model in Python."""
    column, means = NAMES.index("value_net"), []
    for replication in range(deck()["replications"]):
        start = Simulation(scenario.unchecked_copy(policy=Policy()), 7, replication)
        start.run(scenario.warmup)
        branches = [start.under(policy).run(scenario.weeks)[:, column].mean() for policy in (plan, Policy())]
        means.append(branches)
    mine, usual = np.array(means).T
    gain = interval(mine - usual)
    return [x / usual.mean() for x in (gain.mean, gain.low, gain.high)]


def test_a_link_with_choices_beyond_the_rules_goes_on_from_the_last_legal_one(still: Page, address: str) -> None:
    still.goto(f"{address}{GAME}&cards=check.say.pay.why")
    still.wait_for_selector("#game[data-quarter='2']")
    expect(still.get_by_role("alert")).to_contain_text("quarter 3")
    expect(still.locator("[data-card=pay]")).to_be_disabled()
    expect(still.locator("[data-card=pay]")).to_contain_text("but only")


def test_a_game_by_keyboard(still: Page, address: str) -> None:
    still.goto(f"{address}#view=game")
    still.get_by_label("Game number").fill("7")
    still.keyboard.press("Enter")
    still.wait_for_selector("#game[data-quarter='0']")
    tab_to(still, "[data-card=why]")
    still.keyboard.press("Enter")
    still.wait_for_selector("#game[data-quarter='1']")
    expect(still.locator("#deck-title")).to_be_focused()
    expect(still.locator(".report")).to_contain_text("After quarter 1: Explain why")
