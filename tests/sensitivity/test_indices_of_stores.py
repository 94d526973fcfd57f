"""Indices from the stores of sweeps: a known measure, listed factors, extension, failures, messages."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from SALib.analyze.sobol import analyze

import simalign
from simalign import InputError
from simalign.sensitivity import pairs
from simalign.sweeps import Store, create, execute, load_sweep
from simalign.sweeps.design.file import Sample
from simalign.sweeps.design.sampling import quantiles
from simalign.sweeps.running.worker import IN_PROCESS
from simalign.sweeps.store.extend import extend
from simalign.week.state import Fixed, Parameters, State
from tests.cli.conftest import Command, command  # noqa: F401  (a fixture)

HEAD = """
seed: 5
weeks: 1
replications: {replications}
set: {{warmup: 0, organisation.stakeholders: 0}}
factors:
  {listed}
  mechanisms.reactance: {{choice: [false, true]}}
  organisation.size: {{integers: [6, 9]}}
  context.trust: {{uniform: [0, 1]}}
sample: {{{sample}}}
keep: {{final: [known, value]}}
"""


def known(f: Fixed, s: State, p: Parameters, t: int) -> float:
    """Trust once, or twice where reactance is on, and a twentieth per member."""
    return float(p.context_trust * (2.0 if p.on.reactance else 1.0) + len(s.trust) / 20)


def broken(f: Fixed, s: State, p: Parameters, t: int) -> float:
    if p.context_trust > 0.9:
        raise ZeroDivisionError("too much trust")
    return known(f, s, p, t)


@pytest.fixture(autouse=True)
def few_resamples(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pairs, "RESAMPLES", 50)


def made(
    folder: Path, sample: str, replications: int = 1, listed: str = "context.skill: [0.5]", measure: object = known
) -> Store:
    folder.mkdir(exist_ok=True)
    (folder / "known.yaml").write_text(HEAD.format(sample=sample, replications=replications, listed=listed))
    design = load_sweep(folder / "known.yaml")
    store = create(design, folder / "store", 500, 60.0, measures={"known": measure})  # type: ignore[dict-item]
    execute(store, 1, start_method=IN_PROCESS)
    return store


def test_a_known_measure(tmp_path: Path) -> None:
    """The indices of its formula, by SALib, at the same samples; with 16 rows they are only near the closed form.

    Variances: 1/16 of reactance, 9/48 of trust, 1/48 of both, 5/1600 of size.
    """
    store = made(tmp_path, "points: 16, method: saltelli, second_order: true")
    found = simalign.sensitivity.indices(store.path, "known")
    keys = ["mechanisms.reactance", "organisation.size", "context.trust"]
    u = quantiles(Sample(points=16, method="saltelli", second_order=True), keys, 5)
    size = 6 + np.minimum(np.floor(4 * u[:, 1]), 3)
    formula = u[:, 2] * np.where(u[:, 0] < 0.5, 1.0, 2.0) + size / 20
    problem = {"num_vars": 3, "names": keys, "bounds": [[0, 1]] * 3}
    theirs = analyze(problem, formula, num_resamples=2, seed=1)
    assert list(found.table["factor"]) == keys
    assert found.table["first"].to_numpy() == pytest.approx(theirs["S1"], abs=1e-9)
    assert found.table["total"].to_numpy() == pytest.approx(theirs["ST"], abs=1e-9)
    assert found.pairs["second"].to_numpy() == pytest.approx(theirs["S2"][np.triu_indices(3, 1)], abs=1e-9)
    assert found.table["total"].to_numpy() == pytest.approx(np.array([1 / 12, 1 / 320, 5 / 24]) / 0.274, abs=0.2)
    assert (
        found.finding.startswith("Skill 0.5: known depends most on trust (")
        and "replication noise" not in found.finding
    )
    assert len(found.figure().axes) == 2


def test_effects_by_listed_factor_and_noise_of_replications(tmp_path: Path) -> None:
    """The known measure is linear in size, which spans 3 members, and has no noise; value has."""
    store = made(tmp_path, "points: 4, method: morris", 2, "context.skill: [0.4, 0.8]")
    found = simalign.sensitivity.indices(store.path, ["known", "value"])
    rows = found.table.set_index(["context.skill", "outcome", "factor"])
    for skill in (0.4, 0.8):
        at = rows.loc[(skill, "known")]
        assert 1.0 - 1e-9 <= at.loc["context.trust", "mu_star"] <= 2.0 + 1e-9
        assert at.loc["mechanisms.reactance", "mu_star"] == pytest.approx(at.loc["mechanisms.reactance", "mu"])
        assert bool(at.loc["context.trust", "above_noise"])
    noise = found.noise.set_index("outcome")["noise_share"]
    assert noise["known"].to_numpy() == pytest.approx([0.0, 0.0], abs=1e-12)
    assert (noise["value"] > 0.0).all()


def test_more_points_extend_the_store_to_the_same_indices(tmp_path: Path) -> None:
    listed = "context.skill: [0.4, 0.8]"
    store = made(tmp_path / "grown", "points: 4, method: saltelli", listed=listed)
    file = tmp_path / "grown" / "known.yaml"
    file.write_text(file.read_text().replace("points: 4", "points: 8"))
    design = replace(load_sweep(file), custom=store.custom)
    execute(extend(store.path, design), 1, start_method=IN_PROCESS)
    grown = simalign.sensitivity.indices(store.path, "known").table
    whole = simalign.sensitivity.indices(made(tmp_path / "whole", "points: 8, method: saltelli", listed=listed).path)
    assert grown.equals(whole.table)


def test_rows_with_failed_runs_are_left_out(tmp_path: Path) -> None:
    store = made(tmp_path, "points: 16, method: saltelli", measure=broken)
    found = simalign.sensitivity.indices(store.path, "known")
    left_out = int(found.noise["rows_left_out"].iloc[0])
    assert 0 < left_out < 14 and int(found.noise["rows"].iloc[0]) == 16 - left_out
    trust = found.sweep.results.runs(["known"])["context.trust"]
    assert trust.max() <= 0.9


def test_messages(command: Command, tmp_path: Path) -> None:  # noqa: F811
    text = HEAD.format(sample="points: 4, method: {method}{more}", replications=1, listed="context.skill: [0.5]")
    text = text.replace("known, ", "")

    def refused(method: str, more: str = "", change: tuple[str, str] = ("", "")) -> str:
        (tmp_path / "a.yaml").write_text(text.replace("{method}", method).replace("{more}", more).replace(*change))
        done = command("sweep", "a.yaml", "--plan")
        assert done.returncode == 2 and done.stderr.count("error:") == 1
        return done.stderr

    at = "a.yaml:11: sample"
    assert f"{at}.second_order: requires method: saltelli" in refused("morris", ", second_order: true")
    assert f"{at}.groups: requires method: saltelli or morris" in refused("sobol", ", groups: {a: [context.trust]}")
    assert f"{at}.points: is not a power of two" in refused("saltelli", change=("points: 4", "points: 6"))
    assert f"{at}.points: is too few" in refused("morris", change=("points: 4", "points: 1"))
    said = refused("saltelli", ", groups: {a: [context.trusty]}")
    assert f"{at}.groups.a: is not a sampled factor; did you mean 'context.trust'?" in said
    said = refused("saltelli", ", groups: {a: [context.trust], b: [context.trust]}")
    assert f"{at}.groups.b: is already in sample.groups.a (given: 'context.trust')" in said
    assert "has the name of a factor" in refused("saltelli", ", groups: {context.trust: [context.trust]}")
    assert "factors.context.trust: has no bounds" in refused("morris", change=("uniform: [0, 1]", "normal: [0, 1]"))
    assert "a.yaml:11: sample: spans 2,621,440 design points" in refused(
        "saltelli", change=("points: 4", "points: 524288")
    )
    (tmp_path / "plain").mkdir()
    plain = tmp_path / "plain" / "plain.yaml"
    plain.write_text(text.replace("{method}{more}", "sobol"))
    store = create(load_sweep(plain), tmp_path / "plain" / "store", 100, 60.0)
    with pytest.raises(
        InputError, match=r"has no design of a sensitivity analysis; allowed: sample: {method: saltelli"
    ):
        simalign.sensitivity.indices(store.path)
    plain.write_text(text.replace("{method}{more}", "saltelli"))
    store = create(load_sweep(plain), tmp_path / "plain" / "other", 100, 60.0)
    with pytest.raises(InputError, match=r"lacks 20 runs; allowed: `simalign sweep FILE --out STORE`"):
        simalign.sensitivity.indices(store.path)
    with pytest.raises(InputError, match=r"of: was not recorded; did you mean 'value'\?"):
        simalign.sensitivity.indices(store.path, "valu")
