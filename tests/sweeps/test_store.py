"""What a disk can do to a store: never a silent wrong row, and always taken up again."""

import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from simalign import InputError
from simalign.files import atomic
from simalign.sweeps import Store, execute, open_store, open_sweep
from simalign.sweeps.running.worker import IN_PROCESS
from tests.patience import PATIENCE
from tests.sweeps.made import small_store, sweep_file, table


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A finished store with series."""
    store = small_store(tmp_path_factory.mktemp("whole"), series="do")
    execute(store, 1, start_method=IN_PROCESS)
    return store


def copied(store: Store, to: Path) -> Store:
    shutil.copytree(store.path, to / "copy")
    return open_store(to / "copy")


def harmed(file: Path, how: str, stream: np.random.Generator) -> None:
    data = bytearray(file.read_bytes())
    if how == "truncated":
        data = data[: stream.integers(len(data))]
    else:
        data[stream.integers(len(data))] ^= 1 << int(stream.integers(8))
    file.write_bytes(data)


@pytest.mark.parametrize("how", ["truncated", "flipped"])
def test_a_damaged_part_is_never_read(how: str, whole: Store, tmp_path: Path) -> None:
    stream = np.random.default_rng(1)
    store = copied(whole, tmp_path)
    files = sorted(store.parts.iterdir())
    for _ in range(100):
        file = files[stream.integers(len(files))]
        sound = file.read_bytes()
        harmed(file, how, stream)
        for read in (lambda: open_sweep(store.path).runs(), lambda: open_sweep(store.path).series()):
            with pytest.raises(InputError, match=rf"{file.name}: is damaged"):
                read()
        file.write_bytes(sound)


@pytest.mark.parametrize("how", ["truncated", "flipped"])
def test_a_damaged_part_is_set_aside_and_done_again(how: str, whole: Store, tmp_path: Path) -> None:
    store = copied(whole, tmp_path)
    file = sorted(store.parts.iterdir())[1]
    harmed(file, how, np.random.default_rng(2))
    tally = execute(store, 1, start_method=IN_PROCESS)
    assert tally.done == 7
    assert [aside.name for aside in (store.path / "damaged").iterdir()] == [file.name]
    assert table(store) == table(whole)


@pytest.mark.parametrize("how", ["truncated", "flipped"])
@pytest.mark.parametrize("which", ["manifest.json", "design"])
def test_a_damaged_manifest_or_design_is_told_or_harmless(how: str, which: str, whole: Store, tmp_path: Path) -> None:
    store, wanted = copied(whole, tmp_path), table(whole)
    (file,) = (file for file in store.path.iterdir() if file.name.startswith(which))
    sound = file.read_bytes()
    stream = np.random.default_rng(3)
    told = 0
    for _ in range(60):
        harmed(file, how, stream)
        try:
            assert table(open_store(store.path)) == wanted
        except InputError:
            told += 1
        file.write_bytes(sound)
    assert told >= 50  # a flip between two words of JSON changes nothing


def test_pages_carry_checksums_of_their_own(whole: Store) -> None:
    sound = sorted(whole.parts.iterdir())[0].read_bytes()
    said = set()
    for place in range(4, len(sound) // 2, 3):
        data = bytearray(sound)
        data[place] ^= 1
        try:
            pq.ParquetFile(pa.BufferReader(bytes(data)), page_checksum_verification=True).read()
        except (OSError, pa.ArrowException) as error:
            said.add("CRC checksum verification failed" in str(error))
    assert True in said


def command(*words: object, **options: object) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "-m", "simalign", *map(str, words)]
    return subprocess.run(line, capture_output=True, text=True, timeout=PATIENCE, **options)  # type: ignore[call-overload, no-any-return]


@pytest.mark.slow
def test_a_file_size_limit_stops_the_sweep_and_loses_nothing(whole: Store, tmp_path: Path) -> None:
    file = sweep_file(tmp_path, series="do")
    out = tmp_path / "store"
    few = command("sweep", file, "--out", out, "--chunk", 7, "--workers", 1, "--plan")
    assert few.returncode == 0

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (4_000, 4_000))

    stopped = command("sweep", file, "--out", out, "--chunk", 7, "--workers", 1, preexec_fn=limited)
    assert stopped.returncode == 2
    assert "cannot be written (File too large)" in stopped.stderr
    assert "Traceback" not in stopped.stderr
    assert not list(out.rglob("*.tmp"))
    again = command("sweep", file, "--out", out, "--chunk", 7, "--workers", 1)
    assert again.returncode == 0, again.stderr
    assert table(open_store(out)) == table(whole)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 60 kB."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=60k", "none", place], capture_output=True)
    if mounted.returncode:
        pytest.skip("mounting needs more rights")
    yield place
    subprocess.run(["umount", "-l", place], check=True)


def test_a_full_disk_stops_the_sweep_and_loses_nothing(whole: Store, small_disk: Path, tmp_path: Path) -> None:
    file = sweep_file(tmp_path, series="do")
    ballast = small_disk / "ballast"
    out = small_disk / "store"
    ballast.write_bytes(bytes(24_000))
    stopped = command("sweep", file, "--out", out, "--chunk", 7, "--workers", 1)
    assert stopped.returncode == 2
    assert "cannot be written (No space left on device)" in stopped.stderr
    assert "Traceback" not in stopped.stderr
    ballast.unlink()
    again = command("sweep", file, "--out", out, "--chunk", 7, "--workers", 1)
    assert again.returncode == 0, again.stderr
    assert table(open_store(out)) == table(whole)


@pytest.mark.slow
def test_a_store_made_read_only_is_read_and_not_harmed(small_disk: Path, tmp_path: Path) -> None:
    file = sweep_file(tmp_path, replications=2)
    out = small_disk / "store"
    assert command("sweep", file, "--out", out, "--workers", 1).returncode == 0
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    assert command("results", out).returncode == 0
    assert command("sweep", file, "--out", out).returncode == 0
    file = sweep_file(tmp_path, replications=4)
    refused = command("sweep", file, "--out", out, "--extend")
    assert refused.returncode == 2
    assert "Read-only file system" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_what_killed_processes_left_is_cleared(whole: Store, tmp_path: Path) -> None:
    store = copied(whole, tmp_path)

    ours = store.parts / f".{atomic.host()}.{os.getpid()}.aa.tmp"
    gone = store.parts / f".{atomic.host()}.4194300.aa.tmp"
    other = store.parts / ".elsewhere.1.aa.tmp"
    for draft in (ours, gone, other):
        draft.touch()
    execute(store, 1, start_method=IN_PROCESS)
    assert [draft.exists() for draft in (ours, gone, other)] == [True, False, True]


def test_a_part_with_other_runs_is_set_aside(whole: Store, tmp_path: Path) -> None:
    store = copied(whole, tmp_path)
    one, two = sorted(store.parts.iterdir())[:2]
    two.unlink()
    disguised = two.with_name(two.name[:11] + atomic.checksum(one.read_bytes()) + ".parquet")
    shutil.copy(one, disguised)  # sound, but the first chunk's
    assert disguised.name.startswith("00-0000001-")
    assert execute(store, 1, start_method=IN_PROCESS).done == 7
    assert [aside.name for aside in (store.path / "damaged").iterdir()] == [disguised.name]
    assert table(store) == table(whole)
