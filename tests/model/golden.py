"""Golden results: lively runs down to the last byte of their state.

The cases are a fixed list of policies, every kind of event, variants of rules, and each mechanism off by itself.
``golden.json`` holds a digest of the final state in each case and, for each measure, a digest of its weekly series in
all cases. ``uv run python -m tests.model.golden`` prints the same of this machine.

To renew the file, run ``uv run python -m tests.model.golden --renew``:

* A further measure leaves everything else as it was. Its digest is added, and that is all.
* When results are meant to move, first give the reason in a line "Numbers change: ..." in CHANGELOG.md and raise
  ``MODEL_VERSION`` in ``simalign/version.py``, from which stores of sweeps know whose numbers they hold. Renewing is
  refused without a line that no earlier renewal has used, and without a higher version.
"""

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np

from simalign import Scenario, Simulation, load_policy
from simalign.measures.catalogue import NAMES
from simalign.scenario.mechanisms import Mechanisms
from simalign.version import MODEL_VERSION

FILE = Path(__file__).with_name("golden.json")
CHANGELOG = Path(__file__).parents[2] / "CHANGELOG.md"
MARK = "Numbers change:"
POLICIES = (  # fixed: a further shipped policy changes nothing here
    "annual_review",
    "balanced_scorecard",
    "continuous_feedback",
    "full_pull",
    "full_push",
    "laissez_faire",
    "lead",
    "mbo",
    "mission_command",
    "okr",
    "participative_management",
    "pay_for_performance",
    "pull",
    "pull_lead",
    "push",
    "push_lead",
    "self_management",
    "status_quo",
    "tell_and_sell",
)
EVENTS: list[dict[str, Any]] = [
    {"week": 2, "trust": 0.3},
    {"week": 4, "new_head": True},
    {"week": 6, "layoffs": 0.1},
    {"week": 8, "layoffs": 0.1, "by": "output"},
    {"week": 10, "split": "operations", "into": "service"},
    {"week": 12, "merge": "development", "into": "marketing_sales"},
    {"week": 14, "hire": 8},
    {"week": 16, "remove_layer": 3},
    {"week": 18, "demand": 0.5},
    {"week": 20, "new_carers": True},
]
VOICE = [{"while": "trust < 0.6", "levers": {"voice": 0.9}}]
CASES: dict[str, dict[str, Any]] = {
    **{name: {"policy": load_policy(name)} for name in POLICIES},
    "events": {"events": EVENTS},
    "policy_rules": {"policy": {"preset": "push", "rules": VOICE}},
    # likeness is left out, as every variant of it is compiled by itself, which takes a minute
    "rules": {"rules": {"activation": "random", "acceptance": "linear", "influence": "threshold"}},
    **{f"without_{name}": {"mechanisms": {name: False}} for name in Mechanisms.model_fields},
}
Digests = dict[str, dict[str, str]]


def results() -> Digests:
    """Compute digests of states by case and of series by measure.

    Each run has 85 members, 6 weeks of status quo and 24 of the policy, push if the case names none, demand that moves
    and people who leave.
    """
    states: dict[str, str] = {}
    series = {name: hashlib.sha256() for name in NAMES}
    for case, more in CASES.items():
        scenario = Scenario(
            **{
                "organisation": {"size": 85, "span": 4},
                "context": {"turbulence": 0.3, "churn": 0.2, "turnover": 0.02},
                "policy": load_policy("push"),
                "warmup": 6,
                **more,
            }
        )
        simulation = Simulation(scenario, seed=1)
        weeks = simulation.run(30)
        states[case] = simulation.digest()
        for name, column in zip(NAMES, weeks.T, strict=True):
            series[name].update(np.ascontiguousarray(column).tobytes())
    return {"states": states, "measures": {name: digest.hexdigest()[:16] for name, digest in series.items()}}


def moved(before: Digests, now: Digests) -> list[str]:
    """Name the stored states and measures that are not the same now; one that only exists now has not moved.

    >>> moved({"states": {"push": "a"}, "measures": {"do": "b"}}, {"states": {"push": "a"}, "measures": {"new": "c"}})
    ['measures.do']
    """
    return [
        f"{kind}.{name}" for kind, stored in before.items() for name in stored if now[kind].get(name) != stored[name]
    ]


def reason(changelog: str, used: list[str]) -> str:
    """Return the first "Numbers change:" line of a changelog that no renewal has used; SystemExit if there is none."""
    lines = [line.strip("- ") for line in changelog.splitlines() if MARK in line]
    fresh = [line for line in lines if line not in used]
    if not fresh:
        raise SystemExit(f"say in CHANGELOG.md why results move, in a new line '- {MARK} ...'")
    return fresh[0]


def renewed(before: dict[str, Any], now: Digests, changelog: str, version: int = MODEL_VERSION) -> dict[str, Any]:
    """Return the new content of the file; SystemExit where results moved without a reason or a higher version."""
    if not moved({kind: before[kind] for kind in now}, now):
        return before | now
    if before["model"] >= version:
        raise SystemExit(f"raise MODEL_VERSION in simalign/version.py above {before['model']}")
    return {"model": version, "reasons": [*before["reasons"], reason(changelog, before["reasons"])], **now}


if __name__ == "__main__":
    if "--renew" in sys.argv:
        content = renewed(json.loads(FILE.read_text()), results(), CHANGELOG.read_text())
        FILE.write_text(json.dumps(content, indent=2) + "\n")
    else:
        print(json.dumps(results()))
