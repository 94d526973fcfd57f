"""The three questions: levels, numbers and ignorance, in the interface for Python and on the command line."""

import numpy as np
import pytest
from typer.testing import CliRunner

import simalign
from simalign import InputError, Policy, Scenario, Simulation
from simalign.cli import app
from simalign.decision.cases import WORTH, Cases, simulate_worth
from simalign.decision.ranking import with_base
from simalign.decision.settings import LEVELS, SETTINGS, answered
from simalign.scenario.posterior import shipped_posterior
from simalign.sweeps.design.factors import Distribution

SMALL = {"organisation.size": 10, "warmup": 2, "weeks": 4}
TYPED = [part for key, value in SMALL.items() for part in ("--set", f"{key}={value}")]


def test_levels_are_in_order_and_valid() -> None:
    for name, setting in SETTINGS.items():
        values = [setting.value(level) for level in LEVELS]
        assert values == sorted(values, reverse=setting.falls)
        for value in values:
            Scenario(context={setting.key: value})
        assert setting.value("unknown") is setting.value("don't know") is setting.value("Don’t know") is None
        assert setting.whole_range == (min(values), max(values)), name


def test_numbers_are_shares_or_times_a_year() -> None:
    routine, trust, customers = SETTINGS.values()
    assert (routine.value("30 %"), routine.value(0.3), routine.value("1")) == (0.7, 0.7, 0.0)
    assert trust.value("30%") == 0.3
    assert customers.value("13") == 0.25
    for setting, answer in [(trust, "130%"), (trust, "-1"), (trust, "nan"), (trust, True), (trust, "much"),
                            (trust, ""), (customers, "50%"), (customers, 53)]:  # fmt: skip
        with pytest.raises(InputError, match="is not an answer"):
            setting.value(answer)


def test_every_wrong_answer_is_reported() -> None:
    with pytest.raises(InputError) as error:
        answered({"routine": "very", "trust": "low", "customers": "rarely"})
    assert [problem.key for problem in error.value.problems] == ["routine", "customers"]


def test_drawn_values_are_the_same_under_every_policy() -> None:
    scenario = Scenario(organisation={"size": 9}, warmup=3, weeks=5)
    drawn = {"context.trust": Distribution("uniform", (0.2, 0.8)), "psychology.silo": Distribution("uniform", (0, 0.8))}
    cases = Cases(4, shipped_posterior(), drawn=drawn)
    policies = with_base({"push": Policy(preset="push")})
    found = simulate_worth(scenario, policies, cases, 3)
    values = cases.values(3)
    assert len({*values["context.trust"]}) == 3
    for draw in range(3):
        changes = {key: float(x[draw]) for key, x in values.items()}
        for index, policy in enumerate(policies.values()):
            changed = scenario.changed(changes).model_copy(update={"policy": policy})
            single = Simulation(shipped_posterior().applied(changed, draw), 4, draw).run(8)
            np.testing.assert_array_equal(found[draw, index], single[3:, WORTH])


def test_values_of_a_case_depend_on_their_key_alone() -> None:
    shape = Distribution("uniform", (0.0, 1.0))
    several = Cases(1, drawn={"context.trust": shape, "context.complexity": shape}).values(50)
    np.testing.assert_array_equal(
        several["context.trust"][:9], Cases(1, drawn={"context.trust": shape}).values(9)["context.trust"]
    )
    assert abs(np.corrcoef(several["context.trust"], several["context.complexity"])[0, 1]) < 0.5


def test_ignorance_widens_the_interval_and_levels_move_the_answer() -> None:
    """The gain of leaders' example grows with trust; without an answer, cases differ in trust as well."""

    def decided(level: str) -> simalign.DecisionAnalysis:
        factors = {"organisation.size": 40, "warmup": 5, "weeks": 26}
        return simalign.decide(
            policies="lead", seed=1, factors=factors, uncertainty="none", progress=False, trust=level
        )

    low, high, unknown = (decided(level) for level in ("low", "high", "unknown"))
    assert set(low.flips["context"]) == {"trust", "complexity", "turbulence"}
    assert set(unknown.flips["context"]) == {"complexity", "turbulence"}
    lead = [each.table.set_index("policy").loc["lead"] for each in (low, unknown, high)]
    assert lead[0]["gain"] < lead[1]["gain"] < lead[2]["gain"]
    widths = [row["high"] - row["low"] for row in lead]
    assert widths[1] > max(widths[0], widths[2])


def test_an_answer_and_a_factor_contradict_each_other() -> None:
    with pytest.raises(InputError, match=r"trust: is also given by factors, as context\.trust"):
        simalign.decide(policies="push", seed=1, factors={"context.trust": 0.3}, trust="low", progress=False)
    with pytest.raises(InputError, match="trust: is also given by factors"):
        simalign.decide(policies="push", seed=1, factors={"context": {"trust": 0.3}}, trust="low", progress=False)


def test_questions_are_asked_until_they_are_answered() -> None:
    arguments = ["decide", "-p", "push", "--seed", "1", *TYPED]
    asked = CliRunner().invoke(app, [*arguments, "--ask", "--trust", "70%"], input="sometimes\nlow\n\n")
    assert asked.exit_code == 0, asked.output
    assert "How far do people trust" not in asked.stderr
    assert asked.stderr.count("How routine is the work?") == 2
    assert "How often do customers change" in asked.stderr
    answers = ["--trust", "70%", "--routine", "low", "--customers", "unknown"]
    given = CliRunner().invoke(app, [*arguments, *answers])
    start, end = asked.stdout.index("Over 4 weeks"), asked.stdout.index("Repeat: ")
    assert asked.stdout[start:end] == given.stdout[: given.stdout.index("Repeat: ")]
    assert asked.stdout[end:].rstrip().endswith("--routine low --customers unknown")


def test_what_set_gives_is_not_asked() -> None:
    arguments = ["decide", "-p", "push", "--seed", "1", *TYPED, "--set", "context.trust=0.4", "--ask"]
    asked = CliRunner().invoke(app, arguments, input="\n\n")
    assert asked.exit_code == 0, asked.output
    assert "trust" not in asked.stderr
