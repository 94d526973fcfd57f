"""Stores of one sweep that were made apart: their parts are recognised by the names of their runs, and lose nothing."""

import shutil
from pathlib import Path

import pytest

from simalign import InputError
from simalign.sweeps import Store, create, execute, load_sweep, open_store, open_sweep
from simalign.sweeps.running.runner import Runner
from simalign.sweeps.running.worker import IN_PROCESS
from simalign.sweeps.store.extend import extend
from tests.sweeps.made import sweep_file, table


def made(folder: Path, name: str, chunk: int, shard: tuple[int, int] = (1, 1), **sizes: object) -> Store:
    """A store of the sweep in a folder of its own, a shard of it done."""
    (folder / name).mkdir()
    file = sweep_file(folder / name, **({"replications": 6, "series": "do"} | sizes))  # type: ignore[arg-type]
    store = create(load_sweep(file), folder / name / "store", chunk, 60.0)
    execute(store, 1, shard, IN_PROCESS)
    return store


def copy_parts(source: Store, to: Store) -> None:
    """What a user does who has two halves."""
    for part in source.parts.iterdir():
        shutil.copy(part, to.parts)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """All in one."""
    return made(tmp_path_factory.mktemp("whole"), "whole", 4)


def test_siblings_make_the_same_parts_to_the_byte(whole: Store, tmp_path: Path) -> None:
    other = made(tmp_path, "other", 4)
    assert (other.id, other.stamp != whole.stamp) == (whole.id, True)
    assert {part.name: part.read_bytes() for part in other.parts.iterdir()} == {
        part.name: part.read_bytes() for part in whole.parts.iterdir()
    }


def test_two_halves_are_read_as_soon_as_they_are_together(whole: Store, tmp_path: Path) -> None:
    one, two = (made(tmp_path, f"half{n}", 4, (n, 2)) for n in (1, 2))
    copy_parts(two, one)
    assert table(open_store(one.path)) == table(whole)
    assert execute(open_store(one.path), 1, start_method=IN_PROCESS).before == 12
    assert not (one.path / "damaged").exists()


@pytest.mark.parametrize("chunk", [1, 3, 5, 12, 100])
def test_halves_in_other_chunks_lose_no_run(
    chunk: int, whole: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = made(tmp_path, "one", 4, (1, 2)), made(tmp_path, "two", chunk, (2, 2))
    had = {row for store in (one, two) for row in open_sweep(store.path).runs()["run"]}
    copy_parts(two, one)
    store = open_store(one.path)
    executed: list[object] = []
    plain = Runner.run
    monkeypatch.setattr(Runner, "run", lambda self, *job: (executed.append(job), plain(self, *job))[1])
    execute(store, 1, start_method=IN_PROCESS)
    assert len(executed) == 12 - len(had)  # only what neither had was run
    assert table(open_store(one.path)) == table(whole)
    assert {part.name: part.read_bytes() for part in store.parts.iterdir()} == {
        part.name: part.read_bytes() for part in whole.parts.iterdir()
    }


def test_reading_says_what_to_do_with_parts_in_other_chunks(tmp_path: Path) -> None:
    one, two = made(tmp_path, "one", 4, (1, 2)), made(tmp_path, "two", 3, (2, 2))
    copy_parts(two, one)
    with pytest.raises(
        InputError, match=r"to other chunks of this store; allowed: `simalign sweep` again, which reuses its runs"
    ):
        open_sweep(one.path).runs()


def test_points_in_another_order_are_the_same_runs(tmp_path: Path) -> None:
    one = made(tmp_path, "one", 4, mandates="0, 0.5, 1")
    two = made(tmp_path, "two", 4, (2, 2), mandates="1, 0, 0.5")
    wanted = open_sweep(one.path).runs().set_index("run").sort_index().drop(columns="point")
    copy_parts(one, two)
    execute(open_store(two.path), 1, start_method=IN_PROCESS)
    found = open_sweep(two.path).runs().set_index("run").sort_index().drop(columns="point")
    assert found.equals(wanted)


def test_a_store_that_grew_gives_to_one_that_was_made_at_once(tmp_path: Path) -> None:
    one = made(tmp_path, "one", 4, replications=2)
    (tmp_path / "more").mkdir()
    more = sweep_file(tmp_path / "more", 4, "0, 0.5, 1", series="do")
    grown = extend(one.path, load_sweep(more))
    execute(grown, 1, start_method=IN_PROCESS)
    two = create(load_sweep(more), tmp_path / "two", 5, 60.0)
    copy_parts(grown, two)
    execute(two, 1, start_method=IN_PROCESS)
    both = [
        open_sweep(path).runs().set_index("run").sort_index().drop(columns="point") for path in (one.path, two.path)
    ]
    assert both[0].equals(both[1])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("reaches: 0.5", "reaches: 0.4"),
        ("final: [know, want, do, value]", "final: [know, want, do]"),
        ("seed: 5", "seed: 6"),
    ],
)
def test_parts_whose_columns_or_runs_mean_something_else_are_not_taken(
    old: str, new: str, whole: Store, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    file = sweep_file(other, 6, series="do")
    file.write_text(file.read_text().replace(old, new))
    store = create(load_sweep(file), other / "store", 4, 60.0)
    execute(store, 1, start_method=IN_PROCESS)
    wanted = table(store)
    parts = sorted(store.parts.iterdir())
    parts[0].unlink()
    copy_parts(whole, store)
    assert execute(open_store(store.path), 1, start_method=IN_PROCESS).done == 4
    assert table(open_store(store.path)) == wanted
    assert not (store.path / "adopted").exists()


def test_a_second_part_of_a_chunk_is_skipped(whole: Store, tmp_path: Path) -> None:
    """Failures hold tracebacks, which differ between machines: then two parts of the same runs are both sound."""
    shutil.copytree(whole.path, tmp_path / "copy")
    store = open_store(tmp_path / "copy")
    (tmp_path / "copy" / "parts" / "00-0000000-0123456789abcdef.parquet").write_bytes(b"damaged")
    results = open_sweep(store.path)
    assert table(store) == table(whole)
    assert [file.name for file in results.skipped()] == ["00-0000000-0123456789abcdef.parquet"]
