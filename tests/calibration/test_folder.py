"""A calibration's folder: nothing runs twice, what is another's is refused, what was killed goes on."""

import json
import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from simalign import InputError
from simalign.calibration import checkpoint
from simalign.calibration.checkpoint import BLOCK, Folder, Setting
from simalign.calibration.priors import shipped_priors
from simalign.scenario.psychology import Psychology
from tests.evidence.made import study

from .made import Here

PARAMETERS = 90


class Counting:
    """A laboratory that gives the first parameter back, and dies at a point if it is told to."""

    tried: list[float]
    last: int | None

    def __init__(self) -> None:
        self.tried, self.last = [], None

    def effects(self, psychology: Psychology) -> np.ndarray:
        if len(self.tried) == self.last:
            raise KeyboardInterrupt
        self.tried.append(psychology.lag)
        return np.array([psychology.lag])


@pytest.fixture
def counting(monkeypatch: pytest.MonkeyPatch) -> Counting:
    evaluator = Counting()
    monkeypatch.setattr(checkpoint, "ProcessPoolExecutor", Here)
    monkeypatch.setattr(Setting, "evaluator", lambda self: evaluator)
    return evaluator


@pytest.fixture
def setting(tmp_path: Path) -> Setting:
    return Setting((study(tmp_path, published="{low: 0, high: 1}"),), shipped_priors(), 1, 2, 4)


def points(count: int) -> np.ndarray:
    return np.random.default_rng(1).random((count, PARAMETERS)) * 0.98 + 0.01


def test_what_is_there_is_not_run_again(counting: Counting, setting: Setting, tmp_path: Path) -> None:
    u, told = points(3 * BLOCK + 5), list[int]()
    first = Folder(tmp_path / "out", setting).effects(u, 2, told.append)
    assert len(counting.tried) == len(u) and np.array_equal(first[:, 0], counting.tried)
    assert told == [0, BLOCK, BLOCK, BLOCK, 5]
    told.clear()
    again = Folder(tmp_path / "out", setting).effects(u, 1, told.append)
    assert len(counting.tried) == len(u) and told == [len(u)]
    assert again.tobytes() == first.tobytes()
    Folder(tmp_path / "out", setting).effects(u[:BLOCK] * 0.99, 1)
    assert len(counting.tried) == len(u) + BLOCK


def test_killed_in_between_it_goes_on(counting: Counting, setting: Setting, tmp_path: Path) -> None:
    """Whole blocks are kept, and no half of one."""
    u = points(3 * BLOCK)
    counting.last = BLOCK + 3
    with pytest.raises(KeyboardInterrupt):
        Folder(tmp_path / "out", setting).effects(u, 1)
    assert len(list((tmp_path / "out" / "blocks").iterdir())) == 1
    (tmp_path / "out" / "blocks" / ".half.npy.123").write_bytes(b"half")
    counting.last = None
    found = Folder(tmp_path / "out", setting).effects(u, 1)
    assert len(counting.tried) == BLOCK + 3 + 2 * BLOCK
    assert np.array_equal(found[:BLOCK, 0], counting.tried[:BLOCK])
    assert np.array_equal(found[BLOCK:, 0], counting.tried[-2 * BLOCK :])


def test_anothers_folder_is_refused(counting: Counting, setting: Setting, tmp_path: Path) -> None:
    Folder(tmp_path / "out", setting)
    others = [setting.studies, setting.priors, 2, 2, 4], [setting.studies, setting.priors, 1, 3, 4]
    for other in others:
        with pytest.raises(
            InputError, match="folder: is of another calibration: studies, priors, seed, sizes or model"
        ):
            Folder(tmp_path / "out", Setting(*other))  # type: ignore[arg-type]
    study(tmp_path, published="{low: 0, high: 0.9}")  # the same file with other content
    with pytest.raises(InputError, match="is of another calibration"):
        Folder(tmp_path / "out", setting)


