"""A seed that is asked for is used, or refused with both named; one that is not used is never printed."""

import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from simalign import InputError
from simalign.cli import main
from simalign.cli.commands import sweep
from simalign.sweeps import create, load_sweep, open_store, open_sweep
from simalign.sweeps.store.extend import growth
from tests.cli.conftest import Command, command  # noqa: F401  (a fixture)

TEXT = """weeks: 2
replications: 4
set: {organisation.size: 8, warmup: 0}
factors: {context.trust: {uniform: [0.2, 0.8]}}
sample: {points: 4}
keep: {final: [do]}
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A sampled sweep without a seed."""
    (tmp_path / "sweep.yaml").write_text(TEXT)
    return tmp_path / "sweep.yaml"


def test_a_store_of_another_seed_is_refused_with_both(file: Path, tmp_path: Path) -> None:
    store = create(load_sweep(file, seed=1), tmp_path / "store")
    assert create(load_sweep(file, seed=1), tmp_path / "store").id == store.id
    with pytest.raises(InputError, match=r"store: contains the runs of seed 1, but seed 2 was requested"):
        create(load_sweep(file, seed=2), tmp_path / "store")
    with pytest.raises(InputError, match=r"seed: 1 in the store, 2 here"):
        growth(store, load_sweep(file, seed=2))
    with pytest.raises(InputError, match=r"seed 1, but seed 0"):
        create(load_sweep(file), tmp_path / "store")


def test_a_seed_beside_the_file_s_is_refused(file: Path) -> None:
    file.write_text("seed: 3\n" + TEXT)
    assert load_sweep(file, seed=3).seed == load_sweep(file).seed == 3
    with pytest.raises(InputError, match=r"sweep.yaml:1: seed: differs from the requested seed 4 \(given: 3\)"):
        load_sweep(file, seed=4)


@pytest.mark.parametrize("seed", [-1, 2**63, 1.0, True, "1"])
def test_seeds_that_are_none_are_refused(seed: object, file: Path) -> None:
    with pytest.raises(InputError, match="seed: cannot be used"):
        load_sweep(file, seed=seed)  # type: ignore[arg-type]


def test_whole_numbers_of_numpy_are_seeds(file: Path) -> None:
    assert load_sweep(file, seed=np.int64(5)).seed == 5  # type: ignore[arg-type]


def test_another_seed_draws_other_samples(file: Path) -> None:
    design = load_sweep(file)
    assert design.seeded(7).samples == load_sweep(file, seed=7).samples != design.samples
    with pytest.raises(ValueError, match="gives seed 3"):
        file.write_text("seed: 3\n" + TEXT)
        load_sweep(file).seeded(4)


def test_a_plan_draws_no_seed(file: Path, command: Command) -> None:  # noqa: F811
    planned = command("sweep", str(file), "--plan")
    assert planned.returncode == 0
    assert "Seed drawn" not in planned.stdout + planned.stderr
    assert "first design points, for an example seed:" in planned.stdout


def test_who_comes_second_takes_the_seed_of_the_first(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def overtaken(path: Path) -> None:
        create(load_sweep(file, seed=77), path, 2)

    monkeypatch.setattr(sweep, "_check_path", overtaken)
    monkeypatch.setattr(sys, "argv", ["simalign", "sweep", str(file), "--out", str(tmp_path / "store"), "-w", "1"])
    with pytest.raises(SystemExit) as left:
        main()
    said = capsys.readouterr()
    assert left.value.code == 0
    assert "Seed drawn" not in said.err
    assert "16 of 16 runs are in" in said.out and "seed 77" in said.out
    assert len(list((tmp_path / "store").glob("design-*"))) == 1  # the loser's is gone
    trust = open_sweep(tmp_path / "store").points.column("context.trust").to_pylist()
    assert trust == load_sweep(file, seed=77).column("context.trust")


@pytest.mark.slow
def test_four_shards_at_once_print_one_seed(file: Path, tmp_path: Path) -> None:
    words = [sys.executable, "-m", "simalign", "sweep", str(file), "--out", "store", "-w", "1", "--chunk", "1"]
    options = {"cwd": tmp_path, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    shards = [subprocess.Popen([*words, "--shard", f"{n}/4"], **options) for n in range(1, 5)]  # type: ignore[call-overload]
    said = "".join(text for shard in shards for text in shard.communicate(timeout=300))
    assert [shard.returncode for shard in shards] == [0] * 4, said
    seed = open_store(tmp_path / "store").seed
    assert re.findall(r"Seed drawn: (\d+)", said) == [str(seed)]
    assert open_sweep(tmp_path / "store").coverage()["done"] == 16
