"""A scenario with values changed by dotted key."""

import pytest

from simalign import InputError, Scenario, load_scenario
from simalign.sensitivity.settings import changed


def test_what_is_named_changes_and_nothing_else() -> None:
    base = load_scenario("low_trust")
    made = changed(base, {"context.turbulence": 0.2, "mechanisms.needs": False, "weeks": 7})
    assert (made.context.turbulence, made.mechanisms.needs, made.weeks) == (0.2, False, 7)
    assert made.context.trust == base.context.trust
    back = changed(made, {"context.turbulence": base.context.turbulence, "mechanisms.needs": True, "weeks": base.weeks})
    assert back == base
    assert base == load_scenario("low_trust")


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"contxt.trust": 1}, "contxt.trust: unknown key; did you mean 'context'"),
        ({"context.trust.deep": 1}, "context.trust: is a mapping, not a number"),
        ({"context.trust": 2}, "context.trust: is out of range"),
        ({"psychology.trust_deeds": 1.0}, "trust_deeds"),
        ({"goals.0.measurability": 1.0}, "goals.0.measurability: is no key"),
        (
            {"policy.preset": "pull"},
            "policy.preset: cannot be set on a policy that is written out.*'pull'.*policy",
        ),
        ({"policy.dials.push": 1.0}, "policy.dials.push: cannot be set on a policy that is written out"),
    ],
)
def test_what_makes_no_scenario_is_refused(settings: dict[str, object], said: str) -> None:
    with pytest.raises(InputError, match=said):
        changed(Scenario(), settings)
