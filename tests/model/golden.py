"""Golden digests: one lively run under each shipped policy, down to the last byte of its state.

``uv run python -m tests.model.golden`` prints the digests of this machine. When results are meant to move, first say
why in a line "Numbers change: ..." in CHANGELOG.md, then renew the file with
``uv run python -m tests.model.golden --renew``; it refuses without a line that no renewal has used yet, and unless
``MODEL_VERSION`` in ``simalign/version.py`` is raised, by which stores of sweeps know whose numbers they hold.
"""

import json
import sys
from pathlib import Path

from simalign import Scenario, Simulation, load_policy
from simalign.files.shipped import policy_names
from simalign.version import MODEL_VERSION

FILE = Path(__file__).with_name("golden.json")
CHANGELOG = Path(__file__).parents[2] / "CHANGELOG.md"
MARK = "Numbers change:"


def digests() -> dict[str, str]:
    """Digest by policy: 85 members, 6 weeks of status quo and 24 of the policy, demand that moves, people who leave."""
    found = {}
    for policy in policy_names():
        scenario = Scenario(
            organisation={"size": 85, "span": 4},
            context={"turbulence": 0.3, "turnover": 0.02},
            policy=load_policy(policy),
            warmup=6,
        )
        simulation = Simulation(scenario, seed=1)
        simulation.run(30)
        found[policy] = simulation.digest()
    return found


def reason(changelog: str, used: list[str]) -> str:
    """The first "Numbers change:" line of a changelog that no renewal has used; SystemExit when there is none."""
    lines = [line.strip("- ") for line in changelog.splitlines() if MARK in line]
    fresh = [line for line in lines if line not in used]
    if not fresh:
        raise SystemExit(f"say in CHANGELOG.md why results move, in a new line '- {MARK} ...'")
    return fresh[0]


def renew() -> None:
    """Write the digests, with the changelog's line that gives the reason."""
    before = json.loads(FILE.read_text())
    if before["model"] >= MODEL_VERSION:
        raise SystemExit(f"raise MODEL_VERSION in simalign/version.py above {before['model']}")
    reasons = [*before["reasons"], reason(CHANGELOG.read_text(), before["reasons"])]
    FILE.write_text(json.dumps({"model": MODEL_VERSION, "reasons": reasons, "digests": digests()}, indent=2) + "\n")


if __name__ == "__main__":
    if "--renew" in sys.argv:
        renew()
    else:
        print(json.dumps(digests()))
