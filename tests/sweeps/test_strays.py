"""What copying, syncing and packing leave in a store is named and skipped, never read and never waited for."""

import json
import os
import shutil
import time
from pathlib import Path

import pytest

from simalign import InputError
from simalign.files import atomic
from simalign.sweeps import Store, execute, load_sweep, open_store, open_sweep
from simalign.sweeps.running.execute import Tally
from simalign.sweeps.running.worker import IN_PROCESS
from simalign.sweeps.store import leases
from simalign.sweeps.store.mend import mend
from tests.cli.conftest import Command, command  # noqa: F401  (a fixture)
from tests.sweeps.made import small_store, table


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A finished store."""
    store = small_store(tmp_path_factory.mktemp("whole"), replications=3, chunk=2)
    execute(store, 1, start_method=IN_PROCESS)
    return store


@pytest.fixture
def store(whole: Store, tmp_path: Path) -> Store:
    """A copy of it."""
    shutil.copytree(whole.path, tmp_path / "copy")
    return open_store(tmp_path / "copy")


def stray_files(store: Store) -> list[Path]:
    """Put what programs leave among the parts."""
    part = sorted(store.parts.iterdir())[0]
    names = [f"{part.stem}.sync-conflict-20260101-101010-ABCDEF.parquet", f"{part.stem} (1).parquet"]
    names += [f"Copy of {part.name}", "notes.txt", "00-0000009.parquet", f"0x{part.name[2:]}"]
    for name in names:
        shutil.copy(part, store.parts / name)
    (store.parts / f"01-{part.name[3:]}").mkdir()
    os.mkfifo(store.parts / f"02-{part.name[3:]}")
    return [*(store.parts / name for name in names), *(store.parts / f"0{n}-{part.name[3:]}" for n in (1, 2))]


def test_other_files_among_the_parts_are_named_and_skipped(store: Store, whole: Store) -> None:
    strays = stray_files(store)
    results = open_sweep(store.path)
    assert table(open_store(store.path)) == table(whole)
    assert sorted(results.skipped()) == sorted(strays)
    assert execute(store, 1, start_method=IN_PROCESS).before == 6
    assert all(stray.exists() for stray in strays)


def test_a_stray_does_not_stand_for_its_chunk(store: Store, whole: Store) -> None:
    part = sorted(store.parts.iterdir())[1]
    part.rename(store.parts / f"{part.stem}.sync-conflict-20260101.parquet")
    assert len(store.missing()) == 1
    assert execute(store, 1, start_method=IN_PROCESS).done == 2
    assert table(open_store(store.path)) == table(whole)


def test_commands_name_what_they_skip(store: Store, command: Command, tmp_path: Path) -> None:  # noqa: F811
    (store.parts / "notes.txt").write_text("mine")
    shutil.copy(Path(store.path).parent / "copy" / "manifest.json", store.path / "manifest.sync-conflict.json")
    shown = command("results", str(store.path))
    assert shown.returncode == 0
    assert f"skipped, because it is not a part of the store: {store.parts / 'notes.txt'}" in shown.stderr


@pytest.mark.parametrize(
    "text",
    ["[1]", "3", '"text"', "null", "[" * 100_000, '{"a": ' * 100_000, "{}", '{"checksum": 3}', "", "\x00", "nonsense"],
)
def test_what_is_json_but_not_a_manifest_is_refused(text: str, store: Store) -> None:
    (store.path / "manifest.json").write_text(text)
    with pytest.raises(InputError, match=r"manifest\.json: (is damaged|has another format)"):
        open_store(store.path)


@pytest.mark.parametrize("name", ["manifest.json", "design"])
def test_a_named_pipe_in_the_place_of_a_file_is_refused_at_once(name: str, store: Store) -> None:
    (file,) = (file for file in store.path.iterdir() if file.name.startswith(name))
    file.unlink()
    os.mkfifo(file)
    began = time.monotonic()
    with pytest.raises(InputError, match="is not a regular file"):
        open_sweep(store.path).runs()
    assert time.monotonic() - began < 5.0


def test_a_named_pipe_in_the_place_of_a_part_or_lease_is_no_endless_wait(store: Store, whole: Store) -> None:
    part = sorted(store.parts.iterdir())[0]
    part.unlink()
    os.mkfifo(part)
    lease = store.leases / "00-0000000"
    os.mkfifo(lease)
    with pytest.raises(InputError, match=r"00-0000000: is not a regular file"):
        execute(store, 1, start_method=IN_PROCESS)
    lease.unlink()
    with pytest.raises(InputError, match=r"is not a regular file, where a part belongs"):
        execute(store, 1, start_method=IN_PROCESS)
    part.unlink()
    execute(store, 1, start_method=IN_PROCESS)
    assert table(open_store(store.path)) == table(whole)


@pytest.mark.parametrize(("ahead", "held"), [(100 * 86_400, False), (3600, False), (5, True), (-5, True), (-90, False)])
def test_a_lease_from_the_future_is_void(ahead: float, held: bool, tmp_path: Path) -> None:
    lease = tmp_path / "00-0000001"
    lease.write_text("elsewhere 1\n")
    moment = time.time() + ahead
    os.utime(lease, (moment, moment))
    assert leases.held(tmp_path, lease.name) == held
    assert leases.acquire(tmp_path, lease.name) == (not held)


@pytest.mark.parametrize(
    "text", [f"{atomic.host()} ", f"{atomic.host()} {10**30}", "", "\x00" * 9, f"{atomic.host()} x"]
)
def test_a_lease_with_odd_text_is_no_traceback(text: str, tmp_path: Path) -> None:
    (tmp_path / "00-0000001").write_text(text)
    assert leases.held(tmp_path, "00-0000001") == (str(10**30) not in text)  # fresh, unless by a process that is gone


def test_whom_a_sweep_waits_for_is_said(store: Store) -> None:
    part = sorted(store.parts.iterdir())[0]
    part.unlink()
    lease = store.leases / "00-0000000"
    lease.write_text("elsewhere 17\n")
    said: list[str] = []

    def report(tally: Tally) -> None:
        if tally.waiting:
            said.append(tally.waiting)
            lease.unlink(missing_ok=True)  # the other is done

    assert execute(store, 1, start_method=IN_PROCESS, report=report).done == 2
    assert said[0] == "waiting for 1 chunks that other processes execute (process 17 on elsewhere)"


@pytest.mark.parametrize("name", [".a.tmp", "..tmp", ".host.x.aa.tmp", f".{atomic.host()}.{10**30}.aa.tmp"])
def test_hidden_files_that_look_like_drafts_are_no_traceback(name: str, store: Store, whole: Store) -> None:
    (store.parts / name).touch()
    execute(store, 1, start_method=IN_PROCESS)
    assert table(open_store(store.path)) == table(whole)


def test_a_store_of_an_older_version_is_read_and_goes_on(store: Store, whole: Store, tmp_path: Path) -> None:
    """Its id is a random number."""
    old = tmp_path / "old"
    old.mkdir()
    made = small_store(old, replications=3, chunk=2)
    content = json.loads((made.path / "manifest.json").read_text())
    content.pop("checksum")
    content["id"] = "0123456789abcdef"
    text = json.dumps(content, indent=2)
    whole_text = json.dumps({"checksum": atomic.checksum(text.encode()), **content}, indent=2)
    (made.path / "manifest.json").write_text(whole_text + "\n")
    older = open_store(made.path)
    assert older.id == "0123456789abcdef"
    execute(older, 1, (1, 2), start_method=IN_PROCESS)
    execute(open_store(older.path), 1, start_method=IN_PROCESS)
    assert mend(older, load_sweep(old / "small.yaml")) == []
    assert table(open_store(older.path)) == table(whole)
