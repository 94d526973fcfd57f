"""Validation of comparison requests: what is accepted, and the message for everything else."""

from typing import Any

import pytest
from simalign.app.views.exports import command_of, policy_text, series_text

from simalign import InputError
from simalign.app.views.request import comparison_request
from simalign.policies.policy import load_policy

PUSH = {"policies": [{"preset": "push"}]}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ([], "request: must be a mapping"),
        ({}, "policies: cannot be used"),
        (PUSH | {"sed": 1}, "sed: unknown key; did you mean 'seed'?"),
        (PUSH | {"seed": 1.5}, "seed: cannot be used (given: 1.5); allowed: a whole number"),
        (PUSH | {"seed": 2**53}, "seed: cannot be used"),
        (PUSH | {"weeks": True}, "weeks: cannot be used (given: True)"),
        (PUSH | {"weeks": 100_000}, "weeks: cannot be used"),
        (PUSH | {"size": 0}, "size: cannot be used"),
        (PUSH | {"size": 5000, "replications": 200}, "replications: is too much for a page"),
        (
            PUSH | {"scenario": "/etc/passwd"},
            "scenario: no such name (given: '/etc/passwd'); allowed: complex_work",
        ),
        (PUSH | {"scenario": {"extends": "default"}}, "scenario: no such name"),
        (PUSH | {"organisation": "../../secret.csv"}, "organisation: no such name"),
        ({"policies": [{"preset": "mine.yaml"}]}, "policies.0.preset: no such name (given: 'mine.yaml')"),
        ({"policies": PUSH["policies"] * 4}, "policies: cannot be used"),
        ({"policies": PUSH["policies"] * 2}, "policies.1.name: is also the name of another policy"),
        ({"policies": [{"preset": "push", "name": "x" * 41}]}, "policies.0.name: cannot be used"),
        ({"policies": [{"preset": "push", "name": "a\nb"}]}, "policies.0.name: cannot be used"),
        ({"policies": [{"levers": {"mandat": 1}}]}, "policies.0.levers.mandat: unknown key; did you mean 'mandate'?"),
        ({"policies": [{"levers": {"mandate": 2}}]}, "policies.0.levers.mandate: is out of range (given: 2)"),
        ({"policies": [{"levers": "all"}]}, "policies.0.levers"),
        ({"policies": [{"phases": [{"from": 5, "preset": "x.yaml"}]}]}, "policies.0.phases.0.preset: unknown key"),
        ({"policies": [{"phases": [{"from": -1}]}]}, "policies.0.phases.0.from"),
        ({"policies": [{"phases": [{"from": 9}, {"from": 4}]}]}, "policies.0.phases.1.from: phases must be in order"),
        ({"policies": [{"rules": []}]}, "policies.0.rules: unknown key"),
    ],
)
def test_what_cannot_be_asked_for_is_named(given: Any, said: str) -> None:
    with pytest.raises(InputError) as error:
        comparison_request(given)
    assert str(error.value).startswith(said)


def test_shipped_organisations_count_as_many_people_as_work_there() -> None:
    given = PUSH | {"organisation": "regional_bank"}
    assert comparison_request(given).size == 374
    with pytest.raises(InputError, match="is too much for a page"):
        comparison_request(given | {"weeks": 520, "replications": 200})


def test_a_policy_of_ones_own_reads_back_as_the_same(tmp_path: Any) -> None:
    given = {
        "name": "=cmd()",
        "preset": "pull",
        "levers": {"voice": 0.1},
        "phases": [{"from": 6, "levers": {"focus": 2}}],
    }
    policy = comparison_request({"policies": [given]}).policies[0]
    file = tmp_path / "mine.yaml"
    file.write_text(policy_text(policy), encoding="utf-8")
    assert load_policy(file) == policy


def test_the_command_names_what_is_not_usual() -> None:
    what = comparison_request(
        PUSH | {"organisation": "workshop", "scenario": "low_trust", "seed": 4, "replications": 3}
    )
    assert command_of(what) == (
        "simalign compare low_trust --organisation workshop --weeks 156 --policies push --replications 3 --seed 4"
    )


@pytest.mark.parametrize("name", ["=1+1", "+1+1", "-A1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_of_a_table_is_a_formula(name: str) -> None:
    assert series_text([name], [[]]).count("\n") == 1
    import numpy as np

    row = series_text([name], [np.zeros((1, 1, 35))]).splitlines()[1:]
    assert "".join(row).lstrip('"').startswith("'")
