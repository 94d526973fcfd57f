"""simalign merge: stores of one sweep that were made apart become one, and the wrong ones are refused."""

import json
import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from simalign import InputError
from simalign.files import atomic
from simalign.sweeps import Store, create, execute, load_sweep, merge, open_store
from simalign.sweeps.running.runner import Runner
from simalign.sweeps.running.worker import IN_PROCESS
from simalign.sweeps.store.extend import extend
from simalign.sweeps.store.store import MANIFEST, encoded, write_manifest
from tests.cli.conftest import Command, command  # noqa: F401  (a fixture)
from tests.sweeps.made import sweep_file, table
from tests.sweeps.test_siblings import made

OF_THIS_STORE = {"checksum", "nonce", "host", "created"}  # entries of a manifest that name the store and not the sweep


@pytest.fixture(scope="module")
def halves(tmp_path_factory: pytest.TempPathFactory) -> tuple[Store, Store, Store]:
    """A whole store, and two halves of the same sweep."""
    folder = tmp_path_factory.mktemp("halves")
    whole = made(folder, "whole", 4)
    return whole, made(folder, "one", 4, (1, 2)), made(folder, "two", 4, (2, 2))


def content(store: Store) -> dict[str, bytes]:
    """All files of a store by their path, except for its log and its manifest."""
    files = [file for file in store.path.rglob("*") if file.is_file() and file.name != MANIFEST]
    names = {str(file.relative_to(store.path)): file.read_bytes() for file in files}
    return {name: data for name, data in names.items() if not name.startswith("log/")}


def manifest(store: Store) -> dict[str, object]:
    return {key: value for key, value in store.manifest.items() if key not in OF_THIS_STORE}


def changed(store: Store, **entries: object) -> Path:
    """Change entries of the manifest of a store."""
    write_manifest(store.path, {**store.manifest, **entries}, replacing=True)
    return store.path


def copied(store: Store, folder: Path) -> Store:
    return open_store(shutil.copytree(store.path, folder))


@pytest.mark.parametrize("order", [(1, 2), (2, 1)])
def test_two_halves_equal_a_whole_byte_for_byte(
    order: tuple[int, int], halves: tuple[Store, Store, Store], tmp_path: Path
) -> None:
    before = [content(store) for store in halves]
    merged = merge([halves[n].path for n in order], tmp_path / "merged")
    assert content(merged) == content(halves[0])
    assert manifest(merged) == manifest(halves[0])
    assert not merged.missing() and table(merged) == table(halves[0])
    assert [content(store) for store in halves] == before


def test_overlapping_stores_merge_and_a_third_may_add_nothing(
    halves: tuple[Store, Store, Store], tmp_path: Path
) -> None:
    merged = merge([halves[2].path, halves[0].path, halves[1].path], tmp_path / "merged")
    assert content(merged) == content(halves[0])


