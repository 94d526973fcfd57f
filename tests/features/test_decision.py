"""The head of a decision says what is special here, and the answers of a survey change the decision."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import simalign
from simalign.api.decision import DecisionAnalysis
from simalign.decision.ranking import without_answers
from simalign.errors import InputError
from simalign.organisation.record import Organisation
from tests.cli.conftest import Command, command
from tests.features.test_portrait import MEMBERS, TIES

__all__ = ["command"]  # a fixture
DEPARTMENTS = ("Sales", "Production", "Service", "Finance")
SMALL = {"warmup": 30, "weeks": 52}


def members() -> pd.DataFrame:
    """Return a table of a head and four departments of seven."""
    rows = [("head", "", "Board")]
    for name in DEPARTMENTS:
        rows += [(f"{name}0", "head", name), *((f"{name}{n}", f"{name}0", name) for n in range(1, 7))]
    return pd.DataFrame(rows, columns=["id", "manager", "department"])


def decided(answer: float) -> DecisionAnalysis:
    survey = pd.DataFrame({"department": DEPARTMENTS, "trust (1-5)": answer, "respondents": 7})
    return simalign.decide(
        policies=("push", "lead"), organisation=members(), survey=survey, seed=1, factors=SMALL, progress=False
    )


def test_trust_of_a_half_and_of_four_and_a_half_give_different_answers() -> None:
    """Draws are paired: the difference of mean gains exceeds 4 standard errors (false alarm below 1 in 10,000)."""
    low, high = decided(1.5), decided(4.5)
    lead, base = (list(low._question.policies).index(name) if name == "lead" else 2 for name in ("lead", "status_quo"))
    gains = []
    for result in (low, high):
        worth = result.worth[:, :, : SMALL["weeks"]].mean(axis=2)
        gains.append(worth[:, lead] - worth[:, base])
    apart = gains[1] - gains[0]
    assert apart.mean() > 4 * apart.std(ddof=1) / np.sqrt(len(apart))
    tables = [result.table.set_index("policy") for result in (low, high)]
    assert tables[1].loc["status_quo", "worth"] > 1.05 * tables[0].loc["status_quo", "worth"]
    assert tables[0].loc["lead", "gain"] != tables[1].loc["lead", "gain"]
    for result, own in ((low, 0.12), (high, 0.88)):
        (trust,) = (flip for flip in result.record["flips"] if flip["context"] == "trust")
        assert trust["own"] == pytest.approx(own, abs=0.006)
        assert [leader[0] for leader in trust["leaders"]] == sorted([0.1, 0.3, 0.5, 0.7, 0.9, trust["own"]])
    best = {leader[0]: leader[3] for leader in trust["leaders"]}
    assert len(set(best.values())) > 1  # other trust replaces that of the survey


def test_other_values_of_trust_replace_the_answers_of_a_survey() -> None:
    made = simalign.load_organisation(members())
    answered = replace(made, given={"trust": np.full(made.size, 0.123), "skill": np.full(made.size, 0.5)})
    without = without_answers(answered, "trust")
    assert isinstance(without, Organisation) and set(without.given) == {"skill"}
    assert without_answers(answered, "turbulence") is answered and without_answers(None, "trust") is None


def test_trust_is_answered_by_a_survey_or_by_the_question() -> None:
    survey = pd.DataFrame({"department": DEPARTMENTS, "trust (1-5)": 3, "respondents": 7})
    with pytest.raises(InputError, match="trust: is also given by a survey of the members"):
        simalign.decide(organisation=members(), survey=survey, trust="low", seed=1, progress=False)


def test_five_lines_head_a_decision_on_an_imported_organisation(command: Command, tmp_path: Path) -> None:
    (tmp_path / "members.csv").write_text(MEMBERS)
    (tmp_path / "ties.csv").write_text(TIES)
    small = ("--set", "warmup=4", "--weeks", "4", "--seed", "1", "-p", "push")
    arguments = ("decide", "-g", "members.csv", "--ties", "ties.csv", *small)
    text = command(*arguments, "--names", "hidden").stdout
    assert text.startswith("What is special here\n  Chart: 3 layers for 12 members.")
    assert text.index("Resistance and examples") < text.index("Over 4 weeks")
    assert "Zofia" not in text and "the head of A" in text
    record = json.loads(command(*arguments, "--json").stdout)
    assert len(record["special"]) == 5 and "Zofia" in str(record["special"])
    assert json.loads(command("decide", *small, "--json").stdout)["special"] == []
    refused = command(*arguments, "--names", "secret")
    assert refused.returncode == 2 and "names: is not a way to show names" in refused.stderr
