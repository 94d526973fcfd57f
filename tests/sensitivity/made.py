"""A small scenario, claims on it, and settings that make a command short."""

from simalign import Scenario
from simalign.sensitivity.claims import Claim

SMALL = Scenario(organisation={"size": 12}, context={"turbulence": 0.2}, warmup=13, weeks=20)
TINY = ["--set", "organisation.size=8", "--set", "warmup=2", "--set", "weeks=4", "--seed", "1"]


def claim(**given: object) -> Claim:
    """Push does more than pull in weeks 1 to 6, unless something else is given."""
    usual = {
        "name": "a",
        "sentence": "Push does more",
        "one": "push",
        "other": "pull",
        "measure": "do",
        "weeks": [1, 6],
    }
    return Claim(**{**usual, **given})  # type: ignore[arg-type]


CLAIMS_FILE = """
claims:
  - {name: push_does, sentence: Push does more, one: push, other: pull, measure: do, weeks: [1, 4]}
  - {name: push_resists, sentence: Push is resisted, one: push, other: status_quo, measure: resistance, weeks: [1, 4]}
  - name: turbulent
    sentence: Turbulence makes pull do better
    one: pull
    other: push
    measure: do
    weeks: [3, 4]
    where: {context.turbulence: 0.9}
"""
RIVALS_FILE = """
rivals:
  - {name: no resistance, sentence: nobody resists, set: {mechanisms.reactance: false}}
  - {name: lagging, sentence: leaders see late, set: {psychology.lag: 50}}
"""
