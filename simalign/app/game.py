"""The world of the game on the page: the people and the prices that ``static/game/world.js`` holds.

``python -m simalign.app.game`` writes the file. Run it after a change of the shipped posterior, a lever's cost or the
deck (``static/game/deck.js``); a test fails otherwise.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np

from simalign.app.http.assets import FOLDER
from simalign.comparison.cost import mean_cost, payers
from simalign.policies.levers import STATUS_QUO, UNIT_LEVERS, Levers
from simalign.scenario import Policy
from simalign.scenario.posterior import shipped_posterior
from simalign.scenario.read import load_scenario
from simalign.simulation.initial import organise

DECK, WORLD = FOLDER / "game" / "deck.js", FOLDER / "game" / "world.js"
PASS = "pass"  # the choice of no card
PEOPLE = 32  # posterior draws that games choose from, evenly spaced
STEP = 0.1  # of a lever, over which its price is measured; costs are nearly linear and add up


def deck() -> dict[str, Any]:
    """Return the deck: cards, budget, surprises, and the parameters that are described at the end of a game."""
    _, _, declared = DECK.read_text(encoding="utf-8").partition("export const deck = ")
    content: dict[str, Any] = json.loads(declared.rstrip().removesuffix(";"))
    return content


def world() -> dict[str, Any]:
    """Return the usual values and prices of levers, and the parameters of the people of games.

    prices: the cost of a lever of 1, in weeks per member-week. people: names of parameters, draws of the shipped
    posterior by row, and the mean and standard deviation of each parameter over all draws.
    """
    cards = deck()
    weeks = cards["quarters"] * cards["weeks"]
    scenario = load_scenario(cards["scenario"], [f"weeks={weeks}"])
    by = payers(scenario, organise(scenario, 1, 0))
    usual = mean_cost(Policy(), by)
    prices = {name: (mean_cost(_raised(name), by) - usual) / STEP for name in UNIT_LEVERS}
    posterior = shipped_posterior()
    draws = np.array(posterior.draws)
    return {
        "usual": {name: STATUS_QUO[name] for name in UNIT_LEVERS},
        "prices": {name: round(price, 5) for name, price in prices.items()},
        "people": {
            "names": list(posterior.names),
            "draws": [list(posterior.draws[n]) for n in _chosen(len(draws))],
            "numbers": list(_chosen(len(draws))),
            "mean": [round(float(x), 6) for x in np.cumsum(draws, axis=0)[-1] / len(draws)],
            "sd": [round(float(np.std(column, ddof=1)), 6) for column in draws.T],
        },
    }


def _chosen(count: int) -> range:
    return range(0, count, count // PEOPLE)


def _raised(name: str) -> Policy:
    return Policy(levers=Levers(**{name: STATUS_QUO[name] + STEP}))


def text(content: dict[str, Any]) -> str:
    """Return the text of the file."""
    start = (
        "// Made by python -m simalign.app.game: prices of levers, and the people of games.\n\nexport const world = "
    )
    return f"{start}{json.dumps(content, separators=(',', ':'))};\n"


def main(file: Path = WORLD) -> None:
    """Write the file."""
    file.write_text(text(world()), encoding="utf-8")


if __name__ == "__main__":
    main()
