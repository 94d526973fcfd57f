"""The game: its data follow from the shipped files, and a whole game in Chromium equals the model in Python."""

import json

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from simalign.app.game import WORLD, deck, text, world
from simalign.comparison.cost import mean_cost, payers
from simalign.measures.catalogue import NAMES
from simalign.policies.levers import STATUS_QUO
from simalign.scenario import Policy, Scenario
from simalign.scenario.posterior import shipped_posterior
from simalign.scenario.read import load_scenario
from simalign.simulation.initial import organise
from simalign.simulation.run import Simulation
from tests.app.pages import state_of, watched

PLAN = ("example", "why", "help", "nocheck", "pass", "pass", "free", "pass")
GAME = "#view=game&game=7"


def test_the_world_of_games_follows_from_the_shipped_posterior_and_costs() -> None:
    assert WORLD.read_text(encoding="utf-8") == text(world())


def test_prices_add_up_to_the_cost_of_a_policy() -> None:
    """The price of several cards together differs from the cost of their levers by less than 0.1 of a day."""
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
