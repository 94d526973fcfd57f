"""A whole search: its values are those of a decision, on cases of their own, and do not depend on how it is run."""

import json
import re
from base64 import b64decode
from collections.abc import Iterator
from html import escape
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

import simalign
from simalign import InputError, Policy, Scenario
from simalign.advice.advise import BEST, LEAN, samples
from simalign.advice.sample import WORTHS, derived
from simalign.api.advice import Advice
from simalign.cli import app
from simalign.decision.cases import WORTH
from simalign.policies.levers import LEVERS
from simalign.policies.values import lever_values
from simalign.scenario.mechanisms import Mechanisms
from simalign.scenario.psychology import Costs
from simalign.simulation import Simulation
from simalign.simulation.ensemble import Replication, Run

SMALL = {"organisation.size": 12, "warmup": 2, "weeks": 13}
NO_EFFECT = ("inspire", "notice", "exposure")  # of levers on work, besides the mechanisms
QUICK = {"trials": 20, "randoms": 10}
TYPED = ["advise", *(word for key, value in SMALL.items() if key != "weeks" for word in ("--set", f"{key}={value}"))]
TYPED += ["--weeks", "13", "-p", "push,lead", "--seed", "3", "--trials", "20", "--randoms", "10"]


@pytest.fixture(scope="module", autouse=True)
def few_cases() -> Iterator[None]:
    """Fewer cases than usual, here and in decisions."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("simalign.advice.advise.SEARCHING", 4)
        patch.setattr("simalign.advice.advise.SELECTING", 6)
        patch.setattr("simalign.decision.ranking.MOST", 30)
        yield


@pytest.fixture(scope="module")
def advice() -> Advice:
    return simalign.advise(
        policies=["push", "lead"], seed=3, factors=SMALL, workers=1, managers_time="16%", progress=False, **QUICK
    )


def test_reported_values_are_those_of_a_decision_with_the_same_seed(advice: Advice) -> None:
    """``simalign.decide`` evaluates the policies by itself, in as many cases, and knows nothing of the search."""
    policies = {name: policy for name, policy in advice.policies.items() if name in (BEST, LEAN, "push", "lead")}
    decision = simalign.decide(policies=policies, seed=3, factors=SMALL, progress=False)
    assert decision.record["draws"] == advice.record["cases"]["reported"]
    found, decided = (result.table.set_index("policy") for result in (advice, decision))
    for column in ("worth", "gain", "low", "high", "loss"):
        names = list(decided.index)
        np.testing.assert_allclose(found.loc[names, column], decided[column], atol=1e-12)


def test_the_three_sets_of_cases_share_neither_random_numbers_nor_people(advice: Advice) -> None:
    reporting, sets = samples(advice._task)
    of = {"report": reporting, "search": sets.searching, "selection": sets.selecting}
    seeds = {name: sample._ensemble.seed for name, sample in of.items()}
    numbers = {name: [each.number for each in sample._replications] for name, sample in of.items()}
    assert len(set(seeds.values())) == 3 and seeds["report"] == 3
    flat = [number for each in numbers.values() for number in each]
    assert len(flat) == len(set(flat)) <= len(advice._task.question.posterior.draws)
    assert len({derived(seed, purpose) for seed in range(50) for purpose in ("search", "selection")}) == 100


def test_what_is_measured_is_the_mean_of_a_run(advice: Advice) -> None:
    _, sets = samples(advice._task)
    policy, question = advice.policies[BEST], advice._task.question
    number = sets.searching._replications[0].number
    drawn = question.posterior.applied(question.scenario.unchecked_copy(policy=policy), number)
    series = Simulation(drawn, derived(3, "search"), number).run(15)[2:]
    measured = sets.searching.measured([policy], 1)[0, 0, WORTHS]
    assert measured == pytest.approx(series[:, WORTH].mean(), abs=1e-12)


def test_values_of_the_search_are_in_one_table_only(advice: Advice) -> None:
    record = advice.record
    curse = {row["policy"]: row for row in record.pop("optimism")}
    gains = {row["policy"]: row["gain"] for row in record["policies"]}
    everything = json.dumps(record)
    for name, row in curse.items():
        assert row["reported"] == pytest.approx(gains[name], abs=1e-12)
        assert row["search_less_reported"] == pytest.approx(row["search"] - row["reported"])
        assert row["low"] < row["search_less_reported"] < row["high"]
        assert repr(row["search"]) not in everything and repr(row["selection"]) not in everything


def test_no_policy_exceeds_a_limit(advice: Advice) -> None:
    limits, now = advice._task.limits, advice.record["managers_time_now"]
    assert now < 0.16
    for policy in advice.policies.values():
        assert limits.price(policy) - limits.base <= 0.02 + 1e-9
        assert limits.load(policy) <= 0.16 + 1e-9
    for row in advice.record["budgets"]:
        assert row["extra"] <= row["budget"] + 1e-9
    assert (advice.front["extra"] <= 0.02 + 1e-9).all()


def test_a_larger_budget_is_not_worse_in_the_selection(advice: Advice) -> None:
    sample, budgets = advice._found.selecting, advice._found.budgets
    worth = sample.measured([budgets[factor].policy for factor in sorted(budgets)])[:, :, WORTHS].mean(axis=0)
    assert (np.diff(worth) >= 0.0).all()


def test_effects_of_levers_are_paired_differences(advice: Advice) -> None:
    row = next(row for row in advice.record["levers"] if row["verdict"] != "unchanged")
    best = advice.policies[BEST]
    kept = {name: x for name, x in best.levers.model_dump(exclude_none=True).items() if name != row["lever"]}
    both = {BEST: best, "back": Policy(levers=kept)}
    decided = simalign.decide(policies=both, seed=3, factors=SMALL, progress=False).table.set_index("policy")
    assert row["effect"] == pytest.approx(decided.loc[BEST, "gain"] - decided.loc["back", "gain"], abs=1e-9)
    assert all(row["lowest"] <= row["value"] <= row["highest"] for row in advice.record["levers"])


def test_the_command_gives_the_same_on_two_threads_and_files_that_decide_reads(advice: Advice, tmp_path: Path) -> None:
    out = tmp_path / "advice"
    typed = [*TYPED, "--managers-time", "16%", "--workers", "2", "--json", "--out", str(out)]
    done = CliRunner().invoke(app, typed)
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout) == json.loads(json.dumps(advice.record))
    for name in advice.record["definitions"]:
        assert simalign.load_policy(out / f"{name}.yaml").unchecked_copy(description="") == advice.policies[name]
    assert {"table.csv", "levers.csv", "fewer.csv", "front.csv", "budgets.csv", "optimism.csv", "against_best.csv"} <= {
        file.name for file in out.iterdir()
    }
    again = CliRunner().invoke(app, typed)
    assert again.exit_code != 0 and isinstance(again.exception, InputError)
    assert "--out" in str(again.exception)


def test_an_interrupted_search_continues_and_gives_the_same(advice: Advice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("simalign.api.checkpoints.WORTHWHILE", 0)
    most_lost = 300  # runs in a chunk
    monkeypatch.setattr("simalign.advice.sample.CHUNK", most_lost * SMALL["organisation.size"] * (2 + 13))
    real, runs, most = Replication.run, [0], [2000]

    def run(self: Replication, scenario: Scenario, arm: int = 0) -> Run:
        runs[0] += 1
        if runs[0] > most[0]:
            raise KeyboardInterrupt
        return real(self, scenario, arm)

    def call() -> Advice:
        return simalign.advise(
            policies=["push", "lead"], seed=3, factors=SMALL, workers=1, managers_time="16%", progress=False, **QUICK
        )

    monkeypatch.setattr(Replication, "run", run)
    with pytest.raises(KeyboardInterrupt) as stopped:
        call()
    assert "with seed 3 continues" in stopped.value.__notes__[0]
    stored = runs[0] - 1
    runs[0], most[0] = 0, 10**9
    assert call().record == advice.record
    found = advice._found
    samples = (found.searching, found.selecting, found.reporting)
    whole = sum(len(rows) for sample in samples for rows in sample._known.values())
    assert 0 <= runs[0] - (whole - stored) <= most_lost


def test_the_report_has_the_answer_and_no_value_of_the_search(advice: Advice, tmp_path: Path) -> None:
    file = advice.report(tmp_path / "board.html", "Larch Ltd", payroll=1e6)
    text = file.read_text(encoding="utf-8")
    for sentence in (advice.record["said"]["answer"][0], "Larch Ltd", advice.money(1e6), "best of 10 random"):
        assert escape(sentence) in text
    with pytest.raises(InputError, match="already exists"):
        advice.report(file)


def test_a_code_name_hides_the_names_of_files_and_of_own_policies(tmp_path: Path) -> None:
    members, plan = tmp_path / "acme_staff.csv", tmp_path / "eagle.yaml"
    rows = [f"{n},0,{'office' if n < 7 else 'foundry'},Person {n}\n" for n in range(1, 13)]
    members.write_text("id,manager,department,name\n0,,office,Ada Lovelace\n" + "".join(rows))
    plan.write_text("name: project eagle\ndescription: The way of Acme.\nlevers: {voice: 0.5}\n")
    result = simalign.advise(
        organisation=members,
        policies=[plan, "push"],
        seed=3,
        factors={"warmup": 2, "weeks": 4},
        progress=False,
        **QUICK,
    )
    texts = []
    for names in ({"name": "Acme"}, {"code_name": "Larch"}):
        text = result.report(tmp_path / f"{len(texts)}.html", payroll=1e6, **names).read_text(encoding="utf-8")
        figures = [b64decode(data).decode() for data in re.findall(r"svg\+xml;base64,([^\"]+)", text)]
        assert figures
        texts.append("".join([text, *figures]))
    shown, hidden = texts
    own = r"acme|eagle|foundry|office|Ada Lovelace|Person \d"
    assert re.search(own, shown, re.IGNORECASE) and not re.search(own, hidden, re.IGNORECASE)
    assert "policy A" in hidden and "policy A" not in shown and "Larch" in hidden
    with pytest.raises(InputError, match="code_name: cannot be used with name"):
        result.report(tmp_path / "both.html", "Acme", code_name="Larch")


def test_a_policy_cannot_have_the_name_of_one_that_is_reported() -> None:
    with pytest.raises(InputError, match=r"policies: is the name of a policy that the search reports.*'best'"):
        simalign.advise(policies={"best": {"voice": 0.5}}, seed=1, factors=SMALL, progress=False)


def test_where_only_pay_has_a_price_and_nothing_an_effect_no_bonus_is_the_known_optimum() -> None:
    """Without mechanisms and these effects, worth is a constant minus pay (value_net in the list of measures)."""
    off = dict.fromkeys(Mechanisms.model_fields, False)
    factors = {**SMALL, "weeks": 4, "mechanisms": off, "psychology": dict.fromkeys(NO_EFFECT, 0.0)}
    result = simalign.advise(policies={"none": {"incentive": 0.0}}, seed=1, factors=factors, progress=False, **QUICK)
    rows = result.table.set_index("policy")
    base = rows.loc["status_quo", "worth"]
    known = Costs().pay * LEVERS["incentive"].status_quo / base
    assert lever_values(result.policies[BEST])["incentive"] == 0.0
    assert set(result.policies[LEAN].levers.model_dump(exclude_none=True)) == {"incentive"}
    assert rows.loc[BEST, "gain"] == pytest.approx(known, rel=1e-9)
    effects = {row["lever"]: row["effect"] for row in result.record["levers"]}
    assert effects.pop("incentive") == pytest.approx(known, rel=1e-9)
    assert max(map(abs, effects.values())) == pytest.approx(0.0, abs=1e-12)
    enough = {row["lever"] for row in result.record["levers"] if row["enough"]}
    assert enough == {"incentive"} and len(result.policies[BEST].levers.model_dump(exclude_none=True)) > 1
    assert "1 is enough to gain" in result.finding and "so that they are idle" in result.finding


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"budget": "0"}, r"budget: cannot be used.*a share of working time and pay above 0"),
        ({"budget": True}, r"budget: cannot be used"),
        ({"matters": "-1%"}, r"matters: cannot be used"),
        ({"managers_time": "150%"}, r"managers_time: cannot be used"),
        ({"managers_time": "1%"}, r"managers_time: is too little.*allowed: at least \d+\.\d%"),
        ({"trials": 3}, r"trials: cannot be used.*from 20"),
        ({"randoms": 0}, r"randoms: cannot be used"),
        ({"policies": "pusch"}, r"policies: no policy of that name; did you mean 'push'"),
        ({"policies": "continuous_feedback", "budget": "0.1%"}, r"feedback of continuous_feedback alone"),
    ],
)
def test_what_cannot_be_used_is_one_message(arguments: dict[str, object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        simalign.advise(seed=1, factors=SMALL, progress=False, **arguments)


def test_talks_that_managers_have_no_time_for_are_refused() -> None:
    quick = {"seed": 1, "factors": SMALL, "progress": False}
    with pytest.raises(InputError) as error:
        simalign.advise(managers_time="1%", **quick)
    least = str(error.value.problems[0].allowed).split()[2].rstrip(",")
    talks = {"talks": {"feedback_interval": 1}}
    with pytest.raises(InputError, match=r"managers_time: allows .*the feedback of talks alone exceeds"):
        simalign.advise(policies=talks, budget="50%", managers_time=least, **quick)


def test_options_are_named_as_typed() -> None:
    for option, value in {"--budget": "none", "--managers-time": "1%", "--matters": "x"}.items():
        done = CliRunner().invoke(app, [*TYPED, option, value])
        assert isinstance(done.exception, InputError) and option in str(done.exception)
    assert "--name" in str(CliRunner().invoke(app, [*TYPED, "--name", "Larch"]).exception)


def test_a_missing_extra_is_one_message(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("simalign.installation.find_spec", lambda name: None if name == "cmaes" else find_spec(name))
    with pytest.raises(
        InputError, match=r"simalign advise needs cmaes, which is not installed.*simalign-abm\[advise\]"
    ):
        simalign.advise(seed=1, progress=False)
