"""Files of a store that are damaged or missing come back from the sweep file, to the byte, under the same names."""

import shutil
from pathlib import Path

import pytest

from simalign import InputError
from simalign.sweeps import Store, create, execute, load_sweep, open_store, open_sweep
from simalign.sweeps.running.worker import IN_PROCESS
from simalign.sweeps.store.extend import extend
from simalign.sweeps.store.mend import broken_files, mend
from tests.cli.conftest import Command, command  # noqa: F401  (a fixture)
from tests.sweeps.made import small_store, sweep_file, table


def damage(file: Path, how: str) -> bytes:
    """Damage a file; returns what it held."""
    sound = file.read_bytes()
    if how == "missing":
        file.unlink()
    else:
        file.write_bytes(sound[:20] + bytes([sound[20] ^ 255]) + sound[21:])
    return sound


def grown(folder: Path, first: str, then: str) -> tuple[Store, list[Path]]:
    """A store that grew from some values of a factor to more, done, and the sweep files of both."""
    (folder / "old").mkdir()
    (folder / "new").mkdir()
    files = [sweep_file(folder / "old", 2, first), sweep_file(folder / "new", 3, then)]
    create(load_sweep(files[0]), folder / "store", 3)
    store = extend(folder / "store", load_sweep(files[1]))
    execute(store, 1, start_method=IN_PROCESS)
    return open_store(store.path), files


@pytest.mark.parametrize("how", ["missing", "damaged"])
def test_sweep_mends_the_design_and_says_so(how: str, command: Command, tmp_path: Path) -> None:  # noqa: F811
    store = small_store(tmp_path, replications=2)
    execute(store, 1, start_method=IN_PROCESS)
    wanted, (design,) = table(store), store.designs()
    sound = damage(design, how)
    with pytest.raises(InputError, match="again with the sweep file, which restores it"):
        table(open_store(store.path))
    mended = command("sweep", str(tmp_path / "small.yaml"), "--out", str(store.path))
    assert mended.returncode == 0, mended.stderr
    assert f"rewritten, because it was damaged or missing: {design}" in mended.stderr
    assert design.read_bytes() == sound
    assert table(open_store(store.path)) == wanted
    assert (store.path / "damaged" / design.name).exists() == (how == "damaged")


def test_create_mends_what_it_opens(tmp_path: Path) -> None:
    store = small_store(tmp_path, replications=2)
    sound = damage(store.designs()[0], "missing")
    create(load_sweep(tmp_path / "small.yaml"), store.path)
    assert store.designs()[0].read_bytes() == sound


@pytest.mark.parametrize("which", [0, 1])
@pytest.mark.parametrize(("first", "then"), [("0, 1", "0, 0.5, 1"), ("0, 1", "0, 1, 0.5")])
def test_either_design_of_a_store_that_grew_is_mended_from_the_last_file(
    first: str, then: str, which: int, tmp_path: Path
) -> None:
    store, files = grown(tmp_path, first, then)
    wanted = table(store)
    sound = damage(store.designs()[which], "damaged")
    assert mend(store, load_sweep(files[1])) == [store.designs()[which]]
    assert store.designs()[which].read_bytes() == sound
    assert table(open_store(store.path)) == wanted


def test_both_designs_are_mended_from_the_files_in_turn(tmp_path: Path) -> None:
    store, files = grown(tmp_path, "0, 1", "0, 0.5, 1")
    wanted = table(store)
    sound = [damage(design, "damaged") for design in store.designs()]
    with pytest.raises(InputError, match="the sweep files that made and extended the store, in that order"):
        mend(store, load_sweep(files[1]))
    with pytest.raises(InputError, match="in turn"):  # the first comes back, the second is not in this file
        mend(store, load_sweep(files[0]))
    mend(store, load_sweep(files[1]))
    assert [design.read_bytes() for design in store.designs()] == sound
    assert table(open_store(store.path)) == wanted


def test_a_column_that_became_text_is_mended_as_it_was(tmp_path: Path) -> None:
    file = sweep_file(tmp_path, 1)
    text = file.read_text().replace("policy.levers.mandate: [0, 1]", "policy.levers.feedback_interval: [4, 8]")
    file.write_text(text)
    create(load_sweep(file), tmp_path / "store")
    file.write_text(text.replace("[4, 8]", "[4, 8, never]"))
    store = extend(tmp_path / "store", load_sweep(file))
    for design in store.designs():
        sound = damage(design, "damaged")
        mend(store, load_sweep(file))
        assert design.read_bytes() == sound


def test_another_sweep_mends_nothing(tmp_path: Path) -> None:
    store = small_store(tmp_path, replications=2)
    damage(store.designs()[0], "missing")
    with pytest.raises(InputError, match="weeks: 4 in the store, 5 here"):
        mend(store, load_sweep(sweep_file(tmp_path, weeks=5)))
    with pytest.raises(InputError, match="does not reproduce it"):
        mend(store, load_sweep(sweep_file(tmp_path, mandates="0, 0.5")))
    assert broken_files(store) == store.designs()


def test_draws_of_people_are_mended(tmp_path: Path) -> None:
    (tmp_path / "draws.csv").write_text("draw,pace\n0,0.01\n1,0.5\n")
    file = sweep_file(tmp_path, 2)
    file.write_text(file.read_text() + "uncertainty: draws.csv\n")
    store = create(load_sweep(file), tmp_path / "store")
    copy = store.path / store.manifest["draws"]
    sound = damage(copy, "damaged")
    assert mend(open_store(store.path), load_sweep(file)) == [copy]
    assert copy.read_bytes() == sound


@pytest.mark.parametrize("folder", ["claims", "parts", "log"])
def test_folders_that_copying_left_out_are_made(folder: str, tmp_path: Path) -> None:
    store = small_store(tmp_path, replications=3, chunk=2)
    execute(store, 1, start_method=IN_PROCESS)
    wanted = table(store)
    next(iter(store.parts.iterdir())).unlink()
    shutil.rmtree(store.path / folder)
    execute(open_store(store.path), 1, start_method=IN_PROCESS)
    assert table(open_store(store.path)) == wanted
    assert (store.path / folder).is_dir()


def test_a_store_without_its_empty_folders_grows(tmp_path: Path) -> None:
    store = small_store(tmp_path, replications=2)
    (store.path / "claims").rmdir()
    extend(store.path, load_sweep(sweep_file(tmp_path, replications=3)))
    assert open_store(store.path).runs == 6


def test_a_sample_that_holds_a_point_twice_grows_by_all_its_points(tmp_path: Path) -> None:
    text = "{{seed: 1, weeks: 2, replications: 1, set: {{organisation.size: 8, warmup: 0}}, keep: {{final: [do]}}, "
    text += "factors: {{context.trust: {{choice: [0.2, 0.8]}}}}, sample: {{points: {points}}}}}"
    file = tmp_path / "sweep.yaml"
    file.write_text(text.format(points=4))
    create(load_sweep(file), tmp_path / "store")
    file.write_text(text.format(points=16))
    design = load_sweep(file)
    store = extend(tmp_path / "store", design)
    execute(store, 1, start_method=IN_PROCESS)
    results = open_sweep(store.path)
    assert len(results.runs()) == len(results.points) == 16
    assert results.points.table["point"].to_pylist() == list(range(16))
    assert sorted(results.points.column("context.trust").to_pylist()) == sorted(design.column("context.trust"))
