"""``simalign classics`` and ``simalign.classics``: tables, files, exit status, refusals, and the same bytes."""

import subprocess
from collections.abc import Callable
from itertools import count
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import simalign
from simalign import InputError
from simalign.docking import run
from simalign.docking.catalogue import CLASSICS
from simalign.docking.models import centola, harrison_carroll, hegselmann_krause, levinthal, march, roos
from simalign.docking.published import ClassicFile, read_classic
from simalign.docking.record import Part, Row
from simalign.simulation.ensemble import Ensemble, Execution
from simalign.sweeps.checkpoint import Folder
from tests.cli.conftest import command as command

Command = Callable[..., subprocess.CompletedProcess[str]]
EXACT = ("degroot", "friedkin_johnsen")


@pytest.fixture
def tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make all classics small enough for a test of their tables; the numbers mean nothing."""
    monkeypatch.setattr(march, "QUICK_RUNS", {"actions": 2, "text": 2})
    monkeypatch.setattr(march, "LONGEST", 5)
    monkeypatch.setattr(roos, "STEPS", 3)
    monkeypatch.setattr(roos, "QUICK_SEEDS", 2)
    monkeypatch.setattr(centola, "ROUNDS", 1)
    monkeypatch.setattr(centola, "QUICK_RUNS", 4)
    monkeypatch.setattr(levinthal, "QUICK_LANDSCAPES", 2)
    monkeypatch.setattr(harrison_carroll, "QUICK_RUNS", 2)
    monkeypatch.setattr(hegselmann_krause, "QUICK_CROWDS", 4)
    monkeypatch.setattr(run, "QUICK_REPLICATIONS", 2)


def test_every_published_number_is_computed_and_every_file_written(tiny: None, tmp_path: Path) -> None:
    result = simalign.classics(quick=True, progress=False)
    expected = {name: len(read_classic(name).numbers()) for name in CLASSICS}
    assert result.table.groupby("classic").size().to_dict() == expected
    assert set(result.table["verdict"][result.table["kind"] == "not found"]) == {"not found"}
    assert result.table["ours"].notna().sum() == (result.table["kind"] != "not found").sum()
    assert set(result.agreements["classic"]) == {name for name in CLASSICS if read_classic(name).alike}
    folder = result.save(tmp_path / "classics")
    figures = {f"{name}.png" for name in (*CLASSICS, "overview")}
    assert {file.name for file in folder.iterdir()} == figures | {
        "table.csv",
        "curves.csv",
        "alike.csv",
        "manifest.json",
    }
    assert len(pd.read_csv(folder / "table.csv")) == sum(expected.values())
    assert set(result.to_xarray().data_vars) == {"published", "ours", "error", "tolerance"}


def test_the_same_seed_gives_the_same_numbers_for_any_workers(tiny: None) -> None:
    names = ["march", "centola"]
    one, two = (simalign.classics(names, quick=True, workers=n, progress=False) for n in (1, 3))
    pd.testing.assert_frame_equal(one.curves, two.curves, check_exact=True)
    pd.testing.assert_frame_equal(one.agreements, two.agreements, check_exact=True)
    other = simalign.classics(names, quick=True, seed=2, progress=False)
    assert not one.curves["ours"].equals(other.curves["ours"])
    alone = simalign.classics("centola", quick=True, progress=False)
    together = one.curves[one.curves["classic"] == "centola"].reset_index(drop=True)
    pd.testing.assert_frame_equal(alone.curves, together, check_exact=True, check_dtype=False)


def test_an_interrupted_call_continues_with_the_same_numbers(
    tiny: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    whole = run.reproduce(["march"], Ensemble(1), True)
    ticks = count()

    def interrupt(pieces: int) -> None:
        if next(ticks) == 20:
            raise KeyboardInterrupt

    def stored() -> Ensemble:
        return Ensemble(1, execution=Execution(workers=1, checkpoint=Folder(tmp_path / "checkpoint")))

    with pytest.raises(KeyboardInterrupt):
        run.reproduce(["march"], stored(), True, interrupt)
    computed = []

    def counted(part: Part, rng: np.random.Generator) -> list[Row]:
        computed.append(part)
        return march.run(part, rng)

    monkeypatch.setitem(CLASSICS, "march", CLASSICS["march"]._replace(run=counted))
    (again,) = run.reproduce(["march"], stored(), True)
    assert 0 < len(computed) <= len(march.parts(True)) - 20
    for first, second in zip(whole[0].rows, again.rows, strict=True):
        assert first[:3] == second[:3]
        np.testing.assert_array_equal(first.samples, second.samples)
    assert again.agreement == whole[0].agreement


def test_exact_classics_need_no_simulation_and_pass() -> None:
    result = simalign.classics(list(EXACT), progress=False)
    assert result.passed and set(result.table["verdict"]) == {"reproduced"}
    assert result.finding == "4 of 4 published numbers and claims reproduced. 11 of 11 closed forms reproduced."
    assert set(result.table["error"]) == {0.0} == set(result.table["false_alarm"])


def test_a_wrong_number_is_not_reproduced(monkeypatch: pytest.MonkeyPatch) -> None:
    right = read_classic("degroot")
    targets = [right.targets[0].changed({"value": [0.2727272727, 0.3636363636, 0.36]}), *right.targets[1:]]
    wrong: ClassicFile = right.unchecked_copy(targets=targets)
    monkeypatch.setattr(run, "read_classic", lambda name: wrong)
    result = simalign.classics("degroot", progress=False)
    assert not result.passed
    assert result.table["verdict"].tolist().count("not reproduced") == 1


@pytest.mark.parametrize(
    ("names", "message"),
    [
        ("marhc", "no classic of that name; did you mean 'march'?"),
        (["march", 3], "no classic of that name"),
        ([], "is empty"),
        (3, "names"),
    ],
)
def test_other_names_are_refused(names: object, message: str) -> None:
    with pytest.raises(InputError, match=message.replace("?", r"\?")):
        simalign.classics(names, progress=False)  # type: ignore[arg-type]


def test_the_command_writes_a_folder_and_exits_with_the_verdict(command: Command, tmp_path: Path) -> None:
    done = command("classics", *EXACT)
    assert done.returncode == 0, done.stderr
    assert "DeGroot 1974" in done.stdout and "exact" in done.stdout
    assert "simalign-classics/overview.png" in done.stdout
    assert (tmp_path / "simalign-classics" / "degroot.png").is_file()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["marhc"],
            "error: names: no classic of that name; did you mean 'march'? (given: 'marhc'); allowed: one or more",
        ),
        (["degroot", "--seed", "-1"], "allowed: a whole number from 0"),
    ],
)
def test_bad_input_gets_one_clear_message(command: Command, tmp_path: Path, arguments: list[str], message: str) -> None:
    done = command("classics", *arguments)
    assert done.returncode == 2
    assert message in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "simalign-classics").exists()