@pytest.mark.parametrize("content", ["", "{", "[1]", '{"other": 1}', "\x00"])
def test_a_broken_identity_is_refused(content: str, setting: Setting, tmp_path: Path) -> None:
    Folder(tmp_path / "out", setting)
    (tmp_path / "out" / "calibration.json").write_text(content)
    with pytest.raises(InputError, match="folder: is of another calibration"):
        Folder(tmp_path / "out", setting)


def test_what_else_is_there_is_not_overwritten(setting: Setting, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.tex").write_text("all my work")
    with pytest.raises(InputError, match="holds something already; nothing was overwritten"):
        Folder(tmp_path / "mine", setting)
    assert [file.name for file in (tmp_path / "mine").iterdir()] == ["thesis.tex"]
    with pytest.raises(InputError, match="cannot be written"):
        Folder(tmp_path / "mine" / "thesis.tex", setting)


def test_a_folder_that_cannot_be_written(setting: Setting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As root may write anywhere, the refusal of the disk is made."""

    def refuse(*given: object, **more: object) -> None:
        raise OSError(30, os.strerror(30))

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(InputError, match=r"folder: cannot be written \(Read-only file system\)"):
        Folder(tmp_path / "out", setting)


def test_a_disk_that_fills_keeps_what_is_done(
    counting: Counting, setting: Setting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, whole = Folder(tmp_path / "out", setting), checkpoint.write_whole

    def full(file: Path, content: bytes) -> None:
        if len(counting.tried) > BLOCK:
            raise OSError(28, os.strerror(28))
        whole(file, content)

    with monkeypatch.context() as patch:
        patch.setattr(checkpoint, "write_whole", full)
        with pytest.raises(InputError, match=r"cannot be written \(No space left on device\)"):
            store.effects(points(2 * BLOCK), 1)
    store.effects(points(2 * BLOCK), 1)
    assert len(counting.tried) == 3 * BLOCK


def test_the_identity_says_what_decides_the_numbers(setting: Setting, tmp_path: Path) -> None:
    Folder(tmp_path / "out", setting)
    kept = json.loads((tmp_path / "out" / "calibration.json").read_text())["setting"]
    assert set(kept) == {"model_version", "studies", "arms", "priors", "seed", "organisations", "varied"}
    assert list(kept["studies"]) == ["small.yaml"] and len(kept["priors"]) == 64


def test_what_a_study_rests_on_counts_and_what_is_fitted_does_not(setting: Setting, tmp_path: Path) -> None:
    """Its base scenario, in a file of its own, and who works there."""
    (tmp_path / "b").mkdir()
    here = study(tmp_path / "b", published="{low: 0, high: 1}", base="source: => scenario: base.yaml\nsource:")
    one = Setting((here,), setting.priors, 1, 2, 4)
    base, members = tmp_path / "b" / "base.yaml", tmp_path / "b" / "members.csv"
    arms = []
    for text in ("context: {trust: 0.4}", "context: {trust: 0.6}", "context: {trust: 0.6}\npsychology: {}"):
        base.write_text(text + "\n")
        arms.append(replace(one).identity()["arms"])
    assert arms[0]["small.yaml"].keys() == {"little", "much"}
    assert arms[0] != arms[1] == arms[2]
    here.write_text(here.read_text().replace("organisation.size: 12, ", ""))
    base.write_text("organisation: {members: members.csv}\n")
    files = []
    for name in ("b", "c"):
        members.write_text(
            f"id,manager,role,department\na,,senior_manager,management\n{name},a,specialist,operations\n"
        )
        files.append(replace(one).identity()["arms"])
    assert files[0] != files[1]


def test_studies_of_one_name_are_told_apart(setting: Setting, tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    other = study(tmp_path / "b", published="{low: 0, high: 0.5}", other="name: small => name: other")
    both = (*setting.studies, other)
    digests = Setting(both, setting.priors, 1, 2, 4).identity()["studies"]
    assert len(set(digests.values())) == 2