@pytest.mark.parametrize("chunk", [1, 3, 5, 100])
def test_other_chunks_lose_no_run(
    chunk: int, halves: tuple[Store, Store, Store], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Machines of different speed choose different chunks; what no chunk completes is reused by the sweep."""
    whole, one, _ = halves
    other = made(tmp_path, "other", chunk, (2, 2))
    had = {name for store in (one, other) for part in store.parts.iterdir() for name in names(part)}
    merged = merge([one.path, other.path], tmp_path / "merged")
    executed: list[object] = []
    plain = Runner.run
    monkeypatch.setattr(Runner, "run", lambda self, *job: (executed.append(job), plain(self, *job))[1])
    execute(merged, 1, start_method=IN_PROCESS)
    assert len(executed) == 12 - len(had)
    parts = {name: data for name, data in content(merged).items() if not name.startswith("adopted/")}
    assert parts == content(whole)


def names(part: Path) -> list[bytes]:
    return list(pq.read_table(part, columns=["run"])["run"].to_pylist())


def test_an_extended_store_merges_with_a_new_one(halves: tuple[Store, Store, Store], tmp_path: Path) -> None:
    """The same sweep in another order of points and runs: the names of runs decide."""
    short = made(tmp_path, "short", 4, replications=3, mandates="1")
    extend(short.path, load_sweep(sweep_file(tmp_path / "short", replications=6, series="do")))
    execute(open_store(short.path), 1, start_method=IN_PROCESS)
    assert len(open_store(short.path).blocks) == 3
    assert content(merge([halves[1].path, short.path], tmp_path / "merged")) == content(halves[0])
    backwards = merge([short.path, halves[1].path], tmp_path / "backwards")
    assert content(backwards) == content(open_store(short.path))


DIFFERENT = {
    "seed": ({"seed": 6}, "seed: 6 here, 5 in "),
    "scenario": ({"weeks": 5}, "weeks: 5 here, 4 in "),
    "results": ({"series": ""}, "keep.series: [] here, "),
    "points": ({"mandates": "0, 0.5"}, "2 design points x 6 replications here, 2 design points x 6 replications in "),
    "replications": ({"replications": 7}, "2 design points x 7 replications here, 2 design points x 6 replications"),
}


@pytest.mark.parametrize("case", DIFFERENT)
def test_stores_of_another_sweep_are_refused(case: str, halves: tuple[Store, Store, Store], tmp_path: Path) -> None:
    sizes, words = DIFFERENT[case]
    file = sweep_file(tmp_path, **({"replications": 6, "series": "do"} | sizes))
    other = create(load_sweep(file), tmp_path / "other", 4, 60.0)
    with pytest.raises(InputError) as refused:
        merge([halves[1].path, other.path], tmp_path / "merged")
    (problem,) = refused.value.problems
    assert words in str(problem) and "allowed: stores of one sweep" in str(problem)
    assert str(other.path) in str(problem) and str(halves[1].path) in str(problem)
    assert not (tmp_path / "merged").exists()


def test_other_versions_are_refused(halves: tuple[Store, Store, Store], tmp_path: Path) -> None:
    other = copied(halves[2], tmp_path / "other")
    changed(other, versions=other.manifest["versions"] | {"numpy": "1.0", "python": "3.99.0"})
    with pytest.raises(InputError, match=r"differ: numpy: '1.0' here, '.*' in .*one/store; allowed"):
        merge([halves[1].path, other.path], tmp_path / "merged")


def test_the_same_run_with_another_result_is_refused(halves: tuple[Store, Store, Store], tmp_path: Path) -> None:
    other = copied(halves[0], tmp_path / "other")
    part = sorted(other.parts.iterdir())[1]
    rows = pq.read_table(part)
    values = rows["do"].to_numpy().copy()
    values[2] += 1e-9
    altered = encoded(rows.set_column(rows.column_names.index("do"), "do", pa.array(values)))
    part.unlink()
    atomic.put(other.parts, f"{part.stem[:10]}-{atomic.checksum(altered)}.parquet", altered)
    run = rows["run"][2].as_py().hex()[:12]
    stores = [halves[0].path, other.path]
    with pytest.raises(InputError, match=rf"another result of run {run} .* do: 0\.\d+ here, 0\.\d+ there; allowed"):
        merge(stores, tmp_path / "merged")
    assert not (tmp_path / "merged").exists()


def test_damaged_stores_are_refused(halves: tuple[Store, Store, Store], tmp_path: Path) -> None:
    for number, pattern in enumerate(("parts/*.parquet", "design-*.parquet")):
        other = copied(halves[1], tmp_path / f"other{number}")
        file = next(other.path.glob(pattern))
        file.write_bytes(file.read_bytes()[:-1] + b"?")
        with pytest.raises(InputError, match="is damaged: its content does not match"):
            merge([other.path, halves[2].path], tmp_path / "merged")
        assert not (tmp_path / "merged").exists()


def test_functions_and_draws_come_along(tmp_path: Path) -> None:
    stores = []
    for number in (1, 2):
        (tmp_path / str(number)).mkdir()
        file = sweep_file(tmp_path / str(number), replications=2)
        design = load_sweep(file, uncertainty="posterior")
        store = create(design, tmp_path / str(number) / "store", 2, 60.0, measures={"mine": lambda f, s, p, t: 1.5})
        execute(store, 1, (number, 2), IN_PROCESS)
        stores.append(store)
    merged = merge([store.path for store in stores], tmp_path / "merged")
    assert merged.posterior is not None and not merged.missing()
    assert {name.split("-")[0] for name in content(merged)} >= {"draws", "functions", "design"}


def test_command(command: Command, halves: tuple[Store, Store, Store], tmp_path: Path) -> None:  # noqa: F811
    one, two = str(halves[1].path), str(halves[2].path)
    done = command("merge", one, two, "--out", "merged", "--json")
    assert done.returncode == 0
    assert json.loads(done.stdout) == {"store": "merged", "seed": 5, "runs": 12, "done": 12, "failed": 0, "missing": 0}
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "file").write_text("mine")
    for words, message in (
        ((one, "--out", "new"), "STORE: is a single store; allowed: two stores or more"),
        ((one, one, "--out", "new"), "STORE: is listed twice"),
        ((one, "mine", "--out", "new"), "mine: is not a store"),
        ((one, two, "--out", "mine"), "--out: is not empty; nothing was overwritten"),
        ((one, two, "--out", "merged"), "--out: is not empty; nothing was overwritten"),
    ):
        refused = command("merge", *words)
        assert refused.returncode == 2 and refused.stderr.count("error:") == 1
        assert message in refused.stderr
    assert not (tmp_path / "new").exists() and (tmp_path / "mine" / "file").read_text() == "mine"
