"""simalign discover on stores whose answer is planted: the event happens in a box of factors, or anywhere."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

import simalign
from simalign import InputError
from simalign.analysis.discovery.box import Range
from simalign.analysis.discovery.encode import Choice, encoded
from simalign.analysis.discovery.search import search
from simalign.analysis.discovery.when import parse
from simalign.sweeps import Store, create, load_sweep
from simalign.sweeps.design.identity import chunks
from simalign.sweeps.store.parts import ID, OK, run_names
from simalign.sweeps.store.points import Points
from tests.cli.conftest import Command, command  # noqa: F401  (a fixture)
from tests.sweeps.made import small_store

DESIGN = """
seed: 5
weeks: 4
replications: 2
paired: false
set: {organisation.size: 12, organisation.stakeholders: 2, warmup: 1}
factors:
  policy: [push, pull, lead]
  mechanisms.market: [true, false]
  context.trust: {uniform: [0.1, 0.9]}
  context.vacancy: {integers: [0, 12]}
  context.turbulence: {uniform: [0.0, 0.1]}
sample: {points: 128, method: sobol}
keep: {final: [value, do]}
"""


def planted(folder: Path, inside: float, outside: float, seed: int = 1) -> Store:
    """A store with made-up results: value is below 0.4 with these probabilities inside and outside a box.

    The box is: trust below 0.5, vacancy 4 or more, policy push or lead, and the market on.
    """
    (folder / "planted.yaml").write_text(DESIGN)
    store = create(load_sweep(folder / "planted.yaml"), folder / "planted", 10_000, 60.0)
    points = Points(store)
    table = points.table.to_pandas()
    box = (table["context.trust"] < 0.5) & (table["context.vacancy"] >= 4) & table["policy"].isin(["push", "lead"])
    box &= table["mechanisms.market"]
    draw = np.random.default_rng(seed)
    low = draw.random(len(table)) < np.where(box, inside, outside)
    for chunk in chunks(store.blocks):
        jobs = store.blocks[chunk.block].jobs(chunk.index)
        point, replication = (np.array(column) for column in zip(*jobs, strict=True))
        noise = 0.02 * draw.standard_normal(len(jobs))
        columns = {
            "run": pa.array(run_names(store, points, jobs), pa.binary(16)),
            "point": pa.array(point, pa.int32()),
            "replication": pa.array(replication, pa.int32()),
            "status": [OK] * len(jobs),
            "value": np.where(low[point], 0.3, 0.5) + noise,
            "do": draw.random(len(jobs)),
            "error": pa.array([None] * len(jobs), pa.string()),
        }
        store.add(chunk, pa.table(columns).replace_schema_metadata({ID: store.id.encode()}))
    return store


@pytest.fixture(scope="module")
def box(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return planted(tmp_path_factory.mktemp("planted"), 0.95, 0.04)


def test_a_planted_box_of_numbers_categories_and_booleans_is_found(box: Store) -> None:
    result = simalign.discover(box.path, "value < 0.4")
    assert result.found and result.record["p_value"] < 1e-6
    limits = result.discovery.box.limits
    assert set(limits) <= {"context.trust", "context.vacancy", "policy", "mechanisms.market"} and len(limits) == 3
    tree = {name for leaf in result.discovery.tree for name in leaf.limits}
    assert tree <= {"context.trust", "context.vacancy", "policy", "mechanisms.market"} and len(tree) >= 2
    regions = result.table.set_index("region")
    assert regions.loc["box", "density"] > 0.6 > 4 * regions.loc["all points", "density"]
    assert regions.loc["box", "coverage"] > 0.6
    known = {condition.key: condition for condition in result.conditions}
    texts = {name: known[name].limits(limit) for name, limit in limits.items()}
    expected = {"policy": {"lead or push", "push or lead"}, "mechanisms.market": {"true"}}
    assert all(texts[name] in expected[name] for name in limits if name in expected)
    assert limits.get("context.trust", Range(0, 0.5)).high == pytest.approx(0.5, abs=0.1)
    assert all(name in result.finding for name in ("Value is below 0.4", "held out", "resamples"))
    assert min(result.record["resamples_by_condition"].values()) > 0.5


def test_frequencies_are_of_the_points_that_were_held_out(box: Store) -> None:
    result = simalign.discover(box.path, "value < 0.4")
    assert len(result.discovery.cases) == 384
    inside = result.discovery.box.inside(result.discovery.cases)
    row = result.table.set_index("region").loc["box"]
    assert row["points"] == inside.sum()
    assert row["density"] == pytest.approx(result.discovery.event[inside].mean())


def test_false_alarms_are_as_rare_as_stated() -> None:
    """Of 100 sweeps without a relation, a box in more than 5 has a probability of 0.05% at a rate of 1%."""
    alarms = 0
    for seed in range(100):
        draw = np.random.default_rng(seed)
        table = pd.DataFrame(
            {"a": draw.random(200), "b": draw.choice(["x", "y", "z"], 200), "c": draw.random(200) > 0.5}
        )
        event = draw.random(200) < 0.4
        cases, _ = encoded(table, event, np.arange(200) % 2 == 0, str)
        found = search(cases, event)
        alarms += bool(found.box.limits) and found.p_value < 0.01
    assert alarms <= 5


def test_categories_are_ordered_by_the_training_half() -> None:
    table = pd.DataFrame({"kind": ["a", "b", "c", "a", "b", "c"], "on": [True, False] * 3, "same": "x", "n": range(6)})
    event = np.array([True, False, True, False, True, True])
    training = np.arange(6) < 3  # a: 1, b: 0, c: 1
    cases, conditions = encoded(table, event, training, str)
    assert [condition.key for condition in conditions] == ["kind", "on", "n"]
    kind, on, n = conditions
    assert isinstance(kind, Choice) and kind.labels == ("b", "a", "c") and isinstance(on, Choice)
    assert (kind.limits(Range(1, 2)), on.limits(Range(1, 1)), n.digits) == ("a or c", "true", 0)
    assert cases["kind"].tolist() == [1, 0, 2, 1, 0, 2]


@pytest.mark.parametrize(
    "text", ["", "value", "value < ", "value = 0.4", "value < 0.4 or do < 1", "0.4 > value", "value<x"]
)
def test_events_that_cannot_be_read(text: str) -> None:
    with pytest.raises(InputError, match=r"when: (cannot be read|has an unknown measure)"):
        parse(text, ["value", "do"])


def test_command(command: Command, box: Store, tmp_path: Path) -> None:  # noqa: F811
    path = str(box.path)
    done = command("discover", path, "--when", "value < 0.4 and do > 0.01", "--out", "found", "--json")
    record = json.loads(done.stdout)
    assert done.returncode == 0 and record["found"] and record["points"] == 768
    assert {file.name for file in (tmp_path / "found").iterdir()} == {
        "table.csv", "figure.png", "figure.svg", "manifest.json",
    }  # fmt: skip
    shown = command("discover", path, "--when", "do > 0.5")
    assert "No limits on the factors make this more frequent, beyond chance." in shown.stdout
    small_store(tmp_path)
    for words, message in (
        ((path, "--when", "valu < 1"), "--when: has an unknown measure; did you mean 'value'?"),
        ((path, "--when", "value less 1"), "--when: cannot be read"),
        ((path, "--when", "value < 9"), "--when: happens at 768 of 768 design points"),
        ((path, "--when", "value < 0.4", "--out", "found"), "--out: is not empty"),
        (("store", "--when", "value < 0.4"), "store: has 0 design points with completed runs"),
        (("missing", "--when", "value < 0.4"), "missing: is not a store"),
    ):
        refused = command("discover", *words)
        assert (refused.returncode, refused.stderr.count("error:")) == (2, 1)
        assert message in refused.stderr
