"""The public functions of ``simalign.sensitivity``."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import simalign
from simalign.errors import InputError
from simalign.files.folder import json_text
from simalign.sensitivity.claims import Claim, Variant

from .test_compare import typed

SMALL = {"organisation.size": 8, "warmup": 1, "weeks": 4}
SHORT = {"organisation.size": 8, "warmup": 1}
LONG = {"organisation.size": 8, "warmup": 13, "weeks": 52}
PLAIN: dict[str, Any] = {"factors": SMALL, "seed": 1, "progress": False, "replications": 2}


def voice(fixed: Any, state: Any, parameters: Any, week: int) -> float:
    """An own measure that never changes, and so depends on nothing."""
    return 3.0


def claim(**changes: Any) -> Claim:
    """A claim that compares push and pull in the first weeks."""
    fields = {"name": "early", "sentence": "Early.", "one": "push", "other": "pull", "measure": "do", "weeks": [1, 2]}
    return Claim(**{**fields, **changes})


def check_forms(result: Any, folder: Path) -> dict[str, Any]:
    """Everything that each result can do; returns its manifest."""
    assert result.finding in repr(result)
    assert result.finding.split("“")[0] in result._repr_html_().replace("&#x27;", "'")
    figure = result.figure()
    ax = figure.axes[0]
    assert result.figure(ax=ax) is figure
    arrays = result.to_xarray()
    assert set(arrays.sizes.values()) <= set(range(1, len(result.table) + 1))
    saved: dict[str, Any] = json.loads((result.save(folder / "saved") / "manifest.json").read_text())
    assert saved["seed"] == result.seed
    return saved


def test_a_constant_own_measure_depends_on_nothing(tmp_path: Path) -> None:
    found = simalign.sensitivity.sobol(
        vary=["context.trust", "context.complexity"],
        points=4,
        outcomes=["value", "voice"],
        measures=voice,
        **PLAIN,
    )
    table = found.table.set_index(["outcome", "factor"])
    assert list(dict.fromkeys(found.table["outcome"])) == [
        "value",
        "voice",
        "push minus pull: value",
        "push minus pull: voice",
    ]
    assert (table.loc["voice", ["first", "total"]] == 0).all().all()
    assert set(found.points["voice"]) == {3.0}
    saved = check_forms(found, tmp_path)
    assert saved["base"] == 4
    read = pd.read_csv(tmp_path / "saved" / "indices.csv")
    pd.testing.assert_frame_equal(read, found.table, check_dtype=False)


def test_ranges_by_key_are_those_that_are_varied() -> None:
    found = simalign.sensitivity.sobol(vary={"context.trust": {"uniform": [0.4, 0.5]}}, points=2, **PLAIN)
    assert found.points["context.trust"].between(0.4, 0.5).all()


def test_morris_counts_its_runs(tmp_path: Path) -> None:
    found = simalign.sensitivity.morris(vary="context.trust", trajectories=2, **PLAIN)
    assert found.record["runs"] == 3 * (1 + 1) * 2 * 2
    assert (found.table["mu_star"] >= 0).all()
    check_forms(found, tmp_path)


def test_a_variant_that_changes_nothing_changes_no_claim(tmp_path: Path) -> None:
    same = Variant(name="same", set={"context.trust": simalign.load_scenario("default").context.trust})
    found = simalign.sensitivity.rivals(claims=[claim()], rules=[same], **PLAIN)
    changes = found.table.set_index("variant")["change"]
    assert changes["same"] == changes["full model"] == 0.0
    check_forms(found, tmp_path)


def mean_trust(fixed: Any, state: Any, parameters: Any, week: int) -> float:
    """The shipped measure of trust as an own one."""
    return float(state.trust.mean())


TYPED = ["--set", "organisation.size=8", "--seed", "1", "-n", "2", "--json"]


@pytest.mark.parametrize(
    ("line", "call"),
    [
        (
            ["sobol", "-f", "context.trust", "--ranges", "ranges.yaml", "-b", "4", "--weeks", "4", "--set", "warmup=1"],
            lambda: simalign.sensitivity.sobol(
                vary="context.trust", ranges="ranges.yaml", points=4, weeks=4, **(PLAIN | {"factors": SHORT})
            ),
        ),
        (
            ["horizon", "-p", "push", "--long", "60", "--band", "0.1", "--set", "warmup=13", "--set", "weeks=52"],
            lambda: simalign.sensitivity.horizon(policies="push", long=60, band=0.1, **(PLAIN | {"factors": LONG})),
        ),
    ],
    ids=["sobol", "horizon"],
)
def test_an_analysis_is_that_of_the_command(
    line: list[str], call: Callable[[], Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("ranges.yaml").write_text("factors: {context.trust: {uniform: [0.4, 0.5]}}")
    record = json.loads(typed("sensitivity", *line, *TYPED))
    assert record.pop("out") == f"simalign-{line[0]}"
    assert record == json.loads(json_text(call().record))


def test_a_claim_can_be_on_an_own_measure() -> None:
    """It comes to the same as on the shipped measure of the same definition."""
    claims = [claim(name="shipped", measure="trust"), claim(name="own", measure="mean_trust")]
    other = Variant(name="other", set={"context.trust": 0.2})
    found = simalign.sensitivity.rivals(claims=claims, rules=[other], measures=mean_trust, **PLAIN)
    table = found.table.set_index("claim")[["difference", "low", "high", "change"]]
    assert table.loc["own"].to_numpy() == pytest.approx(table.loc["shipped"].to_numpy(), abs=1e-12)
    assert (table.loc["own", "difference"] != 0.0).all()
    with pytest.raises(InputError, match="claim 'own': measure: no measure is called 'mean_trust'"):
        simalign.sensitivity.ablations(claims=claims, **PLAIN)


def test_ablations_try_each_mechanism() -> None:
    found = simalign.sensitivity.ablations(claims=[claim()], **PLAIN)
    mechanisms = set(type(simalign.load_scenario("default").mechanisms).model_fields)
    assert set(found.table["variant"]) == {"full model", *mechanisms}


def test_a_constant_measure_is_steady_from_the_first_week_on(tmp_path: Path) -> None:
    found = simalign.sensitivity.horizon(
        policies="push", long=104, outcomes=["voice"], measures=voice, **(PLAIN | {"factors": LONG})
    )
    assert set(found.table["settled"]) == {1}
    assert set(found.table["state"]) == set(found.warmup["state"]) == {"steady"}
    check_forms(found, tmp_path)


def test_an_own_step_takes_part() -> None:
    def nothing(fixed: Any, state: Any, parameters: Any, week: int) -> None:
        pass

    plain, without = (
        simalign.sensitivity.sobol(vary="context.trust", points=2, outcomes="do", steps=steps, **PLAIN)
        for steps in (None, {"want": nothing})
    )
    assert not np.array_equal(plain.points["do"], without.points["do"])


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: simalign.sensitivity.sobol(vary="levrs"), "vary: no such factor; did you mean 'levers'"),
        (lambda: simalign.sensitivity.sobol(points=12), "points: is not a power of two .given: 12.; allowed: 8 or 16"),
        (lambda: simalign.sensitivity.sobol(outcomes=["valu"]), "outcomes: no measure is called 'valu'; did you mean"),
        (lambda: simalign.sensitivity.sobol(vary={"context.trust": {"unform": [0, 1]}}), "context.trust"),
        (lambda: simalign.sensitivity.sobol(replications=1), "replications: cannot be used"),
        (lambda: simalign.sensitivity.ablations(claims="hedline"), "claims: no claims of that name"),
        (lambda: simalign.sensitivity.rivals(rules=[3]), "rules: is not a list of Variant records"),
        (lambda: simalign.sensitivity.horizon(band=0), "band: cannot be used"),
        (lambda: simalign.sensitivity.horizon(factors={"warmup": 3}), "warmup: is too short"),
    ],
)
def test_bad_arguments_are_named(call: Any, said: str) -> None:
    with pytest.raises(InputError, match=said):
        call()
