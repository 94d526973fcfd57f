"""Measures of groups in sweeps: those that the run itself gives, and no trace where nobody asks for them."""

import json
from pathlib import Path

import numpy as np
import pytest

from simalign import InputError, Scenario, Simulation
from simalign.measures.catalogue import INDEX
from simalign.sweeps import create, execute, load_sweep
from simalign.sweeps.design.file import Keep
from simalign.sweeps.running.worker import IN_PROCESS
from simalign.sweeps.store.results import Results

SWEEP = """
seed: 5
weeks: 6
replications: 2
set:
  organisation.size: 30
  organisation.span: 4
  organisation.stakeholders: 2
  organisation.committed: {share: 0.2}
  strategy: {service: 1, delivery: 1}
  warmup: 2
keep:
  final: [know, know_bottom, value_works]
  series: [%s]
  after:
    first: {measure: want_rest, mean: [2, 3]}
    left: {measure: do_middle, remains: [2, 3]}
    area: {measure: trust_third, area: [1, 4]}
  groups:
    bottom: {level: lowest}
    third: {level: 3}
    works: {department: operations}
    middle: {role: middle_manager}
    rest: {committed: false}
"""


def results_of(folder: Path, series: str) -> tuple[Results, Scenario]:
    file = folder / "groups.yaml"
    file.write_text(SWEEP % series)
    design = load_sweep(file)
    store = create(design, folder / "store", 2, 60.0)
    execute(store, 1, start_method=IN_PROCESS)
    return Results(store), design.scenario(0)


@pytest.mark.parametrize("series", ["", "do, do_works"])
def test_groups_are_measured_as_the_run_itself_measures_them(tmp_path: Path, series: str) -> None:
    results, scenario = results_of(tmp_path, series)
    runs = results.runs().set_index("replication")
    assert list(runs)[2:] == ["know", "know_bottom", "value_works", "first", "left", "area"]
    for replication in (0, 1):
        alone = Simulation(scenario, 5, replication)
        whole = alone.run(2)[-1:]
        by = [{kind: alone.groups(kind) for kind in ("department", "level", "role")}]
        rest = [alone.measure(np.flatnonzero(~alone.organisation.committed))]  # type: ignore[operator]
        for _ in range(6):
            whole = np.vstack([whole, alone.run(1)])
            by.append({kind: alone.groups(kind) for kind in ("department", "level", "role")})
            rest.append(alone.measure(np.flatnonzero(~alone.organisation.committed)))  # type: ignore[operator]
        assert np.bincount(alone.organisation.level).tolist() == [0, 1, 4, 16, 9]
        got = runs.loc[replication]
        assert got["know"] == whole[-1, INDEX["know"]]
        assert got["know_bottom"] == by[-1]["level"]["4"]["know"]
        assert got["value_works"] == by[-1]["department"]["operations"]["value"]
        assert got["first"] == pytest.approx((rest[2]["want"] + rest[3]["want"]) / 2, abs=1e-15)
        assert got["area"] == pytest.approx(sum(by[week]["level"]["3"]["trust"] for week in (1, 2, 3, 4)), abs=1e-14)
        do = [week["role"]["middle_manager"]["do"] for week in by]
        gain = do[2] - do[0]
        assert np.isnan(got["left"]) if gain <= 0 else got["left"] == pytest.approx((do[5] - do[0]) / gain)
        if series:
            table = results.series().query("replication == @replication")
            assert table["week"].tolist() == list(range(7))
            assert table["do_works"].tolist() == [week["department"]["operations"]["do"] for week in by]
            assert table["do"].tolist() == whole[:, INDEX["do"]].tolist()


def test_without_groups_nothing_is_written_of_them() -> None:
    assert "groups" not in json.dumps(Keep(final=["do"]).model_dump(mode="json", by_alias=True))
    groups = Keep(final=["do_x"], groups={"x": {"level": 1}}).model_dump(mode="json", by_alias=True)["groups"]
    assert Keep(final=["do_x"], groups=groups).groups["x"].level == 1
    assert Keep(groups={"x": {"level": 1}}).final == "all"


@pytest.mark.parametrize(
    ("groups", "final", "said"),
    [
        ("{a: {level: 9}}", "know_a", r":3: keep.groups.a.level: has no members \(given: 9\); allowed: 1, 2, 3, 4"),
        (
            "{a: {department: operation}}",
            "know_a",
            r":3: keep.groups.a.department: has no members; did you mean 'oper",
        ),
        ("{a: {committed: true}}", "know_a", r":3: keep.groups.a.committed: has no members .*; allowed: false"),
        (
            "{a: {role: boss}}",
            "know_a",
            r":3: keep.groups.a.role: is not one of the choices .*; allowed: senior_manager",
        ),
        ("{a: {level: 0.5}}", "know_a", r":3: keep.groups.a.level: "),
        ("{a: {}}", "know_a", r":3: keep.groups.a: is defined by nothing; allowed: one of department, level"),
        ("{a: {level: 1, role: specialist}}", "know_a", r":3: keep.groups.a: is defined by level and role"),
        ("{gain: {level: 1}}", "know", r":3: keep.groups.gain: gives the name of another measure"),
        ("{x_sd: {level: 1}}", "know", r":3: keep.groups.x_sd: gives the name of another"),
        ("{a: {level: 1}}", "know_b", r":2: keep.final: no measure is called 'know_b'; did you mean 'know_a'"),
        ("{a: {level: 1}}", "fit_a", r":2: keep.final: no measure is called 'fit_a'"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(groups: str, final: str, said: str, tmp_path: Path) -> None:
    file = tmp_path / "sweep.yaml"
    file.write_text(f"keep:\n  final: [{final}]\n  groups: {groups}\n")
    with pytest.raises(InputError, match=said) as caught:
        list(load_sweep(file).scenarios())
    assert len(caught.value.problems) == 1
