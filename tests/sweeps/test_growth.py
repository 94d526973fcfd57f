"""The same file goes on, a changed one is refused with what differs, a larger one extends."""

from pathlib import Path

import pytest

from simalign import InputError
from simalign.measures.catalogue import NAMES
from simalign.sweeps import Store, create, execute, load_sweep, open_store, open_sweep, verified
from simalign.sweeps.running.worker import IN_PROCESS
from simalign.sweeps.store.create import write_manifest
from simalign.sweeps.store.extend import extend, growth
from tests.sweeps.made import small_store, sweep_file


def test_more_replications_and_points_keep_what_is_there(tmp_path: Path) -> None:
    store = small_store(tmp_path, replications=3, mandates="0, 1")
    execute(store, 1, start_method=IN_PROCESS)
    before = open_sweep(store.path).runs()
    design = load_sweep(sweep_file(tmp_path, replications=5, mandates="0, 0.5, 1"))
    asked = growth(store, design)
    assert str(asked) == "1 more design points and 5 replications instead of 3"
    store = extend(store.path, design)
    tally = execute(store, 1, start_method=IN_PROCESS)
    assert (tally.runs, tally.before, tally.done) == (15, 6, 9)
    after = open_sweep(store.path).runs()
    both = after.merge(before, on="run", suffixes=("", "_before"))
    assert len(both) == 6
    assert (both["do"] == both["do_before"]).all()
    assert sorted(set(after["policy.levers.mandate"])) == [0.0, 0.5, 1.0]
    assert after.groupby("policy.levers.mandate").size().tolist() == [5, 5, 5]
    assert not growth(store, design)

    fresh = create(design, tmp_path / "fresh", 4, 10.0)
    execute(fresh, 1, start_method=IN_PROCESS)
    anew = open_sweep(fresh.path).runs().set_index("run").sort_index()
    grown = after.set_index("run").sort_index()
    assert anew.drop(columns="point").equals(grown.drop(columns="point"))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("weeks: 4", "weeks: 5", "weeks: 4 in the store, 5 here"),
        ("final: [know, want, do, value]", "final: [know, want, do]", r"keep.final.3: 'value' in the store, nothing"),
        ("organisation.size: 12", "organisation.size: 13", "set.organisation.size: 12 in the store, 13 here"),
        ("seed: 5", "seed: 6", "seed: 5 in the store, 6 here"),
        ("policy.levers.mandate", "policy.levers.monitoring", "factors.0"),
        ("[0, 1]", "[0, 0.5]", "lacks 1 of the 2 design points"),
        ("replications: 10", "replications: 9", "is less than the number of replications"),
        ("weeks: 4", "weeks: 4\nscenario: low_trust", "bases.default"),
    ],
)
def test_another_sweep_is_refused_with_what_differs(old: str, new: str, said: str, tmp_path: Path) -> None:
    store = small_store(tmp_path)
    file = sweep_file(tmp_path)
    assert old in file.read_text()
    file.write_text(file.read_text().replace(old, new))
    with pytest.raises(InputError, match=said):
        growth(open_store(store.path), load_sweep(file))


def test_a_changed_policy_file_is_another_sweep(tmp_path: Path) -> None:
    file = sweep_file(tmp_path, mandates="0")
    (tmp_path / "mine.yaml").write_text("levers: {voice: 0.5}\n")
    file.write_text(file.read_text().replace("policy.levers.mandate: [0]", "policy: [push, ./mine.yaml]"))
    store = create(load_sweep(file), tmp_path / "store", 5, 10.0)
    assert not growth(store, load_sweep(file))
    (tmp_path / "mine.yaml").write_text("levers: {voice: 0.6}\n")
    with pytest.raises(InputError, match="lacks 1 of the 2 design points"):
        growth(store, load_sweep(file))


def without_last_measure(store: Store, listed: bool) -> Store:
    """Make a store look as if it came from a version that did not have the last measure of the list.

    listed: whether its manifest lists the measures, which the manifests of the first versions did not.
    """
    manifest = {key: value for key, value in store.manifest.items() if key != "shipped_measures"}
    write_manifest(store.path, {**manifest, "shipped_measures": NAMES[:-1]}, replacing=True)
    execute(open_store(store.path), 1, (1, 2), start_method=IN_PROCESS)
    if not listed:
        write_manifest(store.path, manifest, replacing=True)
    return open_store(store.path)


@pytest.mark.parametrize("listed", [True, False])
def test_a_measure_that_is_added_later_leaves_a_store_as_it_is(tmp_path: Path, listed: bool) -> None:
    """The same sweep goes on, keeps the measures that it had, and its runs can be repeated byte for byte."""
    file = sweep_file(tmp_path)
    text = file.read_text().replace("final: [know, want, do, value], series: []", "final: all, series: all")
    file.write_text(text)
    store = without_last_measure(create(load_sweep(file), tmp_path / "store", 7), listed)
    begun = open_sweep(store.path).coverage()
    assert 0 < begun["done"] < begun["runs"]
    assert not growth(store, load_sweep(file))
    execute(store, 1, start_method=IN_PROCESS)
    results = open_sweep(store.path)
    assert results.coverage() == {"runs": 20, "done": 20, "failed": 0, "missing": 0}
    assert results.measures == (*NAMES[:-1], "half")
    assert len(results.runs()) == 20
    assert set(results.series().columns) >= set(NAMES[:-1])
    assert NAMES[-1] not in results.series()
    assert all(again.same for again in verified(results, 20, 1))


def test_a_new_store_has_every_measure(tmp_path: Path) -> None:
    file = sweep_file(tmp_path, replications=1)
    file.write_text(file.read_text().replace("final: [know, want, do, value]", "final: all"))
    store = create(load_sweep(file), tmp_path / "store")
    assert open_sweep(store.path).measures == (*NAMES, "half")
